//! The figures of a row, and whether they are as promised.

use std::fmt;
use std::time::Duration;

use crate::row::Row;
use crate::subject::Record;
use crate::traffic::{Exchange, Traffic};

/// The most that the memory of the receiver may grow by, in bytes.
const MOST_GROWTH: u64 = 64 << 20;
/// The most bytes of log that strangers may cause in a row.
const MOST_LOG: usize = 256 << 10;
/// The most bytes of log per genuine request.
const LOG_PER_REQUEST: usize = 256;
/// Characters that change the direction of text.
const BIDI: [std::ops::RangeInclusive<char>; 4] = [
    '\u{200e}'..='\u{200f}',
    '\u{202a}'..='\u{202e}',
    '\u{2066}'..='\u{2069}',
    '\u{61c}'..='\u{61c}',
];

pub(crate) struct Outcome {
    pub(crate) row: &'static Row,
    pub(crate) traffic: Traffic,
    /// The requests since the beginning of the stop. They may fail.
    pub(crate) late: Traffic,
    /// By how many bytes memory grew at most, where the system tells.
    pub(crate) growth: Option<u64>,
    /// How long the graceful stop took, or `None` if it did not end.
    pub(crate) stopped: Option<Duration>,
    pub(crate) log: String,
    pub(crate) record: Record,
    pub(crate) stats: serde_json::Value,
}

impl Outcome {
    pub(crate) const HEADER: &'static str = "row                        deliveries: 200 of sent, lost   CRC: 200 of sent    p50 ms    p99 ms   memory MiB    log kB    stop s";

    /// Returns a text for each promise that is not kept.
    pub(crate) fn misses(&self) -> Vec<String> {
        let mut misses = Vec::new();
        let mut expect = |is_kept: bool, miss: String| {
            if !is_kept {
                misses.push(miss);
            }
        };
        let Traffic { deliveries, crc } = &self.traffic;
        let (accepted, sent) = (accepted(deliveries).count(), deliveries.len());
        let failed = sent - accepted;
        expect(failed == 0, format!("{failed} deliveries failed: {}", failures(deliveries)));
        let accepted = self::accepted(crc).count();
        let failed = crc.len() - accepted;
        expect(failed == 0, format!("{failed} CRC requests failed: {}", failures(crc)));
        let counted =
            self.stats["verified_crc_requests"].as_u64().and_then(|it| it.try_into().ok());
        let are_counted = counted
            .is_some_and(|counted| (accepted..=accepted + self.late.crc.len()).contains(&counted));
        expect(are_counted, format!("{counted:?} CRC requests are counted as verified"));
        let lost = self.lost();
        expect(lost == 0, format!("{lost} acknowledged deliveries are lost"));
        expect(
            self.record.broken == 0,
            format!("{} broken lines in the record", self.record.broken),
        );
        let growth = self.growth.unwrap_or_default();
        expect(growth < MOST_GROWTH, format!("memory grew by {growth} bytes"));
        let [late_deliveries, late_crc] = self.late.counts();
        let requests = sent + crc.len() + late_deliveries + late_crc;
        let most_log = MOST_LOG + LOG_PER_REQUEST * requests;
        expect(self.log.len() <= most_log, format!("{} bytes of log", self.log.len()));
        let is_hostile = |character: char| {
            (character.is_control() && character != '\n')
                || BIDI.iter().any(|range| range.contains(&character))
        };
        let hostile = self.log.chars().filter(|character| is_hostile(*character)).count();
        expect(hostile == 0, format!("{hostile} control characters and bidi marks in the log"));
        expect(self.stopped.is_some(), "it did not stop".to_owned());
        misses
    }

    /// Returns the number of deliveries with the response 200 that the handler did not record.
    fn lost(&self) -> usize {
        let late = accepted(&self.late.deliveries);
        let accepted = accepted(&self.traffic.deliveries).chain(late);
        accepted.filter(|delivery| !self.record.ids.contains(&delivery.id)).count()
    }
}

fn accepted(exchanges: &[Exchange]) -> impl Iterator<Item = &Exchange> {
    exchanges.iter().filter(|exchange| exchange.status == Some(200))
}

/// Returns the statuses other than 200, with their counts.
fn failures(exchanges: &[Exchange]) -> String {
    let mut statuses: Vec<Option<u16>> = exchanges.iter().map(|exchange| exchange.status).collect();
    statuses.sort_unstable();
    let groups = statuses.chunk_by(|one, other| one == other);
    let texts = groups.filter(|group| group[0] != Some(200)).map(|group| {
        let status = group[0].map_or_else(|| "no response".to_owned(), |status| status.to_string());
        format!("{} × {status}", group.len())
    });
    texts.collect::<Vec<_>>().join(", ")
}

/// Returns the duration below which the given hundredths of the exchanges are.
fn percentile(exchanges: &[Exchange], hundredths: usize) -> Duration {
    let mut durations: Vec<Duration> = exchanges.iter().map(|exchange| exchange.took).collect();
    durations.sort_unstable();
    let index = durations.len() * hundredths / 100;
    durations.get(index.min(durations.len().saturating_sub(1))).copied().unwrap_or_default()
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Traffic { deliveries, crc } = &self.traffic;
        let milliseconds = |hundredths| percentile(crc, hundredths).as_secs_f64() * 1e3;
        let growth = self.growth.map(|bytes| format!("{:.1}", bytes as f64 / f64::from(1 << 20)));
        let stop = self.stopped.map(|stop| format!("{:.1}", stop.as_secs_f64()));
        let absent = || "-".to_owned();
        write!(
            formatter,
            "{:<26} {:>16} of {:>4}, {:>4} {:>11} of {:>4} {:>9.1} {:>9.1} {:>12} {:>9.1} {:>9}",
            self.row.name,
            accepted(deliveries).count(),
            deliveries.len(),
            self.lost(),
            accepted(crc).count(),
            crc.len(),
            milliseconds(50),
            milliseconds(99),
            growth.unwrap_or_else(absent),
            self.log.len() as f64 / 1e3,
            stop.unwrap_or_else(absent),
        )
    }
}
