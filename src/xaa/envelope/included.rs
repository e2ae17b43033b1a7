//! The objects that an event refers to, by their ids.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::lazy::Lazy;
use crate::value::id::{TweetId, UserId};
use crate::value::text::Text;
use crate::value::wrapped::Wrapped;
use crate::xaa::{Includes, Media, Post, User};

/// The objects that an event refers to. Many events of a hostile body can refer to many objects, so
/// each long list has an order in which an object is searched for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Included<'a> {
    objects: &'a Includes,
    orders: &'a Lazy<Box<Orders>>,
    /// Whether several events refer to the objects.
    is_shared: bool,
}

impl<'a> Included<'a> {
    pub(super) const fn new(
        objects: &'a Includes,
        orders: &'a Lazy<Box<Orders>>,
        is_shared: bool,
    ) -> Self {
        Self { objects, orders, is_shared }
    }

    pub(crate) const fn is_shared(self) -> bool {
        self.is_shared
    }

    pub(crate) fn users(self) -> impl Iterator<Item = &'a User> + Clone {
        self.objects.users.iter().flatten().map(|user| &***user)
    }

    /// Returns the user with an id. Of several, the first counts.
    pub(crate) fn user(self, id: UserId) -> Option<&'a User> {
        let users = self.objects.users.as_deref().unwrap_or_default();
        find(users, |orders| &orders.users, self.orders, &id).map(|user| &***user)
    }

    /// Returns the post with an id. Of several, the first counts.
    pub(crate) fn post(self, id: TweetId) -> Option<&'a Post> {
        let posts = self.objects.tweets.as_deref().unwrap_or_default();
        find(posts, |orders| &orders.posts, self.orders, &id).map(|post| &**post)
    }

    /// Returns the medium with a key. Of several, the first counts.
    pub(crate) fn medium(self, key: &str) -> Option<&'a Media> {
        let media = self.objects.media.as_deref().unwrap_or_default();
        find(media, |orders| &orders.media, self.orders, key)
    }
}

/// An object of a list, by the key that others name it by.
trait Keyed {
    type Key: Ord + ?Sized;

    fn key(&self) -> &Self::Key;
}

impl Keyed for Box<Wrapped<User>> {
    type Key = UserId;

    fn key(&self) -> &UserId {
        &self.id
    }
}

impl Keyed for Box<Post> {
    type Key = TweetId;

    fn key(&self) -> &TweetId {
        &self.id
    }
}

impl Keyed for Media {
    type Key = str;

    fn key(&self) -> &str {
        &self.media_key
    }
}

/// The places of the objects in their lists, in the order of their keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Orders {
    users: OnceLock<Box<[u32]>>,
    posts: OnceLock<Box<[u32]>>,
    media: OnceLock<Box<[u32]>>,
    /// The keys of the users of an event's content, by their ids.
    parties: OnceLock<BTreeMap<UserId, Text>>,
}

/// The users of an event's content.
pub(crate) type Parties = BTreeMap<Text, Box<Wrapped<User>>>;

impl Orders {
    pub(super) fn party_key(&self, users: &Parties, id: UserId) -> Option<&str> {
        let keys = self.parties.get_or_init(|| {
            let mut keys = BTreeMap::new();
            for (name, user) in users {
                keys.entry(*key(user)).or_insert_with(|| name.clone());
            }
            keys
        });
        keys.get(&id).map(Text::as_str)
    }
}

/// The length up to which a list is searched from its beginning. X's lists are shorter.
const SHORT: usize = 16;

fn find<'a, T: Keyed>(
    list: &'a [T],
    order: fn(&Orders) -> &OnceLock<Box<[u32]>>,
    orders: &Lazy<Box<Orders>>,
    wanted: &T::Key,
) -> Option<&'a T> {
    if list.len() <= SHORT {
        return list.iter().find(|it| key(*it) == wanted);
    }
    let order = order(orders.get_or_init(Box::default)).get_or_init(|| sorted(list));
    let object = |place: u32| list.get(usize::try_from(place).ok()?);
    let before = |place: &u32| object(*place).is_some_and(|it| key(it) < wanted);
    let first = order.get(order.partition_point(before))?;
    object(*first).filter(|it| key(*it) == wanted)
}

/// Returns the places of a list in the order of the keys. Equal keys stay in the order of the list.
fn sorted<T: Keyed>(list: &[T]) -> Box<[u32]> {
    let mut keyed: Vec<(&T::Key, u32)> = list.iter().map(key).zip(0..).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, place)| place).collect()
}

fn key<T: Keyed>(object: &T) -> &T::Key {
    #[cfg(test)]
    visited::count();
    object.key()
}

/// The objects whose keys were read, counted for tests.
#[cfg(test)]
pub(crate) mod visited {
    use std::cell::Cell;

    thread_local! {
        static VISITED: Cell<usize> = const { Cell::new(0) };
    }

    pub(super) fn count() {
        VISITED.set(VISITED.get() + 1);
    }

    /// Returns how many objects a call visits.
    pub(crate) fn by(call: impl FnOnce()) -> usize {
        VISITED.take();
        call();
        VISITED.take()
    }
}
