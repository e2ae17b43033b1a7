//! The subject of the load and kill programs: a receiver in a process of its own.
//!
//! A process of its own shows its memory and its log apart from those of the clients, and signals
//! end it alone.

pub(crate) mod connection;
pub(crate) mod memory;
pub(crate) mod process;
pub(crate) mod request;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use account_activity::receiver::Mode;

use memory::Memory;
use process::{LOG, RECORD, STATS, Work};

/// The time after which a subject that does not stop is killed.
const PATIENCE: Duration = Duration::from_secs(90);

/// How a subject receives.
#[derive(Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) mode: Mode,
    pub(crate) work: Work,
    /// The number of deliveries that are recognized when they are posted again.
    pub(crate) recent_bodies: usize,
    /// The maximum number of its open files, and so of its connections.
    pub(crate) files: u32,
}

/// A running subject. Dropping it ends the process at once, with SIGKILL.
pub(crate) struct Subject {
    process: Child,
    output: Option<ChildStdout>,
    folder: PathBuf,
    pub(crate) address: SocketAddr,
}

impl Subject {
    /// Starts a subject that keeps its files in a folder.
    pub(crate) fn start(settings: Settings, folder: &Path) -> Self {
        let program = std::env::current_exe().expect("this program has a path");
        let log = File::options().create(true).append(true).open(folder.join(LOG));
        let mut process = Command::new("sh")
            .args(["-c", r#"ulimit -n "$0" && exec "$@""#, &settings.files.to_string()])
            .arg(program)
            .args(process::arguments(settings))
            .arg(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log.expect("the log can be written"))
            .spawn()
            .expect("the subject starts");
        let mut output = BufReader::new(process.stdout.take().expect("the output is piped"));
        let mut address = String::new();
        output.read_line(&mut address).expect("the subject writes its address");
        let address = address.trim().parse();
        Self {
            process,
            output: Some(output.into_inner()),
            folder: folder.to_owned(),
            address: address.unwrap_or_else(|_| panic!("no address: {}", log_text(folder))),
        }
    }

    /// Returns the memory, or `None` on a system without `/proc`.
    pub(crate) fn memory(&self) -> Option<Memory> {
        Memory::of(self.process.id())
    }

    /// Sends SIGTERM and waits for the end. Returns the time this took, or `None` if the subject
    /// had to be killed.
    pub(crate) fn stop(mut self) -> Option<Duration> {
        let start = Instant::now();
        let printed = self.read_output();
        // The shell's own command: not every system has the program.
        let command = format!("kill -TERM {}", self.process.id());
        let sent = Command::new("sh").args(["-c", &command]).status();
        assert!(sent.expect("a shell runs").success(), "{}", log_text(&self.folder));
        while start.elapsed() < PATIENCE {
            if self.process.try_wait().expect("the subject is a child").is_some() {
                let took = start.elapsed();
                printed.join().expect("the output can be recorded");
                return Some(took);
            }
            thread::sleep(Duration::from_millis(5));
        }
        None
    }

    /// Reads the output from now on, so that a subject that waits for its reader can end. Adds the
    /// deliveries that are printed to those that are recorded.
    fn read_output(&mut self) -> JoinHandle<()> {
        let output = self.output.take();
        let record = File::options().create(true).append(true).open(self.folder.join(RECORD));
        thread::spawn(move || {
            let mut record = record.expect("the record can be written");
            if let Some(mut output) = output {
                io::copy(&mut output, &mut record).expect("the output can be read");
            }
        })
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        // It fails if the process has ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The deliveries that a subject recorded.
pub(crate) struct Record {
    pub(crate) ids: BTreeSet<u64>,
    /// Lines with an id that an earlier line has.
    pub(crate) repeated: usize,
    /// Lines that are not an id, and a last line without its end.
    pub(crate) broken: usize,
}

/// Reads what the subjects of a folder recorded.
pub(crate) fn record(folder: &Path) -> Record {
    let mut text = String::new();
    if let Ok(mut file) = File::open(folder.join(RECORD)) {
        file.read_to_string(&mut text).expect("the record is text");
    }
    let mut record = Record { ids: BTreeSet::new(), repeated: 0, broken: 0 };
    for line in text.split_inclusive('\n') {
        match line.strip_suffix('\n').and_then(|id| id.trim_start().parse().ok()) {
            Some(id) => record.repeated += usize::from(!record.ids.insert(id)),
            None => record.broken += 1,
        }
    }
    record
}

/// Returns what the subjects of a folder logged.
pub(crate) fn log_text(folder: &Path) -> String {
    let log = fs::read(folder.join(LOG)).expect("the log can be read");
    String::from_utf8_lossy(&log).into_owned()
}

/// Returns the counters that the last stopped subject of a folder wrote.
pub(crate) fn stats(folder: &Path) -> serde_json::Value {
    let json = fs::read(folder.join(STATS)).unwrap_or_default();
    serde_json::from_slice(&json).unwrap_or_default()
}

/// Creates an empty folder for the files of subjects.
pub(crate) fn folder(name: &str) -> PathBuf {
    let unique = format!("account-activity-{name}-{}", std::process::id());
    let folder = std::env::temp_dir().join(unique);
    // It fails if the folder does not exist.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a temporary folder can be created");
    folder
}
