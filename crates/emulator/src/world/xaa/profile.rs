//! Changed profiles.

use account_activity::xaa::EventKind;
use serde_json::json;

use super::notice::ActivityNotice;
use super::user::website;
use crate::world::{World, WorldUser};

impl World {
    /// Returns a notice for each part of a profile that differs. X calls the display name
    /// `screenname`, and the screen name `handle`.
    pub(in crate::world) fn activities_of_profile(
        &self,
        before: &WorldUser,
        after: &WorldUser,
    ) -> Vec<ActivityNotice> {
        let parts = |user: &WorldUser| {
            [
                (EventKind::ProfileUpdateBio, self.bio(user).text),
                (EventKind::ProfileUpdateScreenname, user.name.to_string()),
                (EventKind::ProfileUpdateHandle, user.screen_name().to_owned()),
                (EventKind::ProfileUpdateProfilePicture, user.picture().to_owned()),
                (EventKind::ProfileUpdateBannerPicture, user.banner.to_string()),
                (EventKind::ProfileUpdateGeo, user.location.to_string()),
                (EventKind::ProfileUpdateUrl, website(user).text),
            ]
        };
        let user = after.id();
        let changes = parts(before).into_iter().zip(parts(after));
        let changes = changes.filter(|((_, before), (_, after))| before != after);
        let notice = |((kind, before), (_, after))| {
            let payload = json!({"before": before, "after": after});
            ActivityNotice::of_user(kind, user, payload)
        };
        changes.map(notice).collect()
    }
}
