//! The end of Replay jobs.

include!(concat!(env!("OUT_DIR"), "/replay_job_status.rs"));
