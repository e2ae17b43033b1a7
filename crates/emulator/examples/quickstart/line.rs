//! Formats and prints the lines of the output.

use std::fmt;
use std::io::{self, Write};

use account_activity::activity::{PostView, UserView};
use account_activity::client::{Error, Exchange};
use account_activity::{Activity, ActivityKind, DirectMessage, Relation, Tier, UserId};

/// Prints a line. Errors are ignored, because the reader of the output may have exited (`| head`).
pub(crate) fn say(line: impl fmt::Display) {
    drop(writeln!(io::stdout(), "{line}"));
}

/// Formats a request: its endpoint, the status of the response, and the endpoint's summary.
pub(crate) fn of_call(exchange: &Exchange) -> String {
    let endpoint = exchange.endpoint;
    let status = exchange.status.map_or_else(|| "-".to_owned(), |it| it.as_u16().to_string());
    format!("request    {:<59} {status:<3} {}", endpoint.to_string(), endpoint.summary())
}

/// Formats the CRC that X runs during the registration of a webhook.
pub(crate) fn of_crc() -> String {
    "CRC        the webhook responded with the right signature".into()
}

/// Formats an error: its meaning and its remedy.
pub(crate) fn of_error(error: &Error, tier: Tier) -> String {
    let remedy = error.remedy(tier).summary();
    match error.as_api() {
        Some(rejected) => {
            let code = rejected
                .code()
                .map_or_else(String::new, |code| format!("code {}: ", code.number()));
            format!("error      {code}{}\nwhat to do {remedy}", rejected.reason().meaning())
        }
        None => format!("error      {error}\nwhat to do {remedy}"),
    }
}

/// Formats an activity: its kind, its content, and its relation to the subscriber.
pub(crate) fn of_activity(activity: Activity<'_>) -> String {
    let (what, why) = (what(activity), why(activity.relation()));
    format!("{:<25}{what:<40}{why}", activity.kind().as_str())
}

/// Formats an activity that has come before.
pub(crate) fn of_duplicate(activity: Activity<'_>) -> String {
    format!("{:<25}{:<40}one activity", activity.kind().as_str(), "again, with the same key")
}

/// Texts and names are those of others, so their control characters are escaped.
fn what(activity: Activity<'_>) -> String {
    let name = |user: Option<UserId>| {
        let user = user.and_then(|id| activity.user(id));
        let name = user.and_then(UserView::username);
        name.map_or_else(|| "?".into(), |name| format!("@{}", name.escape_debug()))
    };
    let actor = name(activity.actor());
    let text = activity.post().map(PostView::display_text).unwrap_or_default();
    match activity.kind() {
        ActivityKind::Post => format!("{actor}: {text:?}"),
        ActivityKind::PostDelete => "a post was deleted".into(),
        ActivityKind::Like => format!("{actor} likes: {text:?}"),
        ActivityKind::Follow
        | ActivityKind::Unfollow
        | ActivityKind::Block
        | ActivityKind::Unblock
        | ActivityKind::Mute
        | ActivityKind::Unmute => format!("{actor} → {}", name(activity.target())),
        ActivityKind::DirectMessage => {
            let message = activity.message().map(DirectMessage::display_text);
            format!("{actor}: {:?}", message.unwrap_or_default())
        }
        ActivityKind::DirectMessageTyping => format!("{actor} is typing"),
        ActivityKind::DirectMessageMarkRead => format!("{actor} has read the messages"),
        ActivityKind::Revoke => "the user revoked the app's access".into(),
        other => other.to_string(),
    }
}

fn why(relation: Relation) -> &'static str {
    match relation {
        Relation::OwnTweet => "the subscriber's post",
        Relation::OwnReply => "the subscriber's reply",
        Relation::OwnQuote => "the subscriber's quote",
        Relation::OwnRetweet => "the subscriber's repost",
        Relation::Retweeted => "reposts the subscriber",
        Relation::Quoted => "quotes the subscriber",
        Relation::QuoteRetweeted => "reposts a quote of the subscriber",
        Relation::RepliedTo => "replies to the subscriber",
        Relation::Mentioned => "mentions the subscriber",
        Relation::Sent => "sent by the subscriber",
        Relation::Received => "sent to the subscriber",
        Relation::By => "the subscriber is the actor",
        Relation::Of => "the subscriber is the target",
        _ => "",
    }
}
