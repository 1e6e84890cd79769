//! One integer type per kind of thing, so that one thing's id cannot be passed as another's.

/// Text that was to be an id is not a whole number.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseIdError {
    /// The type that was asked for, such as `ClientId`.
    pub kind: &'static str,
    /// What was given.
    pub text: String,
}

impl ParseIdError {
    /// For `text` in place of a `kind`.
    #[must_use]
    pub fn new(kind: &'static str, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }
}

impl std::fmt::Display for ParseIdError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} is not a {}: a whole number is expected", self.text, self.kind)
    }
}

impl std::error::Error for ParseIdError {}

/// Writes types of ids that are whole numbers: read as number or text, sent as number.
#[macro_export]
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Wraps a number.
            #[must_use]
            pub const fn new(value: i64) -> Self {
                Self(value)
            }

            /// The number.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl From<i64> for $name {
            fn from(value: i64) -> Self {
                Self(value)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::data::ParseIdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let number = text.trim().parse();
                number.map(Self).map_err(|_| $crate::data::ParseIdError::new(stringify!($name), text))
            }
        }

        impl $crate::data::Lenient for $name {
            fn read<'de, D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
                Ok(<i64 as $crate::data::Lenient>::read(deserializer)?.map(Self))
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <Self as $crate::data::Lenient>::read(deserializer)?
                    .ok_or_else(|| ::serde::de::Error::custom(concat!(stringify!($name), " is empty")))
            }
        }
    )*};
}
