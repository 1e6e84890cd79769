//! What the gate reads: rules, scripts, the trail, requests that wait, schemas and intents.

use std::sync::OnceLock;

use msp_tools_core::{
    Approval, AuditChain, AuditEvent, AuditHead, AuditKind, Effect, Policies, Policy, ScriptFacts, SearchIndex,
    Timestamp, ToolCatalog, ToolSpec, classify, schema_problems,
};
use serde_json::Value;

fn specs() -> &'static [ToolSpec] {
    static SPECS: OnceLock<Vec<ToolSpec>> = OnceLock::new();
    SPECS.get_or_init(|| {
        let spec = |name: &str, effect, words: &str| ToolSpec::new("toys", name, effect).with_description(words);
        vec![
            spec("list-toys", Effect::Read, "Lists toys, by name.").with_operation("toys:GET /toys"),
            spec("wind-up", Effect::Execute, "Winds a toy up.").with_operation("toys:POST /toys/{id}/wind"),
            spec("break-toy", Effect::Destroy, "Breaks a toy.").with_operation("toys:DELETE /toys/{id}"),
        ]
    })
}

/// A file is taken or refused whole, and no pattern makes a rule for a write looser than it was.
pub(crate) fn policy_file(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    let catalog = ToolCatalog::new(specs());
    match Policies::parse(text, &catalog) {
        Ok(policies) => {
            for spec in specs() {
                let _ = policies.tool_rule(spec).map(|rule| format!("{rule:?}"));
                let _ = policies.product_rule(&spec.integration).map(|rule| format!("{rule:?}"));
            }
            let _ = (policies.limits(), policies.guards(), policies.approvals(), policies.fingerprint());
        }
        Err(errors) => assert!(!errors.to_string().is_empty()),
    }
}

/// Two lines: name and description. What is said twice is judged the same, and a word that destroys never loosens.
pub(crate) fn classifier(data: &[u8]) {
    let Some([name, description]) = crate::lines(data) else { return };
    let (Some(name), Some(description)) = (crate::text(name), crate::text(description)) else { return };
    let verdict = classify(&ScriptFacts::new(name, description));
    assert_eq!(verdict, classify(&ScriptFacts::new(name, description)));
    let worse = classify(&ScriptFacts::new(name, format!("{description}. Deletes the whole disk.")));
    assert!(worse.policy >= verdict.policy, "{verdict:?} became {worse:?}");
    let worst = classify(&ScriptFacts::new(format!("Wipe disk {name}"), description));
    assert!(worst.policy > Policy::Auto, "{worst:?}");
    let parameters = serde_json::from_str::<Value>(description).unwrap_or_default();
    let _ = classify(&ScriptFacts::new(name, "").with_parameters(parameters));
}

/// Lines of a trail. Records follow each other or the first that does not is named; one of ours is taken, and altered it is not.
pub(crate) fn audit_record(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    let mut chain = AuditChain::new("trail", AuditHead::start());
    for line in text.lines().take(100) {
        if let Err(error) = chain.accept(line) {
            assert!(!error.to_string().is_empty());
            break;
        }
    }
    let _ = chain.finish();
    let event = AuditEvent::new(Timestamp::now(), "maria", AuditKind::Thawed { scope: text.to_owned() });
    let (line, head) = AuditHead::start().seal(&event).expect("an event is JSON");
    let mut chain = AuditChain::new("trail", AuditHead::start());
    let record = chain.accept(&line).unwrap_or_else(|error| panic!("{line}: {error}"));
    assert_eq!((record.event, &chain.finish().expect("whole").head), (event, &head));
    let altered = line.replace("maria", "mario");
    assert!(AuditChain::new("trail", AuditHead::start()).accept(&altered).is_err(), "{altered}");
}

/// What is read out of a store is written the same, and keeps its digest.
pub(crate) fn approval(data: &[u8]) {
    let Ok(approval) = serde_json::from_slice::<Approval>(data) else { return };
    let written = serde_json::to_string(&approval).expect("an approval is JSON");
    let again: Approval = serde_json::from_str(&written).unwrap_or_else(|error| panic!("{written}: {error}"));
    assert_eq!(again.is_intact(), approval.is_intact(), "{written}");
    let _ = format!("{approval:?}");
}

/// Two lines: a schema, which a service may have written, and a value.
pub(crate) fn schema(data: &[u8]) {
    let Some([schema, value]) = crate::lines(data) else { return };
    let (Ok(schema), Ok(value)) = (serde_json::from_slice::<Value>(schema), serde_json::from_slice::<Value>(value))
    else {
        return;
    };
    for problem in schema_problems(&schema, &value) {
        assert!(problem.path.starts_with('$'), "{problem:?}");
    }
}

/// An intent finds tools that there are, each once, the best first.
pub(crate) fn search(data: &[u8]) {
    static INDEX: OnceLock<SearchIndex> = OnceLock::new();
    let Some(intent) = crate::text(data) else { return };
    let index = INDEX.get_or_init(|| SearchIndex::build(&specs().iter().collect::<Vec<_>>()));
    let hits = index.search(intent, 10);
    assert!(hits.iter().all(|hit| hit.index < specs().len() && hit.score.is_finite()), "{hits:?}");
    assert!(hits.is_sorted_by(|a, b| a.score >= b.score), "{hits:?}");
    let mut found: Vec<_> = hits.iter().map(|hit| hit.index).collect();
    found.sort_unstable();
    found.dedup();
    assert_eq!(found.len(), hits.len());
}
