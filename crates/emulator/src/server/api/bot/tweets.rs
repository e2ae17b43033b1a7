//! Posting, deleting, retweeting and liking Tweets.

use account_activity::{TweetId, UserId};
use serde_json::{Value, json};

use super::BotCall;
use super::action_rejection::rejected;
use super::endpoint::BotEndpoint;
use crate::error::EmulatorError;
use crate::server::api::problem;
use crate::server::response::ApiResponse;
use crate::world::{Action, ActionError, Post, Quote, Reply};

/// Posts a Tweet by v1.1. Without `auto_populate_reply_metadata`, a Tweet is a reply only if its
/// text mentions the author of the other Tweet.
pub(super) async fn update_status(call: &BotCall<'_>) -> Result<ApiResponse, ApiResponse> {
    let parameter = |name| call.request.parameter(name).filter(|value| !value.is_empty());
    if parameter("media_ids").is_some() {
        return Err(ApiResponse::error(400, 324, "The validation of media ids failed."));
    }
    let user = call.user()?;
    let text = parameter("status").unwrap_or_default();
    let to = parameter("in_reply_to_status_id").and_then(|id| id.parse::<TweetId>().ok());
    let quoted = parameter("attachment_url").and_then(|url| linked_tweet(&url));
    let is_automatic = parameter("auto_populate_reply_metadata").is_some_and(|it| it == "true");
    let action: Action = match (to, quoted) {
        (Some(to), _) if is_automatic => Reply::new(user, to, &text).into(),
        (Some(to), _) if mentions_author(call, &text, to) => {
            Reply::new(user, to, &text).verbatim().into()
        }
        (_, Some(quoted)) => Quote::new(user, quoted, &text).into(),
        _ => Post::new(user, &text).into(),
    };
    let (_, tweet) = call.perform(action).await.map_err(|error| rejected(call.endpoint, &error))?;
    Ok(ApiResponse::json(200, &tweet))
}

/// Returns the Tweet at a URL such as `https://twitter.com/ada/status/1371374336700735495`.
fn linked_tweet(url: &str) -> Option<TweetId> {
    let (_, id) = url.split_once("/status/")?;
    id.split(['?', '/']).next()?.parse().ok()
}

/// Returns whether a text mentions the author of a Tweet, or the Tweet does not exist.
fn mentions_author(call: &BotCall<'_>, text: &str, tweet: TweetId) -> bool {
    let Some(tweet) = call.service.core.state().world.tweet(tweet) else { return true };
    let author = &tweet.retweeted_status.as_deref().unwrap_or(&tweet).user.screen_name;
    text.split('@').skip(1).any(|mention| {
        let is_outside = |character: char| !character.is_alphanumeric() && character != '_';
        mention.split(is_outside).next().is_some_and(|name| name.eq_ignore_ascii_case(author))
    })
}

/// Posts a Tweet by v2.
pub(super) async fn create_tweet(call: &BotCall<'_>) -> Result<ApiResponse, ApiResponse> {
    let body = call.json()?;
    if body.pointer("/media/media_ids").is_some() {
        return Err(problem::invalid_request("Your media IDs are invalid."));
    }
    let user = call.user()?;
    let text = body.get("text").and_then(Value::as_str).unwrap_or_default();
    let to = tweet_in(&body, "/reply/in_reply_to_tweet_id")?;
    let quoted = tweet_in(&body, "/quote_tweet_id")?;
    let action: Action = match (to, quoted) {
        (Some(to), _) => Reply::new(user, to, text).into(),
        (_, Some(quoted)) => Quote::new(user, quoted, text).into(),
        _ => Post::new(user, text).into(),
    };
    let performed = call.perform(action).await;
    let (performed, _) = performed.map_err(|error| rejected(call.endpoint, &error))?;
    let tweet = performed.tweet().and_then(|id| call.service.core.state().world.tweet(id));
    let tweet = tweet.map(|tweet| {
        json!({
            "edit_history_tweet_ids": [tweet.id],
            "id": tweet.id,
            "text": tweet.full_text(),
        })
    });
    Ok(ApiResponse::json(201, &json!({ "data": tweet })))
}

/// Returns the id of a Tweet in a body, or `None` if the member is absent.
fn tweet_in(body: &Value, pointer: &str) -> Result<Option<TweetId>, ApiResponse> {
    let Some(value) = body.pointer(pointer) else { return Ok(None) };
    let id = value.as_str().and_then(|id| id.parse().ok());
    id.map(Some).ok_or_else(|| {
        let place = pointer.replace('/', ".");
        problem::invalid_request(&format!("${place}: [{value}] is not a valid Tweet ID"))
    })
}

pub(super) async fn delete(call: &BotCall<'_>) -> Result<ApiResponse, ApiResponse> {
    let tweet = subject(call)?;
    let form = call.service.core.state().world.tweet(tweet);
    let performed = call.perform(Action::Delete { user: call.user()?.into(), tweet }).await;
    performed.map_err(|error| rejected(call.endpoint, &error))?;
    Ok(match call.endpoint {
        BotEndpoint::DeleteTweet => ApiResponse::json(200, &json!({"data": {"deleted": true}})),
        _ => ApiResponse::json(200, &form),
    })
}

pub(super) async fn retweet(call: &BotCall<'_>) -> Result<ApiResponse, ApiResponse> {
    let performed = call.perform(Action::retweet(actor(call)?, subject(call)?)).await;
    let (performed, retweet) = performed.map_err(|error| rejected(call.endpoint, &error))?;
    Ok(match call.endpoint {
        BotEndpoint::Retweet => {
            let data = json!({"rest_id": performed.tweet(), "retweeted": true});
            ApiResponse::json(200, &json!({ "data": data }))
        }
        _ => ApiResponse::json(200, &retweet),
    })
}

/// Likes a Tweet. On v2, liking it again succeeds.
pub(super) async fn like(call: &BotCall<'_>) -> Result<ApiResponse, ApiResponse> {
    let is_v2 = call.endpoint.is_v2();
    match call.perform(Action::like(actor(call)?, subject(call)?)).await {
        Err(EmulatorError::Action(ActionError::AlreadyLiked(_))) if is_v2 => {}
        Ok((_, favorite)) if !is_v2 => {
            return Ok(ApiResponse::json(200, &favorite.get("favorited_status")));
        }
        performed => drop(performed.map_err(|error| rejected(call.endpoint, &error))?),
    }
    Ok(ApiResponse::json(200, &json!({"data": {"liked": true}})))
}

/// Returns the user who acts.
fn actor(call: &BotCall<'_>) -> Result<UserId, ApiResponse> {
    if call.endpoint.is_v2() { call.user_in_path("id") } else { call.user() }
}

/// Returns the Tweet that a request affects.
fn subject(call: &BotCall<'_>) -> Result<TweetId, ApiResponse> {
    match call.endpoint {
        BotEndpoint::Like | BotEndpoint::Retweet => tweet_in(&call.json()?, "/tweet_id")?
            .ok_or_else(|| problem::invalid_request("$.tweet_id: is missing but it is required")),
        BotEndpoint::CreateFavorite => {
            let id = call.request.parameter("id").and_then(|id| id.parse().ok());
            id.ok_or_else(|| ApiResponse::error(404, 144, "No status found with that ID."))
        }
        BotEndpoint::DeleteTweet => call.captured("id").parse().map_err(|_| {
            problem::invalid_request("The `id` query parameter value is not a valid Tweet ID")
        }),
        _ => {
            let id = call.captured("id").parse();
            id.map_err(|_| ApiResponse::error(404, 144, "No status found with that ID."))
        }
    }
}
