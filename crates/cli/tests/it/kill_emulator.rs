//! The program is killed with SIGKILL while clients act, again and again, on one file.
//!
//! `cargo test` kills it 5 times. `AA_KILLS` sets another number:
//!
//! ```text
//! AA_KILLS=50 cargo test -p account-activity-cli --test it kill_emulator -- --nocapture
//! ```
//!
//! A run of 50 on 2026-11-26: 3,518 acknowledged actions, none lost; 22 more were saved; 3,194 changes
//! read again; no line cut off. `emulator::journal` cuts lines off.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use account_activity::TweetId;
use account_activity_emulator::Emulator;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::emulator::{Program, http};
use crate::program::Folder;

/// The clients that act at the same time.
const CLIENTS: usize = 8;

/// Posts until the program is dead, and sends the id of each Tweet that was acknowledged.
async fn act(base_url: String, number: Arc<AtomicUsize>, acknowledged: mpsc::Sender<TweetId>) {
    let http = http();
    loop {
        let number = number.fetch_add(1, Ordering::Relaxed);
        // Some are long, so that the file is replaced under load too.
        let text = format!("number {number} {}", "x".repeat(number % 7 * 4_000));
        let action = json!({"action": "post", "user": "ada", "text": text});
        let request = http.post(format!("{base_url}/emulator/actions")).body(action.to_string());
        let Ok(response) = request.send().await else { return };
        assert_eq!(response.status(), 200);
        let Ok(body) = response.text().await else { return };
        let body: Value = serde_json::from_str(&body).unwrap();
        let tweet = body["created"]["tweet"].as_str().unwrap().parse().unwrap();
        if acknowledged.send(tweet).await.is_err() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_action_is_lost_when_it_is_killed() {
    let kills = std::env::var("AA_KILLS").map_or(5, |kills| kills.parse().unwrap());
    let folder = Folder::new("kill");
    let file = folder.0.join("state.json");
    let number = Arc::new(AtomicUsize::new(0));
    let (mut all, mut unacknowledged, mut torn, mut changes) = (Vec::new(), 0, 0, 0);
    for kill in 0..kills {
        let program = Program::start(&folder, &["--file", "state.json"]);
        let (send, mut acknowledged) = mpsc::channel(1);
        let mut clients = JoinSet::new();
        for _ in 0..CLIENTS {
            clients.spawn(act(program.base_url.clone(), Arc::clone(&number), send.clone()));
        }
        drop(send);
        // Another number of actions each time, so that another one is cut off.
        for _ in 0..20 + kill * 37 % 101 {
            all.push(acknowledged.recv().await.unwrap());
        }
        let ended = tokio::task::spawn_blocking(move || program.end("-KILL"));
        while let Some(tweet) = acknowledged.recv().await {
            all.push(tweet);
        }
        assert_eq!(ended.await.unwrap(), None);
        while let Some(client) = clients.join_next().await {
            client.unwrap();
        }

        let content = std::fs::read(&file).unwrap();
        torn += usize::from(!content.ends_with(b"\n"));
        changes += content.iter().filter(|byte| **byte == b'\n').count() - 1;
        // The lock of the killed process is gone, and its file is read.
        let emulator = Emulator::builder().file(&file).start().await.unwrap();
        let world = emulator.world();
        for tweet in &all {
            assert!(world.tweet(*tweet).is_some(), "{tweet} is lost after kill {kill}");
        }
        let ada = world.tweet(all[0]).unwrap().user.statuses_count;
        unacknowledged = usize::try_from(ada).unwrap() - all.len();
        emulator.shutdown().await.unwrap();
    }
    println!(
        "{kills} kills: {} acknowledged actions, none lost; {unacknowledged} more were saved; \
         {changes} changes read again; {torn} lines cut off",
        all.len()
    );
}
