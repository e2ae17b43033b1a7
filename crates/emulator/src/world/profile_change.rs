//! Changes of profiles, which only the X Activity API tells of.

use account_activity::Text;

use super::{ActionError, Performed, Profile, World, WorldUser};

impl World {
    pub(super) fn change_profile(&mut self, change: &Profile) -> Result<Performed, ActionError> {
        let user = self.find(&change.user)?;
        let before = self.users.get(&user).cloned();
        let before = before.ok_or_else(|| ActionError::UnknownUser(user.into()))?;
        let mut after = before.clone();
        change.apply_to(&mut after);
        if after == before {
            return Err(ActionError::SameProfile);
        }
        if after.screen_name() != before.screen_name() {
            self.rename(&before, &after)?;
        }
        self.users.insert(user, after.clone());
        Ok(Performed::of(None).tell(self.activities_of_profile(&before, &after)))
    }

    fn rename(&mut self, before: &WorldUser, after: &WorldUser) -> Result<(), ActionError> {
        self.check_screen_name(after.screen_name(), Some(after.id()))?;
        let key = |user: &WorldUser| -> Text { user.screen_name().to_ascii_lowercase().into() };
        self.screen_names.remove(&key(before));
        self.screen_names.insert(key(after), after.id());
        Ok(())
    }
}

impl Profile {
    fn apply_to(&self, user: &mut WorldUser) {
        let parts = [
            (&self.bio, &mut user.description),
            (&self.name, &mut user.name),
            (&self.handle, &mut user.screen_name),
            (&self.picture, &mut user.picture),
            (&self.banner, &mut user.banner),
            (&self.location, &mut user.location),
            (&self.url, &mut user.url),
        ];
        for (new, part) in parts {
            if let Some(new) = new {
                part.clone_from(new);
            }
        }
    }
}
