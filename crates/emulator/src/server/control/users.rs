//! The routes of users.

use account_activity::{UserId, UserToken};
use serde_json::{Value, json};

use super::Outcome;
use super::response::ControlResponse;
use crate::account::{Account, Credentials, UserCredentials};
use crate::server::core::Core;
use crate::server::service::Service;
use crate::world::WorldUser;

pub(super) fn list(service: &Service) -> ControlResponse {
    let users = service.core.state().users.clone();
    let users: Vec<_> = users.into_iter().map(|user| form(&service.core, user)).collect();
    ControlResponse::ok(&json!({"users": users}))
}

pub(super) async fn add(service: &Service, account: &Account) -> Outcome {
    let user = service.add_user(account).await?;
    Ok(ControlResponse::of(201, &form(&service.core, user)))
}

/// Returns a user and the tokens that the apps have for the user.
fn form(core: &Core, user: UserId) -> Value {
    let tokens: Vec<Value> = core
        .apps
        .iter()
        .filter_map(|app| {
            let users = Credentials::of(&core.state(), app).users;
            let mut token = with_token(users.iter().find(|it| it.id == user)?);
            let members = token.as_object_mut()?;
            members.retain(|name, _| name.contains("token"));
            members.insert("app".to_owned(), json!(app.id));
            Some(token)
        })
        .collect();
    let state = core.state();
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
