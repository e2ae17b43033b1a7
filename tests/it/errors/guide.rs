//! The part of `docs/errors.md` that is generated from the code.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs};

use account_activity::Tier;
use account_activity::client::{ApiError, ErrorCode, Reason};

use super::rows::{Row, rows};

/// The test generates the text after this line.
const MARK: &str =
    "<!-- The tests generate the text below: INSTA_UPDATE=always cargo test --workspace -->\n";

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
    assert!(
        written == expected,
        "docs/errors.md differs from the code: regenerate it with INSTA_UPDATE=always"
    );
}

fn tables() -> String {
    let rows = rows();
    let parts =
        [by_code(&rows), by_message(&rows), by_name(&rows), by_status(&rows), by_reason(&rows)];
    format!("\n{}", parts.join("\n"))
}

fn link(reason: &Reason) -> String {
    format!("[`{reason}`](#{reason})")
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

/// Codes for which no source has the HTTP status.
const STATUS_UNKNOWN: [u32; 19] =
    [37, 47, 85, 108, 136, 142, 158, 159, 162, 168, 170, 183, 188, 189, 190, 191, 193, 231, 369];

fn by_code(rows: &[Row]) -> String {
    let mut text =
        "## By code\n\n| Code | HTTP | `ErrorCode` | Meaning | Reason |\n|---|---|---|---|---|\n"
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

/// The place where the same message has this meaning.
fn place(reason: &Reason) -> &'static str {
    match reason {
        Reason::SubscriptionsHidden => "lists and counts of Enterprise",
        Reason::NotSubscribed => "checking and ending a subscription",
        Reason::InternalErrorOrUnreachable => "registering and validating",
        Reason::NotAuthenticated | Reason::PageNotFound | Reason::InternalError => "elsewhere",
        Reason::BearerTokenInvalid | Reason::AppOnlyCannotWrite | Reason::UserContextRequired => {
            "with a bearer token"
        }
        Reason::UserTokenInvalid | Reason::WriteNotPermitted | Reason::CredentialsNotAllowed => {
            "with any other token"
        }
        _ => "",
    }
}

fn by_message(rows: &[Row]) -> String {
    let mut text =
        "### Codes with several meanings\n\nThe message distinguishes them. If it does not, the \
                    endpoint or the authentication does.\n\n\
                    | Code | Message | Where | Reason |\n|---|---|---|---|\n"
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
                    _ => format!("`{message}`"),
                };
                let (place, reason) = (place(&row.reason), link(&row.reason));
                writeln!(text, "| {code} | {message} | {place} | {reason} |").unwrap();
            }
        }
    }
    text
}

/// The name of a failure: v2's or that of OAuth 2.0, the reason why the client is forbidden, or the
/// slug.
fn name(error: &ApiError) -> Option<String> {
    let first = error.entries().first().filter(|entry| entry.code.is_none());
    let first = first.and_then(|entry| entry.message.split_once(':')).map(|(name, _)| name);
    let is_part = |next: char| next.is_alphanumeric() || next == '_';
    let first = first.filter(|name| name.chars().all(is_part));
    let name = match error.problem() {
        Some(problem) => first.or(problem.reason.as_deref()).unwrap_or(&problem.slug),
        None => first?,
    };
    (!name.is_empty() && name != "about:blank").then(|| name.to_owned())
}

fn by_name(rows: &[Row]) -> String {
    let mut text =
        "## By v2's name\n\nA name is the beginning of a message, or its title; for OAuth 2.0, it is \
                    `error`. A slug is the\nend of the `type` of a problem document, whatever its \
                    host.\n\n\
                    | Name or slug | HTTP | Reason |\n|---|---|---|\n"
            .to_owned();
    table(&mut text, rows, |error| {
        name(error).map(|name| format!("`{name}` | {}", error.status().as_u16()))
    });
    text
}

fn by_status(rows: &[Row]) -> String {
    let mut text =
        "## By status\n\nFor a body that names no failure: an empty or a truncated one, or a page of \
                    X's own. The page of another\nserver has the reason \
                    [`not_the_api`](#not_the_api), whatever the status.\n\n| HTTP | Reason |\n|---|---|\n"
            .to_owned();
    let mut silent: Vec<&Row> = rows
        .iter()
        .filter(|row| row.error().entries().is_empty() && row.error().problem().is_none())
        .filter(|row| row.reason != Reason::NotTheApi)
        .collect();
    silent.sort_by_key(|row| row.status);
    table(&mut text, silent, |error| Some(error.status().as_u16().to_string()));
    text
}

/// Writes a line for each key, with the reasons of its rows.
fn table<'a>(
    text: &mut String,
    rows: impl IntoIterator<Item = &'a Row>,
    key: impl Fn(&ApiError) -> Option<String>,
) {
    let mut lines: Vec<(String, Vec<&Reason>)> = Vec::new();
    for row in rows {
        let Some(key) = key(&row.error()) else { continue };
        match lines.iter_mut().find(|(other, _)| *other == key) {
            Some((_, reasons)) => reasons.push(&row.reason),
            None => lines.push((key, vec![&row.reason])),
        }
    }
    for (key, reasons) in lines {
        writeln!(text, "| {key} | {} |", joined(reasons.into_iter().map(link))).unwrap();
    }
}

/// The first reason of each subject.
const SUBJECTS: [(Reason, &str); 8] = [
    (Reason::WebhookUrlUnfit, "Webhooks and their CRC"),
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

fn label(tier: Tier) -> &'static str {
    match tier {
        Tier::Sandbox => "Sandbox",
        Tier::Premium => "Premium",
        Tier::Enterprise => "Enterprise",
        Tier::V2PayPerUse => "v2 pay-per-use",
        Tier::V2Enterprise => "v2 Enterprise",
        Tier::V2Partner => "v2 Partner",
        other => panic!("{other:?} has no label"),
    }
}

/// Writes the remedies. Tiers with the same remedy are grouped.
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
        let tiers = joined(tiers.into_iter().map(|tier| label(tier).to_owned()));
        let tiers = if is_one { String::new() } else { format!("**{tiers}**: ") };
        writeln!(text, "- {tiers}{}", remedy.summary()).unwrap();
        for step in remedy.steps() {
            writeln!(text, "  - {step}").unwrap();
        }
    }
    text
}
