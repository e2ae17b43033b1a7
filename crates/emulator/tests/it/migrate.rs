//! The rehearsal of the move to the X Activity API, and what it would find.

use account_activity::xaa::Envelope;
use account_activity::{Activity, ActivityKind, Family, Payload, Timestamp, UserId};

use crate::example::{assert_survives, example};

#[path = "../../examples/migrate/bot.rs"]
#[allow(dead_code, reason = "only its type of arrivals is used here")]
mod bot;
#[path = "../../examples/migrate/known.rs"]
#[allow(dead_code, reason = "the example decides the reasons from what happened")]
mod known;
#[path = "../../examples/migrate/tally.rs"]
#[allow(dead_code, reason = "the example adds the tallies of its phases")]
mod tally;
#[path = "../../examples/migrate/ties.rs"]
mod ties;

use bot::Arrival;
use known::Known;
use tally::{Expected, Tally};
use ties::Ties;

/// The clock of the rehearsal is emulated, so its whole output is the same each time.
#[test]
fn it_prints_what_the_guide_shows() {
    let output = example("account-activity-emulator", "migrate").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.lines().all(|line| line.chars().count() <= 100), "{printed}");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/migrating.md");
    let guide = std::fs::read_to_string(path).unwrap();
    let mut blocks = guide.split("```text\n").map(|block| block.split("```").next().unwrap());
    let shown = blocks.find(|block| block.starts_with("A rehearsal")).unwrap();
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(path, guide.replace(shown, &printed)).unwrap();
        return;
    }
    assert_eq!(printed, shown, "regenerate docs/migrating.md with INSTA_UPDATE=always");
}

/// The figures mean what the guide says, whatever the guide shows.
#[test]
fn it_shows_what_is_the_same_and_what_is_lost() {
    let output = example("account-activity-emulator", "migrate").output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<Vec<&str>> =
        printed.lines().map(|line| line.split_whitespace().collect()).collect();
    let number = |line: &[&str]| line.iter().find_map(|word| word.parse::<usize>().ok());
    let find = |words: &[&str]| {
        let found = lines.iter().find(|line| line.starts_with(words));
        number(found.unwrap_or_else(|| panic!("{words:?}: {printed}"))).unwrap()
    };
    // What each API delivers to one webhook, twice for an event of both.
    let [old, new] = ["AAA", "XAA"].map(|family| find(&["delivered", "by", family]));
    let handled = find(&["handled"]);
    assert!(handled > old && handled > new && handled < old + new, "{printed}");
    // Nothing comes by the old API at the end.
    assert_eq!(find(&["without", "@cleo"]), 0);
    for reason in
        ["protected account", "reply to a reply", "inherited mention", "act against the user"]
    {
        let row = lines.iter().filter(|line| line.join(" ").contains(reason));
        assert!(row.filter_map(|line| number(line)).all(|count| count > 0), "{reason}");
        assert!(printed.contains(reason), "{reason}");
    }
    for kind in ["post", "post_delete", "like", "follow", "direct_message"] {
        assert!(find(&[kind]) > 0, "{kind}");
    }
    assert!(printed.contains("each once"), "{printed}");
    assert!(printed.contains("cost of XAA     $"), "{printed}");
}

#[test]
fn an_argument_is_refused_and_help_is_printed() {
    let migrate = || example("account-activity-emulator", "migrate");
    let output = migrate().arg("now").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let help = migrate().arg("--help").output().unwrap();
    let text = String::from_utf8(help.stdout).unwrap();
    assert!(text.starts_with("usage: migrate") && text.contains("Exit codes: "), "{text}");
    assert_survives(&mut migrate());
}

const KIND: ActivityKind = ActivityKind::Post;

fn arrival(family: Family, is_handled: bool) -> Arrival {
    Arrival { subscriber: Some(UserId::new(1)), kind: KIND, family, is_handled }
}

/// Returns what is wrong with the arrivals of an event of a user of both APIs.
fn problems(known: Option<Known>, arrivals: &[Arrival]) -> Vec<String> {
    let mut tally = Tally::default();
    let expected = Expected { kind: KIND, known, subscribed: [true, true] };
    tally.count("it", expected, arrivals);
    tally.problems
}

#[test]
fn what_is_handled_twice_or_lost_is_a_problem() {
    use Family::{AccountActivity, XActivity};
    let [old, new] = [AccountActivity, XActivity].map(|family| arrival(family, true));
    let [old_again, new_again] = [AccountActivity, XActivity].map(|family| arrival(family, false));
    assert!(problems(None, &[old, new_again, new_again]).is_empty());
    assert!(problems(Some(Known::DeepReply), &[old]).is_empty());
    assert!(problems(Some(Known::NewKind), &[new]).is_empty());
    let cases: [(_, &[Arrival], &str); 5] = [
        (None, &[old, new], "it: handled 2 times"),
        (None, &[old_again, new_again], "it: handled 0 times"),
        (None, &[old], "it: not by x_activity"),
        (Some(Known::DeepReply), &[new], "it: not by account_activity"),
        (Some(Known::NewKind), &[old], "it: not by x_activity"),
    ];
    for (known, arrivals, problem) in cases {
        assert_eq!(problems(known, arrivals), [problem], "{arrivals:?}");
    }
    // Nothing at all is lost by both.
    assert_eq!(problems(None, &[]).len(), 2);
}

#[test]
fn an_event_of_a_user_who_left_is_a_problem() {
    let mut tally = Tally::default();
    let expected = Expected { kind: KIND, known: None, subscribed: [false, true] };
    let arrivals = [arrival(Family::AccountActivity, true), arrival(Family::XActivity, false)];
    tally.count("it", expected, &arrivals);
    assert_eq!(tally.problems, ["it: by account_activity without a subscription"]);
}

/// User 2 follows or unfollows user 1, who is the subscriber.
fn by_aaa(kind: &str) -> Payload {
    let tie = format!(
        r#"{{"type": "{kind}", "created_timestamp": "1517588749178", "source": {{"id": "2"}},
            "target": {{"id": "1"}}}}"#
    );
    let body = format!(r#"{{"for_user_id": "1", "follow_events": [{tie}]}}"#);
    Payload::from_slice(body.as_bytes()).unwrap()
}

fn by_xaa(kind: &str) -> Envelope {
    let body = format!(
        r#"{{"data": {{"filter": {{"user_id": "1"}}, "event_type": "follow.{kind}", "payload":
            {{"source": {{"data": {{"id": "2"}}}}, "target": {{"data": {{"id": "1"}}}}}}}}}}"#
    );
    Envelope::from_slice(body.as_bytes()).unwrap()
}

/// Whether each of some arrivals is new. They are a second apart.
fn are_new(arrivals: &[Activity<'_>]) -> Vec<bool> {
    let mut ties = Ties::default();
    let times = (0..).map(|second| Timestamp::from_millis(second * 1000));
    arrivals.iter().zip(times).map(|(activity, now)| ties.is_new(*activity, now)).collect()
}

#[test]
fn a_tie_is_paired_with_that_of_the_other_api() {
    let (payload, envelope) = (by_aaa("follow"), by_xaa("follow"));
    let old = payload.activities().next().unwrap();
    let new = envelope.activities().next().unwrap();
    let undone = by_aaa("unfollow");
    let undone = undone.activities().next().unwrap();
    assert_eq!(old.kind(), new.kind());
    assert_ne!(old.key(), new.key());
    assert_eq!(are_new(&[old, new]), [true, false]);
    assert_eq!(are_new(&[new, old]), [true, false]);
    // A follow, its end, and a follow again, in the orders in which they can arrive.
    assert_eq!(are_new(&[old, new, undone, old, new]), [true, false, true, true, false]);
    assert_eq!(are_new(&[old, undone, old, new, new]), [true, true, true, false, false]);
    assert_eq!(are_new(&[new, new, old, undone, old]), [true, true, false, true, false]);
    assert_eq!(are_new(&[old, new, new, old]), [true, false, true, false]);
}

#[test]
fn a_tie_is_paired_within_ten_minutes() {
    let (payload, envelope) = (by_aaa("follow"), by_xaa("follow"));
    let old = payload.activities().next().unwrap();
    let new = envelope.activities().next().unwrap();
    for (minutes, is_new) in [(10, false), (11, true)] {
        let mut ties = Ties::default();
        assert!(ties.is_new(old, Timestamp::from_millis(0)));
        assert_eq!(ties.is_new(new, Timestamp::from_millis(minutes * 60_000)), is_new);
    }
}
