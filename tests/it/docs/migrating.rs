//! The figures in `docs/migrating.md` are those of the code.

use std::collections::BTreeSet;

use account_activity::xaa;
use account_activity::{EventKind, Tier};

use super::tables::{Table, list, price, scope};

const GUIDE: &str = include_str!("../../../docs/migrating.md");

/// Returns the kinds that replace a kind of the Account Activity API.
fn replacing(old: EventKind) -> impl Iterator<Item = &'static xaa::EventKind> {
    let replaces = move |new: &xaa::EventKind| {
        new.replaces().is_some_and(|replaces| replaces.kinds().contains(&old))
    };
    xaa::EventKind::ALL.iter().filter(move |new| replaces(new))
}

/// Returns the kinds that a move subscribes to.
fn parity() -> Vec<&'static xaa::EventKind> {
    let kinds = xaa::EventKind::ALL.iter().filter(|kind| kind.replaces().is_some());
    kinds.filter(|kind| **kind != xaa::EventKind::OauthRevoke).collect()
}

#[test]
fn the_table_of_what_replaces_a_kind_is_that_of_the_code() {
    let heads = ["Account Activity API", "X Activity API", "Scope", "Price", "Not delivered"];
    let mut table = Table::new(heads);
    let mut rows = 0;
    for old in EventKind::ALL {
        for new in replacing(*old) {
            let lost = new.replaces().and_then(|replaces| replaces.lost());
            let lost = lost.map(|lost| lost.trim_end_matches('.').to_owned());
            let (old, name) = (format!("`{old}`"), format!("`{new}`"));
            table.push(&[old, name, scope(new), price(new), list(lost.as_slice())]);
            rows += 1;
        }
    }
    assert_eq!(rows, parity().len() + 1);
    table.assert_in("docs/migrating.md", "replaces");
}

/// The status of a Replay job is the same in both APIs. Unknown and undecoded events are not kinds of X.
#[test]
fn every_kind_is_replaced() {
    let is_replaced = |old: &&EventKind| replacing(**old).next().is_some();
    let replaced: BTreeSet<_> =
        EventKind::ALL.iter().filter(is_replaced).map(ToString::to_string).collect();
    let expected = [
        "block",
        "direct_message",
        "direct_message_mark_read",
        "direct_message_typing",
        "favorite",
        "follow",
        "mute",
        "revoke",
        "tweet_create",
        "tweet_delete",
        "unblock",
        "unfollow",
        "unmute",
    ];
    assert!(replaced.iter().eq(expected), "{replaced:?}");
}

#[test]
fn the_time_is_that_of_the_rate_limit() {
    assert_eq!(parity().len(), 17);
    for users in [200, 1000, 4000] {
        // 500 in 15 minutes.
        let [hours, with_chat] = [17.0, 19.0].map(|kinds| f64::from(users) * kinds / 2000.0);
        let row = format!("| {users} | {hours:.1} h | {with_chat:.1} h |");
        assert!(GUIDE.lines().any(|line| line == row), "{row}");
    }
    let most = Tier::V2Enterprise.max_activity_subscriptions().unwrap() / 17;
    assert!((4_400..4_500).contains(&most), "{most}");
}

#[test]
fn the_scopes_are_those_of_the_kinds() {
    let scopes = parity().into_iter().filter_map(xaa::EventKind::scope);
    let scopes: BTreeSet<_> = scopes.chain(["offline.access", "users.read"]).collect();
    let line = format!("`{}`", scopes.into_iter().collect::<Vec<_>>().join(" "));
    assert!(GUIDE.lines().any(|it| it == line), "{line}");
}
