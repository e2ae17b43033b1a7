//! A subscription to create: its schema, and who may create it.

use account_activity::client::AuthScheme;
use account_activity::xaa::{Direction, EventKind, Filter, Visibility};
use account_activity::{Timestamp, UserId};

use super::LONGEST_TAG;
use super::body::Body;
use crate::account::{Caller, Delegate, NewActivitySubscription, Permission};
use crate::server::api::call::Call;
use crate::server::api::problem::{Reason, rejected};
use crate::server::api::{problem, rejection};
use crate::server::response::ApiResponse;

/// The length of the longest keyword, in characters.
const LONGEST_KEYWORD: usize = 150;

/// The former name of `chat.conversation.join`, which requests may have.
const ALIAS: &str = "chat.conversation_join";

pub(super) fn read(call: &Call<'_>) -> Result<NewActivitySubscription, ApiResponse> {
    let body = Body::of(call)?;
    body.allow(&["event_type", "filter", "tag", "webhook_id", "expires_at"])?;
    let kind = kind(&body)?;
    let filter = body.object("filter")?.ok_or_else(|| body.missing("filter"))?;
    let filter = read_filter(&filter, &kind)?;
    let tag = body.bounded("tag", LONGEST_TAG)?.map(str::to_owned);
    let expires_at = expiry(&body, call.core().now())?;
    let authorized_by = authorize(call, &kind, &filter)?;
    let webhook = body.webhook(call)?;
    let app = call.app.id;
    Ok(NewActivitySubscription { app, kind, filter, tag, webhook, authorized_by, expires_at })
}

fn kind(body: &Body) -> Result<EventKind, ApiResponse> {
    let text = body.text("event_type")?.ok_or_else(|| body.missing("event_type"))?;
    let kind = EventKind::from(text);
    let is_name = kind.as_str() == text || text == ALIAS;
    if is_name && names().any(|name| name == kind.as_str()) {
        return Ok(kind);
    }
    let names: Vec<_> = names().chain([ALIAS]).collect();
    let problem = format!("does not have a value in the enumeration [{}]", names.join(", "));
    Err(body.invalid("event_type", &problem))
}

/// Returns the names of the kinds that have subscriptions.
fn names() -> impl Iterator<Item = &'static str> {
    let kinds = EventKind::ALL.iter();
    let kinds = kinds.filter(|kind| kind.visibility() != Some(Visibility::Automatic));
    kinds.map(EventKind::as_str)
}

fn read_filter(body: &Body, kind: &EventKind) -> Result<Filter, ApiResponse> {
    const MEMBERS: [&str; 4] = ["user_id", "keyword", "direction", "qualifiers"];
    body.allow(&MEMBERS)?;
    let mut filter = Filter::new();
    filter.user_id = body.id("user_id")?;
    filter.keyword = body.bounded("keyword", LONGEST_KEYWORD)?.map(Into::into);
    if filter.user_id.is_some() == filter.keyword.is_some() {
        let details = "Exactly one filter (userId or keyword) must be provided";
        return Err(rejected(Reason::FilterInvalid, details));
    }
    if let Some(known) = kind.filters()
        && let Some(other) = MEMBERS.iter().find(|it| body.has(it) && !known.contains(it))
    {
        let details = format!("{other} is not supported for the event type {kind}");
        return Err(rejected(Reason::FilterInvalid, &details));
    }
    filter.direction = body.text("direction")?.map(Direction::from);
    if let Some(Direction::Unknown(_)) = filter.direction {
        let problem = "does not have a value in the enumeration [inbound, outbound]";
        return Err(body.invalid("direction", problem));
    }
    if let Some(qualifiers) = body.object("qualifiers")? {
        let read = qualifiers.texts().map(|it| it.map(|(name, text)| (name.into(), text.into())));
        filter.qualifiers = Some(read.collect::<Result<_, _>>()?);
    }
    Ok(filter)
}

fn expiry(body: &Body, now: Timestamp) -> Result<Option<Timestamp>, ApiResponse> {
    let Some(text) = body.text("expires_at")? else { return Ok(None) };
    match text.parse::<Timestamp>() {
        Ok(end) if now < end => Ok(Some(end)),
        Ok(_) => Err(body.invalid("expires_at", "must be in the future")),
        Err(_) => Err(body.invalid("expires_at", "must be a valid RFC 3339 date-time")),
    }
}

/// Checks that the caller may subscribe to the kind. Returns the user whose token it is.
fn authorize(
    call: &Call<'_>,
    kind: &EventKind,
    filter: &Filter,
) -> Result<Option<UserId>, ApiResponse> {
    let tier = call.core().tier;
    let is_enterprise = call.core().is_enterprise();
    let user = call.caller.user();
    match (kind.visibility(), user) {
        (Some(Visibility::Enterprise), _) if !is_enterprise => {
            let reason = format!("{kind} is not in the tier {tier}, but in Enterprise and Partner");
            return Err(problem::not_enrolled(call.app.id).because(reason));
        }
        (Some(Visibility::Enterprise), Some(_)) => {
            return Err(problem::unsupported_authentication(&call.caller, &[AuthScheme::Bearer]));
        }
        (Some(Visibility::Mixed), None) if is_enterprise => {}
        (Some(Visibility::Private | Visibility::Mixed), None) => {
            let details = "OAuth user access token is required for this event type";
            return Err(rejected(Reason::OauthAccessTokenRequired, details));
        }
        (Some(Visibility::Private | Visibility::Mixed), Some(user))
            if filter.user_id != Some(user) =>
        {
            let reason = format!("the token is that of {user}, and the filter names another user");
            return Err(problem::forbidden().because(reason));
        }
        _ => {}
    }
    if let Some(scope) = kind.scope().filter(|_| user.is_some()) {
        problem::check_scopes(&call.caller, &[scope])?;
        check_permission(&call.caller, scope)?;
    }
    Ok(user)
}

/// Rejects an OAuth 1.0a token that may not see Direct Messages if the scope is the one for them.
fn check_permission(caller: &Caller, scope: &str) -> Result<(), ApiResponse> {
    let needed = Permission::ReadWriteDirectMessages;
    match caller {
        Caller::User(Delegate { permission, .. })
            if scope == "dm.read" && *permission != needed =>
        {
            Err(problem::permission().because(rejection::lacking(*permission, needed)))
        }
        _ => Ok(()),
    }
}
