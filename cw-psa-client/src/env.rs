//! Settings out of environment variables.

use cw_http::Error;

use crate::builder::PsaClientBuilder;

/// A builder from what `read` finds under the names of the variables. An empty value counts as missing.
pub(crate) fn builder(read: impl Fn(&str) -> Option<String>) -> Result<PsaClientBuilder, Error> {
    let read = |name| read(name).filter(|value| !value.trim().is_empty());
    let mut missing = Vec::new();
    let mut need = |name: &'static str| {
        read(name).unwrap_or_else(|| {
            missing.push(name);
            String::new()
        })
    };
    let base_url = read("CW_PSA_BASE_URL");
    let site = if base_url.is_some() { String::new() } else { need("CW_PSA_SITE") };
    let (company, public, private) = (need("CW_PSA_COMPANY"), need("CW_PSA_PUBLIC_KEY"), need("CW_PSA_PRIVATE_KEY"));
    let client_id = need("CW_PSA_CLIENT_ID");
    if !missing.is_empty() {
        return Err(Error::config(format!("environment variables that are missing or empty: {}", missing.join(", "))));
    }
    let mut builder = PsaClientBuilder::new(site).company(company).keys(public, private).client_id(client_id);
    if let Some(address) = base_url {
        builder = builder.base_url(address);
    }
    Ok(match read("CW_PSA_CODEBASE") {
        Some(codebase) => builder.codebase(codebase),
        None => builder,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(variables: &[(&str, &str)]) -> Result<String, String> {
        let read = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        let client = builder(read).and_then(PsaClientBuilder::build).map_err(|error| error.to_string())?;
        Ok(client.http().base().to_string())
    }

    const ACCOUNT: [(&str, &str); 4] = [
        ("CW_PSA_COMPANY", "acmemsp"),
        ("CW_PSA_PUBLIC_KEY", "public"),
        ("CW_PSA_PRIVATE_KEY", "hunter2"),
        ("CW_PSA_CLIENT_ID", "guid"),
    ];

    fn with(variables: &[(&'static str, &'static str)]) -> Result<String, String> {
        build(&[&ACCOUNT[..], variables].concat())
    }

    #[test]
    fn every_missing_variable_is_named_at_once() {
        let error = build(&[("CW_PSA_COMPANY", "acmemsp"), ("CW_PSA_PRIVATE_KEY", " ")]).expect_err("incomplete");
        for name in ["CW_PSA_SITE", "CW_PSA_PUBLIC_KEY", "CW_PSA_PRIVATE_KEY", "CW_PSA_CLIENT_ID"] {
            assert!(error.contains(name), "{error}");
        }
        assert!(!error.contains("CW_PSA_COMPANY") && !error.contains("CW_PSA_CODEBASE"), "{error}");
    }

    #[test]
    fn the_site_or_the_base_url_and_a_codebase() {
        assert_eq!(
            with(&[("CW_PSA_SITE", "eu")]).as_deref(),
            Ok("https://api-eu.myconnectwise.net/v4_6_release/apis/3.0/")
        );
        assert_eq!(
            with(&[("CW_PSA_SITE", "eu"), ("CW_PSA_CODEBASE", "v2026_1/")]).as_deref(),
            Ok("https://api-eu.myconnectwise.net/v2026_1/apis/3.0/")
        );
        assert_eq!(
            with(&[("CW_PSA_BASE_URL", "http://127.0.0.1:8080/v2026_1"), ("CW_PSA_SITE", "eu")]).as_deref(),
            Ok("http://127.0.0.1:8080/v2026_1/apis/3.0/")
        );
        let plain = with(&[("CW_PSA_SITE", "http://psa.example.com")]);
        assert!(plain.is_err_and(|error| error.contains("https") && !error.contains("hunter2")));
    }
}
