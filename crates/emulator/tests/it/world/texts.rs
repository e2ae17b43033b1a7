//! Texts of Tweets: their entities, and how they are cut, quoted and retweeted.

use account_activity::model::Entities;
use account_activity::{Indices, Timestamp, Tweet};
use account_activity_emulator::{Action, Post, Quote, Reply, World, WorldUser};

use super::{created, done, world};

fn post(text: &str) -> Tweet {
    created(&done(&mut world(), Action::post("ada", text)))
}

/// Returns the text that each entity covers, in the order of kinds.
fn covered(text: &str, entities: &Entities) -> Vec<String> {
    let indices = (entities.hashtags.iter().map(|hashtag| hashtag.indices))
        .chain(entities.symbols.iter().map(|symbol| symbol.indices))
        .chain(entities.user_mentions.iter().map(|mention| mention.indices))
        .chain(entities.urls.iter().map(|url| url.indices))
        .chain(entities.media.iter().map(|media| media.indices));
    indices.map(|indices| indices.unwrap().slice(text).unwrap().to_owned()).collect()
}

#[test]
fn entities_are_found_and_their_places_counted_in_code_points() {
    let tweet = post("👋 <Tea> & #cake, @Bob! $TEA (https://www.example.org/a?b=1&c=2).");
    let link = &tweet.entities.as_ref().unwrap().urls[0];
    assert_eq!(tweet.text, format!("👋 &lt;Tea&gt; &amp; #cake, @Bob! $TEA ({}).", link.url));
    assert_eq!(
        covered(&tweet.text, tweet.entities.as_ref().unwrap()),
        ["#cake", "$TEA", "@Bob", link.url.as_str()]
    );
    assert_eq!(link.url.len(), 23);
    assert_eq!(link.expanded_url.as_deref(), Some("https://www.example.org/a?b=1&c=2"));
    assert_eq!(link.display_url.as_deref(), Some("example.org/a?b=1&c=2"));
    assert_eq!(tweet.possibly_sensitive, Some(false));
    assert_eq!(tweet.display_text_range, None);
    assert_eq!(
        tweet.expanded_text(),
        "👋 <Tea> & #cake, @Bob! $TEA (https://www.example.org/a?b=1&c=2)."
    );
}

#[test]
fn what_only_looks_like_an_entity_is_text() {
    for text in [
        "mail@bob.example @nobody @bobby a#b #123 # @ $ $1 $TOOLONGNAME c$ab https:// http://?",
        "/@bob &@bob _@bob @@bob @bobé",
    ] {
        let tweet = post(text);
        assert_eq!(covered(&tweet.text, tweet.entities.as_ref().unwrap()), [""; 0]);
        assert_eq!(tweet.display_text(), text);
        assert_eq!(tweet.possibly_sensitive, None);
    }
}

#[test]
fn a_long_address_is_shown_cut() {
    let tweet = post("https://ferry.example.org/timetable/winter");
    let shown = tweet.entities.unwrap().urls[0].display_url.clone();
    assert_eq!(shown.as_deref(), Some("ferry.example.org/timetabl…"));
}

#[test]
fn a_tweet_that_begins_with_a_mention_is_addressed_but_no_reply() {
    let tweet = post("@bob tea?");
    assert_eq!(tweet.in_reply_to_status_id, None);
    assert_eq!(tweet.in_reply_to_screen_name.as_deref(), Some("bob"));
    assert_eq!(tweet.in_reply_to_user_id, world().user("bob").map(WorldUser::id));
    assert_eq!(tweet.display_text_range, None);
    assert_eq!(post("Tea, @bob?").in_reply_to_user_id, None);
}

#[test]
fn the_mentions_that_begin_a_reply_are_not_shown() {
    let mut world = world();
    let adas = done(&mut world, Action::post("ada", "Tea?")).tweet().unwrap();
    for (text, whole, shown) in [
        ("Yes & no", "@ada Yes &amp; no", "Yes & no"),
        ("@Ada yes", "@Ada yes", "yes"),
        ("@bob and @cleo too", "@ada @bob and @cleo too", "and @cleo too"),
        ("@cleo, yes", "@ada @cleo, yes", "@cleo, yes"),
        ("@bob  yes", "@ada @bob  yes", "yes"),
        ("@adam @bob", "@ada @adam @bob", "@adam @bob"),
        ("@ada", "@ada", ""),
    ] {
        let tweet = created(&done(&mut world, Action::reply("bob", adas, text)));
        assert_eq!(tweet.text, whole);
        assert_eq!(tweet.display_text(), shown, "{text}");
        assert_eq!(tweet.in_reply_to_status_id, Some(adas));
        assert_eq!(tweet.in_reply_to_screen_name.as_deref(), Some("ada"));
    }
    // A reply to oneself gets no mention.
    let tweet = created(&done(&mut world, Action::reply("ada", adas, "More")));
    assert_eq!((tweet.text.as_str(), tweet.display_text_range), ("More", None));
    // A reply to a Retweet is a reply to the original.
    let retweet = done(&mut world, Action::retweet("bob", adas)).tweet().unwrap();
    let tweet = created(&done(&mut world, Action::reply("cleo", retweet, "Yes")));
    assert_eq!(tweet.in_reply_to_status_id, Some(adas));
}

#[test]
fn photos_share_a_link_that_is_not_shown() {
    let tweet = created(&done(&mut world(), Post::new("ada", "Seals").with_photos(3)));
    let media = tweet.media();
    assert_eq!(media.len(), 3);
    assert_eq!(tweet.text, format!("Seals {}", media[0].url));
    assert_eq!(tweet.display_text_range, Some(Indices::new(0, 5)));
    assert!(media.iter().all(|media| media.indices == Some(Indices::new(6, 29))));
    assert!(media[0].id < media[1].id && media[2].id.unwrap().get() < tweet.id.get());
    assert_eq!(tweet.entities.as_ref().unwrap().media, media);
    assert_eq!(tweet.extended_entities.as_ref().unwrap().media, media);
    let alone = created(&done(&mut world(), Post::new("ada", "").with_photos(1)));
    assert_eq!(alone.display_text_range, Some(Indices::new(0, 0)));
    assert_eq!(alone.text, alone.media()[0].url);
}

#[test]
fn up_to_140_characters_are_not_cut() {
    for (text, truncated) in
        [("é".repeat(140), false), ("&".repeat(140), false), ("é".repeat(141), true)]
    {
        let tweet = post(&text);
        assert_eq!(tweet.truncated, truncated);
        assert_eq!(tweet.extended_tweet.is_some(), truncated);
        assert_eq!(tweet.display_text(), text);
    }
}

#[test]
fn a_long_tweet_is_cut_at_a_word_and_comes_whole_beside() {
    let words = "Fish & chips ".repeat(9);
    let text = format!("{words}for @bob #tea at https://example.org/{words}");
    let tweet = post(&text);
    assert!(tweet.truncated);
    let link = &tweet.entities.as_ref().unwrap().urls[0];
    let status = format!("https://twitter.com/i/web/status/{}", tweet.id);
    assert_eq!(link.expanded_url.as_ref().unwrap(), status.as_str());
    assert_eq!(link.display_url.as_deref(), Some("twitter.com/i/web/status/1…"));
    let (start, end) = tweet.text.split_once('…').unwrap();
    assert!(words.replace('&', "&amp;").starts_with(start), "{start}");
    assert!(start.ends_with("chips") || start.ends_with("Fish") || start.ends_with("&amp;"));
    assert!(start.chars().count() <= 115);
    assert_eq!(end, format!(" {}", link.url));
    assert_eq!(covered(&tweet.text, tweet.entities.as_ref().unwrap()), [link.url.as_str()]);

    let extended = tweet.extended_tweet.as_ref().unwrap();
    let whole = extended.entities.as_ref().unwrap();
    assert_eq!(covered(&extended.full_text, whole)[..2], ["#tea", "@bob"]);
    let length = i64::try_from(extended.full_text.chars().count()).unwrap();
    assert_eq!(extended.display_text_range, Some(Indices::new(0, length)));
    assert_eq!(tweet.expanded_text(), text.trim_end());
    assert_eq!(tweet.display_text_range, None);
}

#[test]
fn a_word_without_end_is_cut_but_no_escape_is() {
    let tweet = post(&format!("{}{}", "é".repeat(113), "&".repeat(100)));
    let (start, _) = tweet.text.split_once('…').unwrap();
    assert_eq!(start, "é".repeat(113));
}

#[test]
fn a_long_reply_with_photos_keeps_them_in_the_whole() {
    let mut world = world();
    let adas = done(&mut world, Action::post("ada", "Tea?")).tweet().unwrap();
    let reply = Reply::new("bob", adas, &"and so on ".repeat(20)).with_photos(2);
    let tweet = created(&done(&mut world, reply));
    assert!(tweet.entities.as_ref().unwrap().media.is_empty() && tweet.extended_entities.is_none());
    let extended = tweet.extended_tweet.as_ref().unwrap();
    assert_eq!(extended.entities.as_ref().unwrap().media.len(), 2);
    assert_eq!(extended.extended_entities.as_ref().unwrap().media.len(), 2);
    let shown = tweet.display_text_range.unwrap();
    assert_eq!((shown.start, shown.end), (5, i64::try_from(tweet.text.chars().count()).unwrap()));
    assert_eq!(tweet.display_text(), "and so on ".repeat(20).trim_end());
}

#[test]
fn a_quote_holds_the_quoted_tweet_and_its_link() {
    let mut world = world();
    let adas = done(&mut world, Action::post("ada", "Tea?")).tweet().unwrap();
    let bobs = done(&mut world, Action::quote("bob", adas, "Yes")).tweet().unwrap();
    let quote = created(&done(&mut world, Quote::new("cleo", bobs, "So true").with_photos(1)));
    let permalink = quote.quoted_status_permalink.as_ref().unwrap();
    assert_eq!(permalink.expanded, format!("https://twitter.com/bob/status/{bobs}"));
    assert_eq!(quote.text, format!("So true {} {}", permalink.url, quote.media()[0].url));
    assert_eq!(quote.display_text(), "So true");
    assert!(quote.is_quote_status);
    let quoted = quote.quoted_status.as_ref().unwrap();
    assert_eq!((quoted.id, quoted.quote_count, quoted.timestamp_ms), (bobs, 1, None));
    // The Tweet that the quoted Tweet quotes is referenced, but not included.
    assert_eq!((quoted.quoted_status_id, quoted.quoted_status.is_none()), (Some(adas), true));
    done(&mut world, Action::delete("bob", bobs));
    let quote = world.tweet(quote.id).unwrap();
    assert!(quote.is_quote_status && quote.quoted_status.is_none());
    assert_eq!(quote.quoted_status_id, Some(bobs));
}

#[test]
fn a_retweet_says_so_and_holds_the_original() {
    let mut world = world();
    let post = Post::new("ada", "Tea & #cake for @bob").with_photos(1);
    let adas = done(&mut world, post).tweet().unwrap();
    let retweet = created(&done(&mut world, Action::retweet("cleo", adas)));
    let original = retweet.retweeted_status.as_ref().unwrap();
    assert_eq!(retweet.text, format!("RT @ada: {}", original.text));
    assert_eq!(
        covered(&retweet.text, retweet.entities.as_ref().unwrap()),
        ["#cake", "@ada", "@bob", original.media()[0].url.as_str()]
    );
    let own = &retweet.extended_entities.as_ref().unwrap().media;
    assert_eq!(own[0].source_status_id, Some(adas));
    assert_eq!(retweet.media(), original.media());
    assert_eq!(original.media()[0].source_status_id, None);
    assert_eq!((original.retweet_count, original.timestamp_ms), (1, None));
    assert!(retweet.timestamp_ms.is_some());
}

#[test]
fn a_retweet_of_a_long_tweet_is_cut_to_140() {
    let mut world = world();
    let text = format!("{} @bob {}", "é".repeat(126), "&".repeat(20));
    let adas = done(&mut world, Action::post("ada", &text)).tweet().unwrap();
    let retweet = created(&done(&mut world, Action::retweet("cleo", adas)));
    assert_eq!(retweet.text, format!("RT @ada: {} @bo…", "é".repeat(126)));
    assert_eq!(covered(&retweet.text, retweet.entities.as_ref().unwrap()), ["@ada"]);
    assert!(!retweet.truncated && retweet.extended_tweet.is_none());
    assert!(retweet.original().truncated);
    assert_eq!(retweet.original().display_text(), text);
}

#[test]
fn a_retweet_of_a_quote_repeats_the_quoted_tweet() {
    let mut world = world();
    let adas = done(&mut world, Action::post("ada", "Tea?")).tweet().unwrap();
    let bobs = done(&mut world, Action::quote("bob", adas, "Yes")).tweet().unwrap();
    let retweet = created(&done(&mut world, Action::retweet("cleo", bobs)));
    assert!(retweet.is_quote_status);
    for tweet in [&retweet, retweet.original()] {
        assert_eq!(tweet.quoted_status_id, Some(adas));
        assert_eq!(tweet.quoted_status.as_ref().unwrap().id, adas);
        assert!(tweet.quoted_status_permalink.is_some());
    }
    assert_eq!(covered(&retweet.text, retweet.entities.as_ref().unwrap()).len(), 2);
}

#[test]
fn versions_are_told_of_since_29_september_2022() {
    let at = |millis| {
        let mut world = world();
        let now = Timestamp::from_millis(millis);
        let adas = world.perform(Action::post("ada", "Tea?"), now).unwrap();
        let reply = Action::reply("bob", adas.tweet().unwrap(), "Yes");
        [created(&adas), created(&world.perform(reply, now).unwrap())]
    };
    let [before, _] = at(1_664_409_599_999);
    assert!(before.edit_history.is_none() && before.editable.is_none());
    let [since, reply] = at(1_664_409_600_440);
    assert_eq!(since.edit_history.unwrap().edit_tweet_ids, [since.id]);
    let controls = since.edit_controls.unwrap();
    assert_eq!(controls.editable_until_ms, Some(Timestamp::from_millis(1_664_413_200_000)));
    assert_eq!((since.editable, reply.editable), (Some(true), Some(false)));
}

#[test]
fn ids_grow_and_contain_the_time_whatever_the_clock_does() {
    let mut world: World = world();
    let mut last = 1 << 53;
    for millis in [0, -1, 0, i64::MIN, 1_683_198_041_440, 1_683_198_041_440, 5, i64::MAX, 7] {
        let now = Timestamp::from_millis(millis);
        let id = world.perform(Action::post("ada", "Tea"), now).unwrap().tweet().unwrap().get();
        assert!(id > last, "{millis}: {id}");
        if millis == 1_683_198_041_440 {
            assert_eq!(id >> 22, 1_683_198_041_440 - 1_288_834_974_657);
        }
        last = id;
    }
    assert!(i64::try_from(last).is_ok());
}
