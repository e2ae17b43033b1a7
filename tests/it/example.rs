//! The programs in `examples/`.

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

/// Returns a command that runs an example, which `cargo test` has built beside the tests.
///
/// `cargo test --test it` builds no examples, so one that is missing or older than its source is
/// built first.
pub(crate) fn example(package: &str, name: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let path = profile.join("examples").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = ["examples", "src", "schemas"].map(|folder| newest(&root.join(folder)));
    let built = path.metadata().and_then(|file| file.modified()).ok();
    if built < source.into_iter().max().flatten() {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--offline", "--package", package, "--example", name]);
        if profile.ends_with("release") {
            build.arg("--release");
        }
        build.current_dir(root).env("CARGO_TARGET_DIR", profile.parent().unwrap());
        assert!(build.status().unwrap().success(), "the example {name} does not build");
    }
    Command::new(path)
}

/// The time of the last change below a folder.
fn newest(folder: &Path) -> Option<SystemTime> {
    let entries = std::fs::read_dir(folder).ok()?.map(|entry| entry.unwrap().path());
    let times = entries.map(|path| {
        if path.is_dir() { newest(&path) } else { path.metadata().unwrap().modified().ok() }
    });
    times.max().flatten()
}
