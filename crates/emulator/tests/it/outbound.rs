//! What X sends: challenges, deliveries, Replay jobs and faults, over real connections.

mod check;
mod clock;
mod crc;
mod delivery;
mod fault;
mod load;
mod receiver;
mod replay;
mod stage;
mod tls;
