//! A client that is not ours: requests-oauthlib, in a virtual environment.

use std::path::PathBuf;
use std::process::Command;

use crate::program::{Folder, Program};

/// The Python with what the script needs, or why there is none.
fn python() -> Result<PathBuf, String> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python");
    let requirements = std::fs::read_to_string(format!("{root}/requirements.txt")).unwrap();
    // Made anew when the requirements change.
    let hash = requirements.bytes().fold(7u64, |hash, it| hash.wrapping_mul(31) ^ u64::from(it));
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("python-{hash:x}"));
    let (python, done) = (folder.join("bin/python"), folder.join("complete"));
    if !done.exists() {
        drop(std::fs::remove_dir_all(&folder));
        run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        run(Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
            .arg(format!("{root}/requirements.txt")))?;
        std::fs::write(done, "").unwrap();
    }
    Ok(python)
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let told = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(format!("{command:?}: {told}")) }
}

#[test]
fn requests_oauthlib_works_over_http_and_over_tls() {
    let python = match python() {
        Ok(python) => python,
        Err(reason) => {
            let is_required = std::env::var("CI").is_ok_and(|ci| ci == "true");
            assert!(!is_required, "{reason}");
            println!("skipped, because there is no Python environment: {reason}");
            return;
        }
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
