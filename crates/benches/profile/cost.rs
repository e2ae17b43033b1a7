//! The costs of decoding.

use std::fmt;
use std::sync::Mutex;
use std::thread;

use crate::child;
use crate::contender::{self, Contender};
use crate::input::Input;

/// What decoding an input costs, per payload.
pub(crate) struct Cost {
    pub(crate) input: &'static str,
    pub(crate) contender: &'static str,
    payloads: u64,
    /// The mean size of a payload.
    size: u64,
    pub(crate) counts: Counts,
}

/// Rounded up, so that an allocation in one of many payloads is seen.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Counts {
    /// `None` without `valgrind`.
    pub(crate) instructions: Option<u64>,
    pub(crate) allocations: u64,
    pub(crate) allocated: u64,
}

pub(crate) const HEAD: &str = "\
input       contender               bytes  instructions  per byte  allocations  allocated bytes";

impl fmt::Display for Cost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { input, contender, size, counts, .. } = self;
        let Counts { instructions, allocations, allocated } = counts;
        write!(formatter, "{input:<12}{contender:<22}{size:>7}")?;
        match instructions {
            Some(count) => {
                let per_byte = *count as f64 / *size as f64;
                write!(formatter, "{count:>14}{per_byte:>10.1}")?;
            }
            None => write!(formatter, "{:>14}{:>10}", "-", "-")?,
        }
        write!(formatter, "{allocations:>13}{allocated:>17}")
    }
}

/// Counts the costs of all contenders. The processes whose instructions are counted run on all cores.
pub(crate) fn all(inputs: impl Iterator<Item = Input>) -> Vec<Cost> {
    let mut costs: Vec<Cost> = inputs
        .flat_map(|input| {
            let contenders = contender::all(input.family);
            contenders
                .into_iter()
                .map(move |contender| Cost::without_instructions(&input, contender))
        })
        .collect();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let left = Mutex::new(costs.iter_mut());
    let work = || {
        // Held while the next one is taken, and not while it is counted.
        let next = || left.lock().expect("no thread panics while it holds the lock").next();
        while let Some(cost) = next() {
            let count = child::instructions(cost.input, cost.contender);
            cost.counts.instructions = count.map(|count| count.div_ceil(cost.payloads));
        }
    };
    thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(work))));
    costs
}

impl Cost {
    /// Counts the allocations of decoding an input once, after it was decoded to warm up.
    fn without_instructions(input: &Input, contender: Contender) -> Self {
        (contender.read)(&input.bodies);
        let counted = allocation_counter::measure(|| {
            (contender.read)(&input.bodies);
        });
        let payloads = input.bodies.len() as u64;
        let counts = Counts {
            instructions: None,
            allocations: counted.count_total.div_ceil(payloads),
            allocated: counted.bytes_total.div_ceil(payloads),
        };
        let size = input.bytes() as u64 / payloads;
        Self { input: input.name, contender: contender.name, payloads, size, counts }
    }
}
