//! Tests that cross crates live in `tests/`. Here the code in the documents is compiled and run, so that it stays true.

macro_rules! documents {
    ($($name:ident = $path:literal;)*) => {$(
        #[cfg(doctest)]
        #[doc = include_str!($path)]
        struct $name;
    )*};
}

documents! {
    Readme = "../../README.md";
    FirstCall = "../../docs/guide/first-call.md";
    OwnTool = "../../docs/guide/own-tool.md";
    ApprovalsInChat = "../../docs/guide/approvals-in-chat.md";
    Testing = "../../docs/guide/testing.md";
    Postgres = "../../docs/guide/postgres.md";
}
