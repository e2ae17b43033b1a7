//! The bounds of the costs.

use std::fs;
use std::path::PathBuf;

use crate::contender::{SKIP, VALUE};
use crate::cost::{Cost, Counts};

/// How far a count can be from its bound, because compilers and processors differ.
const ROOM: f64 = 0.05;

const HEAD: &str = "\
# Bounds of the costs per payload, which `cargo bench --bench profile -- --check` holds and `-- --update` writes.
# input contender instructions allocations allocated-bytes
";

/// The bounds in the repository.
pub(crate) struct Bounds(Vec<Bound>);

struct Bound {
    input: String,
    contender: String,
    counts: Counts,
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("profile/bounds.txt")
}

/// Returns `false` for a contender that is not the crate.
fn is_ours(cost: &Cost) -> bool {
    ![VALUE, SKIP].contains(&cost.contender)
}

impl Bounds {
    pub(crate) fn read() -> Self {
        let text = fs::read_to_string(path()).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        Self(
            lines
                .map(|line| {
                    Bound::parse(line).unwrap_or_else(|| panic!("expected a bound, found {line}"))
                })
                .collect(),
        )
    }

    /// Writes measured costs as the bounds, and keeps those of inputs that were not measured.
    pub(crate) fn write(costs: &[Cost]) {
        let kept = Self::read()
            .0
            .into_iter()
            .filter(|bound| costs.iter().all(|cost| cost.input != bound.input));
        let measured = costs.iter().filter(|cost| is_ours(cost)).map(|cost| Bound {
            input: cost.input.to_owned(),
            contender: cost.contender.to_owned(),
            counts: cost.counts,
        });
        let mut bounds: Vec<Bound> = kept.chain(measured).collect();
        bounds.sort_by(|a, b| a.input.cmp(&b.input));
        let lines: String = bounds.iter().map(Bound::line).collect();
        fs::write(path(), format!("{HEAD}{lines}")).expect("the bounds are writable");
    }

    /// Returns what is wrong with measured costs. Reports costs that are far below their bounds, too: the bound can be
    /// lowered.
    pub(crate) fn complaints(&self, costs: &[Cost]) -> Vec<String> {
        costs.iter().filter(|cost| is_ours(cost)).flat_map(|cost| self.of(cost)).collect()
    }

    fn of(&self, cost: &Cost) -> Vec<String> {
        let Cost { input, contender, counts, .. } = cost;
        let is_it = |bound: &&Bound| bound.input == *input && bound.contender == *contender;
        let Some(Bound { counts: bound, .. }) = self.0.iter().find(is_it) else {
            return vec![format!("{input}, {contender}: no bound, which --update adds")];
        };
        let (Some(instructions), Some(most)) = (counts.instructions, bound.instructions) else {
            return vec![format!(
                "{input}, {contender}: instructions are not counted: install valgrind"
            )];
        };
        let pairs = [
            ("instructions", instructions, most),
            ("allocations", counts.allocations, bound.allocations),
            ("allocated bytes", counts.allocated, bound.allocated),
        ];
        let complaint = |(what, measured, bound): (&str, u64, u64)| {
            let ratio = measured as f64 / bound as f64;
            if ratio < 1.0 - ROOM {
                println!(
                    "{input}, {contender}: {measured} {what}, and {bound} allowed: --update lowers the bound"
                );
            }
            (ratio > 1.0 + ROOM).then(|| {
                format!("{input}, {contender}: expected at most {bound} {what} per payload, counted {measured}")
            })
        };
        pairs.into_iter().filter_map(complaint).collect()
    }
}

impl Bound {
    fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let (input, contender) = (words.next()?.to_owned(), words.next()?.to_owned());
        let mut number = || words.next()?.parse().ok();
        let counts =
            Counts { instructions: Some(number()?), allocations: number()?, allocated: number()? };
        Some(Self { input, contender, counts })
    }

    fn line(&self) -> String {
        let Counts { instructions, allocations, allocated } = self.counts;
        let instructions = instructions.expect("--update needs valgrind");
        format!("{} {} {instructions} {allocations} {allocated}\n", self.input, self.contender)
    }
}
