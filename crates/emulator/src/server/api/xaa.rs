//! The X Activity API: subscriptions and the stream.

mod body;
mod cursor;
mod form;
mod new_subscription;
mod stream;

use account_activity::client::{AuthScheme, Endpoint};
use account_activity::{SubscriptionId, UserId};
use serde::Serialize;
use serde_json::{Value, json};

use super::call::Call;
use super::problem::{Reason, rejected};
use super::{problem, rejection};
use crate::account::{Caller, Delegate, SubscribeError};
use crate::fault::Fault;
use crate::server::oauth::AuthFailure;
use crate::server::response::ApiResponse;
use body::Body;
use cursor::Cursor;
use form::Form;

/// The most subscriptions of a page, and their number by default.
const LARGEST_PAGE: usize = 1_000;

/// The most ids of a deletion.
const MOST_IDS: usize = 100;

/// The length of the longest tag, in characters.
const LONGEST_TAG: usize = 200;

/// The end of a page.
#[derive(Serialize)]
struct Meta {
    result_count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

/// The outcome of deleting several subscriptions.
#[derive(Serialize)]
struct Deleted {
    data: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Value>,
    meta: Value,
}

pub(super) async fn respond(call: &Call<'_>) -> Result<ApiResponse, ApiResponse> {
    check_caller(call)?;
    match call.service.outbound.faults().of_activity_request() {
        Some(Fault::CreditsDepleted) => return Err(credits_depleted()),
        Some(_) => return Err(no_credits()),
        None => {}
    }
    match call.endpoint {
        Endpoint::XaaSubscribe => subscribe(call),
        Endpoint::XaaSubscriptions => list(call),
        Endpoint::XaaUpdate => update(call),
        Endpoint::XaaUnsubscribe => unsubscribe(call),
        Endpoint::XaaUnsubscribeAll => unsubscribe_all(call),
        Endpoint::XaaStream => stream::open(call).await,
        _ => Err(rejection::not_found(call.request)),
    }
}

fn check_caller(call: &Call<'_>) -> Result<(), ApiResponse> {
    if let Caller::User(Delegate { is_of_other_app: true, .. }) = call.caller {
        return Err(rejection::unauthenticated(call.endpoint.group(), AuthFailure::Token));
    }
    if !call.has_accepted_scheme() {
        return Err(match call.endpoint {
            Endpoint::XaaUnsubscribe => unavailable()
                .because("X fails to delete a subscription by a user's token: use the app's"),
            _ => problem::unsupported_authentication(&call.caller, call.endpoint.auth()),
        });
    }
    if call.endpoint == Endpoint::XaaSubscriptions && matches!(call.caller, Caller::UserOAuth2(_)) {
        let accepted = [AuthScheme::Bearer, AuthScheme::User];
        return Err(problem::unsupported_authentication(&call.caller, &accepted));
    }
    if !call.core().has_access(call.app.id, call.endpoint) {
        return Err(problem::not_enrolled(call.app.id)
            .because(rejection::no_access(call.app.id, call.core().tier)));
    }
    Ok(())
}

fn credits_depleted() -> ApiResponse {
    let body = json!({
        "title": "Payment Required",
        "detail": "credits depleted",
        "type": "https://api.x.com/2/problems/credits-depleted",
    });
    ApiResponse::problem(402, &body)
}

fn no_credits() -> ApiResponse {
    let body = json!({
        "title": "CreditsDepleted",
        "detail": "Your enrolled account does not have any credits",
        "type": "https://api.twitter.com/2/problems/credits",
    });
    ApiResponse::problem(402, &body)
}

fn unavailable() -> ApiResponse {
    problem::of_status(503, "Service Unavailable")
}

fn subscribe(call: &Call<'_>) -> Result<ApiResponse, ApiResponse> {
    let new = new_subscription::read(call)?;
    let (core, now) = (call.core(), call.core().now());
    let (created, total) = core.change(|state| {
        let created = state.subscribe_to_activity(new, &core.limits, now);
        (created, state.activity.total(call.app.id))
    });
    let created = created.map_err(|error| match error {
        SubscribeError::Duplicate => {
            rejected(Reason::DuplicateSubscriptionFailed, "Subscription already exists")
        }
        // The message is that of the Account Activity API. X's is not known.
        SubscribeError::Limit => rejected(Reason::SubscriptionLimitExceeded, ""),
    })?;
    let body = json!({
        "data": {"subscription": Form::of(&created, call)},
        "meta": {"total_subscriptions": total},
    });
    Ok(ApiResponse::json(200, &body))
}

/// Lists the subscriptions of the app, or those that the user of an OAuth 1.0a token authorized.
fn list(call: &Call<'_>) -> Result<ApiResponse, ApiResponse> {
    let request = call.request;
    let size = match request.parameter("max_results") {
        Some(given) => {
            let size = given.parse().ok().filter(|size| (1..=LARGEST_PAGE).contains(size));
            size.ok_or_else(|| {
                let problem = format!("is not between 1 and {LARGEST_PAGE}");
                invalid_parameter("max_results", &given, &problem)
            })?
        }
        None => LARGEST_PAGE,
    };
    let after = match request.parameter("pagination_token") {
        Some(given) => Cursor::parse(&given)
            .ok_or_else(|| invalid_parameter("pagination_token", &given, "is not valid"))?,
        None => Cursor::START,
    };
    let user: Option<UserId> = match request.parameter("user_id") {
        Some(given) => {
            let user = given.parse().ok();
            Some(user.ok_or_else(|| invalid_parameter("user_id", &given, "is not valid"))?)
        }
        None => None,
    };
    let state = call.core().state();
    let all = state.activity.after(call.app.id, after.0, call.core().now());
    let owner = call.caller.user();
    let shown = all.filter(|row| owner.is_none() || row.authorized_by == owner);
    let mut shown = shown.filter(|row| user.is_none() || row.filter.user_id == user);
    let page: Vec<_> = shown.by_ref().take(size).collect();
    let last = page.last().filter(|_| shown.next().is_some());
    let meta =
        Meta { result_count: page.len(), next_token: last.map(|last| Cursor(last.id).to_string()) };
    let page: Vec<_> = page.into_iter().map(|row| Form::of(row, call)).collect();
    Ok(ApiResponse::json(200, &json!({"data": page, "meta": meta})))
}

/// Changes webhook and tag. Without a webhook, the subscription is for the stream alone.
fn update(call: &Call<'_>) -> Result<ApiResponse, ApiResponse> {
    let body = Body::of(call)?;
    body.allow(&["tag", "webhook_id"])?;
    let tag = body.bounded("tag", LONGEST_TAG)?.map(str::to_owned);
    let webhook = body.webhook(call)?;
    let named = call.names.subscription.as_str();
    let now = call.core().now();
    let updated = named.parse().ok().and_then(|id: SubscriptionId| {
        let id = (call.app.id, id);
        call.core().change(|state| state.update_activity_subscription(id, webhook, tag, now))
    });
    let updated = updated.ok_or_else(|| problem::no_such_subscription(named))?;
    let body = json!({"data": {"subscription": Form::of(&updated, call)}});
    Ok(ApiResponse::json(200, &body))
}

fn unsubscribe(call: &Call<'_>) -> Result<ApiResponse, ApiResponse> {
    if call.service.outbound.faults().fails_deletion() {
        return Err(unavailable().because("a requested fault"));
    }
    let id = call.names.subscription.as_str();
    if !delete(call, id) {
        return Err(problem::no_such_subscription(id));
    }
    let total = call.core().state().activity.total(call.app.id);
    let body = json!({"data": {"deleted": true}, "meta": {"total_subscriptions": total}});
    Ok(ApiResponse::json(200, &body))
}

fn unsubscribe_all(call: &Call<'_>) -> Result<ApiResponse, ApiResponse> {
    let given = call.request.parameter("ids").unwrap_or_default();
    let ids: Vec<_> = given.split(',').filter(|id| !id.is_empty()).collect();
    if !(1..=MOST_IDS).contains(&ids.len()) {
        let message = format!(
            "The number of values in the `ids` query parameter list [{given}] is not between 1 and \
             {MOST_IDS}"
        );
        return Err(problem::invalid_request(&message));
    }
    let (mut data, mut errors) = (Vec::new(), Vec::new());
    for id in ids {
        if delete(call, id) {
            data.push(json!({"subscription_id": id, "deleted": true}));
        } else {
            errors.push(undeleted(id));
        }
    }
    let meta = json!({"total_subscriptions": call.core().state().activity.total(call.app.id)});
    Ok(ApiResponse::json(200, &Deleted { data, errors, meta }))
}

/// Returns the error for a subscription that does not exist, among several. It has the members of
/// X's SDKs. Their texts are not known.
fn undeleted(id: &str) -> Value {
    json!({
        "subscription_id": id,
        "reason": format!("{:?}", Reason::SubscriptionNotFound),
        "message": "Subscription not found",
    })
}

/// Deletes a subscription of the app and returns whether it existed.
fn delete(call: &Call<'_>, id: &str) -> bool {
    let (core, now) = (call.core(), call.core().now());
    let deleted = id.parse().ok().and_then(|id: SubscriptionId| {
        core.change(|state| state.delete_activity_subscription(call.app.id, id, now))
    });
    deleted.is_some()
}

fn invalid_parameter(name: &str, given: &str, problem: &str) -> ApiResponse {
    problem::invalid_request(&format!("The `{name}` query parameter value [{given}] {problem}"))
}
