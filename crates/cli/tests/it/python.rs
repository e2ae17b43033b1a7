//! Clients in Python, in the interpreter that the variable `AA_PYTHON` names. Its requirements are
//! in `tests/python/requirements.txt`.

use std::process::Command;

use crate::emulator::Program;
use crate::program::Folder;
use crate::script::{passes, skipped};

/// Runs a script of `tests/python` with arguments, or returns `None` without an interpreter.
fn run(script: &str, arguments: &[&str]) -> Option<()> {
    let python = std::env::var_os("AA_PYTHON")?;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python");
    let mut command = Command::new(python);
    command.arg(format!("{folder}/{script}")).args(arguments);
    passes(command.env_remove("REQUESTS_CA_BUNDLE").env_remove("CURL_CA_BUNDLE"));
    Some(())
}

const SKIPPED: &str = "set AA_PYTHON to an interpreter with tests/python/requirements.txt";

#[test]
fn requests_oauthlib_works_over_http_and_over_tls() {
    let folder = Folder::new("python");
    let program = Program::start(&folder, &["--tls", "--tls-port", "0"]);
    let tls_port = program.tls_port();
    let ca_file = folder.0.join("emulator-ca.pem");
    let of_x = ["https://api.twitter.com", &program.base_url, &tls_port, ca_file.to_str().unwrap()];
    for arguments in [&[program.base_url.as_str(), &program.base_url][..], &of_x] {
        if run("premium.py", arguments).is_none() {
            return skipped(SKIPPED);
        }
    }
}

#[test]
fn the_sample_of_x_tweepy_twython_and_xdk_sign_in_and_post() {
    let folder = Folder::new("python-sign-in");
    let program = Program::start(&folder, &["--tls", "--tls-port", "0"]);
    let ca_file = folder.0.join("emulator-ca.pem");
    let arguments = [&program.base_url, &program.tls_port(), ca_file.to_str().unwrap()];
    if run("sign_in.py", &arguments).is_none() {
        skipped(SKIPPED);
    }
}

#[test]
fn xdk_subscribes_to_activity_and_streams_it() {
    let folder = Folder::new("python-activity");
    let program = Program::start(&folder, &[]);
    if run("activity.py", &[&program.base_url]).is_none() {
        skipped(SKIPPED);
    }
}

/// The guide's own code, as it stands there.
#[test]
fn the_sample_of_the_guide_receives() {
    let Some(python) = std::env::var_os("AA_PYTHON") else {
        return skipped(SKIPPED);
    };
    let folder = Folder::new("sample");
    let program = Program::start(&folder, &[]);
    let guide = include_str!("../../docs/emulator.md");
    let (_, sample) = guide.split_once("```python\n").unwrap();
    let (sample, _) = sample.split_once("```").unwrap();
    assert_eq!(sample.matches("http://127.0.0.1:8787").count(), 1);
    let sample = sample.replace("http://127.0.0.1:8787", &program.base_url);
    let output = Command::new(&python).args(["-c", &sample]).env("NO_PROXY", "*").output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "ada: hi @bot");
}
