//! The Spaces and broadcasts that run.

use std::collections::BTreeMap;

use account_activity::{Text, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use super::ActionError;

/// The running Spaces and broadcasts by id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Stage(BTreeMap<Text, Show>);

/// A Space, which has no title, or a broadcast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Show {
    pub(super) host: UserId,
    pub(super) title: Option<Text>,
    pub(super) started: Timestamp,
}

impl Stage {
    pub(super) fn start(&mut self, id: &Text, show: Show) -> Result<(), ActionError> {
        if self.0.contains_key(id) {
            return Err(ActionError::AlreadyLive(id.clone()));
        }
        self.0.insert(id.clone(), show);
        Ok(())
    }

    /// Ends a user's Space or broadcast: the one with this id, or else the newest.
    pub(super) fn end(
        &mut self,
        host: UserId,
        id: Option<&Text>,
        is_broadcast: bool,
    ) -> Result<(Text, Show), ActionError> {
        let running = self.0.iter().filter(|(other, show)| {
            let is_named = id.is_none_or(|id| id == *other);
            is_named && show.host == host && show.title.is_some() == is_broadcast
        });
        let newest = running.max_by_key(|(_, show)| show.started).map(|(id, _)| id.clone());
        newest.and_then(|id| self.0.remove_entry(&id)).ok_or(ActionError::NotLive)
    }

    pub(super) fn broadcast(&self, id: &Text) -> Result<&Show, ActionError> {
        self.0.get(id).filter(|show| show.title.is_some()).ok_or(ActionError::NotLive)
    }
}
