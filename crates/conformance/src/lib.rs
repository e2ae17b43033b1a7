//! Validates fixtures and archived payloads against `schemas/` with an independent validator, and
//! compares the public API of the published crates with snapshots. The tests are in `tests/`.
