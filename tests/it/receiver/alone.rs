//! Tests that need a process of their own.

use std::process::Command;
use std::time::Duration;

const ALONE: &str = "ACCOUNT_ACTIVITY_TEST_ALONE";

/// A timeout that no test reaches, even on a busy machine.
const LONG: Duration = Duration::from_secs(300);

/// Runs a test, given by its path in this binary, in a process of its own.
pub(crate) fn alone(path: &str, test: impl FnOnce()) {
    if std::env::var_os(ALONE).is_some() {
        return test();
    }
    // A thousand clients and their server open two thousand sockets.
    let script = r#"ulimit -n 4096 2>/dev/null || ulimit -n "$(ulimit -H -n)"; exec "$0" "$@""#;
    let (_, path) = path.split_once("::").unwrap();
    let output = Command::new("sh")
        .args(["-c", script])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", path, "--nocapture"])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}{errors}");
}

/// Runs a future in a runtime of several threads.
pub(crate) fn block_on(future: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let future =
        async { tokio::time::timeout(LONG, future).await.expect("the test takes too long") };
    runtime.unwrap().block_on(future);
}
