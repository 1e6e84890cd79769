//! The release whose records are wanted.

use cw_http::{Error, HeaderValue};

/// `Accept` for a release such as `2025.8`.
pub(crate) fn accept(release: &str) -> Result<HeaderValue, Error> {
    let release = release.trim();
    let is_release = release.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let header = format!("application/vnd.connectwise.com+json; version={release}");
    HeaderValue::try_from(header).ok().filter(|_| is_release).ok_or_else(|| {
        let shown: String = release.chars().filter(|c| !c.is_control()).take(40).collect();
        Error::config(format!("the version `{shown}` is no release; expected one like `2025.8`"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_and_what_is_none() {
        for release in ["2025.8", " 2026.1 ", "3.0.0", "2025"] {
            let header = accept(release).expect(release);
            assert_eq!(header, format!("application/vnd.connectwise.com+json; version={}", release.trim()));
        }
        for text in ["", "v2025.8", "2025.", "2025.8; x=y", "2025\n8", "newest"] {
            assert!(accept(text).is_err_and(|error| error.to_string().contains("2025.8")), "{text}");
        }
    }
}
