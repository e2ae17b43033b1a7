//! The files of a personal archive, in a folder or a ZIP file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use account_activity::UserId;

use super::account;

/// The files of `data/` that are read. A large one is split into `tweets-part1.js` and so on.
const READ: [&str; 18] = [
    "account",
    "tweet",
    "tweets",
    "deleted-tweet",
    "deleted-tweets",
    "note-tweet",
    "deleted-note-tweet",
    "community-tweet",
    "direct-message",
    "direct-messages",
    "direct-message-group",
    "direct-messages-group",
    "direct-message-group-chats",
    "like",
    "follower",
    "following",
    "block",
    "mute",
];

/// The files that only personal archives have.
const SIGNS: [&str; 4] = ["account.js", "manifest.js", "tweets.js", "tweet.js"];

/// The folder with the Tweets of 2012–2018.
const GRAILBIRD: &str = "data/js/tweets/";

/// The files of a personal archive, or of a ZIP file of another kind.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    /// The owner that `account.js` names.
    pub(crate) owner: Option<UserId>,
    /// The files and folders, in the order in which their items come. A name is relative to the folder or ZIP
    /// file, with `/` between its parts.
    pub(crate) entries: Vec<(String, Role)>,
}

/// The treatment of a file or folder.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Role {
    /// It is read, in the form that its content has.
    Read,
    /// It is not opened: an item `Skipped::NotOpened` names it.
    NotOpened(Cow<'static, str>),
}

impl Layout {
    /// Returns `true` for the root of a personal archive, or its `data/`.
    pub(crate) fn is_in(folder: &Path) -> bool {
        let has = |file: &str| folder.join(file).is_file();
        has("data/account.js")
            || has("data/manifest.js")
            || has("data/tweets.js")
            || has("data/tweet.js")
            || (has("account.js") && SIGNS.iter().filter(|sign| has(sign)).count() > 1)
            || folder.join(GRAILBIRD).is_dir()
    }

    /// Returns the layout of a folder with files of these names, if they are those of a personal archive.
    pub(crate) fn of_folder(folder: &Path, names: &[String]) -> Option<Self> {
        let mut layout = Self::of_names(names)?;
        let account = layout.entries.iter().find(|(name, _)| is_account(name));
        layout.owner =
            account.and_then(|(name, _)| account::owner(File::open(folder.join(name)).ok()?));
        Some(layout)
    }

    /// Returns the layout of files with these names, if they are those of a personal archive. The name of a folder
    /// ends with `/`.
    pub(super) fn of_names(names: &[String]) -> Option<Self> {
        let base = base(names)?;
        let is_grailbird = names.iter().any(|name| name.contains(GRAILBIRD));
        let mut entries = Vec::new();
        let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
        for name in names {
            if let Some(folder) = media_folder(name) {
                *folders.entry(folder).or_default() += usize::from(!name.ends_with('/'));
            } else if !name.ends_with('/') {
                entries.push((name.clone(), role(name, base, is_grailbird)));
            }
        }
        entries.sort_by(|(one, a), (other, b)| {
            (*a != Role::Read, one).cmp(&(*b != Role::Read, other))
        });
        for (folder, count) in folders {
            let noun = if count == 1 { "file" } else { "files" };
            let reason = format!("{count} {noun} without events, such as media");
            entries.push((folder.to_owned(), Role::NotOpened(reason.into())));
        }
        Some(Self { owner: None, entries })
    }
}

/// Returns `true` for the file that names the owner.
pub(super) fn is_account(name: &str) -> bool {
    name == "account.js" || name.ends_with("/account.js")
}

/// Returns the folder that has the files of a personal archive, with a `/` at its end. It is `data/`, or empty if
/// that is the root itself.
fn base(names: &[String]) -> Option<&str> {
    let grailbird =
        names.iter().find_map(|name| name.find(GRAILBIRD).and_then(|at| name.get(..at)));
    let data = names.iter().find_map(|name| {
        let (folder, file) =
            name.rfind('/').map_or(("", name.as_str()), |at| name.split_at(at + 1));
        let is_data = folder.is_empty() || folder == "data/" || folder.ends_with("/data/");
        let is_sign = SIGNS.contains(&file);
        (is_sign
            && is_data
            && (!folder.is_empty() || names.iter().any(|name| name == "account.js")))
        .then_some(folder)
    });
    data.or(grailbird)
}

/// Returns the folder of a file that holds no events, with all files below it.
fn media_folder(name: &str) -> Option<&str> {
    let mut end = 0;
    for part in name.split_inclusive('/') {
        end += part.len();
        if let Some(folder) = part.strip_suffix('/')
            && (folder.ends_with("_media") || folder == "assets" || folder == "__MACOSX")
        {
            return name.get(..end);
        }
    }
    None
}

fn role(name: &str, base: &str, is_grailbird: bool) -> Role {
    if is_grailbird {
        if name.contains(GRAILBIRD) {
            return Role::Read;
        }
        if name.ends_with("tweets.csv") {
            return Role::NotOpened("the same Tweets as in data/js/tweets".into());
        }
    }
    let stem = name.strip_prefix(base).and_then(|file| file.strip_suffix(".js"));
    let is_read = stem.is_some_and(|stem| {
        let stem = stem.trim_end_matches(|c: char| c.is_ascii_digit());
        READ.contains(&stem.strip_suffix("-part").unwrap_or(stem))
    });
    if is_read { Role::Read } else { Role::NotOpened("no Tweets and no messages".into()) }
}
