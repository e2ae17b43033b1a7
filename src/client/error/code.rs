//! The codes by which the API names a failure.

use std::fmt;

/// A code that this version does not list. [`ErrorCode::number`] returns it. It has no constructor,
/// so a code that becomes a variant later is matched in one way only.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct UnknownCode(u32);

impl fmt::Debug for UnknownCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Parses the number of a code. Rustdoc accepts aliases as texts only, so the table has texts.
#[expect(clippy::panic, reason = "it runs at compile time")]
const fn parse(text: &str) -> u32 {
    match u32::from_str_radix(text, 10) {
        Ok(number) => number,
        Err(_) => panic!("a code is a number"),
    }
}

macro_rules! codes {
    ($($name:ident = $number:literal, $meaning:literal;)*) => {
        /// The code in the body of a failed response.
        ///
        /// One code may mean several things: [`ApiError::reason`](super::ApiError::reason)
        /// distinguishes them. The variants have the name of the failure that X documents for the
        /// code. Codes that do not concern webhooks are listed because their endpoints share the
        /// codes. A code that is not listed is `Unknown`, and [`number`](Self::number) returns it.
        ///
        /// ```
        /// use account_activity::client::ErrorCode;
        ///
        /// assert_eq!(ErrorCode::from(355), ErrorCode::SubscriptionExists);
        /// assert_eq!(ErrorCode::from(9_999).number(), 9_999);
        /// ```
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $(
                #[doc = concat!("`", $number, "`. ", $meaning)]
                #[doc(alias = $number)]
                $name,
            )*
            /// Any other code.
            Unknown(UnknownCode),
        }

        impl ErrorCode {
            /// Every code that this version lists, in ascending order.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Returns the number.
            #[must_use]
            pub const fn number(self) -> u32 {
                match self {
                    $(Self::$name => const { parse($number) },)*
                    Self::Unknown(code) => code.0,
                }
            }

            /// Returns the meaning of the code, a sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => $meaning,)*
                    Self::Unknown(_) => "This version does not list this code.",
                }
            }
        }

        impl From<u32> for ErrorCode {
            fn from(number: u32) -> Self {
                let known = Self::ALL.iter().copied().find(|code| code.number() == number);
                known.unwrap_or(Self::Unknown(UnknownCode(number)))
            }
        }
    };
}

codes! {
    InternalServerError = "0", "The server failed (Replay).";
    InvalidCoordinates = "3", "The coordinates are not valid.";
    NoLocationForIp = "13", "No location is known for the IP address.";
    NoUserMatches = "17", "No user matches the terms.";
    CouldNotAuthenticate = "32", "The request could not be authenticated, or its credentials may not see the resource.";
    PageDoesNotExist = "34", "Nothing exists at this address: no such webhook, environment or subscription.";
    CannotReportYourself = "36", "A user cannot report themselves as spam.";
    EndpointNotAuthorized = "37", "The client may not use this endpoint.";
    ParameterMissing = "38", "A parameter is missing.";
    AttachmentUrlInvalid = "44", "The parameter `attachment_url` is not valid.";
    CannotBlockYourself = "47", "A user cannot block themselves.";
    UserNotFound = "50", "There is no such user.";
    MethodNotPermitted = "61", "The client may not call this method (Replay).";
    UserSuspended = "63", "The user who was looked up is suspended.";
    AccountSuspended = "64", "The user whose token was sent is suspended.";
    BackendUnavailable = "67", "A service behind the API is unavailable.";
    VersionRetired = "68", "Version 1 of the API is retired.";
    ListNameError = "85", "The name of the list is not valid.";
    ActionNotPermitted = "87", "The client may not perform this action.";
    RateLimitExceeded = "88", "The rate limit of the endpoint is used up.";
    InvalidToken = "89", "The token is not valid, or no longer valid.";
    TlsRequired = "92", "The API requires TLS.";
    DirectMessagesNotAllowed = "93", "The app may not read or delete the user's Direct Messages.";
    CredentialsNotVerified = "99", "The app's credentials are wrong, or it has no access.";
    SpecifiedUserNotFound = "108", "There is no such user.";
    UserNotInList = "109", "The user is not in this list.";
    NotAListMember = "110", "The user to remove is not a member of the list.";
    AccountValueTooLong = "120", "A value for the account is too long.";
    OverCapacity = "130", "The API is over capacity.";
    InternalError = "131", "The server failed, or could not reach the host of the webhook.";
    TimestampOutOfBounds = "135", "The timestamp of the signature is too far from the present.";
    BlockedByAuthor = "136", "The author has blocked the user from liking or Retweeting.";
    AlreadyFavorited = "139", "The user has liked this Tweet already.";
    CannotFavoriteProtected = "142", "The user cannot like a protected Tweet whose author they do not follow.";
    TweetNotFound = "144", "There is no Tweet with this id.";
    RecipientNotFollowing = "150", "The user cannot message a user who does not follow them.";
    MessageNotSent = "151", "The message could not be sent.";
    CannotFollowYourself = "158", "A user cannot follow themselves.";
    FollowedSuspended = "159", "The account is suspended.";
    FollowAlreadyRequested = "160", "The user has asked to follow this account already.";
    FollowLimit = "161", "The user cannot follow more accounts for now.";
    BlockedFromFollowing = "162", "The account has blocked the user from following it.";
    TweetGone = "168", "The Tweet was not found.";
    WebhookNotDefined = "170", "There is no webhook to subscribe to.";
    TweetNotVisible = "179", "The user may not see this Tweet.";
    NotYourTweet = "183", "A user cannot delete the Tweet of another.";
    TweetLimit = "185", "The user has reached their limit of Tweets.";
    TweetTooLong = "186", "The Tweet is too long.";
    DuplicateTweet = "187", "The Tweet repeats an earlier one.";
    MalwareUrl = "188", "The Tweet seems to link to malware.";
    TweetNotCreated = "189", "The Tweet could not be created.";
    TweetCreationFailed = "190", "The Tweet could not be created.";
    PhotoLimit = "191", "The user has reached their limit of photos.";
    MediaTooLarge = "193", "A medium is too large.";
    UrlParameterInvalid = "195", "The parameter `url` is missing or not valid.";
    Forbidden = "200", "The account has no access to the resource.";
    SpamReportLimit = "205", "The user has reached their limit of spam reports.";
    WebhookRefused = "214", "The webhook was rejected because of its URL, its CRC response or the limit of webhooks.";
    BadAuthenticationData = "215", "The request has no credentials, or none that can be read.";
    AccessNotAllowed = "220", "The credentials do not allow access to this resource.";
    LooksAutomated = "226", "The request looks automated, and was stopped as possible abuse.";
    LoginVerificationRequired = "231", "The user must verify their login.";
    BadGuestToken = "239", "The guest token is not valid.";
    EndpointRetired = "251", "The endpoint is retired.";
    CannotWrite = "261", "The app, or the token that it used, may not write.";
    CannotMuteYourself = "271", "A user cannot mute themselves.";
    NotMuting = "272", "The user is not muting this account.";
    AnimatedGifInSeveral = "323", "An animated GIF cannot be one of several images.";
    MediaIdsInvalid = "324", "The media ids are not valid.";
    MediaIdNotFound = "325", "There is no such media id.";
    AccountLocked = "326", "The user's account is locked until they log in.";
    AlreadyRetweeted = "327", "The user has Retweeted this Tweet already.";
    SubscriptionNotPermitted = "348", "The app may not subscribe this user to this webhook.";
    CannotMessageUser = "349", "The user cannot message this user.";
    MessageTooLong = "354", "The Direct Message is too long.";
    SubscriptionExists = "355", "The subscription exists already, or a Replay job is running.";
    WindowInvalid = "356", "The window of the Replay job is not valid.";
    QueryParameterMissing = "357", "A parameter of the query is missing.";
    ParameterMalformed = "358", "A parameter cannot be read.";
    NegativeNumber = "360", "A number is negative.";
    DateNotPast = "368", "A date is not in the past.";
    InvalidJson = "369", "The body is not JSON, although its content type is.";
    ReplyTargetGone = "385", "The Tweet replied to is deleted or not visible.";
    TooManyAttachments = "386", "The Tweet has too many kinds of attachments.";
    UrlInvalid = "407", "The URL is not valid.";
    CallbackNotApproved = "415", "The callback URL is not in the app's settings.";
    AppSuspended = "416", "The app is not valid, or suspended.";
    CallbackMustBeOob = "417", "The app is registered without a callback, so its callback must be `oob`.";
    TweetUnavailable = "421", "The Tweet is no longer available.";
    TweetRemoved = "422", "The Tweet broke the rules and is no longer available.";
    ActionsDisabled = "425", "X has disabled some actions on this Tweet.";
    RepliesRestricted = "433", "The author has restricted who can reply.";
    AccessLevel = "453", "The app's access level does not include this endpoint.";
}

/// Writes the number.
impl fmt::Display for ErrorCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(formatter)
    }
}
