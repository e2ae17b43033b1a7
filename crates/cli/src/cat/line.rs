//! An activity as a line for people.

use std::io::{self, Write};

use account_activity::activity::{PostView, UserView};
use account_activity::{Activity, DirectMessage, Relation, Timestamp, UserId};
use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::escaped::{self, Escaped};

const KIND: Style = Style::new().bold();
const TIME: Style = AnsiColor::BrightBlack.on_default();
const USER: Style = AnsiColor::Cyan.on_default();

/// Writes the common view as an object, with the time of receipt if the form tells it.
pub(super) fn write_json(
    output: &mut impl Write,
    activity: Activity<'_>,
    received_at: Option<Timestamp>,
) -> io::Result<()> {
    #[derive(Serialize)]
    struct Line<'a> {
        #[serde(flatten)]
        activity: Activity<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        received_at: Option<String>,
    }
    let received_at = received_at.map(|at| at.to_string());
    escaped::write_json(&mut *output, &Line { activity, received_at })?;
    output.write_all(b"\n")
}

/// Writes time, kind, users and text. The time of receipt has `~` before it.
pub(super) fn write(
    output: &mut impl Write,
    activity: Activity<'_>,
    received_at: Option<Timestamp>,
    is_colored: bool,
) -> io::Result<()> {
    let paint = |style: Style| if is_colored { style } else { Style::new() };
    let (time, kind, user) = (paint(TIME), paint(KIND), paint(USER));
    let at = match (activity.occurred_at(), received_at) {
        (Some(at), _) => at.to_string(),
        (None, Some(at)) => format!("~{at}"),
        (None, None) => "-".to_owned(),
    };
    write!(output, "{time}{at:<25}{time:#} {kind}{:<24}{kind:#}", activity.kind().as_str())?;
    if let Some(actor) = activity.actor() {
        write!(output, " {user}{}{user:#}", name(activity, actor))?;
    }
    if let Some(target) = activity.target() {
        write!(output, " → {user}{}{user:#}", name(activity, target))?;
    }
    if !matches!(activity.relation(), Relation::Unrelated) {
        write!(output, " ({})", activity.relation())?;
    }
    let post = activity.post().map(PostView::display_text);
    let text = post.or_else(|| activity.message().map(DirectMessage::display_text));
    match (text, activity.post_id()) {
        (Some(text), _) => writeln!(output, ": {}", Escaped(text)),
        (None, Some(id)) => writeln!(output, ": {id}"),
        (None, None) => writeln!(output),
    }
}

/// Returns the name of a user, or the id if the body does not describe the user.
fn name(activity: Activity<'_>, id: UserId) -> String {
    let name = activity.user(id).and_then(UserView::username);
    name.map_or_else(|| id.to_string(), |name| format!("@{}", Escaped(name)))
}
