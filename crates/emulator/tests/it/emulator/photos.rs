//! The files of photos.

use account_activity::{Client, Event, Tier};
use account_activity_emulator::{Emulator, Message, Post};
use http::Method;

use super::raw::{Raw, send};
use super::{started, still};

fn client(emulator: &Emulator) -> Client {
    Client::builder(emulator.credentials().app())
        .base_url(emulator.base_url())
        .clock(emulator.clock().clone())
        .build()
        .unwrap()
}

/// Returns the address of the photo of a new message from ada to bob.
async fn sent(emulator: &Emulator) -> String {
    let performed = emulator.perform(Message::new("ada", "bob", "Tea").with_photo()).await.unwrap();
    let [Event::DirectMessage(message)] = performed.notices[1].payload.events() else { panic!() };
    let media = &message.media()[0];
    assert_eq!(media.media_url, media.media_url_https);
    media.media_url_https.to_string()
}

/// Returns the width and the height of a JPEG file, from its frame.
fn size(file: &[u8]) -> (u16, u16) {
    let (mut rest, mut size) = (&file[2..], None);
    while rest[1] != 0xDA {
        let length = usize::from(u16::from_be_bytes([rest[2], rest[3]]));
        if rest[1] == 0xC0 {
            let [height, width] = [5, 7].map(|at| u16::from_be_bytes([rest[at], rest[at + 1]]));
            size = Some((width, height));
        }
        rest = &rest[2 + length..];
    }
    assert_eq!((&file[..2], &file[file.len() - 2..]), (&[0xFF, 0xD8][..], &[0xFF, 0xD9][..]));
    size.unwrap()
}

#[tokio::test]
async fn a_party_of_the_conversation_fetches_the_photo_of_a_message() {
    let emulator = started(Tier::Premium).await;
    let (client, raw) = (client(&emulator), Raw::new(&emulator));
    let (url, other) = (sent(&emulator).await, sent(&emulator).await);
    assert!(url.starts_with(&format!("{}/1.1/ton/data/dm/", emulator.base_url())), "{url}");
    let fetch = async |url: &str, user: &str| {
        let mut media = client.fetch_dm_media(url, &raw.token(user), 1 << 20).await?;
        assert_eq!(media.content_type(), Some("image/jpeg"));
        let mut file = Vec::new();
        while let Some(chunk) = media.chunk().await? {
            file.extend_from_slice(&chunk);
        }
        Ok::<_, account_activity::client::DmMediaError>(file)
    };
    let file = fetch(&url, "ada").await.unwrap();
    assert_eq!(size(&file), (2048, 1536));
    assert_eq!(fetch(&url, "bob").await.unwrap(), file);
    assert_eq!(size(&fetch(&other, "bob").await.unwrap()), (2048, 1536));
    fetch(&url, "cleo").await.unwrap_err();
    fetch(&url.replace(".jpg", "x.jpg"), "ada").await.unwrap_err();

    let path = url.strip_prefix(emulator.base_url()).unwrap();
    raw.user(&raw.token("cleo"), Method::GET, path).await.is_error(403, 200, "Forbidden.");
    let unsigned = send(raw.request(Method::GET, path)).await;
    unsigned.is_error(400, 215, "Bad Authentication data.");
}

#[tokio::test]
async fn photos_have_addresses_that_other_machines_reach() {
    let emulator = still(Tier::Premium).files_base_url("http://emulator:8787/");
    let emulator = emulator.start().await.unwrap();
    let url = sent(&emulator).await;
    assert!(url.starts_with("http://emulator:8787/1.1/ton/data/dm/"), "{url}");
}

#[tokio::test]
async fn anyone_fetches_the_photo_of_a_tweet() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let performed = emulator.perform(Post::new("ada", "Tea").with_photos(2)).await.unwrap();
    let tweet = emulator.world().tweet(performed.tweet().unwrap()).unwrap();
    let media = &tweet.extended_entities.as_ref().unwrap().media;
    assert_eq!(media.len(), 2);
    for media in media {
        let path = media.media_url_https.strip_prefix(emulator.base_url()).unwrap();
        let response = raw.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(size(&response.bytes().await.unwrap()), (2048, 1536));
    }
    let unknown = send(raw.request(Method::GET, "/media/unknown.jpg")).await;
    unknown.is_error(404, 34, "Sorry, that page does not exist.");
}
