//! What the documents and the layout of the project promise.

mod dependencies;
mod documentation;
mod floors;
#[cfg(feature = "client")]
mod guide;
