//! The state of the API: apps, credentials, tokens, permissions, limits, sign-ins, webhooks and
//! subscriptions.

mod activity_subscriptions;
mod app;
mod apps;
mod caller;
mod change;
mod credentials;
mod journal;
mod limits;
mod nonces;
mod oauth2;
mod permission;
mod rate_limit;
mod registry;
mod sign_in;
mod state;
mod store;
mod tokens;
mod usage;
mod user;

pub use activity_subscriptions::ActivitySubscription;
pub use app::App;
pub use credentials::{Credentials, UserCredentials};
pub use limits::Limits;
pub use permission::Permission;
pub use registry::{Subscription, Webhook};
pub use sign_in::{PendingSignIn, SignedIn};
pub use store::StoreError;
pub use usage::{DailyUsage, KindUsage};
pub use user::Account;

pub(crate) use activity_subscriptions::{ActivityTarget, NewActivitySubscription};
pub(crate) use apps::{Apps, Registered};
pub(crate) use caller::{Caller, Delegate};
pub(crate) use journal::Journal;
pub(crate) use limits::tier_of_v2;
pub(crate) use nonces::{Nonces, Stale};
pub(crate) use oauth2::{AuthorizationRequest, Challenge, Scopes};
pub(crate) use rate_limit::{Quota, RateLimits, Window};
pub(crate) use registry::{NewWebhook, ReserveError, SubscribeError};
pub(crate) use sign_in::Grant;
pub(crate) use state::{Acted, Begun, State};
pub(crate) use store::Store;
pub(crate) use tokens::{ACCESS_LIFETIME, Issued};
pub(crate) use usage::Usage;
