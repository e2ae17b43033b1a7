//! The photos, GIFs and videos of Direct Messages.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use url::{Host, Url};

use super::Client;
use super::error::TransportErrorKind;
use super::oauth1::Signer;
use super::send::kind_of;
use super::webhook_url::is_loopback;
use crate::credentials::{UserToken, UserTokenScheme};

/// The host that gives photos of Direct Messages, to their parties only.
const PRIVATE: [&str; 2] = ["ton.twitter.com", "ton.x.com"];

/// The hosts that give previews of GIFs, and videos, to anybody.
const PUBLIC: [&str; 2] = ["pbs.twimg.com", "video.twimg.com"];

/// A file of a Direct Message, as it arrives: read it chunk by chunk.
#[derive(Debug)]
pub struct DmMedia {
    response: reqwest::Response,
    received: u64,
    largest: u64,
    timeout: Duration,
}

/// Why a file of a Direct Message was not got.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DmMediaError {
    /// The address is not one of X's for such files, so no signature is sent to it.
    #[error("{0:?} is no host of X for files of Direct Messages")]
    Host(String),
    /// It is no address.
    #[error("the address of the file is no URL")]
    NotAUrl,
    /// The file is only given to OAuth 1.0a.
    #[error("files of Direct Messages need the user's OAuth 1.0a token: use UserToken::oauth1")]
    Scheme,
    /// X answered otherwise than by the file. 401 and 403: the token is not that of a party of the
    /// conversation, or has no permission for Direct Messages. 404: the file is gone.
    #[error("the file was answered with {0}")]
    Status(StatusCode),
    /// The file is larger than was asked for.
    #[error("the file is larger than {0} bytes")]
    TooLarge(u64),
    /// The client is in a dry run, which sends nothing.
    #[error("the client is in a dry run")]
    DryRun,
    /// No answer, or none in time.
    #[error("the file did not arrive: {0:?}")]
    Transport(TransportErrorKind),
}

impl DmMedia {
    /// Its type, such as `image/jpeg`. Absent where the answer does not say.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.response.headers().get(CONTENT_TYPE)?.to_str().ok()
    }

    /// Its length in bytes. Absent where the answer does not say.
    #[must_use]
    pub fn content_length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// The next part of it, or `None` at its end.
    ///
    /// # Errors
    ///
    /// [`DmMediaError::TooLarge`] once there is more than was asked for, and
    /// [`DmMediaError::Transport`] if it breaks off or stalls.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, DmMediaError> {
        let chunk = in_time(self.timeout, self.response.chunk()).await?;
        let length =
            chunk.as_ref().map_or(0, |chunk| u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        self.received = self.received.saturating_add(length);
        if self.received > self.largest {
            return Err(DmMediaError::TooLarge(self.largest));
        }
        Ok(chunk)
    }
}

async fn in_time<T>(
    timeout: Duration,
    work: impl Future<Output = reqwest::Result<T>>,
) -> Result<T, DmMediaError> {
    match tokio::time::timeout(timeout, work).await {
        Ok(result) => result.map_err(|error| DmMediaError::Transport(kind_of(&error))),
        Err(_) => Err(DmMediaError::Transport(TransportErrorKind::Timeout)),
    }
}

impl Client {
    /// Gets a file of a Direct Message, signed by a party of the conversation: the
    /// `media_url_https` of its attachment.
    ///
    /// `GET https://ton.twitter.com/1.1/ton/data/dm/…`, OAuth 1.0a of the user; previews of GIFs and
    /// videos from `pbs.twimg.com` and `video.twimg.com`, which need no signature and get none. No
    /// rate limit is documented. X's guide to retrieving media.
    ///
    /// `largest` is how many bytes it may have.
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
    /// [`DmMediaError`]; nothing is sent to a host that is not X's.
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
        let timeout = self.inner.timeout;
        let response = in_time(timeout, self.inner.http.execute(request)).await?;
        if response.status() != StatusCode::OK {
            return Err(DmMediaError::Status(response.status()));
        }
        match response.content_length() {
            Some(length) if length > largest => Err(DmMediaError::TooLarge(largest)),
            _ => Ok(DmMedia { response, received: 0, largest, timeout }),
        }
    }

    /// Whether the host gives files to signed requests only. The host of a base URL on this machine
    /// counts as such, for the emulator and for tests.
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
