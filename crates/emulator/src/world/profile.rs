//! The three forms of a user in the API.

use account_activity::model::{DirectMessageUser, TranslatorKind, User, VerifiedKind, WebhookUser};
use account_activity::{Text, UserId};

use super::{World, WorldUser};

impl World {
    /// Returns a user in the form of the account endpoints, or `None` if there is no such user.
    pub(crate) fn profile(&self, id: UserId) -> Option<User> {
        self.users.get(&id).map(WorldUser::user_form)
    }

    /// Returns a user in the form of Tweets and likes.
    pub(super) fn user_form(&self, id: UserId) -> User {
        self.users.get(&id).map_or_else(|| User::new(id), WorldUser::user_form)
    }

    /// Returns a user in the form of the source or target of a follow, block or mute.
    pub(super) fn webhook_user_form(&self, id: UserId) -> WebhookUser {
        self.users.get(&id).map_or_else(|| WebhookUser::new(id), WorldUser::webhook_user_form)
    }

    /// Returns a user in the form of Direct Messages.
    pub(super) fn direct_message_user_form(&self, id: UserId) -> DirectMessageUser {
        self.users
            .get(&id)
            .map_or_else(|| DirectMessageUser::new(id), WorldUser::direct_message_user_form)
    }
}

impl WorldUser {
    fn user_form(&self) -> User {
        let (picture, picture_https) = self.pictures();
        let mut user = User::new(self.id());
        user.name = self.name.clone();
        user.screen_name = self.screen_name().into();
        user.location = given(&self.location);
        user.url = given(&self.url);
        user.description = given(&self.description);
        user.translator_type = Some(TranslatorKind::None);
        user.protected = self.protected;
        user.verified = self.verified;
        user.followers_count = self.followers;
        user.friends_count = self.following;
        user.favourites_count = self.likes;
        user.statuses_count = self.tweets;
        user.created_at = Some(self.created_at);
        user.profile_background_color = Some("F5F8FA".into());
        user.profile_link_color = Some("1DA1F2".into());
        user.profile_sidebar_border_color = Some("C0DEED".into());
        user.profile_sidebar_fill_color = Some("DDEEF6".into());
        user.profile_text_color = Some("333333".into());
        user.profile_use_background_image = true;
        user.profile_image_url = picture;
        user.profile_image_url_https = picture_https;
        user.default_profile = true;
        user.default_profile_image = self.picture.is_empty();
        user.profile_banner_url = given(&self.banner);
        user.verified_type = Some(VerifiedKind::None);
        user
    }

    fn webhook_user_form(&self) -> WebhookUser {
        let (picture, picture_https) = self.pictures();
        let mut user = WebhookUser::new(self.id());
        user.default_profile_image = self.picture.is_empty();
        user.profile_banner_url = given(&self.banner);
        user.friends_count = self.following;
        user.favourites_count = self.likes;
        user.screen_name = self.screen_name().into();
        user.followers_count = self.followers;
        user.name = self.name.clone();
        user.created_at = Some(self.created_at);
        user.protected = self.protected;
        user.statuses_count = self.tweets;
        user.url = self.url.clone();
        user.default_profile = true;
        user.verified = self.verified;
        user.profile_image_url = picture;
        user.profile_image_url_https = picture_https;
        user.location = self.location.clone();
        user.description = self.description.clone();
        for color in [
            &mut user.profile_link_color,
            &mut user.profile_text_color,
            &mut user.profile_sidebar_border_color,
            &mut user.profile_sidebar_fill_color,
            &mut user.profile_background_color,
        ] {
            *color = Some("-1".into());
        }
        user
    }

    /// Returns the addresses of the picture over http and over https.
    fn pictures(&self) -> (Text, Text) {
        let picture = self.picture_of_normal_size();
        let (_, rest) = picture.split_once("://").unwrap_or(("", &picture));
        (format!("http://{rest}").into(), picture.as_str().into())
    }

    fn direct_message_user_form(&self) -> DirectMessageUser {
        let (picture, picture_https) = self.pictures();
        let mut user = DirectMessageUser::new(self.id());
        user.created_timestamp = Some(self.created_at);
        user.name = self.name.clone();
        user.screen_name = self.screen_name().into();
        user.location = given(&self.location);
        user.description = given(&self.description);
        user.url = given(&self.url);
        user.protected = self.protected;
        user.verified = self.verified;
        user.followers_count = self.followers;
        user.friends_count = self.following;
        user.statuses_count = self.tweets;
        user.profile_image_url = picture;
        user.profile_image_url_https = picture_https;
        user
    }
}

fn given(text: &Text) -> Option<Text> {
    (!text.is_empty()).then(|| text.clone())
}
