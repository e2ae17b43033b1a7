//! Every activity of every fixture of both families on a line, so that a review sees the effect of a
//! change on each.

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
