//! Records of one kind, read into another type than their own.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use crate::resource::{Resource, Writable};

/// The records of `R`, read as `M`.
#[derive(Debug)]
pub(super) struct ReadAs<R, M>(PhantomData<fn() -> (R, M)>);

impl<R: Resource, M: DeserializeOwned + 'static> Resource for ReadAs<R, M> {
    const NAME: &'static str = R::NAME;
    const PATH: &'static str = R::PATH;
    const SEARCH_PATH: Option<&'static str> = R::SEARCH_PATH;
    const FORWARD_ONLY: bool = R::FORWARD_ONLY;
    type Id = R::Id;
    type Model = M;
    type Filter = R::Filter;
}

impl<R: Writable, M: DeserializeOwned + 'static> Writable for ReadAs<R, M> {
    type New = R::New;
}
