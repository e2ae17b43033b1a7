//! Files whose names tell that they hold something else than data.

use std::path::Path;

/// The extensions of documents, pictures, sounds, films, fonts and programs, which people keep beside data. `js` is not
/// one of them, because a personal archive has its data in scripts; `txt` neither, because lines of JSON can be in one.
const EXTENSIONS: [&str; 29] = [
    "md", "markdown", "rst", "html", "htm", "css", "pdf", "png", "jpg", "jpeg", "gif", "webp",
    "svg", "ico", "mp4", "mov", "webm", "mp3", "m4a", "ogg", "woff", "woff2", "ttf", "py", "sh",
    "rb", "rs", "go", "exe",
];

/// Returns the reason for not opening a file that was not named itself, if its extension tells that it holds something else than data.
pub(crate) fn reason(name: &Path) -> Option<String> {
    let extension = name.extension()?.to_str()?;
    let is_known = EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension));
    is_known.then(|| format!("a .{extension} file is no data: give its own path to read it"))
}
