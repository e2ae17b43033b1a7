//! Encrypted messages. Their ciphertexts, tokens and signatures are noise with the form of real ones.
//! Only the members that are readable without keys mean something.

use account_activity::xaa::EventKind;
use account_activity::{Text, Timestamp, UserId};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::notice::ActivityNotice;
use super::thrift::Struct;
use crate::world::fingerprint::fingerprint;
use crate::world::{Pair, World};

/// The start of a public key of P-256, in the form SPKI.
const KEY_START: [u8; 27] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];

impl World {
    /// Returns the notices of an encrypted message, to both parties. The token is of the party who
    /// gets it.
    pub(in crate::world) fn activities_of_chat(
        &self,
        (user, to): Pair,
        (sequence, id): (u64, &Text),
        ciphertext: Option<&[u8]>,
        now: Timestamp,
    ) -> [ActivityNotice; 2] {
        let conversation = format!("{}:{}", user.min(to), user.max(to));
        let key_version = self.since(user).max(self.since(to)).to_string();
        let signature = Signature::of(user, id, self.since(user));
        let chosen = || noise(format_args!("{id}/ciphertext"), 83);
        let ciphertext = ciphertext.map_or_else(chosen, <[u8]>::to_vec);
        [(EventKind::ChatSent, user, to), (EventKind::ChatReceived, to, user)].map(
            |(kind, party, other)| {
                let token = token(party, other, self.since(party));
                let message = Struct::default().bytes(100, &ciphertext).text(101, &key_version);
                let event = Struct::default()
                    .text(1, &sequence.to_string())
                    .text(2, id)
                    .text(3, &user.to_string())
                    .text(4, &conversation)
                    .text(5, &token)
                    .text(6, &now.as_millis().to_string())
                    .nested(7, Struct::default().nested(1, message))
                    .nested(9, signature.thrift());
                let payload = json!({
                    "id": id,
                    "conversation_id": conversation,
                    "conversation_token": token,
                    "created_at_msec": now.as_millis().to_string(),
                    "sender_id": user,
                    "conversation_key_version": key_version,
                    "encoded_event": STANDARD.encode(event.finish()),
                    "message_event_signature": signature.json(),
                });
                ActivityNotice::of_user(kind, party, payload)
            },
        )
    }

    /// Returns the milliseconds at which a user's account was created, which stand for the version of
    /// their key.
    fn since(&self, user: UserId) -> i64 {
        self.users.get(&user).map_or(0, |user| user.created_at.as_millis())
    }
}

struct Signature {
    signature: String,
    key: String,
    key_version: String,
}

impl Signature {
    fn of(user: UserId, id: &Text, key_version: i64) -> Self {
        let key = [KEY_START.to_vec(), noise(format_args!("{user}/key"), 64)].concat();
        Self {
            signature: STANDARD_NO_PAD.encode(noise(format_args!("{id}/signature"), 64)),
            key: STANDARD.encode(key),
            key_version: key_version.to_string(),
        }
    }

    fn json(&self) -> Value {
        json!({
            "public_key_version": self.key_version,
            "signature": self.signature,
            "signature_version": "7",
            "signing_public_key": self.key,
        })
    }

    fn thrift(&self) -> Struct {
        Struct::default()
            .text(1, &self.signature)
            .text(2, &self.key_version)
            .text(3, "7")
            .text(4, &self.key)
    }
}

/// Returns the token (JWT) of a conversation for one of its parties.
fn token(user: UserId, other: UserId, since: i64) -> String {
    let claims = json!({
        "requestingUser": user,
        "recipient": other,
        "validSinceMSec": since.to_string(),
    });
    let parts = [
        br#"{"alg":"HS256"}"#.to_vec(),
        claims.to_string().into_bytes(),
        noise(format_args!("{user}/{other}/token"), 32),
    ];
    parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}

/// Returns bytes that look random.
fn noise(of: std::fmt::Arguments<'_>, length: usize) -> Vec<u8> {
    let blocks = (0..length.div_ceil(16)).map(|nth| fingerprint(format_args!("{of}/{nth}")));
    blocks.flat_map(u128::to_be_bytes).take(length).collect()
}
