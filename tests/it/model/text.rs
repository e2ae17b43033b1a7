//! Text for people: cut Tweets, HTML entities, display ranges, t.co links, code points.

use account_activity::model::{
    Attachment, DirectMessage, Entities, ExtendedEntities, ExtendedTweet, Media, MessageCreate,
    MessageData, MessageTarget, Tweet, UrlEntity, User,
};
use account_activity::{DirectMessageId, Event, Indices, OneOrMany, TweetId, UserId};

fn tweet(text: &str) -> Tweet {
    let mut tweet = Tweet::new(TweetId::new(2), User::new(UserId::new(1)));
    tweet.text = text.into();
    tweet
}

fn link(url: &str, expanded: &str, indices: (i64, i64)) -> UrlEntity {
    let mut entity = UrlEntity::new();
    entity.url = url.into();
    entity.expanded_url = Some(expanded.into());
    entity.indices = Some(Indices::new(indices.0, indices.1));
    entity
}

fn photo(url: &str, expanded: &str, indices: (i64, i64)) -> Media {
    let mut media = Media::new();
    media.url = url.into();
    media.expanded_url = expanded.into();
    media.indices = Some(Indices::new(indices.0, indices.1));
    media
}

fn with_links(text: &str, links: Vec<UrlEntity>) -> Tweet {
    let mut tweet = tweet(text);
    let mut entities = Entities::new();
    entities.urls = links;
    tweet.entities = Some(entities);
    tweet
}

#[test]
fn the_whole_text_is_found_wherever_it_is() {
    let mut short = tweet("short");
    assert_eq!(short.full_text(), "short");
    short.full_text = Some("in extended mode".into());
    assert_eq!(short.full_text(), "in extended mode");
    let mut extended = ExtendedTweet::new();
    short.extended_tweet = Some(extended.clone());
    assert_eq!(short.full_text(), "in extended mode", "an empty object says nothing");
    extended.full_text = "the whole of it".into();
    let mut entities = Entities::new();
    entities.urls.push(link("https://t.co/b", "https://b.example", (0, 1)));
    extended.entities = Some(entities);
    short.entities = Some(Entities::new());
    short.extended_tweet = Some(extended);
    assert_eq!(short.full_text(), "the whole of it");
    assert_eq!(short.full_entities().unwrap().urls.len(), 1);
}

#[test]
fn media_are_all_of_them() {
    let one = photo("https://t.co/m", "https://x.example/1", (0, 1));
    let mut tweet = tweet("");
    assert!(tweet.media().is_empty());
    let mut entities = Entities::new();
    entities.media.push(one.clone());
    tweet.entities = Some(entities);
    assert_eq!(tweet.media().len(), 1);
    let mut all = ExtendedEntities::new();
    all.media = vec![one.clone(); 4];
    let mut extended = ExtendedTweet::new();
    extended.full_text = "text".into();
    extended.extended_entities = Some(all.clone());
    tweet.extended_tweet = Some(extended);
    assert_eq!(tweet.media().len(), 4, "of the whole of a cut Tweet");
    tweet.extended_tweet = None;
    all.media.truncate(3);
    tweet.extended_entities = Some(all);
    assert_eq!(tweet.media().len(), 3);
}

#[test]
fn display_text_is_what_a_timeline_shows() {
    let mut reply = tweet("@ada 👋 &lt;b&gt; &amp;amp; https://t.co/m");
    assert_eq!(reply.display_text(), "@ada 👋 <b> &amp; https://t.co/m");
    reply.display_text_range = Some(Indices::new(5, 26));
    assert_eq!(reply.display_text(), "👋 <b> &amp;");
    for (range, shown) in [
        ((0, 1_000), "@ada 👋 <b> &amp; https://t.co/m"),
        ((1_000, 2_000), ""),
        ((5, 5), ""),
        ((6, 5), ""),
        ((-5, 4), "@ada"),
        ((i64::MIN, i64::MAX), "@ada 👋 <b> &amp; https://t.co/m"),
    ] {
        reply.display_text_range = Some(Indices::new(range.0, range.1));
        assert_eq!(reply.display_text(), shown, "{range:?}");
    }
}

#[test]
fn entities_of_html_are_decoded_once() {
    for (text, decoded) in [
        ("&amp;lt;", "&lt;"),
        ("&amp;amp;", "&amp;"),
        ("a & b &", "a & b &"),
        ("&quot;&#39;&nbsp;", "\"'&nbsp;"),
        ("&amp;#39;", "&#39;"),
        ("&&gt;&lt", "&>&lt"),
    ] {
        assert_eq!(tweet(text).display_text(), decoded);
    }
}

#[test]
fn links_are_replaced_by_where_they_lead() {
    let text = "👋 fish &amp; chips https://t.co/a and https://t.co/b https://t.co/m";
    let mut tweet = with_links(
        text,
        vec![
            link("https://t.co/b", "https://b.example/?x=1&y=2", (39, 53)),
            link("https://t.co/a", "https://a.example", (20, 34)),
        ],
    );
    let mut all = ExtendedEntities::new();
    all.media = vec![photo("https://t.co/m", "https://x.example/photo/1", (54, 68)); 2];
    tweet.extended_entities = Some(all);
    assert_eq!(
        tweet.expanded_text(),
        "👋 fish & chips https://a.example and https://b.example/?x=1&y=2 \
         https://x.example/photo/1"
    );
}

#[test]
fn wrong_indices_do_no_harm() {
    for indices in [(0, 5), (9, 2), (-3, 4), (1_000, 1_014), (i64::MIN, i64::MAX)] {
        let tweet = with_links(
            "é https://t.co/a!",
            vec![
                link("https://t.co/a", "https://a.example", indices),
                link("https://t.co/gone", "https://gone.example", indices),
            ],
        );
        assert_eq!(tweet.expanded_text(), "é https://a.example!", "{indices:?}");
    }
    let mut unresolved = link("https://t.co/a", "", (0, 14));
    unresolved.expanded_url = None;
    assert_eq!(with_links("https://t.co/a", vec![unresolved]).expanded_text(), "https://t.co/a");
}

/// The time grows with the text and with its links, not with their product.
#[test]
fn many_links_with_wrong_indices_are_found() {
    let url = |number: usize| format!("https://t.co/{number:06}");
    let words: Vec<String> = (0..20_000).map(url).collect();
    let wrong = |url: &String| link(url, "x", (9_999_999, 10_000_000));
    let tweet = with_links(&words.join(" "), words.iter().map(wrong).collect());
    assert_eq!(tweet.expanded_text(), vec!["x"; 20_000].join(" "));
}

#[test]
fn code_points_become_slices() {
    let text = "a👋é\u{301}z";
    for (range, slice) in [
        ((0, 1), Some("a")),
        ((1, 2), Some("👋")),
        ((2, 4), Some("é\u{301}")),
        ((0, 5), Some(text)),
        ((5, 5), Some("")),
        ((0, 6), None),
        ((6, 6), None),
        ((3, 2), None),
        ((-1, 2), None),
        ((i64::MIN, i64::MAX), None),
    ] {
        assert_eq!(Indices::new(range.0, range.1).slice(text), slice, "{range:?}");
    }
}

#[test]
fn every_occurrence_of_a_listed_link_is_replaced() {
    let listed = |indices| {
        vec![
            link("https://t.co/a", "https://a.example", indices),
            link("https://t.co/b", "https://b.example", (500, 514)),
        ]
    };
    for (text, expanded) in [
        (
            "https://t.co/a https://t.co/b https://t.co/a",
            "https://a.example https://b.example https://a.example",
        ),
        ("見てhttps://t.co/a。(https://t.co/b)", "見てhttps://a.example。(https://b.example)"),
        ("xhttps://t.co/ahttps://t.co/b", "xhttps://a.examplehttps://b.example"),
        ("https://t.co/a. https://t.co/b-c", "https://a.example. https://b.example-c"),
        ("https://t.co/ab https://t.co/a", "https://t.co/ab https://a.example"),
        ("http https://t.co/ https://t.co/c", "http https://t.co/ https://t.co/c"),
    ] {
        for indices in [(0, 14), (2, 16), (-1, 13), (15, 29), (30, 44)] {
            let tweet = with_links(text, listed(indices));
            assert_eq!(tweet.expanded_text(), expanded, "{text} {indices:?}");
        }
    }
    let tweet = with_links("https://t.co/a", listed((2, 16)));
    let slice = tweet.entities.as_ref().unwrap().urls[0].indices.unwrap().slice(&tweet.text);
    assert_eq!(slice, None, "slices are what the indices say");
}

#[test]
fn the_whole_text_has_no_entities_of_the_cut_one_that_it_lacks() {
    let mut cut = with_links("cut https://t.co/0", vec![link("https://t.co/0", "x", (4, 18))]);
    let mut extended = ExtendedTweet::new();
    extended.full_text = "cut no more".into();
    cut.extended_tweet = Some(extended.clone());
    assert_eq!(cut.full_entities(), None);
    assert_eq!(cut.expanded_text(), "cut no more");
    extended.full_text = "cut https://t.co/0 no more".into();
    cut.extended_tweet = Some(extended);
    assert_eq!(cut.full_entities(), cut.entities.as_ref(), "the text has it in the same place");
    assert_eq!(cut.expanded_text(), "cut x no more");
}

#[test]
fn a_note_is_the_whole_text() {
    let mut note = tweet("the beg…");
    let long = "the beginning &amp; more ".repeat(20);
    for (key, has_link) in [("entities", true), ("entity_set", true), ("other", false)] {
        let json = serde_json::json!({
            "text": format!("{long}https://t.co/a"),
            key: {"urls": [{"url": "https://t.co/a", "expanded_url": "https://a.example"}]},
        });
        note.note_tweet = serde_json::from_value(json).unwrap();
        assert!(note.full_text().starts_with(&long), "{key}");
        assert_eq!(note.full_entities().map_or(0, |entities| entities.urls.len()) == 1, has_link);
        let end = if has_link { "more https://a.example" } else { "more https://t.co/a" };
        assert!(note.expanded_text().ends_with(end), "{key}");
        assert!(note.display_text().starts_with("the beginning & more "));
    }
    let mut all = ExtendedEntities::new();
    all.media = vec![photo("https://t.co/a", "https://x.example/1", (0, 1))];
    note.extended_entities = Some(all);
    assert!(note.display_text().ends_with("more"), "a trailing media link is not shown");
    note.note_tweet = Some(account_activity::model::NoteTweet::new());
    assert_eq!(note.full_text(), "the beg…", "an empty object says nothing");
}

#[test]
fn a_retweet_shows_the_original() {
    let mut retweet = tweet("RT @ada: the first words &amp; th…");
    let mut original = with_links(
        "the first words &amp; the last https://t.co/a https://t.co/m",
        vec![link("https://t.co/a", "https://a.example", (31, 45))],
    );
    original.display_text_range = Some(Indices::new(0, 45));
    let mut all = ExtendedEntities::new();
    all.media = vec![photo("https://t.co/m", "https://x.example/1", (46, 60)); 2];
    original.extended_entities = Some(all);
    retweet.retweeted_status = Some(Box::new(original.clone()));
    assert_eq!(retweet.display_text(), "the first words & the last https://t.co/a");
    assert_eq!(
        retweet.expanded_text(),
        "the first words & the last https://a.example https://x.example/1"
    );
    assert_eq!(retweet.media(), original.media());
    assert_eq!(retweet.media().len(), 2);
    assert_eq!(retweet.full_text(), "RT @ada: the first words &amp; th…", "as on the wire");
    assert_eq!(retweet.full_entities(), None);
    assert_eq!(retweet.original().full_text(), original.full_text());
    assert_eq!(original.original(), &original);

    retweet.retweeted_status = Some(Box::new(tweet("")));
    assert_eq!(retweet.display_text(), "RT @ada: the first words & th…", "a trimmed original");
}

#[test]
fn a_permalink_names_the_author_if_it_can() {
    let mut tweet = tweet("");
    assert_eq!(tweet.permalink(), "https://x.com/i/web/status/2");
    tweet.user.screen_name = "ada".into();
    assert_eq!(tweet.permalink(), "https://x.com/ada/status/2");
}

#[test]
fn the_best_mp4_has_the_highest_bit_rate() {
    for (fixture, bitrate) in [("video", Some(2_176_000)), ("gif", Some(0)), ("photos", None)] {
        let fixture = crate::fixtures::named(&format!("tweet_create_events/{fixture}.json"));
        let payload = fixture.payload();
        let media = &payload.events()[0].as_tweet_create().unwrap().media()[0];
        let best = media.best_mp4();
        assert_eq!(best.and_then(|variant| variant.bitrate), bitrate, "{}", fixture.name);
        assert!(best.is_none_or(|variant| variant.url.contains(".mp4")));
    }
}

#[test]
fn direct_messages_have_the_same_texts() {
    let target = MessageTarget::new(UserId::new(2));
    let create = MessageCreate::new(target, UserId::new(1));
    let mut message = DirectMessage::new(DirectMessageId::new(3), create);
    assert_eq!((message.text(), message.display_text().as_str()), ("", ""));
    let mut data = MessageData::new();
    data.text = "Q &amp; A https://t.co/a".into();
    data.entities =
        with_links("", vec![link("https://t.co/a", "https://a.example", (10, 24))]).entities;
    message.message_create.message_data = Some(data);
    assert_eq!(message.text(), "Q &amp; A https://t.co/a");
    assert_eq!(message.display_text(), "Q & A https://t.co/a");
    assert_eq!(message.expanded_text(), "Q & A https://a.example");
}

#[test]
fn direct_messages_are_shown_without_the_link_to_their_attachment() {
    let target = MessageTarget::new(UserId::new(2));
    let create = MessageCreate::new(target, UserId::new(1));
    let mut message = DirectMessage::new(DirectMessageId::new(3), create);
    let mut attachment = Attachment::new();
    let photos = ["https://t.co/m", "https://t.co/n"].map(|url| photo(url, "x", (0, 1)));
    attachment.media = Some(OneOrMany::Many(photos.to_vec()));
    let mut data = MessageData::new();
    data.attachment = Some(attachment);
    for (text, shown) in [
        ("look https://t.co/m", "look"),
        ("look https://t.co/m https://t.co/n", "look"),
        ("look https://t.co/m ", "look"),
        ("look\nhttps://t.co/m  https://t.co/n \n", "look"),
        ("look ", "look "),
        (" https://t.co/m", ""),
        ("https://t.co/m", ""),
        ("https://t.co/m is it", "https://t.co/m is it"),
        ("a &amp;  https://t.co/m", "a & "),
        ("other https://t.co/o", "other https://t.co/o"),
        ("", ""),
    ] {
        data.text = text.into();
        message.message_create.message_data = Some(data.clone());
        assert_eq!(message.display_text(), shown, "{text}");
        assert_eq!(message.text(), text);
    }
    for (fixture, shown) in [("photo", "This one"), ("photo_only", ""), ("location_coordinate", "")]
    {
        let fixture = crate::fixtures::named(&format!("direct_message_events/{fixture}.json"));
        let payload = fixture.payload();
        let message = payload.events()[0].as_direct_message().unwrap();
        assert_eq!(message.display_text(), shown, "{}", fixture.name);
    }
}

#[test]
fn direct_messages_have_their_media() {
    for (fixture, count) in
        [("photo", 1), ("attachment_array", 2), ("text", 0), ("location_place", 0)]
    {
        let fixture = crate::fixtures::named(&format!("direct_message_events/{fixture}.json"));
        let payload = fixture.payload();
        let Event::DirectMessage(message) = &payload.events()[0] else {
            panic!("{}", fixture.name)
        };
        assert_eq!(message.media().len(), count, "{}", fixture.name);
        assert!(message.media().iter().all(|media| !media.media_url_https.is_empty()));
    }
}
