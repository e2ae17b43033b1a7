//! The X Activity API: its subscriptions and its stream.

use super::Client;

/// A handle for the X Activity API, created by [`Client::xaa`].
#[derive(Clone, Debug)]
pub struct Xaa {
    client: Client,
}

impl Xaa {
    pub(super) const fn new(client: Client) -> Self {
        Self { client }
    }
}
