//! What a program sees of the X Activity API, as functions of a server's address. They use nothing but
//! the public API of the SDK, so that the tests of other servers can include this file. The
//! documentation of each function says what the server does.

#[path = "cases/clock.rs"]
pub(crate) mod clock;
#[path = "cases/stream.rs"]
pub(crate) mod stream;
#[path = "cases/traps.rs"]
pub(crate) mod traps;
