//! The command line.

use std::process::Command;

fn run(argument: &str) -> (Option<i32>, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_account-activity-lambda")).arg(argument).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

#[test]
fn help_documents_the_exit_codes() {
    let (code, text) = run("--help");
    assert_eq!(code, Some(0));
    assert!(text.starts_with("usage: ") && text.contains("Exit codes: "), "{text}");
}

#[test]
fn unknown_arguments_are_refused() {
    let (code, text) = run("--port");
    assert_eq!(code, Some(2));
    assert!(text.starts_with("unknown argument --port\nusage: "), "{text}");
}
