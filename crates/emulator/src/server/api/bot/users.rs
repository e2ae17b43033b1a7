//! Lookups of users.

use account_activity::model::User;
use serde_json::{Map, Value, json};

use super::BotCall;
use crate::account::State;
use crate::server::api::{date, problem, rejection};
use crate::server::response::ApiResponse;
use crate::world::{Who, WorldUser};

/// The largest number of users in a request.
const MOST: usize = 100;

/// Returns the users of v1.1 with ids or screen names. Unknown ones are left out.
pub(super) fn lookup(call: &BotCall<'_>) -> Result<ApiResponse, ApiResponse> {
    let ids = call.request.parameter("user_id").unwrap_or_default();
    let names = call.request.parameter("screen_name").unwrap_or_default();
    let ids = listed(&ids).map(with_id);
    let users: Vec<_> = ids.chain(listed(&names).map(with_name)).collect();
    if users.len() > MOST {
        return Err(ApiResponse::error(403, 18, "Too many terms specified in query."));
    }
    let state = call.service.core.state();
    let found: Vec<User> = users.into_iter().filter_map(|who| profile(&state, who)).collect();
    if found.is_empty() {
        let message = "No user matches for specified terms.";
        return Err(ApiResponse::error(404, 17, message));
    }
    Ok(ApiResponse::json(200, &found))
}

/// Returns a user of v1.1.
pub(super) fn show(call: &BotCall<'_>) -> Result<ApiResponse, ApiResponse> {
    let state = call.service.core.state();
    let user = profile(&state, given(call));
    user.map(|user| ApiResponse::json(200, &user))
        .ok_or_else(|| ApiResponse::error(404, 50, "User not found."))
}

/// Returns the user that a request of v1.1 names by `user_id` or `screen_name`.
pub(super) fn given(call: &BotCall<'_>) -> Option<Who> {
    let id = call.request.parameter("user_id").map(|id| with_id(&id));
    id.unwrap_or_else(|| call.request.parameter("screen_name").as_deref().and_then(with_name))
}

pub(super) fn me(call: &BotCall<'_>) -> Result<ApiResponse, ApiResponse> {
    let state = call.service.core.state();
    let user = profile(&state, Some(call.user()?.into()));
    let user = user.ok_or_else(rejection::could_not_authenticate)?;
    Ok(ApiResponse::json(200, &json!({ "data": form(call, &user) })))
}

/// Returns the user of v2 in the path.
pub(super) fn user(call: &BotCall<'_>, parameter: &str) -> Result<ApiResponse, ApiResponse> {
    let value = call.captured(parameter);
    let found = profile(&call.service.core.state(), Some(identified(parameter, value)?));
    Ok(ApiResponse::json(
        200,
        &match found {
            Some(user) => json!({ "data": form(call, &user) }),
            None => json!({ "errors": [not_found(parameter, value)] }),
        },
    ))
}

/// Returns the users of v2 in the query. Unknown ones are errors beside the others.
pub(super) fn users(call: &BotCall<'_>, parameter: &str) -> Result<ApiResponse, ApiResponse> {
    let given = call.request.parameter(parameter).unwrap_or_default();
    let values: Vec<_> = listed(&given).collect();
    if values.is_empty() || values.len() > MOST {
        return Err(problem::invalid_request(&format!(
            "The number of values in the `{parameter}` query parameter list [{}] is not between 1 \
             and {MOST}",
            values.len()
        )));
    }
    let (mut data, mut errors) = (Vec::new(), Vec::new());
    let state = call.service.core.state();
    for value in values {
        match profile(&state, Some(identified(parameter, value)?)) {
            Some(user) => data.push(form(call, &user)),
            None => errors.push(not_found(parameter, value)),
        }
    }
    let lists = [("data", Value::from(data)), ("errors", errors.into())];
    let lists = lists.into_iter().filter(|(_, list)| list != &json!([]));
    let body: Map<_, _> = lists.map(|(name, list)| (name.to_owned(), list)).collect();
    Ok(ApiResponse::json(200, &body))
}

fn listed(values: &str) -> impl Iterator<Item = &str> {
    values.split(',').map(str::trim).filter(|value| !value.is_empty())
}

fn with_id(id: &str) -> Option<Who> {
    id.parse().ok().map(Who::Id)
}

fn with_name(name: &str) -> Option<Who> {
    Some(Who::ScreenName(name.into()))
}

fn profile(state: &State, who: Option<Who>) -> Option<User> {
    state.world.user(who?).map(WorldUser::id).and_then(|id| state.world.profile(id))
}

/// Returns the user that a parameter of v2 identifies: `id`, `ids`, `username` or `usernames`.
fn identified(parameter: &str, value: &str) -> Result<Who, ApiResponse> {
    let is_name =
        value.len() <= 15 && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let who = if parameter.starts_with("id") {
        with_id(value)
    } else {
        with_name(value).filter(|_| is_name)
    };
    who.ok_or_else(|| {
        let message = format!("The `{parameter}` query parameter value [{value}] is not valid");
        problem::invalid_request(&message)
    })
}

/// Creates the error for a user who does not exist. Its response has status 200.
fn not_found(parameter: &str, value: &str) -> Value {
    json!({
        "value": value,
        "detail": format!("Could not find user with {parameter}: [{value}]."),
        "title": "Not Found Error",
        "resource_type": "user",
        "parameter": parameter,
        "resource_id": value,
        "type": "https://api.twitter.com/2/problems/resource-not-found",
    })
}

/// Returns a user in the form of v2, with the members that `user.fields` names.
fn form(call: &BotCall<'_>, user: &User) -> Value {
    let mut form = json!({ "id": user.id, "name": user.name, "username": user.screen_name });
    let fields = call.request.parameter("user.fields").unwrap_or_default();
    for field in listed(&fields) {
        let value = match field {
            "created_at" => json!(user.created_at.map(date::v2)),
            "description" => json!(user.description.as_deref().unwrap_or_default()),
            "location" => json!(user.location),
            "profile_image_url" => json!(user.profile_image_url_https),
            "protected" => json!(user.protected),
            "public_metrics" => json!({
                "followers_count": user.followers_count,
                "following_count": user.friends_count,
                "tweet_count": user.statuses_count,
                "listed_count": user.listed_count,
                "like_count": user.favourites_count,
            }),
            "url" => json!(user.url.as_deref().unwrap_or_default()),
            "verified" => json!(user.verified),
            "verified_type" => json!(user.verified_type),
            _ => Value::Null,
        };
        if let Some(members) = form.as_object_mut().filter(|_| !value.is_null()) {
            members.insert(field.to_owned(), value);
        }
    }
    form
}
