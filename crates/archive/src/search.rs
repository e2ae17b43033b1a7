//! The search for the first value of a source that does not begin as JSON.

use std::sync::Arc;

use bytes::Bytes;

use crate::fault::{Fault, FaultKind};
use crate::frame::Sink;
use crate::item::{Content, Item, Skipped};
use crate::record::Context;
use crate::spare::BLOCK;
use crate::text::Block;
use crate::work::{Job, Work};

/// The bytes of a source without values that its fault has.
const SAMPLE: usize = 256;

/// Hands on blocks from the first one in which something is understood. A source in which nothing is, such as prose, is
/// one fault, and not one for each of its lines.
///
/// What is before the first value is held up to the size of a block, so that each fault in it can be told. A longer
/// part is one fault.
pub(crate) struct Search<S> {
    sink: S,
    /// The settings of the source.
    context: Arc<Context>,
    max_value: u64,
    state: State,
    held: Vec<(Block, Work, bool)>,
    bytes: usize,
    passed: Option<Passed>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    /// No text was seen.
    Begun,
    Searching,
    Found,
}

/// A part of the source in which nothing is understood.
struct Passed {
    place: (u64, u64),
    sample: Bytes,
    /// The items that it would give.
    items: usize,
    end: u64,
}

impl<S: Sink> Search<S> {
    /// A search, unless the settings name the form.
    pub(crate) fn new(sink: S, context: &Context, max_value: u64) -> Self {
        let state = if context.form.is_none() { State::Begun } else { State::Found };
        let context = Arc::new(context.settings());
        Self { sink, context, max_value, state, held: Vec::new(), bytes: 0, passed: None }
    }

    /// Returns what takes the blocks.
    pub(crate) const fn sink(&self) -> &S {
        &self.sink
    }

    /// Reports what is left in which nothing is understood.
    pub(crate) async fn end(&mut self) {
        match self.passed.take() {
            Some(Passed { items: 1, .. }) if !self.held.is_empty() => self.release().await,
            Some(Passed { place, sample, end, .. }) => {
                self.held.clear();
                self.bytes = 0;
                let message = format!(
                    "nothing is understood from byte {} to byte {end}: it is prose, binary data, or of a form \
                     that is not known. Name its form if it has one of the known ones",
                    place.0
                );
                let fault = Fault::new(FaultKind::NotUnderstood, message).with_bytes(sample);
                self.sink.push(Block::at(place), Work::Fault(fault, 0), true).await;
            }
            None => {}
        }
    }

    /// Hands on what is held.
    async fn release(&mut self) {
        (self.bytes, self.passed) = (0, None);
        for (block, work, is_last) in std::mem::take(&mut self.held) {
            self.sink.push(block, work, is_last).await;
        }
    }

    /// Holds a block in which nothing is understood.
    fn hold(&mut self, block: Block, work: Work, is_last: bool, items: &[Item]) {
        let Some(first) = items.first() else { return };
        let end = block.offset + block.bytes.len() as u64;
        let is_more_than_a_block = self.passed.is_some() && self.held.is_empty();
        // NUL bytes before everything else are no sample.
        let passed = self.passed.take().filter(|passed| !passed.sample.is_empty());
        let passed = self.passed.insert(passed.unwrap_or_else(|| {
            let start = usize::try_from(first.offset.saturating_sub(block.offset));
            let rest = start.ok().and_then(|start| block.bytes.get(start..)).unwrap_or_default();
            let sample = Bytes::copy_from_slice(rest.get(..SAMPLE).unwrap_or(rest));
            Passed { place: (first.offset, first.line), sample, items: 0, end: 0 }
        }));
        passed.items += items.len();
        passed.end = end;
        self.bytes += block.bytes.len();
        self.held.push((block, work, is_last));
        if is_more_than_a_block || self.bytes > BLOCK {
            self.held.clear();
            self.bytes = 0;
        }
    }

    /// Returns the items of a block.
    fn items(&self, block: &Block, work: &Work, is_last: bool) -> Vec<Item> {
        let job = Job {
            context: Arc::clone(&self.context),
            block_bytes: block.bytes.len(),
            block: Bytes::copy_from_slice(&block.bytes),
            offset: block.offset,
            line: block.line,
            work: work.clone(),
            is_last,
            from: (0, 0),
            max_value: self.max_value,
        };
        job.run().0
    }
}

impl<S: Sink> Sink for Search<S> {
    async fn push(&mut self, block: Block, work: Work, is_last: bool) {
        if self.state == State::Found {
            return self.sink.push(block, work, is_last).await;
        }
        match &work {
            Work::Fault(fault, _) if !is_of_text(fault) => {
                self.end().await;
                return self.sink.push(block, work, is_last).await;
            }
            Work::Fault(..) => {}
            _ if self.state == State::Searching => {}
            _ if begins_json(&block.bytes) => {
                self.state = State::Found;
                self.release().await;
                return self.sink.push(block, work, is_last).await;
            }
            _ => self.state = State::Searching,
        }
        let items = self.items(&block, &work, is_last);
        if is_data(&items) {
            self.state = State::Found;
            if self.held.is_empty() {
                self.end().await;
            } else {
                self.release().await;
            }
            return self.sink.push(block, work, is_last).await;
        }
        self.hold(block, work, is_last, &items);
    }
}

/// Returns `true` for a fault that prose and binary data have.
fn is_of_text(fault: &Fault) -> bool {
    matches!(fault.kind(), FaultKind::Json | FaultKind::TooLong)
}

/// Returns `true` if something is understood, or if most of what is not was JSON before it was broken.
fn is_data(items: &[Item]) -> bool {
    let is_understood = |item: &Item| match &item.content {
        Content::Body(_) | Content::Notice(_) => true,
        Content::Skipped(Skipped::NotEvents { count, .. }) => *count > 0,
        _ => false,
    };
    let is_json = |item: &&Item| item.fault().is_some_and(|fault| begins_json(fault.bytes()));
    items.iter().any(is_understood) || items.iter().filter(is_json).count() * 2 > items.len()
}

/// Returns `true` for a text that begins as an object with members, or as an array of objects.
fn begins_json(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text).trim_ascii_start();
    match text {
        [b'{', rest @ ..] => matches!(rest.trim_ascii_start().first(), None | Some(b'"' | b'}')),
        [b'[', rest @ ..] => {
            let next = rest.trim_ascii_start().first();
            matches!(next, None | Some(b'{' | b'"' | b'[' | b']'))
        }
        _ => false,
    }
}
