//! The parties of encrypted conversations.

use crate::value::id::UserId;
use crate::xaa::Chat;

/// Returns the other party of a conversation between two users. `None` for a group, and if the
/// conversation is not the user's.
///
/// The id of such a conversation has the ids of both users, as `a:b` or `a-b`.
pub(super) fn other_party(chat: &Chat, user: UserId) -> Option<UserId> {
    let (one, other) = chat.conversation_id.as_deref()?.split_once([':', '-'])?;
    let (one, other): (UserId, UserId) = (one.parse().ok()?, other.parse().ok()?);
    if one == user {
        Some(other)
    } else if other == user {
        Some(one)
    } else {
        None
    }
}
