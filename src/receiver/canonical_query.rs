//! The forms in which X can have sent the query of a CRC request that a gateway wrote anew.

use percent_encoding::percent_decode_str;

use super::crc::CrcToken;

/// The parameters of a CRC request, apart from the form in which they are written.
///
/// Gateways parse the query of a request and write it anew: in the order of a hash map, with `=` for
/// `%3D`, with parameters of their own, with a trailing `&`. The signature covers the query that X
/// sent. Texts in the shape of a token contain no `&` and no `%`, so each form can be read in one way
/// only, and a signature of one form cannot be used for other parameters.
pub(super) struct CanonicalQuery {
    token: CrcToken,
    nonce: CrcToken,
}

/// Writes a character that has a meaning in queries.
type Write = fn(char) -> String;

impl CanonicalQuery {
    /// Reads a query with exactly one `crc_token` and exactly one `nonce`, both in the shape of a
    /// token. Of repeated parameters, another program can take another one than this one does.
    pub(super) fn read(query: &str) -> Option<Self> {
        Some(Self { token: only(query, "crc_token")?, nonce: only(query, "nonce")? })
    }

    pub(super) fn into_token(self) -> CrcToken {
        self.token
    }

    /// Returns both orders of the parameters in each encoding: two to six different queries.
    pub(super) fn forms(&self) -> Vec<String> {
        let writes: [Write; 3] = [
            |reserved| reserved.to_string(),
            |reserved| format!("%{:02X}", u32::from(reserved)),
            |reserved| format!("%{:02x}", u32::from(reserved)),
        ];
        let pairs = writes.map(|write| {
            let token = format!("crc_token={}", written(&self.token, write));
            (token, format!("nonce={}", written(&self.nonce, write)))
        });
        let sent = pairs.iter().map(|(token, nonce)| format!("{token}&{nonce}"));
        let swapped = pairs.iter().map(|(token, nonce)| format!("{nonce}&{token}"));
        let mut forms: Vec<String> = sent.chain(swapped).collect();
        // Without reserved characters, the encodings are the same.
        forms.dedup();
        forms
    }
}

/// Returns the value of a parameter, unless it is missing, repeated, or not in the shape of a token.
fn only(query: &str, name: &str) -> Option<CrcToken> {
    let mut values = query.split('&').filter_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        percent_decode_str(key).eq(name.bytes()).then_some(value)
    });
    let value = values.next()?;
    if values.next().is_some() {
        return None;
    }
    let value = percent_decode_str(value).decode_utf8().ok()?;
    // A token has no blank and often a `+`. So a `+` is a `+`, and a blank is a `+` that a gateway
    // has decoded as in a form. The signature shows whether that is so.
    CrcToken::from_text(value.replace(' ', "+")).ok()
}

fn written(value: &CrcToken, write: Write) -> String {
    let mut text = String::new();
    for character in value.as_str().chars() {
        match character {
            '+' | '/' | '=' => text += &write(character),
            plain => text.push(plain),
        }
    }
    text
}
