//! The tolerant mode of the JSON reader. A value that cannot be read costs the smallest part that can
//! be absent: a member, an element or an entry.

use std::ops::Range;

use super::cause::{Cause, Expected};
use super::faults::Faults;
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
    /// The members of the open objects that have faults. Those of the current object are the last
    /// ones.
    faulty: Vec<Faulty>,
    object: Object,
    /// One bit for each level: whether the container that is open there is an object.
    objects: u128,
    too_deep: Option<usize>,
    /// The members by which the current event is identified and which could not be read.
    unidentified: Vec<(&'static str, Failure)>,
}

/// A value that could not be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure {
    /// The offset of the value.
    pub(crate) at: usize,
    pub(crate) cause: Cause,
}

impl Failure {
    /// Returns the failure of the same value behind further bytes.
    pub(crate) fn after(self, bytes: usize) -> Self {
        Self { at: self.at + bytes, ..self }
    }
}

/// A value that could not be read, and the part of the JSON that is absent because of it.
pub(crate) struct Noted {
    pub(crate) failure: Failure,
    /// The offset of the absent part, which contains the value.
    pub(crate) lost: usize,
    /// The number of values, which are elements of one list.
    pub(crate) count: usize,
}

/// A member that could not be read, or not completely.
struct Faulty {
    name: Name,
    /// The failure of the whole member.
    failure: Option<Failure>,
    /// The number of faults before and after the member.
    faults: Range<Faults>,
}

/// The current object.
#[derive(Clone, Copy)]
pub(crate) struct Object {
    at: usize,
    /// The index of its first faulty member.
    faulty: usize,
}

/// The state to which the reader returns when it recovers.
struct Mark {
    start: Start,
    faults: Faults,
    faulty: usize,
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
            faulty: Vec::new(),
            object: Object { at: 0, faulty: 0 },
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

    pub(crate) fn note(&mut self, failure: Failure, lost: usize) {
        self.note_all(failure, lost, 1);
    }

    fn note_all(&mut self, failure: Failure, lost: usize, count: usize) {
        self.count += 1;
        if self.faults.len() < self.room {
            self.faults.push(Noted { failure, lost, count });
        }
    }

    /// Returns the first fault that was noted since there were `before`.
    pub(crate) fn first_since(&self, before: Faults) -> Option<Failure> {
        self.faults.get(before.listed).map(|noted| noted.failure)
    }

    /// Returns the failure of the first member of the current object that could not be read, of
    /// those with the names.
    fn failure_of(&self, is_name: impl Fn(Name) -> bool) -> Option<Failure> {
        let members = self.faulty.get(self.object.faulty..).unwrap_or_default();
        let mut members = members.iter().filter(|faulty| is_name(faulty.name));
        members.find_map(|faulty| faulty.failure)
    }
}

impl Reader<'_, Tolerant> {
    fn mark(&mut self) -> Mark {
        let start = self.start();
        let mode = &self.mode;
        let (faults, faulty) = (mode.noted(), mode.faulty.len());
        Mark { start, faults, faulty, object: mode.object }
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
        self.mode.drop_since(mark.faults);
        self.mode.faulty.truncate(mark.faulty);
        self.mode.object = mark.object;
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
        let before = reader.mode.noted();
        let lost = reader.start().at;
        let failure = reader.attempt(read)?.err();
        if let Some(failure) = failure {
            reader.mode.note(failure, lost);
        }
        let after = reader.mode.noted();
        if before != after {
            reader.mode.faulty.push(Faulty { name, failure, faults: before..after });
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

    fn reject(reader: &mut Reader<'_, Self>, start: Start, expected: Expected) -> GaveUp {
        reader.restart(start);
        if reader.skip_within(start.depth).is_ok() {
            let cause = Cause::Expected(expected);
            reader.mode.failure = Some(Failure { at: start.at, cause });
        }
        GaveUp
    }

    fn left_out(&mut self, at: usize, count: usize) -> Result<(), GaveUp> {
        self.note_all(Failure { at, cause: Cause::Empty }, at, count);
        Ok(())
    }

    fn enter(&mut self, start: Start) -> Object {
        let inner = Object { at: start.at, faulty: self.faulty.len() };
        std::mem::replace(&mut self.object, inner)
    }

    fn leave(&mut self, outer: Object) {
        self.faulty.truncate(self.object.faulty);
        self.object = outer;
    }

    fn opened(&mut self, depth: usize, is_object: bool) {
        let bit = 1 << depth;
        self.objects = if is_object { self.objects | bit } else { self.objects & !bit };
    }

    fn too_deep(&mut self, at: usize) {
        self.too_deep = Some(at);
    }

    fn noted(&self) -> Faults {
        Faults { listed: self.faults.len(), all: self.count, unidentified: self.unidentified.len() }
    }

    fn drop_since(&mut self, before: Faults) {
        self.faults.truncate(before.listed);
        self.count = before.all;
        self.unidentified.truncate(before.unidentified);
    }

    fn forget(&mut self, name: Name) {
        let members = self.faulty.get(self.object.faulty..).unwrap_or_default();
        let Some(index) = members.iter().position(|faulty| faulty.name == name) else { return };
        let Range { start, end } = self.faulty.remove(self.object.faulty + index).faults;
        self.faults.drain(start.listed..end.listed);
        self.unidentified.drain(start.unidentified..end.unidentified);
        self.count -= end.all - start.all;
        for later in self.faulty.iter_mut().skip(self.object.faulty + index) {
            for faults in [&mut later.faults.start, &mut later.faults.end] {
                faults.listed -= end.listed - start.listed;
                faults.unidentified -= end.unidentified - start.unidentified;
                faults.all -= end.all - start.all;
            }
        }
    }

    fn missing(&mut self, key: &'static str) -> GaveUp {
        // An object without one required member may have another one that could not be read.
        let cause = self.failure_of(|name| name.key == key || name.is_required);
        let missing = Failure { at: self.object.at, cause: Cause::Missing(key) };
        self.failure = Some(cause.unwrap_or(missing));
        GaveUp
    }

    fn inexact(&mut self, key: &'static str, at: usize) -> Result<(), GaveUp> {
        let failure = Failure { at, cause: Cause::Inexact(key) };
        let before = self.noted();
        self.note(failure, at);
        let name = Name::of(key);
        let faults = before..self.noted();
        self.faulty.push(Faulty { name, failure: Some(failure), faults });
        Ok(())
    }

    fn unidentified(&mut self, key: &'static str) {
        let failure = self.failure_of(|name| name.key == key);
        self.unidentified.extend(failure.map(|failure| (key, failure)));
    }
}
