//! Sign-ins by OAuth 2.0 outlive the process.

use std::fs;
use std::time::Duration;

use account_activity::{Tier, Timestamp};
use account_activity_emulator::{Clock, Emulator};

use super::super::persistence::Scratch;
use super::super::raw::Raw;
use super::super::{START, still};
use super::{Pair, WRONG_CODE, WRONG_TOKEN, code_for, exchange, open, page, post, refresh, revoke};

/// Starts from a copy of the file, as a killed process has left it.
async fn after_a_crash(file: &Scratch, copy: &Scratch, clock: Timestamp) -> Emulator {
    fs::copy(&file.0, &copy.0).unwrap();
    let builder = still(Tier::Premium).clock(Clock::manual(clock)).file(&copy.0);
    builder.start().await.unwrap()
}

#[tokio::test]
async fn a_restart_keeps_sign_ins_codes_and_tokens() {
    let (file, copy) = (Scratch::new("oauth2"), Scratch::new("oauth2-copy"));
    let emulator = file.start().await;
    let raw = Raw::new(&emulator);
    let pair = Pair::for_user(&emulator, &raw, "ada").await;
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", pair.refresh.as_str()),
        ("scope", "users.read"),
    ];
    let narrow = Pair::of(&post(&raw, "/2/oauth2/token", &form).await);
    let renewed = Pair::of(&refresh(&raw, &narrow.refresh).await);
    let revoked = Pair::for_user(&emulator, &raw, "bob").await;
    assert_eq!(revoke(&raw, &revoked.refresh).await.status, 200);
    let (used, unused) = (
        code_for(&emulator, &raw, "cleo", &[]).await,
        code_for(&emulator, &raw, "cleo", &[]).await,
    );
    assert_eq!(exchange(&raw, &used).await.status, 200);
    emulator.allow_next("ada", "1234567").await.unwrap();
    assert_eq!(open(&raw, &page(&raw, &[])).await.status, 302);
    assert_eq!(open(&raw, &page(&raw, &[])).await.status, 200);
    open(&raw, &page(&raw, &[])).await;
    let denied = emulator.sign_ins().remove(0).request_token;
    emulator.deny(&denied).await.unwrap();

    let restarted = after_a_crash(&file, &copy, START).await;
    let again = Raw::new(&restarted);
    assert_eq!((restarted.sign_ins().len(), restarted.sign_ins()), (1, emulator.sign_ins()));
    assert_eq!((pair.status(&again).await, renewed.status(&again).await), (200, 200));
    assert_eq!((narrow.status(&raw).await, narrow.status(&again).await), (403, 403));
    assert_eq!(revoked.status(&again).await, 401);
    refresh(&again, &pair.refresh).await.is_invalid_request(WRONG_TOKEN);
    refresh(&again, &revoked.refresh).await.is_invalid_request(WRONG_TOKEN);
    exchange(&again, &used).await.is_invalid_request(WRONG_CODE);
    // Both go on with the same tokens.
    let tokens = |raw: Raw| {
        let (refresh_token, code) = (renewed.refresh.clone(), unused.clone());
        async move {
            let refreshed = Pair::of(&refresh(&raw, &refresh_token).await);
            (refreshed, Pair::of(&exchange(&raw, &code).await))
        }
    };
    assert_eq!(tokens(again).await, tokens(raw).await);
}

#[tokio::test]
async fn a_token_expires_while_the_process_is_down() {
    let (file, copy) = (Scratch::new("oauth2-expired"), Scratch::new("oauth2-expired-copy"));
    let emulator = file.start().await;
    let raw = Raw::new(&emulator);
    let pair = Pair::for_user(&emulator, &raw, "ada").await;
    let code = code_for(&emulator, &raw, "ada", &[]).await;
    let later = START + Duration::from_secs(7_200);
    let restarted = after_a_crash(&file, &copy, later).await;
    let again = Raw::new(&restarted);
    assert_eq!(pair.status(&again).await, 401);
    exchange(&again, &code).await.is_invalid_request(WRONG_CODE);
    assert_eq!(Pair::of(&refresh(&again, &pair.refresh).await).status(&again).await, 200);
}

/// Files of versions without OAuth 2.0 are read.
#[tokio::test]
async fn an_older_file_is_read() {
    let file = Scratch::new("oauth2-older");
    let emulator = file.start().await;
    let tokens = emulator.credentials().users.len();
    drop(emulator);
    let content = fs::read_to_string(&file.0).unwrap();
    let new = [r#""authorizations":{"pending":{},"codes":{}},"#, r#","refresh":{},"sign_ins":0"#];
    let older = new.iter().fold(content.clone(), |older, part| {
        assert!(older.contains(part), "{older}");
        older.replace(part, "")
    });
    fs::write(&file.0, older).unwrap();
    let emulator = file.start().await;
    assert_eq!(emulator.credentials().users.len(), tokens);
    assert_eq!(fs::read_to_string(&file.0).unwrap(), content);
}

/// Lines of versions without narrower scopes are read.
#[tokio::test]
async fn an_older_refresh_is_made_again() {
    let (file, copy) = (Scratch::new("oauth2-refresh"), Scratch::new("oauth2-refresh-copy"));
    let emulator = file.start().await;
    let raw = Raw::new(&emulator);
    let pair = Pair::for_user(&emulator, &raw, "ada").await;
    let renewed = Pair::of(&refresh(&raw, &pair.refresh).await);
    let line = fs::read_to_string(&file.0).unwrap().lines().last().unwrap().to_owned();
    assert!(line.contains("refresh") && !line.contains("scopes"), "{line}");
    let restarted = after_a_crash(&file, &copy, START).await;
    assert_eq!(renewed.status(&Raw::new(&restarted)).await, 200);
}
