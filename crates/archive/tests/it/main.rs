//! Tests of archives.

mod value;
