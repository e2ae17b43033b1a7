//! The endpoints, as data.

use http::Method;

use crate::account::{Permission, Quota};

/// The data of an endpoint.
struct Row {
    method: Method,
    path: &'static str,
    /// Whether the app's bearer token suffices.
    bearer: bool,
    /// The permission that a user's token needs.
    permission: Permission,
    limit: Option<u32>,
}

macro_rules! endpoints {
    ($($name:ident = $method:ident $path:literal, $bearer:literal, $permission:ident, $limit:expr;)*) => {
        /// An endpoint that bots call and the SDK does not.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub(in crate::server::api) enum BotEndpoint {
            $($name,)*
        }

        impl BotEndpoint {
            /// All endpoints. A path that a later pattern matches too comes first.
            pub(in crate::server::api) const ALL: &[Self] = &[$(Self::$name),*];

            const fn row(self) -> &'static Row {
                match self {
                    $(Self::$name => &const { Row {
                        method: Method::$method,
                        path: $path,
                        bearer: $bearer,
                        permission: Permission::$permission,
                        limit: $limit,
                    } },)*
                }
            }
        }
    };
}

// The limits are those of a user in 15 minutes: https://docs.x.com/x-api/fundamentals/rate-limits.
// X documents longer windows for the endpoints of v1.1 that write; they are not emulated.
endpoints! {
    UsersLookup = GET "/1.1/users/lookup.json", true, Read, Some(900);
    UsersShow = GET "/1.1/users/show.json", true, Read, Some(900);
    RateLimitStatus = GET "/1.1/application/rate_limit_status.json", true, Read, Some(180);
    UpdateStatus = POST "/1.1/statuses/update.json", false, ReadWrite, None;
    RetweetStatus = POST "/1.1/statuses/retweet/:id.json", false, ReadWrite, None;
    DestroyStatus = POST "/1.1/statuses/destroy/:id.json", false, ReadWrite, None;
    CreateFavorite = POST "/1.1/favorites/create.json", false, ReadWrite, None;
    CreateFriendship = POST "/1.1/friendships/create.json", false, ReadWrite, None;
    DestroyFriendship = POST "/1.1/friendships/destroy.json", false, ReadWrite, None;
    NewDirectMessage = POST "/1.1/direct_messages/events/new.json", false, ReadWriteDirectMessages, None;
    Me = GET "/2/users/me", false, Read, Some(75);
    UserByUsername = GET "/2/users/by/username/:username", true, Read, Some(900);
    UsersByUsername = GET "/2/users/by", true, Read, Some(900);
    Users = GET "/2/users", true, Read, Some(900);
    User = GET "/2/users/:id", true, Read, Some(900);
    CreateTweet = POST "/2/tweets", false, ReadWrite, Some(100);
    DeleteTweet = DELETE "/2/tweets/:id", false, ReadWrite, Some(50);
    Retweet = POST "/2/users/:id/retweets", false, ReadWrite, Some(50);
    Like = POST "/2/users/:id/likes", false, ReadWrite, Some(50);
    Follow = POST "/2/users/:id/following", false, ReadWrite, Some(50);
    Unfollow = DELETE "/2/users/:source_user_id/following/:target_user_id", false, ReadWrite, Some(50);
    CreateDirectMessage = POST "/2/dm_conversations/with/:participant_id/messages", false, ReadWriteDirectMessages, Some(15);
}

impl BotEndpoint {
    pub(super) const fn path(self) -> &'static str {
        self.row().path
    }

    /// Returns whether the endpoint accepts a method. X recommends POST for long lists of users.
    pub(super) fn takes(self, method: &Method) -> bool {
        self.row().method == *method || (self == Self::UsersLookup && *method == Method::POST)
    }

    pub(super) const fn takes_bearer(self) -> bool {
        self.row().bearer
    }

    pub(super) const fn permission(self) -> Permission {
        self.row().permission
    }

    /// Returns the scopes of OAuth 2.0 that a user's token needs on v2.
    pub(super) const fn scopes(self) -> &'static [&'static str] {
        match self {
            Self::CreateTweet | Self::DeleteTweet | Self::Retweet => {
                &["tweet.read", "tweet.write", "users.read"]
            }
            Self::Like => &["like.write", "tweet.read", "users.read"],
            Self::Follow | Self::Unfollow => &["follows.write", "tweet.read", "users.read"],
            Self::CreateDirectMessage => &["dm.write", "tweet.read", "users.read"],
            _ => &["tweet.read", "users.read"],
        }
    }

    pub(super) fn is_v2(self) -> bool {
        self.path().starts_with("/2/")
    }

    pub(super) fn quota(self) -> Quota {
        let row = self.row();
        Quota { method: row.method.as_str(), path: row.path, limit: row.limit, is_per_app: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::api::bot::find;

    #[test]
    fn every_endpoint_is_found_by_its_own_path() {
        for endpoint in BotEndpoint::ALL {
            let row = endpoint.row();
            let path = row.path.split('/').map(|part| match part.split_once('.') {
                Some((name, suffix)) if name.starts_with(':') => format!("7.{suffix}"),
                _ if part.starts_with(':') => "7".to_owned(),
                _ => part.to_owned(),
            });
            let path = path.collect::<Vec<_>>().join("/");
            assert_eq!(find(&row.method, &path).map(|found| found.0), Some(*endpoint), "{path}");
        }
    }
}
