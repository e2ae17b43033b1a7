//! The state that changes while the emulator runs and that a restart restores.

use std::collections::VecDeque;

use account_activity::{UserId, UserToken};
use serde::{Deserialize, Serialize};

use super::apps::Apps;
use super::registry::Registry;
use super::sign_in::{Grant, SignIns};
use super::tokens::Tokens;
use super::user::Account;
use crate::random::Random;
use crate::world::{AddUserError, World, WorldUser};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) registry: Registry,
    pub(crate) tokens: Tokens,
    pub(crate) sign_ins: SignIns,
    /// The grants of `allow_next`, which the next request tokens consume.
    #[serde(default)]
    pub(crate) next_sign_ins: VecDeque<Grant>,
    pub(crate) world: World,
    /// The users of the world, in the order in which they were added.
    pub(crate) users: Vec<UserId>,
    pub(crate) random: Random,
}

impl State {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            registry: Registry::default(),
            tokens: Tokens::default(),
            sign_ins: SignIns::default(),
            next_sign_ins: VecDeque::new(),
            world: World::new(),
            users: Vec::new(),
            random: Random::of(seed, "tokens"),
        }
    }

    /// Returns the users, in the order in which they were added.
    pub(crate) fn users(&self) -> impl Iterator<Item = &WorldUser> {
        self.users.iter().filter_map(|user| self.world.user(*user))
    }

    /// Adds a user and, if the user has signed in, gives each app a token. Existing tokens do not
    /// change.
    pub(crate) fn add_user(
        &mut self,
        account: &Account,
        apps: &Apps,
        seed: u64,
    ) -> Result<UserId, AddUserError> {
        let user = self.world.add_user(account.user.clone())?;
        self.users.push(user);
        self.give_tokens(account, apps, seed);
        Ok(user)
    }

    pub(crate) fn give_tokens(&mut self, account: &Account, apps: &Apps, seed: u64) {
        let user = account.user.id();
        for app in apps.iter().filter(|_| account.has_signed_in) {
            let permission = account.permission.unwrap_or(app.permission);
            let holder = (app.id, user);
            let mut random = Random::of(seed, (app.id, user));
            let token = (format!("{user}-{}", random.text(40)), random.text(45));
            let oauth2 = random.text(90);
            let given = account.token.as_ref().filter(|_| app.id == apps.first.id);
            let given_oauth1 = given.and_then(UserToken::expose_oauth1);
            let (token, secret) =
                given_oauth1.map_or(token, |(token, secret)| (token.to_owned(), secret.to_owned()));
            self.tokens.add(token, Some(secret), holder, permission);
            let given_oauth2 = given.and_then(UserToken::expose_oauth2);
            let token = given_oauth2.map_or(oauth2, str::to_owned);
            self.tokens.add(token, None, holder, permission);
        }
    }
}
