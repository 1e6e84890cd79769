//! Settings out of environment variables.

use cw_http::Error;

use crate::auth::Credentials;
use crate::builder::AutomateClientBuilder;

/// A builder from what `read` finds under the names of the variables. An empty value counts as missing.
pub(crate) fn builder(read: impl Fn(&str) -> Option<String>) -> Result<AutomateClientBuilder, Error> {
    let read = |name| read(name).filter(|value| !value.trim().is_empty());
    let mut missing = Vec::new();
    let mut need = |name: &'static str| {
        read(name).unwrap_or_else(|| {
            missing.push(name);
            String::new()
        })
    };
    let base_url = read("CWA_BASE_URL");
    let server = if base_url.is_some() { String::new() } else { need("CWA_SERVER") };
    let (username, password, client_id) = (need("CWA_USERNAME"), need("CWA_PASSWORD"), need("CWA_CLIENT_ID"));
    if !missing.is_empty() {
        return Err(Error::config(format!("environment variables that are missing or empty: {}", missing.join(", "))));
    }
    let credentials = Credentials::integrator(username, password);
    let credentials = match read("CWA_TOTP_SECRET") {
        Some(secret) => credentials.totp_secret(&secret),
        None => credentials,
    };
    let builder = AutomateClientBuilder::new(server).credentials(credentials).client_id(client_id);
    Ok(match base_url {
        Some(address) => builder.base_url(address),
        None => builder,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(variables: &[(&str, &str)]) -> Result<String, String> {
        let read = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        let client = builder(read).and_then(AutomateClientBuilder::build).map_err(|error| error.to_string())?;
        Ok(client.http().base().to_string())
    }

    const ACCOUNT: [(&str, &str); 3] =
        [("CWA_USERNAME", "svc"), ("CWA_PASSWORD", "hunter2"), ("CWA_CLIENT_ID", "guid")];

    fn with(variable: (&'static str, &'static str)) -> Result<String, String> {
        build(&[&ACCOUNT[..], &[variable]].concat())
    }

    #[test]
    fn every_missing_variable_is_named_at_once() {
        let error = build(&[("CWA_USERNAME", "svc"), ("CWA_PASSWORD", " ")]).expect_err("incomplete");
        for name in ["CWA_SERVER", "CWA_PASSWORD", "CWA_CLIENT_ID"] {
            assert!(error.contains(name), "{error}");
        }
        assert!(!error.contains("CWA_USERNAME") && !error.contains("CWA_TOTP_SECRET"), "{error}");
    }

    #[test]
    fn the_server_as_people_type_it() {
        assert_eq!(
            with(("CWA_SERVER", "automate.example.com/")).as_deref(),
            Ok("https://automate.example.com/cwa/api/")
        );
        assert!(with(("CWA_SERVER", "automate.example.com/cwa/api/v1")).is_err_and(|error| error.contains("path")));
    }

    #[test]
    fn the_base_url_goes_before_the_server_and_may_hold_a_path() {
        for (address, base) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/cwa/api/"),
            ("http://localhost:8080/", "http://localhost:8080/cwa/api/"),
            ("https://automate.example.com/cwa/api/v1", "https://automate.example.com/cwa/api/"),
            ("https://gateway.example.com/automate/cwa/api/", "https://gateway.example.com/automate/cwa/api/"),
        ] {
            assert_eq!(with(("CWA_BASE_URL", address)).as_deref(), Ok(base));
        }
        for address in
            ["http://automate.example.com", "https://u:hunter2@h.example/cwa", "https://h.example/x?y=hunter2"]
        {
            let error = with(("CWA_BASE_URL", address)).expect_err(address);
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_wrong_authenticator_secret_is_named_without_being_repeated() {
        let more = [("CWA_SERVER", "two words"), ("CWA_TOTP_SECRET", "hunter2!")];
        let error = build(&[&ACCOUNT[..], &more].concat()).expect_err("neither is right");
        assert!(error.contains("authenticator secret") && error.contains("white space"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}
