//! Blocks and unblocks.

use super::occurrence::act_upon_user;
use super::{Block, Timestamp, UserId};

act_upon_user!(Block);
