//! Several judges side by side.

use std::{fmt, sync::Arc};

use serde::Serialize;

use super::{ScriptFacts, Verdict, WordClassifier};
use crate::Policy;

/// Judges scripts by what is known of them.
///
/// A platform can put its own judge, a model say, beside the one by words: [`Strictest`] asks all. Judging happens when
/// tools are listed, not when they run, so it may take a while; one that has to wait for something keeps its answers. A
/// judge that cannot tell, or that fails, answers [`Policy::Approval`].
pub trait PolicyClassifier: Send + Sync {
    /// The policy for a script, and why.
    fn classify(&self, facts: &ScriptFacts) -> Verdict;
}

/// Asks several judges; the strictest wins, so that none can loosen what another one says.
#[derive(Clone)]
pub struct Strictest(pub Vec<Arc<dyn PolicyClassifier>>);

/// What several judges said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Judgement {
    /// The strictest of all.
    pub policy: Policy,
    /// What each said, in the order in which they were asked.
    pub verdicts: Vec<Verdict>,
}

impl Judgement {
    /// The verdict that decides: the first of the strictest ones.
    pub fn deciding(&self) -> Option<&Verdict> {
        self.verdicts.iter().find(|verdict| verdict.policy == self.policy)
    }
}

impl Strictest {
    /// The judge by words, and these beside it.
    pub fn with_words(others: impl IntoIterator<Item = Arc<dyn PolicyClassifier>>) -> Self {
        let words: Arc<dyn PolicyClassifier> = Arc::new(WordClassifier);
        Self([words].into_iter().chain(others).collect())
    }

    /// What all say. Where nobody is asked, a person has to look.
    pub fn judge(&self, facts: &ScriptFacts) -> Judgement {
        let verdicts: Vec<_> = self.0.iter().map(|judge| judge.classify(facts)).collect();
        let policy = verdicts.iter().map(|verdict| verdict.policy).max().unwrap_or(Policy::Approval);
        Judgement { policy, verdicts }
    }
}

impl PolicyClassifier for Strictest {
    fn classify(&self, facts: &ScriptFacts) -> Verdict {
        let judgement = self.judge(facts);
        judgement.deciding().cloned().unwrap_or_else(|| Verdict::new(judgement.policy, "nobody-asked"))
    }
}

impl fmt::Debug for Strictest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Strictest").field("judges", &self.0.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Says(Policy);

    impl PolicyClassifier for Says {
        fn classify(&self, _facts: &ScriptFacts) -> Verdict {
            Verdict::new(self.0, "says").with_matched([self.0.as_str()])
        }
    }

    #[test]
    fn the_strictest_wins_and_all_are_kept() {
        let list = ScriptFacts::new("List Disks", "");
        let judged = |others: &[Policy], facts: &ScriptFacts| {
            let judges = others.iter().map(|policy| Arc::new(Says(*policy)) as Arc<dyn PolicyClassifier>);
            Strictest::with_words(judges).judge(facts)
        };
        assert_eq!(judged(&[], &list).policy, Policy::Auto);
        let judgement = judged(&[Policy::Auto, Policy::Never, Policy::Approval], &list);
        assert_eq!((judgement.policy, judgement.verdicts.len()), (Policy::Never, 4));
        assert_eq!(judgement.deciding(), Some(&judgement.verdicts[2]));
        assert_eq!(judged(&[Policy::Auto], &ScriptFacts::new("Wipe Disks", "")).policy, Policy::Never);
    }

    #[test]
    fn where_nobody_is_asked_a_person_has_to_look() {
        let nobody = Strictest(Vec::new());
        assert_eq!(nobody.classify(&ScriptFacts::default()), Verdict::new(Policy::Approval, "nobody-asked"));
        assert_eq!(nobody.judge(&ScriptFacts::default()).deciding(), None);
    }
}
