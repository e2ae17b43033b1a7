//! Tiers by their names.

use account_activity::Tier;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// Returns the parser of a flag.
pub(crate) fn parser() -> impl TypedValueParser<Value = Tier> {
    PossibleValuesParser::new(Tier::ALL.map(|tier| tier.to_string())).try_map(|name| named(&name))
}

/// Returns the tier with a name such as `v2-enterprise`.
pub(crate) fn named(name: &str) -> Result<Tier, String> {
    let found = Tier::ALL.into_iter().find(|tier| tier.to_string() == name);
    found.ok_or_else(|| {
        let known = Tier::ALL.map(|tier| tier.to_string()).join(", ");
        format!("unknown tier {name:?}, expected one of {known}")
    })
}
