//! News stories.

use account_activity::{Text, TweetId};
use serde::{Deserialize, Serialize};

/// A news story. The subscriptions of each keyword get it.
///
/// ```
/// use account_activity_emulator::{Action, News};
///
/// let action: Action = serde_json::from_str(
///     r#"{"action": "news", "keywords": ["tea"], "headline": "Tea is hot", "topics": ["Food"]}"#,
/// )?;
/// assert_eq!(action, News::new(["tea"], "Tea is hot").with_topics(["Food"]).into());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct News {
    pub(in crate::world) keywords: Vec<Text>,
    pub(in crate::world) headline: Text,
    #[serde(default)]
    pub(in crate::world) summary: Text,
    #[serde(default)]
    pub(in crate::world) hook: Text,
    #[serde(default)]
    pub(in crate::world) category: Option<Text>,
    #[serde(default)]
    pub(in crate::world) topics: Vec<Text>,
    #[serde(default)]
    pub(in crate::world) posts: Vec<TweetId>,
}

impl News {
    /// Creates a story that matches these keywords.
    pub fn new<'a>(keywords: impl IntoIterator<Item = &'a str>, headline: &str) -> Self {
        Self {
            keywords: keywords.into_iter().map(Text::from).collect(),
            headline: headline.into(),
            summary: Text::default(),
            hook: Text::default(),
            category: None,
            topics: Vec::new(),
            posts: Vec::new(),
        }
    }

    /// Sets the summary.
    #[must_use]
    pub fn with_summary(mut self, summary: &str) -> Self {
        self.summary = summary.into();
        self
    }

    /// Sets the sentence that introduces the story.
    #[must_use]
    pub fn with_hook(mut self, hook: &str) -> Self {
        self.hook = hook.into();
        self
    }

    /// Sets the category: by default `News`.
    #[must_use]
    pub fn with_category(mut self, category: &str) -> Self {
        self.category = Some(category.into());
        self
    }

    /// Sets the topics.
    #[must_use]
    pub fn with_topics<'a>(mut self, topics: impl IntoIterator<Item = &'a str>) -> Self {
        self.topics = topics.into_iter().map(Text::from).collect();
        self
    }

    /// Sets the posts that the story is made of.
    #[must_use]
    pub fn with_posts(mut self, posts: impl IntoIterator<Item = TweetId>) -> Self {
        self.posts = posts.into_iter().collect();
        self
    }
}
