//! The traps, in the double.

use super::double::Double;
use super::traps;
use crate::client::clock::JumpingClock;
use crate::client::now;

/// Starts a double for each trap. Where X's texts disagree about the same subscription again, both
/// variants are checked.
macro_rules! traps {
    ($($name:ident)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                for renews in [false, true] {
                    let double = Double::start(&JumpingClock::new(now())).await;
                    double.switch(|switches| switches.renews = renews);
                    traps::$name(&double.uri).await;
                }
            }
        )*
    };
}

traps! {
    direction_is_not_part_of_the_identity
    another_direction_has_a_gap
    a_duplicate_exists
    creating_again_moves_the_expiry
    an_update_without_the_webhook_removes_it
    a_direction_is_for_follows_and_likes
    without_a_webhook_there_is_the_stream_alone
    the_list_is_shared
    revoking_removes_subscriptions
    an_invalid_webhook_keeps_its_subscriptions
}
