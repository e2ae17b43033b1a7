//! The X Activity API: a subscription to changes of the owner's bio, which is public, and the stream.

use account_activity::SubscriptionId;
use account_activity::client::xaa::{
    DeliverTo, NewSubscription, StreamOptions, Subscribed, Subscription, SubscriptionFilter, Xaa,
};
use account_activity::client::{Endpoint, Error};
use account_activity::xaa::EventKind;

use crate::walk::{PLACEHOLDER, Walk};

/// The tag of the subscription.
const TAG: &str = "account-activity example";

pub(crate) async fn walk(walk: &mut Walk) {
    let api = walk.client.xaa();
    let filter = SubscriptionFilter::user(walk.user_id());
    let new = NewSubscription::new(EventKind::ProfileUpdateBio, filter, DeliverTo::Stream).tag(TAG);

    let listed = walk.call(Endpoint::XaaSubscriptions, api.list()).await.unwrap_or_default();
    let subscribed = walk.call(Endpoint::XaaSubscribe, api.subscribe(&new, None)).await;
    let id = subscription_id(subscribed, &listed);
    let call = api.update(id, DeliverTo::Stream, Some(TAG));
    walk.call(Endpoint::XaaUpdate, call).await;
    walk.call(Endpoint::XaaUnsubscribe, api.unsubscribe(id)).await;

    // Subscribed again, to be deleted by the other endpoint.
    let subscribed = walk.call(Endpoint::XaaSubscribe, api.subscribe(&new, None)).await;
    let id = subscription_id(subscribed, &[]);
    walk.call(Endpoint::XaaUnsubscribeAll, api.unsubscribe_all(&[id])).await;
    // Last, because the stream discards a token that X rejects.
    walk.call(Endpoint::XaaStream, connect(&api)).await;
}

/// Opens the stream, and closes it when X has responded. X may respond only after 20 seconds.
async fn connect(api: &Xaa) -> Result<(), Error> {
    let mut stream = api.stream_with(StreamOptions::new().attempts(1));
    stream.next().await.transpose().map(drop)
}

/// Returns the subscription to continue with: the created one, else one that an earlier run left. Other
/// subscriptions are never changed.
fn subscription_id(subscribed: Option<Subscribed>, listed: &[Subscription]) -> SubscriptionId {
    let left = |it: &&Subscription| {
        it.kind == EventKind::ProfileUpdateBio && it.tag.as_deref() == Some(TAG)
    };
    match subscribed {
        Some(Subscribed::New(subscription)) => subscription.id,
        _ => listed.iter().find(left).map_or(SubscriptionId::new(PLACEHOLDER), |it| it.id),
    }
}
