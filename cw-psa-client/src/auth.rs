//! Who a client is: the keys of an API member, at one company.

use cw_http::{Credentials, Error};
use secrecy::{ExposeSecret, SecretString};

/// A pair of keys. The public one is half of the credentials, so it is not shown either.
#[derive(Clone)]
pub(crate) struct Keys {
    public: SecretString,
    private: SecretString,
}

impl Keys {
    pub(crate) fn new(public: SecretString, private: SecretString) -> Self {
        Self { public: trimmed(&public), private: trimmed(&private) }
    }
}

/// Basic credentials, whose user name is company and public key. Says everything that is wrong with them.
pub(crate) fn credentials(company: &str, keys: Option<&Keys>) -> Result<Credentials, Error> {
    let mut problems = Vec::new();
    if company.is_empty() {
        problems.push("no company: give the company id that is typed on the sign-in page");
    } else if company.contains(['+', ':']) {
        problems.push("the company holds a `+` or `:`; give the company id alone, the keys are settings of their own");
    }
    let Some(Keys { public, private }) = keys else {
        problems.push("no keys: give the public and the private key of an API member");
        return Err(Error::config(problems.join("; ")));
    };
    let public = public.expose_secret();
    if public.is_empty() {
        problems.push("the public key is empty");
    } else if public.contains(['+', ':']) {
        problems.push("the public key holds a `+` or `:`; give it alone, without the company");
    }
    if private.expose_secret().is_empty() {
        problems.push("the private key is empty");
    }
    if !problems.is_empty() {
        return Err(Error::config(problems.join("; ")));
    }
    Ok(Credentials::Basic { username: format!("{company}+{public}"), password: private.clone() })
}

/// Keys are pasted, often with a line's end behind them.
fn trimmed(secret: &SecretString) -> SecretString {
    secret.expose_secret().trim().into()
}
