//! How PSA spells the shapes that all clients share: names in camelCase.

/// Writes read models; see [`cw_http::model`].
macro_rules! model {
    ($($models:tt)*) => { cw_http::model! { "camelCase"; $($models)* } };
}
pub(crate) use model;

/// Writes bodies that are sent; see [`cw_http::body`].
macro_rules! body {
    ($($bodies:tt)*) => { cw_http::body! { "camelCase"; $($bodies)* } };
}
pub(crate) use body;
