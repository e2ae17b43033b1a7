//! The owner of a personal archive.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use account_activity::UserId;

use crate::object::{Object, elements};

/// The largest `account.js` that is read, in bytes. X writes less than one KiB.
const LARGEST: u64 = 1 << 20;

/// Returns the owner that the `account.js` beside a file of a personal archive names.
pub(crate) fn owner_beside(file: &Path) -> Option<UserId> {
    let account = file.with_file_name("account.js");
    account.is_file().then(|| owner(File::open(account).ok()?))?
}

/// Returns the owner that an `account.js` names.
pub(super) fn owner(account: impl Read) -> Option<UserId> {
    let mut text = String::new();
    account.take(LARGEST).read_to_string(&mut text).ok()?;
    let array = text.get(text.find('[')?..)?;
    let accounts = elements(array).0;
    let account = Object::read(accounts.first()?)?.object("account")?;
    account.number("accountId").map(UserId::new)
}
