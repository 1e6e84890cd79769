//! The program as a person or a script uses it: what is printed where, how it exits, and what reaches the tenant.

mod common;

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Stdio};

use common::{code, command, json_of, msp, on, stdout};
use cw_sandbox::{Fault, FaultKind, Sandbox};
use serde_json::{Value, json};

#[test]
fn alone_it_tells_the_story_and_ends_well() {
    let output = msp(&[]);
    let story = stdout(&output);
    assert_eq!(code(&output), 0, "{story} {}", String::from_utf8_lossy(&output.stderr));
    for words in [
        "DC01",
        "maria-laptop",
        "kiosk",
        "Disk Cleanup",
        "approved",
        "succeeded",
        "cleared",
        "came back",
        "kiosk: drive C:",
        "Resolved",
        "2 updates are missing",
        "cw-rmm-script-install-windows-updates",
        "No update is missing",
        "maria-laptop: restart to finish the updates",
        "8 changes",
        "6 asked for, 6 given and used",
        "records, verified",
    ] {
        assert!(story.contains(words), "`{words}` is missing in:\n{story}");
    }
    assert!(!story.contains('\u{1b}'), "no colour and no animation where nobody sees them");
    assert!(common::is_home_untouched(), "the story writes to no folder of the user's");
}

#[test]
fn the_story_shows_no_secret_even_at_its_most_talkative() {
    let output = command(&["-vv"]).env("RUST_LOG", "trace").output().expect("msp starts");
    assert_eq!(code(&output), 0);
    let shown = format!("{}{}", stdout(&output), String::from_utf8_lossy(&output.stderr));
    assert!(shown.contains("operation=computers."), "the log is on: {}", &shown[..shown.len().min(2000)]);
    // The demo's tenant has the same seed, and so the same secrets, as this one.
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let sandbox = runtime.block_on(Sandbox::start()).expect("a port");
    let account = sandbox.credentials(cw_sandbox::Account::Integrator);
    for secret in [account.password, account.client_id] {
        assert!(!shown.contains(&secret), "a secret was printed");
    }
    assert!(!shown.contains("Bearer "), "a token was printed");
}

#[test]
fn tools_are_listed_in_a_stable_order() {
    const PSA_THINGS: [(&str, &str); 9] = [
        ("company", "companies"),
        ("configuration", "configurations"),
        ("contact", "contacts"),
        ("expense-entry", "expense-entries"),
        ("opportunity", "opportunities"),
        ("product", "products"),
        ("project", "projects"),
        ("ticket", "tickets"),
        ("time-entry", "time-entries"),
    ];
    let automate = [
        "cwa-clear-alert",
        "cwa-get-computer",
        "cwa-get-computer-alerts",
        "cwa-list-alerts",
        "cwa-list-clients",
        "cwa-list-computers",
        "cwa-list-scripts",
        "cwa-run-script",
    ];
    let psa_reads =
        PSA_THINGS.iter().flat_map(|(one, many)| [format!("cw-psa-get-{one}"), format!("cw-psa-list-{many}")]);
    let mut psa: Vec<String> =
        psa_reads.chain(["create", "update"].map(|verb| format!("cw-psa-{verb}-ticket"))).collect();
    psa.sort();
    let cases = [
        (
            "automate",
            "connectwise_automate",
            automate.map(String::from).to_vec(),
            ["cwa-clear-alert", "cwa-run-script"],
        ),
        ("psa", "connectwise_psa", psa, ["cw-psa-create-ticket", "cw-psa-update-ticket"]),
    ];
    for (product, integration, names, asking) in cases {
        let args = ["tools", "--product", product, "--json", "--sandbox"];
        let first = msp(&args);
        assert_eq!(code(&first), 0);
        assert_eq!(first.stdout, msp(&args).stdout);
        let tools = json_of(&first);
        let tools = tools.as_array().expect("an array");
        let listed: Vec<&str> = tools.iter().filter_map(|tool| tool["name"].as_str()).collect();
        assert_eq!(listed, names);
        let waiting = tools.iter().filter(|tool| tool["policy"] == "approval").filter_map(|tool| tool["name"].as_str());
        assert_eq!(waiting.collect::<BTreeSet<_>>(), BTreeSet::from(asking));
        for tool in tools {
            assert_eq!(
                tool["qualified_name"],
                json!(format!("{integration}:{}", tool["name"].as_str().expect("a name")))
            );
            for key in ["title", "description", "policy", "effect"] {
                assert!(tool[key].is_string(), "{key} of {tool}");
            }
            for key in ["input_schema", "output_schema"] {
                assert_eq!(tool[key]["type"], "object", "{key} of {}", tool["name"]);
                assert!(!tool[key].to_string().contains("$ref"), "{key} of {}", tool["name"]);
            }
        }
    }
    // Without credentials, and as text.
    assert!(stdout(&msp(&["tools", "--product", "automate"])).contains("cwa-run-script"));
}

#[test]
fn bad_input_exits_2_and_names_field_problem_and_what_is_allowed() {
    let cases = [
        (r#"{"colour": "red"}"#, ["colour", "unknown", "status"]),
        (r#"{"status": 7}"#, ["status", "expected", "online"]),
        (r#"{"status": "up"}"#, ["status", "expected", "offline"]),
        (r#"{"page_size": 100000}"#, ["page_size", "100000", "1000"]),
        (r#"{"limit": 0}"#, ["limit", "from 1", "0"]),
        (r#"{"client": "Contoso"}"#, ["client", "Contoso", "several"]),
        (r#"{"client": "No Such Client"}"#, ["client", "No Such Client", "no client"]),
        (r#"{"cursor": "junk"}"#, ["cursor", "cursor", "cursor"]),
        (r#"["online"]"#, ["$", "object", "a list"]),
        (r#"{"status": "#, ["--input", "not JSON", "expected"]),
        ("@/nowhere/input.json", ["/nowhere/input.json", "cannot be read", "--input"]),
    ];
    for (input, words) in cases {
        let output = msp(&["call", "cwa-list-computers", "--sandbox", "--json", "--input", input]);
        assert_eq!(code(&output), 2, "{input}: {}", stdout(&output));
        let answer = json_of(&output);
        assert_eq!(answer["status"], "failed");
        let message = answer["error"]["message"].as_str().expect("a message");
        for word in words {
            assert!(message.contains(word), "{input}: `{word}` is missing in: {message}");
        }
    }
    for args in [&["call", "cwa-no-such-tool", "--sandbox"][..], &["nonsense"], &["call"], &["connect", "mainframe"]] {
        assert_eq!(code(&msp(args)), 2, "{args:?}");
    }
}

#[test]
fn without_credentials_every_missing_variable_is_named() {
    let output = msp(&["call", "cwa-list-clients"]);
    assert_eq!(code(&output), 2);
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    for name in ["CWA_SERVER", "CWA_USERNAME", "CWA_PASSWORD", "CWA_CLIENT_ID", "--sandbox"] {
        assert!(words.contains(name), "{words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_are_those_of_the_world() {
    let sandbox = Sandbox::start().await.expect("a port");
    let input = r#"{"status":"online","os":"Server","limit":500}"#;
    let output =
        on(&sandbox, &["call", "cwa-list-computers", "--json", "--input", input]).output().expect("msp starts");
    assert_eq!(code(&output), 0);
    let listed: BTreeSet<i64> = json_of(&output)["output"]["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter_map(|computer| computer["id"].as_i64())
        .collect();
    let world = sandbox.world();
    let fitting = world.machines.iter().filter(|machine| machine.status == "Online" && machine.os.contains("Server"));
    assert_eq!(listed, fitting.map(|machine| i64::from(machine.id)).collect());
    assert!(!listed.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_without_a_person_awaits_approval_and_nothing_is_sent() {
    let sandbox = Sandbox::start().await.expect("a port");
    let input = r#"{"script": "Disk Cleanup", "computers": ["kiosk"]}"#;
    for json in [true, false] {
        let mut args = vec!["call", "cwa-run-script", "--input", input];
        args.extend(json.then_some("--json"));
        let output = on(&sandbox, &args).output().expect("msp starts");
        assert_eq!(code(&output), 3);
        assert!(stdout(&output).contains("kiosk"), "the plan is shown");
        if json {
            let answer = json_of(&output);
            assert_eq!(answer["status"], "awaiting_approval");
            assert_eq!(answer["approval"]["plan"]["targets"][0]["name"], "kiosk");
            assert!(answer["approval"]["digest"].is_string() && answer["approval"]["expires_at"].is_string());
        }
    }
    assert!(sandbox.log().writes().is_empty(), "nothing was sent");
    assert!(!sandbox.log().is_empty(), "it was planned on this tenant");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_changes_nothing() {
    let sandbox = Sandbox::start().await.expect("a port");
    let args = ["plan", "connectwise_automate:cwa-run-script", "--json", "--input", "-"];
    let mut child = on(&sandbox, &args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("msp starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    std::io::Write::write_all(&mut stdin, br#"{"script": "Disk Cleanup", "computers": ["kiosk", "DC01"]}"#)
        .expect("written");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(code(&output), 0);
    let preview = json_of(&output);
    assert_eq!(preview["decision"]["policy"], "approval");
    assert_eq!(preview["plan"]["targets"].as_array().map(Vec::len), Some(2));
    assert!(sandbox.log().writes().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn raw_requests_read_at_once_and_change_only_when_approved() {
    let sandbox = Sandbox::start().await.expect("a port");
    let read = ["request", "automate", "/Clients/{id}", "--path-param", "id=11", "--query", "x=a b", "--json"];
    let output = on(&sandbox, &read).output().expect("msp starts");
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let gone = on(&sandbox, &["request", "automate", "/Clients/1"]).output().expect("msp starts");
    assert_eq!(code(&gone), 1, "the service was asked and has no such client");
    let list = on(&sandbox, &["request", "automate", "/Clients", "--query", "pageSize=2", "--json"])
        .output()
        .expect("msp starts");
    assert_eq!(code(&list), 0);
    assert_eq!(json_of(&list)["output"]["body"].as_array().map(Vec::len), Some(2));
    let log = sandbox.log();
    let first = log.matching("GET", "*/clients/11").next().expect("sent");
    assert_eq!(first.query("x"), Some("a b"));

    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let change = ["request", "automate", "/Clients/1", "-X", method, "--json-body", "{}", "--json"];
        let output = on(&sandbox, &change).output().expect("msp starts");
        assert_eq!(code(&output), 3, "{method}: {}", stdout(&output));
    }
    for path in
        ["//evil.example/x", "https://evil.example/x", "/../../secret", "/Clients/%2e%2e", "/Clients/{id}", "/a%2fb"]
    {
        let output = on(&sandbox, &["request", "automate", path]).output().expect("msp starts");
        assert_eq!(code(&output), 2, "{path}: {}", String::from_utf8_lossy(&output.stderr));
    }
    for args in [&["-X", "BREW"][..], &["-H", "no-colon"], &["--json-body", "{"], &["--path-param", "id=1"]] {
        let args = [&["request", "automate", "/Clients"], args].concat();
        assert_eq!(code(&on(&sandbox, &args).output().expect("msp starts")), 2, "{args:?}");
    }
    assert!(sandbox.log().writes().is_empty(), "no change was sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn connect_says_what_is_the_matter() {
    let sandbox = Sandbox::start().await.expect("a port");
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        format!("http://{}", listener.local_addr().expect("an address"))
    };
    let cases: [(&str, &str, &str, i32, &str); 6] = [
        ("", "", "ready", 0, ""),
        ("CWA_PASSWORD", "wrong", "action-required", 1, "CWA_PASSWORD"),
        ("CWA_CLIENT_ID", "6f0e5a1c-0000-4000-8000-00000000ffff", "action-required", 1, "CWA_CLIENT_ID"),
        ("CWA_BASE_URL", &closed, "unreachable", 1, "network"),
        ("CWA_BASE_URL", "http://automate.example.com", "misconfigured", 2, "https"),
        ("CWA_USERNAME", "", "misconfigured", 2, "CWA_USERNAME"),
    ];
    for (name, value, state, exit, words) in cases {
        let mut command = on(&sandbox, &["connect", "automate", "--json"]);
        if !name.is_empty() {
            command.env(name, value);
        }
        let output = command.output().expect("msp starts");
        let answer = json_of(&output);
        assert_eq!((answer["state"].as_str(), code(&output)), (Some(state), exit), "{name}: {answer}");
        assert!(answer.to_string().contains(words), "{name}: {answer}");
        assert!(!answer.to_string().contains("wrong\""), "the password is not repeated");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connect_to_psa_names_what_is_wrong() {
    let sandbox = Sandbox::start().await.expect("a port");
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        format!("http://{}", listener.local_addr().expect("an address"))
    };
    let cases: [(&str, &str, &str, i32, &str); 8] = [
        ("", "", "ready", 0, "answers"),
        ("CW_PSA_COMPANY", "somebodyelse", "action-required", 1, "CW_PSA_COMPANY"),
        ("CW_PSA_PRIVATE_KEY", "wrong", "action-required", 1, "CW_PSA_PRIVATE_KEY"),
        ("CW_PSA_CLIENT_ID", "6f0e5a1c-0000-4000-8000-00000000ffff", "action-required", 1, "CW_PSA_CLIENT_ID"),
        ("CW_PSA_CLIENT_ID", "", "misconfigured", 2, "CW_PSA_CLIENT_ID"),
        ("CW_PSA_BASE_URL", "http://psa.example.com", "misconfigured", 2, "https"),
        ("CW_PSA_BASE_URL", &closed, "unreachable", 1, "CW_PSA_SITE"),
        ("CW_PSA_PUBLIC_KEY", "", "misconfigured", 2, "CW_PSA_PUBLIC_KEY"),
    ];
    for (name, value, state, exit, words) in cases {
        let mut command = on(&sandbox, &["connect", "psa", "--json"]);
        if !name.is_empty() {
            command.env(name, value);
        }
        let output = command.output().expect("msp starts");
        let answer = json_of(&output);
        assert_eq!((answer["state"].as_str(), code(&output)), (Some(state), exit), "{name}={value}: {answer}");
        assert!(answer.to_string().contains(words), "{name}={value}: {answer}");
        assert!(!answer.to_string().contains("wrong\""), "the key is not repeated");
    }
    sandbox.misbehave(Fault::new(FaultKind::Html { status: 200 }).path("*/system/*"));
    let answer = json_of(&on(&sandbox, &["connect", "psa", "--json"]).output().expect("msp starts"));
    assert_eq!(answer["state"], "misconfigured", "a proxy's page: {answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn psa_is_asked_through_its_tools_and_by_raw_requests() {
    let sandbox = Sandbox::start().await.expect("a port");
    let run = |args: &[&str]| on(&sandbox, args).output().expect("msp starts");
    let input = r#"{"company": "Acme Dental", "open": true, "limit": 3}"#;
    let tickets = json_of(&run(&["call", "cw-psa-list-tickets", "--input", input, "--json"]));
    assert_eq!(tickets["output"]["items"].as_array().map(Vec::len), Some(3), "{tickets}");
    let ambiguous = run(&["call", "cw-psa-list-tickets", "--input", r#"{"company": "Contoso"}"#]);
    assert_eq!(code(&ambiguous), 2, "there are two of them");

    let read = [
        "request",
        "psa",
        "/company/companies/{id}",
        "--path-param",
        "id=19011",
        "--query",
        "fields=id,name",
        "--json",
    ];
    let company = json_of(&run(&read));
    assert_eq!(company["output"]["body"]["name"], "Acme Dental", "{company}");
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let change = ["request", "psa", "/service/tickets/100001", "-X", method, "--json-body", "[]", "--json"];
        assert_eq!(code(&run(&change)), 3, "{method}");
    }
    let wrong = r#"{"ticket": 100001, "patch": [{"op": "replace", "path": "company/identifier", "value": "X"}]}"#;
    let refused = run(&["call", "cw-psa-update-ticket", "--input", wrong, "--json"]);
    assert_eq!(code(&refused), 2);
    assert!(json_of(&refused)["error"]["message"].to_string().contains("company"), "{}", stdout(&refused));
    assert!(sandbox.log().writes().is_empty(), "no change was sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_raw_tool_for_agents_is_there_only_if_asked_for() {
    let sandbox = Sandbox::start().await.expect("a port");
    let call = |input: &str, raw: bool| {
        let mut args = vec!["call", "cw-psa-request", "--input", input, "--json"];
        args.extend(raw.then_some("--raw-requests"));
        code(&on(&sandbox, &args).output().expect("msp starts"))
    };
    let listed = r#"{"path": "/service/tickets", "query": {"pageSize": 1}}"#;
    assert_eq!(call(listed, false), 2, "there is no such tool");
    assert_eq!(call(listed, true), 0, "as cw-psa-list-tickets");
    assert_eq!(call(r#"{"path": "/system/members"}"#, true), 3, "no tool lists members");
    assert_eq!(call(r#"{"method": "POST", "path": "/service/tickets", "json_body": {}}"#, true), 3);
    assert_eq!(call(r#"{"method": "DELETE", "path": "/service/tickets/100001"}"#, true), 2, "never");
    assert!(sandbox.log().writes().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_product_is_enough() {
    let sandbox = Sandbox::start().await.expect("a port");
    let without = |product: &str, args: &[&str]| {
        let mut command = on(&sandbox, args);
        for (name, _) in sandbox.env() {
            if name.starts_with(product) {
                command.env_remove(name);
            }
        }
        command.output().expect("msp starts")
    };
    assert_eq!(code(&without("CWA_", &["call", "cw-psa-list-companies"])), 0);
    let missing = without("CW_PSA_", &["call", "cw-psa-list-companies", "--json"]);
    assert_eq!(code(&missing), 2);
    assert!(stdout(&missing).contains("CW_PSA_SITE"), "{}", stdout(&missing));
    let nothing = without("CW", &["call", "no-such-tool", "--json"]);
    assert!(
        stdout(&nothing).contains("CWA_SERVER") && stdout(&nothing).contains("CW_PSA_SITE"),
        "{}",
        stdout(&nothing)
    );
}

/// A tenant in a process of its own, ended with this value.
struct Served {
    child: Child,
    env: Vec<(String, String)>,
}

impl Served {
    fn start() -> Self {
        let mut child = command(&["sandbox", "--computers", "70"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        let mut reader = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut text = String::new();
        while !text.trim_end().ends_with('}') {
            assert!(reader.read_line(&mut text).expect("a line") > 0, "it ended early: {text}");
        }
        let env: Value = serde_json::from_str(&text).expect("one JSON object");
        let env = env.as_object().expect("an object").iter();
        Self { child, env: env.map(|(name, value)| (name.clone(), value.as_str().expect("text").to_owned())).collect() }
    }

    fn log(&self) -> String {
        let base = &self.env.iter().find(|(name, _)| name == "CWA_BASE_URL").expect("a base URL").1;
        let mut stream = std::net::TcpStream::connect(base.trim_start_matches("http://")).expect("it listens");
        let request = "GET /_sandbox/requests HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        std::io::Write::write_all(&mut stream, request.as_bytes()).expect("written");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_tenant_in_another_process_is_one_that_the_commands_work_on() {
    let served = Served::start();
    let names: Vec<&str> = served.env.iter().map(|(name, _)| name.as_str()).collect();
    for name in ["CWA_BASE_URL", "CWA_USERNAME", "CWA_PASSWORD", "CWA_CLIENT_ID"] {
        assert!(names.contains(&name), "{names:?}");
    }
    let call = |args: &[&str]| command(args).envs(served.env.clone()).output().expect("msp starts");
    let listed = call(&["call", "cwa-list-computers", "--json", "--input", r#"{"limit": 500}"#]);
    assert_eq!(json_of(&listed)["output"]["items"].as_array().map(Vec::len), Some(70));
    let run = call(&["call", "cwa-run-script", "--input", r#"{"script": "Disk Cleanup", "computers": ["kiosk"]}"#]);
    assert_eq!(code(&run), 3);
    let log = served.log();
    assert!(log.contains("/cwa/api/v1/Computers"), "the log is there");
    assert!(!log.contains("ScriptExecute"), "no start was sent");
}
