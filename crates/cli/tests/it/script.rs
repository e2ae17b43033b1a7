//! Scripts in other languages, which print `passed` at their end.

use std::process::Command;

/// Runs a script, which must not use a proxy to this machine.
#[track_caller]
pub(crate) fn passes(command: &mut Command) {
    let output = command.env("NO_PROXY", "*").env("no_proxy", "*").output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {told}");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "passed");
}

/// Tells on the terminal that a test is skipped. `println!` of a test that passes is not shown.
pub(crate) fn skipped(reason: &str) {
    drop(std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("skipped: {reason}\n")));
}
