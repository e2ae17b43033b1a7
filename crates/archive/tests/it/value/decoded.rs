//! What the example `decode` of the SDK did, which this crate replaces.

use account_activity_archive::account_activity::Event;
use account_activity_archive::{Archive, Values};

use super::{of, payload, read, told};

#[test]
fn failures_have_their_line_and_pointer() {
    let payloads = Archive::new().values(Values::Payloads);
    let items = of(payloads, "{}\n{\"user_event\": 3}\n{\"a\": \n{}\n");
    assert_eq!(items.iter().map(|item| item.line).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let [Event::Undecoded(undecoded)] = payload(&items[1]).events() else { panic!() };
    assert_eq!(undecoded.pointer(), "/user_event");
    assert_eq!(undecoded.message(), "expected an object, found 3");
    let fault = items[2].fault().unwrap();
    assert_eq!(fault.pointer(), "/a");
    assert!(fault.message().starts_with("EOF"), "{fault}");

    let items = of(Archive::new().values(Values::Tweets), r#"{"id": "x", "user": {"id": 1}}"#);
    let [Event::Undecoded(undecoded)] = payload(&items[0]).events() else { panic!() };
    assert_eq!(items[0].pointer(undecoded.pointer()), "/id");
    assert_eq!(undecoded.message(), "expected an id of decimal digits, found text \"x\"");
}

#[test]
fn the_line_of_a_fault_in_a_value_of_several_lines_is_known() {
    let items = read("{\"a\": 1,\n \"statuses\": [\n{\"id\": 5},\n7]}");
    assert_eq!(items.iter().map(told).last().unwrap(), "not-understood /statuses/1");
    assert_eq!(items.last().unwrap().fault().unwrap().lines_into_record(), 3);
}
