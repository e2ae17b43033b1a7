//! The time in an id.

use super::id::TweetId;
use super::timestamp::Timestamp;

/// The start of the times in ids, in milliseconds since 1970: 2010-11-04T01:42:54.657Z.
const EPOCH: i64 = 1_288_834_974_657;

/// The number of bits below the time.
const SEQUENCE_BITS: u32 = 22;

/// The first id after the sequential ones.
const FIRST: u64 = 29_700_859_247;

impl TweetId {
    /// Returns the time at which the id was made, which is the time of posting, to the millisecond.
    ///
    /// `None` for the sequential ids of Tweets from before 4 November 2010. Since then, an id
    /// contains the milliseconds since 2010-11-04T01:42:54.657Z above its lowest 22 bits
    /// ([Snowflake](https://blog.twitter.com/engineering/en_us/a/2010/announcing-snowflake.html)).
    ///
    /// ```
    /// use account_activity::TweetId;
    ///
    /// let id = TweetId::new(204_697_221_847_986_177);
    /// assert_eq!(id.created_at().unwrap().to_string(), "2012-05-21T22:16:35.436Z");
    /// assert_eq!(TweetId::new(20).created_at(), None);
    /// ```
    #[must_use]
    pub fn created_at(self) -> Option<Timestamp> {
        let millis = i64::try_from(self.get() >> SEQUENCE_BITS).ok()?;
        (self.get() >= FIRST).then(|| Timestamp::from_millis(EPOCH + millis))
    }
}
