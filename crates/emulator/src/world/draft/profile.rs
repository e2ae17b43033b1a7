//! Changes of profiles.

use account_activity::Text;
use serde::{Deserialize, Serialize};

use crate::world::Who;

/// A change of a user's profile. Only the X Activity API delivers it, as one event for each part
/// that differs. An empty text removes a part.
///
/// ```
/// use account_activity_emulator::{Action, Profile};
///
/// let action: Action = serde_json::from_str(
///     r#"{"action": "profile", "user": "ada", "bio": "Mathematician", "handle": "countess"}"#,
/// )?;
/// assert_eq!(action, Profile::new("ada").with_bio("Mathematician").with_handle("countess").into());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    pub(in crate::world) user: Who,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::world) bio: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::world) name: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::world) handle: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::world) picture: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::world) banner: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::world) location: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::world) url: Option<Text>,
}

impl Profile {
    /// Creates a change of a user's profile that changes nothing yet.
    pub fn new(user: impl Into<Who>) -> Self {
        Self {
            user: user.into(),
            bio: None,
            name: None,
            handle: None,
            picture: None,
            banner: None,
            location: None,
            url: None,
        }
    }
}

macro_rules! parts {
    ($($(#[$doc:meta])* $with:ident => $part:ident;)*) => {
        impl Profile {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $with(mut self, $part: &str) -> Self {
                    self.$part = Some($part.into());
                    self
                }
            )*
        }
    };
}

parts! {
    /// Sets the description.
    with_bio => bio;
    /// Sets the display name, which X calls `screenname` in `profile.update.screenname`.
    with_name => name;
    /// Sets the screen name, without `@`, which must be free.
    with_handle => handle;
    /// Sets the address of the picture in full size, such as
    /// `https://pbs.twimg.com/profile_images/1/ada.jpg`. Users have the address with `_normal`.
    with_picture => picture;
    /// Sets the address of the banner.
    with_banner => banner;
    /// Sets the location.
    with_location => location;
    /// Sets the address of the website. It is delivered as a t.co link.
    with_url => url;
}
