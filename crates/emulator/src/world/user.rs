//! A user of a world.

use account_activity::{Text, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use super::fingerprint::fingerprint;
use super::snowflake::snowflake;

const DEFAULT_PICTURE: &str =
    "https://abs.twimg.com/sticky/default_profile_images/default_profile.png";

/// A user of a [`World`](super::World).
///
/// Id and creation time are derived from the screen name, so that they are the same in every run,
/// unless [`with_id`](Self::with_id) and [`with_created_at`](Self::with_created_at) set others.
///
/// ```
/// use account_activity_emulator::WorldUser;
///
/// let ada = WorldUser::new("ada").with_name("Ada").with_protected(true);
/// assert_eq!(ada.id(), WorldUser::new("ada").id());
/// assert!(ada.id().get() > 1 << 53);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorldUser {
    id: UserId,
    pub(super) screen_name: Text,
    pub(super) name: Text,
    pub(super) created_at: Timestamp,
    pub(super) description: Text,
    pub(super) location: Text,
    pub(super) url: Text,
    pub(super) protected: bool,
    pub(super) verified: bool,
    pub(super) messages_from: DirectMessagesFrom,
    pub(super) followers: i64,
    pub(super) following: i64,
    pub(super) tweets: i64,
    pub(super) likes: i64,
    /// The number of Tweets with photos.
    #[serde(default)]
    pub(super) media: i64,
    /// The address of the picture in full size, which is empty for the default one.
    #[serde(default)]
    pub(super) picture: Text,
    #[serde(default)]
    pub(super) banner: Text,
}

/// The users whose Direct Messages a user accepts.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DirectMessagesFrom {
    /// All users. Common for bots.
    #[default]
    Everyone,
    /// The users whom the user follows or has written to.
    Followed,
}

impl WorldUser {
    /// Creates a user with this screen name, given without `@`. The user is neither protected nor
    /// verified and accepts Direct Messages from all users.
    #[must_use]
    pub fn new(screen_name: &str) -> Self {
        // Accounts have had snowflakes since 2016; these are from 2016 and 2017.
        const FIRST: i64 = 1_456_790_400;
        const SECONDS: u128 = 600 * 24 * 60 * 60;
        let seed = fingerprint(screen_name.to_ascii_lowercase());
        let second = FIRST + i64::try_from(seed % SECONDS).unwrap_or(0);
        let created_at = Timestamp::from_millis(second * 1000);
        let low = u64::try_from(seed >> 64).unwrap_or(0);
        Self {
            id: UserId::new(snowflake(created_at, low)),
            screen_name: screen_name.into(),
            name: screen_name.into(),
            created_at,
            description: Text::default(),
            location: Text::default(),
            url: Text::default(),
            protected: false,
            verified: false,
            messages_from: DirectMessagesFrom::Everyone,
            followers: 0,
            following: 0,
            tweets: 0,
            likes: 0,
            media: 0,
            picture: Text::default(),
            banner: Text::default(),
        }
    }

    /// Sets the id.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<UserId>) -> Self {
        self.id = id.into();
        self
    }

    /// Sets the display name: by default the screen name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.name = name.into();
        self
    }

    /// Sets the time at which the account was created, to the second.
    #[must_use]
    pub fn with_created_at(mut self, created_at: Timestamp) -> Self {
        self.created_at = super::snowflake::to_second(created_at);
        self
    }

    /// Sets the description.
    #[must_use]
    pub fn with_description(mut self, description: &str) -> Self {
        self.description = description.into();
        self
    }

    /// Sets the location, which is free text.
    #[must_use]
    pub fn with_location(mut self, location: &str) -> Self {
        self.location = location.into();
        self
    }

    /// Sets the URL of the profile.
    #[must_use]
    pub fn with_url(mut self, url: &str) -> Self {
        self.url = url.into();
        self
    }

    /// Sets whether only followers see the user's Tweets.
    #[must_use]
    pub fn with_protected(mut self, protected: bool) -> Self {
        self.protected = protected;
        self
    }

    /// Sets whether the account is verified.
    #[must_use]
    pub fn with_verified(mut self, verified: bool) -> Self {
        self.verified = verified;
        self
    }

    /// Sets which users' Direct Messages the user accepts.
    #[must_use]
    pub fn with_direct_messages_from(mut self, messages_from: DirectMessagesFrom) -> Self {
        self.messages_from = messages_from;
        self
    }

    /// Returns the id.
    #[must_use]
    pub fn id(&self) -> UserId {
        self.id
    }

    /// Returns the screen name, without `@`.
    #[must_use]
    pub fn screen_name(&self) -> &str {
        &self.screen_name
    }

    /// Returns the display name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns whether only followers see the user's Tweets.
    #[must_use]
    pub fn is_protected(&self) -> bool {
        self.protected
    }

    /// Returns the address of the picture in full size.
    pub(super) fn picture(&self) -> &str {
        if self.picture.is_empty() { DEFAULT_PICTURE } else { &self.picture }
    }

    /// Returns the address of the picture in the size of users: with `_normal` before the extension.
    pub(super) fn picture_of_normal_size(&self) -> String {
        let picture = self.picture();
        match picture.rsplit_once('.') {
            Some((name, extension)) if !extension.contains('/') && !name.ends_with("_normal") => {
                format!("{name}_normal.{extension}")
            }
            _ => picture.to_owned(),
        }
    }
}

pub(super) fn is_valid_screen_name(name: &str) -> bool {
    let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (1..=15).contains(&name.len()) && is_word && !name.bytes().all(|byte| byte.is_ascii_digit())
}
