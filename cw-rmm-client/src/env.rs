//! Settings out of environment variables.

use cw_http::Error;

use crate::auth::Credentials;
use crate::builder::RmmClientBuilder;
use crate::scopes::Scopes;

/// A builder from what `read` finds under the names of the variables. An empty value counts as missing.
pub(crate) fn builder(read: impl Fn(&str) -> Option<String>) -> Result<RmmClientBuilder, Error> {
    let read = |name| read(name).filter(|value| !value.trim().is_empty());
    let mut problems = Vec::new();
    let mut need = |name: &'static str| {
        read(name).unwrap_or_else(|| {
            problems.push(name);
            String::new()
        })
    };
    let (client_id, client_secret) = (need("CW_RMM_CLIENT_ID"), need("CW_RMM_CLIENT_SECRET"));
    if !problems.is_empty() {
        return Err(Error::config(format!("environment variables that are missing or empty: {}", problems.join(", "))));
    }
    let mut builder = RmmClientBuilder::new(Credentials::new(client_id, client_secret));
    if let Some(region) = read("CW_RMM_REGION") {
        builder = builder.region(region.parse().map_err(|error: Error| error.with_hint("CW_RMM_REGION"))?);
    }
    if let Some(scopes) = read("CW_RMM_SCOPES") {
        builder = builder.scopes(scopes.parse::<Scopes>().unwrap_or_default());
    }
    if let Some(address) = read("CW_RMM_BASE_URL") {
        builder = builder.base_url(address);
    }
    Ok(builder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(variables: &[(&str, &str)]) -> Result<crate::RmmClient, String> {
        let read = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        builder(read).and_then(RmmClientBuilder::build).map_err(|error| error.to_string())
    }

    const KEY: [(&str, &str); 2] = [("CW_RMM_CLIENT_ID", "0E31aa10-1111"), ("CW_RMM_CLIENT_SECRET", "hunter2")];

    fn with(variables: &[(&'static str, &'static str)]) -> Result<crate::RmmClient, String> {
        build(&[&KEY[..], variables].concat())
    }

    fn base(variables: &[(&'static str, &'static str)]) -> Result<String, String> {
        with(variables).map(|rmm| rmm.http().base().to_string())
    }

    #[test]
    fn every_missing_variable_is_named_at_once() {
        let error = build(&[("CW_RMM_CLIENT_SECRET", " ")]).expect_err("incomplete");
        assert!(error.contains("CW_RMM_CLIENT_ID") && error.contains("CW_RMM_CLIENT_SECRET"), "{error}");
        assert!(!error.contains("CW_RMM_REGION"), "{error}");
    }

    #[test]
    fn the_region_is_told_given_or_replaced_by_an_address() {
        for (variables, expected) in [
            (&[][..], "https://openapi.service.euplatform.connectwise.com/"),
            (&[("CW_RMM_REGION", "AU")], "https://openapi.service.auplatform.connectwise.com/"),
            (&[("CW_RMM_BASE_URL", "http://127.0.0.1:8080")], "http://127.0.0.1:8080/"),
            (&[("CW_RMM_BASE_URL", "https://gateway.example/rmm/")], "https://gateway.example/rmm/"),
            (&[("CW_RMM_REGION", "na"), ("CW_RMM_BASE_URL", "http://localhost:1/")], "http://localhost:1/"),
        ] {
            assert_eq!(base(variables).as_deref(), Ok(expected));
        }
        for (variables, words) in [
            (&[("CW_RMM_REGION", "us")][..], "CW_RMM_REGION"),
            (&[("CW_RMM_BASE_URL", "http://rmm.example")], "loopback"),
            (&[("CW_RMM_BASE_URL", "https://u:hunter2@h.example/x")], "user name"),
            (&[("CW_RMM_BASE_URL", "https://h.example/x?y=hunter2")], "`?`"),
            (&[("CW_RMM_SCOPES", " , ")], "CW_RMM_SCOPES"),
        ] {
            let error = base(variables).expect_err(words);
            assert!(error.contains(words) && !error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_client_id_that_tells_no_region_is_explained() {
        let error = build(&[("CW_RMM_CLIENT_ID", "6500023"), KEY[1]]).expect_err("no region");
        for words in ["\"6500\"", "0e30 is na", "0e31 is eu", "0e32 is au", "CW_RMM_REGION", "CW_RMM_BASE_URL"] {
            assert!(error.contains(words), "{words} in {error}");
        }
        assert!(!error.contains("6500023"), "{error}");
    }

    #[test]
    fn scopes_are_reading_ones_unless_said() {
        assert_eq!(*with(&[]).expect("fine").scopes(), Scopes::reading());
        let rmm = with(&[("CW_RMM_SCOPES", "platform.sites.read, platform.companies.read")]).expect("fine");
        assert_eq!(rmm.scopes().to_string(), "platform.companies.read platform.sites.read");
    }
}
