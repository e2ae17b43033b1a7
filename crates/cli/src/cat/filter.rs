//! Which activities are printed.

use account_activity::activity::UserView;
use account_activity::{Activity, ActivityKind, Timestamp, UserId};
use clap::Args;

/// The conditions for an activity, which all must hold.
#[derive(Args, Debug)]
#[command(next_help_heading = "Filter")]
pub(crate) struct Filter {
    /// Prints activities of this kind, such as post, like, follow or direct_message; may be repeated, or a
    /// list with commas
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    kind: Vec<ActivityKind>,
    /// Prints activities at this time or later: a date (UTC) such as 2024-01-31, or a time such as
    /// 2024-01-31T12:00:00Z. An activity without a time has that of its receipt, if the form tells it
    #[arg(long, value_name = "TIME", value_parser = instant)]
    since: Option<Timestamp>,
    /// Prints activities before this time
    #[arg(long, value_name = "TIME", value_parser = instant)]
    until: Option<Timestamp>,
    /// Prints activities of this user, by id or @name: who acts, is acted upon, or is subscribed
    #[arg(long, value_name = "USER", value_parser = who)]
    user: Option<Who>,
    /// The number of activities that were left out because they have no time.
    #[arg(skip)]
    pub(super) timeless: u64,
}

#[derive(Clone, Debug)]
enum Who {
    Id(UserId),
    Name(String),
}

fn instant(text: &str) -> Result<Timestamp, String> {
    let time = text.parse().or_else(|_| format!("{text}T00:00:00Z").parse::<Timestamp>());
    time.map_err(|_| {
        "expected a date such as 2024-01-31, or a time such as 2024-01-31T12:00:00Z".to_owned()
    })
}

fn who(text: &str) -> Result<Who, String> {
    match text.strip_prefix('@') {
        Some(name) => Ok(Who::Name(name.to_owned())),
        None => {
            text.parse().map(Who::Id).map_err(|_| "expected an id such as 12, or @name".to_owned())
        }
    }
}

impl Filter {
    pub(super) fn takes(&mut self, activity: Activity<'_>, received_at: Option<Timestamp>) -> bool {
        if !(self.kind.is_empty() || self.kind.contains(&activity.kind()))
            || !self.concerns(activity)
        {
            return false;
        }
        if self.since.is_none() && self.until.is_none() {
            return true;
        }
        let Some(time) = activity.occurred_at().or(received_at) else {
            self.timeless += 1;
            return false;
        };
        self.since.is_none_or(|since| time >= since) && self.until.is_none_or(|until| time < until)
    }

    fn concerns(&self, activity: Activity<'_>) -> bool {
        let mut users =
            [activity.actor(), activity.target(), activity.subscriber()].into_iter().flatten();
        match &self.user {
            None => true,
            Some(Who::Id(id)) => users.any(|user| user == *id),
            Some(Who::Name(name)) => users.any(|user| {
                let found = activity.user(user).and_then(UserView::username);
                found.is_some_and(|found| found.eq_ignore_ascii_case(name))
            }),
        }
    }
}
