//! The JSON of a response.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{DeserializeOwned, MapAccess, SeqAccess, Visitor};
use serde_json::Deserializer;
use serde_json::value::RawValue;

use crate::wire::Wire;
use crate::wire::json::{Reader, Tolerant};

/// JSON text with valid syntax. Only the parts that are read are built, so the memory does not
/// depend on the members that a server adds. A `Value` can take a hundred times its text.
#[derive(Clone, Copy)]
pub(super) struct Json<'a>(&'a RawValue);

impl<'a> Json<'a> {
    pub(super) fn parse(body: &'a [u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(body).map(Self)
    }

    /// Returns a member of an object, the last one if the name is repeated.
    pub(super) fn member(self, name: &str) -> Option<Self> {
        let mut found = None;
        self.for_each_member(|key, value| {
            if key == name {
                found = Some(value);
            }
        });
        found
    }

    /// Returns a member that is `true` or `false`.
    pub(super) fn flag(self, name: &str) -> Option<bool> {
        self.member(name)?.read().ok()
    }

    /// Returns a member that is text.
    pub(super) fn text(self, name: &str) -> Option<String> {
        self.member(name)?.read().ok()
    }

    pub(super) fn is_null(self) -> bool {
        self.0.get() == "null"
    }

    pub(super) fn is_object(self) -> bool {
        self.0.get().starts_with('{')
    }

    pub(super) fn is_empty_object(self) -> bool {
        let members = self.0.get().strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        members.is_some_and(|members| members.trim().is_empty())
    }

    /// Returns whether each member of an object is null.
    pub(super) fn has_only_nulls(self) -> bool {
        let mut all = true;
        self.for_each_member(|_, value| all &= value.is_null());
        all
    }

    /// Deserializes the JSON. The error has the path of the fault.
    pub(super) fn read<T: DeserializeOwned>(
        self,
    ) -> Result<T, serde_path_to_error::Error<serde_json::Error>> {
        serde_path_to_error::deserialize(&mut Deserializer::from_str(self.0.get()))
    }

    /// Reads an object tolerantly: a member that cannot be read and is not required is absent. `None` if
    /// a required member is absent, or the JSON is not an object.
    pub(super) fn read_tolerantly<T: Wire<Value = T>>(self) -> Option<T> {
        let mut value = None;
        let mut reader = Reader::with_mode(self.0.get(), Tolerant::new(0));
        T::read_json(&mut value, &mut reader).ok()?;
        value
    }

    /// Calls a function with each element of an array, until it fails. Returns `None` for other JSON.
    pub(super) fn for_each_element<E>(
        self,
        call: impl FnMut(Self) -> Result<(), E>,
    ) -> Option<Result<(), E>> {
        // The syntax has been checked, so the only error is that the JSON is not an array.
        Deserializer::from_str(self.0.get()).deserialize_seq(Elements(call)).ok()
    }

    /// Calls a function with each member of an object, and not at all for other JSON.
    fn for_each_member(self, call: impl FnMut(&str, Self)) {
        // The syntax has been checked, so the only error is that the JSON is not an object.
        let _ = Deserializer::from_str(self.0.get()).deserialize_map(Members(call));
    }
}

struct Elements<F>(F);

impl<'de, E, F: FnMut(Json<'de>) -> Result<(), E>> Visitor<'de> for Elements<F> {
    type Value = Result<(), E>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut elements: A) -> Result<Self::Value, A::Error> {
        let mut result = Ok(());
        while let Some(element) = elements.next_element::<&RawValue>()? {
            if result.is_ok() {
                result = (self.0)(Json(element));
            }
        }
        Ok(result)
    }
}

struct Members<F>(F);

impl<'de, F: FnMut(&str, Json<'de>)> Visitor<'de> for Members<F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        while let Some((name, value)) = members.next_entry::<&RawValue, &RawValue>()? {
            // A name with half a surrogate pair is not text, and is not looked for.
            let name: Option<String> = serde_json::from_str(name.get()).ok();
            (self.0)(&name.unwrap_or_default(), Json(value));
        }
        Ok(())
    }
}
