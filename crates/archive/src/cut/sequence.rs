//! Values one after another, in an array or without one.

use std::ops::Range;

use super::resume::{Broken, before_nuls, is_one_line, next_line, single_line};
use super::scanner::{Scan, Scanner, is_word};

/// Cuts values out of a text that arrives in parts. Arrays around values are opened.
///
/// The bytes of a window continue from call to call, and [`rebase`](Self::rebase) tells how many of them are gone
/// from its start.
#[derive(Debug)]
pub(crate) struct Sequence {
    /// Where reading continues in the window.
    at: usize,
    /// The white space since the line began, if nothing else stood on it before `at`.
    column: Option<usize>,
    mode: Mode,
    array: Option<Array>,
    /// Whether a top-level array is opened, or is a value itself.
    opens_arrays: bool,
    /// Whether an array ends with its line at the latest.
    by_line: bool,
    /// Whether the broken value is the end of one whose start is missing.
    is_part: bool,
    /// The bytes that are gone from the start of the window.
    gone: usize,
    /// What scanned the last value that lacks its end. Without it, values that lack their ends, one within another,
    /// would take quadratic time.
    endless: Option<Scanner>,
}

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// The array that is open.
#[derive(Clone, Copy, Debug, Default)]
struct Array {
    /// Whether an element stood on the line of the bracket.
    on_one_line: bool,
    lines: usize,
}

#[derive(Debug)]
enum Mode {
    Between,
    Nuls {
        start: usize,
    },
    Value {
        start: usize,
        scanner: Scanner,
        column: Option<usize>,
    },
    /// Behind a break in the value at `start`.
    Broken {
        start: usize,
        column: Option<usize>,
    },
}

/// A part of the text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Piece {
    Value(Range<usize>),
    /// What stands in place of a value.
    Broken(Range<usize>),
    /// A value whose end the text does not have.
    Cut(Range<usize>),
    Nuls(Range<usize>),
    /// An array lacks its end, which is expected here.
    Unclosed(usize),
}

impl Piece {
    /// Returns the place behind the part.
    pub(crate) fn end(&self) -> usize {
        match self {
            Self::Value(range) | Self::Broken(range) | Self::Cut(range) | Self::Nuls(range) => {
                range.end
            }
            Self::Unclosed(at) => *at,
        }
    }
}

/// What [`Sequence::next`] found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Step {
    Piece(Piece),
    /// The window ends within something. What begins at the given byte must be kept.
    More(usize),
    End,
}

impl Sequence {
    pub(crate) fn new(opens_arrays: bool) -> Self {
        let column = Some(0);
        Self {
            at: 0,
            column,
            mode: Mode::Between,
            array: None,
            opens_arrays,
            by_line: false,
            is_part: false,
            gone: 0,
            endless: None,
        }
    }

    /// A sequence whose first line is empty, behind a part that cannot be read. `begins_value` is `false` if the end of a
    /// value is next.
    pub(crate) fn behind_gap(is_in_array: bool, begins_value: bool) -> Self {
        let mut sequence = Self::new(true);
        sequence.array = is_in_array.then(Array::default);
        if !begins_value {
            (sequence.at, sequence.is_part) = (1, true);
            sequence.mode = Mode::Broken { start: 1, column: None };
        }
        sequence
    }

    pub(crate) fn is_in_array(&self) -> bool {
        self.array.is_some()
    }

    /// A sequence within lines.
    pub(crate) fn of_lines() -> Self {
        Self { by_line: true, ..Self::new(true) }
    }

    /// Goes on with the line that begins at `at`.
    pub(crate) fn go_to_line(&mut self, at: usize) {
        *self = Self { at, endless: self.endless.take(), ..Self::of_lines() };
    }

    /// Tells that `gone` bytes at the start of the window are gone.
    pub(crate) fn rebase(&mut self, gone: usize) {
        self.at = self.at.saturating_sub(gone);
        self.gone += gone;
        match &mut self.mode {
            Mode::Between => {}
            Mode::Nuls { start } | Mode::Value { start, .. } | Mode::Broken { start, .. } => {
                *start = start.saturating_sub(gone);
            }
        }
    }

    /// Returns the place of the next byte if no value or array is open there.
    pub(crate) fn rest(&self) -> Option<usize> {
        (matches!(self.mode, Mode::Between) && self.array.is_none()).then_some(self.at)
    }

    /// Takes a value whose line is followed by one that begins a value for broken. Returns `false` if there is none.
    pub(crate) fn gives_up(&mut self, window: &[u8]) -> bool {
        let Mode::Value { start, column: Some(column), scanner } = &mut self.mode else {
            return false;
        };
        let (start, column) = (*start, *column);
        let next = next_line(window, start, column, self.array.is_some());
        let is_broken = next.is_some() && single_line(window, start).is_some();
        if is_broken {
            self.endless = Some(std::mem::take(scanner));
            self.mode = Mode::Broken { start, column: Some(column) };
        }
        is_broken
    }

    pub(crate) fn next(&mut self, window: &[u8], ended: bool) -> Step {
        loop {
            let step = match &mut self.mode {
                Mode::Between => self.between(window, ended),
                Mode::Nuls { start } => {
                    let start = *start;
                    let rest = window.get(self.at..).unwrap_or_default();
                    let end = rest.iter().position(|&byte| byte != 0);
                    self.at = end.map_or(window.len(), |end| self.at + end);
                    if end.is_none() && !ended {
                        return Step::More(start);
                    }
                    self.mode = Mode::Between;
                    self.column = None;
                    Some(Step::Piece(Piece::Nuls(start..self.at)))
                }
                Mode::Value { .. } => self.value(window, ended),
                Mode::Broken { start, column } => {
                    let (start, column) = (*start, *column);
                    let line = self.by_line.then(|| single_line(window, start)).flatten();
                    let in_array = self.array.is_some();
                    let resumed = line.or_else(|| {
                        if let Some(column) = column {
                            return next_line(window, start, column, in_array);
                        }
                        let is_part = self.is_part;
                        let broken = Broken { window, start, at: self.at, ended, is_part };
                        if in_array { broken.next_element() } else { broken.next_value() }
                    });
                    match before_nuls(window, start, resumed) {
                        Some(end) => {
                            let step = self.piece(Piece::Broken(start..end), end);
                            self.column = (window.get(end - 1) == Some(&b'\n')).then_some(0);
                            Some(step)
                        }
                        None if ended && column.is_some() && is_one_line(window, start) => {
                            self.mode = Mode::Broken { start, column: None };
                            None
                        }
                        None if ended && column.is_none() && self.array.take().is_some() => {
                            Some(self.piece(Piece::Cut(start..window.len()), window.len()))
                        }
                        None if ended => {
                            Some(self.piece(Piece::Broken(start..window.len()), window.len()))
                        }
                        None => return Step::More(start),
                    }
                }
            };
            if let Some(step) = step {
                return step;
            }
        }
    }

    fn piece(&mut self, piece: Piece, at: usize) -> Step {
        (self.mode, self.column) = (Mode::Between, None);
        (self.at, self.is_part) = (at, false);
        Step::Piece(piece)
    }

    fn between(&mut self, window: &[u8], ended: bool) -> Option<Step> {
        let Some(&byte) = window.get(self.at) else {
            return Some(match self.array {
                _ if !ended => Step::More(self.at),
                Some(_) => {
                    self.array = None;
                    Step::Piece(Piece::Unclosed(self.at))
                }
                None => Step::End,
            });
        };
        match (byte, &mut self.array) {
            (b'\n', Some(array)) => {
                if self.by_line && array.on_one_line && array.lines == 0 {
                    self.array = None;
                    return Some(Step::Piece(Piece::Unclosed(self.at)));
                }
                array.lines += 1;
            }
            (b' ' | b'\t' | b'\r' | b'\n' | b',' | 0x1e, _) | (b';', None) => {}
            // Files with a byte order mark were joined.
            (0xEF, _) if window.get(self.at..).is_some_and(|text| text.starts_with(MARK)) => {
                self.at += MARK.len();
                return None;
            }
            (0xEF, _)
                if !ended && window.get(self.at..).is_some_and(|text| MARK.starts_with(text)) =>
            {
                return Some(Step::More(self.at));
            }
            (0, _) => self.mode = Mode::Nuls { start: self.at },
            (b'[', None) if self.opens_arrays => self.array = Some(Array::default()),
            (b']', Some(_)) => self.array = None,
            (b'{' | b'[' | b'"', _) => self.begin(),
            _ => return self.word(window, ended),
        }
        self.column = match byte {
            b'\n' => Some(0),
            b' ' | b'\t' | b',' | 0x1e => self.column.map(|column| column + 1),
            _ => None,
        };
        self.at += usize::from(matches!(self.mode, Mode::Between));
        None
    }

    /// Begins the value that starts at the next byte.
    fn begin(&mut self) {
        if let Some(array) = &mut self.array {
            array.on_one_line |= array.lines == 0;
        }
        let (start, column, offset) = (self.at, self.column, self.gone + self.at);
        let outer = self.endless.take_if(|outer| outer.narrow(offset));
        let scanner = outer.unwrap_or_else(|| Scanner::from(offset));
        self.at = scanner.at() - self.gone;
        self.mode = Mode::Value { start, scanner, column };
    }

    /// Reads a number or name, or what stands in place of a value.
    fn word(&mut self, window: &[u8], ended: bool) -> Option<Step> {
        let rest = window.get(self.at..).unwrap_or_default();
        let in_array = self.array.is_some();
        let line = rest
            .iter()
            .position(|&byte| matches!(byte, b'\n' | 0) || in_array && matches!(byte, b',' | b']'));
        let Some(length) = line.or_else(|| ended.then_some(rest.len())) else {
            return Some(Step::More(self.at));
        };
        let (text, start) = (rest.get(..length).unwrap_or_default(), self.at);
        let text = text.trim_ascii_end();
        // A value with a comma behind it, or glued to the next one, is left to the scanner.
        let word = text.iter().position(|&byte| !is_word(byte)).unwrap_or(text.len());
        let is_value = word > 0
            && matches!(text.get(word), None | Some(b',' | b'{' | b'['))
            && is_scalar(text.get(..word).unwrap_or_default());
        let range = if is_value { start..start + word } else { start..start + text.len().max(1) };
        let end = range.end;
        Some(self.piece(if is_value { Piece::Value(range) } else { Piece::Broken(range) }, end))
    }

    fn value(&mut self, window: &[u8], ended: bool) -> Option<Step> {
        let Mode::Value { start, scanner, column } = &mut self.mode else { return None };
        let (start, column) = (*start, *column);
        let scan = scanner.scan(window.get(self.at..).unwrap_or_default());
        let is_endless = match scan {
            Scan::End(_) => false,
            Scan::Incomplete => ended,
            Scan::Broken(_) => true,
        };
        if is_endless && scanner.has_open_parts() {
            self.endless = Some(std::mem::take(scanner));
        }
        match scan {
            Scan::End(end) => {
                let end = self.at + end;
                Some(self.piece(Piece::Value(start..end), end))
            }
            Scan::Incomplete => {
                self.at = window.len();
                if !ended {
                    return Some(Step::More(start));
                }
                // If lines follow that begin values, the end is missing in the middle.
                let line = self.by_line.then(|| single_line(window, start)).flatten();
                let resumed = line.or_else(|| {
                    column.and_then(|column| next_line(window, start, column, self.array.is_some()))
                });
                if let Some(end) = resumed {
                    let step = self.piece(Piece::Broken(start..end), end);
                    self.column = Some(0);
                    return Some(step);
                }
                // The end of the array is missing with that of the value.
                self.array = None;
                Some(self.piece(Piece::Cut(start..window.len()), window.len()))
            }
            Scan::Broken(at) => {
                self.at += at;
                self.mode = Mode::Broken { start, column };
                None
            }
        }
    }
}

fn is_scalar(word: &[u8]) -> bool {
    matches!(word, b"true" | b"false" | b"null")
        || word.first().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'-')
            && word.iter().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte))
}

#[cfg(test)]
#[allow(clippy::string_slice)]
mod tests {
    use super::super::scanner::SCANNED;
    use super::{Piece, Sequence, Step};

    /// Cuts a text that arrives in parts of `size` bytes.
    fn cut(text: &str, size: usize) -> Vec<String> {
        let (mut sequence, mut pieces, mut length) = (Sequence::new(true), Vec::new(), 0);
        loop {
            let window = &text.as_bytes()[..length];
            match sequence.next(window, length == text.len()) {
                Step::Piece(Piece::Value(range)) => pieces.push(text[range].to_owned()),
                Step::Piece(Piece::Broken(range)) => {
                    pieces.push(format!("broken {}", &text[range]));
                }
                Step::Piece(Piece::Cut(range)) => pieces.push(format!("cut {}", &text[range])),
                Step::Piece(Piece::Nuls(range)) => pieces.push(format!("{} NULs", range.len())),
                Step::Piece(Piece::Unclosed(at)) => pieces.push(format!("unclosed at {at}")),
                Step::More(_) => length = text.len().min(length + size),
                Step::End => return pieces,
            }
        }
    }

    #[test]
    fn values_are_cut_out_of_sequences_and_arrays() {
        for (text, expected) in [
            (r#"{"a":1}{"b":2} {"c":3}"#, vec![r#"{"a":1}"#, r#"{"b":2}"#, r#"{"c":3}"#]),
            ("[1, [2], {\"a\":[]} ,\n3,]\n", vec!["1", "[2]", r#"{"a":[]}"#, "3"]),
            ("[1]\n[2,3]\n", vec!["1", "2", "3"]),
            ("{\n \"a\":\n{\n}}\n{}", vec!["{\n \"a\":\n{\n}}", "{}"]),
            ("[]", vec![]),
            ("null\ntrue\n-1.5e3", vec!["null", "true", "-1.5e3"]),
            (
                "{}\n404 not found\nnothing\n{}",
                vec!["{}", "broken 404 not found", "broken nothing", "{}"],
            ),
            ("{\"a\":1\n{\"b\":2}\n{}", vec!["broken {\"a\":1\n", r#"{"b":2}"#, "{}"]),
            ("{\"a\":\n{\"b\":2}\n{}", vec!["broken {\"a\":\n", r#"{"b":2}"#, "{}"]),
            ("{\"a\":\"b\n{\"b\":2}\n{}", vec!["broken {\"a\":\"b\n", r#"{"b":2}"#, "{}"]),
            ("{\"a\" 1}\n{}", vec!["broken {\"a\" 1}\n", "{}"]),
            (r#"{"a":1{"b":2}{}"#, vec![r#"broken {"a":1"#, r#"{"b":2}"#, "{}"]),
            (r#"{"a" 1}{}{}"#, vec![r#"broken {"a" 1}"#, "{}", "{}"]),
            (r#"[{"a" 1},{"b":2}]"#, vec![r#"broken {"a" 1}"#, r#"{"b":2}"#]),
            (r#"[{"a" [{"b":1},{"c":2}]}, {}]"#, vec![r#"broken {"a" [{"b":1},{"c":2}]}"#, "{}"]),
            (
                r#"[{},{"a":"b},{"c":{"d":[{}]}}, {"e":1},{}]"#,
                vec!["{}", r#"broken {"a":"b},"#, r#"{"c":{"d":[{}]}}"#, r#"{"e":1}"#, "{}"],
            ),
            (r#"{} {"a" 1} {"b":2} {}"#, vec!["{}", r#"broken {"a" 1} "#, r#"{"b":2}"#, "{}"]),
            (
                r#"{} {"a":"b} {"c":[{}]}  {}"#,
                vec!["{}", r#"broken {"a":"b} "#, r#"{"c":[{}]}"#, "{}"],
            ),
            ("\u{feff}{\n}\n\u{feff}{}[\u{feff}{}]", vec!["{\n}", "{}", "{}"]),
            ("[\n {\"a\" 1},\n {}\n]", vec!["broken {\"a\" 1},\n", "{}"]),
            ("{}\0\0\0{}", vec!["{}", "3 NULs", "{}"]),
            (r#"{}{"a":"#, vec!["{}", r#"cut {"a":"#]),
            ("[{},", vec!["{}", "unclosed at 4"]),
            (
                "{\"a\":\"b\0\0{\"c\":1}\n{}",
                vec!["broken {\"a\":\"b", "2 NULs", r#"{"c":1}"#, "{}"],
            ),
        ] {
            for size in [1, 2, 7, 100] {
                assert_eq!(cut(text, size), expected, "{text:?} by {size}");
            }
        }
    }

    /// Returns the bytes that are scanned until a text is cut. It arrives in parts of `size` bytes, or of as many as are
    /// there already if that is more.
    fn scanned(mut sequence: Sequence, text: &str, size: usize, most: usize) -> usize {
        let (mut start, mut length) = (0, 0);
        SCANNED.set(0);
        loop {
            let window = &text.as_bytes()[start..length];
            match sequence.next(window, length == text.len()) {
                Step::Piece(_) => {}
                Step::More(keep) if window.len() - keep <= most => {
                    sequence.rebase(keep);
                    start += keep;
                    length = text.len().min(length + size.max(window.len()));
                }
                Step::More(_) => assert!(sequence.gives_up(window), "{text:.20}"),
                Step::End => return SCANNED.get(),
            }
        }
    }

    #[test]
    fn values_without_ends_are_scanned_in_linear_time() {
        for (start, rest) in [
            ("", "{\"a\":\n"),
            ("", "{\n \"a\":\n"),
            ("", "[\n"),
            ("[\n", "{\"a\":[\n"),
            ("[\n{\"a\" 1},\n", "{\"b\":\n"),
            ("[{\"a\":\"b\"c\"},", "},{\"c\":[{"),
            ("{\"a\":[", "{\"a\":{\n\"b\":\"\"},\n\"c\":[\n"),
        ] {
            let text = format!("{start}{}", rest.repeat(2_000));
            for size in [1_000, text.len()] {
                for sequence in [Sequence::new(true), Sequence::of_lines()] {
                    let bytes = scanned(sequence, &text, size, usize::MAX);
                    assert!(bytes <= 8 * text.len(), "{bytes} of {} by {size}: {rest}", text.len());
                }
            }
        }
    }

    #[test]
    fn values_that_are_too_long_are_scanned_in_linear_time() {
        for rest in ["{\"a\":\n", "[1,\n"] {
            let text = format!("{{}}\n{}", rest.repeat(5_000));
            let bytes = scanned(Sequence::new(true), &text, 1_000, 4_000);
            assert!(bytes <= 8 * text.len(), "{bytes} of {}: {rest}", text.len());
        }
    }
}
