//! The API on your own machine.

mod world;

pub use world::{
    Action, ActionError, AddUserError, Created, DirectMessagesFrom, Message, Notice, Performed,
    Post, Quote, Reply, Who, World, WorldUser,
};
