//! Photos, videos and GIFs.

use super::{Media, VideoVariant};

impl Media {
    /// Returns the MP4 file with the highest bit rate. `None` unless the medium is a video or GIF.
    ///
    /// ```
    /// use account_activity::model::Media;
    ///
    /// let media: Media = serde_json::from_str(r#"{"type": "video", "video_info": {"variants": [
    ///     {"content_type": "application/x-mpegURL", "url": "https://video.example/all.m3u8"},
    ///     {"bitrate": 832000, "content_type": "video/mp4", "url": "https://video.example/360.mp4"},
    ///     {"bitrate": 2176000, "content_type": "video/mp4", "url": "https://video.example/720.mp4"}
    /// ]}}"#)?;
    /// assert_eq!(media.best_mp4().unwrap().url, "https://video.example/720.mp4");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn best_mp4(&self) -> Option<&VideoVariant> {
        let variants = self.video_info.iter().flat_map(|info| &info.variants);
        variants.filter(|it| it.content_type == "video/mp4").max_by_key(|variant| variant.bitrate)
    }
}
