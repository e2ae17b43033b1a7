//! Who may create, list and delete subscriptions.

use std::collections::BTreeMap;

use account_activity::xaa::EventKind;
use account_activity::{Tier, UserToken};
use account_activity_emulator::{Account, Emulator, Permission, WorldUser};
use http::Method;
use serde_json::{Value, json};

use super::super::oauth2::token_with_scopes;
use super::super::raw::{Raw, Reply};
use super::super::{started, still};
use super::{PATH, as_bearer, as_user, id_in, of_user, subscribed, user};

const NEEDS_USER: &str =
    "OauthAccessTokenRequired: OAuth user access token is required for this event type";

/// Expects the problem for credentials of a kind that is not accepted.
#[track_caller]
fn supports(reply: &Reply, accepted: &str) {
    let json = reply.json();
    assert_eq!((reply.status, &json["title"]), (403, &json!("Unsupported Authentication")));
    let end = format!("Supported authentication types are [{accepted}].");
    assert!(json["detail"].as_str().unwrap().ends_with(&end), "{}", reply.body);
}

#[track_caller]
fn is_forbidden(emulator: &Emulator, reply: &Reply, reason: &str) {
    let json = reply.json();
    assert_eq!((reply.status, &json["detail"]), (403, &json!("Forbidden")), "{}", reply.body);
    let told = emulator.requests().pop().unwrap().reason.unwrap();
    assert!(told.contains(reason), "{told}");
}

/// Who may subscribe to a kind.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Visible {
    /// The app, and any user.
    Public,
    /// The user.
    Private,
    /// The user; in Enterprise and Partner also the app.
    Mixed,
    /// The app, in Enterprise and Partner.
    Enterprise,
    /// Nobody: the event needs no subscription.
    Automatic,
}

/// All kinds, with who may subscribe and the scope of a user's token of OAuth 2.0. X does not say it of
/// the three kinds of the second row.
const KINDS: &[(Visible, Option<&str>, &[&str])] = &[
    (
        Visible::Public,
        Some("tweet.read"),
        &[
            "post.create",
            "post.delete",
            "profile.update.bio",
            "profile.update.profile_picture",
            "profile.update.banner_picture",
            "profile.update.screenname",
            "profile.update.handle",
            "profile.update.geo",
            "profile.update.url",
            "profile.update.verified_badge",
            "profile.update.affiliate_badge",
            "broadcast.start",
            "broadcast.end",
        ],
    ),
    (Visible::Public, Some("tweet.read"), &["spaces.start", "spaces.end"]),
    (Visible::Public, None, &["broadcast.chat.remove"]),
    (
        Visible::Private,
        Some("tweet.read"),
        &["post.mention.create", "post.reply.create", "post.quote.create", "post.repost.create"],
    ),
    (Visible::Private, Some("like.read"), &["like.create"]),
    (
        Visible::Private,
        Some("follows.read"),
        &["subscriptions.subscribe", "subscriptions.unsubscribe"],
    ),
    (Visible::Private, Some("mute.read"), &["mute.mute", "mute.unmute"]),
    (Visible::Private, Some("block.read"), &["block.block", "block.unblock"]),
    (
        Visible::Private,
        Some("dm.read"),
        &[
            "dm.received",
            "dm.sent",
            "dm.read",
            "dm.indicate_typing",
            "chat.received",
            "chat.sent",
            "chat.conversation.join",
            "chat.conversation.member_added",
            "chat.conversation.member_removed",
            "chat.conversation.admin_added",
            "chat.conversation.admin_removed",
            "chat.update.group_name",
            "chat.update.restrictions",
        ],
    ),
    (Visible::Private, Some("broadcast.read"), &["broadcast.chat"]),
    (Visible::Mixed, Some("tweet.read"), &["follow.follow", "follow.unfollow"]),
    (Visible::Enterprise, Some("tweet.read"), &["news.new"]),
    (Visible::Automatic, None, &["oauth.revoke"]),
];

/// Who sends a request about ada's events.
#[derive(Clone, Copy, Debug, PartialEq)]
enum By {
    App,
    /// Ada, by OAuth 1.0a.
    OAuth1,
    /// Ada, by OAuth 2.0 with the scope of the kind.
    Scoped,
    /// Ada, by OAuth 2.0 with another scope.
    Unscoped,
    /// Bob, by OAuth 1.0a.
    OtherOAuth1,
    /// Bob, by OAuth 2.0 with the scope of the kind.
    OtherScoped,
}

#[derive(Debug)]
enum Expected<'a> {
    Created,
    NeedsUser,
    /// Forbidden, with this reason in the record.
    Forbidden(&'a str),
    LacksScope(&'a str),
    NotEnrolled,
    AppAlone,
    NoKind,
}

fn expected<'a>(
    by: By,
    visible: Visible,
    scope: Option<&'a str>,
    is_enterprise: bool,
) -> Expected<'a> {
    match (visible, by, scope) {
        (Visible::Automatic, ..) => Expected::NoKind,
        (Visible::Enterprise, ..) if !is_enterprise => Expected::NotEnrolled,
        (Visible::Enterprise, By::App, _) => Expected::Created,
        (Visible::Enterprise, ..) => Expected::AppAlone,
        (Visible::Private, By::App, _) => Expected::NeedsUser,
        (Visible::Mixed, By::App, _) if !is_enterprise => Expected::NeedsUser,
        (Visible::Private | Visible::Mixed, By::OtherOAuth1 | By::OtherScoped, _) => {
            Expected::Forbidden("the filter names another user")
        }
        (_, By::Unscoped, Some(scope)) => Expected::LacksScope(scope),
        _ => Expected::Created,
    }
}

/// Tokens of OAuth 2.0 by user and scope.
struct Tokens<'a> {
    emulator: &'a Emulator,
    raw: &'a Raw,
    known: BTreeMap<(&'a str, &'a str), String>,
}

impl<'a> Tokens<'a> {
    async fn of(&mut self, user: &'a str, scope: &'a str) -> String {
        if let Some(token) = self.known.get(&(user, scope)) {
            return token.clone();
        }
        let token = token_with_scopes(self.emulator, self.raw, user, scope).await;
        self.known.insert((user, scope), token.clone());
        token
    }
}

#[test]
fn the_table_has_all_kinds() {
    let mut listed: Vec<_> = KINDS.iter().flat_map(|(.., kinds)| *kinds).copied().collect();
    let mut all: Vec<_> = EventKind::ALL.iter().map(EventKind::as_str).collect();
    listed.sort_unstable();
    all.sort_unstable();
    assert_eq!((listed.len(), listed), (45, all));
}

#[tokio::test]
async fn the_kind_decides_the_credentials() {
    for tier in [Tier::V2PayPerUse, Tier::V2Enterprise, Tier::V2Partner, Tier::Premium] {
        let is_enterprise = matches!(tier, Tier::V2Enterprise | Tier::V2Partner);
        let emulator = started(tier).await;
        let raw = Raw::new(&emulator);
        let app = raw.bearer_token().await;
        let mut tokens = Tokens { emulator: &emulator, raw: &raw, known: BTreeMap::new() };
        for (visible, scope, kinds) in KINDS {
            // The other tiers have the rules of these two.
            let differs = matches!(visible, Visible::Mixed | Visible::Enterprise);
            if !differs && !matches!(tier, Tier::V2PayPerUse | Tier::V2Enterprise) {
                continue;
            }
            let held = scope.unwrap_or("users.read");
            for kind in *kinds {
                let body = match *kind {
                    "news.new" => json!({"event_type": kind, "filter": {"keyword": "tea"}}),
                    kind => of_user(&raw, kind, "ada"),
                };
                for by in [
                    By::App,
                    By::OAuth1,
                    By::Scoped,
                    By::Unscoped,
                    By::OtherOAuth1,
                    By::OtherScoped,
                ] {
                    let name = match by {
                        By::OtherOAuth1 | By::OtherScoped => "bob",
                        _ => "ada",
                    };
                    let reply = match by {
                        By::OAuth1 | By::OtherOAuth1 => {
                            as_user(&raw, &raw.token(name), Method::POST, PATH, &body).await
                        }
                        _ => {
                            let token = match by {
                                By::App => app.clone(),
                                By::Unscoped => tokens.of(name, "tweet.write").await,
                                _ => tokens.of(name, held).await,
                            };
                            as_bearer(&raw, &token, Method::POST, PATH, &body).await
                        }
                    };
                    let expected = expected(by, *visible, *scope, is_enterprise);
                    let at = format!("{tier} {kind} {by:?}: {expected:?}");
                    match expected {
                        Expected::Created => {
                            assert_eq!(reply.status, 200, "{at}: {}", reply.body);
                            let [row] = emulator.activity_subscriptions().try_into().unwrap();
                            let author = (by != By::App).then(|| user(&raw, name));
                            assert_eq!(row.authorized_by, author, "{at}");
                            let path = format!("{PATH}/{}", id_in(&reply));
                            let deleted = raw.with_bearer(&app, Method::DELETE, &path).await;
                            assert_eq!(deleted.status, 200, "{at}");
                        }
                        Expected::NeedsUser => reply.is_refused(NEEDS_USER),
                        Expected::Forbidden(reason) => is_forbidden(&emulator, &reply, reason),
                        Expected::LacksScope(scope) => {
                            is_forbidden(&emulator, &reply, &format!("lacks the scope {scope}:"));
                        }
                        Expected::NotEnrolled => {
                            let reason = &reply.json()["reason"];
                            assert_eq!(
                                (reply.status, reason),
                                (403, &json!("client-not-enrolled")),
                                "{at}"
                            );
                        }
                        Expected::AppAlone => supports(&reply, "OAuth 2.0 Application-Only"),
                        Expected::NoKind => {
                            let message = reply.json()["errors"][0]["message"].to_string();
                            assert_eq!(reply.status, 400, "{at}");
                            assert!(message.contains("in the enumeration"), "{at}: {message}");
                        }
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn messages_need_the_permission_of_oauth1() {
    let ada = Account::new(WorldUser::new("ada")).with_permission(Permission::ReadWrite);
    let emulator = still(Tier::V2PayPerUse).user("bot").user(ada).start().await.unwrap();
    let raw = Raw::new(&emulator);
    let post = async |kind: &str| {
        as_user(&raw, &raw.token("ada"), Method::POST, PATH, &of_user(&raw, kind, "ada")).await
    };
    for kind in ["dm.received", "chat.received"] {
        let kind = post(kind).await.json()["type"].clone();
        assert_eq!(kind, "https://api.twitter.com/2/problems/oauth1-permissions");
    }
    assert_eq!(post("like.create").await.status, 200);
}

#[tokio::test]
async fn some_endpoints_are_for_the_app_alone() {
    let emulator = started(Tier::V2PayPerUse).await;
    let raw = Raw::new(&emulator);
    let id = subscribed(&raw, &of_user(&raw, "post.create", "ada")).await;
    let path = format!("{PATH}/{id}");
    let oauth2 = token_with_scopes(&emulator, &raw, "ada", "tweet.read users.read").await;
    let bearer = |method, path: String| {
        let (raw, oauth2) = (raw.clone(), oauth2.clone());
        async move { raw.with_bearer(&oauth2, method, &path).await }
    };
    let both = "OAuth 1.0a User Context, OAuth 2.0 Application-Only";
    supports(&bearer(Method::GET, PATH.to_owned()).await, both);
    let app = "OAuth 2.0 Application-Only";
    supports(&bearer(Method::PUT, path.clone()).await, app);
    supports(&bearer(Method::DELETE, format!("{PATH}?ids={id}")).await, app);
    let ada: UserToken = raw.token("ada");
    supports(&raw.user(&ada, Method::PUT, &path).await, app);
    // X does not say what is wrong here.
    assert_eq!(bearer(Method::DELETE, path.clone()).await.status, 503);
    assert_eq!(raw.user(&ada, Method::DELETE, &path).await.status, 503);
    assert_eq!(emulator.activity_subscriptions().len(), 1);

    let wrong = as_bearer(&raw, "wrong", Method::GET, PATH, &Value::Null).await;
    assert_eq!((wrong.status, &wrong.json()["title"]), (401, &json!("Unauthorized")));
}
