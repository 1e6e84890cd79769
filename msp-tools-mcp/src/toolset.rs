//! Which part of the tools a server offers.

use std::{fmt, str::FromStr};

use msp_tools_core::{Effect, ToolSpec};

/// A part of the tools: those of a product, those that only read, or those of a product that only read.
///
/// Written as `psa`, `read` or `psa-read`. A product goes by its integration (`connectwise_psa`), or by the last word of
/// it (`psa`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Toolset {
    /// The product; any, if there is none.
    pub product: Option<String>,
    /// Whether only tools that change nothing belong to it.
    pub reads_only: bool,
}

/// The word for tools that change nothing.
const READ: &str = "read";

impl Toolset {
    /// Whether the tool belongs to it.
    pub fn contains(&self, spec: &ToolSpec) -> bool {
        let is_of = |product: &str| {
            let rest = spec.integration.strip_suffix(product);
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('_'))
        };
        self.product.as_deref().is_none_or(is_of) && (!self.reads_only || spec.effect == Effect::Read)
    }
}

impl fmt::Display for Toolset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.product, self.reads_only) {
            (Some(product), false) => f.write_str(product),
            (Some(product), true) => write!(f, "{product}-{READ}"),
            (None, true) => f.write_str(READ),
            (None, false) => f.write_str("all"),
        }
    }
}

/// Text that names no part of the tools.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no set of tools: use a product (`psa`), `read`, or both (`psa-read`)")]
pub struct ParseToolsetError {
    text: String,
}

impl FromStr for Toolset {
    type Err = ParseToolsetError;

    /// Reads `psa`, `read`, `psa-read` or `all`. Whether there are such tools is seen when a server is built.
    ///
    /// # Errors
    /// If it is none of these shapes.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (product, reads_only) = match text.strip_suffix(READ) {
            Some("") => (None, true),
            Some(rest) if rest.ends_with('-') => (rest.strip_suffix('-'), true),
            _ if text == "all" => (None, false),
            _ => (Some(text), false),
        };
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        if product.is_some_and(|product| !is_word(product)) {
            return Err(ParseToolsetError { text: text.to_owned() });
        }
        Ok(Self { product: product.map(str::to_owned), reads_only })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_is_meant() {
        let ticket = ToolSpec::new("connectwise_psa", "list-tickets", Effect::Read);
        let update = ToolSpec::new("connectwise_psa", "update-ticket", Effect::Write);
        let script = ToolSpec::new("connectwise_automate", "run-script", Effect::Execute);
        for (text, contains) in [
            ("psa", [true, true, false]),
            ("connectwise_psa", [true, true, false]),
            ("psa-read", [true, false, false]),
            ("read", [true, false, false]),
            ("automate", [false, false, true]),
            ("automate-read", [false, false, false]),
            ("all", [true, true, true]),
            ("sa", [false, false, false]),
        ] {
            let set: Toolset = text.parse().unwrap();
            assert_eq!([&ticket, &update, &script].map(|spec| set.contains(spec)), contains, "{text}");
            assert_eq!(set.to_string(), text);
        }
        for text in ["", "PSA", "psa,automate", "-read", "psa-write", "psa read"] {
            assert!(text.parse::<Toolset>().unwrap_err().to_string().contains(text), "{text}");
        }
    }
}
