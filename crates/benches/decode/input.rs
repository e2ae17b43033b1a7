//! The inputs: what is decoded.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use crate::fixture;
use crate::shuffled::shuffled;

/// What the bodies of an input are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Family {
    AccountActivity,
    XActivity,
    /// Deliveries of both APIs, bare Tweets, and bodies that are not JSON.
    Mixed,
}

/// Bodies, and what they are.
pub(crate) struct Input {
    pub(crate) name: &'static str,
    pub(crate) family: Family,
    pub(crate) bodies: Vec<Bytes>,
}

impl Input {
    /// Returns the size of all bodies.
    pub(crate) fn bytes(&self) -> usize {
        self.bodies.iter().map(Bytes::len).sum()
    }
}

/// Real Tweets of the search API, if they are there.
pub(crate) const TWEETS: &str = "tweets";
/// Fixtures whose members are in the order of X, which is that of the schemas.
pub(crate) const WIRE_ORDER: &str = "wire-order";
/// The same with their members in another order.
pub(crate) const SHUFFLED: &str = "shuffled";
/// Fixtures of the X Activity API.
pub(crate) const X_ACTIVITY: &str = "x-activity";
/// An archive of everything.
pub(crate) const MIXED: &str = "mixed";

/// The smallest delivery. Smaller ones measure the call more than the decode.
const SMALLEST: usize = 4000;

/// The same for the X Activity API, whose deliveries are smaller.
const SMALLEST_ENVELOPE: usize = 2000;

/// The number of orders of each shuffled delivery.
const ORDERS: u64 = 4;

pub(crate) const NAMES: [&str; 5] = [TWEETS, WIRE_ORDER, SHUFFLED, X_ACTIVITY, MIXED];

/// Returns an input. `None` if it is not there, or none has this name.
pub(crate) fn named(name: &str) -> Option<Input> {
    let name = NAMES.into_iter().find(|known| *known == name)?;
    let (family, bodies) = match name {
        TWEETS => (Family::AccountActivity, tweets()),
        WIRE_ORDER => (Family::AccountActivity, wire_order()),
        SHUFFLED => (Family::AccountActivity, in_other_orders(&wire_order())),
        X_ACTIVITY => (Family::XActivity, x_activity()),
        _ => (Family::Mixed, mixed()),
    };
    (!bodies.is_empty()).then_some(Input { name, family, bodies })
}

fn in_other_orders(bodies: &[Bytes]) -> Vec<Bytes> {
    let orders = (0..ORDERS).flat_map(|seed| bodies.iter().map(move |body| (seed, body)));
    orders.map(|(seed, body)| shuffled(body, seed).into()).collect()
}

/// Returns deliveries of real Tweets, one per line, if the folder that `AA_CORPUS` names or `../shared` has them.
pub(crate) fn tweets() -> Vec<Bytes> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = env::var_os("AA_CORPUS").map_or(shared, PathBuf::from);
    let path = folder.join("bench/tweets.ndjson");
    match fs::read_to_string(&path) {
        Ok(lines) => lines.lines().map(|line| line.as_bytes().to_vec().into()).collect(),
        Err(error) => {
            eprintln!("left out: {}: {error}", path.display());
            Vec::new()
        }
    }
}

/// Returns the large deliveries.
fn wire_order() -> Vec<Bytes> {
    let mut bodies = fixture::account_activity();
    bodies.retain(|body| body.len() >= SMALLEST);
    assert!(bodies.len() >= 10, "fixtures are missing: found {}", bodies.len());
    bodies
}

fn x_activity() -> Vec<Bytes> {
    let mut bodies = fixture::x_activity();
    bodies.retain(|body| body.len() >= SMALLEST_ENVELOPE);
    assert!(bodies.len() >= 50, "fixtures are missing: found {}", bodies.len());
    bodies
}

/// Returns all fixtures of all sizes. Every third one is shuffled, some have a value that cannot be read, and some end
/// in the middle.
fn mixed() -> Vec<Bytes> {
    let mut bodies =
        [fixture::account_activity(), fixture::x_activity(), fixture::tweets()].concat();
    fastrand::Rng::with_seed(1).shuffle(&mut bodies);
    let vary = |(index, body): (usize, Bytes)| match index {
        _ if index % 100 == 50 => body.slice(..body.len() / 2),
        _ if index % 30 == 10 => with_odd_value(&body),
        _ if index % 3 == 0 => shuffled(&body, 1).into(),
        _ => body,
    };
    bodies.into_iter().enumerate().map(vary).collect()
}

/// Replaces the first `false` of a body by an array, which no member is that can be `false`.
pub(crate) fn with_odd_value(body: &[u8]) -> Bytes {
    String::from_utf8_lossy(body).replacen(":false", ":[[1]]", 1).into_bytes().into()
}
