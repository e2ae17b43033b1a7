//! The checks of the fuzz targets, run on their seeds, the fixtures and the archives.
//!
//! `fuzz/seeds` has a folder for each target. The input of a crash that a target finds goes there.

use std::path::Path;

use crate::fixtures;

#[path = "../../fuzz/bodies/decode.rs"]
mod decode;
#[path = "../../fuzz/bodies/envelope.rs"]
mod envelope;
#[cfg(feature = "receiver")]
#[path = "../../fuzz/bodies/receive.rs"]
mod receive;
#[cfg(feature = "receiver")]
#[path = "../../fuzz/bodies/signature.rs"]
mod signature;

/// Returns the seeds of a target.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let files = std::fs::read_dir(folder).unwrap();
    let seeds: Vec<Vec<u8>> =
        files.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    assert!(seeds.len() > 5, "the seeds of {target} are missing");
    seeds
}

/// Calls a function with inputs, and with each of them after a few seeded changes.
fn each(inputs: &[Vec<u8>], rounds: usize, run: fn(&[u8])) {
    let mut random = fastrand::Rng::with_seed(12);
    for input in inputs {
        run(input);
        for _ in 0..rounds {
            let mut input = input.clone();
            for _ in 0..random.usize(1..4) {
                let (from, to) = (random.usize(..=input.len()), random.usize(..=input.len()));
                let part = input[from.min(to)..from.max(to)].to_vec();
                match random.u8(..4) {
                    0 if from < input.len() => input[from] = random.u8(..),
                    1 => drop(input.drain(from.min(to)..from.max(to))),
                    2 => drop(input.splice(from..from, part)),
                    _ => input.truncate(from.max(1)),
                }
            }
            run(&input);
        }
    }
}

#[test]
fn decode() {
    each(&seeds("decode"), 200, decode::run);
    let fixtures = fixtures::all().into_iter();
    let archives =
        ["corpus", "corpus-2", "corpus-broken"].into_iter().filter_map(fixtures::archive);
    fixtures.chain(archives.flatten()).for_each(|fixture| decode::run(fixture.body.as_bytes()));
}

#[test]
fn envelope() {
    each(&seeds("envelope"), 200, envelope::run);
    let archive = fixtures::x_activity_archive().unwrap_or_default();
    let fixtures = fixtures::x_activity().into_iter().chain(archive);
    fixtures.for_each(|fixture| envelope::run(fixture.body.as_bytes()));
}

/// The target `decode` reads bodies of both families.
#[test]
fn select() {
    each(&seeds("envelope"), 200, decode::select);
    let fixtures = fixtures::x_activity();
    fixtures.iter().for_each(|fixture| decode::select(fixture.body.as_bytes()));
}

#[cfg(feature = "receiver")]
#[test]
fn receive() {
    each(&seeds("receive"), 2_000, receive::run);
}

#[cfg(feature = "receiver")]
#[test]
fn signature() {
    each(&seeds("signature"), 2_000, signature::run);
}
