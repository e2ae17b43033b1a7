//! The way to one webhook.

use std::collections::VecDeque;

use super::delivery::Delivery;
use crate::clock::Hold;

#[derive(Default)]
pub(super) struct Lane {
    pub(super) queue: VecDeque<(Delivery, Hold)>,
    pub(super) workers: usize,
    /// Comes after the next delivery.
    pub(super) held_back: Option<Delivery>,
}
