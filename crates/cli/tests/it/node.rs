//! Clients in JavaScript. The variable `AA_NODE_MODULES` names a folder with the packages of
//! `tests/node/package.json`, and `AA_NODE` the program that runs the scripts, Node 20 or later.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::emulator::Program;
use crate::program::Folder;
use crate::script::{passes, skipped};

const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/node");

const SKIPPED: &str = "set AA_NODE and AA_NODE_MODULES to Node and tests/node/package.json";

#[test]
fn the_sample_of_x_twitter_api_v2_twitter_lite_and_xdk_sign_in_and_post() {
    let (Some(node), Some(modules)) = (std::env::var_os("AA_NODE"), modules()) else {
        return skipped(SKIPPED);
    };
    let folder = Folder::new("node-sign-in");
    let program = Program::start(&folder, &["--tls", "--tls-port", "0"]);
    let mut command = Command::new(node);
    command.arg(format!("{SCRIPTS}/sign_in.mjs")).arg(modules);
    command.args([&program.base_url, &program.tls_port()]);
    passes(command.env("NODE_EXTRA_CA_CERTS", folder.0.join("emulator-ca.pem")));
}

#[test]
fn xdk_subscribes_to_activity_and_streams_it() {
    let (Some(node), Some(modules)) = (std::env::var_os("AA_NODE"), modules()) else {
        return skipped(SKIPPED);
    };
    let folder = Folder::new("node-activity");
    let program = Program::start(&folder, &[]);
    let mut command = Command::new(node);
    command.arg(format!("{SCRIPTS}/activity.mjs")).arg(modules).arg(&program.base_url);
    passes(&mut command);
}

/// The TLS of Bun is `BoringSSL`.
#[test]
fn bun_verifies_the_certificate_of_each_host() {
    let Some(bun) = modules().and_then(|it| bun(&it)) else {
        return skipped("set AA_NODE_MODULES to a folder with bun, installed without its script");
    };
    let folder = Folder::new("bun");
    let program = Program::start(&folder, &["--tls", "--tls-port", "0"]);
    let mut command = Command::new(bun);
    command.arg(format!("{SCRIPTS}/bun.mjs")).arg(program.tls_port());
    passes(command.arg(folder.0.join("emulator-ca.pem")));
}

fn modules() -> Option<PathBuf> {
    std::env::var_os("AA_NODE_MODULES").map(PathBuf::from)
}

/// Returns the program in the package of this platform.
fn bun(modules: &Path) -> Option<PathBuf> {
    let platforms = std::fs::read_dir(modules.join("@oven")).ok()?;
    let mut programs = platforms.filter_map(|it| Some(it.ok()?.path().join("bin/bun")));
    programs.find(|program| program.exists())
}
