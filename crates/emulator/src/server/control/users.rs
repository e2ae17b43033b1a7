//! The routes of users.

use account_activity::{UserId, UserToken};
use serde_json::{Value, json};

use super::rejection::Rejection;
use super::response::ControlResponse;
use super::{Outcome, parameter};
use crate::account::{Account, State, UserCredentials};
use crate::server::core::Core;
use crate::server::request::Request;
use crate::server::service::Service;
use crate::world::WorldUser;

/// The number of users for which the state is locked at once.
const PAGE: usize = 500;

/// Lists the users in the order in which they were added: those after `after`, at most `limit`.
/// Other requests are served meanwhile.
pub(super) async fn list(service: &Service, request: &Request) -> Outcome {
    let limit = parameter(request, "limit")?.unwrap_or(usize::MAX);
    let mut from = match parameter::<UserId>(request, "after")? {
        Some(after) => {
            let position = service.core.state().users.iter().position(|user| *user == after);
            let unknown = || Rejection::not_found(format!("there is no user {after}"));
            position.ok_or_else(unknown)? + 1
        }
        None => 0,
    };
    let end = from.saturating_add(limit);
    let mut users = String::new();
    while from < end {
        let most = PAGE.min(end - from);
        let page = page(&service.core, from, most);
        let Some(page) = page.filter(|page| !page.is_empty()) else { break };
        users = page.iter().fold(users, |users, user| {
            let separator = if users.is_empty() { "" } else { ",\n" };
            users + separator + &format!("{user:#}")
        });
        from += page.len();
        tokio::task::yield_now().await;
    }
    Ok(ControlResponse::ok_text(format!("{{\n\"users\": [\n{users}\n]\n}}\n")))
}

fn page(core: &Core, from: usize, most: usize) -> Option<Vec<Value>> {
    let state = core.state();
    let users = state.users.get(from..)?.iter().take(most);
    Some(users.map(|user| form(core, &state, *user)).collect())
}

pub(super) async fn add(service: &Service, account: &Account) -> Outcome {
    let user = service.add_user(account).await?;
    Ok(ControlResponse::of(201, &form(&service.core, &service.core.state(), user)))
}

/// Returns a user and the tokens that the apps have for the user.
fn form(core: &Core, state: &State, user: UserId) -> Value {
    let tokens: Vec<Value> = core
        .apps
        .iter()
        .filter_map(|app| {
            let mut token = with_token(&UserCredentials::of(state, app, user)?);
            let members = token.as_object_mut()?;
            members.retain(|name, _| name.contains("token"));
            members.insert("app".to_owned(), json!(app.id));
            Some(token)
        })
        .collect();
    let known = state.world.user(user);
    json!({
        "id": user,
        "screen_name": known.map(WorldUser::screen_name),
        "name": known.map(WorldUser::name),
        "protected": known.map(WorldUser::is_protected),
        "tokens": tokens,
    })
}

/// Returns a user and the tokens that an app has for the user.
pub(super) fn with_token(user: &UserCredentials) -> Value {
    let (token, secret) = user.token.expose_oauth1().unzip();
    json!({
        "id": user.id,
        "screen_name": user.screen_name,
        "access_token": token,
        "access_token_secret": secret,
        "oauth2_token": user.oauth2.as_ref().and_then(UserToken::expose_oauth2),
    })
}
