//! The names of environments.

use account_activity::Tier;

use super::StartError;
use crate::account::{Apps, Limits};
use crate::emulator::builder::EmulatorBuilder;

/// Returns the environments for the case that no app sets its own.
pub(super) fn names(builder: &mut EmulatorBuilder) -> Vec<String> {
    let default: &[&str] = match builder.tier {
        Tier::Sandbox => &["prod"],
        Tier::Premium => &["prod", "dev"],
        _ => &[],
    };
    let names = builder.environments.take();
    names.unwrap_or_else(|| default.iter().map(|name| (*name).to_owned()).collect())
}

pub(super) fn check(apps: &Apps, limits: &Limits) -> Result<(), StartError> {
    let mut names: Vec<_> = apps.iter().flat_map(|app| &app.environments).collect();
    names.sort_unstable();
    if let Some(name) = names.iter().find(|name| !is_segment(name)) {
        return Err(StartError::InvalidEnvironment((*name).clone()));
    }
    let repeated = names.windows(2).find(|pair| matches!(pair, [one, other] if one == other));
    if let Some([name, ..]) = repeated {
        return Err(StartError::RepeatedEnvironment((*name).clone()));
    }
    if names.len() > usize::try_from(limits.webhooks).unwrap_or(usize::MAX) {
        let (environments, limit) = (names.len(), limits.webhooks);
        return Err(StartError::TooManyEnvironments { environments, limit });
    }
    Ok(())
}

/// Returns whether a name can be a segment of a path. `.` and `..` would change the path.
fn is_segment(name: &str) -> bool {
    let is_letter = |letter: char| {
        !(letter.is_control() || letter.is_whitespace() || matches!(letter, '/' | '\\'))
    };
    !matches!(name, "" | "." | "..") && name.chars().all(is_letter)
}
