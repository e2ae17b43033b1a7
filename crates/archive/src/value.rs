//! What a record means.

use account_activity::Body;

use crate::fault::{Fault, FaultKind};
use crate::item::{Content, Item};
use crate::record::{Context, Record};

/// Interprets a record. Adds one item at least.
pub(crate) fn interpret(record: Record, context: &Context, items: &mut Vec<Item>) {
    let Record { bytes, offset, line, received_at, place: _ } = record;
    let content = match Body::from_bytes(bytes.clone()) {
        Ok(body) => Content::Body(body),
        Err(error) => Content::Fault(
            Fault::new(FaultKind::Json, error.message().to_owned())
                .at(error.pointer().to_owned())
                .with_bytes(bytes),
        ),
    };
    let item = Item { received_at, ..Item::new(content, &context.name, offset, line) };
    items.push(item);
}
