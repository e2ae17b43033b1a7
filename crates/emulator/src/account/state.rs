//! The state that changes while the emulator runs and that a restart restores.

mod acting;
mod activity;
mod authorizing;
mod granting;
mod redoing;
mod registering;

use std::collections::VecDeque;

use account_activity::{UserId, UserToken};
use serde::{Deserialize, Serialize};

use super::activity_subscriptions::ActivitySubscriptions;
use super::apps::Apps;
use super::change::Change;
use super::journal::Journal;
use super::oauth2::Authorizations;
use super::registry::Registry;
use super::sign_in::{Grant, SignIns};
use super::tokens::{AccessToken, Tokens};
use super::user::Account;
use crate::random::Random;
use crate::world::{AddUserError, World, WorldUser};

pub(crate) use acting::Acted;
pub(crate) use authorizing::Begun;

/// The state. Once the emulator runs, only methods of this type change it, because they record
/// their changes for the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) registry: Registry,
    #[serde(default)]
    pub(crate) activity: ActivitySubscriptions,
    pub(crate) tokens: Tokens,
    pub(crate) sign_ins: SignIns,
    #[serde(default)]
    pub(crate) authorizations: Authorizations,
    /// The grants of `allow_next`, which the next sign-ins consume.
    #[serde(default)]
    pub(crate) next_sign_ins: VecDeque<Grant>,
    pub(crate) world: World,
    /// The users of the world, in the order in which they were added.
    pub(crate) users: Vec<UserId>,
    pub(crate) random: Random,
    #[serde(skip)]
    pub(crate) journal: Journal,
}

impl State {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            registry: Registry::default(),
            activity: ActivitySubscriptions::default(),
            tokens: Tokens::default(),
            sign_ins: SignIns::default(),
            authorizations: Authorizations::default(),
            next_sign_ins: VecDeque::new(),
            world: World::new(),
            users: Vec::new(),
            random: Random::of(seed, "tokens"),
            journal: Journal::Off,
        }
    }

    fn record(&mut self, change: &Change) {
        self.journal.record(change);
    }

    /// Returns to an earlier state. Ids go on.
    pub(crate) fn reset(&mut self, initial: &Self) {
        let mut initial = initial.clone();
        initial.registry.continue_ids(&self.registry);
        initial.activity.continue_ids(&self.activity);
        initial.world.continue_ids(&self.world);
        initial.journal = std::mem::take(&mut self.journal);
        initial.journal.lose();
        *self = initial;
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
        self.join(account.user.clone(), tokens_of(account, apps, seed))
    }

    /// Adds a user and the tokens that apps have for the user.
    fn join(
        &mut self,
        user: WorldUser,
        tokens: Vec<(String, AccessToken)>,
    ) -> Result<UserId, AddUserError> {
        let id = self.world.add_user(user.clone())?;
        self.users.push(id);
        for (token, access) in &tokens {
            self.tokens.add(token.clone(), access.clone());
        }
        self.record(&Change::AddUser { user, tokens });
        Ok(id)
    }

    /// Gives each app a token of a user who is already there. Only for the start, because it is not
    /// recorded.
    pub(crate) fn give_tokens(&mut self, account: &Account, apps: &Apps, seed: u64) {
        for (token, access) in tokens_of(account, apps, seed) {
            self.tokens.add(token, access);
        }
    }
}

/// Returns the tokens that a user's account gives to the apps.
fn tokens_of(account: &Account, apps: &Apps, seed: u64) -> Vec<(String, AccessToken)> {
    let user = account.user.id();
    let mut tokens = Vec::new();
    for app in apps.iter().filter(|_| account.has_signed_in) {
        let permission = account.permission.unwrap_or(app.permission);
        let holder = (app.id, user);
        let mut random = Random::of(seed, holder);
        let token = (format!("{user}-{}", random.text(40)), random.text(45));
        let oauth2 = random.text(90);
        let given = account.token.as_ref().filter(|_| app.id == apps.first.id);
        let given_oauth1 = given.and_then(UserToken::expose_oauth1);
        let (token, secret) =
            given_oauth1.map_or(token, |(token, secret)| (token.to_owned(), secret.to_owned()));
        tokens.push((token, AccessToken::new(holder, permission, Some(secret))));
        let given_oauth2 = given.and_then(UserToken::expose_oauth2);
        let token = given_oauth2.map_or(oauth2, str::to_owned);
        tokens.push((token, AccessToken::new(holder, permission, None)));
    }
    tokens
}
