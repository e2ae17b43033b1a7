//! The answers of the bot.

use std::sync::Arc;

use account_activity_inbox::Item;
use account_activity_inbox::account_activity::activity::PostView;
use account_activity_inbox::account_activity::client::Signer;
use account_activity_inbox::account_activity::receiver::HandlerError;
use account_activity_inbox::account_activity::{ActivityKind, DirectMessage, Relation};
use http::Method;
use serde_json::{Value, json};

use super::account::Account;
use super::say;

pub(crate) struct Bot {
    account: Account,
    http: reqwest::Client,
}

impl Bot {
    pub(crate) fn new(account: Account) -> Self {
        Self { account, http: reqwest::Client::new() }
    }

    /// Posts as the user of the bot. An error makes the worker try again later.
    async fn post(&self, path: &str, body: &Value) -> Result<(), HandlerError> {
        let url = format!("{}{path}", self.account.base_url);
        let signer = Signer::new(&self.account.app).token(&self.account.user);
        let authorization = signer.authorization(&Method::POST, &url.parse()?, &[]);
        let request = self.http.post(url).header("authorization", authorization);
        let request = request.header("content-type", "application/json").body(body.to_string());
        request.send().await?.error_for_status()?;
        Ok(())
    }
}

/// Answers a mention by a reply, and a message by a message.
pub(crate) async fn answer(bot: Arc<Bot>, item: Item) -> Result<(), HandlerError> {
    let Some(activity) = item.activity() else { return Ok(()) };
    match (activity.kind(), activity.relation()) {
        (ActivityKind::Post, Relation::Mentioned | Relation::RepliedTo) => {
            let Some(post) = activity.post_id() else { return Ok(()) };
            let said = activity.post().map(PostView::display_text).unwrap_or_default();
            let body = json!({
                "text": "Thank you!",
                "reply": {"in_reply_to_tweet_id": post.to_string()},
            });
            bot.post("/2/tweets", &body).await?;
            say(format!("answered the post {:?}", &*said));
        }
        (ActivityKind::DirectMessage, Relation::Received) => {
            let Some(sender) = activity.actor() else { return Ok(()) };
            let said = activity.message().map(DirectMessage::display_text).unwrap_or_default();
            let body = json!({"text": format!("You wrote: {said}")});
            bot.post(&format!("/2/dm_conversations/with/{sender}/messages"), &body).await?;
            say(format!("answered the message {:?}", &*said));
        }
        _ => {}
    }
    Ok(())
}
