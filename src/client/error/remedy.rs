//! What to do about a failure.

use std::fmt;

use super::reason::Reason;
use crate::tier::Tier;

/// What to do about a failure, by X's own guide to its errors and by what others have met.
///
/// `Display` writes the summary, then the steps, a line each.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Remedy {
    summary: &'static str,
    steps: &'static [&'static str],
}

impl Remedy {
    const fn new(summary: &'static str, steps: &'static [&'static str]) -> Self {
        Self { summary, steps }
    }

    /// What to do, in a sentence.
    #[must_use]
    pub const fn summary(&self) -> &'static str {
        self.summary
    }

    /// What to look at, the likeliest first. Empty if the summary says all.
    #[must_use]
    pub const fn steps(&self) -> &'static [&'static str] {
        self.steps
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.summary)?;
        self.steps.iter().try_for_each(|step| write!(formatter, "\n- {step}"))
    }
}

impl Reason {
    /// What to do about it on a tier.
    #[must_use]
    pub fn remedy(&self, tier: Tier) -> Remedy {
        let _ = tier;
        Remedy::new(self.meaning(), &[])
    }
}

impl Remedy {
    pub(super) const UNEXPECTED_BODY: Self = Self::new("Report it.", &[]);
}
