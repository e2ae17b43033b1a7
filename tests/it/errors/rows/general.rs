//! X's table of codes, except for those in the other files.

use account_activity::client::Reason;

use super::*;

pub(super) fn rows() -> Vec<Row> {
    let limited = coded(LIST, 429, 88, "Rate limit exceeded.", Reason::RateLimited).retryable();
    let capacity = coded(LIST, 503, 130, "Over capacity.", Reason::OverCapacity).retryable();
    let failed = coded(LIST, 500, 131, "Internal error.", Reason::InternalError).retryable();
    let retired = "The Twitter REST API v1 is no longer active. Please migrate to API v1.1.";
    let other = [
        (3, 400, "Invalid coordinates."),
        (13, 404, "No location associated with the specified IP address."),
        (36, 403, "You cannot report yourself for spam."),
        (44, 400, "attachment_url parameter is invalid."),
        (47, 403, "You cannot block yourself."),
        (85, 400, "List name error"),
        (109, 404, "The specified user is not found in this list."),
        (110, 400, "The user you are trying to remove from this list is not a member."),
        (120, 403, "Account update failed: value is too long (maximum is nn characters)."),
        (136, 403, "You have been blocked from the author of this tweet."),
        (139, 403, "You have already favorited this status."),
        (142, 403, "You cannot favorite a protected tweet."),
        (144, 404, "No status found with that ID."),
        (150, 403, "You cannot send messages to users who are not following you."),
        (151, 403, "There was an error sending your message: reason."),
        (158, 403, "You can't follow yourself."),
        (159, 403, "This account has been suspended."),
        (160, 403, "You've already requested to follow the user."),
        (161, 403, "You are unable to follow more people at this time."),
        (162, 403, "You have been blocked from following this account."),
        (168, 404, "Could not find status."),
        (179, 403, "Sorry, you are not authorized to see this status."),
        (183, 403, "You may not delete another user's status."),
        (185, 403, "User is over daily status update limit."),
        (186, 403, "Tweet needs to be a bit shorter."),
        (187, 403, "Status is a duplicate."),
        (188, 403, "Status contains malware."),
        (189, 403, "Error creating status."),
        (190, 403, "Status creation failed."),
        (191, 403, "User is over daily photo limit."),
        (193, 403, "One or more of the uploaded media is too large."),
        (205, 403, "You are over the limit for spam reports."),
        (239, 403, "Bad guest token."),
        (271, 403, "You can't mute yourself."),
        (272, 403, "You are not muting the specified user."),
        (323, 400, "Animated GIFs are not allowed when uploading multiple images."),
        (324, 400, "The validation of media ids failed."),
        (325, 400, "A media id was not found."),
        (327, 403, "You have already retweeted this Tweet."),
        (349, 403, "You cannot send messages to this user."),
        (354, 403, "The text of your direct message is over the max character limit."),
        (385, 403, "You attempted to reply to a Tweet that is deleted or not visible to you."),
        (386, 403, "The Tweet exceeds the number of allowed attachment types."),
        (421, 404, "This Tweet is no longer available."),
        (422, 404, "This Tweet is no longer available because it violated the Twitter Rules."),
        (425, 403, "Some actions on this user's Tweet have been disabled by Twitter."),
        (433, 403, "The original Tweet author restricted who can reply to this Tweet."),
    ];
    let other =
        other.map(|(code, status, text)| coded(VERIFY, status, code, text, Reason::OtherApi));
    let mut rows = vec![
        limited,
        capacity,
        failed,
        coded(LIST, 404, 17, "No user matches for specified terms.", Reason::UserNotFound),
        coded(VERIFY, 404, 50, "User not found.", Reason::UserNotFound),
        coded(VERIFY, 404, 108, "Cannot find specified user.", Reason::UserNotFound),
        coded(VERIFY, 403, 63, "User has been suspended.", Reason::UserSuspended),
        coded(REGISTER, 403, 38, "url parameter is missing.", Reason::ParameterMissing),
        coded(REGISTER, 403, 195, "Missing or invalid url parameter", Reason::ParameterInvalid),
        coded(REGISTER, 400, 407, "The given URL is invalid.", Reason::ParameterInvalid),
        coded(LIST, 410, 68, retired, Reason::Retired),
        coded(
            (PremiumUnsubscribeWithToken, User),
            410,
            251,
            "This endpoint has been retired and should not be used.",
            Reason::Retired,
        ),
    ];
    rows.extend(other);
    rows
}
