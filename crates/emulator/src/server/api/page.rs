//! The pages of a sign-in.

use account_activity::UserId;

use crate::account::{Permission, State};
use crate::server::response::ApiResponse;
use crate::world::WorldUser;

/// The number of users up to which the page lists them all.
const MOST_CHOICES: usize = 1_000;

/// Creates the field of the page for the user: a choice, or a text if there are many users.
pub(super) fn user_field(state: &State, selected: Option<UserId>) -> String {
    if state.users.len() > MOST_CHOICES {
        named(selected.and_then(|user| state.world.user(user)))
    } else {
        choice(state.users(), selected)
    }
}

fn choice<'a>(users: impl Iterator<Item = &'a WorldUser>, selected: Option<UserId>) -> String {
    let option = |user: &WorldUser| {
        let selected = if selected == Some(user.id()) { " selected" } else { "" };
        let (id, name) = (user.id(), escaped(user.screen_name()));
        format!("<option value=\"{id}\"{selected}>@{name}</option>")
    };
    let options: String = users.map(option).collect();
    format!("<select name=\"user_id\">{options}</select>")
}

fn named(selected: Option<&WorldUser>) -> String {
    let name = escaped(selected.map(WorldUser::screen_name).unwrap_or_default());
    format!("<input name=\"user_id\" value=\"{name}\" placeholder=\"screen name or id\">")
}

/// Returns what an app with a permission level may do.
pub(super) const fn permission(permission: Permission) -> &'static str {
    match permission {
        Permission::Read => "read",
        Permission::ReadWrite => "read and write",
        Permission::ReadWriteDirectMessages => "read, write, and see Direct Messages",
    }
}

/// Returns what an app with some scopes may do.
pub(super) fn scopes(scopes: impl Iterator<Item = &'static str>) -> String {
    let scopes: Vec<_> = scopes.map(|scope| format!("<code>{scope}</code>")).collect();
    format!("use the scopes {}", scopes.join(", "))
}

/// Creates the page on which a user allows or denies a sign-in. `may` is what the app may then do,
/// and `field` the field for the user.
pub(super) fn ask(app: &str, may: &str, action: &str, token: &str, field: &str) -> ApiResponse {
    let (app, action, token) = (escaped(app), escaped(action), escaped(token));
    let body = format!(
        "<h1>Authorize {app} to access your account?</h1>\n\
         <p>It will be able to {may}.</p>\n\
         <form method=\"post\" action=\"{action}\">\n\
         <input type=\"hidden\" name=\"oauth_token\" value=\"{token}\">\n\
         <p><label>as {field}</label></p>\n\
         <button name=\"decision\" value=\"allow\">Authorize app</button>\n\
         <button name=\"decision\" value=\"deny\">Cancel</button>\n\
         </form>"
    );
    page(200, &body)
}

/// Creates the page with the PIN, which the user enters in the app.
pub(super) fn pin(pin: &str) -> ApiResponse {
    let body = format!(
        "<h1>You've granted access</h1>\n\
         <p>Return to the app and enter this PIN:</p>\n\
         <p><kbd><code id=\"oauth_pin\">{}</code></kbd></p>",
        escaped(pin)
    );
    page(200, &body)
}

/// Creates the page after a denied sign-in without a callback.
pub(super) fn denied() -> ApiResponse {
    page(200, "<h1>You've denied access</h1>\n<p>The app gets no access to your account.</p>")
}

/// Creates the page for a sign-in by OAuth 2.0 that cannot begin. X says no more than that something
/// went wrong.
pub(super) fn refused(reason: &str) -> ApiResponse {
    let body = format!(
        "<h1>Something went wrong</h1>\n\
         <p>The app cannot be given access: {}.</p>",
        escaped(reason)
    );
    page(400, &body).because(reason)
}

/// Creates the page for a user who does not exist.
pub(super) fn no_user(who: &str) -> ApiResponse {
    let body =
        format!("<h1>There is no user {}</h1>\n<p>Go back and correct the name.</p>", escaped(who));
    page(403, &body).because(format!("there is no user {who:?}"))
}

/// Creates the page for a request token that is unknown, was already used, or has expired.
pub(super) fn expired() -> ApiResponse {
    let body = "<h1>The request token for this page is invalid</h1>\n\
                <p>It may have been used already, or has expired. Go back to the app and sign in again.</p>";
    page(403, body)
        .because("there is no such sign-in: it ended or expired, or its token is another one")
}

fn page(status: u16, body: &str) -> ApiResponse {
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\
         <title>Emulator</title></head>\n<body>\n{body}\n</body>\n</html>\n"
    );
    ApiResponse::html(status, html)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
