//! A page of the list of subscriptions.

use super::subscription::Subscription;
use crate::client::error::Error;
use crate::client::response::Response;

pub(super) struct Page {
    pub(super) subscriptions: Vec<Subscription>,
    /// The token of the next page. Absent from the last one.
    pub(super) next: Option<String>,
}

impl Page {
    /// The most subscriptions of a page.
    pub(super) const SIZE: u32 = 1000;

    /// Reads a page. X may send errors beside the subscriptions, and leaves out `meta`, and `data` if it is
    /// empty.
    pub(super) fn of(response: &Response) -> Result<Self, Error> {
        let next = response.meta().and_then(|meta| meta.text("next_token"));
        Ok(Self {
            subscriptions: response.list("a list of subscriptions")?,
            next: next.filter(|token| !token.is_empty()),
        })
    }
}
