//! Both families of events.

mod body;
