//! Sending Direct Messages.

use account_activity::UserId;
use account_activity::model::QuickReplyOption;
use serde::Deserialize;
use serde_json::{Value, json};

use super::BotCall;
use super::action_rejection::rejected;
use crate::server::api::problem;
use crate::server::response::ApiResponse;
use crate::world::{Message, Performed, Who};

/// Sends a message by v1.1: `{"event": {"type": "message_create", "message_create": …}}`.
pub(super) async fn new_v1(call: &BotCall<'_>) -> Result<ApiResponse, ApiResponse> {
    let invalid = || ApiResponse::error(400, 214, "Bad request.");
    let body: Value = serde_json::from_slice(&call.request.body).map_err(|_| invalid())?;
    let create = body.pointer("/event/message_create").ok_or_else(invalid)?;
    // Clients send the id as a text or as a number.
    let to = create.pointer("/target/recipient_id").map(UserId::deserialize);
    let to = to.transpose().ok().flatten().ok_or_else(invalid)?;
    if create.pointer("/message_data/attachment").is_some() {
        return Err(ApiResponse::error(400, 324, "The validation of media ids failed."));
    }
    let text = create.pointer("/message_data/text").and_then(Value::as_str).unwrap_or_default();
    let options = create.pointer("/message_data/quick_reply/options");
    let options = options.map(Vec::<QuickReplyOption>::deserialize).transpose();
    let options = options.map_err(|_| invalid())?.unwrap_or_default();
    let (_, event) = send(call, to, text, options).await?;
    Ok(ApiResponse::json(200, &json!({ "event": event })))
}

/// Sends a message by v2.
pub(super) async fn create(call: &BotCall<'_>) -> Result<ApiResponse, ApiResponse> {
    let given = call.captured("participant_id");
    let to: UserId = given.parse().map_err(|_| {
        problem::invalid_request(&format!(
            "The `participant_id` query parameter value [{given}] is not valid"
        ))
    })?;
    let body = call.json()?;
    if body.get("attachments").is_some() {
        return Err(problem::invalid_request("Your media IDs are invalid."));
    }
    let text = body.get("text").and_then(Value::as_str).unwrap_or_default();
    let (performed, _) = send(call, to, text, Vec::new()).await?;
    let user = call.user()?;
    let conversation = format!("{}-{}", user.min(to), user.max(to));
    let data = json!({
        "dm_conversation_id": conversation,
        "dm_event_id": performed.direct_message(),
    });
    Ok(ApiResponse::json(201, &json!({ "data": data })))
}

/// Sends a message from the user through the app. Returns the result and the sender's event.
async fn send(
    call: &BotCall<'_>,
    to: UserId,
    text: &str,
    options: Vec<QuickReplyOption>,
) -> Result<(Performed, Value), ApiResponse> {
    let message = Message::new(call.user()?, Who::Id(to), text)
        .with_quick_reply(options)
        .from_app(call.caller.app());
    call.perform(message).await.map_err(|error| rejected(call.endpoint, &error))
}
