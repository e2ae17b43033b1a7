//! What X sends.
