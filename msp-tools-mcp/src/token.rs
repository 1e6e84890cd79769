//! Who knows a token is who it was given to.

use std::{fmt, str::FromStr};

use sha2::{Digest as _, Sha256};

/// A secret by which a client shows for whom it acts: `Authorization: Bearer <token>`. Not shown in logs.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// Fewest characters of a token.
    pub const SHORTEST: usize = 24;

    /// A new one, of 256 random bits.
    ///
    /// # Errors
    /// If the system gives no random numbers.
    pub fn random() -> Result<Self, TokenError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// The token, to be handed to whom it is for.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What tokens are compared by: how long that takes says nothing about the token.
    pub(crate) fn digest(text: &[u8]) -> [u8; 32] {
        Sha256::digest(text).into()
    }
}

impl FromStr for Token {
    type Err = TokenError;

    /// Takes a token from elsewhere.
    ///
    /// # Errors
    /// If it is shorter than [`SHORTEST`](Self::SHORTEST) characters, or holds others than a header can carry.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() < Self::SHORTEST {
            return Err(TokenError::Short);
        }
        if !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(TokenError::Illegible);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// It is too short to be a secret.
    #[error("the token is too short: at least {} characters are needed", Token::SHORTEST)]
    Short,
    /// It holds characters that a header cannot carry.
    #[error("the token may hold visible ASCII characters only, and no spaces")]
    Illegible,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: {0}")]
    Random(#[from] getrandom::Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_not_shown() {
        let token = Token::random().unwrap();
        assert_eq!(token.reveal().len(), 64);
        assert_ne!(token.reveal(), Token::random().unwrap().reveal());
        assert_eq!(format!("{token:?}"), "Token(..)");
        assert_eq!(token.reveal().parse::<Token>().unwrap().reveal(), token.reveal());
        assert!(matches!("a".repeat(23).parse::<Token>(), Err(TokenError::Short)));
        assert!(matches!(format!("{} b", "a".repeat(24)).parse::<Token>(), Err(TokenError::Illegible)));
    }
}
