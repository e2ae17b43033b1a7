//! Documents of the shell of MongoDB, and other forms within values.

use std::io::Write;

use base64::Engine;

use crate::samples::{of, payload, summaries};

#[test]
fn documents_of_the_shell_are_values() {
    let document = |n: usize| {
        let call = "{ \"_id\" : ObjectId(\"5a934e000102030405000000\"), \"n\" : NumberLong(7), ";
        payload(n).replacen('{', call, 1) + "\n"
    };
    assert_eq!(summaries(of(document(1) + &document(2))), ["1", "2"]);
}

#[test]
fn gzip_in_base64_is_opened() {
    let message = |n: usize| serde_json::json!({"id": n.to_string(), "message": payload(n)});
    let logs = serde_json::json!({
        "messageType": "DATA_MESSAGE", "logGroup": "webhook", "logEvents": [message(1), message(2)],
    });
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(logs.to_string().as_bytes()).unwrap();
    let data = base64::engine::general_purpose::STANDARD.encode(gzip.finish().unwrap());
    let event = serde_json::json!({"awslogs": {"data": data}});
    assert_eq!(summaries(of(event.to_string())), ["1", "2"]);
}
