//! The tolerant mode of the JSON reader. A value that cannot be read costs the smallest part that can
//! be absent: a member, an element or an entry.

use std::fmt;

use super::found::{Found, inexact};
use super::{GaveUp, Mode, Name, Reader, Start};

/// The state of the tolerant reader.
///
/// After an error, the reader is behind the value that it could not read, and `failure` describes
/// that value. The innermost member, element or entry that can be absent then
/// [recovers](Reader::recover): it skips what is left of itself. Every byte is therefore passed at
/// most twice, at any depth. An error without a failure ends the whole text.
pub(crate) struct Tolerant {
    faults: Vec<Noted>,
    /// The number of faults, listed or not.
    count: usize,
    /// The number of faults that are listed.
    room: usize,
    failure: Option<Failure>,
    /// The members of the open objects that could not be read. Those of the current object are
    /// the last ones.
    failed: Vec<Failed>,
    object: Object,
    /// One bit for each level: whether the container that is open there is an object.
    objects: u128,
    too_deep: Option<usize>,
    /// The members by which the current event is identified and which could not be read.
    unidentified: Vec<(&'static str, Failure)>,
}

/// A value that could not be read.
#[derive(Clone)]
pub(crate) struct Failure {
    /// The offset of the value.
    pub(crate) at: usize,
    pub(crate) message: String,
}

/// A value that could not be read, and the part of the JSON that is absent because of it.
pub(crate) struct Noted {
    pub(crate) failure: Failure,
    /// The offset of the absent part, which contains the value.
    pub(crate) lost: usize,
}

struct Failed {
    name: Name,
    failure: Failure,
    /// The index of the fault, if it is listed.
    index: Option<usize>,
}

/// The current object.
#[derive(Clone, Copy)]
pub(crate) struct Object {
    at: usize,
    /// The index of its first failed member.
    failed: usize,
}

/// The state to which the reader returns when it recovers.
struct Mark {
    start: Start,
    faults: usize,
    count: usize,
    failed: usize,
    object: Object,
}

impl Tolerant {
    /// Creates the state of a reader that lists up to `room` faults.
    pub(crate) fn new(room: usize) -> Self {
        Self {
            faults: Vec::new(),
            count: 0,
            room,
            failure: None,
            failed: Vec::new(),
            object: Object { at: 0, failed: 0 },
            objects: 0,
            too_deep: None,
            unidentified: Vec::new(),
        }
    }

    /// Returns the offset of a value that nested too deep.
    pub(crate) fn nested_too_deep(&self) -> Option<usize> {
        self.too_deep
    }

    /// Takes the faults listed so far, and the number of all.
    pub(crate) fn take_faults(&mut self) -> (Vec<Noted>, usize) {
        (std::mem::take(&mut self.faults), std::mem::take(&mut self.count))
    }

    /// Takes the members by which an event is identified and which could not be read, with their
    /// keys.
    pub(crate) fn take_unidentified(&mut self) -> Vec<(&'static str, Failure)> {
        std::mem::take(&mut self.unidentified)
    }

    /// Notes a fault. Returns its index if it is listed.
    pub(crate) fn note(&mut self, failure: Failure, lost: usize) -> Option<usize> {
        self.count += 1;
        if self.faults.len() >= self.room {
            return None;
        }
        self.faults.push(Noted { failure, lost });
        Some(self.faults.len() - 1)
    }

    /// Returns the members of the current object that could not be read.
    fn failed_members(&self) -> &[Failed] {
        self.failed.get(self.object.failed..).unwrap_or_default()
    }

    /// Forgets the failure of a member that occurs again, because its last value counts.
    fn forget(&mut self, name: Name) {
        let failed = self.failed.iter().enumerate().skip(self.object.failed);
        let Some(at) = failed.into_iter().find(|(_, failed)| failed.name == name).map(|(at, _)| at)
        else {
            return;
        };
        let forgotten = self.failed.remove(at);
        self.count = self.count.saturating_sub(1);
        let Some(index) = forgotten.index.filter(|index| *index < self.faults.len()) else {
            return;
        };
        self.faults.remove(index);
        let later = self.failed.iter_mut().filter_map(|failed| failed.index.as_mut());
        later.filter(|later| **later > index).for_each(|later| *later -= 1);
    }
}

impl Reader<'_, Tolerant> {
    fn mark(&mut self) -> Mark {
        let start = self.start();
        let mode = &self.mode;
        Mark {
            start,
            faults: mode.faults.len(),
            count: mode.count,
            failed: mode.failed.len(),
            object: mode.object,
        }
    }

    /// Takes the failure of a value, after an error, and skips the rest of the part that began at
    /// the mark. The faults within that part no longer count.
    fn recover(&mut self, mark: &Mark) -> Result<Failure, GaveUp> {
        let failure = self.mode.failure.take().ok_or(GaveUp)?;
        while self.depth < mark.start.depth {
            let is_object = self.mode.objects >> self.depth & 1 == 1;
            while self.more(if is_object { b'}' } else { b']' })? {
                if is_object {
                    self.key()?;
                }
                self.skip()?;
            }
        }
        let mode = &mut self.mode;
        mode.faults.truncate(mark.faults);
        mode.failed.truncate(mark.failed);
        (mode.count, mode.object) = (mark.count, mark.object);
        Ok(failure)
    }

    /// Reads a value. Returns the failure if it cannot be read. Returns an error if the whole text
    /// cannot.
    pub(crate) fn attempt(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<(), GaveUp>,
    ) -> Result<Result<(), Failure>, GaveUp> {
        let mark = self.mark();
        match read(self) {
            Ok(()) => Ok(Ok(())),
            Err(GaveUp) => self.recover(&mark).map(Err),
        }
    }

    /// Drops the faults that were noted since there were `count`, of which `listed` were listed.
    pub(crate) fn drop_faults(&mut self, (listed, count): (usize, usize)) {
        self.mode.faults.truncate(listed);
        self.mode.count = count;
    }

    /// Returns the number of faults that are listed, and the number of all.
    pub(crate) fn fault_counts(&self) -> (usize, usize) {
        (self.mode.faults.len(), self.mode.count)
    }
}

impl Mode for Tolerant {
    const TOLERANT: bool = true;
    type Outer = Object;

    fn member<'a>(
        reader: &mut Reader<'a, Self>,
        name: Name,
        read: impl FnOnce(&mut Reader<'a, Self>) -> Result<(), GaveUp>,
    ) -> Result<(), GaveUp> {
        reader.mode.forget(name);
        let lost = reader.start().at;
        if let Err(failure) = reader.attempt(read)? {
            let index = reader.mode.note(failure.clone(), lost);
            reader.mode.failed.push(Failed { name, failure, index });
        }
        Ok(())
    }

    fn part<'a>(
        reader: &mut Reader<'a, Self>,
        read: impl FnOnce(&mut Reader<'a, Self>) -> Result<(), GaveUp>,
    ) -> Result<(), GaveUp> {
        let lost = reader.start().at;
        if let Err(failure) = reader.attempt(read)? {
            reader.mode.note(failure, lost);
        }
        Ok(())
    }

    fn reject(reader: &mut Reader<'_, Self>, start: Start, expected: &dyn fmt::Display) -> GaveUp {
        reader.restart(start);
        if reader.skip_within(start.depth).is_ok() {
            let json = reader.text.get(start.at..reader.at).unwrap_or_default();
            let message = format!("expected {expected}, found {}", Found(json));
            reader.mode.failure = Some(Failure { at: start.at, message });
        }
        GaveUp
    }

    fn enter(&mut self, start: Start) -> Object {
        let inner = Object { at: start.at, failed: self.failed.len() };
        std::mem::replace(&mut self.object, inner)
    }

    fn leave(&mut self, outer: Object) {
        self.failed.truncate(self.object.failed);
        self.object = outer;
    }

    fn opened(&mut self, depth: usize, is_object: bool) {
        let bit = 1 << depth;
        self.objects = if is_object { self.objects | bit } else { self.objects & !bit };
    }

    fn too_deep(&mut self, at: usize) {
        self.too_deep = Some(at);
    }

    fn missing(&mut self, key: &'static str) -> GaveUp {
        // An object without one required member may have another one that could not be read.
        let mut failed = self.failed_members().iter();
        let is_cause = |failed: &&Failed| failed.name.key == key || failed.name.is_required;
        self.failure = Some(match failed.find(is_cause) {
            Some(failed) => failed.failure.clone(),
            None => Failure {
                at: self.object.at,
                message: format!("expected the member `{key}`, found none"),
            },
        });
        GaveUp
    }

    fn inexact(&mut self, key: &'static str, at: usize) -> Result<(), GaveUp> {
        let failure = Failure { at, message: inexact(key) };
        let index = self.note(failure.clone(), at);
        let name = Name { key, is_twin: false, is_required: false };
        self.failed.push(Failed { name, failure, index });
        Ok(())
    }

    fn unidentified(&mut self, key: &'static str) {
        let failed = self.failed_members().iter().find(|failed| failed.name.key == key);
        let failure = failed.map(|failed| failed.failure.clone());
        self.unidentified.extend(failure.map(|failure| (key, failure)));
    }
}
