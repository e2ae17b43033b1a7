//! requests-oauthlib as a client, in the interpreter that the variable `AA_PYTHON` names. Its
//! requirements are in `tests/python/requirements.txt`.

use std::process::Command;

use crate::program::{Folder, Program};

#[test]
fn requests_oauthlib_works_over_http_and_over_tls() {
    let Some(python) = std::env::var_os("AA_PYTHON") else {
        skipped("set AA_PYTHON to an interpreter that has requests-oauthlib");
        return;
    };
    let folder = Folder::new("python");
    let program = Program::start(&folder, &["--tls", "--tls-port", "0"]);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python/premium.py");
    let tls_port = program.tls_port();
    let ca_file = folder.0.join("emulator-ca.pem");
    let of_x = ["https://api.twitter.com", &program.base_url, &tls_port, ca_file.to_str().unwrap()];
    for arguments in [&[program.base_url.as_str(), &program.base_url][..], &of_x] {
        let output = Command::new(&python)
            .arg(script)
            .args(arguments)
            .env("NO_PROXY", "*")
            .env_remove("REQUESTS_CA_BUNDLE")
            .env_remove("CURL_CA_BUNDLE")
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {told}");
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "passed");
    }
}

/// The guide's own code, as it stands there.
#[test]
fn the_sample_of_the_guide_receives() {
    let Some(python) = std::env::var_os("AA_PYTHON") else {
        skipped("set AA_PYTHON to an interpreter that has requests-oauthlib");
        return;
    };
    let folder = Folder::new("sample");
    let program = Program::start(&folder, &[]);
    let guide = include_str!("../../docs/testing.md");
    let (_, sample) = guide.split_once("```python\n").unwrap();
    let (sample, _) = sample.split_once("```").unwrap();
    assert_eq!(sample.matches("http://127.0.0.1:8787").count(), 1);
    let sample = sample.replace("http://127.0.0.1:8787", &program.base_url);
    let output = Command::new(&python).args(["-c", &sample]).env("NO_PROXY", "*").output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "ada: hi @bot");
}

/// Tells on the terminal that a test is skipped. `println!` of a test that passes is not shown.
fn skipped(reason: &str) {
    drop(std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("skipped: {reason}\n")));
}
