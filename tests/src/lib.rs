//! Tests that cross crates live in `tests/`; there is no library here.
