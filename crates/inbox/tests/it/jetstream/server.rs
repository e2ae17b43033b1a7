//! A server of NATS for one test.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use account_activity_inbox::{JetStream, JetStreamBuilder};
use async_nats::jetstream::{self, stream};

use crate::port::port;
use crate::subject::CLAIM;

/// The user of every server.
const USER: &str = "bot";
pub(crate) const PASSWORD: &str = "open-sesame";

/// A server with a folder of its own, which a test can kill and start again.
pub(crate) struct Server {
    program: PathBuf,
    folder: PathBuf,
    port: u16,
    /// What it is started with beside the folder and the port.
    arguments: Vec<String>,
    process: Child,
}

impl Server {
    /// Starts a server. `None` if this machine has none.
    pub(crate) async fn start() -> Option<Self> {
        let server = Self::new(Vec::new())?;
        server.wait().await;
        Some(server)
    }

    /// Starts three servers that are a cluster. The name of each is its number.
    pub(crate) async fn cluster() -> Option<Vec<Self>> {
        let routes = [(); 3].map(|()| format!("nats://127.0.0.1:{}", port()));
        let arguments = |number: usize| {
            let (name, route, all) = (number.to_string(), &*routes[number], &*routes.join(","));
            ["--name", &name, "--cluster_name", "test", "--cluster", route, "--routes", all]
                .map(str::to_owned)
        };
        let servers = (0..3).map(|number| Self::new(arguments(number).into()));
        let servers: Vec<Self> = servers.collect::<Option<_>>()?;
        for server in &servers {
            server.wait().await;
        }
        Some(servers)
    }

    fn new(arguments: Vec<String>) -> Option<Self> {
        let Some(program) = std::env::var_os("AA_NATS_SERVER").map(PathBuf::from) else {
            skipped("AA_NATS_SERVER does not name a server of NATS");
            return None;
        };
        let folder = std::env::temp_dir().join(format!("aa-nats-{:016x}", fastrand::u64(..)));
        std::fs::create_dir(&folder).unwrap();
        let port = port();
        let process = run(&program, &folder, port, &arguments);
        Some(Self { program, folder, port, arguments, process })
    }

    pub(crate) fn url(&self) -> String {
        format!("nats://{USER}:{PASSWORD}@127.0.0.1:{}", self.port)
    }

    /// Returns a builder for an inbox with few partitions and short times.
    pub(crate) fn builder(&self) -> JetStreamBuilder {
        JetStream::builder(&self.url()).partitions(4).ack_wait(CLAIM)
    }

    /// Ends the server as a crash does.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts the killed server again at the same port.
    pub(crate) async fn restart(&mut self) {
        self.process = run(&self.program, &self.folder, self.port, &self.arguments);
        self.wait().await;
    }

    /// Waits until JetStream responds.
    async fn wait(&self) {
        for _ in 0..500 {
            if self.jetstream().await.is_some() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the server does not start");
    }

    /// Returns another client of the server. `None` if it does not respond.
    pub(crate) async fn jetstream(&self) -> Option<jetstream::Context> {
        let options =
            async_nats::ConnectOptions::with_user_and_password(USER.into(), PASSWORD.into());
        let client = options.connect(format!("127.0.0.1:{}", self.port)).await.ok()?;
        let context = jetstream::new(client);
        context.query_account().await.ok()?;
        Some(context)
    }

    async fn stream(&self) -> stream::Info {
        let context = self.jetstream().await.unwrap();
        context.get_stream("account-activity").await.unwrap().cached_info().clone()
    }

    /// Returns how the stream of the items is configured.
    pub(crate) async fn stream_config(&self) -> stream::Config {
        self.stream().await.config
    }

    /// Returns the number of the server that decides on the stream of the items.
    pub(crate) async fn leader(&self) -> usize {
        self.stream().await.cluster.unwrap().leader.unwrap().parse().unwrap()
    }

    /// Changes the stream of the items, as its operator can.
    pub(crate) async fn change_stream(&self, change: impl FnOnce(&mut stream::Config)) {
        let mut config = self.stream_config().await;
        change(&mut config);
        self.jetstream().await.unwrap().update_stream(config).await.unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

fn run(program: &PathBuf, folder: &PathBuf, port: u16, arguments: &[String]) -> Child {
    let mut command = Command::new(program);
    command.args(arguments);
    command.args(["--addr", "127.0.0.1", "--port", &port.to_string()]);
    command.args(["--user", USER, "--pass", PASSWORD, "--jetstream", "--store_dir"]).arg(folder);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Tells on the terminal that a test is skipped. `println!` of a test that passes is not shown.
fn skipped(reason: &str) {
    drop(std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("skipped: {reason}\n")));
}
