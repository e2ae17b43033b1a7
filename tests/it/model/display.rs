//! Entities with their places in the text for display.

use account_activity::Event;
use account_activity::model::{DisplayEntity, TextEntity, Tweet};

use crate::fixtures;

fn tweet(json: &str) -> Tweet {
    serde_json::from_str(json).unwrap()
}

/// The kind of each entity and what it covers.
fn covered<'a>(entities: &[DisplayEntity<'_>], text: &'a str) -> Vec<(&'static str, &'a str)> {
    let kind = |entity: TextEntity<'_>| match entity {
        TextEntity::Hashtag(_) => "hashtag",
        TextEntity::Symbol(_) => "symbol",
        TextEntity::Mention(_) => "mention",
        TextEntity::Url(_) => "url",
        TextEntity::Media(_) => "media",
        _ => "other",
    };
    let slice = |entity: &DisplayEntity<'_>| entity.indices.slice(text).unwrap();
    entities.iter().map(|entity| (kind(entity.entity), slice(entity))).collect()
}

const RICH: &str = r##"{
    "id_str": "5", "user": {"id_str": "2"},
    "text": "@bob 👋 &quot;a&amp;b&quot; #tea $TEA @Cleo https://t.co/a https://t.co/m",
    "display_text_range": [5, 57],
    "entities": {
        "hashtags": [{"text": "tea", "indices": [27, 31]}],
        "symbols": [{"text": "TEA", "indices": [32, 36]}],
        "user_mentions": [
            {"screen_name": "bob", "id_str": "1", "indices": [0, 4]},
            {"screen_name": "cleo", "id_str": "3", "indices": [37, 42]}
        ],
        "urls": [{"url": "https://t.co/a", "indices": [43, 57]}],
        "media": [{"url": "https://t.co/m", "indices": [58, 72]}]
    }
}"##;

#[test]
fn entities_cover_the_same_in_the_displayed_text() {
    let mut tweet = tweet(RICH);
    let shown =
        [("hashtag", "#tea"), ("symbol", "$TEA"), ("mention", "@Cleo"), ("url", "https://t.co/a")];
    let text = tweet.display_text();
    assert_eq!(text, "👋 \"a&b\" #tea $TEA @Cleo https://t.co/a");
    assert_eq!(covered(&tweet.display_entities(), &text), shown);

    let mut retweet = tweet.clone();
    retweet.text = "RT @ada: @bob 👋 …".into();
    retweet.retweeted_status = Some(Box::new(tweet.clone()));
    assert_eq!(covered(&retweet.display_entities(), &retweet.display_text()), shown);

    tweet.display_text_range = None;
    let media = tweet.entities.as_ref().unwrap().media[0].clone();
    tweet.entities.as_mut().unwrap().media.push(media);
    let text = tweet.display_text();
    let all = covered(&tweet.display_entities(), &text);
    let ends = [vec![("mention", "@bob")], shown.to_vec(), vec![("media", "https://t.co/m")]];
    assert_eq!(all, ends.concat(), "photos share a link");
}

#[test]
fn entities_that_the_text_lacks_are_left_out() {
    let mut tweet = tweet(RICH);
    tweet.text = tweet.text.replace("#tea", "#pie").into();
    let entities = tweet.entities.as_mut().unwrap();
    entities.user_mentions[1].indices = None;
    entities.urls[0].indices = Some(account_activity::Indices::new(i64::MIN, i64::MAX));
    let text = tweet.display_text();
    assert_eq!(covered(&tweet.display_entities(), &text), [("symbol", "$TEA")]);
}

#[test]
fn entities_of_a_cut_text_that_fit_are_shown_without_those_of_the_whole() {
    let tweet = tweet(
        r##"{"id_str": "5", "user": {"id_str": "2"}, "text": "#tea cut https://t.co/0",
        "entities": {
            "hashtags": [{"text": "tea", "indices": [0, 4]}],
            "urls": [{"url": "https://t.co/0", "indices": [9, 23]}]
        },
        "extended_tweet": {"full_text": "#tea cut no more"}}"##,
    );
    assert!(tweet.full_entities().is_none());
    let text = tweet.display_text();
    assert_eq!(covered(&tweet.display_entities(), &text), [("hashtag", "#tea")]);
}

#[test]
fn every_entity_of_every_fixture_is_where_it_says() {
    let mut seen = 0;
    for fixture in fixtures::all() {
        for event in fixture.payload().events() {
            let (text, entities) = match event {
                Event::TweetCreate(tweet) => (tweet.display_text(), tweet.display_entities()),
                Event::DirectMessage(message) => {
                    (message.display_text(), message.display_entities())
                }
                _ => continue,
            };
            for (kind, slice) in covered(&entities, &text) {
                let starts = match kind {
                    "hashtag" => "#",
                    "symbol" => "$",
                    "mention" => "@",
                    _ => "http",
                };
                assert!(slice.starts_with(starts), "{}: {kind} {slice}", fixture.name);
                seen += 1;
            }
        }
    }
    assert!(seen > 60, "{seen}");
}
