//! Enums that stay open: a word that is not known here is kept as the server said it.

/// Writes an enum whose last variant, `Other`, keeps every word that is not listed.
///
/// Words are read without regard to case and written as listed; `Other` is written as it came.
#[macro_export]
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$doc:meta])* $variant:ident = $word:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// Something else, as the server said it.
            Other(Box<str>),
        }

        impl $name {
            /// The word as the API writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                $(if word.eq_ignore_ascii_case($word) {
                    return Self::$variant;
                })*
                Self::Other(word.into())
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Ok(word.into())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl $crate::data::Lenient for $name {
            fn read<'de, D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
                $crate::data::word(deserializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <Self as $crate::data::Lenient>::read(deserializer)?;
                word.ok_or_else(|| ::serde::de::Error::custom("a word is expected, not null"))
            }
        }
    };
}
#[cfg(test)]
#[allow(unreachable_pub, reason = "the macro writes public types")]
mod tests {
    crate::open_enum! {
        /// A word.
        pub enum Status {
            /// Yes.
            Online = "Online",
            /// No.
            Offline = "Offline",
        }
    }

    #[test]
    fn known_words_are_read_in_any_case_and_others_kept() {
        for (word, status, written) in [
            ("ONLINE", Status::Online, "Online"),
            ("offline", Status::Offline, "Offline"),
            ("Flashing", Status::Other("Flashing".into()), "Flashing"),
            ("", Status::Other("".into()), ""),
        ] {
            let read: Status = serde_json::from_value(word.into()).unwrap();
            assert_eq!((&read, read.to_string().as_str()), (&status, written));
            assert_eq!(serde_json::to_value(&read).unwrap(), written);
        }
        assert_eq!(serde_json::from_str::<Status>("7").unwrap(), Status::Other("7".into()));
        assert!(serde_json::from_str::<Status>("null").is_err());
    }
}
