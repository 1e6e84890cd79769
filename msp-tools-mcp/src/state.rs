//! Questions that a client carries back and forth: what it hands back is what was handed out, in time, once, by the same
//! principal and for the same call.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use msp_tools_core::{Approval, ApprovalId, Digest, Principal};
use rmcp::model::{RequestStateCodec, SealOptions};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Seals questions, and opens each of them once.
pub(crate) struct Questions {
    codec: RequestStateCodec,
    /// What was handed back, until it would have run out anyway.
    spent: Mutex<HashMap<String, Instant>>,
}

/// What was asked.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) approval: ApprovalId,
    /// Of the request, as it was shown.
    pub(crate) digest: Digest,
    nonce: String,
}

/// To whom and for which call a question is put.
pub(crate) struct Binding(Digest);

impl Binding {
    pub(crate) fn new(principal: &Principal, tool: &str, arguments: &Value) -> Self {
        Self(Digest::of(&json!([principal, tool, arguments])))
    }

    fn as_bytes(&self) -> &[u8] {
        self.0.as_str().as_bytes()
    }
}

/// Why an answer does not count.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotAsked {
    #[error("the request state is not one that was given out for this call, or has run out")]
    Foreign,
    #[error("the request state was used before")]
    Spent,
}

impl Questions {
    pub(crate) fn new() -> Result<Self, getrandom::Error> {
        let mut key = [0; RequestStateCodec::MIN_KEY_LENGTH];
        getrandom::fill(&mut key)?;
        // The key is of this process, and as long as it has to be.
        Ok(Self { codec: RequestStateCodec::new_unchecked(key), spent: Mutex::default() })
    }

    /// The state to hand out with a question, good for as long as the request waits.
    pub(crate) fn seal(&self, approval: &Approval, binding: &Binding) -> Result<String, getrandom::Error> {
        self.seal_for(approval.id(), &approval.digest, binding, lifetime(approval))
    }

    fn seal_for(
        &self,
        approval: &ApprovalId,
        digest: &Digest,
        binding: &Binding,
        lifetime: Duration,
    ) -> Result<String, getrandom::Error> {
        let nonce = format!("{:016x}", getrandom::u64()?);
        let asked = Asked { approval: approval.clone(), digest: digest.clone(), nonce };
        let options = SealOptions::new().associated_data(binding.as_bytes()).ttl(lifetime);
        let payload = json!(asked).to_string();
        Ok(self.codec.seal_with(payload.as_bytes(), &options))
    }

    /// What was asked with that state. It is spent from now on, whatever the answer is.
    pub(crate) fn open(&self, state: &str, binding: &Binding) -> Result<Asked, NotAsked> {
        let asked: Asked = self.codec.open_json_with(state, binding.as_bytes()).map_err(|_| NotAsked::Foreign)?;
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        spent.retain(|_, until| *until > now);
        match spent.insert(asked.nonce.clone(), now + LONGEST) {
            None => Ok(asked),
            Some(_) => Err(NotAsked::Spent),
        }
    }
}

/// Longer than any request waits.
const LONGEST: Duration = Duration::from_secs(8 * 24 * 60 * 60);

fn lifetime(approval: &Approval) -> Duration {
    let (from, until) = (approval.request.created_at.as_millis(), approval.request.expires_at.as_millis());
    Duration::from_millis(u64::try_from(until.saturating_sub(from)).unwrap_or_default())
}

impl fmt::Debug for Questions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Questions").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn binding(principal: &str, tool: &str, toy: u64) -> Binding {
        Binding::new(&principal.into(), tool, &json!({"toy": toy}))
    }

    fn sealed(questions: &Questions, lifetime: Duration) -> String {
        let (id, digest) = (ApprovalId::new("apr-1"), Digest::of(&json!("shown")));
        questions.seal_for(&id, &digest, &binding("maria", "wind-up", 1), lifetime).unwrap()
    }

    #[test]
    fn what_was_handed_out_is_opened_once() {
        let questions = Questions::new().unwrap();
        let state = sealed(&questions, MINUTE);
        let asked = questions.open(&state, &binding("maria", "wind-up", 1)).unwrap();
        assert_eq!((asked.approval, asked.digest), (ApprovalId::new("apr-1"), Digest::of(&json!("shown"))));
        assert_eq!(questions.open(&state, &binding("maria", "wind-up", 1)), Err(NotAsked::Spent));
        let again = sealed(&questions, MINUTE);
        assert_ne!(again, state, "asked anew, it is another question");
        assert!(questions.open(&again, &binding("maria", "wind-up", 1)).is_ok());
    }

    #[test]
    fn whatever_else_is_handed_back_is_refused() {
        let questions = Questions::new().unwrap();
        let state = sealed(&questions, MINUTE);
        for other in [binding("mario", "wind-up", 1), binding("maria", "rename", 1), binding("maria", "wind-up", 2)] {
            assert_eq!(questions.open(&state, &other), Err(NotAsked::Foreign));
        }
        let mine = || binding("maria", "wind-up", 1);
        // Any one character changed, in any part of it.
        for at in 0..state.len() {
            let mut bytes = state.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let tampered = String::from_utf8(bytes).unwrap();
            assert_eq!(questions.open(&tampered, &mine()), Err(NotAsked::Foreign), "at {at}");
        }
        assert_eq!(questions.open(&sealed(&Questions::new().unwrap(), MINUTE), &mine()), Err(NotAsked::Foreign));
        // Runs out with this very millisecond, and is spent until then.
        let late = sealed(&questions, Duration::ZERO);
        while questions.open(&late, &mine()) != Err(NotAsked::Foreign) {}
        for nonsense in ["", ".", "rs1.a.b", "apr-1"] {
            assert_eq!(questions.open(nonsense, &mine()), Err(NotAsked::Foreign));
        }
        assert!(questions.open(&state, &mine()).is_ok(), "refusals spend nothing");
    }
}
