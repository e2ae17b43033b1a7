//! Deliveries that are posted again, and old ones.

use std::time::{Duration, SystemTime};

use account_activity::Timestamp;
use account_activity::receiver::{Error, Receiver, ReceiverService, Secret, sign};
use http::Request;

use super::bot::{Behaviour, Bot, PATH, delivery, receiver, secrets, signed};
use super::call::{MODES, call, status};

#[tokio::test(start_paused = true)]
async fn a_recorded_delivery_is_handled_once() {
    for mode in MODES {
        let bot = Bot::new(Behaviour::Succeed);
        let receiver = receiver().and_at("/other", secrets());
        let builder = ReceiverService::builder(receiver.clone(), bot.clone()).mode(mode);
        let service = builder.recent_bodies(2).build();
        for _ in 0..3 {
            // X retries until the response is 200, so it must be 200.
            assert_eq!(call(&service, delivery(1)).await, (200, String::new()));
        }
        bot.done(1).await;
        assert_eq!((service.stats().repeated, service.stats().deliveries), (2, 1));
        // X sends the same body to each webhook.
        let mut other = delivery(1);
        *other.uri_mut() = "/other".parse().unwrap();
        assert_eq!(status(&service, other).await, 200);
        bot.done(1).await;
        // The window is bounded, and the oldest body is forgotten.
        for (subscriber, handled) in [(2, true), (2, false), (1, true)] {
            assert_eq!(status(&service, delivery(subscriber)).await, 200);
            bot.done(handled.into()).await;
        }
        service.shutdown().await;
        assert_eq!((service.stats().repeated, bot.deliveries().len()), (3, 4));
        // By default, every delivery is handled.
        let bot = Bot::new(Behaviour::Succeed);
        let service = ReceiverService::builder(receiver, bot.clone()).mode(mode).build();
        for _ in 0..2 {
            assert_eq!(status(&service, delivery(1)).await, 200);
        }
        bot.done(2).await;
        assert_eq!(service.stats().repeated, 0);
    }
}

/// A stranger can leave out a signature, add a value, and choose the path if all are accepted.
#[tokio::test(start_paused = true)]
async fn a_recorded_delivery_is_recognized_in_any_form() {
    let (header, other) = ("x-twitter-webhooks-signature", "x-twitter-webhooks-signature-oauth2");
    let key = |text| Secret::new(text).unwrap();
    let secrets = secrets().and_consumer_secret(key("second")).and_client_secret(key("client"));
    let bot = Bot::new(Behaviour::Succeed);
    let builder = ReceiverService::builder(Receiver::new(secrets.clone()), bot.clone());
    let service = builder.recent_bodies(1).build();
    let mut recorded = secrets.signed_request(PATH.parse().unwrap(), delivery(1).into_body());
    let second = sign(&key("second"), recorded.body());
    recorded.headers_mut().append(header, second.parse().unwrap());
    let of = |names: &[(&'static str, &str)]| {
        let mut request = recorded.clone();
        request.headers_mut().remove(header);
        request.headers_mut().remove(other);
        for (name, value) in names {
            request.headers_mut().append(*name, value.parse().unwrap());
        }
        request
    };
    let first = recorded.headers()[header].to_str().unwrap();
    let client = recorded.headers()[other].to_str().unwrap();
    let wrong = sign(&key("wrong"), b"");
    let mut elsewhere = recorded.clone();
    *elsewhere.uri_mut() = "/elsewhere".parse().unwrap();
    assert_eq!(status(&service, recorded.clone()).await, 200);
    for form in [
        recorded.clone(),
        of(&[(other, client)]),
        of(&[(header, first)]),
        of(&[(header, &second)]),
        of(&[(header, &wrong), (header, &second)]),
        elsewhere,
    ] {
        assert_eq!(status(&service, form).await, 200);
        assert_eq!(bot.deliveries().len(), 1);
    }
    assert_eq!(service.stats().repeated, 6);
    // Another app has signed the same body. It is the newest one, and the window holds one.
    let of_other_app = signed(recorded.body());
    let builder = ReceiverService::builder(Receiver::new(secrets), bot.clone());
    let service = builder.recent_bodies(1).build();
    for (request, deliveries) in [(of_other_app, 2), (of(&[(header, &second)]), 3)] {
        assert_eq!(status(&service, request).await, 200);
        assert_eq!(bot.deliveries().len(), deliveries);
    }
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_another_response_than_200_is_handled() {
    for behaviour in [Behaviour::Fail, Behaviour::Panic, Behaviour::Wait] {
        let bot = Bot::new(behaviour);
        let service = ReceiverService::builder(receiver(), bot.clone()).recent_bodies(10).build();
        for _ in 0..3 {
            assert_eq!(status(&service, delivery(1)).await, 503);
        }
        assert_eq!((bot.deliveries().len(), service.stats().repeated), (3, 0));
        bot.let_go(4);
        if behaviour == Behaviour::Wait {
            // The handlers went on after the response. X does not know, and posts once more.
            bot.done(3).await;
            assert_eq!(status(&service, delivery(1)).await, 200);
            assert_eq!(status(&service, delivery(1)).await, 200);
            assert_eq!((bot.deliveries().len(), service.stats().repeated), (4, 1));
        }
    }
}

/// Returns a delivery of follows that happened some time ago.
fn follows(ages: &[Option<Duration>]) -> Request<bytes::Bytes> {
    let follow = |age: &Option<Duration>| {
        let time = age.map_or_else(String::new, |age| {
            let time = Timestamp::from(SystemTime::now() - age).as_millis();
            format!("\"created_timestamp\": \"{time}\",")
        });
        format!(r#"{{"type": "follow", {time} "source": {{"id": "2"}}, "target": {{"id": "1"}}}}"#)
    };
    let follows: Vec<_> = ages.iter().map(follow).collect();
    let body = format!(r#"{{"for_user_id": "1", "follow_events": [{}]}}"#, follows.join(","));
    signed(body.as_bytes())
}

#[tokio::test]
async fn the_newest_event_is_the_age_of_a_delivery() {
    let day = Duration::from_secs(86_400);
    let (old, recent) = (Some(2 * day), Some(day / 2));
    for mode in MODES {
        let bot = Bot::new(Behaviour::Succeed);
        let builder = ReceiverService::builder(Receiver::at(PATH, secrets()), bot.clone());
        let service = builder.mode(mode).max_age(day).build();
        let refused = (400, "the newest event is older than 86400s\n".to_owned());
        assert_eq!(call(&service, follows(&[old])).await, refused);
        assert_eq!(call(&service, follows(&[old, None, old])).await, refused);
        for accepted in [follows(&[recent]), follows(&[old, recent, old]), follows(&[None])] {
            assert_eq!(status(&service, accepted).await, 200);
        }
        assert_eq!(status(&service, signed(b"{\"a\":")).await, 200);
        service.shutdown().await;
        let stats = service.stats();
        assert_eq!((stats.rejected.too_old, stats.deliveries, stats.undecodable), (2, 3, 1));
    }
    // By default, the events of a Replay job are accepted.
    let service = ReceiverService::new(receiver(), Bot::new(Behaviour::Succeed));
    assert_eq!(status(&service, follows(&[Some(30 * day)])).await, 200);
    assert_eq!(Error::TooOld { limit: day }.status(), 400);
}
