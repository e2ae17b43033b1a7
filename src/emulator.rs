//! The API on your own machine: what it sends, in emulated time, with faults on request.
//!
//! [`outbound`] sends as X sends: challenges, signed deliveries with retries, Replay jobs.

mod clock;
mod fault;
pub mod outbound;
mod replay;
mod world;

pub use clock::{Clock, Hold};
pub use fault::{ApiFault, Fault, FaultRule, FaultRuleError, Faults, When};
pub use replay::{ReplayInProgressError, ReplayJob};
pub use world::{
    Action, ActionError, AddUserError, Created, DirectMessagesFrom, Message, Notice, Performed,
    Post, Quote, Reply, Who, World, WorldUser,
};
