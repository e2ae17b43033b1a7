//! Values as Python prints them.

use account_activity_archive::Form;

use crate::samples::{of, payload, summaries};

fn python(n: usize) -> String {
    payload(n).replace('"', "'").replacen('{', "{'text': \"it's\", 'ok': True, 'x': None, ", 1)
}

#[test]
fn dictionaries_in_cells_and_lines_are_values() {
    let table = format!("id,payload\n7,\"{}\"\n", python(1).replace('"', "\"\""));
    assert_eq!(summaries(of(table)), ["1"]);
    let lines = format!("{}\n{}\n", python(1), python(2));
    assert_eq!(summaries(of(lines.as_str())), ["1", "2"]);
    assert_eq!(summaries(of(lines.as_str()).form(Form::Lines)), ["1", "2"]);
    assert_eq!(summaries(of("{'a' 1}\n")), ["json"], "it is neither Python nor JSON");
}

#[test]
fn members_of_tweets_in_cells_are_read() {
    let table = "id,created_at,text,user\n\
                 1040981111734775808,Sat Sep 15 15:10:12 +0000 2018,Going,\"{'id': 258415976, 'verified': False}\"\n";
    let items: Vec<_> = of(table).items().collect();
    assert_eq!(items.len(), 1, "{items:?}");
    let body = items[0].body().unwrap();
    assert!(
        body.as_bytes()
            .windows(16)
            .any(|text| text == b"\"verified\":false" || text == b"\"verified\": fals")
    );
}
