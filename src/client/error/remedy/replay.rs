//! Replay.

use super::{ByTier, Remedy};

pub(super) const IN_PROGRESS: Remedy = Remedy::new(
    "Wait for the event `replay_job_status` of the running job: a webhook has one job at a time.",
    &["After either state, `Complete` or `Incomplete`, the next job can start."],
);

const NO_REPLAY: Remedy =
    Remedy::new("There is no Replay on this tier: it is part of Enterprise and of v2.", &[]);

pub(super) const NOT_ENABLED: ByTier = ByTier {
    premium: NO_REPLAY,
    enterprise: Remedy::new(
        "Ask your account manager to enable Replay for the account.",
        &["The app is on the allowlist for Enterprise."],
    ),
    v2: Remedy::new("Choose a package that includes Replay.", &[]),
};

pub(super) const REVERSED: ByTier =
    ByTier { premium: NO_REPLAY, enterprise: REVERSED_HERE, v2: REVERSED_HERE };

const REVERSED_HERE: Remedy =
    Remedy::new("Choose a window that begins before it ends.", &[MINUTES]);

pub(super) const TOO_OLD: ByTier = ByTier {
    premium: NO_REPLAY,
    enterprise: Remedy::new(
        "Choose a window that begins within the past five days: older events cannot be replayed.",
        &[MINUTES, "Leave a margin of some minutes, because the request takes time."],
    ),
    v2: Remedy::new(
        "Choose a window that begins within the past 24 hours: older events cannot be replayed.",
        &[MINUTES, "Leave a margin of some minutes, because the request takes time."],
    ),
};

pub(super) const NOT_PAST: ByTier =
    ByTier { premium: NO_REPLAY, enterprise: NOT_PAST_HERE, v2: NOT_PAST_HERE };

const NOT_PAST_HERE: Remedy = Remedy::new(
    "Choose a window that begins at least 31 minutes ago and ends at least 10 minutes ago.",
    &[MINUTES, "Check the clock of this machine."],
);

pub(super) const WINDOW: ByTier = ByTier {
    premium: NO_REPLAY,
    enterprise: Remedy::new(
        "Choose a window that begins within the past five days and at least 31 minutes ago, and \
         ends later, at least 10 minutes ago.",
        &[MINUTES, ABOUT_TWO_HOURS],
    ),
    v2: Remedy::new(
        "Choose a window that begins within the past 24 hours and at least 31 minutes ago, and \
         ends later, at least 10 minutes ago.",
        &[MINUTES, ABOUT_TWO_HOURS],
    ),
};

const MINUTES: &str = "Both ends are minutes in UTC, not in local time.";

const ABOUT_TWO_HOURS: &str =
    "Split a long outage into jobs of about two hours, one after another.";
