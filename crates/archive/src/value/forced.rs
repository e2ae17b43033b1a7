//! Values of the kind that the settings name.

use account_activity::{Body, DecodeError, Payload, UserId};
use bytes::Bytes;

use super::bare::{self, Kind};
use super::{Interpreter, Outcome, extended, fault_of, plain};
use crate::form::{Form, Values};

impl Interpreter<'_> {
    /// Returns the kind that bare values have by the settings. Forms with values inside tell it themselves.
    pub(super) fn forced(&self) -> Option<Values> {
        self.context.values.filter(|_| {
            let form = self.context.form;
            let holds_others =
                [Form::Response, Form::Csv, Form::Tsv, Form::Wrapper, Form::Personal];
            self.is_bare && !form.is_some_and(|form| holds_others.contains(&form))
        })
    }

    pub(super) fn forced_object(
        &mut self,
        values: Values,
        bytes: &Bytes,
        pointer: &str,
    ) -> Outcome {
        let decoded = decode(values, bytes, self.context.owner);
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let is_unclean = decoded.as_ref().is_ok_and(|(body, _)| !plain::is_clean(body));
        let decoded = if is_unclean && extended::is_extended(text) {
            decode(values, &extended::rewritten(text).into(), self.context.owner)
        } else {
            decoded
        };
        match decoded {
            Ok((body, added)) => {
                self.body(body, pointer, added);
                Outcome::Understood
            }
            Err(error) => Outcome::Broken(fault_of(&error, bytes)),
        }
    }
}

/// Decodes an object as a value of the kind that the settings tell.
fn decode(
    values: Values,
    bytes: &Bytes,
    owner: Option<UserId>,
) -> Result<(Body, &'static str), DecodeError> {
    match values {
        Values::Payloads => match Body::from_bytes(bytes.clone())? {
            Body::Other(_) => Ok((Payload::from_bytes(bytes.clone())?.into(), "")),
            body => Ok((body, "")),
        },
        Values::Tweets => bare::decode(Kind::Tweet, bytes, owner),
        Values::Posts => bare::decode(Kind::Post, bytes, owner),
        Values::DirectMessages => bare::decode(Kind::Message, bytes, owner),
    }
}
