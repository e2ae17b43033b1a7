//! What the double keeps, and what X does with a request.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use account_activity::{Clock, Timestamp, UserId};
use http::Method;
use serde_json::{Map, Value, json};

use super::row::Row;
use super::{Asked, BEARER, Fate, OTHER_WEBHOOK, Silence, Switches, WEBHOOK};
use crate::client::clock::JumpingClock;
use crate::client::xaa::traps::{ADA, BOB};

/// The kinds for which X requires the user's token.
const PRIVATE: [&str; 7] =
    ["like.", "follow.", "dm.", "mute.", "block.", "post.mention.", "post.reply."];

const WINDOW: Duration = Duration::from_secs(15 * 60);

const PATH: &str = "/2/activity/subscriptions";

pub(super) struct State {
    clock: JumpingClock,
    pub(super) switches: Switches,
    pub(super) rows: Vec<Row>,
    last_id: u64,
    /// The webhooks by their ids, and whether they are valid.
    webhooks: BTreeMap<u64, bool>,
    revoked: BTreeSet<UserId>,
    pub(super) asked: Vec<Asked>,
    window: Option<(Timestamp, usize)>,
}

/// A status with its body.
pub(super) type Reply = (u16, Value);

fn rejected(message: impl Into<String>) -> Reply {
    let body = json!({
        "errors": [{"message": message.into()}],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": "https://api.twitter.com/2/problems/invalid-request",
    });
    (400, body)
}

fn unauthorized() -> Reply {
    let kind = "about:blank";
    (401, json!({"title": "Unauthorized", "status": 401, "detail": "Unauthorized", "type": kind}))
}

fn not_found() -> Reply {
    let kind = "https://api.twitter.com/2/problems/resource-not-found";
    (404, json!({"title": "Not Found Error", "detail": "Could not find it.", "type": kind}))
}

impl State {
    pub(super) fn new(clock: &JumpingClock, switches: Switches) -> Self {
        Self {
            clock: clock.clone(),
            switches,
            rows: Vec::new(),
            last_id: 1_976_325_569_252_868_000,
            webhooks: BTreeMap::from([(WEBHOOK, true), (OTHER_WEBHOOK, true)]),
            revoked: BTreeSet::new(),
            asked: Vec::new(),
            window: None,
        }
    }

    /// Adds a subscription.
    pub(super) fn add(&mut self, owner: Option<UserId>, members: Map<String, Value>) -> &Row {
        let mut row = Row { owner, members };
        self.last_id += 1;
        row.set("subscription_id", Some(self.last_id.to_string().into()));
        row.set("created_at", Some(self.clock.now().to_string().into()));
        self.rows.push(row);
        &self.rows[self.rows.len() - 1]
    }

    pub(super) fn reply(
        &mut self,
        method: &Method,
        uri: &str,
        authorization: &str,
        body: &[u8],
    ) -> Result<Reply, Silence> {
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        if path == "/oauth2/token" {
            return Ok((200, json!({"token_type": "bearer", "access_token": BEARER})));
        }
        let Some(user) = self.authenticate(authorization) else { return Ok(unauthorized()) };
        let body = serde_json::from_slice(body).unwrap_or_default();
        let asked = Asked { method: method.clone(), path: path.to_owned(), body, user };
        let fate = if path.starts_with(PATH) {
            self.asked.push(asked.clone());
            (self.switches.fate)(&asked)
        } else {
            Fate::Normal
        };
        match fate {
            Fate::Normal => Ok(self.act(&asked, query)),
            Fate::Meeting(barrier) => Err(Silence::Until(barrier, self.act(&asked, query))),
            Fate::GoneBefore => {
                self.delete(asked.path.rsplit_once('/').map_or("", |(_, id)| id));
                Ok(self.act(&asked, query))
            }
            Fate::Rejected(status, body) => Ok((status, body)),
            Fate::ResponseLost => {
                self.act(&asked, query);
                Err(Silence::ConnectionClosed)
            }
            Fate::Stalled => {
                self.act(&asked, query);
                Err(Silence::Stalled)
            }
            Fate::StalledBefore => Err(Silence::Stalled),
        }
    }

    /// Returns the user of a token. `Some(None)` is the app.
    fn authenticate(&self, authorization: &str) -> Option<Option<UserId>> {
        if authorization.strip_prefix("Bearer ") == Some(BEARER) {
            return Some(None);
        }
        let is_of = |token: &str| authorization.contains(&format!(r#"oauth_token="{token}""#));
        let user = [ADA, BOB].into_iter().find(|user| is_of(user.token))?;
        (!self.revoked.contains(&user.id)).then_some(Some(user.id))
    }

    fn act(&mut self, asked: &Asked, query: &str) -> Reply {
        let now = self.clock.now();
        self.rows.retain(|row| row.expires_at().is_none_or(|expiry| expiry > now));
        let id = asked.path.rsplit_once('/').map_or("", |(_, id)| id);
        let of_subscription = asked.path.strip_prefix(PATH).is_some_and(|rest| !rest.is_empty());
        match (asked.method.as_str(), asked.path.as_str()) {
            ("POST", "/1.1/oauth/invalidate_token.json") => self.revoke(asked.user),
            ("GET", "/2/webhooks") => self.webhooks(),
            ("PUT", path) if path.starts_with("/2/webhooks/") => self.validate(id),
            ("POST", PATH) => self.create(asked),
            ("GET", PATH) => self.list(query),
            ("DELETE", PATH) => self.delete_all(query),
            ("PUT", _) if of_subscription => self.update(id, &asked.body),
            ("DELETE", _) if of_subscription => self.delete(id),
            _ => not_found(),
        }
    }

    fn revoke(&mut self, user: Option<UserId>) -> Reply {
        let Some(user) = user else { return unauthorized() };
        self.revoked.insert(user);
        self.rows.retain(|row| row.owner != Some(user));
        (200, json!({"access_token": "the token"}))
    }

    fn webhooks(&self) -> Reply {
        let webhook = |(id, valid): (&u64, &bool)| {
            let path = if *id == OTHER_WEBHOOK { "gone" } else { "webhook" };
            let url = format!("https://bot.example/{path}");
            json!({"id": id.to_string(), "url": url, "valid": valid})
        };
        (200, json!({"data": self.webhooks.iter().map(webhook).collect::<Vec<_>>()}))
    }

    fn validate(&mut self, id: &str) -> Reply {
        let Some(valid) = id.parse().ok().and_then(|id: u64| self.webhooks.get_mut(&id)) else {
            return rejected("WebhookIdInvalid: Webhook id is not valid");
        };
        *valid = id != OTHER_WEBHOOK.to_string();
        (200, json!({"data": {"attempted": true}}))
    }

    fn create(&mut self, asked: &Asked) -> Reply {
        if !self.is_within_window() {
            return (429, json!({"title": "Too Many Requests", "status": 429}));
        }
        let Value::Object(body) = &asked.body else { return rejected("$: is not an object") };
        let known = ["event_type", "filter", "tag", "webhook_id", "expires_at"];
        if let Some(unknown) = body.keys().find(|key| !known.contains(&key.as_str())) {
            return rejected(format!("$.{unknown}: is not defined in the schema"));
        }
        let kind = body.get("event_type").and_then(Value::as_str).unwrap_or_default();
        let filter = &asked.body["filter"];
        if filter["user_id"].is_string() == filter["keyword"].is_string() {
            let text = "FilterInvalid: Exactly one filter (userId or keyword) must be provided";
            return rejected(text);
        }
        if filter["direction"].is_string()
            && (kind.starts_with("mute.") || kind.starts_with("block."))
        {
            return rejected("FilterInvalid: direction is not supported for this event type");
        }
        let subject = filter["user_id"].as_str().map(str::to_owned);
        match asked.user {
            None if PRIVATE.iter().any(|prefix| kind.starts_with(prefix)) => {
                let text = "OauthAccessTokenRequired: OAuth user access token is required for this event type";
                return rejected(text);
            }
            Some(user) if subject != Some(user.to_string()) => {
                return (403, json!({"title": "Forbidden", "status": 403, "detail": "Forbidden"}));
            }
            _ => {}
        }
        if let Some(webhook) = body.get("webhook_id")
            && !self.webhooks.keys().any(|id| webhook.as_str() == Some(&id.to_string()))
        {
            return rejected("WebhookIdInvalid: Webhook id is not valid");
        }
        let (switches, total) = (&self.switches, self.rows.len());
        if let Some(row) = self.rows.iter_mut().find(|row| row.is_same(kind, filter, switches)) {
            if !self.switches.renews || row.members["filter"] != *filter {
                return rejected("DuplicateSubscriptionFailed: Subscription already exists");
            }
            row.set("expires_at", body.get("expires_at").cloned());
            return row.created(total);
        }
        self.add(asked.user, body.clone()).created(total + 1)
    }

    /// Counts a request for a new subscription. Returns whether the window has room for it.
    fn is_within_window(&mut self) -> bool {
        let now = self.clock.now();
        let (since, count) =
            self.window.filter(|(since, _)| now < *since + WINDOW).unwrap_or((now, 0));
        self.window = Some((since, count + 1));
        count < self.switches.creates_per_window
    }

    /// Returns the end of the window, if errors name it.
    pub(super) fn reset(&self) -> Option<Timestamp> {
        let window = self.window.filter(|_| self.switches.names_reset);
        window.map(|(since, _)| since + WINDOW)
    }

    fn list(&self, query: &str) -> Reply {
        let offset: usize = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("pagination_token=the-next-page-"))
            .map_or(0, |offset| offset.parse().unwrap());
        let page = self.rows.iter().skip(offset).take(self.switches.page);
        let page: Vec<_> = page.map(|row| row.listed(&self.switches)).collect();
        let mut meta = json!({"result_count": page.len()});
        let next = offset + page.len();
        if next < self.rows.len() {
            meta["next_token"] = format!("the-next-page-{next}").into();
        }
        (200, json!({"data": page, "meta": meta}))
    }

    fn update(&mut self, id: &str, body: &Value) -> Reply {
        let Some(row) = self.rows.iter_mut().find(|row| row.members["subscription_id"] == id)
        else {
            return not_found();
        };
        if let Some(tag) = body.get("tag") {
            row.set("tag", Some(tag.clone()));
        }
        row.set("webhook_id", body.get("webhook_id").cloned());
        (200, json!({"data": {"subscription": row.members}}))
    }

    fn delete(&mut self, id: &str) -> Reply {
        let before = self.rows.len();
        self.rows.retain(|row| row.members["subscription_id"] != id);
        if self.rows.len() == before {
            return not_found();
        }
        (200, json!({"data": {"deleted": true}, "meta": {"total_subscriptions": self.rows.len()}}))
    }

    fn delete_all(&mut self, query: &str) -> Reply {
        let ids = query.split('&').find_map(|pair| pair.strip_prefix("ids=")).unwrap_or_default();
        let ids = ids.replace("%2C", ",");
        let (mut data, mut errors) = (Vec::new(), Vec::new());
        for id in ids.split(',') {
            match self.delete(id).0 {
                200 => data.push(json!({"subscription_id": id, "deleted": true})),
                _ => errors.push(json!({"value": id, "title": "Not Found Error"})),
            }
        }
        (200, json!({"data": data, "errors": errors}))
    }
}
