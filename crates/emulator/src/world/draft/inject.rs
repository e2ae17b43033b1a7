//! Events that are not computed.

use account_activity::Text;
use account_activity::xaa::{Direction, EventKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::world::Who;

/// An event of the X Activity API of any kind, with any payload, such as one that the emulator does
/// not know. The world does not change.
///
/// ```
/// use account_activity::xaa::EventKind;
/// use account_activity_emulator::{Action, Inject};
///
/// let action: Action = serde_json::from_str(
///     r#"{"action": "inject", "kind": "dm.poke", "user": "ada", "payload": {"hard": true}}"#,
/// )?;
/// let payload = serde_json::json!({"hard": true});
/// assert_eq!(action, Inject::for_user(EventKind::from("dm.poke"), "ada", payload).into());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inject {
    pub(in crate::world) kind: EventKind,
    #[serde(default)]
    pub(in crate::world) user: Option<Who>,
    #[serde(default)]
    pub(in crate::world) keyword: Option<Text>,
    pub(in crate::world) payload: Value,
    #[serde(default)]
    pub(in crate::world) includes: Option<Value>,
    #[serde(default)]
    pub(in crate::world) direction: Option<Direction>,
}

impl Inject {
    /// Creates an event for the subscriptions of a user. One of the kind `oauth.revoke` is for the app
    /// that its payload names, or else for the only app.
    pub fn for_user(kind: EventKind, user: impl Into<Who>, payload: Value) -> Self {
        Self { user: Some(user.into()), ..Self::of(kind, payload) }
    }

    /// Creates an event for the subscriptions of a keyword.
    #[must_use]
    pub fn for_keyword(kind: EventKind, keyword: &str, payload: Value) -> Self {
        Self { keyword: Some(keyword.into()), ..Self::of(kind, payload) }
    }

    fn of(kind: EventKind, payload: Value) -> Self {
        Self { kind, user: None, keyword: None, payload, includes: None, direction: None }
    }

    /// Sets what the event includes.
    #[must_use]
    pub fn with_includes(mut self, includes: Value) -> Self {
        self.includes = Some(includes);
        self
    }

    /// Sets the direction, by which subscriptions can choose.
    #[must_use]
    pub fn with_direction(mut self, direction: Direction) -> Self {
        self.direction = Some(direction);
        self
    }
}
