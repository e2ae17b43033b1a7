//! Bodies of deliveries, each of an activity of its own.

use std::path::Path;
use std::sync::LazyLock;

use crate::minified;

/// The ids in the fixture.
const MESSAGE: &str = "1377531220331982851";
const SUBSCRIBER: &str = "3805104374";

static FIXTURE: LazyLock<String> = LazyLock::new(|| {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let body = minified::minified(&fixtures.join("direct_message_events/text.json"));
    String::from_utf8(body).expect("fixtures are text")
});

/// Returns the body of the delivery of a message to a subscriber, both counted from 0.
pub(crate) fn body(subscriber: u64, message: u64) -> String {
    let message = (1_377_531_220_331_982_851 + message).to_string();
    let subscriber = (3_805_104_374 + subscriber).to_string();
    FIXTURE.replace(MESSAGE, &message).replace(SUBSCRIBER, &subscriber)
}

/// Returns such a body with a text that makes it as long as this.
pub(crate) fn of_length(length: usize, subscriber: u64, message: u64) -> String {
    let body = body(subscriber, message);
    let padding = "!".repeat(length.saturating_sub(body.len()));
    body.replacen("Hi!", &format!("Hi!{padding}"), 1)
}

/// Returns the body of the delivery of a follow of a subscriber.
pub(crate) fn follow(subscriber: u64, follower: u64) -> String {
    let (subscriber, follower) = (3_805_104_374 + subscriber, 1_176_334_285_921_046_528 + follower);
    format!(
        r#"{{"for_user_id":"{subscriber}","follow_events":[{{"type":"follow","created_timestamp":"1617264010876","source":{{"id":"{follower}"}},"target":{{"id":"{subscriber}"}}}}]}}"#
    )
}
