//! Checks of the code in the guide to receiving.

fn read(path: &str) -> String {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).expect(&path)
}

/// Returns the code under a heading of the guide.
fn code(heading: &str) -> String {
    let guide = read("docs/receiving.md");
    let (_, section) = guide.split_once(&format!("\n## {heading}\n")).expect(heading);
    let (_, code) = section.split_once("```rust").unwrap();
    let (_, code) = code.split_once('\n').unwrap();
    code.split_once("```").unwrap().0.to_owned()
}

#[test]
fn a_bot_takes_thirty_lines() {
    assert!(code("A bot in axum").lines().count() <= 30);
}

#[test]
fn the_code_for_lambda_is_that_of_the_example() {
    assert_eq!(code("In Lambda"), read("examples/lambda/src/main.rs"));
}
