//! Personal archives.

use account_activity_archive::account_activity::{Event, UserId};
use account_activity_archive::{Archive, Item};

use super::{all_told, of, payload, read, told, tweet};

const TWEETS: &str = r#"window.YTD.tweets.part0 = [
  { "tweet" : { "id" : "20", "id_str" : "20", "full_text" : "hi", "created_at" : "Sat Feb 18 12:33:11 +0000 2023" } },
  { "tweet" : { "id" : "21", "id_str" : "21", "full_text" : "ho", "created_at" : "Sat Feb 18 12:33:12 +0000 2023" } }
]"#;

fn owned(text: &str) -> Vec<Item> {
    of(Archive::new().owner(UserId::new(12)), text)
}

#[test]
fn tweets_are_by_the_owner() {
    let items = owned(TWEETS);
    assert_eq!(items.len(), 2);
    let tweet = tweet(&items[1]);
    assert_eq!((tweet.id.get(), tweet.user.id.get()), (21, 12));
    assert_eq!(items[1].pointer("/tweet_create_events/0/id"), "/tweet/id");
    assert_eq!(items[1].line, 3);
}

#[test]
fn without_an_owner_each_tweet_is_undecoded_and_one_fault_asks() {
    for text in [TWEETS.to_owned(), TWEETS.split_once('=').unwrap().1.to_owned()] {
        let items = read(text);
        assert_eq!(
            items.iter().map(told).collect::<Vec<_>>(),
            ["owner-unknown", "undecoded", "undecoded"]
        );
        let [Event::Undecoded(undecoded)] = payload(&items[2]).events() else { panic!() };
        assert!(undecoded.json().contains("\"ho\""));
        assert!(items[0].fault().unwrap().message().contains("--owner ID"));
    }
}

#[test]
fn tweets_of_2012_have_an_author() {
    let text = r#"Grailbird.data.tweets_2013_11 =
[ { "id" : 20, "id_str" : "20", "text" : "hi", "created_at" : "2013-11-28 13:37:46 +0000", "user" : { "id" : 12 } } ]"#;
    assert_eq!(all_told(text), ["tweet_create"]);
    assert_eq!(tweet(&read(text)[0]).created_at.unwrap().as_millis(), 1_385_645_866_000);
}

#[test]
fn notes_are_tweets_with_the_whole_text() {
    let text = r#"window.YTD.note_tweet.part0 = [ { "noteTweet" : { "noteTweetId" : "30", "createdAt" : "2023-02-18T13:03:11.000Z", "core" : { "text" : "long #a", "hashtags" : [ { "text" : "a", "fromIndex" : "5", "toIndex" : "7" } ], "urls" : [ { "shortUrl" : "https://t.co/a", "expandedUrl" : "https://a.example", "fromIndex" : "0", "toIndex" : "4" } ], "mentions" : [ { "screenName" : "ferry", "fromIndex" : "0", "toIndex" : "4" } ], "cashtags" : [ ] } } } ]"#;
    let items = owned(text);
    assert!(
        items[0].body().unwrap().faults().is_empty(),
        "{:#?}",
        items[0].body().unwrap().faults()
    );
    let tweet = tweet(&items[0]);
    assert_eq!((tweet.id.get(), tweet.full_text()), (30, "long #a"));
    assert_eq!(tweet.created_at.unwrap().as_millis(), 1_676_725_391_000);
    assert_eq!(tweet.entities.as_ref().unwrap().hashtags[0].text, "a");
}

#[test]
fn messages_of_conversations_are_events_and_the_rest_is_counted() {
    let text = r#"window.YTD.direct_messages.part0 = [ { "dmConversation" : { "conversationId" : "1-12", "messages" : [
      { "messageCreate" : { "recipientId" : "12", "reactions" : [ { "senderId" : "1" } ], "urls" : [ { "url" : "https://t.co/a", "expanded" : "https://a.example", "display" : "a.example" } ], "text" : "hi", "mediaUrls" : [ "https://ton.twitter.com/dm/1/2/a.jpg" ], "senderId" : "1", "id" : "40", "createdAt" : "2022-02-18T13:03:11.000Z" } },
      { "joinConversation" : { "initiatingUserId" : "1" } },
      { "reactionCreate" : { "senderId" : "1" } },
      { "messageCreate" : { "recipientId" : "1", "text" : "ho", "senderId" : "12", "id" : "41", "createdAt" : "2022-02-18T13:03:12.000Z" } }
    ] } }, { "dmConversation" : { "conversationId" : "1-3", "messages" : [ ] } } ]"#;
    let items = owned(text);
    assert_eq!(
        items.iter().map(told).collect::<Vec<_>>(),
        [
            "direct_message",
            "direct_message",
            "1 joinConversation",
            "1 reactionCreate",
            "1 reactions",
            "1 dmConversation"
        ]
    );
    assert!(
        items[0].body().unwrap().faults().is_empty(),
        "{:#?}",
        items[0].body().unwrap().faults()
    );
    let [Event::DirectMessage(message)] = payload(&items[0]).events() else { panic!() };
    assert_eq!(message.message_create.sender_id.get(), 1);
    assert_eq!(message.message_create.target.recipient_id.get(), 12);
    assert_eq!(message.created_timestamp.unwrap().as_millis(), 1_645_189_391_000);
    let json = std::str::from_utf8(payload(&items[0]).as_bytes()).unwrap();
    assert!(json.contains("https://a.example") && json.contains("/dm/1/2/a.jpg"), "{json}");
    assert_eq!(
        items[1].pointer("/direct_message_events/0/id"),
        "/dmConversation/messages/3/messageCreate/id"
    );
}

#[test]
fn messages_of_groups_go_to_the_owner_or_the_group() {
    let text = r#"window.YTD.direct_messages_group.part0 = [ { "dmConversation" : { "conversationId" : "77", "messages" : [
      { "messageCreate" : { "text" : "hi", "senderId" : "1", "id" : "40", "createdAt" : "2022-02-18T13:03:11.000Z" } },
      { "messageCreate" : { "text" : "ho", "senderId" : "12", "id" : "41", "createdAt" : "2022-02-18T13:03:12.000Z" } }
    ] } } ]"#;
    let recipients: Vec<u64> = owned(text)
        .iter()
        .map(|item| match payload(item).events() {
            [Event::DirectMessage(message)] => message.message_create.target.recipient_id.get(),
            other => panic!("{other:#?}"),
        })
        .collect();
    assert_eq!(recipients, [12, 77]);
}

fn of_likes(likes: &str) -> Archive {
    Archive::new().reader("like.js", std::io::Cursor::new(likes.to_owned()))
}

#[test]
fn likes_and_followers_are_counted() {
    for (name, key) in
        [("like", "like"), ("follower", "follower"), ("block", "blocking"), ("mute", "muting")]
    {
        let text = format!(
            r#"window.YTD.{name}.part0 = [ {{ "{key}" : {{ "accountId" : "5" }} }}, {{ "{key}" : {{ "accountId" : "6" }} }} ]"#
        );
        assert_eq!(all_told(text.as_str()), [format!("2 {name}")]);
        let stripped = text.split_once('=').unwrap().1.replace(", {", ",\n{");
        assert_eq!(all_told(stripped), [format!("2 {key}")]);
    }
    // One item for a file of many blocks, behind which reading resumes.
    let entry = r#"{ "like" : { "tweetId" : "1", "fullText" : "liked" } }"#;
    let likes = format!("window.YTD.like.part0 = [ {} ]", vec![entry; 20_000].join(",\n"));
    let batches: Vec<_> = of_likes(&likes).batches().collect();
    let items = batches.concat();
    assert_eq!(items.iter().map(told).collect::<Vec<_>>(), ["20000 like"]);
    assert_eq!(items[0].line, 20_000);
    let after = items[0].position().after();
    assert_eq!(of_likes(&likes).start_at(after).items().count(), 0);
    let like = r#"[ { "like" : { "tweetId" : "1", "fullText" : "{\"for_user_id\":\"1\"}" } } ]"#;
    assert_eq!(all_told(like), ["1 like"]);
}
