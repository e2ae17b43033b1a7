//! Every activity of every fixture of both families on a line, so that a review sees the effect of a
//! change on each.

use std::collections::BTreeMap;

use account_activity::activity::PostView;
use account_activity::{Activity, ActivityKind, UserId};

use crate::fixtures;

fn line(activity: Activity<'_>) -> String {
    let text = activity.post().map(PostView::text);
    let text = text.or_else(|| Some(activity.message()?.display_text())).unwrap_or_default();
    let time = activity.occurred_at().map(|time| time.to_string()).unwrap_or_default();
    let id = |id: Option<UserId>| id.map_or_else(|| "-".to_owned(), |id| id.to_string());
    let (actor, target) = (id(activity.actor()), id(activity.target()));
    format!(
        "  {} {} {actor} > {target} {} {time} {:?}\n",
        activity.kind(),
        activity.key(),
        activity.relation(),
        text.chars().take(60).collect::<String>(),
    )
}

#[test]
fn every_activity_of_the_account_activity_api() {
    let mut lines = String::new();
    for fixture in fixtures::all() {
        let payload = fixture.payload();
        lines.push_str(&format!("{}\n", fixture.name));
        lines.extend(payload.activities().map(line));
    }
    insta::assert_snapshot!(lines);
}

#[test]
fn every_activity_of_the_x_activity_api() {
    let mut lines = String::new();
    for fixture in fixtures::x_activity() {
        let envelope = fixture.envelope();
        lines.push_str(&format!("{}\n", fixture.name));
        for activity in envelope.activities() {
            lines.push_str(&line(activity));
            assert!(
                ![ActivityKind::Unknown, ActivityKind::Undecoded].contains(&activity.kind()),
                "{}",
                fixture.name
            );
        }
    }
    insta::assert_snapshot!(lines);
}

/// The activities of archived deliveries, by the names of their files. The texts are not ours, so each line
/// has the length of its text.
const ARCHIVED: &str = include_str!("archived.txt");

#[test]
fn every_activity_of_archived_deliveries() {
    let Some(archive) = fixtures::x_activity_archive() else { return };
    let lines = archive.iter().map(|fixture| {
        let envelope = fixture.envelope();
        let lines = envelope.activities().map(|activity| {
            let text = activity.post().map(|post| post.text().chars().count());
            let line = line(activity);
            let ids = line.split(" \"").next().unwrap_or_default();
            format!("{ids} {text:?}\n")
        });
        (fixture.name.clone(), lines.collect::<String>())
    });
    let lines: BTreeMap<String, String> = lines.collect();
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/activity/archived.txt");
        let blocks = lines.iter().map(|(name, lines)| format!("{name}\n{lines}\n"));
        std::fs::write(path, blocks.collect::<String>()).unwrap();
        return;
    }
    let mut known = 0;
    for block in ARCHIVED.split("\n\n").filter(|block| !block.is_empty()) {
        let (name, expected) = block.split_once('\n').unwrap();
        // An archive may have other files.
        if let Some(found) = lines.get(name) {
            assert_eq!(found.trim_end(), expected.trim_end(), "{name}");
            known += 1;
        }
    }
    assert!(known > 0, "the archive has no known delivery");
}
