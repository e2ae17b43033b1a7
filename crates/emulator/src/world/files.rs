//! The addresses of photos.

use account_activity::{DirectMessageId, MediaId, Text, UserId};

use super::World;
use super::fingerprint::slug;

/// The base URL of the addresses of photos, or `None` for those of X. It depends on where the world
/// is served, so it is neither saved nor compared.
#[derive(Clone, Debug, Default)]
pub(super) struct FilesBaseUrl(Option<Text>);

impl PartialEq for FilesBaseUrl {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl World {
    /// Sets the base URL of the addresses of photos. By default the addresses are those of X.
    pub(crate) fn set_files_base_url(&mut self, base_url: &str) {
        self.files_base_url = FilesBaseUrl(Some(base_url.into()));
    }

    /// Returns the address of a file, by default at an origin of X.
    pub(super) fn file_address(&self, origin: &str, path: &str) -> String {
        format!("{}{path}", self.files_base_url.0.as_deref().unwrap_or(origin))
    }

    /// Returns the photo of a Tweet at a path.
    pub(crate) fn public_photo(&self, path: &str) -> Option<MediaId> {
        let mut photos = self.timeline.tweets.values().flat_map(|posted| &posted.photos);
        photos.find(|photo| public_path(**photo) == path).copied()
    }

    /// Returns the photo of a Direct Message at a path, and the parties of the conversation.
    pub(crate) fn private_photo(&self, path: &str) -> Option<(MediaId, [UserId; 2])> {
        let photo: MediaId = path.split('/').nth_back(1)?.parse().ok()?;
        let (message, parties) = self.messages.photos.get(&photo)?;
        (private_path(*message, photo) == path).then_some((photo, *parties))
    }
}

pub(super) fn public_path(photo: MediaId) -> String {
    format!("/media/{}.jpg", slug(photo, 15))
}

pub(super) fn private_path(message: DirectMessageId, photo: MediaId) -> String {
    format!("/1.1/ton/data/dm/{message}/{photo}/{}.jpg", slug(photo, 8))
}
