//! The guide, a module per subject.

#[doc = include_str!("../docs/events.md")]
pub mod events {}

// Its code uses the receiver and the client.
#[cfg(any(all(feature = "client", feature = "receiver"), not(doctest)))]
#[doc = include_str!("../docs/x-activity.md")]
pub mod x_activity {}

// Its code uses the receiver and the client.
#[cfg(any(all(feature = "client", feature = "receiver"), not(doctest)))]
#[doc = include_str!("../docs/migrating.md")]
pub mod migrating {}

#[cfg(feature = "client")]
#[doc = include_str!("../docs/faq.md")]
pub mod faq {}

#[cfg(feature = "client")]
#[doc = include_str!("../docs/credentials.md")]
pub mod credentials {}

#[cfg(feature = "client")]
#[doc = include_str!("../docs/webhooks.md")]
pub mod webhooks {}

#[cfg(feature = "client")]
#[doc = include_str!("../docs/subscriptions.md")]
pub mod subscriptions {}

#[cfg(feature = "client")]
#[doc = include_str!("../docs/endpoints.md")]
pub mod endpoints {}

#[cfg(feature = "client")]
#[doc = include_str!("../docs/errors.md")]
pub mod errors {}

// Its code uses the feature `server`.
#[cfg(all(feature = "receiver", any(feature = "server", not(doctest))))]
#[doc = include_str!("../docs/receiving.md")]
pub mod receiving {}

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
