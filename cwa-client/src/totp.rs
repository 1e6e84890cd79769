//! Passcodes from an authenticator secret, for accounts that need two factors.

use std::fmt;

use secrecy::SecretString;
use totp_rs::{Builder, Secret, Totp};

/// The secret that an authenticator app holds for the account.
///
/// Gives six digits that change every 30 seconds (SHA-1), as the common apps do. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct TotpSecret(Totp);

/// Text that was to be an authenticator secret is not one. The text is not part of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TotpSecretError {
    /// Nothing but spaces.
    #[error("the authenticator secret is empty")]
    Empty,
    /// A character outside base32, or a length that base32 cannot have.
    #[error("the authenticator secret is not base32 (letters A to Z and digits 2 to 7)")]
    NotBase32,
}

/// How long a passcode is shown, in seconds.
const STEP: u64 = 30;

impl TotpSecret {
    /// Reads the secret as an app or web page shows it: base32, in any case, with or without
    /// spaces, hyphens and trailing `=`.
    ///
    /// # Errors
    ///
    /// [`TotpSecretError`] if nothing is left or it is not base32.
    pub fn parse(text: &str) -> Result<Self, TotpSecretError> {
        let is_filler = |c: char| c.is_whitespace() || c == '-';
        let compact: String = text.chars().filter(|c| !is_filler(*c)).map(|c| c.to_ascii_uppercase()).collect();
        let compact = SecretString::from(compact);
        Self::decode(secrecy::ExposeSecret::expose_secret(&compact).trim_end_matches('='))
    }

    fn decode(base32: &str) -> Result<Self, TotpSecretError> {
        if base32.is_empty() {
            return Err(TotpSecretError::Empty);
        }
        // Of eight characters a group may end after 2, 4, 5 or 7; the decoder would drop the rest in silence.
        let is_whole = !matches!(base32.len() % 8, 1 | 3 | 6);
        let secret = Secret::try_from_base32(base32).ok().filter(|_| is_whole).ok_or(TotpSecretError::NotBase32)?;
        // "Non-compliant" waives the 128 bits that the standard asks for: the common 16 characters are 80.
        Ok(Self(Builder::new().with_secret(secret).with_step_duration(STEP).build_noncompliant()))
    }

    /// The passcode at a moment, in seconds since 1970 (UTC).
    #[must_use]
    pub fn passcode(&self, unix_seconds: u64) -> SecretString {
        self.0.generate(unix_seconds).to_string().into()
    }

    /// For how many more seconds the passcode of that moment holds: 1 to 30.
    #[must_use]
    pub fn seconds_left(&self, unix_seconds: u64) -> u64 {
        STEP - unix_seconds % STEP
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(***)")
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    /// RFC 6238's key, the ASCII text `12345678901234567890`.
    const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn passcode(secret: &str, at: u64) -> String {
        TotpSecret::parse(secret).unwrap().passcode(at).expose_secret().to_owned()
    }

    #[test]
    fn gives_the_passcodes_of_rfc_6238() {
        // The last six of the eight digits in appendix B, SHA-1.
        for (at, digits) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(passcode(KEY, at), digits, "at {at}");
        }
    }

    #[test]
    fn reads_a_secret_as_people_paste_it() {
        let plain = passcode("JBSWY3DPEHPK3PXPAA", 59);
        for shown in ["jbsw y3dp ehpk 3pxp aa", " JBSW-Y3DP-EHPK-3PXP-AA======\n", "jbswy3dpehpk3pxpaa======"] {
            assert_eq!(passcode(shown, 59), plain, "{shown:?}");
        }
    }

    #[test]
    fn refuses_what_is_no_secret_without_repeating_it() {
        for (text, error) in [
            ("", TotpSecretError::Empty),
            (" == ", TotpSecretError::Empty),
            ("GEZDGNB1", TotpSecretError::NotBase32),
            ("GEZDGNBVG", TotpSecretError::NotBase32),
            ("GEZ=DGNB", TotpSecretError::NotBase32),
            ("Übung", TotpSecretError::NotBase32),
        ] {
            assert_eq!(TotpSecret::parse(text).err(), Some(error), "{text:?}");
        }
    }

    #[test]
    fn says_how_long_the_passcode_holds() {
        let secret = TotpSecret::parse(KEY).unwrap();
        assert_eq!([0, 29, 30].map(|at| secret.seconds_left(at)), [30, 1, 30]);
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", TotpSecret::parse(KEY).unwrap()), "TotpSecret(***)");
    }
}
