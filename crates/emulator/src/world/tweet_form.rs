//! Tweets in the form of the API: the v1.1 compatibility format.

use std::collections::BTreeSet;

use account_activity::model::{
    EditControls, EditHistory, ExtendedEntities, ExtendedTweet, FilterLevel, Media, Permalink,
    Tweet, UserMention,
};
use account_activity::{Indices, MediaId, Timestamp, TweetId, UserId};

use super::World;
use super::composition::Composition;
use super::files::public_path;
use super::media::photo;
use super::snowflake::to_second;
use super::timeline::{Kind, Posted, Subject};

/// The number of code points up to which the compatibility format shows a text in full.
const SHOWN: i64 = 140;

/// The number of code points of a cut text, before the ellipsis and the link to the whole text.
const SHOWN_WHEN_CUT: i64 = 115;

const SOURCE: &str = r#"<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>"#;

/// The date since which Tweets have an edit history: 29 September 2022.
const EDITS_SINCE: Timestamp = Timestamp::from_millis(1_664_409_600_000);

/// The time during which a Tweet can be edited.
const EDITABLE_MILLIS: i64 = 60 * 60 * 1000;

impl World {
    /// Returns the current form of a Tweet. A quote contains the quoted Tweet. A Retweet contains
    /// the original, with the Tweet that it quotes.
    pub(super) fn tweet_form(&self, id: TweetId) -> Option<Tweet> {
        self.timeline.tweets.get(&id).map(|posted| self.form(id, posted, true))
    }

    /// Builds the form of a Tweet. The form of a quoted Tweet does not contain the Tweet that it
    /// quotes.
    fn form(&self, id: TweetId, posted: &Posted, shows_quoted: bool) -> Tweet {
        let mut tweet = Tweet::new(id, self.user_form(posted.author));
        tweet.created_at = Some(to_second(posted.at));
        tweet.source = SOURCE.into();
        tweet.quote_count = posted.quotes;
        tweet.reply_count = posted.replies;
        tweet.retweet_count = posted.retweets;
        tweet.favorite_count = posted.likes;
        tweet.filter_level = Some(FilterLevel::Low);
        if posted.at >= EDITS_SINCE {
            tell_of_edits(&mut tweet, posted);
        }
        match posted.kind {
            Kind::Retweet(original) => self.fill_retweet(&mut tweet, original),
            _ => self.fill_own(&mut tweet, posted, shows_quoted),
        }
        tweet.lang = language(tweet.full_text()).into();
        let links = tweet
            .entities
            .iter()
            .any(|entities| !entities.urls.is_empty() || !entities.media.is_empty());
        tweet.possibly_sensitive = links.then_some(false);
        tweet
    }

    fn fill_own(&self, tweet: &mut Tweet, posted: &Posted, shows_quoted: bool) {
        let (whole, shown) = self.compose(tweet.id, posted);
        tweet.in_reply_to_user_id = begins_with(&whole);
        if let Kind::Reply(to) = posted.kind {
            tweet.in_reply_to_status_id = Some(to.id);
            tweet.in_reply_to_user_id = Some(to.author);
        }
        let to = tweet.in_reply_to_user_id;
        tweet.in_reply_to_screen_name = to.map(|to| self.screen_name(to).into());
        if let Kind::Quote(quoted) = posted.kind {
            tweet.is_quote_status = true;
            tweet.quoted_status_id = Some(quoted.id);
            tweet.quoted_status_permalink = permalink(&whole);
            if shows_quoted {
                let posted = self.timeline.tweets.get(&quoted.id);
                let form = posted.map(|posted| self.form(quoted.id, posted, false));
                tweet.quoted_status = form.map(Box::new);
            }
        }
        let has_media = !whole.entities.media.is_empty();
        if whole.shown_length() > SHOWN {
            let text = cut(tweet.id, &whole, shown);
            if has_media || shown.start > 0 {
                tweet.display_text_range =
                    Some(Indices::new(shown.start.min(text.length), text.length));
            }
            tweet.truncated = true;
            tweet.extended_tweet = Some(extended(whole, shown));
            fill_text(tweet, text);
        } else {
            if shown != Indices::new(0, whole.length) {
                tweet.display_text_range = Some(shown);
            }
            tweet.extended_entities = all_media(&whole);
            fill_text(tweet, whole);
        }
    }

    /// Fills in a Retweet. A Retweet of a quote contains the quoted Tweet both beside the original
    /// and in it.
    fn fill_retweet(&self, tweet: &mut Tweet, original: Subject) {
        let Some(posted) = self.timeline.tweets.get(&original.id) else { return };
        let text = self.retweet_text(original);
        tweet.extended_entities = all_media(&text);
        fill_text(tweet, text);

        let original = self.form(original.id, posted, true);
        tweet.is_quote_status = original.is_quote_status;
        tweet.quoted_status_id = original.quoted_status_id;
        tweet.quoted_status_permalink.clone_from(&original.quoted_status_permalink);
        tweet.quoted_status.clone_from(&original.quoted_status);
        tweet.retweeted_status = Some(Box::new(original));
    }

    /// Returns the text of a Retweet: the beginning of the original's.
    pub(super) fn retweet_text(&self, original: Subject) -> Composition {
        let mut text = Composition::default();
        text.push_str("RT ");
        text.push_mention(self.mention_of(original.author));
        text.push_str(": ");
        if let Some(posted) = self.timeline.tweets.get(&original.id) {
            let (mut whole, _) = self.compose(original.id, posted);
            for media in &mut whole.entities.media {
                media.source_status_id = Some(original.id);
                media.source_user_id = Some(original.author);
            }
            text.append(&whole, SHOWN);
        }
        text
    }

    /// Returns the whole text and the range of it that is shown. The range excludes the mentions at
    /// the start of a reply, and the links to the quoted Tweet and to photos at the end.
    pub(super) fn compose(&self, id: TweetId, posted: &Posted) -> (Composition, Indices) {
        let mut text = self.composition(id, posted);
        let end = text.length;
        let start = match posted.kind {
            Kind::Reply(_) => text.leading_mentions().min(end),
            _ => 0,
        };
        if let Kind::Quote(quoted) = posted.kind {
            text.push_space();
            let author = self.screen_name(quoted.author);
            let address = format!("https://twitter.com/{author}/status/{}", quoted.id);
            text.push_link(&format!("{id}/quoted"), &address);
        }
        if !posted.photos.is_empty() {
            text.push_space();
            text.push_media(self.photos(id, posted));
        }
        (text, Indices::new(start, end))
    }

    fn composition(&self, id: TweetId, posted: &Posted) -> Composition {
        Composition::new(&posted.text, id, |name| Some(self.mention_of(self.named(name)?)))
    }

    pub(super) fn mentioned_in(&self, id: TweetId, posted: &Posted) -> BTreeSet<UserId> {
        let mentions = self.composition(id, posted).entities.user_mentions;
        mentions.into_iter().filter_map(|mention| mention.id).collect()
    }

    pub(super) fn begins_with_mention_of(&self, text: &str, user: UserId) -> bool {
        let name = text.strip_prefix('@').unwrap_or_default();
        let is_outside = |character: char| !character.is_alphanumeric() && character != '_';
        name.split(is_outside).next().and_then(|name| self.named(name)) == Some(user)
    }

    pub(super) fn mention_of(&self, user: UserId) -> UserMention {
        let mut mention = UserMention::new();
        mention.screen_name = self.screen_name(user).into();
        mention.id = Some(user);
        mention.name = self.users.get(&user).map(|user| user.name.clone());
        mention
    }

    pub(super) fn screen_name(&self, user: UserId) -> &str {
        self.users.get(&user).map_or("i", |user| user.screen_name())
    }

    pub(super) fn photos(&self, id: TweetId, posted: &Posted) -> Vec<Media> {
        let author = self.screen_name(posted.author);
        let expanded = format!("https://twitter.com/{author}/status/{id}/photo/1");
        let photo_of = |media: &MediaId| {
            let path = public_path(*media);
            let [address, https_address] = ["http://pbs.twimg.com", "https://pbs.twimg.com"]
                .map(|origin| self.file_address(origin, &path));
            photo(*media, &format!("{id}/photos"), [&address, &https_address], &expanded)
        };
        posted.photos.iter().map(photo_of).collect()
    }
}

fn tell_of_edits(tweet: &mut Tweet, posted: &Posted) {
    let mut history = EditHistory::new();
    history.initial_tweet_id = Some(tweet.id);
    history.edit_tweet_ids = vec![tweet.id];
    let mut controls = EditControls::new();
    controls.editable_until_ms = Some(editable_until(posted));
    controls.edits_remaining = 5;
    tweet.editable = Some(is_editable(posted));
    tweet.edit_history = Some(history);
    tweet.edit_controls = Some(controls);
}

pub(super) fn editable_until(posted: &Posted) -> Timestamp {
    let until = to_second(posted.at).as_millis().saturating_add(EDITABLE_MILLIS);
    Timestamp::from_millis(until)
}

/// Retweets cannot be edited, and neither can replies to other users.
pub(super) fn is_editable(posted: &Posted) -> bool {
    match posted.kind {
        Kind::Post | Kind::Quote(_) => true,
        Kind::Reply(to) => to.author == posted.author,
        Kind::Retweet(_) => false,
    }
}

/// Returns the language of a text.
pub(super) fn language(text: &str) -> &'static str {
    if text.chars().any(char::is_alphabetic) { "en" } else { "und" }
}

/// Returns the start of a long text, with the link to the whole text.
fn cut(id: TweetId, whole: &Composition, shown: Indices) -> Composition {
    let mut text = whole.first_words(shown.end, SHOWN_WHEN_CUT);
    text.push_str("… ");
    text.push_link(&format!("{id}/whole"), &format!("https://twitter.com/i/web/status/{id}"));
    text
}

fn extended(whole: Composition, shown: Indices) -> ExtendedTweet {
    let mut extended = ExtendedTweet::new();
    extended.extended_entities = all_media(&whole);
    extended.full_text = whole.text.into();
    extended.display_text_range = Some(shown);
    extended.entities = Some(whole.entities);
    extended
}

fn fill_text(tweet: &mut Tweet, text: Composition) {
    tweet.text = text.text.into();
    tweet.entities = Some(text.entities);
}

fn all_media(text: &Composition) -> Option<ExtendedEntities> {
    let mut all = ExtendedEntities::new();
    all.media.clone_from(&text.entities.media);
    (!all.media.is_empty()).then_some(all)
}

/// Returns the user whose mention starts a text.
pub(super) fn begins_with(text: &Composition) -> Option<UserId> {
    let first = text.entities.user_mentions.first()?;
    first.id.filter(|_| first.indices.is_some_and(|indices| indices.start == 0))
}

/// Returns the link to the quoted Tweet, which is the last one.
fn permalink(text: &Composition) -> Option<Permalink> {
    let link = text.entities.urls.last()?;
    let mut permalink = Permalink::new();
    permalink.url = link.url.clone();
    permalink.expanded = link.expanded_url.clone().unwrap_or_default();
    permalink.display = link.display_url.clone().unwrap_or_default();
    Some(permalink)
}
