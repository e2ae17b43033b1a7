//! Lines: in parts, too long, unreadable, unfinished.

use std::path::Path;

use super::*;
use crate::fixtures::skipped;

#[tokio::test]
async fn half_a_line_is_no_event() {
    let half = || Send(event(2)[..40].to_owned());
    let server = Server::start([vec![Head, line(1), half(), End], good(3)]).await;
    cases::half_a_line_before_the_end(&server.base_url).await;
    let server = Server::start([vec![Head, line(1), half(), Break], good(3)]).await;
    cases::half_a_line_before_a_break(&server.base_url).await;
}

#[tokio::test]
async fn an_object_without_a_line_break_is_an_event() {
    for end in [End, Break] {
        let server = Server::start([vec![Head, line(1), Send(event(2)), end], good(3)]).await;
        cases::an_object_without_a_line_break(&server.base_url).await;
    }
}

#[tokio::test]
async fn a_line_of_20_megabytes() {
    let part = Repeat("x".repeat(10_000), 2_000);
    let server = Server::start([vec![Head, line(1), part, blank(), line(2), Stall]]).await;
    cases::a_long_line(&server.base_url).await;
}

#[tokio::test]
async fn the_limit_of_a_line_is_exact() {
    // A megabyte takes long byte by byte.
    for (limit, send) in [(300, Bytewise as fn(_) -> _), (1 << 20, Send)] {
        for line_break in ["\n", "\r\n"] {
            let lines = cases::lines_around_a_limit(limit, line_break);
            let server = Server::start([vec![Head, send(lines), Stall]]).await;
            cases::the_limit_of_a_line_is_exact(&server.base_url, limit).await;
        }
    }
}

#[tokio::test]
async fn lines_that_are_no_objects() {
    let server = Server::start([vec![Head, Raw(cases::GARBAGE), line(1), Stall]]).await;
    cases::garbage(&server.base_url).await;
}

#[tokio::test]
async fn lines_in_any_parts() {
    let mut random = fastrand::Rng::with_seed(1);
    for line_break in ["\n", "\r\n"] {
        let text = cases::events_and_blank_lines(line_break);
        let mut parts = vec![Head];
        let mut rest = &*text;
        while !rest.is_empty() {
            let (part, after) = rest.split_at(random.usize(1..=rest.len().min(200)));
            parts.push(Send(part.to_owned()));
            rest = after;
        }
        parts.push(Stall);
        let whole = vec![Head, Send(text.clone()), Stall];
        for script in [whole, parts, vec![Head, Bytewise(text.clone()), Stall]] {
            let server = Server::start([script]).await;
            cases::lines_in_any_parts(&server.base_url).await;
        }
    }
}

#[tokio::test]
async fn what_was_sent_before_the_end_arrives() {
    let server = Server::start([vec![Head, Events(0, 20_000), End]]).await;
    cases::every_event_before_the_end(&server.base_url).await;
}

#[tokio::test]
async fn what_was_received_is_counted() {
    let first = vec![Head, Send(cases::lines_of_each_kind()), End];
    let server = Server::start([first, good(2)]).await;
    cases::what_was_received_is_counted(&server.base_url).await;
}

/// The sample of an archive beside the checkout.
#[tokio::test]
async fn the_sample_of_an_archive() {
    let folder = std::env::var_os("AA_CORPUS").unwrap_or_default();
    let path = Path::new(&folder).join("corpus-xaa/synthetic/_stream.sample.ndjson");
    let Ok(sample) = std::fs::read_to_string(path) else {
        return skipped("AA_CORPUS names no folder that holds a sample of the stream");
    };
    let server = Server::start([vec![Head, Bytewise(sample), End], good(1)]).await;
    let mut stream = stream(&server);
    let mut kinds = Vec::new();
    while stream.stats().connections < 2 {
        match next(&mut stream).await {
            StreamItem::Envelope(envelope) => {
                assert!(envelope.faults().is_empty(), "{envelope:?}");
                kinds.push(envelope.kind().unwrap().to_string());
            }
            StreamItem::Notice(StreamNotice::Problem(problem)) => {
                kinds.push(problem.problem().unwrap().slug.to_string());
            }
            _ => {}
        }
    }
    assert_eq!(kinds, ["profile.update.bio", "post.create", "operational-disconnect"]);
    assert_eq!((stream.stats().keep_alives, stream.stats().unreadable), (3, 0));
}
