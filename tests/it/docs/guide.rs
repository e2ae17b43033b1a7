//! Checks of the guides to the client: the FAQ covers all questions, the guides name all endpoints,
//! every name exists, and the figures equal those of the code.

use std::fs;
use std::path::{Path, PathBuf};

use account_activity::Tier;
use account_activity::client::{Endpoint, EndpointGroup};

use crate::client::endpoints::method;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect(path)
}

/// Returns a document without its code blocks.
fn prose(path: &str) -> String {
    let text = read(path);
    text.split("\n```").step_by(2).collect::<Vec<_>>().join("\n")
}

/// The subject of each question of X's FAQ, a part of its heading in our FAQ, and the method or
/// type that our text must name.
const QUESTIONS: [(&str, &str, &str); 33] = [
    ("advantages over streaming and polling", "Why webhooks", "Endpoint::rate_limit"),
    ("which tier", "Which tier", "Tier::ALL"),
    ("Premium environment or Enterprise webhook", "environment differ", "client.premium("),
    ("development, staging, production", "development, staging", "Stage::Production"),
    ("step by step", "step by step", "ensure_webhook"),
    ("recovering data", "recover", "ReplayWindow::covering"),
    ("which authentication", "authentication", "Endpoint::V2Subscribe.auth()"),
    ("what a challenge is", "challenge-response", "Secrets::crc_response"),
    ("what invalidates a webhook", "invalid at once", "validate_webhook"),
    ("duplicates of users who interact", "twice", "entry.key()"),
    ("less than /all/", "some kinds of events only", "EventKind::TweetCreate"),
    ("without Direct Messages", "Direct Messages", "permits_direct_messages"),
    ("free version", "free", "Tier::Sandbox.max_subscriptions()"),
    ("Retweets of mentions", "Retweets", "Relation::Unrelated"),
    ("kinds of tweet_create_events", "tweet_create_events", "Entry::relation"),
    ("mentions by blocked users", "blocks", "user_has_blocked()"),
    ("access of an app", "get access, and", "Reason::AccessNotEnabled"),
    ("webhooks of each app", "whole number", "Reason::TooManyWebhooks"),
    ("kinds of replayed events", "Replay send", "ReplayWindow"),
    ("retries of replayed events", "retried", "Entry::key"),
    ("partial success", "partly", "ReplayJobState::Incomplete"),
    ("jobs at a time", "at once", "Reason::ReplayInProgress"),
    ("replayed or live", "live", "occurred_at()"),
    ("how soon", "soon", "ReplayWindowError::EndsTooLate"),
    ("signing up", "access to Premium", "client.premium("),
    ("approval", "approval", "ClientBuilder::dry_run"),
    ("cost", "cost", "SubscriptionCount::provisioned"),
    ("how many apps", "How many apps", "Tier::max_webhooks"),
    ("another app", "another app", "subscriptions"),
    (":env_name", ":env_name", "EnvironmentName"),
    ("more than 250", "250", "SubscriptionCount::remaining"),
    ("downgrading", "go back", "Tier::Sandbox"),
    ("other questions", "other questions", "Error"),
];

#[test]
fn every_question_of_the_faq_is_answered_with_a_call_or_type() {
    let faq = read("docs/faq.md");
    let sections: Vec<_> = faq.split("\n### ").skip(1).collect();
    assert_eq!(sections.len(), QUESTIONS.len());
    // In the order of X's FAQ.
    for (section, (question, heading, answer)) in sections.iter().zip(QUESTIONS) {
        let (title, text) = section.split_once('\n').unwrap();
        assert!(title.contains(heading) && title.ends_with('?'), "{question}: {title}");
        assert!(text.contains(answer), "{question}: {title} does not name {answer}");
    }
}

#[test]
fn figures_of_the_tiers_are_those_of_the_table() {
    let guide = read("docs/webhooks.md");
    for tier in Tier::ALL {
        let reach = tier.replay_window();
        let reach = reach.map_or_else(|| "–".to_owned(), |it| format!("{} h", it.as_secs() / 3600));
        let row = format!(
            "| `{tier:?}` | {} | {} | {} | {reach} | {} s |",
            tier.max_webhooks(),
            tier.max_subscriptions(),
            if tier.retry_schedule().is_empty() { "no" } else { "yes" },
            tier.response_deadline().as_secs(),
        );
        assert!(guide.lines().any(|line| line == row), "{row}");
    }
}

/// Facts of X's FAQ that its readers need at these questions.
#[test]
fn the_faq_has_the_facts_of_x() {
    let faq = read("docs/faq.md").split_whitespace().collect::<Vec<_>>().join(" ");
    let section = |heading: &str| {
        let mut sections = faq.split(" ### ").filter(|section| section.starts_with(heading));
        sections.next().unwrap_or_else(|| panic!("{heading}"))
    };
    for (heading, fact) in [
        ("Can I have development", "the users need not sign in again"),
        ("Where do I begin", "1. In a checkout of this repository, run `cargo quickstart`"),
        ("Can I recover", "again after 201 and 204 too"),
        ("Can I recover", "four hours according to the FAQ, three times in about five minutes"),
        ("What is the challenge", "within three seconds, on v2 within ten"),
        ("What do I do if a job", "entry.occurred_at()"),
        ("What do I do if a job", "fn rest("),
    ] {
        assert!(section(heading).contains(fact), "{heading}: {fact}");
    }
    let v2 = [Tier::V2PayPerUse, Tier::V2Enterprise].map(Tier::response_deadline);
    assert_eq!(v2.map(|deadline| deadline.as_secs()), [10, 10]);
}

#[test]
fn every_endpoint_has_its_place_in_a_guide() {
    for endpoint in Endpoint::ALL {
        let (_, method) = method(*endpoint);
        let guide = match endpoint.group() {
            EndpointGroup::OAuth | EndpointGroup::OAuth2 => "docs/credentials.md",
            EndpointGroup::XActivity => "docs/subscriptions.md",
            _ => "docs/webhooks.md",
        };
        assert!(read(guide).contains(&method), "{guide} does not name {method}");
    }
}

/// Returns every line of the library's source, including the generated source.
fn source() -> Vec<String> {
    let mut folders = vec![root().join("src"), PathBuf::from(env!("OUT_DIR"))];
    let mut lines = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(path).unwrap();
                lines.extend(text.lines().map(|line| line.trim().to_owned()));
            }
        }
    }
    lines
}

#[test]
fn every_member_that_a_guide_names_exists() {
    let source = source();
    let declares = |line: &str, name: &str| {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        let mut items = ["async fn ", "const fn ", "fn ", "const ", "struct "].iter();
        let item = items.find_map(|item| line.strip_prefix(item)).unwrap_or(line);
        item.strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([',', '(', '<', ':', ' ']))
    };
    let mut names = 0;
    let guides = [
        "docs/faq.md",
        "docs/credentials.md",
        "docs/migrating.md",
        "docs/webhooks.md",
        "docs/subscriptions.md",
        "docs/x-activity.md",
    ];
    for guide in guides {
        for span in prose(guide).split('`').skip(1).step_by(2) {
            let Some((_, name)) = span.rsplit_once("::") else { continue };
            let name = name.split('(').next().unwrap();
            assert!(source.iter().any(|line| declares(line, name)), "{guide}: `{span}`");
            names += 1;
        }
    }
    assert!(names > 50, "{names}");
}
