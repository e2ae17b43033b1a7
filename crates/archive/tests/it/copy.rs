//! Rows of `COPY table TO` of PostgreSQL.

use crate::samples::{of, payload, summaries};

#[test]
fn rows_of_copy_are_values() {
    let text = "{\"text\":\"say \\\"a\\\"\\n\",";
    let value = |n: usize| payload(n).replacen('{', text, 1);
    let row = |n: usize| {
        format!("{n}\t\\N\t{}\t2024-01-01 00:00:00+00\n", value(n).replace('\\', "\\\\"))
    };
    let items: Vec<_> = of(row(1) + &row(2)).items().collect();
    let bodies: Vec<_> = items.iter().map(|item| item.body().unwrap().as_bytes()).collect();
    assert_eq!(bodies, [value(1).as_bytes(), value(2).as_bytes()]);
    // A table whose backslashes are those of JSON.
    let row = |n: usize| format!("{n}\t{}\n", value(n));
    assert_eq!(summaries(of(row(1) + &row(2))), ["1", "2"]);
}
