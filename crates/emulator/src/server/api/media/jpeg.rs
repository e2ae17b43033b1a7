//! Photos: JPEG files of one shade of gray.

use account_activity::MediaId;

/// The size of a photo in pixels, which its description names as "large".
const WIDTH: u16 = 2048;
const HEIGHT: u16 = 1536;

/// The blocks of 8 × 8 pixels in a photo.
const BLOCKS: usize = WIDTH as usize / 8 * (HEIGHT as usize / 8);

/// Creates the file of a photo (ITU-T T.81, baseline). The shade is derived from the id.
///
/// The first block has the shade, in the 7 bits of its DC coefficient. Each other block has the same
/// shade, which takes two bits: no difference of the DC coefficient, and no AC coefficient.
pub(super) fn photo(id: MediaId) -> Vec<u8> {
    let mut file = vec![0xFF, 0xD8];
    segment(&mut file, 0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    // One quantization table. A step of 8 makes the DC coefficient the distance from medium gray.
    segment(&mut file, 0xDB, &[&[0][..], &[8; 64]].concat());
    let [height, width] = [HEIGHT, WIDTH].map(u16::to_be_bytes);
    let frame = [&[8][..], &height, &width, &[1, 1, 0x11, 0]].concat();
    segment(&mut file, 0xC0, &frame);
    // The codes of the DC differences: `0` for none, `10` for one of 7 bits.
    segment(&mut file, 0xC4, &[&[0x00, 1, 1][..], &[0; 14], &[0, 7]].concat());
    // The code of the AC coefficients: `0` for the end of the block.
    segment(&mut file, 0xC4, &[&[0x10, 1][..], &[0; 15], &[0]].concat());
    segment(&mut file, 0xDA, &[1, 1, 0x00, 0, 63, 0]);
    // A value of 64 to 127: lighter than medium gray. `10`, the value, `0`, and the other blocks.
    let value = u16::try_from(id.get() % 64).unwrap_or_default() + 64;
    let first = 0b10 << 14 | value << 7;
    file.extend(first.to_be_bytes());
    let bits = 10 + 2 * (BLOCKS - 1);
    file.resize(file.len() + bits / 8 - 2, 0);
    file.extend([0xFF, 0xD9]);
    file
}

/// Adds a segment: its marker, its length with the two bytes of the length, and its content.
fn segment(file: &mut Vec<u8>, marker: u8, content: &[u8]) {
    let length = u16::try_from(content.len() + 2).unwrap_or(u16::MAX);
    file.extend([0xFF, marker]);
    file.extend(length.to_be_bytes());
    file.extend(content);
}
