//! The account of the bot, and the app that it uses.

use account_activity_emulator::Emulator;
use account_activity_inbox::account_activity::receiver::Secrets;
use account_activity_inbox::account_activity::{AppCredentials, UserToken};
use serde_json::Value;

use super::Result;

pub(crate) struct Account {
    pub(crate) base_url: String,
    pub(crate) app: AppCredentials,
    pub(crate) secrets: Secrets,
    pub(crate) user: UserToken,
}

impl Account {
    /// Returns the owner of the app of an emulator in this process.
    pub(crate) fn of_emulator(emulator: &Emulator) -> Result<Self> {
        let credentials = emulator.credentials();
        let owner = credentials.users.first().ok_or("the app has no owner")?;
        Ok(Self {
            base_url: emulator.base_url().to_owned(),
            app: credentials.app(),
            secrets: credentials.secrets(),
            user: owner.token.clone(),
        })
    }

    /// Returns the owner of the first app of an emulator that is a program.
    pub(crate) async fn of_program(base_url: &str) -> Result<Self> {
        let response = reqwest::get(format!("{base_url}/emulator/credentials")).await?;
        let credentials: Value = serde_json::from_slice(&response.bytes().await?)?;
        let text = |pointer: &str| {
            let value = credentials.pointer(pointer).and_then(Value::as_str);
            value.ok_or_else(|| format!("the emulator's credentials have no {pointer}"))
        };
        let secret = text("/apps/0/consumer_secret")?;
        let user = UserToken::oauth1(
            text("/apps/0/users/0/access_token")?,
            text("/apps/0/users/0/access_token_secret")?,
        );
        let app = AppCredentials::new(text("/apps/0/consumer_key")?, secret).owner(user.clone());
        Ok(Self { base_url: base_url.to_owned(), secrets: app.secrets()?, app, user })
    }
}
