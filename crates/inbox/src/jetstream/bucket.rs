//! Values in a bucket, which several processes change.

use async_nats::jetstream::kv::{Operation, Store, UpdateErrorKind};
use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::failing::{failed, storage};
use crate::{Error, StorageErrorKind};

/// A bucket of the key-value store.
#[derive(Clone, Debug)]
pub(super) struct Bucket(Store);

impl Bucket {
    pub(super) const fn new(store: Store) -> Self {
        Self(store)
    }

    /// Returns a value and its revision, which is 0 if there is none.
    pub(super) async fn bytes(&self, key: &str) -> Result<(u64, Option<Bytes>), Error> {
        let entry = self.0.entry(key).await.map_err(failed)?;
        Ok(match entry {
            Some(entry) if entry.operation == Operation::Put => (entry.revision, Some(entry.value)),
            Some(entry) => (entry.revision, None),
            None => (0, None),
        })
    }

    /// Sets a value if it still has the revision, and returns the new one. `None` if another caller was
    /// faster.
    pub(super) async fn set(
        &self,
        key: &str,
        revision: u64,
        value: Bytes,
    ) -> Result<Option<u64>, Error> {
        match self.0.update(key, value, revision).await {
            Ok(revision) => Ok(Some(revision)),
            Err(error) if error.kind() == UpdateErrorKind::WrongLastRevision => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// Reads a value of JSON.
    pub(super) async fn read<T: DeserializeOwned + Default>(&self, key: &str) -> Result<T, Error> {
        parse(self.bytes(key).await?.1.as_deref())
    }

    /// Changes a value of JSON. If another caller was faster, it reads the value and changes it again.
    ///
    /// Only a value that differs is written.
    pub(super) async fn change<T: Serialize + DeserializeOwned + Default, R>(
        &self,
        key: &str,
        mut change: impl FnMut(&mut T) -> Result<R, Error>,
    ) -> Result<R, Error> {
        loop {
            let (revision, before) = self.bytes(key).await?;
            let mut value = parse(before.as_deref())?;
            let result = change(&mut value)?;
            let after = Bytes::from(serde_json::to_vec(&value).map_err(corrupt)?);
            if before.as_ref() == Some(&after) || self.set(key, revision, after).await?.is_some() {
                return Ok(result);
            }
        }
    }
}

fn parse<T: DeserializeOwned + Default>(value: Option<&[u8]>) -> Result<T, Error> {
    value.map_or_else(|| Ok(T::default()), |text| serde_json::from_slice(text).map_err(corrupt))
}

fn corrupt(error: serde_json::Error) -> Error {
    storage(StorageErrorKind::Corrupt, error)
}
