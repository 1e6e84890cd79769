//! Policy files and policies from code: what they say, and everything that is wrong with them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::{collections::BTreeSet, env, fs, path::PathBuf, time::Duration};

use msp_tools_core::{
    ApprovalSettings, Effect, Guards, Limits, Mode, Operation, Policies, Policy, PolicyProblemKind, ToolCatalog,
    ToolSpec,
};
use proptest::prelude::*;

const POLICIES: [Policy; 3] = [Policy::Auto, Policy::Approval, Policy::Never];

fn specs() -> Vec<ToolSpec> {
    let automate = |name, effect| ToolSpec::new("connectwise_automate", name, effect);
    let psa = |name, effect| ToolSpec::new("connectwise_psa", name, effect);
    let rmm = |name, effect| ToolSpec::new("connectwise_rmm", name, effect);
    vec![
        automate("cwa-list-clients", Effect::Read).with_operation("automate:GET /Clients"),
        automate("cwa-list-scripts", Effect::Read).with_operation("automate:GET /Scripts"),
        automate("cwa-get-computer", Effect::Read).with_operation("automate:GET /Computers/{id}"),
        automate("cwa-clear-alert", Effect::Write).with_operation("automate:DELETE /Alerts/{id}"),
        automate("cwa-run-script", Effect::Execute),
        psa("cw-psa-list-tickets", Effect::Read).with_operation("psa:GET /service/tickets"),
        psa("cw-psa-get-secret", Effect::Read).with_default_policy(Policy::Approval),
        psa("cw-psa-update-ticket", Effect::Write).with_operation("psa:PATCH /service/tickets/{id}"),
        rmm("cw-rmm-script-list-disks", Effect::Execute).with_default_policy(Policy::Auto),
        rmm("cw-rmm-script-restart", Effect::Execute),
        rmm("cw-rmm-script-wipe", Effect::Destroy).with_default_policy(Policy::Never),
    ]
}

fn spec(name: &str) -> ToolSpec {
    specs().into_iter().find(|spec| spec.name == name).unwrap()
}

fn catalog() -> ToolCatalog {
    ToolCatalog::new(&specs()).with_operations(["automate:script:*", "rmm:script:*"])
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/policies").join(folder);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn texts(folder: &str) -> Vec<(PathBuf, String)> {
    let files = files(folder).into_iter().filter(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.map(|file| (file.clone(), fs::read_to_string(&file).unwrap())).collect()
}

fn good(name: &str) -> Policies {
    let (_, text) = texts("good").into_iter().find(|(file, _)| file.file_stem().unwrap() == name).unwrap();
    Policies::parse(&text, &catalog()).unwrap()
}

fn parse(text: &str) -> Policies {
    Policies::parse(&format!("version = 1\n{text}"), &catalog()).unwrap()
}

fn refusals(text: &str) -> Vec<String> {
    let errors = Policies::parse(&format!("version = 1\n{text}"), &catalog()).unwrap_err();
    errors.to_string().lines().map(str::to_owned).collect()
}

fn tool(policies: &Policies, name: &str) -> Option<(Policy, String)> {
    policies.tool_rule(&spec(name)).map(|found| (found.policy, found.rule.to_owned()))
}

fn operation(policies: &Policies, name: &str) -> Vec<Policy> {
    policies.operation_rules(&Operation::new(name)).map(|found| found.policy).collect()
}

/// What holds for a tool, as a gate works it out.
fn effective(policies: &Policies, spec: &ToolSpec) -> Policy {
    let own = policies.tool_rule(spec).map_or(spec.default_policy, |found| found.policy);
    own.max(policies.product_rule(&spec.integration).map_or(Policy::Auto, |found| found.policy))
}

#[test]
fn rules_for_tools_that_nobody_has_discovered_yet_pass_where_it_is_said_that_there_may_be_some() {
    let parse = |text: &str, catalog| Policies::parse(&format!("version = 1\n[tools]\n{text}"), &catalog);
    let open = || catalog().with_undiscovered(["script-*"]);
    for rule in ["script-reboot", "connectwise_rmm:script-reboot", "script-*", "script-re*"] {
        let text = format!("\"{rule}\" = \"never\"");
        assert!(parse(&text, catalog()).is_err(), "{rule}");
        assert_eq!(parse(&text, open()).map(|_| ()), Ok(()), "{rule}");
    }
    for rule in ["scripts-reboot", "nobody:script-reboot", "skript-*"] {
        assert!(parse(&format!("\"{rule}\" = \"never\""), open()).is_err(), "{rule}");
    }
}

/// Each broken file has beside it what is to be said about it. `BLESS=1` writes that down anew.
#[test]
fn every_broken_file_is_refused_with_the_expected_words() {
    let (catalog, broken) = (catalog(), texts("broken"));
    assert!(broken.len() >= 40, "{}", broken.len());
    for (file, text) in &broken {
        let name = file.file_name().unwrap().to_str().unwrap();
        let errors = Policies::parse(text, &catalog).expect_err(name).in_file(name);
        let said = format!("{errors}\n");
        let expected = file.with_extension("expected");
        if env::var_os("BLESS").is_some() {
            fs::write(&expected, &said).unwrap();
        }
        assert_eq!(fs::read_to_string(&expected).expect(name), said, "{name}");
    }
    assert_eq!(files("broken").len(), 2 * broken.len(), "a file or its expected words are missing");
}

#[test]
fn the_broken_files_show_every_kind_of_problem() {
    let kinds: BTreeSet<_> = texts("broken")
        .iter()
        .flat_map(|(_, text)| Policies::parse(text, &catalog()).unwrap_err().problems().to_vec())
        .map(|problem| problem.kind)
        .collect();
    for kind in [
        PolicyProblemKind::Syntax,
        PolicyProblemKind::DuplicateKey,
        PolicyProblemKind::Version,
        PolicyProblemKind::UnknownKey,
        PolicyProblemKind::WrongType,
        PolicyProblemKind::UnknownWord,
        PolicyProblemKind::OutOfRange,
        PolicyProblemKind::BadName,
        PolicyProblemKind::MatchesNothing,
        PolicyProblemKind::Disagrees,
        PolicyProblemKind::Loosens,
        PolicyProblemKind::Shadowed,
    ] {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
}

#[test]
fn every_good_file_is_accepted_and_written_down_in_full() {
    let good = texts("good");
    assert!(!good.is_empty());
    for (file, text) in good {
        let policies =
            Policies::parse(&text, &catalog()).unwrap_or_else(|errors| panic!("{}\n{errors}", file.display()));
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        insta::assert_json_snapshot!(format!("good-{name}"), policies);
    }
}

/// Accepted examples are `toml`; refused ones are `toml,refused`, followed by what is said about them.
#[test]
fn the_examples_in_the_documentation_are_true() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/POLICY.md");
    let page = fs::read_to_string(page).unwrap();
    let mut blocks = page.split("```").skip(1).step_by(2).map(|block| block.split_once('\n').unwrap());
    let (mut accepted, mut refused) = (0, 0);
    while let Some((language, text)) = blocks.next() {
        let result = Policies::parse(text, &catalog());
        match language {
            "toml" => {
                accepted += 1;
                result.unwrap_or_else(|errors| panic!("{text}{errors}"));
            }
            "toml,refused" => {
                refused += 1;
                assert_eq!(blocks.next(), Some(("text", format!("{}\n", result.unwrap_err()).as_str())));
            }
            other => panic!("a block of `{other}`"),
        }
    }
    assert!(accepted > 3 && refused > 1);
    let settings = page.split("```toml").find(|block| block.contains("[limits]")).unwrap().split("```").next().unwrap();
    let everything = Policies::parse(settings, &catalog()).unwrap();
    assert_eq!(everything, Policies::default(), "the page says that these are the defaults");
}

#[test]
fn defaults_are_as_documented() {
    let policies = Policies::default();
    assert_eq!(policies, good("empty"));
    assert_eq!(policies.mode(), Mode::Normal);
    let limits = policies.limits();
    assert_eq!((limits.targets_per_call, limits.targets_per_hour), (Some(25), Some(100)));
    assert_eq!((limits.requests_per_call, limits.requests_per_minute), (Some(200), Some(600)));
    assert!(policies.guards().company_scope && policies.guards().changed_since_judged);
    let approvals = policies.approvals();
    assert_eq!(approvals.expires_after, Duration::from_secs(30 * 60));
    assert!(approvals.second_person && approvals.standing_grants);
    assert_eq!(tool(&policies, "cwa-run-script"), None);
}

#[test]
fn every_setting_reaches_its_place() {
    let set = good("all-settings");
    assert_eq!(set.mode(), Mode::ReadOnly);
    let limits = Limits::default()
        .with_targets_per_call(1)
        .with_targets_per_hour(1_000_000)
        .with_requests_per_call(None)
        .with_requests_per_minute(16);
    assert_eq!(*set.limits(), limits);
    let guards = Guards::default().with_company_scope(false).with_changed_since_judged(false);
    assert_eq!(*set.guards(), guards);
    let approvals = ApprovalSettings::default()
        .with_expires_after(Duration::from_secs(7 * 24 * 60 * 60))
        .with_second_person(false)
        .with_standing_grants(false);
    assert_eq!(*set.approvals(), approvals);

    let built = Policies::builder().mode(Mode::ReadOnly).limits(limits).guards(guards).approvals(approvals);
    assert_eq!(built.build(&catalog()).unwrap(), set);
    for (one, on) in [("company_scope", "changed_since_judged"), ("changed_since_judged", "company_scope")] {
        let guards = parse(&format!("[guards]\n{one} = false\n{on} = true")).guards().clone();
        assert_eq!(guards.company_scope, one != "company_scope");
        assert_eq!(guards.changed_since_judged, one != "changed_since_judged");
    }
    let approvals = parse("approvals.second_person = false").approvals().clone();
    assert!(!approvals.second_person && approvals.standing_grants);
}

#[test]
fn the_exact_name_comes_before_patterns_and_of_patterns_the_strictest() {
    let policies = good("one-tool-out-of-a-closed-product");
    assert_eq!(tool(&policies, "cw-psa-update-ticket"), Some((Policy::Never, "cw-psa-*".into())));
    let qualified = "connectwise_psa:cw-psa-list-tickets".to_owned();
    assert_eq!(tool(&policies, "cw-psa-list-tickets"), Some((Policy::Auto, qualified)));
    assert_eq!(tool(&policies, "cwa-run-script"), Some((Policy::Auto, "cwa-run-script".into())));
    assert_eq!(operation(&policies, "automate:script:6431"), [Policy::Auto]);
    assert_eq!(operation(&policies, "automate:script:64310"), [Policy::Never]);
    assert_eq!(operation(&policies, "rmm:script:6431"), []);
    assert_eq!(policies.product_rule("connectwise_rmm").unwrap().policy, Policy::Approval);
    assert_eq!(policies.product_rule("connectwise_automate"), None);

    let policies = parse("tools = { '*-get-*' = 'approval', 'cw*-get-c*' = 'never', '*-list-*' = 'approval' }");
    assert_eq!(tool(&policies, "cwa-get-computer").unwrap().0, Policy::Never);
    assert_eq!(tool(&policies, "cw-psa-get-secret").unwrap().0, Policy::Approval);
    let policies = parse("operations = { 'automate:script:1*' = 'never', 'automate:*:*2' = 'approval' }");
    assert_eq!(operation(&policies, "automate:script:12"), [Policy::Never, Policy::Approval]);
}

#[test]
fn a_match_says_where_it_was_written() {
    let policies = good("one-tool-out-of-a-closed-product");
    let found = policies.tool_rule(&spec("cwa-run-script")).unwrap();
    assert_eq!(found.line, Some(7));
    assert_eq!(found.to_string(), "\"cwa-run-script\" = \"auto\" (line 7)");
    let built = Policies::builder().tool("cwa-run-script", Policy::Never).build(&catalog()).unwrap();
    assert_eq!(built.tool_rule(&spec("cwa-run-script")).unwrap().to_string(), "\"cwa-run-script\" = \"never\"");
}

#[test]
fn a_pattern_neither_loosens_a_change_nor_opens_what_is_never_to_run() {
    let policies = good("tightens-the-looser-ones");
    assert_eq!(tool(&policies, "cw-rmm-script-list-disks").unwrap().0, Policy::Approval);
    assert_eq!(tool(&policies, "cw-rmm-script-wipe"), None, "it stays at its default, never");
    // Tools that join after the policies were checked.
    let policies = parse("tools = { 'cw*-list-*' = 'auto', '*-get-*' = 'auto' }");
    let late = |effect, default| {
        let spec = ToolSpec::new("connectwise_automate", "cwa-list-and-clear", effect).with_default_policy(default);
        policies.tool_rule(&spec).map(|found| found.policy)
    };
    assert_eq!(late(Effect::Write, Policy::Approval), None);
    assert_eq!(late(Effect::Read, Policy::Never), None);
    assert_eq!(late(Effect::Read, Policy::Auto), Some(Policy::Auto));
    assert_eq!(late(Effect::Read, Policy::Approval), Some(Policy::Auto), "a read may be loosened by a pattern");
    assert_eq!(tool(&policies, "cw-psa-get-secret").unwrap().0, Policy::Auto);
}

#[test]
fn an_exact_rule_is_for_the_tool_that_it_was_checked_against() {
    let policies = parse("tools.cwa-run-script = 'auto'");
    let impostor = ToolSpec::new("another_vendor", "cwa-run-script", Effect::Execute);
    assert_eq!(policies.tool_rule(&impostor), None);
}

#[test]
fn what_cannot_be_an_operation_is_told_by_product_unless_its_shapes_are_known() {
    assert!(Policies::parse("version = 1\noperations.'psa:anything' = 'never'", &catalog()).is_ok(), "an open product");
    assert!(Policies::parse("version = 1\noperations.'*:DELETE *' = 'never'", &catalog()).is_ok());
    assert_eq!(refusals("operations.'rmm:job:1' = 'never'").len(), 1, "its operations are scripts");
    let open = ToolCatalog::new(&specs());
    assert!(Policies::parse("version = 1\noperations.'rmm:job:1' = 'never'", &open).is_ok());
    assert!(Policies::parse("version = 1\noperations.'r:job:1' = 'never'", &open).is_err());
}

#[test]
fn a_builder_finds_what_a_file_does() {
    let errors = Policies::builder()
        .tool("cwa-*", Policy::Auto)
        .tool("cwa-runscript", Policy::Never)
        .tool("cwa-run-script", Policy::Never)
        .tool("cwa-run-script", Policy::Auto)
        .tool("", Policy::Never)
        .tool("", Policy::Never)
        .operation("automate:script:*", Policy::Never)
        .operation("automate:script:6*", Policy::Never)
        .product("connectwise", Policy::Never)
        .limits(Limits::default().with_targets_per_call(0))
        .approvals(ApprovalSettings::default().with_expires_after(Duration::from_secs(59)))
        .build(&catalog())
        .unwrap_err();
    insta::assert_snapshot!(errors);
    insta::assert_json_snapshot!(errors);
    assert!(errors.problems().iter().all(|problem| problem.line.is_none()));
    assert_eq!(errors.problems().iter().filter(|problem| problem.message.contains("empty")).count(), 1, "said once");
}

#[test]
fn saying_the_same_again_is_no_problem() {
    let twice = Policies::builder()
        .tool("cwa-*", Policy::Never)
        .tool("cwa-*", Policy::Never)
        .tool("cw-psa-list-tickets", Policy::Never)
        .tool("connectwise_psa:cw-psa-list-tickets", Policy::Never);
    let once = Policies::builder().tool("cwa-*", Policy::Never).tool("cw-psa-list-tickets", Policy::Never);
    assert_eq!(twice.build(&catalog()).unwrap(), once.build(&catalog()).unwrap());
}

#[test]
fn a_problem_for_programs() {
    let errors = Policies::parse("version = 1\n[tools]\ncwa-run-script = 'deny'", &catalog()).unwrap_err();
    insta::assert_json_snapshot!(errors);
    assert!(errors.to_string().starts_with("policy.toml:3:18: tools.cwa-run-script: `deny`"), "{errors}");
}

#[test]
fn a_text_beyond_measure_is_not_read() {
    let text = format!("version = 1\n# {}", "x".repeat(256 * 1024));
    let errors = Policies::parse(&text, &catalog()).unwrap_err();
    assert_eq!(errors.to_string(), "policy.toml:1:1: the text is longer than 256 KiB");
    let deep = format!("version = 1\nmode = {}", "[".repeat(100_000));
    assert!(Policies::parse(&deep, &catalog()).is_err());
    let deep = format!("version = 1\n{}", "[a.b".repeat(50_000));
    assert!(Policies::parse(&deep, &catalog()).is_err());
}

#[test]
fn the_fingerprint_goes_by_meaning() {
    let one = parse("tools = { cwa-run-script = 'never', '*-list-*' = 'approval' }\n");
    let same =
        parse("# why\n[tools]\n'*-list-*' = 'approval_needed'\n'connectwise_automate:cwa-run-script' = 'disabled'");
    assert_eq!(one.fingerprint(), same.fingerprint());
    assert_eq!(one, same);
    let others = [
        parse("tools = { cwa-run-script = 'auto', '*-list-*' = 'approval' }\n"),
        parse("tools = { cwa-run-script = 'never' }\n"),
        parse("operations.'automate:script:1' = 'never'"),
        parse("products.connectwise_psa = 'never'"),
        parse("mode = 'read-only'"),
        parse("limits.targets_per_call = 'off'"),
        parse("guards.company_scope = false"),
        parse("approvals.second_person = false"),
        one.clone(),
        Policies::default(),
    ];
    let different: BTreeSet<_> = others.iter().map(|policies| policies.fingerprint().as_str()).collect();
    assert_eq!(different.len(), others.len());
}

fn name() -> impl Strategy<Value = String> {
    let known: Vec<_> = specs().into_iter().flat_map(|spec| [spec.qualified_name(), spec.name]).collect();
    prop_oneof![
        prop::sample::select(known),
        prop::sample::select(vec![
            "*",
            "cwa-*",
            "cw-psa-*",
            "*-list-*",
            "cw-rmm-script-*",
            "connectwise_rmm:*",
            "*script*"
        ])
        .prop_map(str::to_owned),
        "[a-z*:-]{0,8}",
    ]
}

fn policy() -> impl Strategy<Value = Policy> {
    prop::sample::select(&POLICIES[..])
}

/// Lines such as they stand in policy files, in any order, and some that do not.
fn line() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec!["\"auto\"", "\"approval\"", "\"never\"", "\"deny\"", "1", "\"off\"", "true"]);
    let key = prop::sample::select(vec![
        "version",
        "mode",
        "targets_per_call",
        "expires_after_minutes",
        "second_person",
        "company_scope",
        "cwa-run-script",
        "\"cwa-*\"",
        "\"*\"",
        "\"automate:script:*\"",
        "connectwise_psa",
        "a.b",
        "\"ü\"",
    ]);
    let table = prop::sample::select(vec!["tools", "operations", "products", "limits", "guards", "approvals", "x"]);
    prop_oneof![
        4 => (key, word).prop_map(|(key, word)| format!("{key} = {word}")),
        2 => table.prop_map(|table| format!("[{table}]")),
        1 => "\\PC{0,12}",
    ]
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_with_places_in_it(text in "\\PC*|(?s).*") {
        if let Err(errors) = Policies::parse(&text, &catalog()) {
            prop_assert!(!errors.problems().is_empty());
            let places: Vec<_> = errors.problems().iter().map(|problem| (problem.line, problem.column)).collect();
            prop_assert!(places.is_sorted());
            for (line, column) in places {
                let (line, column) = (line.unwrap() as usize, column.unwrap() as usize);
                let length = text.split('\n').nth(line - 1).unwrap().chars().count();
                prop_assert!(column <= length + 1, "{}:{}", line, column);
            }
        }
    }

    #[test]
    fn what_is_accepted_has_nothing_but_policies_in_it(lines in prop::collection::vec(line(), 0..12)) {
        let text = format!("version = 1\n{}", lines.join("\n"));
        if Policies::parse(&text, &catalog()).is_ok() {
            for bad in ["deny", "[x]", "a.b", "\"ü\""] {
                prop_assert!(!lines.iter().any(|line| line.contains(bad)), "{}", text);
            }
        }
    }

    #[test]
    fn what_a_builder_accepts_a_file_does_too(rules in prop::collection::vec((0..3, name(), policy()), 0..5)) {
        let mut builder = Policies::builder();
        let mut tables = [String::new(), String::new(), String::new()];
        for (table, name, policy) in &rules {
            builder = match table {
                0 => builder.tool(name, *policy),
                1 => builder.operation(name, *policy),
                _ => builder.product(name, *policy),
            };
            tables[usize::try_from(*table).unwrap()] += &format!("\"{name}\" = \"{policy}\"\n");
        }
        let [tools, operations, products] = tables;
        let text = format!("version = 1\n[tools]\n{tools}[operations]\n{operations}[products]\n{products}");
        let (built, read) = (builder.build(&catalog()), Policies::parse(&text, &catalog()));
        let is_repeated = rules.iter().enumerate().any(|(index, (table, name, _))| {
            rules[..index].iter().any(|(other, same, _)| (other, same) == (table, name))
        });
        if !is_repeated {
            prop_assert_eq!(built.as_ref().ok(), read.as_ref().ok());
            let (built, read) = (built.err(), read.err());
            let count = |errors: &Option<msp_tools_core::PolicyFileErrors>| {
                errors.as_ref().map(|errors| errors.problems().len())
            };
            prop_assert_eq!(count(&built), count(&read));
        }
    }

    #[test]
    fn a_tightening_pattern_only_ever_tightens(
        rules in prop::collection::vec((name(), policy()), 0..4),
        pattern in prop::sample::select(vec!["*", "cwa-*", "*script*", "cw-rmm-*", "connectwise_psa:*", "*-list-*"]),
        added in prop::sample::select(&POLICIES[1..]),
    ) {
        let base = rules.iter().fold(Policies::builder(), |builder, (name, policy)| builder.tool(name, *policy));
        let more = base.clone().tool(pattern, added);
        if let (Ok(before), Ok(after)) = (base.build(&catalog()), more.build(&catalog())) {
            for spec in specs() {
                prop_assert!(effective(&after, &spec) >= effective(&before, &spec), "{}", spec.name);
            }
        }
    }

    #[test]
    fn no_pattern_is_below_the_default_of_a_change(
        rules in prop::collection::vec(("[a-z*-]{0,3}\\*[a-z*-]{0,3}", policy()), 0..4),
    ) {
        let builder = rules.iter().fold(Policies::builder(), |builder, (name, policy)| builder.tool(name, *policy));
        if let Ok(policies) = builder.build(&catalog()) {
            for spec in specs().iter().filter(|spec| spec.effect > Effect::Read) {
                prop_assert!(effective(&policies, spec) >= spec.default_policy, "{}", spec.name);
            }
        }
    }
}
