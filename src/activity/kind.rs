//! The kinds of activities, of both families.

use crate::event::{EventKind, name};
use crate::xaa;

/// An error parsing an [`ActivityKind`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("expected a kind of activity that this version supports, such as `post`")]
pub struct ParseActivityKindError(());

/// Defines the kinds from a table: variant, text, the kind in keys, and the `event_type`s of the X
/// Activity API.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $text:literal, $key:literal, [$($event_type:literal),*];)*) => {
        /// The kind of an [`Activity`](super::Activity).
        ///
        /// Its text is the kind of the Account Activity API, except `post` for `tweet_create`,
        /// `post_delete` for `tweet_delete` and `like` for `favorite`. A kind that only the X
        /// Activity API has is its `event_type` with `_` in place of each dot. `Display`, `FromStr`
        /// and serde use this text.
        ///
        /// ```
        /// use account_activity::ActivityKind;
        ///
        /// assert_eq!(ActivityKind::DirectMessage.as_str(), "direct_message");
        /// assert_eq!("profile_update_bio".parse(), Ok(ActivityKind::ProfileUpdateBio));
        /// ```
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum ActivityKind {
            $(
                $(#[$doc])*
                $(
                    #[doc = concat!("\n- `", $event_type, "` in the X Activity API")]
                    #[doc(alias = $event_type)]
                )*
                $variant,
            )*
        }

        impl ActivityKind {
            /// Every kind, in the order of the variants.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the kind as text, such as `post_delete`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }

            /// Returns the kind as [`EventKey`](crate::EventKey) writes it. A kind of the Account
            /// Activity API keeps the name that it has there.
            pub(super) const fn in_key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)*
                }
            }

            /// Returns the kind that a key names.
            fn of_key(kind: &str) -> Option<Self> {
                match kind {
                    $($key => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// Returns the kind of an `event_type`.
            fn of_event_type(event_type: &str) -> Option<Self> {
                match event_type {
                    $($($event_type => Some(Self::$variant),)*)*
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// A post: an original post, a reply, a quote or a repost, by the subscriber or directed at the
    /// subscriber.
    #[doc(alias = "tweet_create")]
    Post = "post", "tweet_create", [
        "post.create", "post.mention.create", "post.reply.create", "post.quote.create",
        "post.repost.create"
    ];
    /// The deletion of a post by the subscriber.
    #[doc(alias = "tweet_delete")]
    PostDelete = "post_delete", "tweet_delete", ["post.delete"];
    /// A like by or of the subscriber.
    #[doc(alias = "favorite")]
    Like = "like", "favorite", ["like.create"];
    /// A follow by or of the subscriber.
    Follow = "follow", "follow", ["follow.follow"];
    /// An unfollow by or of the subscriber.
    Unfollow = "unfollow", "unfollow", ["follow.unfollow"];
    /// A block by the subscriber.
    Block = "block", "block", ["block.block"];
    /// An unblock by the subscriber.
    Unblock = "unblock", "unblock", ["block.unblock"];
    /// A mute by the subscriber.
    Mute = "mute", "mute", ["mute.mute"];
    /// An unmute by the subscriber.
    Unmute = "unmute", "unmute", ["mute.unmute"];
    /// An unencrypted Direct Message sent or received by the subscriber.
    DirectMessage = "direct_message", "direct_message", ["dm.received", "dm.sent"];
    /// A notice that somebody is typing a Direct Message.
    DirectMessageTyping = "direct_message_typing", "direct_message_typing", ["dm.indicate_typing"];
    /// A read receipt of Direct Messages.
    DirectMessageMarkRead = "direct_message_mark_read", "direct_message_mark_read", ["dm.read"];
    /// The revocation of the app's access by the user.
    Revoke = "revoke", "revoke", ["oauth.revoke"];
    /// The end of a Replay job.
    ReplayJobStatus = "replay_job_status", "replay_job_status", [];
    /// A paid subscription to or by the subscriber.
    SubscriptionsSubscribe = "subscriptions_subscribe", "subscriptions_subscribe",
        ["subscriptions.subscribe"];
    /// The end of a paid subscription to or by the subscriber.
    SubscriptionsUnsubscribe = "subscriptions_unsubscribe", "subscriptions_unsubscribe",
        ["subscriptions.unsubscribe"];
    /// An encrypted message that the subscriber received.
    ChatReceived = "chat_received", "chat_received", ["chat.received"];
    /// An encrypted message that the subscriber sent.
    ChatSent = "chat_sent", "chat_sent", ["chat.sent"];
    /// Somebody joined an encrypted conversation.
    ChatConversationJoin = "chat_conversation_join", "chat_conversation_join",
        ["chat.conversation.join", "chat.conversation_join"];
    /// A member was added to an encrypted conversation.
    ChatConversationMemberAdded = "chat_conversation_member_added",
        "chat_conversation_member_added", ["chat.conversation.member_added"];
    /// A member was removed from an encrypted conversation.
    ChatConversationMemberRemoved = "chat_conversation_member_removed",
        "chat_conversation_member_removed", ["chat.conversation.member_removed"];
    /// A member of an encrypted conversation became an admin.
    ChatConversationAdminAdded = "chat_conversation_admin_added", "chat_conversation_admin_added",
        ["chat.conversation.admin_added"];
    /// A member of an encrypted conversation lost the rights of an admin.
    ChatConversationAdminRemoved = "chat_conversation_admin_removed",
        "chat_conversation_admin_removed", ["chat.conversation.admin_removed"];
    /// The name of an encrypted group conversation changed.
    ChatUpdateGroupName = "chat_update_group_name", "chat_update_group_name",
        ["chat.update.group_name"];
    /// The restrictions of an encrypted conversation changed.
    ChatUpdateRestrictions = "chat_update_restrictions", "chat_update_restrictions",
        ["chat.update.restrictions"];
    /// The subscriber changed their description.
    ProfileUpdateBio = "profile_update_bio", "profile_update_bio", ["profile.update.bio"];
    /// The subscriber changed their picture.
    ProfileUpdateProfilePicture = "profile_update_profile_picture",
        "profile_update_profile_picture", ["profile.update.profile_picture"];
    /// The subscriber changed their banner.
    ProfileUpdateBannerPicture = "profile_update_banner_picture", "profile_update_banner_picture",
        ["profile.update.banner_picture"];
    /// The subscriber changed their display name.
    ProfileUpdateScreenname = "profile_update_screenname", "profile_update_screenname",
        ["profile.update.screenname"];
    /// The subscriber changed their location.
    ProfileUpdateGeo = "profile_update_geo", "profile_update_geo", ["profile.update.geo"];
    /// The subscriber changed their website.
    ProfileUpdateUrl = "profile_update_url", "profile_update_url", ["profile.update.url"];
    /// The subscriber changed their handle, the name after `@`.
    ProfileUpdateHandle = "profile_update_handle", "profile_update_handle",
        ["profile.update.handle"];
    /// The verification of the subscriber changed.
    ProfileUpdateVerifiedBadge = "profile_update_verified_badge", "profile_update_verified_badge",
        ["profile.update.verified_badge"];
    /// The subscriber's affiliation with an organization changed.
    ProfileUpdateAffiliateBadge = "profile_update_affiliate_badge",
        "profile_update_affiliate_badge", ["profile.update.affiliate_badge"];
    /// The subscriber started a Space.
    SpacesStart = "spaces_start", "spaces_start", ["spaces.start"];
    /// The subscriber's Space ended.
    SpacesEnd = "spaces_end", "spaces_end", ["spaces.end"];
    /// The subscriber started a broadcast.
    BroadcastStart = "broadcast_start", "broadcast_start", ["broadcast.start"];
    /// The subscriber's broadcast ended.
    BroadcastEnd = "broadcast_end", "broadcast_end", ["broadcast.end"];
    /// A message in the chat of a broadcast.
    BroadcastChat = "broadcast_chat", "broadcast_chat", ["broadcast.chat"];
    /// The removal of a message from the chat of a broadcast.
    BroadcastChatRemove = "broadcast_chat_remove", "broadcast_chat_remove",
        ["broadcast.chat.remove"];
    /// A news story that matches a keyword.
    NewsNew = "news_new", "news_new", ["news.new"];
    /// An event of a kind that this version does not support.
    Unknown = "unknown", "unknown", [];
    /// An event of a known kind that cannot be decoded.
    Undecoded = "undecoded", "undecoded", [];
}

name!(ActivityKind, ParseActivityKindError);

impl From<EventKind> for ActivityKind {
    fn from(kind: EventKind) -> Self {
        Self::of_key(kind.as_str()).unwrap_or(Self::Unknown)
    }
}

impl From<&xaa::EventKind> for ActivityKind {
    fn from(kind: &xaa::EventKind) -> Self {
        Self::of_event_type(kind.as_str()).unwrap_or(Self::Unknown)
    }
}
