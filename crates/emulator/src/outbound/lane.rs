//! The queue of one webhook.

use std::collections::VecDeque;

use super::delivery::Delivery;
use crate::clock::Hold;

#[derive(Default)]
pub(super) struct Lane {
    pub(super) queue: VecDeque<(Delivery, Hold)>,
    pub(super) workers: usize,
    /// The delivery that is to be sent after the next one.
    pub(super) held_back: Option<Delivery>,
}
