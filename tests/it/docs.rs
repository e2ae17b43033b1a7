//! Checks of the documents and of the layout of the project.

mod dependencies;
mod documentation;
mod floors;
#[cfg(feature = "client")]
mod guide;
mod migrating;
mod security;
mod tables;
mod x_activity;
