//! What happened, as each family writes it.

use account_activity::Timestamp;
use serde_json::{Value, json};

use super::{Happening, ME, Post, Written};

fn rfc3339(seconds: i64) -> String {
    Timestamp::from_millis(seconds * 1_000).to_string()
}

fn user(id: u64) -> Value {
    json!({ "id": id, "id_str": id.to_string(), "screen_name": format!("u{id}") })
}

fn x_user(id: u64) -> Value {
    json!({ "id": id.to_string(), "username": format!("u{id}"), "name": "" })
}

fn entities(written: &Written) -> Value {
    let mention = |(start, end, id): &(usize, usize, u64)| json!({ "id_str": id.to_string(), "screen_name": format!("u{id}"), "indices": [start, end] });
    let hashtag = |(start, end, name): &(usize, usize, String)| json!({ "text": name, "indices": [start, end] });
    let link = |(start, end, slug): &(usize, usize, String)| {
        json!({ "url": format!("https://t.co/{slug}"), "indices": [start, end],
            "expanded_url": format!("https://{slug}.example/?a&b") })
    };
    json!({
        "user_mentions": written.mentions.iter().map(mention).collect::<Vec<_>>(),
        "hashtags": written.hashtags.iter().map(hashtag).collect::<Vec<_>>(),
        "urls": written.links.iter().map(link).collect::<Vec<_>>(),
    })
}

fn x_entities(written: &Written) -> Value {
    let mention = |(start, end, id): &(usize, usize, u64)| json!({ "id": id.to_string(), "username": format!("u{id}"), "start": start, "end": end });
    let hashtag = |(start, end, name): &(usize, usize, String)| json!({ "tag": name, "start": start, "start_str": start.to_string(), "end": end });
    let link = |(start, end, slug): &(usize, usize, String)| {
        json!({ "url": format!("https://t.co/{slug}"), "start": start, "end": end,
            "expanded_url": format!("https://{slug}.example/?a&b") })
    };
    json!({
        "mentions": written.mentions.iter().map(mention).collect::<Vec<_>>(),
        "hashtags": written.hashtags.iter().map(hashtag).collect::<Vec<_>>(),
        "urls": written.links.iter().map(link).collect::<Vec<_>>(),
    })
}

fn tweet(post: &Post) -> Value {
    let quoted = post.quoted.map(|(id, author)| json!({ "id": id, "user": user(author) }));
    json!({
        "id": post.id, "id_str": post.id.to_string(), "user": user(post.author),
        "text": post.text.text, "entities": entities(&post.text),
        "display_text_range": [post.text.hidden, post.text.text.chars().count()],
        "created_at": rfc3339(post.seconds),
        "in_reply_to_status_id_str": post.reply_to.map(|(id, _)| id.to_string()),
        "in_reply_to_user_id_str": post.reply_to.map(|(_, user)| user.to_string()),
        "is_quote_status": quoted.is_some(), "quoted_status": quoted,
        "quoted_status_id_str": post.quoted.map(|(id, _)| id.to_string()),
    })
}

fn x_post(post: &Post) -> Value {
    let reference = |kind: &str, other: Option<(u64, u64)>| {
        other.map(|(id, _)| json!({ "type": kind, "id": id.to_string() }))
    };
    let references = [reference("replied_to", post.reply_to), reference("quoted", post.quoted)];
    json!({
        "id": post.id.to_string(), "author_id": post.author.to_string(), "text": post.text.text,
        "entities": x_entities(&post.text), "created_at": rfc3339(post.seconds),
        "display_text_range": [post.text.hidden, post.text.text.chars().count()],
        "referenced_tweets": references.into_iter().flatten().collect::<Vec<_>>(),
        "in_reply_to_user_id": post.reply_to.map(|(_, user)| user.to_string()),
    })
}

/// The body of the Account Activity API.
pub(super) fn account_activity(happening: &Happening) -> Value {
    let (member, event) = match happening {
        Happening::Post(post) => ("tweet_create_events", tweet(post)),
        Happening::Repost { id, author, original } => (
            "tweet_create_events",
            json!({ "id_str": id.to_string(), "user": user(*author), "text": "RT",
                "retweeted_status": tweet(original) }),
        ),
        Happening::Delete { id } => (
            "tweet_delete_events",
            json!({ "status": { "id": id.to_string(), "user_id": ME.to_string() } }),
        ),
        Happening::Like { id, liker, post, ms } => (
            "favorite_events",
            json!({ "id": id, "timestamp_ms": ms, "user": user(*liker),
                "favorited_status": tweet(post) }),
        ),
        Happening::Act { name, source, target } => {
            let member = match name.trim_start_matches("un") {
                "follow" => "follow_events",
                "mute" => "mute_events",
                _ => "block_events",
            };
            let users = (user(*source), user(*target));
            let event = json!({ "type": name, "created_timestamp": "1517588749178",
                "source": users.0, "target": users.1 });
            (member, event)
        }
        Happening::Message { .. } => ("direct_message_events", message(happening)),
        Happening::Revoke { app, seconds } => {
            let revoke = json!({ "date_time": rfc3339(*seconds),
                "target": { "app_id": app.to_string() }, "source": { "user_id": ME.to_string() } });
            return json!({ "user_event": { "revoke": revoke } });
        }
    };
    let mut body = json!({ "for_user_id": ME.to_string(), member: [event] });
    if let Happening::Message { sender, recipient, .. } = happening {
        body["users"] =
            json!({ sender.to_string(): user(*sender), recipient.to_string(): user(*recipient) });
    }
    body
}

/// The body of the X Activity API, with what X can include or leave out drawn at random.
pub(super) fn x_activity(happening: &Happening, random: &mut fastrand::Rng) -> Value {
    let mut filter = json!({ "user_id": ME.to_string() });
    let mut includes = Value::Null;
    let (kind, payload) = match happening {
        Happening::Post(post) => {
            let (kind, must_include) = kind_of(post, random);
            includes = json!({ "users": [x_user(post.author)], "tweets": [x_post(post)] });
            if must_include || random.bool() {
                include_quoted(post, &mut includes);
            }
            (kind, x_post(post))
        }
        Happening::Repost { id, author, original } => {
            let reference = json!([{ "type": "retweeted", "id": original.id.to_string() }]);
            includes = json!({ "users": [x_user(*author)], "tweets": [x_post(original)] });
            include_quoted(original, &mut includes);
            let kind = if *author == ME { "post.create" } else { "post.repost.create" };
            let repost = json!({ "id": id.to_string(), "author_id": author.to_string(),
                "text": "RT", "referenced_tweets": reference });
            (kind, repost)
        }
        Happening::Delete { id } => {
            ("post.delete", json!({ "id": id.to_string(), "author_id": ME.to_string() }))
        }
        Happening::Like { id, liker, post, ms } => {
            let is_outbound = *liker == ME && (post.author != ME || random.bool());
            if random.bool() {
                filter["direction"] = if is_outbound { "outbound" } else { "inbound" }.into();
            }
            let mut users = vec![if is_outbound { post.author } else { *liker }];
            if random.bool() || is_outbound {
                users.push(post.author);
            }
            users.dedup();
            let users: Vec<Value> = users.into_iter().map(x_user).collect();
            includes = json!({ "users": users, "tweets": [x_post(post)] });
            let like = json!({ "id": id, "timestamp_ms": ms.to_string(),
                "liked_tweet_id": post.id.to_string(),
                "liked_tweet_author_id": post.author.to_string() });
            ("like.create", like)
        }
        Happening::Act { name, source, target } => {
            let kind = match *name {
                "follow" => "follow.follow",
                "unfollow" => "follow.unfollow",
                "mute" => "mute.mute",
                "unmute" => "mute.unmute",
                "block" => "block.block",
                _ => "block.unblock",
            };
            let [source, target] = [*source, *target].map(|id| json!({ "data": x_user(id) }));
            (kind, json!({ "source": source, "target": target }))
        }
        Happening::Message { sender, recipient, .. } => {
            let kind = if *sender == ME { "dm.sent" } else { "dm.received" };
            let users = json!({ sender.to_string(): { "data": x_user(*sender) },
                recipient.to_string(): { "data": x_user(*recipient) } });
            let message = message(happening);
            (kind, json!({ "direct_message_events": [message], "users": users }))
        }
        Happening::Revoke { app, seconds } => {
            filter = json!({});
            let at = rfc3339(*seconds).replace('Z', "+00:00");
            let revoke =
                json!({ "date_time": at, "user_id": ME.to_string(), "app_id": app.to_string() });
            ("oauth.revoke", revoke)
        }
    };
    json!({ "data": { "event_uuid": random.i64(..).to_string(), "filter": filter,
        "event_type": kind, "payload": payload, "includes": includes } })
}

/// Draws one of the kinds as which X delivers a post. If it is not that of the first relation that
/// applies, only the included posts tell that relation.
fn kind_of(post: &Post, random: &mut fastrand::Rng) -> (&'static str, bool) {
    let is_of_me = |other: Option<(u64, u64)>| other.is_some_and(|(_, author)| author == ME);
    if post.author == ME {
        return ("post.create", false);
    }
    let mut kinds = Vec::new();
    kinds.extend(is_of_me(post.quoted).then_some("post.quote.create"));
    kinds.extend(is_of_me(post.reply_to).then_some("post.reply.create"));
    kinds.extend(post.names(ME).then_some("post.mention.create"));
    let kind = random.choice(&kinds).copied().unwrap();
    (kind, kind != kinds[0])
}

fn include_quoted(post: &Post, includes: &mut Value) {
    if let Some((id, author)) = post.quoted {
        let quoted = json!({ "id": id.to_string(), "author_id": author.to_string() });
        includes["tweets"].as_array_mut().unwrap().push(quoted);
    }
}

/// A Direct Message, which has one form in both families.
fn message(happening: &Happening) -> Value {
    let Happening::Message { id, sender, recipient, ms, text } = happening else { panic!() };
    json!({ "type": "message_create", "id": id.to_string(), "created_timestamp": ms.to_string(),
        "message_create": { "sender_id": sender.to_string(),
            "target": { "recipient_id": recipient.to_string() },
            "message_data": { "text": text.text, "entities": entities(text) } } })
}
