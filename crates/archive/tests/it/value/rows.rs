//! Rows of tables.

use account_activity_archive::account_activity::{Payload, Timestamp};
use account_activity_archive::{Archive, Form, Item, Values};

use super::{PAYLOAD, TWEET, of, payload, told, tweet};

fn csv(rows: &[&[&str]]) -> Vec<Item> {
    let cell = |cell: &&str| format!("\"{}\"", cell.replace('"', "\"\""));
    let row = |row: &&[&str]| row.iter().map(cell).collect::<Vec<_>>().join(",");
    let text = rows.iter().map(row).collect::<Vec<_>>().join("\n");
    of(Archive::new().form(Form::Csv), text)
}

#[test]
fn a_column_holds_payloads_with_their_time() {
    let items = csv(&[
        &["id", "received_at", "payload"],
        &["1", "2021-08-15 13:32:13.402", PAYLOAD],
        &["2", "1629034333", TWEET],
        &["3", "", "{\"for_user_id\": "],
        &["4", "", ""],
    ]);
    let told: Vec<String> = items.iter().map(told).collect();
    assert_eq!(
        told,
        ["tweet_delete", "tweet_create", "json /payload/for_user_id", "not-understood"]
    );
    assert_eq!(payload(&items[0]), &Payload::from_slice(PAYLOAD.as_bytes()).unwrap());
    assert_eq!(payload(&items[0]).as_bytes(), PAYLOAD.as_bytes());
    let times: Vec<_> =
        items.iter().map(|item| item.received_at.map(Timestamp::as_millis)).collect();
    assert_eq!(times, [Some(1_629_034_333_402), Some(1_629_034_333_000), None, None]);
    assert_eq!(items[0].pointer("/for_user_id"), "/payload/for_user_id");
}

#[test]
fn a_row_is_a_tweet() {
    let items = csv(&[
        &["id", "created_at", "text", "truncated", "entities", "user", "retweet_count"],
        &[
            "20",
            "Wed Jun 06 20:07:10 +0000 2018",
            "12",
            "False",
            "{\"hashtags\": []}",
            "{\"id\": 12}",
            "",
        ],
    ]);
    assert!(items[0].body().unwrap().faults().is_empty(), "{items:#?}");
    let tweet = tweet(&items[0]);
    assert_eq!((tweet.id.get(), tweet.user.id.get(), tweet.text.as_str()), (20, 12, "12"));
    assert_eq!(tweet.created_at.unwrap().as_millis(), 1_528_315_630_000);
    assert_eq!(items[0].received_at, None);
}

#[test]
fn columns_with_dots_are_members_of_members() {
    let items = csv(&[
        &["tweet_id", "text", "user.id_str", "user.screen_name", "user.entities.description.urls"],
        &["20", "{\"for_user_id\" is text}", "12", "ferry", "[]"],
    ]);
    let tweet = tweet(&items[0]);
    assert_eq!((tweet.id.get(), tweet.user.id.get()), (20, 12));
    assert_eq!(tweet.user.screen_name, "ferry");
    let items =
        csv(&[&["id", "author_id", "text", "public_metrics.like_count"], &["20", "12", "hi", "3"]]);
    assert_eq!(told(&items[0]), "post.create");
}

#[test]
fn the_text_of_a_tweet_is_not_opened() {
    let items = csv(&[&["id", "text", "user"], &["20", PAYLOAD, "{\"id\": 12}"]]);
    assert_eq!(items.len(), 1);
    assert_eq!(tweet(&items[0]).text, PAYLOAD);
    // Grailbird's table, and others with an id.
    for header in [["tweet_id", "text"], ["id", "text"], ["id", "full_text"]] {
        let items = csv(&[&header, &["20", PAYLOAD]]);
        let told: Vec<_> = items.iter().map(told).collect();
        assert!(!told.contains(&"tweet_delete".to_owned()), "{header:?}: {told:?}");
        assert_eq!(told.last().unwrap(), "undecoded", "{header:?}");
    }
    // Rows of another table, and payloads by the settings.
    let items = csv(&[&["at", "text"], &["20", PAYLOAD]]);
    assert_eq!(items.iter().map(told).collect::<Vec<_>>(), ["tweet_delete"]);
    let text = format!("id,text\n1,\"{}\"\n", PAYLOAD.replace('"', "\"\""));
    let items = of(Archive::new().values(Values::Payloads), text);
    assert_eq!(items.iter().map(told).collect::<Vec<_>>(), ["tweet_delete"]);
}

#[test]
fn the_kind_in_the_settings_is_that_of_rows_and_not_of_cells() {
    let text = "id,note,entities,user\n20,hello,\"{\"\"urls\"\":[]}\",\"{\"\"id\"\":12}\"\n";
    for form in [None, Some(Form::Csv)] {
        let archive = Archive::new().values(Values::Tweets);
        let archive = form.into_iter().fold(archive, Archive::form);
        let items = of(archive, text);
        assert_eq!(items.iter().map(told).collect::<Vec<_>>(), ["tweet_create"], "{form:?}");
    }
}

#[test]
fn a_row_without_a_value_is_a_fault_with_its_bytes() {
    let items = csv(&[&["a", "b"], &["1", "x"]]);
    assert_eq!(told(&items[0]), "not-understood");
    assert_eq!(&**items[0].fault().unwrap().bytes(), b"\"1\",\"x\"");
}
