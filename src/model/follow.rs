//! Follows and unfollows.

use super::occurrence::act_upon_user;
use super::{Follow, Timestamp, UserId};

act_upon_user!(Follow);
