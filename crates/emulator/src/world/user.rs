//! A user of a world.

use account_activity::{Text, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use super::fingerprint::fingerprint;
use super::snowflake::snowflake;

/// A user of a [`World`](super::World).
///
/// Id and time of creation follow from the screen name, so that they are the same in every run,
/// unless [`with_id`](Self::with_id) and [`with_created_at`](Self::with_created_at) give others.
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
    screen_name: Text,
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
}

/// Whose Direct Messages a user takes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DirectMessagesFrom {
    /// Everybody's, as bots do.
    #[default]
    Everyone,
    /// Those of whom they follow or have written to.
    Followed,
}

impl WorldUser {
    /// A user with this screen name, given without `@`: neither protected nor verified, and taking
    /// everybody's Direct Messages.
    #[must_use]
    pub fn new(screen_name: &str) -> Self {
        // Accounts have had snowflakes since 2016; these are of 2016 and 2017.
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
        }
    }

    /// Gives them this id.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<UserId>) -> Self {
        self.id = id.into();
        self
    }

    /// Gives them a display name; otherwise it is the screen name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.name = name.into();
        self
    }

    /// Says when the account was made, to the second.
    #[must_use]
    pub fn with_created_at(mut self, created_at: Timestamp) -> Self {
        self.created_at = super::snowflake::to_second(created_at);
        self
    }

    /// Gives them a description.
    #[must_use]
    pub fn with_description(mut self, description: &str) -> Self {
        self.description = description.into();
        self
    }

    /// Gives them a location, which is free text.
    #[must_use]
    pub fn with_location(mut self, location: &str) -> Self {
        self.location = location.into();
        self
    }

    /// Gives them an address to link to.
    #[must_use]
    pub fn with_url(mut self, url: &str) -> Self {
        self.url = url.into();
        self
    }

    /// Says whether only followers see their Tweets.
    #[must_use]
    pub fn with_protected(mut self, protected: bool) -> Self {
        self.protected = protected;
        self
    }

    /// Says whether the account is verified.
    #[must_use]
    pub fn with_verified(mut self, verified: bool) -> Self {
        self.verified = verified;
        self
    }

    /// Says whose Direct Messages they take.
    #[must_use]
    pub fn with_direct_messages_from(mut self, messages_from: DirectMessagesFrom) -> Self {
        self.messages_from = messages_from;
        self
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> UserId {
        self.id
    }

    /// The screen name, without `@`.
    #[must_use]
    pub fn screen_name(&self) -> &str {
        &self.screen_name
    }

    /// The display name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether only followers see their Tweets.
    #[must_use]
    pub fn is_protected(&self) -> bool {
        self.protected
    }

    pub(super) fn has_valid_screen_name(&self) -> bool {
        let name = self.screen_name();
        let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        (1..=15).contains(&name.len()) && is_word && !name.bytes().all(|byte| byte.is_ascii_digit())
    }
}
