//! Checks fixtures and archived payloads against `schemas/` with a real validator: see `tests/`.
