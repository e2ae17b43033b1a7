//! One wanted subscription, until it is as wanted or cannot be.

use super::difference::Difference;
use super::outcome::{DeliveryGap, EnsureOutcome};
use super::plan::{Identity, Index, Plan, is_own};
use super::report::{EnsuredRow, Listed};
use super::stops::is_uncertain;
use crate::client::auth::Auth;
use crate::client::error::Error;
use crate::client::wait::rate_limit_wait;
use crate::client::xaa::new_subscription::NewSubscription;
use crate::client::xaa::subscription::{Subscribed, Subscription};
use crate::client::xaa::wanted::Wanted;
use crate::client::xaa::{Xaa, is_missing};
use crate::credentials::UserToken;
use crate::value::id::SubscriptionId;
use crate::value::text::Text;
use crate::value::timestamp::Timestamp;

pub(super) struct Row<'a> {
    wanted: &'a Wanted,
    /// The wanted subscription, with the mark of own ones in its tag.
    new: NewSubscription,
    pub(super) identity: Identity,
    /// The final outcome. Absent until there is one.
    pub(super) outcome: Option<EnsureOutcome>,
    /// The outcome if the next list shows the subscription as wanted.
    presumed: Option<EnsureOutcome>,
    /// The error after which only the list can show what became of the request.
    error: Option<Error>,
    /// The subscriptions that were deleted in favour of the wanted one.
    deleted: Vec<Subscription>,
    /// The time before they were deleted. Absent if the wanted one existed before, or exists now.
    gap_since: Option<Timestamp>,
    /// The id that X gave the subscription.
    id: Option<SubscriptionId>,
    /// Whether a request was sent after the last list.
    is_unchecked: bool,
}

/// Why a row has no final outcome yet.
pub(super) enum Setback {
    /// The next list shows what is left to do.
    ListAgain(Option<Error>),
    /// The request failed.
    Failed(Error),
}

impl<'a> Row<'a> {
    pub(super) fn new(wanted: &'a Wanted, prefix: &str) -> Self {
        let new = wanted.subscription.clone();
        let tag = new.tag.as_deref().unwrap_or_default();
        let marked: Text =
            if tag.starts_with(prefix) { tag.into() } else { format!("{prefix}{tag}").into() };
        let new = NewSubscription { tag: Some(marked), ..new };
        let identity = Identity::new(&new.kind, new.filter.as_filter());
        Self {
            wanted,
            new,
            identity,
            outcome: None,
            presumed: None,
            error: None,
            deleted: Vec::new(),
            gap_since: None,
            id: None,
            is_unchecked: false,
        }
    }

    pub(super) fn wants_the_same_as(&self, other: &Self) -> bool {
        self.new == other.new
    }

    /// Returns the token with which the subscription is created. `None` if that is the app's.
    pub(super) fn user(&self) -> Option<&'a UserToken> {
        match self.new.auth(self.wanted.user.as_ref()) {
            Ok(Auth::User(token)) => Some(token),
            _ => None,
        }
    }

    pub(super) fn plan<'b>(&self, index: &Index<'b>, prefix: &str) -> Plan<'b> {
        Plan::new(&self.new, self.wanted.adopts, prefix, index.of(&self.identity))
    }

    /// Sends the requests of a plan.
    pub(super) async fn carry_out(
        &mut self,
        xaa: &Xaa,
        plan: &Plan<'_>,
    ) -> Result<EnsureOutcome, Setback> {
        if let Some(holder) = plan.holder {
            return Ok(EnsureOutcome::Held { by: Box::new(holder.clone()) });
        }
        self.error = None;
        match plan.current {
            Some(current) => self.mend(xaa, plan, current).await,
            None => self.create(xaa, plan).await,
        }
    }

    /// Changes what is not as wanted in a subscription with the wanted filter.
    async fn mend(
        &mut self,
        xaa: &Xaa,
        plan: &Plan<'_>,
        current: &Subscription,
    ) -> Result<EnsureOutcome, Setback> {
        self.id = Some(current.id);
        let before = Box::new(current.clone());
        let mut outcome = self.settled(xaa, EnsureOutcome::Kept);
        if plan.adopts || plan.differences.iter().any(|it| it.is_delivery()) {
            outcome = if plan.adopts {
                EnsureOutcome::Adopted { before: before.clone() }
            } else {
                EnsureOutcome::Mended { before: before.clone() }
            };
            self.presumed = Some(outcome.clone());
            self.update(xaa, current.id).await?;
        }
        if plan.differences.contains(&Difference::ExpiresAt)
            && let Subscribed::New(_) = self.subscribe(xaa).await?
            && let EnsureOutcome::Kept = outcome
        {
            outcome = EnsureOutcome::Renewed { before };
        }
        // An interrupted run can leave them behind.
        self.delete(xaa, &plan.superseded).await?;
        Ok(match outcome {
            EnsureOutcome::Kept if !self.deleted.is_empty() => {
                EnsureOutcome::Replaced { gap: None }
            }
            outcome => outcome,
        })
    }

    /// Creates the subscription. One with another direction is deleted afterwards, or before if X takes
    /// both for the same. One with other qualifiers is deleted only in the latter case.
    async fn create(&mut self, xaa: &Xaa, plan: &Plan<'_>) -> Result<EnsureOutcome, Setback> {
        self.presumed = Some(EnsureOutcome::Created);
        let mut subscribed = self.subscribe(xaa).await?;
        if plan.is_met_by(&subscribed) && !plan.superseded.is_empty() {
            self.presumed = Some(EnsureOutcome::Replaced { gap: None });
            self.delete(xaa, &plan.superseded).await?;
        }
        for duplicates in [&plan.superseded, &plan.rivals] {
            if plan.is_met_by(&subscribed) || duplicates.is_empty() {
                continue;
            }
            if self.deleted.is_empty() {
                self.gap_since = Some(xaa.client.now());
            }
            self.delete(xaa, duplicates).await?;
            subscribed = self.subscribe(xaa).await?;
        }
        match subscribed {
            Subscribed::New(new) => {
                self.id = Some(new.id);
                Ok(self.settled(xaa, EnsureOutcome::Created))
            }
            // Another process created it after the list.
            Subscribed::Already => {
                self.presumed = Some(EnsureOutcome::Kept);
                Err(Setback::ListAgain(None))
            }
        }
    }

    /// Returns the outcome now that the subscription exists.
    fn settled(&mut self, xaa: &Xaa, otherwise: EnsureOutcome) -> EnsureOutcome {
        let presumed = self.presumed.take();
        match self.gap_since.take().filter(|_| !self.deleted.is_empty()) {
            Some(from) => {
                let gap = DeliveryGap { from, to: xaa.client.now() };
                EnsureOutcome::Replaced { gap: Some(gap) }
            }
            None => presumed.unwrap_or(otherwise),
        }
    }

    async fn subscribe(&mut self, xaa: &Xaa) -> Result<Subscribed, Setback> {
        self.is_unchecked = true;
        let (new, user) = (&self.new, self.wanted.user.as_ref());
        within_rate_limit(xaa, || xaa.subscribe(new, user)).await.map_err(Setback::of)
    }

    async fn update(&mut self, xaa: &Xaa, id: SubscriptionId) -> Result<(), Setback> {
        self.is_unchecked = true;
        let (deliver_to, tag) = (self.new.deliver_to, self.new.tag.as_deref());
        match within_rate_limit(xaa, || xaa.update(id, deliver_to, tag)).await {
            Ok(_) => Ok(()),
            // Another process deleted it after the list.
            Err(error) if is_missing(&error) => {
                self.presumed = None;
                Err(Setback::ListAgain(Some(error)))
            }
            Err(error) => Err(Setback::of(error)),
        }
    }

    async fn delete(&mut self, xaa: &Xaa, them: &[&Subscription]) -> Result<(), Setback> {
        for &it in them {
            self.is_unchecked = true;
            self.deleted.retain(|deleted| deleted.id != it.id);
            match within_rate_limit(xaa, || xaa.unsubscribe(it.id)).await.map_err(Setback::of) {
                Err(Setback::Failed(error)) => return Err(Setback::Failed(error)),
                // The next list shows whether X deleted it.
                outcome => {
                    self.deleted.push(it.clone());
                    outcome?;
                }
            }
        }
        Ok(())
    }

    /// Notes that there was a setback, which is final unless the list shows what is left to do.
    pub(super) fn note(&mut self, setback: Setback) {
        match setback {
            Setback::ListAgain(error) => self.error = error,
            Setback::Failed(error) => self.fail(error),
        }
    }

    /// Returns whether a request was sent after the last list.
    pub(super) const fn is_unchecked(&self) -> bool {
        self.is_unchecked
    }

    /// Notes a list that was read after the last request.
    pub(super) fn note_list(&mut self, index: &Index<'_>) {
        self.is_unchecked = false;
        let listed = index.of(&self.identity);
        self.deleted.retain(|deleted| listed.iter().all(|it| it.id != deleted.id));
    }

    fn fail(&mut self, error: Error) {
        self.outcome = Some(EnsureOutcome::Failed { error });
    }

    /// Ends a row that cannot go on because of the error of another one, if it is not final.
    pub(super) fn stop(&mut self, because: &Error) {
        if self.outcome.is_some() {
            return;
        }
        match self.error.take() {
            Some(error) => self.fail(error),
            None if !self.deleted.is_empty() => self.fail(because.clone()),
            None => self.outcome = Some(EnsureOutcome::NotAttempted { because: because.clone() }),
        }
    }

    /// Returns the row of the report, by the last list.
    pub(super) fn report(mut self, index: usize, last: &Index<'_>, prefix: &str) -> EnsuredRow {
        if let Some(error) = self.error.take().filter(|_| self.outcome.is_none()) {
            self.fail(error);
        }
        let outcome = self.outcome.unwrap_or(EnsureOutcome::Unlisted);
        let differences = |it: &Subscription| Difference::all(&self.new, it);
        let is_mine = |it: &Subscription| self.id == Some(it.id) || is_own(it, prefix);
        let mine = last.of(&self.identity).iter().filter(|it| is_mine(it));
        let subscription =
            mine.min_by_key(|it| differences(it).len()).filter(|_| !self.is_unchecked);
        let listed = match subscription.map(|it| differences(it)) {
            _ if self.is_unchecked => Listed::NotChecked,
            None => Listed::Absent,
            Some(differences) if differences.is_empty() => Listed::AsWanted,
            Some(differences) => Listed::Differently(differences),
        };
        EnsuredRow {
            index,
            outcome,
            listed,
            deleted: self.deleted,
            subscription: subscription.map(|&it| Box::new(it.clone())),
            kind: self.new.kind,
            filter: self.new.filter,
        }
    }
}

impl Setback {
    fn of(error: Error) -> Self {
        if is_uncertain(&error) { Self::ListAgain(Some(error)) } else { Self::Failed(error) }
    }

    pub(super) const fn error(&self) -> Option<&Error> {
        match self {
            Self::ListAgain(error) => error.as_ref(),
            Self::Failed(error) => Some(error),
        }
    }
}

/// Sends a request, and sends it again after the window of a rate limit, however long that takes.
pub(super) async fn within_rate_limit<T, R>(xaa: &Xaa, request: impl Fn() -> R) -> Result<T, Error>
where
    R: Future<Output = Result<T, Error>>,
{
    loop {
        let error = match request().await {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let Some(wait) = rate_limit_wait(&xaa.client, &error) else { return Err(error) };
        tracing::info!(endpoint = %error.endpoint(), ?wait, "waiting for the rate limit");
        xaa.client.sleep(wait).await;
    }
}
