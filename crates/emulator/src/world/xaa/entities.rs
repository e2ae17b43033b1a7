//! The entities of texts.

use account_activity::model::Entities;
use account_activity::{Indices, MediaId};
use serde_json::{Map, Value, json};

/// Returns the entities of a text in the form of the v2 API, or `None` if there are none. Empty
/// lists are left out.
pub(super) fn entities(of: &Entities) -> Option<Value> {
    let tag = |text: &str, indices| at(indices, json!({"tag": text}));
    let links = of.urls.iter().map(|link| {
        let shown = json!({
            "url": link.url,
            "expanded_url": link.expanded_url,
            "display_url": link.display_url,
        });
        at(link.indices, shown)
    });
    // The photos of a post share a link, which is repeated for each.
    let media = of.media.iter().map(|media| {
        let shown = json!({
            "url": media.url,
            "expanded_url": media.expanded_url,
            "display_url": media.display_url,
            "media_key": media.id.map(media_key),
        });
        at(media.indices, shown)
    });
    let mentions = of.user_mentions.iter().map(|mention| {
        let shown = json!({"username": mention.screen_name, "id": mention.id});
        at(mention.indices, shown)
    });
    let hashtags = of.hashtags.iter().map(|it| tag(&it.text, it.indices));
    let cashtags = of.symbols.iter().map(|it| tag(&it.text, it.indices));
    let lists: [(&str, Vec<Value>); 4] = [
        ("urls", links.chain(media).collect()),
        ("mentions", mentions.collect()),
        ("hashtags", hashtags.collect()),
        ("cashtags", cashtags.collect()),
    ];
    let lists = lists.into_iter().filter(|(_, list)| !list.is_empty());
    let entities: Map<String, Value> =
        lists.map(|(name, list)| (name.to_owned(), list.into())).collect();
    (!entities.is_empty()).then(|| entities.into())
}

/// Returns the key of a photo.
pub(super) fn media_key(photo: MediaId) -> String {
    format!("3_{photo}")
}

/// Adds the position of an entity. Absent members are left out.
fn at(indices: Option<Indices>, mut entity: Value) -> Value {
    if let Value::Object(members) = &mut entity {
        members.retain(|_, value| !value.is_null());
    }
    if let Some(indices) = indices {
        insert(&mut entity, "start", indices.start.into());
        insert(&mut entity, "end", indices.end.into());
    }
    entity
}

/// Adds a member to an object.
pub(super) fn insert(object: &mut Value, name: &str, value: Value) {
    if let Value::Object(members) = object {
        members.insert(name.to_owned(), value);
    }
}
