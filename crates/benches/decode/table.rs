//! The measured speeds of the contenders on an input.

use std::fmt;
use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::contender::{self, Contender, SKIP, TYPED, VALUE};
use crate::input::{Family, Input};
use crate::rival;

/// The duration of a contender's turn.
const TURN: Duration = Duration::from_millis(30);

/// The speeds of all contenders in all rounds.
pub(crate) struct Table {
    pub(crate) input: &'static str,
    bodies: usize,
    bytes: usize,
    contenders: Vec<Contender>,
    /// Megabytes per second of each contender, in each round.
    rounds: Vec<Vec<f64>>,
    /// How many bodies each contender cannot read.
    failures: Vec<usize>,
}

impl Table {
    pub(crate) fn measure(input: &Input, rounds: usize) -> Self {
        let contenders = [contender::all(input.family), rival::all(input.family)].concat();
        // Also warms up caches and the allocator.
        let failures: Vec<usize> = contenders.iter().map(|it| (it.read)(&input.bodies)).collect();
        if input.family != Family::Mixed {
            for (contender, failures) in contenders.iter().zip(&failures) {
                assert_eq!(*failures, 0, "{}: {} fails", input.name, contender.name);
            }
        }
        let round = || contenders.iter().map(|contender| speed(contender, input)).collect();
        let rounds = (0..rounds).map(|_| round()).collect();
        let (bodies, bytes) = (input.bodies.len(), input.bytes());
        Self { input: input.name, bodies, bytes, contenders, rounds, failures }
    }

    /// Returns how many times as fast a contender is as another one. Compares within each round.
    pub(crate) fn ratio(&self, contender: &str, other: &str) -> f64 {
        let (contender, other) = (self.index(contender), self.index(other));
        median(self.rounds.iter().map(|round| round[contender] / round[other]))
    }

    fn index(&self, name: &str) -> usize {
        self.contenders.iter().position(|it| it.name == name).expect("a contender of this name")
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "{}: {} bodies, {} bytes; medians of {} rounds",
            self.input,
            self.bodies,
            self.bytes,
            self.rounds.len()
        )?;
        let [typed, value, skip] = ["typed/it", "it/Value", "it/skip"];
        writeln!(formatter, "{:<32}{:>6}{typed:>10}{value:>10}{skip:>10}", "", "MB/s")?;
        for (index, Contender { name, .. }) in self.contenders.iter().enumerate() {
            let speed = median(self.rounds.iter().map(|round| round[index]));
            let [typed, value, skip] =
                [self.ratio(TYPED, name), self.ratio(name, VALUE), self.ratio(name, SKIP)];
            write!(formatter, "{name:<32}{speed:>6.0}{typed:>10.2}{value:>10.2}{skip:>10.2}")?;
            match self.failures[index] {
                0 => writeln!(formatter)?,
                failures => writeln!(formatter, "  fails {failures} times")?,
            }
        }
        Ok(())
    }
}

fn speed(contender: &Contender, Input { bodies, .. }: &Input) -> f64 {
    let (start, mut bytes) = (Instant::now(), 0);
    while start.elapsed() < TURN {
        (contender.read)(bodies);
        bytes += bodies.iter().map(Bytes::len).sum::<usize>();
    }
    bytes as f64 / start.elapsed().as_secs_f64() / 1e6
}

pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
