//! One view over the shapes of users.

use crate::model::{DirectMessageUser, User, WebhookUser};
use crate::value::id::UserId;
use crate::value::text::unescape;
use crate::xaa;

/// A user, in whichever shape the body has.
///
/// The Account Activity API has three shapes of users, and the X Activity API has one. A trimmed
/// archive can lack every member but the id.
#[derive(Clone, Copy, Debug)]
pub struct UserView<'a>(Shape<'a>);

#[derive(Clone, Copy, Debug)]
enum Shape<'a> {
    Tweet(&'a User),
    Webhook(&'a WebhookUser),
    DirectMessage(&'a DirectMessageUser),
    X(&'a xaa::User),
}

/// Evaluates an expression for whichever shape the user has.
macro_rules! of_user {
    ($view:ident, $user:ident => $v1:expr, $v2:expr) => {
        match $view.0 {
            Shape::Tweet($user) => $v1,
            Shape::Webhook($user) => $v1,
            Shape::DirectMessage($user) => $v1,
            Shape::X($user) => $v2,
        }
    };
}

impl<'a> UserView<'a> {
    /// Returns the id.
    #[must_use]
    pub fn id(self) -> UserId {
        of_user!(self, user => user.id, user.id)
    }

    /// Returns the display name, with HTML entities decoded.
    #[must_use]
    pub fn name(self) -> Option<String> {
        present(of_user!(self, user => &user.name, &user.name)).map(unescape)
    }

    /// Returns the handle, without `@`.
    #[must_use]
    pub fn username(self) -> Option<&'a str> {
        present(of_user!(self, user => &user.screen_name, &user.username))
    }

    /// Returns the description, with HTML entities decoded. `None` if the user has none.
    #[must_use]
    pub fn description(self) -> Option<String> {
        let description = match self.0 {
            Shape::Tweet(user) => user.description.as_deref(),
            Shape::Webhook(user) => Some(user.description.as_str()),
            Shape::DirectMessage(user) => user.description.as_deref(),
            Shape::X(user) => user.description.as_deref(),
        };
        description.and_then(present).map(unescape)
    }

    /// Returns the address of the picture, of 48 by 48 pixels.
    #[must_use]
    pub fn picture(self) -> Option<&'a str> {
        of_user!(
            self,
            user => present(&user.profile_image_url_https)
                .or_else(|| present(&user.profile_image_url)),
            user.profile_image_url.as_deref().and_then(present)
        )
    }

    /// Returns whether only followers see the user's posts. `None` if the body does not tell.
    #[must_use]
    pub fn is_protected(self) -> Option<bool> {
        of_user!(self, user => Some(user.protected), user.protected)
    }

    /// Returns whether the user is verified. `None` if the body does not tell.
    #[must_use]
    pub fn is_verified(self) -> Option<bool> {
        of_user!(self, user => Some(user.verified), user.verified)
    }
}

/// Returns a text that is not empty.
fn present(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

impl<'a> From<&'a User> for UserView<'a> {
    fn from(user: &'a User) -> Self {
        Self(Shape::Tweet(user))
    }
}

impl<'a> From<&'a WebhookUser> for UserView<'a> {
    fn from(user: &'a WebhookUser) -> Self {
        Self(Shape::Webhook(user))
    }
}

impl<'a> From<&'a DirectMessageUser> for UserView<'a> {
    fn from(user: &'a DirectMessageUser) -> Self {
        Self(Shape::DirectMessage(user))
    }
}

impl<'a> From<&'a xaa::User> for UserView<'a> {
    fn from(user: &'a xaa::User) -> Self {
        Self(Shape::X(user))
    }
}
