//! The cost of decoding a shape, in allocations and bytes. Times depend on the machine, and are only
//! printed.

#![allow(clippy::cast_precision_loss)]

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

use account_activity::{Body, Event, xaa};

use super::shape::{ALL, Kind, Shape};

/// How many times as much as the costliest valid shape of its kind a faulty shape may cost.
const FACTOR: f64 = 3.0;

/// The number of faults that a payload lists with a pointer and a message. This cost does not grow with
/// the body.
const LISTED: usize = 1_000;

/// The documented figure, which the receiver charges: the bytes in use for each byte of a body, with the
/// body.
pub(crate) const WORST: f64 = 96.0;

/// How many times as much an element of a large body may cost as one of a small body.
const GROWTH: f64 = 1.5;

/// The cost of a body.
pub(crate) struct Cost {
    shape: &'static Shape,
    size: usize,
    time: Duration,
    elements: usize,
    allocations: u64,
    allocated: u64,
    peak: u64,
    held: u64,
}

impl Cost {
    pub(crate) fn of(shape: &'static Shape, size: usize) -> Self {
        let (body, elements) = shape.body(size);
        let (size, body) = (body.len(), body.into());
        let (start, mut decoded) = (Instant::now(), None);
        let counted = allocation_counter::measure(|| decoded = Some(Body::from_bytes(body)));
        let time = start.elapsed();
        let body = decoded.unwrap().unwrap_or_else(|error| panic!("{}: {error}", shape.name));
        let is_faulty = body.fault_count() > 0 || has_odd_event(&body);
        assert_eq!(is_faulty, !shape.is_valid, "{}", shape.name);
        Self {
            shape,
            size,
            time,
            elements,
            allocations: counted.count_total,
            allocated: counted.bytes_total,
            peak: counted.bytes_max,
            held: u64::try_from(counted.bytes_current).unwrap_or_default(),
        }
    }

    /// Returns the allocations for each element.
    fn allocations(&self) -> f64 {
        self.allocations as f64 / self.elements as f64
    }

    /// Returns the allocated bytes for each element, of which most may be freed again.
    fn allocated(&self) -> f64 {
        self.allocated as f64 / self.elements as f64
    }

    /// Returns the bytes in use at one time, for each byte of the body.
    pub(crate) fn peak(&self) -> f64 {
        self.peak as f64 / self.size as f64
    }

    /// Returns the bytes that the payload holds, for each byte of the body.
    fn held(&self) -> f64 {
        self.held as f64 / self.size as f64
    }
}

/// Returns `true` if a body has an unknown or undecoded event.
fn has_odd_event(body: &Body) -> bool {
    match body {
        Body::AccountActivity(payload) => {
            payload.events().iter().any(|it| matches!(it, Event::Unknown(_) | Event::Undecoded(_)))
        }
        Body::XActivity(envelope) => envelope
            .events()
            .any(|it| matches!(it, xaa::Event::Unknown(_) | xaa::Event::Undecoded(_))),
        _ => false,
    }
}

/// The head of the table whose rows are the costs.
pub(crate) const HEAD: &str = "\
shape                                               bytes  ns/element  allocations  allocated    peak    held
                                                                          /element   /element   /byte   /byte";

/// Writes the cost as a row of the table.
impl fmt::Display for Cost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let valid = if self.shape.is_valid { "valid: " } else { "" };
        write!(
            formatter,
            "{:<48} {:>8} {:>11.0} {:>12.2} {:>10.0} {:>7.1} {:>7.1}",
            format!("{valid}{}", self.shape.name),
            self.size,
            self.time.as_secs_f64() * 1e9 / self.elements as f64,
            self.allocations(),
            self.allocated(),
            self.peak(),
            self.held(),
        )
    }
}

/// Returns the cost of each shape in each size.
pub(crate) fn all(sizes: &[usize]) -> Vec<Cost> {
    ALL.iter().flat_map(|shape| sizes.iter().map(move |size| Cost::of(shape, *size))).collect()
}

/// A measure, of which a faulty shape may have a multiple.
struct Measure {
    name: &'static str,
    of: fn(&Cost) -> f64,
    /// How much each listed fault may cost beside.
    listed: f64,
}

const MEASURES: [Measure; 4] = [
    Measure { name: "allocations per element", of: Cost::allocations, listed: 16.0 },
    Measure { name: "allocated bytes per element", of: Cost::allocated, listed: 2_048.0 },
    Measure { name: "peak bytes per byte", of: Cost::peak, listed: 0.0 },
    Measure { name: "held bytes per byte", of: Cost::held, listed: 0.0 },
];

/// Returns the costs that are beyond their bounds.
pub(crate) fn excesses(costs: &[Cost]) -> Vec<String> {
    let mut excesses = Vec::new();
    for cost in costs.iter().filter(|cost| cost.peak() + 1.0 > WORST) {
        let (name, peak) = (cost.shape.name, cost.peak());
        excesses.push(format!("{name}: {peak:.1} bytes per byte beside the body, of {WORST}"));
    }
    for Measure { name, of, listed } in MEASURES {
        let mut valid: BTreeMap<Kind, f64> = BTreeMap::new();
        for cost in costs.iter().filter(|cost| cost.shape.is_valid) {
            let most = valid.entry(cost.shape.kind).or_default();
            *most = most.max(of(cost));
        }
        for cost in costs.iter().filter(|cost| !cost.shape.is_valid) {
            let listed = listed * LISTED.min(cost.elements) as f64 / cost.elements as f64;
            // An element may have an allocation, even if the valid ones are part of a list.
            let (found, bound) = (of(cost), FACTOR * valid[&cost.shape.kind].max(1.0) + listed);
            if found > bound {
                let Cost { shape, size, .. } = cost;
                let name = format!("{}, {size} bytes: {found:.2} {name}", shape.name);
                excesses.push(format!("{name}, expected at most {bound:.2}"));
            }
        }
        for pair in costs.windows(2) {
            let [small, large] = pair else { continue };
            let (before, after) = (of(small), of(large));
            if small.shape.name == large.shape.name && after > GROWTH * before.max(1.0) {
                let name = format!("{}: {name}", large.shape.name);
                excesses.push(format!("{name} grow from {before:.2} to {after:.2}"));
            }
        }
    }
    excesses
}
