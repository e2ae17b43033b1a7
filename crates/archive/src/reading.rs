//! The reading: opens the sources one after another, and makes jobs of their blocks.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use account_activity::UserId;
use bytes::Bytes;

use crate::compression::{Ahead, Bound, decompress};
use crate::encoding::Utf8;
use crate::fault::{Fault, FaultKind};
use crate::form::{Form, Values};
use crate::frame::{Frames, Sink};
use crate::item::{Content, Item, Skipped};
use crate::jobs::Outlet;
use crate::limits::Limits;
use crate::personal::{Role, Zip, is_zip, not_seekable, owner_beside};
use crate::pool::Pool;
use crate::position::Position;
use crate::progress::Progress;
use crate::record::Context;
use crate::search::Search;
use crate::selection::Selection;
use crate::source::{Counted, Input, Kind, Source, Sources, Steady};
use crate::stop::Stop;
use crate::text::{Block, Text};
use crate::work::{Job, Work};

/// The reading of the sources of an archive.
pub(crate) struct Reading {
    /// Tells whether the reading was cancelled.
    pub(crate) pool: Arc<Pool>,
    /// Takes the jobs.
    pub(crate) outlet: Outlet,
    pub(crate) progress: Progress,
    pub(crate) form: Option<Form>,
    pub(crate) values: Option<Values>,
    pub(crate) owner: Option<UserId>,
    pub(crate) selection: Selection,
    /// Whether the items of a block are taken together.
    pub(crate) shares_blocks: bool,
    pub(crate) limits: Limits,
    /// The position that is not reached yet.
    pub(crate) start: Option<Position>,
    /// Whether sources can have the same name. Those of one path do not.
    pub(crate) has_repeats: bool,
    /// How many sources of a name there were, if names can come again.
    pub(crate) given: HashMap<Arc<str>, u32>,
}

impl Reading {
    /// Reads until the sources end, or the pool is stopped.
    pub(crate) async fn run(mut self, inputs: Vec<Input>) {
        if inputs.is_empty() {
            let message = "the archive has no source: add a path, standard input or a reader";
            return self.fault(&"".into(), Fault::new(FaultKind::NotFound, message)).await;
        }
        let mut total = Some(0);
        for source in Sources::new(inputs, &self.pool) {
            total = total.zip(source.length()).map(|(total, length)| total + length);
            self.source(source).await;
        }
        if self.pool.is_stopped() {
            return;
        }
        if let Some(total) = total {
            self.progress.set_total(total);
        }
        if let Some(position) = &self.start {
            let message =
                "the source at which reading was to start is not among those of the archive";
            let name = Arc::from(position.source());
            self.start = None;
            self.fault(&name, Fault::new(FaultKind::NotFound, message)).await;
        }
    }

    async fn source(&mut self, source: Source) {
        let Source { name, kind, owner } = source;
        if !self.reaches(&name) {
            if let Kind::File { length, .. } = kind {
                self.progress.add(length.unwrap_or_default());
            }
            return;
        }
        match kind {
            Kind::File { path, length } => {
                // `account.js` is beside the files of a personal archive.
                let is_script = path.extension().is_some_and(|extension| extension == "js");
                let owner = owner.or_else(|| is_script.then(|| owner_beside(&path))?);
                self.file(&path, length, &name, owner).await;
            }
            Kind::Reader(reader) => self.stream(reader, &name, owner, true).await,
            Kind::NotOpened(reason) => {
                self.item(&name, Content::Skipped(Skipped::NotOpened { reason })).await;
            }
            Kind::Fault(fault) => self.fault(&name, fault).await,
        }
    }

    /// Returns `false` for a source before that of the position at which reading starts. A ZIP file can have it.
    fn reaches(&mut self, name: &Arc<str>) -> bool {
        let given = if self.has_repeats {
            let given = self.given.entry(Arc::clone(name)).or_default();
            *given += 1;
            *given
        } else {
            1
        };
        self.start.as_ref().is_none_or(|position| match position.source().strip_prefix(&**name) {
            Some("") => position.occurrence() + 1 == given,
            rest => rest.is_some_and(|rest| rest.starts_with('/')),
        })
    }

    async fn file(
        &mut self,
        path: &Path,
        length: Option<u64>,
        name: &Arc<str>,
        owner: Option<UserId>,
    ) {
        let opened = File::open(path).and_then(|mut file| {
            let mut start = Vec::new();
            // A ZIP file is read from its end.
            if length.is_some() {
                file.by_ref().take(8).read_to_end(&mut start)?;
                std::io::Seek::rewind(&mut file)?;
            }
            Ok((file.metadata()?, file, is_zip(&start)))
        });
        match opened {
            Ok((_, file, true)) => self.zip(file, name).await,
            // A length of 0 can also mean that the length is not known, as in /proc.
            Ok((metadata, file, false)) if metadata.is_file() && metadata.len() > 0 => {
                self.stream(Steady::new(file, metadata.len()), name, owner, false).await;
            }
            Ok((metadata, file, false)) => {
                self.stream(file, name, owner, !metadata.is_file()).await;
            }
            Err(error) => self.fault(name, Stop::of_system(&error).into_fault()).await,
        }
    }

    async fn zip(&mut self, file: File, name: &Arc<str>) {
        let mut left = file.metadata().map_or(0, |metadata| metadata.len());
        let mut zip = match Zip::open(file) {
            Ok(zip) => zip,
            Err(fault) => {
                self.progress.add(left);
                return self.fault(name, fault).await;
            }
        };
        let owner = zip.layout().owner;
        let entries = zip.layout().entries.clone();
        for (index, (entry, role)) in entries.into_iter().enumerate() {
            let name = Arc::from(format!("{name}/{entry}"));
            if !self.reaches(&name) {
                continue;
            }
            match role {
                Role::NotOpened(reason) => {
                    self.item(&name, Content::Skipped(Skipped::NotOpened { reason })).await;
                }
                Role::Read => match zip.reader(index) {
                    Ok((reader, length)) => {
                        let read = Arc::new(AtomicU64::new(length));
                        self.entry(Bound::new(reader, self.limits, read), &name, owner).await;
                        let length = length.min(left);
                        self.progress.add(length);
                        left -= length;
                    }
                    Err(fault) => self.fault(&name, fault).await,
                },
            }
        }
        self.progress.add(left);
    }

    /// Reads a file of a ZIP file, whose decompressed bytes do not count.
    async fn entry(&mut self, reader: impl Read + Send, name: &Arc<str>, owner: Option<UserId>) {
        let progress = std::mem::take(&mut self.progress);
        self.stream(reader, name, owner, false).await;
        self.progress = progress;
    }

    async fn stream(
        &mut self,
        reader: impl Read + Send,
        name: &Arc<str>,
        owner: Option<UserId>,
        is_live: bool,
    ) {
        if self.start.as_ref().is_some_and(|position| position.source() != &**name) {
            return;
        }
        let counted = Counted::new(reader, self.progress.clone(), Arc::clone(&self.pool));
        let count = counted.count();
        let mut input = Ahead::new(counted);
        let start = match input.peek(8) {
            Ok(start) => start.to_vec(),
            Err(error) => return self.fault(name, Stop::from(error).into_fault()).await,
        };
        if is_zip(&start) {
            return self.fault(name, not_seekable()).await;
        }
        let mut context = Context::new(Arc::clone(name));
        (context.form, context.values) = (self.form, self.values);
        context.owner = owner.or(self.owner);
        context.is_live = is_live;
        let max_value = self.limits.max_value;
        let blocks = self.blocks(context);
        let context = Arc::clone(&blocks.context);
        let mut blocks = Search::new(blocks, &context, max_value);
        let reader = decompress(input, &start, self.limits, count);
        let text = Text::new(Utf8::new(reader), is_live, self.pool.spare.clone());
        let text = Frames::new(text, &mut blocks, max_value).read(self.form).await;
        blocks.end().await;
        if blocks.sink().is_first {
            let message = "the source has no values: only an empty array, or the head of a table";
            let fault = Fault::new(FaultKind::Empty, message);
            blocks.push(Block::at((0, 1)), Work::Fault(fault, 0), true).await;
        }
        if let Some(odd) = text.reader().odd() {
            let message = "the UTF-16 has an odd number of bytes, so the last one is no character";
            let fault = Fault::new(FaultKind::Encoding, message);
            let fault = fault.with_bytes(Bytes::copy_from_slice(&[odd]));
            // What ended the source before its time is the first fault at this place.
            blocks.push(Block::at(text.place()), Work::Fault(fault, 1), true).await;
        }
    }

    async fn fault(&mut self, name: &Arc<str>, fault: Fault) {
        self.item(name, Content::Fault(fault)).await;
    }

    /// Hands on an item that concerns a whole source.
    async fn item(&mut self, name: &Arc<str>, content: Content) {
        let item = Item::new(content, name, 0, 1);
        let block = Block::at((0, 1));
        self.blocks(Context::new(Arc::clone(name)))
            .push(block, Work::Item(Box::new(item)), true)
            .await;
    }

    /// Returns what takes the blocks of the next source.
    fn blocks(&mut self, mut context: Context) -> Blocks {
        let given = self.given.get(&context.name).copied();
        context.selection = self.selection.clone();
        context.progress = self.progress.clone();
        context.shares_blocks = self.shares_blocks;
        context.occurrence = given.map_or(0, |given| given.saturating_sub(1));
        Blocks {
            outlet: self.outlet.clone(),
            context: Arc::new(context),
            from: self.start.take().map_or((0, 0), |position| position.in_source()),
            max_value: self.limits.max_value,
            is_first: true,
        }
    }
}

/// Takes the blocks of one source.
struct Blocks {
    outlet: Outlet,
    context: Arc<Context>,
    from: (u64, u32),
    max_value: u64,
    /// Whether nothing was taken yet.
    is_first: bool,
}

impl Sink for Blocks {
    async fn push(&mut self, block: Block, work: Work, is_last: bool) {
        let Block { bytes, offset, line } = block;
        // The first records tell whether the owner was asked for.
        let is_first = std::mem::take(&mut self.is_first);
        if !bytes.is_empty() && !is_first && (offset + bytes.len() as u64) < self.from.0 {
            return;
        }
        let job = Job {
            context: Arc::clone(&self.context),
            block_bytes: bytes.capacity(),
            block: Bytes::from(bytes),
            offset,
            line,
            work,
            is_last,
            from: self.from,
            max_value: self.max_value,
        };
        self.outlet.give(job).await;
    }
}
