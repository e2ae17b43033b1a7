//! The pages of a sign-in.

use account_activity::UserId;

use crate::account::Permission;
use crate::server::response::ApiResponse;
use crate::world::WorldUser;

/// Creates the page on which a user allows or denies a sign-in.
pub(super) fn ask(
    app: &str,
    permission: Permission,
    action: &str,
    token: &str,
    users: &[WorldUser],
    selected: Option<UserId>,
) -> ApiResponse {
    let option = |user: &WorldUser| {
        let selected = if selected == Some(user.id()) { " selected" } else { "" };
        let (id, name) = (user.id(), escaped(user.screen_name()));
        format!("<option value=\"{id}\"{selected}>@{name}</option>")
    };
    let options: String = users.iter().map(option).collect();
    let (app, action, token) = (escaped(app), escaped(action), escaped(token));
    let may = match permission {
        Permission::Read => "read",
        Permission::ReadWrite => "read and write",
        Permission::ReadWriteDirectMessages => "read, write, and see Direct Messages",
    };
    let body = format!(
        "<h1>Authorize {app} to access your account?</h1>\n\
         <p>It will be able to {may}.</p>\n\
         <form method=\"post\" action=\"{action}\">\n\
         <input type=\"hidden\" name=\"oauth_token\" value=\"{token}\">\n\
         <p><label>as <select name=\"user_id\">{options}</select></label></p>\n\
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

/// Creates the page for a request token that is unknown or was already used.
pub(super) fn expired() -> ApiResponse {
    let body = "<h1>The request token for this page is invalid</h1>\n\
                <p>It may have been used already. Go back to the app and sign in again.</p>";
    page(403, body).because("there is no such sign-in: it ended, or its token is another one")
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
