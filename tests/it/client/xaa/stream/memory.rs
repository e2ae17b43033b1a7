//! How far the server can write ahead, and what the client does not keep.

use tokio::runtime;

use super::*;

fn runtime() -> runtime::Runtime {
    runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// While the program does not read, the server cannot send. What has arrived is not lost.
#[test]
fn a_slow_program_slows_the_server() {
    let mut most_ahead = 0;
    let memory = allocation_counter::measure(|| {
        runtime().block_on(async {
            let server = Server::start([vec![Head, Offer, End]]).await;
            cases::a_slow_reader(&server.base_url, |read| {
                let ahead = server.written() - usize::try_from(read).unwrap();
                most_ahead = most_ahead.max(ahead);
            })
            .await;
        });
    });
    let offered = cases::large_event(0).len() * cases::EACH_SECOND * cases::SECONDS;
    assert!(0 < most_ahead && most_ahead < 16 << 20, "{most_ahead} of {offered}");
    assert!(most_ahead < offered / 2, "{most_ahead} of {offered}");
    assert!(memory.bytes_max < 4 << 20, "{memory:?}");
}

/// A line that is skipped takes no memory, and neither does an endless sequence of blank lines.
#[test]
fn a_long_line_takes_little_memory() {
    let threads = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let threads = threads.unwrap();
    let long = Repeat("x".repeat(10_000), 2_000);
    let blanks = Repeat("\r\n".repeat(5_000), 200);
    let script = vec![Head, long, blank(), blanks, line(1), Stall];
    let server = threads.block_on(Server::start([script]));
    let memory = allocation_counter::measure(|| {
        runtime().block_on(cases::skipped_lines(&server.base_url));
    });
    assert!(memory.bytes_max < 8 << 20, "{memory:?}");
}
