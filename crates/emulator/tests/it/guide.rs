//! The guide's tables are complete.

use account_activity_emulator::{Action, Emulator};
use serde_json::{Value, json};

use crate::emulator::http;

const GUIDE: &str = include_str!("../../docs/testing.md");

/// The guide's table of actions is complete: the error for an unknown action lists all actions, and
/// that for an unknown field all fields.
#[test]
fn every_action_is_documented_with_its_fields() {
    let names = |action: Value| {
        let error = serde_json::from_value::<Action>(action).unwrap_err().to_string();
        let (_, known) = error.split_once("expected").unwrap();
        let names = known.split('`').skip(1).step_by(2).map(str::to_owned);
        names.collect::<Vec<_>>()
    };
    let actions = names(json!({"action": "?"}));
    assert!(actions.len() >= 16, "{actions:?}");
    let rows: Vec<_> = GUIDE.lines().filter_map(|line| line.strip_prefix("| `")).collect();
    for action in actions {
        let row = rows.iter().find(|row| row.starts_with(&format!("{action}`")));
        let row = row.unwrap_or_else(|| panic!("{action} has no row"));
        let documented: Vec<_> =
            row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2).collect();
        assert_eq!(documented, names(json!({"action": action, "?": 1})), "{action}");
    }
}

#[tokio::test]
async fn every_route_is_documented_and_every_documented_route_exists() {
    let emulator = Emulator::builder().control(true).start().await.unwrap();
    let index = http().get(format!("{}/emulator", emulator.base_url())).send().await.unwrap();
    let index: Value = serde_json::from_str(&index.text().await.unwrap()).unwrap();
    let routes: Vec<_> = index["routes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["route"].as_str().unwrap())
        .collect();
    let rows = GUIDE.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let documented: Vec<_> =
        rows.map(|(route, _)| route).filter(|it| it.contains(" /emulator")).collect();
    assert_eq!(documented, routes);
    emulator.shutdown().await.unwrap();
}
