//! Draws what happened.

use super::{Happening, ME, Post, Written};

const WORDS: [&str; 9] = [
    "tea",
    "scones &amp; jam",
    "a &lt; b",
    "\u{1f44b}",
    "👩🏽\u{200d}✈️",
    "夏至",
    "é",
    "&quot;",
    "x",
];

pub(super) fn happening(random: &mut fastrand::Rng) -> Happening {
    match random.u8(0..12) {
        0..5 => Happening::Post(delivered(random)),
        5..7 => {
            let mut original = post(random);
            let author = user(random);
            if author != ME && original.author != ME {
                // X delivers a repost of a post of the subscriber, or of one that quotes it.
                original.quoted = Some((id(random), ME));
            }
            Happening::Repost { id: id(random), author, original }
        }
        7 => Happening::Delete { id: id(random) },
        8 => {
            let mut post = post(random);
            let liker = user(random);
            if liker != ME {
                post.author = ME;
            }
            let id = format!("{:032x}", random.u128(..));
            Happening::Like { id, liker, post, ms: millis(random) }
        }
        9 => act(random),
        10 => {
            let other = random.u64(2..4);
            let (sender, recipient) = if random.bool() { (ME, other) } else { (other, ME) };
            let text = written(random, None);
            Happening::Message { id: id(random), sender, recipient, ms: millis(random), text }
        }
        _ => Happening::Revoke { app: random.u64(1..99), seconds: millis(random) / 1_000 },
    }
}

/// The subscriber acts, or is followed or unfollowed.
fn act(random: &mut fastrand::Rng) -> Happening {
    let other = random.u64(2..4);
    let name = ["follow", "unfollow", "mute", "unmute", "block", "unblock"];
    let name = random.choice(name).unwrap();
    let is_own = !name.ends_with("follow") || random.bool();
    let (source, target) = if is_own { (ME, other) } else { (other, ME) };
    Happening::Act { name, source, target }
}

/// A post that X delivers to the subscriber.
fn delivered(random: &mut fastrand::Rng) -> Post {
    loop {
        let post = post(random);
        let is_of_me = |other: Option<(u64, u64)>| other.is_some_and(|(_, author)| author == ME);
        if post.author == ME || is_of_me(post.reply_to) || is_of_me(post.quoted) || post.names(ME) {
            return post;
        }
    }
}

fn post(random: &mut fastrand::Rng) -> Post {
    let other =
        |random: &mut fastrand::Rng| (random.u8(0..3) == 0).then(|| (id(random), user(random)));
    let (reply_to, quoted) = (other(random), other(random));
    Post {
        id: id(random),
        author: user(random),
        text: written(random, reply_to.map(|(_, user)| user)),
        reply_to,
        quoted,
        seconds: millis(random) / 1_000,
    }
}

/// A text of up to 280 characters. That of a reply begins with the user replied to.
fn written(random: &mut fastrand::Rng, replied_to: Option<u64>) -> Written {
    let mut written = Written::default();
    if let Some(user) = replied_to {
        written.mention(user);
        written.text.push(' ');
        written.hidden = written.length();
    }
    for _ in 0..random.usize(1..8) {
        match random.u8(0..6) {
            0 => {
                let user = user(random);
                written.mention(user);
            }
            1 => {
                let start = written.length();
                let name = format!("tag{}", random.u8(..));
                written.text.push_str(&format!("#{name}"));
                written.hashtags.push((start, written.length(), name));
            }
            2 => {
                let start = written.length();
                let slug = random.u16(..).to_string();
                written.text.push_str(&format!("https://t.co/{slug}"));
                written.links.push((start, written.length(), slug));
            }
            _ => written.text.push_str(random.choice(WORDS).unwrap()),
        }
        written.text.push(' ');
    }
    written.text.push('.');
    assert!(written.length() <= 280);
    written
}

impl Written {
    fn length(&self) -> usize {
        self.text.chars().count()
    }

    fn mention(&mut self, user: u64) {
        let start = self.length();
        self.text.push_str(&format!("@u{user}"));
        self.mentions.push((start, self.length(), user));
    }
}

fn id(random: &mut fastrand::Rng) -> u64 {
    random.u64(1 << 60..1 << 61)
}

fn user(random: &mut fastrand::Rng) -> u64 {
    random.u64(1..4)
}

fn millis(random: &mut fastrand::Rng) -> i64 {
    random.i64(1_500_000_000_000..1_800_000_000_000)
}
