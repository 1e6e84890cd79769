//! Tests that cross crates live in `tests/`. Here the README's code is compiled, so that it stays true.

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
