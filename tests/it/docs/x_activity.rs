//! The table of kinds in `docs/x_activity.md` is that of the code.

use account_activity::xaa::{Confidence, EventKind, Visibility};

fn table() -> String {
    let mut table = "| Kind | Schema | Who subscribes | Filter | Scope | Price | Replaces |\n\
                     |---|---|---|---|---|---|---|\n"
        .to_owned();
    for kind in EventKind::ALL {
        let unknown = || "?".to_owned();
        let list = |texts: &[String]| match texts {
            [] => "–".to_owned(),
            texts => texts.join(", "),
        };
        let confidence = match kind.confidence() {
            Some(Confidence::Captured) => "captured",
            Some(Confidence::Documented) => "documented",
            _ => "guessed",
        };
        let visibility = match kind.visibility() {
            Some(Visibility::Public) => "app, user",
            Some(Visibility::Private) => "user",
            Some(Visibility::Mixed) => "app (Enterprise), user",
            Some(Visibility::Enterprise) => "app (Enterprise)",
            Some(Visibility::Automatic) => "–",
            _ => "?",
        };
        let filters = kind.filters().map(|filters| {
            list(&filters.iter().map(|filter| format!("`{filter}`")).collect::<Vec<_>>())
        });
        let price = kind.price().map(|price| match price.min == price.max {
            true => price.min.to_string(),
            false => format!("{} to {}", price.min, price.max),
        });
        let replaces = kind.replaces().map_or_else(Vec::new, |replaces| {
            replaces.kinds().iter().map(|kind| format!("`{kind}`")).collect()
        });
        table.push_str(&format!(
            "| `{kind}` | {confidence} | {visibility} | {} | {} | {} | {} |\n",
            filters.unwrap_or_else(unknown),
            match (kind.scope(), kind.filters()) {
                (Some(scope), _) => format!("`{scope}`"),
                (None, Some([])) => "–".to_owned(),
                (None, _) => unknown(),
            },
            price.unwrap_or_else(unknown),
            list(&replaces),
        ));
    }
    table
}

#[test]
fn the_table_of_kinds_is_that_of_the_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/x_activity.md");
    let guide = std::fs::read_to_string(path).unwrap();
    let (before, rest) = guide.split_once("<!-- kinds -->\n").unwrap();
    let (found, after) = rest.split_once("<!-- /kinds -->").unwrap();
    let expected = format!("\n{}\n", table());
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        let guide = format!("{before}<!-- kinds -->\n{expected}<!-- /kinds -->{after}");
        std::fs::write(path, guide).unwrap();
        return;
    }
    assert_eq!(found, expected, "regenerate docs/x_activity.md with INSTA_UPDATE=always");
}
