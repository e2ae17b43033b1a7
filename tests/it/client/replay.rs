//! Windows of Replay: how they are rounded, split and checked.

use std::time::Duration;

use account_activity::client::{Endpoint, Error, NotSentReason, ReplayWindow, ReplayWindowError};
use account_activity::{Tier, Timestamp};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

/// The clock of the client and of these tests.
const NOW: &str = "2026-03-01T13:00:00Z";

fn before(seconds: i64) -> Timestamp {
    Timestamp::from_millis(at(NOW).as_millis() - seconds * 1000)
}

fn window(from: i64, to: i64) -> ReplayWindow {
    ReplayWindow::covering(before(from), before(to)).unwrap()
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

#[test]
fn whole_minutes_that_cover() {
    let covering = |from, to| ReplayWindow::covering(at(from), at(to));
    let cases = [
        ("2026-03-01T09:59:30Z", "2026-03-01T10:00:00Z", "202603010959 to 202603011000"),
        ("2026-03-01T09:59:00Z", "2026-03-01T10:00:00.001Z", "202603010959 to 202603011001"),
        ("2026-03-01T09:59:59.999Z", "2026-03-01T09:59:59.999Z", "202603010959 to 202603011000"),
        ("2025-12-31T23:59:00Z", "2026-01-01T00:00:00Z", "202512312359 to 202601010000"),
        ("2024-02-28T23:59:30+00:00", "2024-02-29T00:00:30Z", "202402282359 to 202402290001"),
        ("1970-01-01T00:00:00Z", "9999-12-31T23:59:00Z", "197001010000 to 999912312359"),
    ];
    for (from, to, text) in cases {
        assert_eq!(covering(from, to).unwrap().to_string(), text);
    }
    let empty = Err(ReplayWindowError::Empty);
    assert_eq!(covering("2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z"), empty);
    assert_eq!(covering("2026-03-01T10:00:00Z", "2026-03-01T09:00:00Z"), empty);
    let far = |from: i64, to: i64| {
        ReplayWindow::covering(Timestamp::from_millis(from), Timestamp::from_millis(to))
    };
    for (from, to) in [(-1, 60_000), (0, i64::MAX), (0, 253_402_300_799_999), (i64::MIN, 0)] {
        assert_eq!(far(from, to), Err(ReplayWindowError::OutOfRange), "{from} {to}");
    }
}

#[test]
fn a_long_window_is_split_by_two_hours() {
    let whole = window(5 * HOUR + 30 * MINUTE, HOUR);
    let parts: Vec<_> = whole.split().collect();
    let texts: Vec<_> = parts.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "202603010730 to 202603010930",
            "202603010930 to 202603011130",
            "202603011130 to 202603011200"
        ]
    );
    assert_eq!((parts[0].from(), parts[2].to()), (whole.from(), whole.to()));
    assert_eq!(window(3 * HOUR, HOUR).split().collect::<Vec<_>>(), [window(3 * HOUR, HOUR)]);
    assert_eq!(window(5 * DAY, HOUR).split().count(), 60);
    assert_eq!(ReplayWindow::RECOMMENDED_LENGTH, Duration::from_secs(2 * 60 * 60));
}

#[test]
fn rules_at_their_boundaries() {
    use ReplayWindowError as E;
    let cases = [
        (Tier::Enterprise, 5 * DAY, HOUR, Ok(())),
        (Tier::Enterprise, 5 * DAY + MINUTE, HOUR, Err(E::BeginsTooEarly)),
        (Tier::V2Enterprise, DAY, HOUR, Ok(())),
        (Tier::V2Enterprise, DAY + MINUTE, HOUR, Err(E::BeginsTooEarly)),
        (Tier::V2PayPerUse, DAY + MINUTE, HOUR, Err(E::BeginsTooEarly)),
        (Tier::Enterprise, 31 * MINUTE, 10 * MINUTE, Ok(())),
        (Tier::Enterprise, 30 * MINUTE, 10 * MINUTE, Err(E::BeginsTooLate)),
        (Tier::Enterprise, 31 * MINUTE, 9 * MINUTE, Err(E::EndsTooLate)),
        (Tier::Enterprise, HOUR, 0, Err(E::EndsTooLate)),
        (Tier::Enterprise, HOUR, -HOUR, Err(E::EndsTooLate)),
        (Tier::Enterprise, -HOUR, -2 * HOUR, Err(E::BeginsTooLate)),
        (Tier::Premium, 2 * HOUR, HOUR, Err(E::NoReplay(Tier::Premium))),
        (Tier::Sandbox, 2 * HOUR, HOUR, Err(E::NoReplay(Tier::Sandbox))),
    ];
    for (tier, from, to, expected) in cases {
        assert_eq!(window(from, to).check(tier, at(NOW)), expected, "{tier:?} {from} {to}");
    }
    // Between two minutes, the exact age decides.
    let later = Timestamp::from_millis(at(NOW).as_millis() + 59_999);
    assert_eq!(
        window(30 * MINUTE, 15 * MINUTE).check(Tier::Enterprise, later),
        Err(E::BeginsTooLate)
    );
    let earliest = window(5 * DAY, HOUR).check(Tier::Enterprise, later);
    assert_eq!(earliest, Err(E::BeginsTooEarly));
}

/// The client's clock decides, with the rules of the tier that is called.
#[tokio::test]
async fn what_breaks_a_rule_is_not_sent() {
    let server = MockServer::start().await;
    let job = ResponseTemplate::new(202).set_body_string(r#"{"job_id":"1"}"#);
    Mock::given(any()).respond_with(job).expect(1).mount(&server).await;
    let client = client(server.uri());
    let two_days = window(2 * DAY, HOUR);
    client.enterprise().replay(WEBHOOK, two_days).await.unwrap();
    let cases = [
        (Endpoint::V2Replay, client.v2().replay(WEBHOOK, two_days).await),
        (
            Endpoint::EnterpriseReplay,
            client.enterprise().replay(WEBHOOK, window(6 * DAY, HOUR)).await,
        ),
    ];
    for (endpoint, result) in cases {
        let Err(Error::NotSent(error)) = result else { panic!("{result:?}") };
        assert_eq!(error.endpoint(), endpoint);
        assert_eq!(error.reason(), &NotSentReason::Replay(ReplayWindowError::BeginsTooEarly));
    }
}
