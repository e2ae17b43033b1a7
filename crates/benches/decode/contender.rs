//! The ways to decode bodies with the crate, and two to compare them with.

use std::hint::black_box;

use account_activity::xaa::Envelope;
use account_activity::{ActivityKind, Body, DecodeError, Decoder, Payload};
use bytes::Bytes;

use crate::input::Family;
use crate::scan;

/// A way to decode bodies. The time to drop the results counts too.
#[derive(Clone, Copy)]
pub(crate) struct Contender {
    pub(crate) name: &'static str,
    /// Decodes all bodies, and returns how many cannot be decoded.
    pub(crate) read: fn(&[Bytes]) -> usize,
}

pub(crate) const TYPED: &str = "typed";
pub(crate) const BODY: &str = "Body::from_bytes";
pub(crate) const DECODER: &str = "Decoder";
/// A decoder of a kind that large bodies do not have.
pub(crate) const ONLY: &str = "Decoder::only";
pub(crate) const VALUE: &str = "serde_json::Value";
pub(crate) const SKIP: &str = "skip-only scan";

/// Returns the contenders for a family. The first is the typed decode, which copies the body.
pub(crate) fn all(family: Family) -> Vec<Contender> {
    let typed = match family {
        Family::AccountActivity => |bodies: &[Bytes]| each(bodies, Payload::from_slice),
        Family::XActivity => |bodies: &[Bytes]| each(bodies, Envelope::from_slice),
        Family::Mixed => |bodies: &[Bytes]| each(bodies, body_or_tweet),
    };
    vec![
        Contender { name: TYPED, read: typed },
        Contender { name: BODY, read: body },
        Contender { name: DECODER, read: |bodies| decoder(bodies, Decoder::new()) },
        Contender { name: ONLY, read: |bodies| decoder(bodies, only_an_unrelated_kind()) },
        Contender { name: VALUE, read: value },
        Contender { name: SKIP, read: skip },
    ]
}

/// Reads all bodies, and returns how many cannot be read.
pub(crate) fn each<'a, T, E>(
    bodies: &'a [Bytes],
    read: impl Fn(&'a [u8]) -> Result<T, E>,
) -> usize {
    bodies.iter().filter(|body| black_box(read(black_box(body))).is_err()).count()
}

/// Reads a body as an archive does: what is of neither API is a Tweet.
fn body_or_tweet(bytes: &[u8]) -> Result<Body, DecodeError> {
    match Body::from_slice(bytes)? {
        Body::Other(tweet) => Payload::from_tweet(tweet.as_bytes(), None).map(Body::from),
        body => Ok(body),
    }
}

fn body(bodies: &[Bytes]) -> usize {
    let is_wrong = |body: &&Bytes| black_box(Body::from_bytes(black_box(*body).clone())).is_err();
    bodies.iter().filter(is_wrong).count()
}

fn decoder(bodies: &[Bytes], mut decoder: Decoder) -> usize {
    let mut read = |body: &Bytes| black_box(decoder.decode_bytes(black_box(body).clone()));
    bodies.iter().filter(|body| read(body).is_err()).count()
}

pub(crate) fn only_an_unrelated_kind() -> Decoder {
    Decoder::new().only([ActivityKind::ReplayJobStatus])
}

fn value(bodies: &[Bytes]) -> usize {
    each(bodies, serde_json::from_slice::<serde_json::Value>)
}

fn skip(bodies: &[Bytes]) -> usize {
    each(bodies, |body| scan::end(body).ok_or(()))
}
