//! The tables in `docs/x-activity.md` are those of the code.

use account_activity::Tier;
use account_activity::xaa::{Confidence, EventKind, Visibility};

use super::tables::{Table, list, price, scope};

fn kinds() -> Table {
    let mut table =
        Table::new(["Kind", "Schema", "Who subscribes", "Filter", "Scope", "Price", "Replaces"]);
    for kind in EventKind::ALL {
        let confidence = match kind.confidence() {
            Some(Confidence::Captured) => "captured",
            Some(Confidence::Documented) => "documented",
            _ => "guessed",
        };
        let visibility = match kind.visibility() {
            Some(Visibility::Public) => "app, user",
            Some(Visibility::Private) => "user",
            Some(Visibility::Mixed) => "app (Enterprise), user",
            Some(Visibility::Enterprise) => "app (Enterprise)",
            Some(Visibility::Automatic) => "–",
            _ => "?",
        };
        let filters = kind.filters().map(|filters| {
            list(&filters.iter().map(|filter| format!("`{filter}`")).collect::<Vec<_>>())
        });
        let replaces = kind.replaces().map_or_else(Vec::new, |replaces| {
            replaces.kinds().iter().map(|kind| format!("`{kind}`")).collect()
        });
        table.push(&[
            format!("`{kind}`"),
            confidence.to_owned(),
            visibility.to_owned(),
            filters.unwrap_or_else(|| "?".to_owned()),
            scope(kind),
            price(kind),
            list(&replaces),
        ]);
    }
    table
}

#[test]
fn the_table_of_kinds_is_that_of_the_code() {
    kinds().assert_in("docs/x-activity.md", "kinds");
}

#[test]
fn the_limits_of_the_tiers_are_those_of_the_code() {
    let guide = include_str!("../../../docs/x-activity.md");
    let mut tiers = 0;
    for tier in Tier::ALL {
        let Some(most) = tier.max_activity_subscriptions() else { continue };
        let row = format!("| `{tier:?}` | {most} | {} | {} |", most / 17, most / 19);
        assert!(guide.lines().any(|line| line == row), "{row}");
        tiers += 1;
    }
    assert_eq!(tiers, 3);
}
