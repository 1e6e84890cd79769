//! Operations as data: how each is sent, and which scopes it needs.

use cw_http::{Method, Operation};

use crate::scopes::Scope;

/// An operation of the API: what clients send and explain is read from here.
#[derive(Debug, Clone)]
pub struct Route {
    pub(crate) operation: Operation,
    pub(crate) scopes: &'static [Scope],
}

impl Route {
    /// How it is sent: a name, the method, the path with `{name}` for parameters, whether it may be repeated.
    #[must_use]
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// A stable name such as `companies.list`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.operation.name
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.operation.method
    }

    /// The path, with `{name}` for parameters.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.operation.path
    }

    /// The scopes that a token needs for it. For tickets the vendor describes none: those are known from what partners tick.
    #[must_use]
    pub fn scopes(&self) -> &'static [Scope] {
        self.scopes
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn reads(&self) -> bool {
        self.operation.reads
    }
}

/// Writes operations: each is a static, and all together they are `ALL`.
macro_rules! routes {
    ($($name:ident = $method:ident($operation:literal, $path:literal) needs [$($scope:ident),*];)*) => {
        $(static $name: crate::api::Route = crate::api::Route {
            operation: cw_http::Operation::$method($operation, $path),
            scopes: &[$(crate::scopes::Scope::$scope),*],
        };)*

        /// All operations of this area.
        pub(super) static ALL: &[&crate::api::Route] = &[$(&$name),*];
    };
}
pub(super) use routes;
