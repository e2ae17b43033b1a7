//! The command line.

use account_activity::client::EndpointGroup;

#[derive(Default)]
pub(crate) struct Args {
    pub(crate) base_url: Option<String>,
    pub(crate) only: Option<EndpointGroup>,
    pub(crate) dry_run: bool,
}

const USAGE: &str =
    "usage: endpoints [--base-url URL] [--only premium|enterprise|v2|oauth] [--dry-run]";

impl Args {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut args = Self::default();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--base-url" => args.base_url = Some(words.next().ok_or(USAGE)?),
                "--only" => args.only = Some(words.next().as_deref().and_then(named).ok_or(USAGE)?),
                "--dry-run" => args.dry_run = true,
                _ => return Err(format!("unknown argument {word}\n{USAGE}")),
            }
        }
        Ok(args)
    }

    pub(crate) fn walks(&self, group: EndpointGroup) -> bool {
        self.only.is_none_or(|only| only == group)
    }
}

fn named(name: &str) -> Option<EndpointGroup> {
    match name {
        "premium" => Some(EndpointGroup::Premium),
        "enterprise" => Some(EndpointGroup::Enterprise),
        "v2" => Some(EndpointGroup::V2),
        "oauth" => Some(EndpointGroup::OAuth),
        _ => None,
    }
}
