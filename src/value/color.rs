//! Colours of profile pages.

use std::fmt;

use serde::ser::Serializer;

use crate::value::id::text_types;
use crate::value::text::Text;
use crate::wire::scalar::{Scalar, scalar};
use crate::wire::shape::Shape;

text_types! {
    /// A colour of a profile page: six hexadecimal digits in a Tweet's user, `-1` (not set) in
    /// the user of a follow, block or mute. The text is kept as received.
    Color: "a colour";
}

impl Color {
    /// Returns red, green and blue, or `None` if the text is not six hexadecimal digits.
    ///
    /// ```
    /// use account_activity::Color;
    ///
    /// assert_eq!(Color::from("1DA1F2").rgb(), Some([0x1D, 0xA1, 0xF2]));
    /// assert_eq!(Color::from("-1").rgb(), None);
    /// ```
    #[must_use]
    pub fn rgb(&self) -> Option<[u8; 3]> {
        let six_digits = self.as_str().len() == 6
            && self.as_str().bytes().all(|digit| digit.is_ascii_hexdigit());
        let [_, rgb @ ..] =
            u32::from_str_radix(self.as_str(), 16).ok().filter(|_| six_digits)?.to_be_bytes();
        Some(rgb)
    }
}
