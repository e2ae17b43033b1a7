//! The process of a subject: a receiver whose handler records each delivery in a file, or prints it.

// The output of the example, which must not block.
#[path = "../../../examples/receive/output.rs"]
mod output;

use std::error::Error;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use account_activity::Payload;
use account_activity::receiver::{
    Delivery, HandlerError, Mode, Receiver, ReceiverService, Server, with_state,
};

use output::Output;

use super::{Settings, request};

/// The first argument of a subject.
const COMMAND: &str = "subject";
/// The files in a subject's folder.
pub(super) const RECORD: &str = "record";
pub(super) const LOG: &str = "log";
pub(super) const STATS: &str = "stats.json";

const WORKERS: usize = 2;
/// Long enough for a queue of handlers that block.
const STOP_TIMEOUT: Duration = Duration::from_secs(60);
/// The length of a line that a subject prints.
const LINE: usize = 8 << 10;

/// What the handler does with a delivery.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Work {
    /// Records it.
    Nothing,
    /// Waits for a second before that, without blocking.
    Wait,
    /// Blocks its thread for 200 ms before that.
    Block,
    /// Prints a long line in place of the record, as the example does.
    Print,
}

const WORKS: [(&str, Work); 4] = [
    ("nothing", Work::Nothing),
    ("wait", Work::Wait),
    ("block", Work::Block),
    ("print", Work::Print),
];
const MODES: [(&str, Mode); 2] = [("await", Mode::Await), ("acknowledge", Mode::Acknowledge)];

/// Returns the arguments of a subject. Its folder is one more argument.
pub(super) fn arguments(settings: Settings) -> [String; 4] {
    let mode = MODES.into_iter().find(|(_, it)| *it == settings.mode);
    let work = WORKS.into_iter().find(|(_, it)| *it == settings.work);
    let (mode, work) = mode.zip(work).expect("each mode and each work has a name");
    [COMMAND.into(), mode.0.into(), work.0.into(), settings.recent_bodies.to_string()]
}

/// Runs a subject if the arguments of this program are those of one.
pub(crate) fn run() -> Option<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [COMMAND, mode, work, recent_bodies, folder] =
        words.iter().map(String::as_str).collect::<Vec<_>>()[..]
    else {
        return None;
    };
    let mode = MODES.into_iter().find(|(name, _)| *name == mode)?.1;
    let work = WORKS.into_iter().find(|(name, _)| *name == work)?.1;
    let recent_bodies = recent_bodies.parse().ok()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .enable_all()
        .build()
        .expect("a runtime starts");
    match runtime.block_on(receive(mode, work, recent_bodies, Path::new(folder))) {
        Ok(()) => Some(ExitCode::SUCCESS),
        Err(error) => {
            eprintln!("{error}");
            Some(ExitCode::FAILURE)
        }
    }
}

async fn receive(
    mode: Mode,
    work: Work,
    recent_bodies: usize,
    folder: &Path,
) -> Result<(), Box<dyn Error>> {
    let level = tracing_subscriber::filter::LevelFilter::INFO;
    tracing_subscriber::fmt().with_max_level(level).with_writer(io::stderr).init();
    let record = File::options().create(true).append(true).open(folder.join(RECORD))?;
    let receiver = Receiver::at(request::PATH, request::secrets());
    let output = Output::new(io::stdout());
    let handler = with_state((Arc::new(record), output.clone(), work), handle);
    let service =
        ReceiverService::builder(receiver, handler).mode(mode).recent_bodies(recent_bodies).build();
    let server = Server::bind("127.0.0.1:0").await?.stop_timeout(STOP_TIMEOUT);
    println!("{}", server.local_addr());
    server.serve(service.clone()).await?;
    output.finish().await?;
    Ok(std::fs::write(folder.join(STATS), serde_json::to_vec(&service.stats())?)?)
}

async fn handle(
    (record, output, work): (Arc<File>, Output, Work),
    delivery: Delivery,
) -> Result<(), HandlerError> {
    let id = delivery.payload().and_then(Payload::for_user_id).ok_or("expected a subscriber")?;
    match work {
        Work::Nothing => {}
        Work::Wait => tokio::time::sleep(Duration::from_secs(1)).await,
        Work::Block => thread::sleep(Duration::from_millis(200)),
        Work::Print => return output.write(format!("{:>LINE$}\n", id.to_string())).await,
    }
    // One write call per line, so that lines of handlers that run at the same time do not mix.
    Ok((&*record).write_all(format!("{id}\n").as_bytes())?)
}
