//! Finds where reading resumes behind a broken value.

use memchr::{memchr, memchr2};

use super::scanner::{Scan, Scanner};

/// The bytes of a broken element of an array within which its brackets are trusted to close it.
const TRUSTED: usize = 64 << 10;

/// A value that began behind others on its line, and breaks the grammar at `at`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Broken<'a> {
    pub(super) window: &'a [u8],
    pub(super) start: usize,
    pub(super) at: usize,
    /// Whether the window has the end of the source.
    pub(super) ended: bool,
    /// Whether its start is missing, so that its brackets and quotes tell nothing.
    pub(super) is_part: bool,
}

impl Broken<'_> {
    /// Returns the place of the next value outside of an array: at the break, behind a `}` and white space, or at the
    /// start of a line. `None` if the window does not tell.
    pub(super) fn next_value(&self) -> Option<usize> {
        let Self { window, start, at, .. } = *self;
        if at > start && matches!(window.get(at), Some(b'{' | b'[')) {
            return Some(at);
        }
        let (mut from, mut endless) = (start, None);
        loop {
            let end = from + memchr2(b'}', b'\n', window.get(from..)?)?;
            let next = end + 1 + blank(window.get(end + 1..)?)?;
            let is_value = match (window.get(end), window.get(next)) {
                (Some(b'}'), Some(b'{')) => {
                    next >= at || self.end_of(next, &mut endless)?.is_some()
                }
                (Some(b'\n'), Some(b'{' | b'[')) => end >= at,
                _ => false,
            };
            if is_value {
                return Some(if window.get(end) == Some(&b'\n') { end + 1 } else { next });
            }
            from = end + 1;
        }
    }

    /// Returns the end of an element of an array: where its brackets close it, or else where an object follows that
    /// the rest of the array follows. `None` if the window does not tell.
    pub(super) fn next_element(&self) -> Option<usize> {
        let Self { window, start, .. } = *self;
        if !self.is_part
            && !self.is_behind_open_text()
            && let Some(end) = self.closed()?
        {
            return Some(end);
        }
        let (mut from, mut endless) = (start, None);
        loop {
            let end = from + memchr2(b'}', b'\n', window.get(from..)?)?;
            let next = end + 1 + separators(window.get(end + 1..)?)?;
            if window.get(next) == Some(&b'{')
                && (next > end + 1 || window.get(end) == Some(&b'\n'))
                && self.is_element(next, &mut endless)?
            {
                return Some(next);
            }
            from = end + 1;
        }
    }

    /// Returns `true` if the value breaks where the quote that begins a text would end one: an earlier text lacks its
    /// quote, so the brackets behind it do not tell the end.
    fn is_behind_open_text(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.window.get(at));
        let is_text = |byte: &u8| !byte.is_ascii_whitespace() && !b",:{}[]\"".contains(byte);
        before == Some(&b'"') && self.window.get(self.at).is_some_and(is_text)
    }

    /// Returns the end of an element whose brackets close it, if they do. `None` if the window does not tell.
    fn closed(&self) -> Option<Option<usize>> {
        let Self { window, start, at, ended, .. } = *self;
        let mut scanner = Scanner::default();
        scanner.scan(window.get(start..at)?);
        scanner.loosen();
        let trusted = window.len().min(start + TRUSTED);
        match scanner.scan(window.get(at..trusted).unwrap_or_default()) {
            Scan::End(end) if self.is_followed(at + end)? => Some(Some(at + end)),
            Scan::Incomplete if !ended && trusted == window.len() => None,
            _ => Some(None),
        }
    }

    /// Returns `true` if an element of an array begins at `next`.
    fn is_element(&self, next: usize, endless: &mut Option<Scanner>) -> Option<bool> {
        match self.end_of(next, endless)? {
            Some(end) => self.is_followed(end),
            None => Some(false),
        }
    }

    /// Returns the end of the value that begins at `next`, if it has one. `None` if the window ends within it and the
    /// source does not. `endless` is what scanned the last value that has none.
    fn end_of(&self, next: usize, endless: &mut Option<Scanner>) -> Option<Option<usize>> {
        if endless.as_mut().is_some_and(|outer| outer.narrow(next)) {
            return Some(None);
        }
        let mut scanner = Scanner::from(next);
        match scanner.scan(self.window.get(next..)?) {
            Scan::End(end) => Some(Some(next + end)),
            Scan::Incomplete if !self.ended => None,
            Scan::Incomplete | Scan::Broken(_) => {
                if scanner.has_open_parts() {
                    *endless = Some(scanner);
                }
                Some(None)
            }
        }
    }

    /// Returns `true` if an array continues or ends behind an element.
    fn is_followed(&self, end: usize) -> Option<bool> {
        let rest = self.window.get(end..)?;
        match rest.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(byte) => Some(matches!(byte, b',' | b']')),
            None => self.ended.then_some(true),
        }
    }
}

/// Returns the length of the white space at the start of a text, without newlines. `None` if nothing follows it.
fn blank(text: &[u8]) -> Option<usize> {
    text.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | 0x1e))
}

/// Returns the length of the white space and commas at the start of a text. `None` if nothing follows them.
fn separators(text: &[u8]) -> Option<usize> {
    text.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b','))
}

/// Returns the start of the next line that begins a value and is indented no deeper than `column`, at which the broken
/// value at `start` began its line.
pub(super) fn next_line(
    window: &[u8],
    start: usize,
    column: usize,
    in_array: bool,
) -> Option<usize> {
    let mut from = start;
    while let Some(newline) = memchr(b'\n', window.get(from..)?) {
        let line = from + newline + 1;
        let text = window.get(line..)?;
        let indent = text.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b',' | 0x1e))?;
        match text.get(indent) {
            Some(b'{' | b'[') if indent <= column => return Some(line),
            Some(b']') if in_array && indent < column => return Some(line),
            _ => from = line,
        }
    }
    None
}

/// Returns the end of the line on which a value begins, if more follows. `None` if the value begins with a lone bracket,
/// so that it is meant to span lines.
pub(super) fn single_line(window: &[u8], start: usize) -> Option<usize> {
    let value = window.get(start..)?;
    let (line, rest) = value.split_at_checked(memchr(b'\n', value)? + 1)?;
    let is_single = line.trim_ascii().len() > 1 && !rest.trim_ascii().is_empty();
    is_single.then_some(start + line.len())
}

/// Returns the first NUL byte of a broken value, or else where reading resumes. A crash leaves NUL bytes behind what was
/// written last.
pub(super) fn before_nuls(window: &[u8], start: usize, resumed: Option<usize>) -> Option<usize> {
    let broken = window.get(start..resumed.unwrap_or(window.len()))?;
    memchr(0, broken).map(|nul| start + nul).filter(|nul| *nul > start).or(resumed)
}

pub(super) fn is_one_line(window: &[u8], start: usize) -> bool {
    window.get(start..).is_some_and(|value| memchr(b'\n', value).is_none())
}
