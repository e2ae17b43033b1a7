//! News stories.

use account_activity::Timestamp;
use account_activity::xaa::EventKind;
use serde_json::{Value, json};

use super::notice::{ActivityNotice, Subject};
use super::time::second;
use crate::world::draft::News;

const DISCLAIMER: &str = "This story was made up by an emulator.";

impl ActivityNotice {
    /// Returns a notice of a story for each keyword. The notices have the same `event_uuid`.
    pub(in crate::world) fn of_story(id: u64, news: &News, now: Timestamp) -> Vec<Self> {
        let posts: Vec<Value> = news.posts.iter().map(|post| json!({"post_id": post})).collect();
        let none: [&str; 0] = [];
        let payload = json!({
            "id": id.to_string(),
            "name": news.headline,
            "category": news.category.as_deref().unwrap_or("News"),
            "hook": news.hook,
            "summary": news.summary,
            "contexts": {
                "entities": {
                    "events": none,
                    "organizations": none,
                    "people": none,
                    "places": none,
                    "products": none,
                },
                "topics": news.topics,
                "finance": {"tickers": none},
                "sports": {"teams": none},
            },
            "cluster_posts_results": posts,
            "updated_at": second(now),
            "disclaimer": DISCLAIMER,
        });
        let keywords = news.keywords.iter().cloned().map(Subject::Keyword);
        keywords.map(|it| Self::new(EventKind::NewsNew, it, payload.clone())).collect()
    }
}
