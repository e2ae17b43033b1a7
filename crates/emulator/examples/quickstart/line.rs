//! Formats and prints the lines of the output.

use std::fmt;
use std::io::{self, Write};

use account_activity::client::{Error, Exchange};
use account_activity::model::DirectMessageUser;
use account_activity::{Entry, Event, Relation, Tier};

/// Prints a line. Errors are ignored, because the reader of the output may have exited (`| head`).
pub(crate) fn say(line: impl fmt::Display) {
    drop(writeln!(io::stdout(), "{line}"));
}

/// Formats a request: its endpoint, the status of the response, and the endpoint's summary.
pub(crate) fn of_call(exchange: &Exchange) -> String {
    let endpoint = exchange.endpoint;
    let status = exchange.status.map_or_else(|| "-".to_owned(), |it| it.as_u16().to_string());
    format!("request    {:<60} {status:<4} {}", endpoint.to_string(), endpoint.summary())
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

/// Formats an event: its kind, its content, and its relation to the subscriber.
pub(crate) fn of_event(entry: Entry<'_>) -> String {
    format!("{:<25}{:<40}{}", entry.kind().as_str(), what(entry), why(entry.relation()))
}

/// Texts and names are those of others, so their control characters are escaped.
fn what(entry: Entry<'_>) -> String {
    let at = |name: &str| format!("@{}", name.escape_debug());
    let name = |user: Option<&DirectMessageUser>| match user {
        Some(user) => at(&user.screen_name),
        None => "?".into(),
    };
    match entry.event() {
        Event::TweetCreate(tweet) => {
            format!("{}: {:?}", at(&tweet.user.screen_name), tweet.display_text())
        }
        Event::TweetDelete(_) => "a Tweet was deleted".into(),
        Event::Favorite(favorite) => {
            let liked = favorite.favorited_status.display_text();
            format!("{} likes: {liked:?}", at(&favorite.user.screen_name))
        }
        Event::Follow(it) | Event::Unfollow(it) => {
            format!("{} → {}", at(&it.source.screen_name), at(&it.target.screen_name))
        }
        Event::Block(it) | Event::Unblock(it) => {
            format!("{} → {}", at(&it.source.screen_name), at(&it.target.screen_name))
        }
        Event::Mute(it) | Event::Unmute(it) => {
            format!("{} → {}", at(&it.source.screen_name), at(&it.target.screen_name))
        }
        Event::DirectMessage(message) => {
            format!("{}: {:?}", name(entry.sender()), message.display_text())
        }
        Event::DirectMessageTyping(_) => format!("{} is typing", name(entry.sender())),
        Event::DirectMessageMarkRead(_) => {
            format!("{} has read the messages", name(entry.sender()))
        }
        Event::Revoke(_) => "the user revoked the app's access".into(),
        other => format!("{:?}", other.kind()),
    }
}

fn why(relation: Relation) -> &'static str {
    match relation {
        Relation::OwnTweet => "the subscriber's Tweet",
        Relation::OwnReply => "the subscriber's reply",
        Relation::OwnQuote => "the subscriber's quote",
        Relation::OwnRetweet => "the subscriber's Retweet",
        Relation::Retweeted => "retweets the subscriber",
        Relation::Quoted => "quotes the subscriber",
        Relation::QuoteRetweeted => "retweets a quote of the subscriber",
        Relation::RepliedTo => "replies to the subscriber",
        Relation::Mentioned => "mentions the subscriber",
        Relation::Sent => "sent by the subscriber",
        Relation::Received => "sent to the subscriber",
        Relation::By => "the subscriber is the actor",
        Relation::Of => "the subscriber is the target",
        _ => "",
    }
}
