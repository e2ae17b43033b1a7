//! The files of a folder or a ZIP file: which are read, and whose they are.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use account_activity::UserId;

/// The files of a personal archive, or of a ZIP file of another kind.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    /// The owner that `account.js` names.
    pub(crate) owner: Option<UserId>,
    /// The files and folders, in the order in which their items come. A name is relative to the folder or ZIP
    /// file, with `/` between its parts.
    pub(crate) entries: Vec<(String, Role)>,
}

/// What is done with a file or folder.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Role {
    /// It is read, in the form that its content has.
    Read,
    /// It is not opened: an item `Skipped::NotOpened` names it.
    NotOpened(Cow<'static, str>),
}

impl Layout {
    /// Returns the layout of a folder if it is the root of a personal archive.
    pub(crate) fn of_folder(folder: &Path) -> io::Result<Option<Self>> {
        let _ = folder;
        Ok(None)
    }
}
