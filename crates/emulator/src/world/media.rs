//! Photos.

use account_activity::MediaId;
use account_activity::model::{Media, MediaKind, MediaSize, Resize};

use super::fingerprint::slug;

/// Creates a photo. Its link is derived from `of`, the Tweet or message that it is attached to. Its
/// addresses are those over http and over https.
pub(super) fn photo(id: MediaId, of: &str, addresses: [&str; 2], expanded: &str) -> Media {
    let [address, https_address] = addresses;
    let link = slug(of, 10);
    let mut media = Media::new();
    media.id = Some(id);
    media.media_url = address.into();
    media.media_url_https = https_address.into();
    media.url = format!("https://t.co/{link}").into();
    media.display_url = format!("pic.twitter.com/{link}").into();
    media.expanded_url = expanded.into();
    media.kind = Some(MediaKind::Photo);
    let sizes = [
        ("thumb", 150, 150, Resize::Crop),
        ("small", 680, 510, Resize::Fit),
        ("medium", 1200, 900, Resize::Fit),
        ("large", 2048, 1536, Resize::Fit),
    ];
    for (name, width, height, resize) in sizes {
        let mut size = MediaSize::new();
        size.w = width;
        size.h = height;
        size.resize = Some(resize);
        media.sizes.insert(name.into(), size);
    }
    media
}
