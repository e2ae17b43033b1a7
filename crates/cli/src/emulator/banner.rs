//! The first output: the base URL and the credentials, which are generated and not secret.

use std::fmt::{self, Write};
use std::path::Path;

use account_activity_emulator::{Credentials, Emulator};

/// The number of users of an app that are printed.
const MOST_USERS: usize = 100;

/// Returns the text. Programs parse its first line: the words `listening on` and the base URL.
pub(super) fn of(emulator: &Emulator, ca_file: Option<&Path>, has_control: bool) -> String {
    let mut text = String::new();
    // Writing to a `String` does not fail.
    let _ = write(&mut text, emulator, ca_file, has_control);
    text
}

fn write(
    text: &mut String,
    emulator: &Emulator,
    ca_file: Option<&Path>,
    has_control: bool,
) -> fmt::Result {
    writeln!(text, "listening on {}", emulator.base_url())?;
    if let Some((url, file)) = emulator.tls_base_url().zip(ca_file) {
        writeln!(text, "listening on {url}, trusted with {}", file.display())?;
    }
    if has_control {
        writeln!(text, "control API  {}/emulator", emulator.base_url())?;
    }
    writeln!(text, "tier         {}", emulator.tier())?;
    let apps = emulator.apps().into_iter().filter_map(|app| emulator.credentials_of(app));
    apps.into_iter().try_for_each(|app| write_app(text, &app))?;
    writeln!(text)
}

fn write_app(text: &mut String, app: &Credentials) -> fmt::Result {
    writeln!(text, "\napp {}", app.app_id)?;
    if !app.environments.is_empty() {
        writeln!(text, "  environments     {}", app.environments.join(", "))?;
    }
    writeln!(text, "  consumer key     {}", app.consumer_key)?;
    writeln!(text, "  consumer secret  {}", app.consumer_secret)?;
    if let Some(token) = &app.bearer_token {
        writeln!(text, "  bearer token     {token}")?;
    }
    writeln!(text, "  client id        {}", app.client_id)?;
    if let Some(secret) = &app.client_secret {
        writeln!(text, "  client secret    {secret}")?;
    }
    for user in app.users.iter().take(MOST_USERS) {
        let owner = if user.id == app.owner { ", the app's owner" } else { "" };
        writeln!(text, "  @{} ({}){owner}", user.screen_name, user.id)?;
        if let Some((token, secret)) = user.token.expose_oauth1() {
            writeln!(text, "    access token   {token}")?;
            writeln!(text, "    token secret   {secret}")?;
        }
        if let Some(token) = user.oauth2.as_ref().and_then(|token| token.expose_oauth2()) {
            writeln!(text, "    OAuth 2.0      {token}")?;
        }
    }
    match app.users.len().saturating_sub(MOST_USERS) {
        0 => {}
        more => writeln!(text, "  and {more} more users: GET /emulator/users lists them")?,
    }
    Ok(())
}
