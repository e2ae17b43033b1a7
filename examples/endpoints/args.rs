//! The command line.

use account_activity::client::EndpointGroup;

#[derive(Default)]
pub(crate) struct Args {
    pub(crate) base_url: Option<String>,
    pub(crate) only: Option<EndpointGroup>,
    pub(crate) dry_run: bool,
}

pub(crate) const USAGE: &str = "\
usage: endpoints [--base-url URL] [--only premium|enterprise|v2|xaa|oauth|oauth2] [--dry-run]

  --base-url URL   calls this server: https://api.twitter.com by default
  --only PART      calls the endpoints of one part: premium, enterprise, v2, xaa, oauth or oauth2
  --dry-run        sends nothing and prints each request; needs no variable
  --help

Variables: TWITTER_CONSUMER_KEY, TWITTER_CONSUMER_SECRET, TWITTER_ACCESS_TOKEN,
TWITTER_ACCESS_TOKEN_SECRET, TWITTER_WEBHOOK_ENV (premium), TWITTER_WEBHOOK_URL (not for xaa, oauth
and oauth2), TWITTER_CLIENT_ID, TWITTER_CLIENT_SECRET and TWITTER_REDIRECT_URI (oauth2), and
optionally TWITTER_BEARER_TOKEN and TWITTER_OAUTH_VERIFIER.

Exit codes: 0 if every request succeeded or was shown, 1 if one failed, 2 if the arguments or the
variables are wrong.";

impl Args {
    /// Returns `None` if the arguments ask for help.
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut args = Self::default();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--base-url" => args.base_url = Some(words.next().ok_or(USAGE)?),
                "--only" => args.only = Some(words.next().as_deref().and_then(named).ok_or(USAGE)?),
                "--dry-run" => args.dry_run = true,
                "--help" => return Ok(None),
                _ => return Err(format!("unknown argument {word}\n{USAGE}")),
            }
        }
        Ok(Some(args))
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
        "xaa" => Some(EndpointGroup::XActivity),
        "oauth" => Some(EndpointGroup::OAuth),
        "oauth2" => Some(EndpointGroup::OAuth2),
        _ => None,
    }
}
