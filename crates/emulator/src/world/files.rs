//! The addresses of photos.

use account_activity::{DirectMessageId, MediaId, Text, TweetId, UserId};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::World;
use super::fingerprint::{fingerprint, slug};

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
        let name = path.strip_prefix("/media/")?.strip_suffix(".jpg")?;
        let bytes = URL_SAFE_NO_PAD.decode(name).ok()?;
        let photo = MediaId::new(u64::from_be_bytes(*bytes.first_chunk()?));
        // The ids of a Tweet's photos are drawn just before its own.
        let mut later = self.timeline.tweets.range(TweetId::new(photo.get())..);
        let (_, posted) = later.next()?;
        (posted.photos.contains(&photo) && public_path(photo) == path).then_some(photo)
    }

    /// Returns the photo of a Direct Message at a path, and the parties of the conversation.
    pub(crate) fn private_photo(&self, path: &str) -> Option<(MediaId, [UserId; 2])> {
        let photo: MediaId = path.split('/').nth_back(1)?.parse().ok()?;
        let (message, parties) = self.messages.photos.get(&photo)?;
        (private_path(*message, photo) == path).then_some((photo, *parties))
    }
}

/// Returns the path of a photo of a Tweet. Its name contains the id, so that the photo is found
/// without a search.
pub(super) fn public_path(photo: MediaId) -> String {
    let [first, second, third, ..] = fingerprint(photo).to_be_bytes();
    let name = [photo.get().to_be_bytes().as_slice(), &[first, second, third]].concat();
    format!("/media/{}.jpg", URL_SAFE_NO_PAD.encode(name))
}

pub(super) fn private_path(message: DirectMessageId, photo: MediaId) -> String {
    format!("/1.1/ton/data/dm/{message}/{photo}/{}.jpg", slug(photo, 8))
}
