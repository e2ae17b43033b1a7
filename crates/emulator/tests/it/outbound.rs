//! Requests to webhooks over real connections: CRC requests, deliveries, Replay jobs and faults.

mod activity;
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
