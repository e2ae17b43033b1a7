//! The programs in `examples/`.

use std::path::Path;
use std::process::Command;

/// Returns a command that runs an example, which `cargo test` has built beside the tests.
///
/// `cargo test --test it` builds no examples, so a missing one is built first.
pub(crate) fn example(package: &str, name: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let path = profile.join("examples").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    if !path.exists() {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--offline", "--package", package, "--example", name]);
        if profile.ends_with("release") {
            build.arg("--release");
        }
        build
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
            .env("CARGO_TARGET_DIR", profile.parent().unwrap());
        assert!(build.status().unwrap().success(), "the example {name} does not build");
    }
    Command::new(path)
}
