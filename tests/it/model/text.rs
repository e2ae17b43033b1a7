//! Text for people: cut Tweets, HTML entities, display ranges, t.co links, code points.

use account_activity::model::{
    DirectMessage, Entities, ExtendedEntities, ExtendedTweet, Media, MessageCreate, MessageData,
    MessageTarget, Tweet, UrlEntity, User,
};
use account_activity::{DirectMessageId, Event, Indices, TweetId, UserId};

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
        ("&quot;&#39;&nbsp;", "&quot;&#39;&nbsp;"),
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
fn of_a_retweet_the_original_is_whole() {
    let mut retweet = tweet("RT @ada: the first words and th…");
    retweet.retweeted_status = Some(Box::new(tweet("the first words and the last")));
    assert_eq!(retweet.original().full_text(), "the first words and the last");
    assert_eq!(tweet("own").original().full_text(), "own");
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
