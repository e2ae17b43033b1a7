//! The rows of the table: receivers, what is done to them, and what is promised.

use account_activity::receiver::Mode;
use tokio::task::{JoinSet, spawn_blocking};

use crate::Run;
use crate::attack::Attack;
use crate::outcome::Outcome;
use crate::subject::memory::Memory;
use crate::subject::process::Work;
use crate::subject::{self, Settings, Subject};
use crate::traffic::{Rate, Traffic};

pub(crate) struct Row {
    pub(crate) name: &'static str,
    settings: Settings,
    attack: Option<Attack>,
    /// Genuine deliveries per second, if it is not the number of the run.
    deliveries: Option<u32>,
    /// Whether requests go on during the stop.
    goes_on: bool,
}

const CALM: Row = Row {
    name: "no attack",
    settings: Settings { mode: Mode::Await, work: Work::Nothing, recent_bodies: 0, files: 4096 },
    attack: None,
    deliveries: None,
    goes_on: false,
};

pub(crate) const ROWS: [Row; 11] = [
    CALM,
    Row { name: "fake heads", attack: Some(Attack::FakeHeads), ..CALM },
    Row { name: "repeated signatures", attack: Some(Attack::RepeatedSignatures), ..CALM },
    Row {
        name: "silent connections",
        settings: Settings { files: 1024, ..CALM.settings },
        attack: Some(Attack::SilentConnections),
        ..CALM
    },
    Row { name: "half heads", attack: Some(Attack::HalfHeads), ..CALM },
    Row { name: "half a head at the stop", attack: Some(Attack::OneHalfHead), ..CALM },
    Row {
        name: "SIGTERM with a queue",
        settings: Settings { mode: Mode::Acknowledge, work: Work::Wait, ..CALM.settings },
        goes_on: true,
        ..CALM
    },
    Row {
        name: "handlers that block",
        settings: Settings { mode: Mode::Acknowledge, work: Work::Block, ..CALM.settings },
        deliveries: Some(20),
        ..CALM
    },
    Row {
        name: "stalled reader of output",
        settings: Settings { work: Work::Print, ..CALM.settings },
        deliveries: Some(20),
        ..CALM
    },
    Row { name: "refused requests", attack: Some(Attack::RefusedRequests), ..CALM },
    Row {
        name: "recorded deliveries",
        settings: Settings { recent_bodies: 10_000, ..CALM.settings },
        attack: Some(Attack::RecordedDeliveries),
        ..CALM
    },
];

/// Seconds of traffic before the attack. Memory is compared with that at its end.
const WARM_UP: u32 = 1;
/// Seconds of traffic from the beginning of the stop.
const STOP: u32 = 2;

impl Row {
    pub(crate) async fn run(&'static self, run: &Run) -> Outcome {
        let folder = subject::folder("load");
        let subject = Subject::start(self.settings, &folder);
        let address = subject.address;
        let rate = Rate { deliveries: self.deliveries.unwrap_or(run.rate.deliveries), ..run.rate };
        let mut random = fastrand::Rng::with_seed(run.seed);
        let mut traffic = Traffic::default();
        traffic.send(address, rate, WARM_UP, &mut random).await;
        let before = subject.memory();
        let mut attack = JoinSet::new();
        if let Some(kind) = self.attack {
            attack.spawn(kind.run(address, random.fork()));
        }
        traffic.send(address, rate, run.seconds, &mut random).await;
        let before_stop = traffic.counts();
        let seconds = if self.goes_on { STOP } else { 0 };
        let ((), (peak, stopped)) =
            tokio::join!(traffic.send(address, rate, seconds, &mut random), stop(subject));
        drop(attack);
        let outcome = Outcome {
            row: self,
            late: traffic.split_off(before_stop),
            traffic,
            growth: before.zip(peak).map(|(before, peak)| peak.peak - before.resident),
            stopped,
            log: subject::log_text(&folder),
            record: subject::record(&folder),
            stats: subject::stats(&folder),
        };
        // A folder that is left over does no harm.
        let _ = std::fs::remove_dir_all(folder);
        outcome
    }
}

/// Stops a subject. Returns its memory before that, and the time that the stop took.
async fn stop(subject: Subject) -> (Option<Memory>, Option<std::time::Duration>) {
    let stopping = spawn_blocking(|| (subject.memory(), subject.stop()));
    stopping.await.expect("the subject ends")
}
