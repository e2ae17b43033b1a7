//! A server of NATS for one turn.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use account_activity_inbox::JetStream;

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(20);

/// When a server writes to the disk.
#[derive(Clone, Copy)]
pub(crate) enum SyncInterval {
    /// Every two minutes, as by default.
    Lazy,
    /// Before it acknowledges a message.
    Always,
}

/// A server, which is killed when it is dropped.
pub(crate) struct Server {
    process: Child,
    port: u16,
}

impl Server {
    /// Returns the program of the server, if this machine has one.
    pub(crate) fn program() -> Option<PathBuf> {
        env::var_os("AA_NATS_SERVER").map(PathBuf::from)
    }

    /// Starts a server that stores in a folder.
    pub(crate) fn start(folder: &Path, sync: SyncInterval) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let interval = match sync {
            SyncInterval::Lazy => "",
            SyncInterval::Always => "sync_interval: always",
        };
        let configuration = folder.join("nats.conf");
        let text = format!(
            "listen: \"127.0.0.1:{port}\"\njetstream {{\n  store_dir: {folder:?}\n  {interval}\n}}\n"
        );
        fs::write(&configuration, text).expect("the folder is writable");
        let mut command = Command::new(Self::program().expect("only contenders that can run"));
        command.arg("--config").arg(configuration).stdout(Stdio::null()).stderr(Stdio::null());
        Self { process: command.spawn().expect("the server starts"), port }
    }

    /// Opens an inbox as soon as the server responds.
    pub(crate) async fn inbox(&self) -> JetStream {
        let patience = Instant::now() + PATIENCE;
        loop {
            match JetStream::connect(&format!("nats://127.0.0.1:{}", self.port)).await {
                Ok(inbox) => return inbox,
                Err(error) => assert!(Instant::now() < patience, "{error:?}"),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
