//! Validates fixtures and archived payloads against `schemas/` with an independent validator. The
//! tests are in `tests/`.
