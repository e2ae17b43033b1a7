//! The file of the state on disk: links to it, and writes that fail.

use std::fs;

use account_activity::TweetId;
use account_activity::model::QuickReplyOption;
use account_activity_emulator::{
    Action, Created, DirectMessagesFrom, Emulator, EmulatorError, Inject, LiveState, Message, News,
    Performed, Post, Profile, Quote, Reply, StartError, StoreError, WorldUser,
};
use serde_json::json;

use super::persistence::Scratch;

/// Performs actions of every kind, with every field that a draft has.
async fn acted(emulator: &Emulator) {
    let act = async |action: Action| emulator.perform(action).await.unwrap();
    let post = Post::new("ada", " <Tea>, @bob & @Cleo?\u{0}\u{2028}\u{1f375}\n").with_photos(4);
    let tweet = act(post.into()).await.tweet().unwrap();
    act(Reply::new("@BOB", tweet, "yes").with_photos(1).into()).await;
    let quote = act(Quote::new("cleo", tweet, "tea").with_photos(2).into()).await.tweet().unwrap();
    let retweet = act(Action::retweet("bob", quote)).await.tweet().unwrap();
    act(Action::like("cleo", retweet)).await;
    act(Action::Delete { user: "bob".into(), tweet: retweet }).await;
    // An action that fails changes nothing.
    let unknown = Action::like("cleo", TweetId::new(1));
    assert!(matches!(emulator.perform(unknown).await, Err(EmulatorError::Action(_))));
    let too_many = Post::new("ada", "photos").with_photos(5);
    assert!(matches!(emulator.perform(too_many).await, Err(EmulatorError::Action(_))));

    let pair = || ("ada".into(), "bob".into());
    for (user, target) in [pair(), ("bob".into(), "ada".into())] {
        act(Action::Follow { user, target }).await;
    }
    let (user, target) = pair();
    act(Action::Unfollow { user, target }).await;
    let (user, target) = pair();
    act(Action::Mute { user, target }).await;
    let (user, target) = pair();
    act(Action::Unmute { user, target }).await;
    let (user, target) = pair();
    act(Action::Mute { user, target }).await;
    let (user, target) = pair();
    act(Action::Block { user, target }).await;
    let (user, target) = pair();
    act(Action::Unblock { user, target }).await;

    let closed = WorldUser::new("dora").with_direct_messages_from(DirectMessagesFrom::Followed);
    let closed = closed.with_protected(true).with_name("D\u{f6}ra \"d\"").with_id(7_u64);
    emulator.add_user(closed).await.unwrap();
    let mut option = QuickReplyOption::new();
    option.label = "Green".into();
    option.description = Some("grassy".into());
    option.metadata = Some("g".into());
    let app = emulator.apps()[0];
    let message = Message::new("dora", "bob", "Which?").with_photo().from_app(app);
    act(message.with_quick_reply([option]).into()).await;
    let (user, to) = ("bob".into(), "dora".into());
    act(Action::Typing { user, to }).await;
    let (user, from) = ("bob".into(), "dora".into());
    act(Action::Read { user, from }).await;
    act(Message::new("bob", "dora", "").choosing("Green").into()).await;
    act(Action::Revoke { user: "cleo".into(), app: Some(app) }).await;
    only_xaa(&act).await;
}

/// Performs the actions that only the X Activity API delivers.
async fn only_xaa(act: &impl AsyncFn(Action) -> Performed) {
    let profile = Profile::new("ada").with_handle("countess").with_bio("Tea & <cake>");
    act(profile.with_picture("https://pics.example/a.png").with_url("https://a.example").into())
        .await;
    let state = LiveState::Start;
    act(Action::Space { user: "countess".into(), state, id: Some("1space".into()) }).await;
    let title = Some("Harbour".into());
    let started = act(Action::Broadcast { user: "bob".into(), state, title, id: None }).await;
    let Some(Created::Broadcast(broadcast)) = started.created else { panic!("{started:?}") };
    let (user, text) = ("countess".into(), "hi".into());
    act(Action::BroadcastChat { user, broadcast, text }).await;
    let user = "countess".into();
    act(Action::Space { user, state: LiveState::End, id: None }).await;
    act(News::new(["tea", "cake"], "Tea is hot").with_summary("Very").with_hook("Hot!").into())
        .await;
    let (user, to) = ("bob".into(), "cleo".into());
    act(Action::Chat { user, to, ciphertext: Some("c2VhbGVk".into()) }).await;
    let payload = json!({"deep": [1, null, {"a": "\u{1f375}"}]});
    act(Inject::for_user("dm.poke".into(), "bob", payload).with_includes(json!({})).into()).await;
}

#[tokio::test]
async fn every_action_is_made_again() {
    let (file, copy) = (Scratch::new("actions"), Scratch::new("actions-copy"));
    let emulator = file.start().await;
    acted(&emulator).await;
    assert!(fs::read_to_string(&file.0).unwrap().lines().count() > 20);
    fs::copy(&file.0, &copy.0).unwrap();
    let restarted = copy.start().await;
    assert_eq!(restarted.world(), emulator.world());
    assert_eq!(restarted.subscriptions(), emulator.subscriptions());
    let users = [emulator.users(), restarted.users()];
    assert_eq!(users[0], users[1]);
    let next = || Action::post("dora", "the same id");
    let (one, other) = (restarted.perform(next()).await, emulator.perform(next()).await);
    assert_eq!(one.unwrap().created, other.unwrap().created);

    // So is what follows a reset.
    emulator.reset().await.unwrap();
    emulator.add_user("eve").await.unwrap();
    emulator.perform(Action::post("eve", "after the reset")).await.unwrap();
    drop(restarted);
    fs::copy(&file.0, &copy.0).unwrap();
    assert_eq!(copy.start().await.world(), emulator.world());
}

/// A disk can be full for a while.
#[tokio::test]
async fn a_write_that_failed_is_made_up_for() {
    let (file, copy) = (Scratch::new("full"), Scratch::new("full-copy"));
    let emulator = file.start().await;
    emulator.perform(Action::post("ada", "before")).await.unwrap();
    // Nothing can be written in the place of the new file.
    let new = file.0.with_file_name("state.json.new");
    fs::create_dir(&new).unwrap();
    let error = emulator.reset().await.unwrap_err();
    assert!(matches!(error, EmulatorError::Store(StoreError::Write { .. })), "{error}");
    let before = fs::read(&file.0).unwrap();
    for text in ["one", "two"] {
        let error = emulator.perform(Action::post("ada", text)).await.unwrap_err();
        assert!(matches!(error, EmulatorError::Store(StoreError::Write { .. })), "{error}");
    }
    // The file is the one before the failure.
    assert_eq!(fs::read(&file.0).unwrap(), before);
    fs::remove_dir(&new).unwrap();
    emulator.perform(Action::post("ada", "three")).await.unwrap();
    fs::copy(&file.0, &copy.0).unwrap();
    let restarted = copy.start().await;
    assert_eq!(restarted.world(), emulator.world());
}

#[tokio::test]
async fn a_file_that_was_removed_is_written_again() {
    let (file, copy) = (Scratch::new("removed"), Scratch::new("removed-copy"));
    let emulator = file.start().await;
    emulator.perform(Action::post("ada", "before")).await.unwrap();
    fs::remove_file(&file.0).unwrap();
    emulator.perform(Action::post("ada", "after")).await.unwrap();
    fs::copy(&file.0, &copy.0).unwrap();
    assert_eq!(copy.start().await.world(), emulator.world());
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_to_the_file_is_the_file() {
    use std::os::unix::fs::symlink;
    let file = Scratch::new("link");
    let folder = file.0.parent().unwrap();
    let (link, far) = (folder.join("link.json"), folder.join("far.json"));
    symlink("link.json", &far).unwrap();
    // The file does not exist yet.
    symlink("state.json", &link).unwrap();
    let emulator = Emulator::builder().file(&far).start().await.unwrap();
    emulator.perform(Action::post("ada", "by the link")).await.unwrap();
    let dotted = folder.join("../emulator-link/state.json");
    for path in [&file.0, &link, &far, &dotted] {
        let error = Emulator::builder().file(path).start().await.unwrap_err();
        assert!(matches!(error, StartError::Store(StoreError::Locked { .. })), "{error}");
    }
    let world = emulator.world();
    emulator.shutdown().await.unwrap();
    for link in [&link, &far] {
        assert!(fs::symlink_metadata(link).unwrap().is_symlink(), "{link:?} was replaced");
    }
    assert_eq!(Emulator::builder().file(&file.0).start().await.unwrap().world(), world);
    // A loop, and a link to a folder that does not exist.
    fs::remove_file(&link).unwrap();
    for target in ["far.json", "missing/state.json"] {
        symlink(target, &link).unwrap();
        let error = Emulator::builder().file(&far).start().await.unwrap_err();
        assert!(matches!(error, StartError::Store(StoreError::Write { .. })), "{error}");
        fs::remove_file(&link).unwrap();
    }
}
