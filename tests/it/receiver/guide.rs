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

/// Returns the code of an example without its command line, which the guide leaves out.
fn program(path: &str) -> String {
    let example = read(path).replace("    args::refuse(USAGE);\n", "");
    let (_, program) = example.split_once("mod args;\n\n").unwrap();
    program.split_once("\nconst USAGE").unwrap().0.to_owned()
}

#[test]
fn a_bot_takes_thirty_lines() {
    assert!(code("A bot").lines().count() <= 30);
}

#[test]
fn the_code_for_lambda_is_that_of_the_example() {
    assert_eq!(code("In Lambda"), program("examples/lambda/src/main.rs"));
}

#[test]
fn the_code_for_actix_is_that_of_the_example() {
    assert_eq!(code("In actix-web"), program("examples/actix/src/main.rs"));
}

/// Code that stores a key before the event is handled loses the retry after a failure.
#[test]
fn no_guide_marks_an_event_before_it_is_handled() {
    for path in ["README.md", "docs/receiving.md", "docs/events.md", "docs/faq.md", "src/lib.rs"] {
        assert!(!read(path).contains("seen.insert("), "{path}");
    }
    for path in ["README.md", "docs/receiving.md", "src/lib.rs"] {
        let text = read(path);
        let first = text.find("ReceiverService::").unwrap();
        let first = text[first..].split('(').next().unwrap();
        assert_eq!(first, "ReceiverService::with_state", "{path}");
    }
}
