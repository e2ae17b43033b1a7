//! Tables of the guides that are made from data.

use std::path::Path;

use account_activity::xaa::EventKind;

pub(super) struct Table(String);

impl Table {
    pub(super) fn new<const COLUMNS: usize>(heads: [&str; COLUMNS]) -> Self {
        let mut table = Self(String::new());
        table.push(&heads.map(str::to_owned));
        table.0.push_str(&format!("|{}\n", "---|".repeat(COLUMNS)));
        table
    }

    pub(super) fn push<const COLUMNS: usize>(&mut self, cells: &[String; COLUMNS]) {
        self.0.push_str(&format!("| {} |\n", cells.join(" | ")));
    }

    /// Asserts that a document has the table between the marks of a name, or writes it.
    #[track_caller]
    pub(super) fn assert_in(&self, document: &str, name: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
        let text = std::fs::read_to_string(&path).unwrap();
        let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let (before, rest) = text.split_once(&start).unwrap();
        let (found, after) = rest.split_once(&end).unwrap();
        let expected = format!("\n{}\n", self.0);
        if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
            std::fs::write(path, format!("{before}{start}{expected}{end}{after}")).unwrap();
            return;
        }
        assert_eq!(found, expected, "regenerate {document} with INSTA_UPDATE=always");
    }
}

pub(super) fn list(texts: &[String]) -> String {
    match texts {
        [] => "–".to_owned(),
        texts => texts.join(", "),
    }
}

pub(super) fn scope(kind: &EventKind) -> String {
    match (kind.scope(), kind.filters()) {
        (Some(scope), _) => format!("`{scope}`"),
        (None, Some([])) => "–".to_owned(),
        (None, _) => "?".to_owned(),
    }
}

pub(super) fn price(kind: &EventKind) -> String {
    match kind.price() {
        Some(price) if price.min == price.max => price.min.to_string(),
        Some(price) => format!("{} to {}", price.min, price.max),
        None => "?".to_owned(),
    }
}
