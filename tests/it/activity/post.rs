//! Posts of the X Activity API, seen as posts of either family.

use account_activity::activity::{EntityView, PostView};
use serde_json::{Value, json};

use super::{OTHER, event, only, with_includes};

fn post(payload: &Value, includes: &Value, check: impl FnOnce(PostView<'_>)) {
    let event = with_includes(event("post.create", payload), includes);
    only(&event, |activity| check(activity.post().unwrap()));
}

/// The text has an entity of HTML and a character outside the basic plane before each entity.
#[test]
fn indices_count_code_points_of_the_wires_text() {
    let text =
        "@bob @cleo \u{1f44b} tea &amp; #scones $JAM https://t.co/a &lt;3 @ada https://t.co/b";
    let payload = json!({ "id": "10", "text": text, "display_text_range": [11, 61], "entities": {
        "mentions": [
            { "start": 0, "end": 4, "username": "bob", "id": "2" },
            { "start": 57, "end": 61, "username": "Ada", "id": "3" },
            { "start": 20, "end": 24, "username": "nowhere" },
        ],
        "hashtags": [{ "start": 23, "end": 30, "tag": "scones" }],
        "cashtags": [{ "start": 31, "end": 35, "tag": "JAM" }],
        "urls": [
            { "start": 36, "end": 50, "url": "https://t.co/a", "expanded_url": "https://a.example/?b&c" },
            { "start": 62, "end": 76, "url": "https://t.co/b", "media_key": "3_1",
                "expanded_url": "https://x.com/ada/status/10/photo/1", "display_url": "pic.x.com/b" },
        ],
    }, "attachments": { "media_keys": ["3_1", "3_2"] } });
    let media = json!({ "media": [{ "media_key": "3_1", "type": "photo", "url": "https://p.example/1.jpg",
        "width": 4, "height": 3, "alt_text": "Tea." }] });
    post(&payload, &media, |post| {
        assert_eq!(
            post.text(),
            "@bob @cleo \u{1f44b} tea & #scones $JAM https://t.co/a <3 @ada https://t.co/b"
        );
        let text = post.display_text();
        assert_eq!(text, "\u{1f44b} tea & #scones $JAM https://t.co/a <3 @ada");
        assert_eq!(
            post.expanded_text(),
            "@bob @cleo \u{1f44b} tea & #scones $JAM https://a.example/?b&c <3 @ada \
             https://x.com/ada/status/10/photo/1"
        );
        let entities = post.display_entities();
        let written = entities.iter().map(|it| it.indices.slice(&text).unwrap());
        assert_eq!(written.collect::<Vec<_>>(), ["#scones", "$JAM", "https://t.co/a", "@ada"]);
        let names = entities.iter().map(|it| match it.entity {
            EntityView::Hashtag(name) | EntityView::Cashtag(name) => name,
            EntityView::Mention(mention) => mention.username,
            EntityView::Link(link) => link.address(),
            other => panic!("{other:?}"),
        });
        assert_eq!(names.collect::<Vec<_>>(), ["scones", "JAM", "https://a.example/?b&c", "Ada"]);
        let mentions: Vec<&str> = post.mentions().map(|mention| mention.username).collect();
        assert_eq!(mentions, ["bob", "Ada", "nowhere"]);
        assert_eq!(post.links().map(|link| link.url).collect::<Vec<_>>(), ["https://t.co/a"]);
        assert_eq!(post.hashtags().collect::<Vec<_>>(), ["scones"]);
        assert_eq!(post.cashtags().collect::<Vec<_>>(), ["JAM"]);
        // The event does not describe the second medium.
        let media: Vec<_> = post.media().collect();
        assert_eq!(media.len(), 1);
        assert_eq!(media[0].url(), Some("https://p.example/1.jpg"));
        assert_eq!((media[0].kind(), media[0].alt_text()), (Some("photo"), Some("Tea.")));
        assert_eq!(media[0].size(), Some((4, 3)));
    });
}

#[test]
fn a_video_has_a_file_and_an_image() {
    let payload = json!({ "id": "10", "attachments": { "media_keys": ["7_1", "7_2"] } });
    let variants = json!([
        { "content_type": "application/x-mpegURL", "url": "https://v.example/all.m3u8" },
        { "bit_rate": 256_000, "content_type": "video/mp4", "url": "https://v.example/270.mp4" },
        { "bit_rate": 2_176_000, "content_type": "video/mp4", "url": "https://v.example/720.mp4" },
    ]);
    let media = json!({ "media": [
        { "media_key": "7_2", "type": "video", "preview_image_url": "https://v.example/2.jpg" },
        { "media_key": "7_1", "type": "video", "preview_image_url": "https://v.example/1.jpg",
            "duration_ms": 14_080, "variants": variants },
    ] });
    post(&payload, &media, |post| {
        let [first, second] = post.media().collect::<Vec<_>>()[..] else { panic!() };
        assert_eq!(first.url(), Some("https://v.example/720.mp4"));
        assert_eq!(first.image(), Some("https://v.example/1.jpg"));
        assert_eq!(first.duration_ms(), Some(14_080));
        assert_eq!((second.url(), second.image()), (None, Some("https://v.example/2.jpg")));
    });
}

#[test]
fn a_long_post_is_whole() {
    let whole = format!("@bob {} &amp; https://t.co/a", "word ".repeat(60));
    let payload = json!({ "id": "10", "text": "@bob word\u{2026} https://t.co/p",
        "display_text_range": [5, 10],
        "entities": {
            "mentions": [{ "start": 0, "end": 4, "username": "bob" }],
            "urls": [{ "start": 11, "end": 25, "url": "https://t.co/p", "media_key": "3_1" }],
        },
        "note_tweet": { "text": whole, "entities": { "urls": [
            { "start": 312, "end": 326, "url": "https://t.co/a", "expanded_url": "https://a.example/" },
        ] } } });
    post(&payload, &json!({}), |post| {
        assert!(post.text().ends_with("word  & https://t.co/a"), "{}", post.text());
        assert!(post.display_text().starts_with("word word"), "{}", post.display_text());
        assert!(post.display_text().ends_with("& https://t.co/a"));
        assert!(post.expanded_text().ends_with("word  & https://a.example/"));
        assert_eq!(post.links().count(), 1);
        let text = post.display_text();
        let [link] = &post.display_entities()[..] else { panic!() };
        assert_eq!(link.indices.slice(&text), Some("https://t.co/a"));
    });
    // A note without entities has those of the cut text, where they fit.
    let payload = json!({ "id": "10", "text": "a #b\u{2026}", "note_tweet": { "text": "a #b c" },
        "entities": { "hashtags": [{ "start": 2, "end": 4, "tag": "b" }] } });
    post(&payload, &json!({}), |post| {
        assert_eq!(post.text(), "a #b c");
        assert_eq!(post.display_entities().len(), 1);
    });
}

#[test]
fn a_repost_shows_the_reposted_post() {
    let payload = json!({ "id": "10", "text": "RT @bob: a &amp;\u{2026}", "author_id": "1",
        "referenced_tweets": [{ "type": "retweeted", "id": "9" }],
        "entities": { "mentions": [{ "start": 3, "end": 7, "username": "bob" }] } });
    let includes = json!({ "tweets": [payload, { "id": "9", "text": "a &amp; #b", "author_id": "2",
        "entities": { "hashtags": [{ "start": 8, "end": 10, "tag": "b" }] } }] });
    post(&payload, &includes, |post| {
        assert_eq!(post.text(), "a & #b");
        assert_eq!(post.display_text(), "a & #b");
        assert_eq!((post.mentions().count(), post.hashtags().count()), (0, 1));
        assert_eq!(post.reposted().unwrap().author(), Some(OTHER));
        assert_eq!(post.reposted_id().unwrap().get(), 9);
        assert_eq!(post.id().get(), 10);
    });
    post(&payload, &json!({}), |post| {
        assert_eq!(post.text(), "RT @bob: a &\u{2026}");
        assert_eq!(post.mentions().count(), 1);
        assert!(post.is_repost() && post.reposted().is_none());
    });
}

#[test]
fn a_reply_has_the_post_replied_to() {
    let reply = json!({ "id": "10", "text": "b", "author_id": "1", "conversation_id": "7",
        "referenced_tweets": [{ "type": "replied_to", "id": "9" }, { "type": "quoted", "id": "8" }] });
    let includes = json!({ "tweets": [{ "id": "9", "text": "a", "author_id": "2" }] });
    post(&reply, &includes, |post| {
        assert!(post.is_reply() && post.is_quote() && !post.is_repost());
        assert_eq!(post.reply_to().unwrap().text(), "a");
        assert_eq!(post.reply_to_user(), Some(OTHER));
        assert_eq!((post.quoted_id().unwrap().get(), post.quoted().is_none()), (8, true));
        assert_eq!(post.conversation_id().unwrap().get(), 7);
    });
    // A post that begins with a mention names the mentioned user as the one replied to.
    post(&json!({ "id": "10", "in_reply_to_user_id": "2" }), &json!({}), |post| {
        assert!(!post.is_reply());
        assert_eq!(post.reply_to_user(), None);
    });
}

#[test]
fn what_a_post_refers_to_is_another_post() {
    let payload = json!({ "id": "10", "text": "a", "referenced_tweets": [{ "type": "retweeted", "id": "10" }] });
    post(&payload, &json!({ "tweets": [payload] }), |post| {
        assert!(post.reposted().is_none());
        assert_eq!(post.text(), "a");
    });
}

#[test]
fn the_address_has_the_handle_if_the_event_has_it() {
    let by = json!({ "id": "10", "author_id": "2" });
    let users = json!({ "users": [{ "id": "3", "username": "cleo" }, { "data": { "id": "2", "username": "bob" } }] });
    post(&by, &users, |post| {
        assert_eq!(post.url(), "https://x.com/bob/status/10");
        assert_eq!(post.author_view().unwrap().username(), Some("bob"));
    });
    post(&by, &json!({}), |post| assert_eq!(post.url(), "https://x.com/i/web/status/10"));
    let named = json!({ "id": "10", "username": "bob" });
    post(&named, &json!({}), |post| assert_eq!(post.url(), "https://x.com/bob/status/10"));
}

#[test]
fn counts_and_language_can_be_absent() {
    post(&json!({ "id": "10" }), &json!({}), |post| {
        assert_eq!((post.like_count(), post.lang(), post.created_at()), (None, None, None));
        assert_eq!(post.text(), "");
    });
    let metrics =
        json!({ "retweet_count": 2, "reply_count_str": "3", "like_count": 4, "quote_count": 5 });
    let payload = json!({ "id": "10", "public_metrics": metrics, "lang": "en",
        "created_at": "2026-07-24T21:12:45.000Z" });
    post(&payload, &json!({}), |post| {
        assert_eq!((post.repost_count(), post.reply_count()), (Some(2), Some(3)));
        assert_eq!((post.like_count(), post.quote_count()), (Some(4), Some(5)));
        assert_eq!(post.lang(), Some("en"));
        assert_eq!(post.created_at().unwrap().as_millis(), 1_784_927_565_000);
    });
}
