//! The programs in `examples/`.

use std::path::Path;
use std::process::{Command, Stdio};

/// Returns a command that runs an example.
///
/// `cargo test` has built it beside the tests, but `cargo test --test it` has not, so this builds
/// it if it is missing or older than its sources.
pub(crate) fn example(package: &str, name: &str) -> Command {
    example_with("", package, name)
}

/// Returns a command that runs an example that needs features beside the default ones.
pub(crate) fn example_with(features: &str, package: &str, name: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let path = profile.join("examples").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    if !is_fresh(&path) {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--offline", "--package", package, "--example", name]);
        build.args(["--features", features]);
        if profile.ends_with("release") {
            build.arg("--release");
        }
        build.current_dir(env!("CARGO_MANIFEST_DIR"));
        build.env("CARGO_TARGET_DIR", profile.parent().unwrap());
        assert!(build.status().unwrap().success(), "the example {name} does not build");
    }
    Command::new(path)
}

/// Asserts that a program ends well although the reader of its output has exited, as with `| head`.
#[allow(dead_code, reason = "not every crate that includes this file calls it")]
pub(crate) fn assert_survives(command: &mut Command) {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = command.stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped());
    let output = output.spawn().unwrap().wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !errors.contains("panicked"), "{}: {errors}", output.status);
}

/// Whether a program is newer than every source that Cargo has noted for it.
fn is_fresh(program: &Path) -> bool {
    let modified = |path: &Path| path.metadata().and_then(|file| file.modified()).ok();
    let Ok(sources) = std::fs::read_to_string(program.with_extension("d")) else { return false };
    // Empty while another test builds the program.
    let Some((_, sources)) = sources.split_once(": ") else { return false };
    let mut sources = sources.split_whitespace().map(Path::new);
    sources.all(|source| modified(source).is_some_and(|time| Some(time) <= modified(program)))
}
