//! Long posts of a personal archive.

use crate::object::Object;

/// Returns a long post as a Tweet of the v1.1 API. `None` if it has no text.
///
/// Its id is that of the note, unless the archive names that of the Tweet.
pub(super) fn tweet(note: &Object<'_>) -> Option<String> {
    let core = note.object("core").or_else(|| note.object("noteTweetResults"))?;
    let id = note.get("tweetId").or_else(|| note.get("noteTweetId"))?;
    let text = core.get("text")?;
    let time =
        note.get("createdAt").map(|time| format!(",\"created_at\":{time}")).unwrap_or_default();
    let hashtags = list(&core, "hashtags", &[("text", "text")]);
    let symbols = list(&core, "cashtags", &[("text", "text")]);
    let links =
        [("shortUrl", "url"), ("expandedUrl", "expanded_url"), ("displayUrl", "display_url")];
    let urls = list(&core, "urls", &links);
    let mentions = list(&core, "mentions", &[("screenName", "screen_name"), ("id", "id_str")]);
    Some(format!(
        "{{\"id_str\":{id},\"full_text\":{text}{time},\"truncated\":false,\"entities\":{{\"hashtags\":[{hashtags}],\
         \"symbols\":[{symbols}],\"urls\":[{urls}],\"user_mentions\":[{mentions}]}}}}"
    ))
}

/// Returns the elements of a list with the names of the v1.1 API.
fn list(core: &Object<'_>, key: &str, names: &[(&str, &str)]) -> String {
    let elements = core.array(key).unwrap_or_default();
    let elements = elements.into_iter().filter_map(|element| {
        let element = Object::read(element)?;
        let members = names
            .iter()
            .filter_map(|(key, name)| Some(format!("\"{name}\":{}", element.get(key)?)));
        let mut members: Vec<String> = members.collect();
        if let (Some(from), Some(to)) = (element.get("fromIndex"), element.get("toIndex")) {
            members.push(format!("\"indices\":[{from},{to}]"));
        }
        Some(format!("{{{}}}", members.join(",")))
    });
    elements.collect::<Vec<_>>().join(",")
}
