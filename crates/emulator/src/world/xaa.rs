//! The events of the X Activity API: whose subscriptions get one, and the form of its payload.
//!
//! The forms are those of deliveries that were published. Where none was, the modules say what was
//! chosen.

mod chat;
mod entities;
mod envelope;
mod includes;
mod like;
mod live;
mod messages;
mod news;
mod notice;
mod post;
mod posting;
mod profile;
mod revoke;
mod thrift;
mod ties;
mod time;
mod twins;
mod user;

pub use notice::{ActivityNotice, Subject};

pub(crate) use envelope::envelope;
