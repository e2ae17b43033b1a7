//! Ensures that subscriptions exist.

mod difference;
mod outcome;
mod plan;
mod report;
mod row;
mod stops;

use std::collections::HashMap;

pub use difference::Difference;
pub use outcome::{DeliveryGap, EnsureOutcome};
pub use report::{EnsuredRow, EnsuredSubscriptions, Listed};

use super::Xaa;
use super::subscription::Subscription;
use super::wanted::Wanted;
use crate::client::error::Error;
use plan::Index;
use row::{Row, within_rate_limit};
use stops::Stops;

/// How often the list is compared with what is wanted. Another process may change subscriptions
/// meanwhile, and after a lost response only the list shows what X did.
const ROUNDS: usize = 3;

impl Xaa {
    /// Ensures that subscriptions exist: keeps those that are as wanted, creates those that are missing
    /// and changes those that differ. Lists the subscriptions again after the last change, and reports
    /// row by row.
    ///
    /// - A subscription belongs to this program if its tag begins with the
    ///   [prefix](Self::tag_prefix). Others are left as they are. One that has the kind and the user of
    ///   a wanted one is [reported](EnsureOutcome::Held), because X rejects a second one.
    /// - An own subscription that nobody wants stays. It is deleted only in favour of a wanted one with
    ///   the same kind and user, but another direction. One with other qualifiers is deleted only if X
    ///   rejects the wanted one as a duplicate. The report [names](EnsuredRow::deleted) what was deleted.
    /// - A new subscription is created before the old one is deleted. X may reject that as a duplicate.
    ///   The old one is then deleted first, and the report has the
    ///   [time in between](EnsureOutcome::Replaced). Qualifiers that the list does not show are not
    ///   compared.
    /// - Webhook and tag are changed together, because an update with the tag alone ends the delivery to
    ///   the webhook. The time of expiry is changed by creating the subscription again.
    ///
    /// **It can be interrupted and repeated.** The crate stores nothing. If the future is dropped, a later run
    /// does what is left. Several processes may run it at once for the same app.
    ///
    /// **It can take hours.** X allows 500 new subscriptions in 15 minutes. The method waits for each
    /// window by the [clock](crate::Clock) of the client, whatever
    /// [`wait_for_rate_limit`](crate::client::ClientBuilder::wait_for_rate_limit) allows.
    ///
    /// Requests that fail for their own reason, for example because a scope is missing, do not stop
    /// others. A rejected bearer token (401), an account that cannot pay (402, or its spending limit)
    /// and an outage of X end the run. A rejected user token ends the rows of the user. What was left
    /// out is [not attempted](EnsureOutcome::NotAttempted).
    ///
    /// ```no_run
    /// use account_activity::client::xaa::{DeliverTo, NewSubscription, SubscriptionFilter, Wanted};
    /// use account_activity::xaa::EventKind;
    /// use account_activity::{Client, UserId, UserToken, WebhookId};
    ///
    /// # async fn example(client: Client, webhook: WebhookId) -> Result<(), account_activity::client::Error> {
    /// let (jack, token) = (UserId::new(12), UserToken::oauth2("user's token"));
    /// let wanted = [EventKind::PostCreate, EventKind::PostMentionCreate, EventKind::DmReceived].map(|kind| {
    ///     let filter = SubscriptionFilter::user(jack);
    ///     let subscription = NewSubscription::new(kind, filter, DeliverTo::Webhook(webhook));
    ///     Wanted::new(subscription.tag("mirror")).user(token.clone())
    /// });
    /// let ensured = client.xaa().ensure_subscriptions(&wanted).await?;
    /// for row in ensured.problems() {
    ///     eprintln!("{row}");
    /// }
    /// println!("{ensured}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The error of the first list. Later errors are in the report.
    pub async fn ensure_subscriptions(
        &self,
        wanted: &[Wanted],
    ) -> Result<EnsuredSubscriptions, Error> {
        let mut listed = within_rate_limit(self, || self.list()).await?;
        let mut run = Run::new(self, wanted);
        for _ in 0..ROUNDS {
            run.round(&listed).await;
            if !run.needs_list() {
                break;
            }
            match within_rate_limit(self, || self.list()).await {
                Ok(list) => {
                    listed = list;
                    let index = Index::new(&listed);
                    run.rows.iter_mut().for_each(|row| row.note_list(&index));
                }
                Err(error) => run.stops.run = Some(error),
            }
        }
        Ok(run.report(&listed))
    }
}

struct Run<'a> {
    xaa: &'a Xaa,
    rows: Vec<Row<'a>>,
    stops: Stops,
}

impl<'a> Run<'a> {
    fn new(xaa: &'a Xaa, wanted: &'a [Wanted]) -> Self {
        let mut rows: Vec<_> = wanted.iter().map(|it| Row::new(it, &xaa.tag_prefix)).collect();
        settle_repeated(&mut rows);
        Self { xaa, rows, stops: Stops::default() }
    }

    /// Does for each open row what the list shows to be needed.
    async fn round(&mut self, listed: &[Subscription]) {
        let index = Index::new(listed);
        for row in self.rows.iter_mut().filter(|row| row.outcome.is_none()) {
            let plan = row.plan(&index, &self.xaa.tag_prefix);
            if let Some(because) = self.stops.of(plan.creates(), row.user()) {
                row.stop(because);
                continue;
            }
            match row.carry_out(self.xaa, &plan).await {
                Ok(outcome) => {
                    self.stops.note_success();
                    row.outcome = Some(outcome);
                }
                Err(setback) => {
                    match setback.error() {
                        Some(error) => self.stops.note(error, row.user()),
                        None => self.stops.note_success(),
                    }
                    row.note(setback);
                }
            }
        }
    }

    /// Returns whether a list would show something new.
    fn needs_list(&self) -> bool {
        self.stops.run.is_none() && self.rows.iter().any(Row::is_unchecked)
    }

    fn report(mut self, last: &[Subscription]) -> EnsuredSubscriptions {
        if let Some(error) = &self.stops.run {
            self.rows.iter_mut().for_each(|row| row.stop(error));
        }
        let (index, prefix) = (Index::new(last), &self.xaa.tag_prefix);
        let rows =
            self.rows.into_iter().enumerate().map(|(at, row)| row.report(at, &index, prefix));
        EnsuredSubscriptions { rows: rows.collect(), ended_by: self.stops.run }
    }
}

/// Settles rows that another row wants too, or otherwise.
fn settle_repeated(rows: &mut [Row<'_>]) {
    let mut groups: HashMap<_, Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        groups.entry(row.identity.clone()).or_default().push(at);
    }
    for group in groups.into_values().filter(|group| group.len() > 1) {
        let rivals: Vec<_> = group.iter().map(|&at| rival(at, &group, rows)).collect();
        let first = group.first().copied().unwrap_or_default();
        for (at, rival) in group.into_iter().zip(rivals) {
            let outcome = match rival {
                Some(with) => EnsureOutcome::Conflicting { with },
                None if at == first => continue,
                None => EnsureOutcome::Repeated { first },
            };
            if let Some(row) = rows.get_mut(at) {
                row.outcome = Some(outcome);
            }
        }
    }
}

/// Returns the first row of a group that wants something else than the row at an index.
fn rival(at: usize, group: &[usize], rows: &[Row<'_>]) -> Option<usize> {
    let row = rows.get(at)?;
    let differs = |other: &usize| rows.get(*other).is_some_and(|it| !it.wants_the_same_as(row));
    group.iter().copied().find(differs)
}
