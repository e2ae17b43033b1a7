//! One suite for every implementation of the trait.

mod claims;
mod duplicates;
mod inspection;
mod limit;
mod names;
mod order;

use account_activity_inbox::{Inbox, Item};

use crate::subject::CLAIM;

/// Runs each case against each implementation.
macro_rules! suite {
    ($($case:path as $name:ident;)*) => {
        mod memory {
            $(
                #[tokio::test]
                async fn $name() {
                    $case(&crate::subject::InMemory::start().await).await;
                }
            )*
        }

        #[cfg(feature = "sqlite")]
        mod sqlite {
            $(
                #[tokio::test]
                async fn $name() {
                    $case(&crate::subject::InSqlite::start().await).await;
                }
            )*
        }

        #[cfg(feature = "nats")]
        mod jetstream {
            $(
                #[tokio::test]
                async fn $name() {
                    if let Some(subject) = crate::subject::InJetStream::start().await {
                        $case(&subject).await;
                    }
                }
            )*
        }
    };
}

suite! {
    super::order::items_of_a_subscriber_in_order as items_of_a_subscriber_in_order;
    super::order::subscribers_beside_each_other as subscribers_beside_each_other;
    super::order::a_retry_holds_back_its_subscriber_alone as a_retry_holds_back_its_subscriber_alone;
    super::order::several_activities_of_a_body as several_activities_of_a_body;
    super::order::a_body_without_activities as a_body_without_activities;
    super::duplicates::a_delivery_that_comes_again as a_delivery_that_comes_again;
    super::duplicates::a_delivery_that_comes_again_after_a_restart as a_delivery_that_comes_again_after_a_restart;
    super::duplicates::two_subscribers_of_one_tweet as two_subscribers_of_one_tweet;
    super::duplicates::both_families_with_one_key as both_families_with_one_key;
    super::duplicates::both_families_without_a_common_key as both_families_without_a_common_key;
    super::duplicates::an_event_without_an_id as an_event_without_an_id;
    super::duplicates::the_window_ends as the_window_ends;
    super::duplicates::one_delivery_many_times_at_once as one_delivery_many_times_at_once;
    super::claims::an_acknowledged_item_is_gone as an_acknowledged_item_is_gone;
    super::claims::a_claim_ends as a_claim_ends;
    super::claims::a_claim_is_renewed as a_claim_is_renewed;
    super::claims::a_lost_claim_changes_nothing as a_lost_claim_changes_nothing;
    super::claims::a_released_item_counts_no_attempt as a_released_item_counts_no_attempt;
    super::claims::failures_are_kept as failures_are_kept;
    super::claims::a_wait_ends_when_an_item_is_due as a_wait_ends_when_an_item_is_due;
    super::claims::two_workers_share as two_workers_share;
    super::claims::an_unacknowledged_item_outlives_a_restart as an_unacknowledged_item_outlives_a_restart;
    super::inspection::dead_letters as dead_letters;
    super::inspection::dead_letters_end as dead_letters_end;
    super::inspection::pages as pages;
    super::inspection::discarded_items as discarded_items;
    super::inspection::a_discarded_failure as a_discarded_failure;
    super::inspection::numbers as numbers;
    super::limit::a_full_inbox as a_full_inbox;
    super::limit::an_activity_that_was_refused_is_new as an_activity_that_was_refused_is_new;
    super::names::leases as leases;
    super::names::marks as marks;
}

/// Claims the items that are due.
async fn claim(inbox: &dyn Inbox) -> Vec<Item> {
    inbox.claim("test", 100, CLAIM).await.unwrap()
}

/// Claims the only item that is due.
async fn claim_one(inbox: &dyn Inbox) -> Item {
    let mut items = claim(inbox).await;
    assert_eq!(items.len(), 1, "{items:?}");
    items.remove(0)
}

/// Handles every item that is due, and returns the keys in order.
async fn drain(inbox: &dyn Inbox) -> Vec<String> {
    let mut keys = Vec::new();
    loop {
        let items = claim(inbox).await;
        if items.is_empty() {
            return keys;
        }
        for item in items {
            inbox.acknowledge(item.claim()).await.unwrap();
            keys.push(item.key().to_owned());
        }
    }
}

fn deletion_keys(subscriber: u64, tweets: impl IntoIterator<Item = u64>) -> Vec<String> {
    tweets.into_iter().map(|tweet| format!("1/{subscriber}/tweet_delete/{tweet}")).collect()
}
