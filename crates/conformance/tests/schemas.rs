//! Checks that every schema is a JSON Schema and that every fixture and archived payload is valid.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

/// The base URL of the schemas, which are not on the web. Their `$id`s are relative.
const BASE: &str = "https://account-activity.example/schemas/";

/// The folder of the X Activity API's deliveries among the fixtures.
const X_ACTIVITY: &str = "x_activity";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}")) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(json_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Adds each property's schema under its other spellings (`x-aliases`) too, in every object. One of
/// the spellings of a required property is required.
fn with_spellings(mut schema: Value) -> Value {
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        let spellings: Vec<(String, Value, Vec<String>)> = properties
            .iter()
            .filter(|(_, property)| property.get("x-aliases").is_some())
            .map(|(name, property)| {
                let aliases = property["x-aliases"].as_array().unwrap().iter();
                let aliases = aliases.map(|alias| alias.as_str().unwrap().to_owned()).collect();
                (name.clone(), property.clone(), aliases)
            })
            .collect();
        for (name, property, aliases) in spellings {
            let any = aliases.iter().chain([&name]).map(|name| json!({ "required": [name] }));
            let any = json!({ "anyOf": any.collect::<Vec<Value>>() });
            let properties = schema["properties"].as_object_mut().unwrap();
            properties.extend(aliases.into_iter().map(|alias| (alias, property.clone())));
            if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut)
                && required.iter().any(|required| *required == name.as_str())
            {
                required.retain(|required| *required != name.as_str());
                let all = schema.as_object_mut().unwrap().entry("allOf").or_insert(json!([]));
                all.as_array_mut().unwrap().push(any);
            }
        }
    }
    if let Some(Value::Object(definitions)) = schema.get_mut("$defs") {
        for definition in definitions.values_mut() {
            *definition = with_spellings(definition.take());
        }
    }
    schema
}

/// Calls `check` with a function that creates the validator of a schema file or of a definition in
/// it (`file#/$defs/name`).
fn with_schemas(check: impl FnOnce(&dyn Fn(&str) -> Validator)) {
    let mut registry = Registry::new();
    let folder = root().join("schemas");
    for path in json_files(&folder) {
        let file = path.strip_prefix(&folder).unwrap().to_str().unwrap();
        registry = registry.add(format!("{BASE}{file}"), with_spellings(read(&path))).unwrap();
    }
    let registry = registry.prepare().unwrap();
    check(&|file| {
        let reference = json!({ "$ref": format!("{BASE}{file}") });
        jsonschema::options().with_registry(&registry).offline().build(&reference).unwrap()
    });
}

/// Panics with the errors of a value that its schema does not allow.
fn allows(validator: &Validator, json: &Value, name: &dyn std::fmt::Debug) {
    let errors: Vec<String> = validator
        .iter_errors(json)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{name:?}: {errors:#?}");
}

/// Validates every file below a folder: as bare Tweets or Direct Messages in the folders with these
/// names, as whole payloads elsewhere. Returns the number of files.
fn validates(folder: &Path) -> usize {
    let files = json_files(folder);
    with_schemas(|schema| {
        let (payload, tweet, message) = (
            schema("account_activity/payload.json"),
            schema("account_activity/tweet.json"),
            schema("account_activity/direct_message.json"),
        );
        for path in &files {
            let validator = match path.parent().and_then(Path::file_name).unwrap().to_str() {
                Some("tweet-v11") => &tweet,
                Some("dm-event-v11") => &message,
                _ => &payload,
            };
            allows(validator, &read(path), path);
        }
    });
    files.len()
}

/// Validates deliveries of the X Activity API: the envelope, and each payload against the schema of
/// its kind. Returns the number of files. Names that begin with `_` are other bodies.
fn validates_envelopes(folder: &Path) -> usize {
    let mut files = json_files(folder);
    files.retain(|path| !path.file_name().unwrap().to_str().unwrap().starts_with('_'));
    with_schemas(|schema| {
        let envelope = schema("x_activity/envelope.json");
        let payloads = payloads(schema);
        for path in &files {
            let json = read(path);
            let data = &json["data"];
            for event in data.as_array().map_or_else(|| std::slice::from_ref(data), Vec::as_slice) {
                // The schema describes the form that X sends, which is one event.
                let mut single = json.clone();
                single["data"] = event.clone();
                allows(&envelope, &single, path);
                let event_type = event["event_type"].as_str().unwrap();
                let payload = payloads.get(event_type);
                let payload = payload.unwrap_or_else(|| panic!("{path:?}: {event_type}"));
                allows(payload, &event["payload"], path);
            }
        }
    });
    files.len()
}

/// Returns the validator of each event type's payload.
fn payloads(schema: &dyn Fn(&str) -> Validator) -> BTreeMap<String, Validator> {
    let envelope = read(&root().join("schemas/x_activity/envelope.json"));
    let mut payloads = BTreeMap::new();
    for row in rows(&envelope) {
        let reference = format!("x_activity/{}", row["$ref"].as_str().unwrap());
        let spellings = row["spellings"].as_array().into_iter().flatten();
        for name in [&row["kind"]].into_iter().chain(spellings) {
            payloads.insert(name.as_str().unwrap().to_owned(), schema(&reference));
        }
    }
    payloads
}

/// Returns the rows of the table of events, at whichever place the envelope has it.
fn rows(json: &Value) -> Vec<&Value> {
    match json {
        Value::Object(members) => members
            .iter()
            .flat_map(|(key, value)| match (key.as_str(), value) {
                ("x-events", Value::Array(rows)) => rows.iter().collect(),
                _ => rows(value),
            })
            .collect(),
        _ => Vec::new(),
    }
}

#[test]
fn schemas_are_json_schemas() {
    for path in json_files(&root().join("schemas")) {
        let schema = read(&path);
        assert!(jsonschema::meta::validate(&schema).is_ok(), "{path:?}");
    }
}

/// The samples in the documentation must be valid.
#[test]
fn samples_validate() {
    let folder = root().join("schemas");
    let mut samples = 0;
    with_schemas(|schema| {
        for path in json_files(&folder) {
            let file = path.strip_prefix(&folder).unwrap().to_str().unwrap();
            let json = read(&path);
            let inner = json["$defs"].as_object().into_iter().flatten();
            let definitions =
                inner.map(|(name, definition)| (format!("{file}#/$defs/{name}"), definition));
            for (reference, definition) in definitions.chain([(file.to_owned(), &json)]) {
                // Each definition must be one that a reference reaches.
                let validator = schema(&reference);
                for sample in definition["examples"].as_array().into_iter().flatten() {
                    assert!(validator.is_valid(sample), "{reference}: {sample}");
                    samples += 1;
                }
            }
        }
    });
    assert!(samples >= 25, "{samples}");
}

/// The page of each event's content shows a sample.
#[test]
fn each_content_of_the_x_activity_api_has_a_sample() {
    let folder = root().join("schemas/x_activity");
    let envelope = read(&folder.join("envelope.json"));
    let rows = &envelope["properties"]["data"]["properties"]["payload"]["x-events"];
    let rows = rows.as_array().unwrap();
    assert!(rows.len() >= 45, "{}", rows.len());
    for row in rows {
        let file = row["$ref"].as_str().unwrap();
        let samples = read(&folder.join(file))["examples"].as_array().map_or(0, Vec::len);
        assert!(samples > 0, "{file}");
    }
}

#[test]
fn fixtures_validate() {
    let fixtures = root().join("tests/fixtures");
    let of_kinds = fs::read_dir(&fixtures).unwrap().map(|entry| entry.unwrap().path());
    let payloads = of_kinds.filter(|folder| !folder.ends_with(X_ACTIVITY));
    assert!(payloads.map(|folder| validates(&folder)).sum::<usize>() >= 40);
    assert!(validates_envelopes(&fixtures.join(X_ACTIVITY)) >= 100);
}

#[test]
fn archived_payloads_validate() {
    let archive = std::env::var_os("AA_CORPUS").map(|folder| Path::new(&folder).join("corpus"));
    let Some(archive) = archive.filter(|archive| archive.is_dir()) else {
        return skipped("set AA_CORPUS to a folder that contains corpus");
    };
    assert_eq!(validates(&archive), 76);
}

#[test]
fn archived_deliveries_of_the_x_activity_api_validate() {
    let archive = std::env::var_os("AA_CORPUS").map(|folder| Path::new(&folder).join("corpus-xaa"));
    let Some(archive) = archive.filter(|archive| archive.is_dir()) else {
        return skipped("set AA_CORPUS to a folder that contains corpus-xaa");
    };
    assert!(validates_envelopes(&archive) >= 40);
}

/// The validator must reject invalid payloads.
#[test]
fn what_is_not_a_payload_does_not_validate() {
    with_schemas(|schema| {
        let payload = schema("account_activity/payload.json");
        for json in [
            json!([]),
            json!({ "for_user_id": {} }),
            json!({ "tweet_create_events": [{ "id": 1 }] }),
            json!({ "tweet_create_events": [{ "id": 1, "user": { "name": "no id" } }] }),
            json!({ "follow_events": [{ "type": "follow" }] }),
            json!({ "unfollow_events": [{ "type": "follow" }] }),
            json!({ "users": { "1": { "id": true } } }),
        ] {
            assert!(!payload.is_valid(&json), "{json}");
        }
        assert!(payload.is_valid(&json!({ "brand_new": [1], "tweet_create_events": null })));
    });
}

/// The validator must reject content that does not identify its event.
#[test]
fn what_is_not_a_delivery_does_not_validate() {
    with_schemas(|schema| {
        let envelope = schema("x_activity/envelope.json");
        for json in [
            json!([]),
            json!({ "data": 7 }),
            json!({ "data": { "event_type": {} } }),
            json!({ "data": { "filter": { "user_id": [] } } }),
            json!({ "data": { "includes": { "users": [{ "name": "no id" }] } } }),
            json!({ "meta": 7 }),
        ] {
            assert!(!envelope.is_valid(&json), "{json}");
        }
        assert!(envelope.is_valid(&json!({ "brand_new": [1], "data": null })));
        let payloads = payloads(schema);
        let user = json!({ "data": { "id": "1" } });
        for (event_type, json) in [
            ("post.create", json!({ "text": "no id" })),
            ("post.delete", json!({ "author_id": "1" })),
            ("like.create", json!({ "id": "a" })),
            ("follow.follow", json!({ "source": user })),
            ("follow.follow", json!({ "source": user, "target": { "data": {} } })),
            ("mute.mute", json!({ "source": {}, "target": user })),
            ("dm.sent", json!({ "direct_message_events": [{ "id": "1" }] })),
            ("oauth.revoke", json!({ "app_id": "1" })),
        ] {
            assert!(!payloads[event_type].is_valid(&json), "{event_type} {json}");
        }
        let has_identity = [
            "post",
            "like",
            "follow",
            "subscriptions",
            "mute",
            "block",
            "oauth",
            "dm.received",
            "dm.sent",
        ];
        for (event_type, payload) in &payloads {
            let is_required = has_identity.iter().any(|group| event_type.starts_with(group));
            assert_eq!(payload.is_valid(&json!({})), !is_required, "{event_type}");
        }
    });
}

/// Covers every kind of action of the emulator's users.
#[test]
fn what_the_emulator_delivers_validates() {
    use account_activity::model::{App, QuickReplyOption};
    use account_activity::xaa::{Envelope, EventKind};
    use account_activity::{AppId, Timestamp};
    use account_activity_emulator::{
        Action, Created, LiveState, Message, News, Performed, Post, Profile, World, WorldUser,
    };

    let mut world = World::new();
    world.set_both_sides(true);
    let profile = |name: &str| {
        WorldUser::new(name).with_description("Tea & <cake>").with_url("https://t.co/a")
    };
    world.add_user(profile("ada").with_location("North Pier").with_verified(true)).unwrap();
    world.add_user(profile("bob")).unwrap();
    world.add_user(WorldUser::new("cleo").with_protected(true)).unwrap();
    let app = AppId::new(31_415_926);
    world.add_app(App::new(app));
    let mut deliveries = Vec::new();
    let mut envelopes = Vec::new();
    let mut perform = |action: Action| -> Performed {
        let now = Timestamp::from_millis(1_683_198_041_440);
        let performed = world.perform(action, now).unwrap();
        let decoded = performed.activities.iter().map(|notice| notice.envelope().unwrap());
        let json = |envelope: Envelope| serde_json::from_slice::<Value>(envelope.as_bytes());
        envelopes.extend(decoded.map(|envelope| json(envelope).unwrap()));
        let bodies = performed.notices.iter().map(|notice| notice.payload.as_bytes());
        deliveries.extend(bodies.map(|body| serde_json::from_slice::<Value>(body).unwrap()));
        performed
    };

    for action in [
        Action::follow,
        Action::unfollow,
        Action::block,
        Action::unblock,
        Action::mute,
        Action::unmute,
    ] {
        perform(action("ada", "bob"));
    }
    let text = "@bob 👋 #tea $TEA & <cake> https://example.org/a?b=1&c=2";
    let post = perform(Post::new("ada", text).with_photos(4).into()).tweet().unwrap();
    let reply = perform(Action::reply("bob", post, &"and so on ".repeat(100))).tweet().unwrap();
    let quote = perform(Action::quote("ada", reply, &text.repeat(9))).tweet().unwrap();
    perform(Action::retweet("cleo", post));
    perform(Action::retweet("bob", quote));
    perform(Action::like("cleo", quote));
    perform(Action::delete("ada", quote));
    perform(Action::typing("ada", "bob"));
    let mut option = QuickReplyOption::new();
    option.label = "Yes".into();
    let offer = Message::new("ada", "bob", text).with_photo().from_app(app);
    perform(offer.with_quick_reply([option]).into());
    perform(Message::new("bob", "ada", "").choosing("Yes").into());
    perform(Action::read("ada", "bob"));
    perform(Action::revoke("ada", app));
    let profile = Profile::new("ada").with_bio("").with_name("Ada").with_handle("countess");
    let profile = profile.with_picture("https://pics.example/a.png").with_location("");
    perform(profile.with_banner("https://pics.example/b").with_url("").into());
    for state in [LiveState::Start, LiveState::End] {
        perform(Action::space("bob", state));
        let show = perform(Action::broadcast("bob", state, "Harbour"));
        if let Some(Created::Broadcast(id)) = show.created {
            perform(Action::broadcast_chat("cleo", &id, "hi"));
        }
    }
    perform(News::new(["tea"], "Tea is hot").with_topics(["Food"]).with_posts([post]).into());
    perform(Action::chat("bob", "cleo"));

    assert!(deliveries.len() >= 30, "{}", deliveries.len());
    let kinds: BTreeSet<&str> =
        envelopes.iter().map(|it| it["data"]["event_type"].as_str().unwrap()).collect();
    // All but paid subscriptions, changes of encrypted conversations, removed messages and badges.
    assert_eq!(kinds.len(), EventKind::ALL.len() - 12, "{kinds:?}");
    with_schemas(|schema| {
        let payload = schema("account_activity/payload.json");
        for delivery in &deliveries {
            let errors: Vec<String> = payload
                .iter_errors(delivery)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{delivery}: {errors:#?}");
        }
        let (envelope, payloads) = (schema("x_activity/envelope.json"), payloads(schema));
        for json in &envelopes {
            allows(&envelope, json, json);
            let data = &json["data"];
            allows(&payloads[data["event_type"].as_str().unwrap()], &data["payload"], json);
        }
    });
}

/// Tells on the terminal that a test is skipped. `println!` of a test that passes is not shown.
fn skipped(reason: &str) {
    drop(std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("skipped: {reason}\n")));
}
