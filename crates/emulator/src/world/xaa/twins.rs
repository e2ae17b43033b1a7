//! Twins: numbers that are repeated as text.

use serde_json::Value;

/// Adds the text of each integer that is a member of an object, as `<name>_str`.
pub(super) fn twinned(mut value: Value) -> Value {
    add_twins(&mut value);
    value
}

fn add_twins(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(add_twins),
        Value::Object(members) => {
            let twins: Vec<_> = members
                .iter()
                .filter(|(_, value)| value.is_i64())
                .map(|(name, number)| (format!("{name}_str"), number.to_string().into()))
                .collect();
            members.values_mut().for_each(add_twins);
            members.extend(twins);
        }
        _ => {}
    }
}
