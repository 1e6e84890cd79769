//! The two shapes of data: what is read and what is sent.

/// Writes read models. Every field is an `Option`, because servers guarantee none: it may be
/// missing, null, or left out by `includeFields`. Unknown fields are ignored, names are read
/// without regard to case, values leniently, and unset fields are not written back.
///
/// First comes how names are written on the wire, in serde's words (`"PascalCase"`, `"camelCase"`). A name that is another
/// follows the field's: `utc_offset("UTCOffset")`.
/// A struct may end in `finish method`, called on the record once it is read.
#[macro_export]
macro_rules! model {
    ($case:literal; $(
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$attr:meta])* $field:ident $(($wire:literal))?: $ty:ty,)*
        } $(finish $finish:ident)?
    )*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, ::serde::Serialize)]
        #[serde(rename_all = $case)]
        #[non_exhaustive]
        pub struct $name {
            $(
                $(#[$attr])*
                #[serde($(rename = $wire,)? skip_serializing_if = "Option::is_none")]
                pub $field: Option<$ty>,
            )*
        }

        impl $crate::data::Record for $name {
            const FIELDS: &'static [&'static str] = &[$($crate::wire_name!($case $field $($wire)?)),*];

            #[inline]
            fn find(key: &str) -> Option<usize> {
                #[allow(non_camel_case_types, reason = "the variants are named like the fields")]
                enum At { $($field),* }
                struct Name;
                #[allow(non_upper_case_globals, reason = "the constants are named like the fields")]
                impl Name {
                    $(const $field: &str = $crate::wire_name!($case $field $($wire)?);)*
                }
                match key {
                    $(Name::$field => Some(At::$field as usize),)*
                    _ => None,
                }
            }

            fn set<'de, A: ::serde::de::MapAccess<'de>>(&mut self, index: usize, map: &mut A) -> Result<(), A::Error> {
                // Numbered as in `FIELDS`: finding the name once is enough.
                #[allow(non_camel_case_types, reason = "the variants are named like the fields")]
                enum At { $($field),* }
                match index {
                    $(at if at == At::$field as usize => {
                        self.$field = map.next_value::<$crate::data::Slot<_>>()?.0;
                    })*
                    _ => { map.next_value::<::serde::de::IgnoredAny>()?; }
                }
                Ok(())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[allow(unused_mut, reason = "only some records are finished")]
                let mut record: Self = $crate::data::record(deserializer)?;
                $(record.$finish();)?
                Ok(record)
            }
        }

        $crate::lenient_by_deserialize!($name);
    )*};
}
#[doc(hidden)]
#[macro_export]
macro_rules! wire_name {
    ($case:literal $field:ident) => {{
        const LENGTH: usize = $crate::data::wire_length($case, stringify!($field));
        const NAME: [u8; LENGTH] = $crate::data::spell_wire_name($case, stringify!($field));
        $crate::data::wire_text(&NAME)
    }};
    ($case:literal $field:ident $wire:literal) => {
        $wire
    };
}
/// Writes bodies that are sent: `new` takes what the API needs, a `with_` method sets each of the
/// rest, and what was not set is not sent.
#[macro_export]
macro_rules! body {
    ($case:literal; $(
        $(#[$meta:meta])*
        pub struct $name:ident {
            required { $($(#[$req_attr:meta])* $req:ident: $req_ty:ty,)* }
            optional { $($(#[$attr:meta])* $field:ident / $with:ident: $ty:ty,)* }
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, ::serde::Serialize)]
        #[serde(rename_all = $case)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$req_attr])* pub $req: $req_ty,)*
            $($(#[$attr])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$ty>,)*
        }

        impl $name {
            /// With what the API needs; the rest is not sent until set.
            #[must_use]
            pub fn new($($req: impl Into<$req_ty>),*) -> Self {
                Self { $($req: $req.into(),)* $($field: None,)* }
            }

            $crate::setters!($($with => $field: $ty,)*);
        }
    )*};
}
/// Writes chainable methods that set optional fields; stands inside an `impl`.
#[macro_export]
macro_rules! setters {
    ($($with:ident => $field:ident: $ty:ty,)*) => {$(
        #[doc = concat!("Sets [`", stringify!($field), "`](Self::", stringify!($field), ").")]
        #[must_use]
        pub fn $with(mut self, $field: impl Into<$ty>) -> Self {
            self.$field = Some($field.into());
            self
        }
    )*};
}
