//! Lists, pairs and maps.

/// Implements the visitor methods that read null as absence.
macro_rules! null_is_absence {
    ($lifetime:lifetime) => {
        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<$lifetime>>(
            self,
            deserializer: D,
        ) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_any(self)
        }
    };
}
pub(crate) use null_is_absence;

mod list;
mod map;
mod pair;

pub(crate) use list::List;
pub(crate) use map::Map;
pub(crate) use pair::Pair;
