//! Each documented shape: the fixture decodes to the expected typed value.
