//! Every order in which two equal activities can arrive from two APIs, with losses.

use std::collections::BTreeSet;
use std::time::Duration;

use account_activity_inbox::{Inbox, Memory, Settings};

use crate::bodies::{START, arrival_at, follow, like, x_follow, x_like};
use crate::clock::ManualClock;

/// An arrival: the activity 0 or 1, in the Account Activity API or in the X Activity API.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Copy {
    activity: usize,
    is_x: bool,
}

const COPIES: [Copy; 4] = [
    Copy { activity: 0, is_x: false },
    Copy { activity: 0, is_x: true },
    Copy { activity: 1, is_x: false },
    Copy { activity: 1, is_x: true },
];

/// How the activities are written.
#[derive(Clone, Copy, Debug)]
enum Form {
    /// Follows: no common key, and no time in the X Activity API.
    Follow,
    /// Likes whose ids are the same in both APIs.
    Like,
    /// Likes whose ids differ.
    LikeWithOtherId,
}

/// Returns every order of every subset.
fn orders(rest: &[Copy]) -> Vec<Vec<Copy>> {
    let mut all = vec![Vec::new()];
    for (index, first) in rest.iter().enumerate() {
        let mut others = rest.to_vec();
        others.remove(index);
        all.extend(orders(&others).into_iter().map(|tail| [vec![*first], tail].concat()));
    }
    all
}

/// When the activities occurred, and when the copies arrive: milliseconds after the start.
struct Times {
    occurred: [i64; 2],
    arrived: Vec<i64>,
}

/// Copies arrive a second apart, after both activities.
fn late(order: &[Copy]) -> Times {
    Times {
        occurred: [0, 7_000],
        arrived: (0..).map(|n| 8_000 + n * 1_000).take(order.len()).collect(),
    }
}

/// Each activity occurs at its first arrival, and copies arrive seven seconds apart.
fn at_once(order: &[Copy]) -> Times {
    let arrived: Vec<i64> = (0..).map(|n| n * 7_000).take(order.len()).collect();
    let first = |activity| {
        let index = order.iter().position(|copy| copy.activity == activity);
        index.map_or(0, |index| arrived[index])
    };
    Times { occurred: [first(0), first(1)], arrived }
}

/// Copies arrive eleven minutes apart: the window is ten minutes.
fn apart(order: &[Copy]) -> Times {
    let arrived = (0..).map(|n| 8_000 + n * 660_000).take(order.len()).collect();
    Times { occurred: [0, 7_000], arrived }
}

impl Form {
    fn body(self, copy: Copy, times: &Times) -> String {
        let occurred = START + times.occurred[copy.activity];
        let number = copy.activity;
        match (self, copy.is_x) {
            (Self::Follow, false) => follow(occurred),
            (Self::Follow, true) => x_follow(&format!("uuid-{number}")),
            (Self::Like | Self::LikeWithOtherId, false) => like(&format!("id-{number}"), occurred),
            (Self::Like, true) => x_like(&format!("id-{number}"), occurred),
            (Self::LikeWithOtherId, true) => x_like(&format!("x-{number}"), occurred),
        }
    }
}

/// Returns how many activities are handed over.
async fn handed_over(form: Form, order: &[Copy], times: &Times) -> usize {
    let clock = ManualClock::new();
    let inbox = Memory::with_settings(Settings::new().clock(clock.clone()));
    let mut now = 0;
    let mut stored = 0;
    for (copy, at) in order.iter().zip(&times.arrived) {
        clock.advance(Duration::from_millis((at - now).cast_unsigned()));
        now = *at;
        let arrival = arrival_at(&form.body(*copy, times), START + at);
        stored += inbox.append(&arrival).await.unwrap().stored;
        // A retry is never handed over.
        assert_eq!(inbox.append(&arrival).await.unwrap().stored, 0);
    }
    stored
}

/// Returns `true` if each family lost another activity.
fn lost_crosswise(order: &[Copy]) -> bool {
    let arrived = |is_x: bool| -> BTreeSet<usize> {
        order.iter().filter(|copy| copy.is_x == is_x).map(|copy| copy.activity).collect()
    };
    let (old, new) = (arrived(false), arrived(true));
    old.len() == 1 && new.len() == 1 && old != new
}

#[tokio::test]
async fn nothing_is_lost_and_nothing_is_handed_over_twice() {
    let mut crosswise = 0;
    let orders = orders(&COPIES);
    assert_eq!(orders.len(), 65);
    for order in &orders {
        let distinct = order.iter().map(|copy| copy.activity).collect::<BTreeSet<_>>().len();
        for form in [Form::Follow, Form::Like, Form::LikeWithOtherId] {
            for times in [late(order), at_once(order)] {
                let handed = handed_over(form, order, &times).await;
                if matches!(form, Form::Follow) && lost_crosswise(order) {
                    assert!((1..=2).contains(&handed), "{form:?} {order:?}");
                    crosswise += usize::from(handed == 1);
                } else {
                    assert_eq!(handed, distinct, "{form:?} {order:?} {:?}", times.arrived);
                }
            }
        }
    }
    assert!(crosswise > 0, "the exception of the guarantee is real");
}

#[tokio::test]
async fn families_that_are_further_apart_than_the_window() {
    for order in orders(&COPIES) {
        let distinct = order.iter().map(|copy| copy.activity).collect::<BTreeSet<_>>().len();
        let handed = handed_over(Form::Follow, &order, &apart(&order)).await;
        assert_eq!(handed, order.len(), "each copy of {order:?}");
        let likes = handed_over(Form::Like, &order, &apart(&order)).await;
        assert_eq!(likes, distinct, "likes have a common key: {order:?}");
    }
}

/// The event of the X Activity API cannot be the copy of one that had not occurred.
#[tokio::test]
async fn an_event_before_the_other_one_occurred() {
    for (occurred, stored) in [(4_000, 0), (5_000, 0), (5_001, 1), (60_000, 1)] {
        let clock = ManualClock::new();
        let inbox = Memory::with_settings(Settings::new().clock(clock.clone()));
        inbox.append(&arrival_at(&x_follow("a"), START)).await.unwrap();
        clock.advance(Duration::from_secs(61));
        let later = arrival_at(&follow(START + occurred), START + 61_000);
        assert_eq!(inbox.append(&later).await.unwrap().stored, stored, "{occurred}");
    }
}
