//! Which activities are printed.

use account_activity::activity::{Source, UserView};
use account_activity::{Activity, ActivityKind, Timestamp, UserId, xaa};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::escaped::Escaped;

/// The names that the Account Activity API has for kinds, where they are others.
const WIRE: [(&str, ActivityKind); 3] = [
    ("tweet_create", ActivityKind::Post),
    ("tweet_delete", ActivityKind::PostDelete),
    ("favorite", ActivityKind::Like),
];

/// Kinds that are printed.
#[derive(Clone, Copy, Debug)]
enum Wanted {
    /// Activities of either API.
    Kind(ActivityKind),
    /// Events of the X Activity API with this `event_type`.
    EventType(&'static xaa::EventKind),
}

/// The conditions for an activity, which all must hold.
#[derive(Args, Debug)]
#[command(next_help_heading = "Filter")]
pub(crate) struct Filter {
    /// Prints activities of this kind of either API, such as post, like or direct_message; may be repeated, or
    /// a list with commas. An event_type of the X Activity API, such as post.mention.create, finds only the
    /// events of this type
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kinds())]
    kind: Vec<Wanted>,
    /// Prints activities at this time or later: a date such as 2024-01-31, or a time such as '2024-01-31 12:00'
    /// or 2024-01-31T12:00:00+01:00, in UTC if it has no offset. An activity without a time has that of its
    /// receipt, if the form tells it
    #[arg(long, value_name = "TIME", value_parser = instant)]
    since: Option<Timestamp>,
    /// Prints activities before this time
    #[arg(long, value_name = "TIME", value_parser = instant)]
    until: Option<Timestamp>,
    /// Prints activities of this user: who acts, is acted upon, or is subscribed. An id finds all of them, and
    /// @name only those that describe the user, because many activities have ids alone
    #[arg(long, value_name = "USER", value_parser = who)]
    user: Option<Who>,
    /// The number of activities that were left out because they have no time.
    #[arg(skip)]
    timeless: u64,
    /// The number of activities that were left out because they have users without a name.
    #[arg(skip)]
    nameless: u64,
    /// Whether an activity describes the user of that name.
    #[arg(skip)]
    is_name_known: bool,
}

#[derive(Clone, Debug)]
enum Who {
    Id(UserId),
    Name(String),
}

fn kinds() -> impl TypedValueParser<Value = Wanted> {
    let values = ActivityKind::ALL.iter().map(|kind| {
        let wire = WIRE.iter().filter(|(_, it)| it == kind).map(|(name, _)| *name);
        PossibleValue::new(kind.as_str()).aliases(wire)
    });
    // The list in an error is long without them.
    let types = xaa::EventKind::ALL.iter().map(|it| PossibleValue::new(it.as_str()).hide(true));
    PossibleValuesParser::new(values.chain(types)).try_map(|name| {
        let event_type = xaa::EventKind::ALL.iter().find(|it| it.as_str() == name);
        let wire = WIRE.iter().find(|(it, _)| *it == name).map(|(_, kind)| *kind);
        match (event_type, wire) {
            (Some(event_type), _) => Ok(Wanted::EventType(event_type)),
            (None, Some(kind)) => Ok(Wanted::Kind(kind)),
            (None, None) => name.parse::<ActivityKind>().map(Wanted::Kind),
        }
    })
}

impl Wanted {
    fn takes(self, activity: Activity<'_>) -> bool {
        match (self, activity.source()) {
            (Self::Kind(kind), _) => activity.kind() == kind,
            (Self::EventType(kind), Source::XActivity(event)) => event.kind() == *kind,
            (Self::EventType(_), _) => false,
        }
    }
}

fn instant(text: &str) -> Result<Timestamp, String> {
    // A bare number can be a year, seconds or milliseconds.
    let is_number = text.parse::<f64>().is_ok();
    let time = || {
        let written = ["", "Z", ":00Z", "T00:00:00Z"];
        written.iter().find_map(|end| format!("{text}{end}").parse::<Timestamp>().ok())
    };
    (!is_number).then(time).flatten().ok_or_else(|| {
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
    /// Returns the kinds that an activity must have one of. `None` for all.
    pub(super) fn kinds(&self) -> Option<impl Iterator<Item = ActivityKind> + use<'_>> {
        let kinds = self.kind.iter().map(|wanted| match wanted {
            Wanted::Kind(kind) => *kind,
            Wanted::EventType(kind) => ActivityKind::from(*kind),
        });
        (!self.kind.is_empty()).then_some(kinds)
    }

    pub(super) fn takes(&mut self, activity: Activity<'_>, received_at: Option<Timestamp>) -> bool {
        let is_of_kind = self.kind.is_empty() || self.kind.iter().any(|kind| kind.takes(activity));
        if !is_of_kind || !self.concerns(activity) {
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

    fn concerns(&mut self, activity: Activity<'_>) -> bool {
        let mut users =
            [activity.actor(), activity.target(), activity.subscriber()].into_iter().flatten();
        match &self.user {
            None => true,
            Some(Who::Id(id)) => users.any(|user| user == *id),
            Some(Who::Name(name)) => {
                let mut is_nameless = false;
                let is_found = users.any(|user| {
                    let found = activity.user(user).and_then(UserView::username);
                    is_nameless |= found.is_none();
                    found.is_some_and(|found| found.eq_ignore_ascii_case(name))
                });
                self.is_name_known |= is_found;
                self.nameless += u64::from(is_nameless && !is_found);
                is_found
            }
        }
    }

    /// Tells on standard error how many activities could not be judged, if any.
    pub(super) fn tell(&self) {
        if self.timeless > 0 {
            anstream::eprintln!(
                "warning: {} activities have no time, and are left out because of --since or --until",
                self.timeless
            );
        }
        let Some(Who::Name(name)) = &self.user else { return };
        if !self.is_name_known {
            anstream::eprintln!("warning: no activity describes a user @{}", Escaped(name));
        }
        if self.nameless > 0 {
            anstream::eprintln!(
                "warning: {} activities that do not name each user are left out because of --user @{}; \
                 --user with the id finds them too",
                self.nameless,
                Escaped(name)
            );
        }
    }
}
