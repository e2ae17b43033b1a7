//! Downloads the photos, GIFs and videos of Direct Messages.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use tokio::time::Instant;
use url::{Host, Url};

use super::Client;
use super::error::TransportErrorKind;
use super::oauth1::Signer;
use super::send::kind_of;
use super::webhook_url::is_loopback;
use crate::credentials::{UserToken, UserTokenScheme};

/// The hosts that serve photos of Direct Messages, only to the parties of the conversation.
const PRIVATE: [&str; 2] = ["ton.twitter.com", "ton.x.com"];

/// The hosts that serve videos and the previews of GIFs, to anyone.
const PUBLIC: [&str; 2] = ["pbs.twimg.com", "video.twimg.com"];

/// A file of a Direct Message, which is read chunk by chunk.
#[derive(Debug)]
pub struct DmMedia {
    response: reqwest::Response,
    received: u64,
    largest: u64,
    time: TimeLimit,
}

/// The time limits of a download.
#[derive(Clone, Copy, Debug)]
struct TimeLimit {
    started: Instant,
    /// The limit of the whole download.
    whole: Duration,
    /// The limit of the response's head, and of each chunk.
    step: Duration,
}

/// An error fetching a file of a Direct Message.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DmMediaError {
    /// The URL's host is not one of X's hosts for such files, so no signature is sent to it.
    #[error("expected a host of X for files of Direct Messages, found {0:?}")]
    Host(String),
    /// The address is not a URL.
    #[error("the address of the file is not a URL")]
    NotAUrl,
    /// The file requires an OAuth 1.0a token.
    #[error("files of Direct Messages need the user's OAuth 1.0a token: use UserToken::oauth1")]
    Scheme,
    /// X responded with another status than 200. 401 and 403: the token does not belong to a party
    /// of the conversation, or lacks the permission for Direct Messages. 404: the file is gone.
    #[error("X responded with {0} to the request for the file")]
    Status(StatusCode),
    /// The file is larger than the limit of the caller.
    #[error("the file is larger than the limit of {0} bytes")]
    TooLarge(u64),
    /// The download took longer than its limit.
    #[error(
        "the file was not complete within {0:?}: raise ClientBuilder::dm_media_timeout if it is \
         large"
    )]
    TooSlow(Duration),
    /// The client is in a dry run, which sends nothing.
    #[error("the client is in a dry run")]
    DryRun,
    /// There was no response, or the response or a chunk did not arrive within the client's
    /// [`timeout`](super::ClientBuilder::timeout).
    #[error("the file could not be fetched: {0}")]
    Transport(TransportErrorKind),
}

impl DmMedia {
    /// Returns the content type, such as `image/jpeg`. `None` if the response does not have it.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.response.headers().get(CONTENT_TYPE)?.to_str().ok()
    }

    /// Returns the length in bytes. `None` if the response does not have it.
    #[must_use]
    pub fn content_length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// Returns the next part of the file, or `None` at its end.
    ///
    /// # Errors
    ///
    /// [`DmMediaError::TooLarge`] once the file exceeds the limit, [`DmMediaError::TooSlow`] once the
    /// download exceeds [`dm_media_timeout`](super::ClientBuilder::dm_media_timeout), and
    /// [`DmMediaError::Transport`] if the transfer breaks off or stalls.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, DmMediaError> {
        let chunk = self.time.limit(self.response.chunk()).await?;
        let length =
            chunk.as_ref().map_or(0, |chunk| u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        self.received = self.received.saturating_add(length);
        if self.received > self.largest {
            return Err(DmMediaError::TooLarge(self.largest));
        }
        Ok(chunk)
    }
}

impl TimeLimit {
    /// Waits for a step of the download.
    async fn limit<T>(
        &self,
        step: impl Future<Output = reqwest::Result<T>>,
    ) -> Result<T, DmMediaError> {
        let rest = self.whole.saturating_sub(self.started.elapsed());
        // `timeout` polls first, so a server that always has a chunk would never exceed it.
        if rest.is_zero() {
            return Err(DmMediaError::TooSlow(self.whole));
        }
        match tokio::time::timeout(rest.min(self.step), step).await {
            Ok(result) => result.map_err(|error| DmMediaError::Transport(kind_of(&error))),
            Err(_) if rest <= self.step => Err(DmMediaError::TooSlow(self.whole)),
            Err(_) => Err(DmMediaError::Transport(TransportErrorKind::Timeout)),
        }
    }
}

impl Client {
    /// Fetches a file of a Direct Message with the token of a party of the conversation. `url` is
    /// the `media_url_https` of the message's attachment.
    ///
    /// `GET https://ton.twitter.com/1.1/ton/data/dm/…`, OAuth 1.0a of the user. Videos and the
    /// previews of GIFs are at `pbs.twimg.com` and `video.twimg.com`; they need no signature and
    /// are requested without one. No rate limit is documented. Source: X's guide to retrieving
    /// media.
    ///
    /// `largest` is the limit of the file's length, in bytes. The limit of the time is
    /// [`dm_media_timeout`](super::ClientBuilder::dm_media_timeout).
    ///
    /// ```no_run
    /// # use account_activity::{Client, DirectMessage, UserToken};
    /// # async fn example(client: Client, message: DirectMessage, user: UserToken)
    /// # -> Result<(), Box<dyn std::error::Error>> {
    /// for media in message.media() {
    ///     let mut file = client.fetch_dm_media(&media.media_url_https, &user, 5 << 20).await?;
    ///     let mut bytes = Vec::new();
    ///     while let Some(chunk) = file.chunk().await? {
    ///         bytes.extend_from_slice(&chunk);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`DmMediaError`]. Nothing is sent to a host that is not X's.
    pub async fn fetch_dm_media(
        &self,
        url: &str,
        user: &UserToken,
        largest: u64,
    ) -> Result<DmMedia, DmMediaError> {
        let url = Url::parse(url).map_err(|_| DmMediaError::NotAUrl)?;
        let mut request = reqwest::Request::new(http::Method::GET, url.clone());
        if self.is_private(&url)? {
            if user.scheme() != UserTokenScheme::OAuth1 {
                return Err(DmMediaError::Scheme);
            }
            let signer = Signer::new(&self.inner.app).token(user);
            let header = self.sign(signer, request.method(), &url, &[]);
            request.headers_mut().insert(AUTHORIZATION, header);
        }
        if self.inner.hooks.dry_run.is_some() {
            return Err(DmMediaError::DryRun);
        }
        let time = TimeLimit {
            started: Instant::now(),
            whole: self.inner.dm_media_timeout,
            step: self.inner.timeout,
        };
        let response = time.limit(self.inner.http.execute(request)).await?;
        if response.status() != StatusCode::OK {
            return Err(DmMediaError::Status(response.status()));
        }
        match response.content_length() {
            Some(length) if length > largest => Err(DmMediaError::TooLarge(largest)),
            _ => Ok(DmMedia { response, received: 0, largest, time }),
        }
    }

    /// Returns whether the host serves files to signed requests only. The host of a base URL on
    /// this machine counts as such, for the emulator and for tests.
    fn is_private(&self, url: &Url) -> Result<bool, DmMediaError> {
        let foreign = || DmMediaError::Host(url.host_str().unwrap_or_default().to_owned());
        let base = &self.inner.base_url;
        if url.origin() == base.origin() && base.host().is_some_and(|host| is_loopback(&host)) {
            return Ok(true);
        }
        match url.host() {
            Some(Host::Domain(host)) if url.scheme() == "https" && url.port().is_none() => {
                let private = PRIVATE.contains(&host);
                if private || PUBLIC.contains(&host) { Ok(private) } else { Err(foreign()) }
            }
            _ => Err(foreign()),
        }
    }
}
