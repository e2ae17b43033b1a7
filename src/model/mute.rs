//! Mutes and unmutes.

use super::occurrence::act_upon_user;
use super::{Mute, Timestamp, UserId};

act_upon_user!(Mute);
