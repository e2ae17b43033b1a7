//! Encrypted messages, which only the X Activity API delivers.

use account_activity::{Text, Timestamp};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::fingerprint::fingerprint;
use super::{ActionError, Created, Pair, Performed, World};

impl World {
    /// Sends an encrypted message, to a user who could also be sent a Direct Message.
    pub(super) fn chat(
        &mut self,
        pair: Pair,
        ciphertext: Option<&Text>,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        self.may_write(pair.0, pair.1)?;
        let decoded = ciphertext.map(|it| STANDARD.decode(it.as_bytes())).transpose();
        let decoded = decoded.map_err(|_| ActionError::NotBase64)?;
        let sequence: u64 = self.snowflakes.next(now);
        let id = uuid(sequence);
        let activities = self.activities_of_chat(pair, (sequence, &id), decoded.as_deref(), now);
        Ok(Performed::of(Created::ChatMessage(id)).tell(activities))
    }
}

/// Returns a UUID of version 4 that is derived from a number.
fn uuid(of: u64) -> Text {
    let bits = fingerprint(format_args!("{of}/uuid"));
    let bits = (bits & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
    let digits = format!("{bits:032x}");
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    let parts = [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)];
    parts.join("-").into()
}
