//! The errors of X for actions that a user cannot perform.

use super::endpoint::BotEndpoint;
use crate::error::EmulatorError;
use crate::server::api::{problem, rejection};
use crate::server::response::ApiResponse;
use crate::world::ActionError;

/// Creates the response for an action that failed, in the form of the endpoint.
pub(super) fn rejected(endpoint: BotEndpoint, error: &EmulatorError) -> ApiResponse {
    let response = match error {
        EmulatorError::Action(error) if endpoint.is_v2() => v2(endpoint, error),
        EmulatorError::Action(error) => v1(endpoint, error),
        _ => rejection::internal_error(),
    };
    response.because(error.to_string())
}

fn v1(endpoint: BotEndpoint, error: &ActionError) -> ApiResponse {
    let is_message = endpoint == BotEndpoint::NewDirectMessage;
    let is_post = endpoint == BotEndpoint::UpdateStatus;
    let (status, code, message) = match error {
        ActionError::BlockedBy(_)
        | ActionError::Blocks(_)
        | ActionError::MessagesClosed(_)
        | ActionError::Oneself
            if is_message =>
        {
            (403, 349, "You cannot send messages to this user.")
        }
        ActionError::UnknownUser(_) => (404, 108, "Cannot find specified user."),
        ActionError::UnknownTweet(_) | ActionError::NotVisible(_) if is_post => {
            (403, 385, "You attempted to reply to a Tweet that is deleted or not visible to you.")
        }
        ActionError::UnknownTweet(_) => (404, 144, "No status found with that ID."),
        ActionError::NotVisible(_) => {
            (403, 179, "Sorry, you are not authorized to see this status.")
        }
        ActionError::Oneself => (403, 158, "You can't follow yourself."),
        ActionError::BlockedBy(_) if endpoint == BotEndpoint::CreateFriendship => (
            403,
            162,
            "You have been blocked from following this account at the request of the user.",
        ),
        ActionError::BlockedBy(_) => {
            (403, 136, "You have been blocked from the author of this tweet.")
        }
        ActionError::AlreadyLiked(_) => (403, 139, "You have already favorited this status."),
        ActionError::AlreadyRetweeted(_) => (403, 327, "You have already retweeted this Tweet."),
        ActionError::Protected(_) => (403, 328, "Retweet is not permissible for this status."),
        ActionError::NotTheAuthor(_) => (403, 183, "You may not delete another user's status."),
        ActionError::Empty if is_message => (400, 214, "Bad request."),
        ActionError::Empty => (403, 170, "Missing required parameter: status."),
        ActionError::TooLong { .. } if is_message => {
            (403, 354, "The text of your direct message is over the max character limit.")
        }
        ActionError::TooLong { .. } => (403, 186, "Tweet needs to be a bit shorter."),
        _ => (403, 200, "Forbidden."),
    };
    ApiResponse::error(status, code, message)
}

fn v2(endpoint: BotEndpoint, error: &ActionError) -> ApiResponse {
    let is_message = endpoint == BotEndpoint::CreateDirectMessage;
    let is_post = endpoint == BotEndpoint::CreateTweet;
    let detail = match error {
        ActionError::UnknownTweet(_) | ActionError::NotVisible(_) if is_post => {
            "You attempted to reply to a Tweet that is deleted or not visible to you."
        }
        ActionError::UnknownTweet(_) => {
            let detail = "Could not find tweet with id.";
            return problem::detailed(404, "Not Found Error", detail);
        }
        ActionError::UnknownUser(_) if !is_message => {
            let detail = "Could not find user with target_user_id.";
            return problem::detailed(404, "Not Found Error", detail);
        }
        ActionError::Empty => {
            return problem::invalid_request("$.text: is missing but it is required");
        }
        ActionError::TooLong { limit, .. } => {
            let message = format!("$.text: must be at most {limit} characters long");
            return problem::invalid_request(&message);
        }
        ActionError::AlreadyRetweeted(_) => {
            "You cannot retweet a Tweet that you have already retweeted."
        }
        ActionError::NotTheAuthor(_) => "You are not authorized to delete this Tweet.",
        _ if is_message => "You do not have permission to DM one or more participants.",
        ActionError::BlockedBy(_) | ActionError::Blocks(_) => {
            "You are not permitted to perform this action."
        }
        _ => "Forbidden",
    };
    problem::detailed(403, "Forbidden", detail)
}
