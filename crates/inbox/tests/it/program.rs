//! The program that tests kill, trace and starve: this binary, started again.
//!
//! It talks on standard error, because the test harness writes to standard output.

use std::ffi::{OsStr, OsString};
use std::fs::{File, OpenOptions};
use std::future::pending;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "nats")]
use account_activity_inbox::JetStream;
use account_activity_inbox::account_activity::receiver::{
    HandlerError, Receiver, ReceiverService, Secret, Server,
};
use account_activity_inbox::{Inbox, Item, Sqlite, Synchronous, Worker};

use crate::bodies::{arrival, long_deletion};
use crate::hooked::{Call, Hooked};
#[cfg(feature = "nats")]
use crate::jetstream::until_reached;

pub(crate) const PATH: &str = "/webhooks/twitter";

/// Where the program is, and how it starts.
const ARGUMENTS: [&str; 4] = ["--exact", "program::program", "--ignored", "--nocapture"];

/// How long claims last: those of a killed process must not hold up the next one for long.
const CLAIM: Duration = Duration::from_millis(500);

/// A variable of the environment.
pub(crate) type Variable = (&'static str, OsString);

/// Returns the variable of an inbox in a file.
pub(crate) fn in_file(file: &Path) -> Variable {
    ("AA_INBOX_FILE", file.into())
}

/// Returns the variable of an inbox on a server of NATS.
#[cfg(feature = "nats")]
pub(crate) fn on_server(url: &str) -> Variable {
    ("AA_INBOX_URL", url.into())
}

/// Returns the variables of a program that receives into an inbox.
pub(crate) fn receiving(inbox: Variable, port: u16, secret: &str) -> Vec<Variable> {
    vec![
        inbox,
        ("AA_INBOX_ROLE", "receive".into()),
        ("AA_INBOX_PORT", port.to_string().into()),
        ("AA_INBOX_SECRET", secret.into()),
    ]
}

/// Returns the variables of a program that appends what it is told to.
pub(crate) fn appending(file: &Path) -> Vec<Variable> {
    vec![in_file(file), ("AA_INBOX_ROLE", "append".into())]
}

/// A running program.
pub(crate) struct Program {
    child: Owned,
    input: ChildStdin,
    output: BufReader<ChildStderr>,
}

impl Program {
    /// Starts the program by another one, such as `strace`. Without words, it starts by itself.
    pub(crate) fn start(by: &[&str], variables: &[Variable]) -> Self {
        let this = std::env::current_exe().unwrap();
        let mut words = by.iter().map(OsStr::new).chain([this.as_os_str()]);
        let mut command = Command::new(words.next().unwrap());
        command.args(words).args(ARGUMENTS).envs(variables.iter().cloned());
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stderr.take().unwrap());
        Self { child: Owned(child), input, output: BufReader::new(output) }
    }

    pub(crate) fn id(&self) -> String {
        self.child.0.id().to_string()
    }

    /// Reads the next line of the program.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        assert!(line.ends_with('\n'), "the program ended after {line:?}");
        line.trim_end().to_owned()
    }

    /// Writes a line to the program, and reads the next one of it.
    pub(crate) fn ask(&mut self, line: &str) -> String {
        writeln!(self.input, "{line}").unwrap();
        self.line()
    }

    /// Kills the program with SIGKILL.
    pub(crate) fn kill(self) {
        drop(self);
    }

    /// Ends its input, and waits for its end.
    pub(crate) fn end(self) {
        let Self { mut child, input, output } = self;
        drop((input, output));
        child.0.wait().unwrap();
    }
}

/// A process that is killed with SIGKILL when it is dropped.
struct Owned(Child);

impl Drop for Owned {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
#[ignore = "a program that other tests start"]
fn program() {
    let Ok(role) = std::env::var("AA_INBOX_ROLE") else { return };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        match &*role {
            "receive" => receive().await,
            "append" => append().await,
            other => panic!("no role {other}"),
        }
    });
}

fn file() -> PathBuf {
    std::env::var_os("AA_INBOX_FILE").unwrap().into()
}

/// Opens the inbox that the environment names.
async fn open() -> Arc<dyn Inbox> {
    #[cfg(feature = "nats")]
    if let Ok(url) = std::env::var("AA_INBOX_URL") {
        let builder = JetStream::builder(&url).ack_wait(CLAIM);
        return Arc::new(until_reached(|| builder.clone().connect()).await);
    }
    let builder = match std::env::var_os("AA_INBOX_NORMAL") {
        Some(_) => Sqlite::builder(file()).synchronous(Synchronous::Normal),
        None => Sqlite::builder(file()),
    };
    Arc::new(builder.open().await.unwrap())
}

/// Receives deliveries into an inbox. With a log, it handles them too.
async fn receive() {
    let variable = |name: &str| std::env::var(name).unwrap();
    let mut inbox = open().await;
    let mut working = None;
    if let Some(log) = std::env::var_os("AA_INBOX_LOG") {
        let log = Log::open(Path::new(&log));
        inbox = Arc::new(Hooked::new(inbox).done({
            let log = log.clone();
            move |call| {
                if let Call::Acknowledge(claim) = call {
                    log.write(&format!("acknowledged {} ;", claim.item()));
                }
            }
        }));
        let handler = move |item: Item| {
            let log = log.clone();
            async move {
                log.write(&format!("handled {} {} ;", item.id(), item.key()));
                Ok::<(), HandlerError>(())
            }
        };
        let worker = Worker::new(Arc::clone(&inbox), handler);
        working = Some(worker.claim_for(CLAIM));
    }
    let receiver = Receiver::at(PATH, Secret::new(variable("AA_INBOX_SECRET")).unwrap());
    let port: u16 = variable("AA_INBOX_PORT").parse().unwrap();
    let server = Server::bind(("127.0.0.1", port)).await.unwrap();
    eprintln!("listening on {}", server.local_addr());
    let serving = server.serve_until(ReceiverService::new(receiver, inbox), pending());
    let working = async {
        match working {
            Some(worker) => worker.run(pending()).await,
            None => pending().await,
        }
    };
    tokio::join!(async { serving.await.unwrap() }, working);
}

/// Opens an inbox, and appends a deletion for each number that it reads.
async fn append() {
    let mut numbers = std::io::stdin().lines().map(Result::unwrap);
    let inbox = loop {
        match Sqlite::open(file()).await {
            Ok(inbox) => break inbox,
            Err(error) => eprintln!("{:?}: {error}", error.storage().unwrap()),
        }
        numbers.next().unwrap();
    };
    eprintln!("opened");
    for number in numbers {
        let body = arrival(&long_deletion(number.parse().unwrap()));
        match inbox.append(&body).await {
            Ok(appended) => eprintln!("stored {}", appended.stored),
            Err(error) => eprintln!("{:?}: {error}", error.storage().unwrap()),
        }
    }
}

/// A file to which lines are only appended.
#[derive(Clone)]
struct Log(Arc<File>);

impl Log {
    fn open(path: &Path) -> Self {
        let log = Self(Arc::new(OpenOptions::new().create(true).append(true).open(path).unwrap()));
        // The last line of a killed process can be cut off.
        log.write("");
        log
    }

    /// One call of the system, so that the line is written even if the process is killed next.
    fn write(&self, line: &str) {
        (&*self.0).write_all(format!("{line}\n").as_bytes()).unwrap();
    }
}
