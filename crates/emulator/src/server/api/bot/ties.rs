//! Following and unfollowing users.

use account_activity::UserId;
use serde_json::{Value, json};

use super::action_rejection::rejected;
use super::{BotCall, users};
use crate::error::EmulatorError;
use crate::server::api::problem;
use crate::server::response::ApiResponse;
use crate::world::{Action, ActionError, Who, WorldUser};

/// Follows a user. Following the user again succeeds.
pub(super) async fn follow(call: &BotCall<'_>) -> Result<ApiResponse, ApiResponse> {
    let user = if call.endpoint.is_v2() { call.user_in_path("id")? } else { call.user()? };
    let target = target(call)?;
    match call.perform(Action::follow(user, target.clone())).await {
        Ok(_) | Err(EmulatorError::Action(ActionError::AlreadyFollowed(_))) => {}
        Err(error) => return Err(rejected(call.endpoint, &error)),
    }
    done(call, target, &json!({"following": true, "pending_follow": false}))
}

/// Unfollows a user. Unfollowing a user whom one does not follow succeeds.
pub(super) async fn unfollow(call: &BotCall<'_>) -> Result<ApiResponse, ApiResponse> {
    let is_v2 = call.endpoint.is_v2();
    let user = if is_v2 { call.user_in_path("source_user_id")? } else { call.user()? };
    let target = target(call)?;
    match call.perform(Action::unfollow(user, target.clone())).await {
        Ok(_) | Err(EmulatorError::Action(ActionError::NotFollowed(_))) => {}
        Err(error) => return Err(rejected(call.endpoint, &error)),
    }
    done(call, target, &json!({"following": false}))
}

/// Returns the user whom a request names: in the path, in the body of v2, or in a parameter.
fn target(call: &BotCall<'_>) -> Result<Who, ApiResponse> {
    if !call.endpoint.is_v2() {
        let user = users::given(call);
        return user.ok_or_else(|| ApiResponse::error(404, 108, "Cannot find specified user."));
    }
    let body;
    let mut id = call.captured("target_user_id");
    if id.is_empty() {
        body = call.json()?;
        id = body.get("target_user_id").and_then(Value::as_str).unwrap_or_default();
    }
    id.parse::<UserId>().map(Who::Id).map_err(|_| {
        problem::invalid_request(&format!("$.target_user_id: [{id}] is not a valid User ID"))
    })
}

/// Responds with the target on v1.1, and with `data` on v2.
fn done(call: &BotCall<'_>, target: Who, data: &Value) -> Result<ApiResponse, ApiResponse> {
    if call.endpoint.is_v2() {
        return Ok(ApiResponse::json(200, &json!({ "data": data })));
    }
    let state = call.service.core.state();
    let target = state.world.user(target).map(WorldUser::id);
    Ok(ApiResponse::json(200, &target.and_then(|target| state.world.profile(target))))
}
