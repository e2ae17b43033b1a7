//! The part of `docs/errors.md` that is written from the code.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs};

use account_activity::Tier;
use account_activity::client::{ErrorCode, Reason};

use super::rows::{Row, rows};

/// What follows this line is written by the test.
const MARK: &str = "<!-- From here on written by the tests: INSTA_UPDATE=always cargo test -->\n";

#[test]
fn the_guide_has_every_code_and_every_reason() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/errors.md");
    let guide = fs::read_to_string(&path).unwrap();
    let (by_hand, written) = guide.split_once(MARK).expect("the mark");
    let expected = tables();
    if env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(path, format!("{by_hand}{MARK}{expected}")).unwrap();
        return;
    }
    assert!(written == expected, "docs/errors.md is not what the code says: see its mark");
}

fn tables() -> String {
    let rows = rows();
    format!("\n{}\n{}\n{}\n{}", by_code(&rows), by_message(&rows), by_name(&rows), by_reason(&rows))
}

fn link(reason: &Reason) -> String {
    format!("[{reason}](#{reason})")
}

fn joined(items: impl Iterator<Item = String>) -> String {
    let mut seen = Vec::new();
    for item in items {
        if !seen.contains(&item) {
            seen.push(item);
        }
    }
    seen.join(", ")
}

fn reasons(rows: &[Row], code: ErrorCode) -> Vec<&Reason> {
    let mut reasons: Vec<&Reason> = Vec::new();
    for row in rows.iter().filter(|row| row.code == Some(code.number())) {
        if !reasons.contains(&&row.reason) {
            reasons.push(&row.reason);
        }
    }
    reasons
}

/// Codes of which no source tells the HTTP status.
const STATUS_UNKNOWN: [u32; 19] =
    [37, 47, 85, 108, 136, 142, 158, 159, 162, 168, 170, 183, 188, 189, 190, 191, 193, 231, 369];

fn by_code(rows: &[Row]) -> String {
    let mut text =
        "## By code\n\n| Code | HTTP | `ErrorCode` | It means | Reason |\n|---|---|---|---|---|\n"
            .to_owned();
    for code in ErrorCode::ALL {
        let statuses: BTreeSet<u16> = rows
            .iter()
            .filter(|row| row.code == Some(code.number()))
            .map(|row| row.status)
            .collect();
        let statuses = if STATUS_UNKNOWN.contains(&code.number()) {
            String::new()
        } else {
            joined(statuses.iter().map(u16::to_string))
        };
        let reasons = joined(reasons(rows, *code).into_iter().map(link));
        writeln!(text, "| {code} | {statuses} | `{code:?}` | {} | {reasons} |", code.meaning())
            .unwrap();
    }
    text
}

fn by_message(rows: &[Row]) -> String {
    let mut text = "### Codes that mean several things\n\nThe message tells them apart; for 32, 34, \
                    89, 131, 220 and 261 also the endpoint, or how the\nrequest was authenticated.\n\n\
                    | Code | Message | Reason |\n|---|---|---|\n"
        .to_owned();
    for code in ErrorCode::ALL {
        if reasons(rows, *code).len() < 2 {
            continue;
        }
        let mut seen = BTreeSet::new();
        for row in rows.iter().filter(|row| row.code == Some(code.number())) {
            let error = row.error();
            let message = error.message().unwrap_or_default().to_owned();
            if seen.insert((message.trim_end_matches('.').to_lowercase(), row.reason.clone())) {
                let message = match row.reason {
                    Reason::WebhookRefused | Reason::ReplayWindowInvalid => "anything else".into(),
                    _ => format!("`{}`", message.replace('`', "'")),
                };
                writeln!(text, "| {code} | {message} | {} |", link(&row.reason)).unwrap();
            }
        }
    }
    text
}

fn by_name(rows: &[Row]) -> String {
    let mut text =
        "## By v2's name\n\nThe names stand at the beginning of a message or are its title; \
                    the slugs end the `type` of a\nproblem document, whatever its host.\n\n\
                    | Name or slug | HTTP | Reason |\n|---|---|---|\n"
            .to_owned();
    let mut seen = BTreeSet::new();
    for row in rows.iter().filter(|row| row.code.is_none()) {
        let error = row.error();
        let Some(problem) = error.problem() else { continue };
        let first = error.entries().first().map(|entry| entry.message.as_str());
        let name = first.and_then(|message| message.split_once(':')).map(|(name, _)| name);
        let name = match (name, problem.reason.as_deref()) {
            (Some(name), _) if name.chars().all(char::is_alphanumeric) => name,
            (_, Some(reason)) => reason,
            _ => &problem.slug,
        };
        let is_name = !name.is_empty() && name != "about:blank" && !name.contains(' ');
        if is_name && seen.insert((name.to_owned(), row.reason.clone())) {
            writeln!(text, "| `{name}` | {} | {} |", row.status, link(&row.reason)).unwrap();
        }
    }
    text
}

/// Where a subject begins among the reasons.
const SUBJECTS: [(Reason, &str); 8] = [
    (Reason::WebhookUrlUnfit, "Webhooks and their challenge"),
    (Reason::AlreadySubscribed, "Subscriptions"),
    (Reason::ReplayInProgress, "Replay"),
    (Reason::NotAuthenticated, "Authentication"),
    (Reason::AppOnlyCannotWrite, "Permission and access"),
    (Reason::CallbackNotApproved, "Sign-in"),
    (Reason::PageNotFound, "The request"),
    (Reason::RateLimited, "Limits, and failures of X"),
];

fn by_reason(rows: &[Row]) -> String {
    let mut text = "## By reason\n".to_owned();
    for reason in Reason::ALL {
        if let Some((_, subject)) = SUBJECTS.iter().find(|(first, _)| first == reason) {
            write!(text, "\n### {subject}\n").unwrap();
        }
        let with = |row: &&Row| row.reason == *reason;
        let retryable =
            if rows.iter().filter(with).any(|row| row.is_retryable) { " Retryable." } else { "" };
        let codes =
            joined(rows.iter().filter(with).filter_map(|row| row.code).map(|it| it.to_string()));
        let codes = if codes.is_empty() { String::new() } else { format!(" Code {codes}.") };
        let meaning = reason.meaning();
        write!(text, "\n#### `{reason}`\n\n`Reason::{reason:?}`.{codes}{retryable} {meaning}\n\n")
            .unwrap();
        text.push_str(&remedies(reason));
    }
    text
}

/// The remedies, tiers with the same one together.
fn remedies(reason: &Reason) -> String {
    let mut text = String::new();
    let mut groups: Vec<(Vec<Tier>, _)> = Vec::new();
    for tier in Tier::ALL {
        let remedy = reason.remedy(tier);
        match groups.iter_mut().find(|(_, other)| *other == remedy) {
            Some((tiers, _)) => tiers.push(tier),
            None => groups.push((vec![tier], remedy)),
        }
    }
    let is_one = groups.len() == 1;
    for (tiers, remedy) in groups {
        let tiers = joined(tiers.iter().map(|tier| format!("{tier:?}")));
        let tiers = if is_one { String::new() } else { format!("**{tiers}**: ") };
        writeln!(text, "- {tiers}{}", remedy.summary()).unwrap();
        for step in remedy.steps() {
            writeln!(text, "  - {step}").unwrap();
        }
    }
    text
}
