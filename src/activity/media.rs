//! One view over photos, videos and GIFs.

use crate::model::{Media, MediaKind, MediaSize};
use crate::xaa;

/// A photo, video or GIF of a post or a Direct Message.
#[derive(Clone, Copy, Debug)]
pub struct MediaView<'a>(Shape<'a>);

#[derive(Clone, Copy, Debug)]
enum Shape<'a> {
    Tweet(&'a Media),
    X(&'a xaa::Media),
}

impl<'a> MediaView<'a> {
    /// Returns the kind: `photo`, `video` or `animated_gif`, or another text that X sends.
    #[must_use]
    pub fn kind(self) -> Option<&'a str> {
        match self.0 {
            Shape::Tweet(media) => media.kind.as_ref().map(MediaKind::as_str),
            Shape::X(media) => media.kind.as_ref().map(xaa::MediaKind::as_str),
        }
    }

    /// Returns the address of the file: the photo, or the MP4 file of a video or GIF with the highest
    /// bit rate.
    ///
    /// `None` if the body does not have it, as for a video whose owner restricts it.
    #[must_use]
    pub fn url(self) -> Option<&'a str> {
        let file = match self.0 {
            Shape::Tweet(media) => media.best_mp4().map(|variant| variant.url.as_str()),
            Shape::X(media) => best_mp4(media),
        };
        if self.kind().is_none_or(|kind| kind == "photo") {
            file.or_else(|| self.image())
        } else {
            file
        }
    }

    /// Returns the address of an image: the photo itself, or the preview of a video or GIF.
    #[must_use]
    pub fn image(self) -> Option<&'a str> {
        let image = match self.0 {
            Shape::Tweet(media) => Some(media.media_url_https.as_str())
                .filter(|url| !url.is_empty())
                .or(Some(&media.media_url)),
            Shape::X(media) => media.url.as_deref().or(media.preview_image_url.as_deref()),
        };
        image.filter(|image| !image.is_empty())
    }

    /// Returns the description for people who cannot see the image. `None` if the author wrote none.
    #[must_use]
    pub fn alt_text(self) -> Option<&'a str> {
        match self.0 {
            Shape::Tweet(media) => media.ext_alt_text.as_deref(),
            Shape::X(media) => media.alt_text.as_deref(),
        }
    }

    /// Returns width and height in pixels, of the largest size that the body names.
    #[must_use]
    pub fn size(self) -> Option<(i64, i64)> {
        match self.0 {
            Shape::Tweet(media) => {
                let largest = media.sizes.values().max_by_key(|size| size.w.saturating_mul(size.h));
                largest.map(|MediaSize { w, h, .. }| (*w, *h))
            }
            Shape::X(media) => media.width.zip(media.height),
        }
    }

    /// Returns the length of a video in milliseconds. `None` for photos and GIFs.
    #[must_use]
    pub fn duration_ms(self) -> Option<i64> {
        match self.0 {
            Shape::Tweet(media) => media.video_info.as_ref()?.duration_millis,
            Shape::X(media) => media.duration_ms,
        }
    }
}

fn best_mp4(media: &xaa::Media) -> Option<&str> {
    let variants = media.variants.iter().flatten();
    let files = variants.filter(|it| it.content_type.as_deref() == Some("video/mp4"));
    files.max_by_key(|variant| variant.bit_rate).and_then(|variant| variant.url.as_deref())
}

impl<'a> From<&'a Media> for MediaView<'a> {
    fn from(media: &'a Media) -> Self {
        Self(Shape::Tweet(media))
    }
}

impl<'a> From<&'a xaa::Media> for MediaView<'a> {
    fn from(media: &'a xaa::Media) -> Self {
        Self(Shape::X(media))
    }
}
