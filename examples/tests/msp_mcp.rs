//! `msp mcp` as an assistant starts it: on a tenant whose log says what was sent, and what was not.

mod common;

use std::io::{BufRead as _, BufReader, Lines, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use common::{Home, code, command, json_of, on};
use cw_sandbox::{Sandbox, ShellScript};
use serde_json::{Value, json};

const NEW: &str = "2026-07-28";

/// An assistant with `msp mcp` under it.
struct Assistant {
    msp: Child,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    last_id: u64,
    /// What the user answers when they are asked, and how often they were.
    user: Option<Value>,
    asked: usize,
}

impl Assistant {
    fn start(mut command: Command, capabilities: Value) -> Self {
        let mut msp = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("msp starts");
        let (stdin, stdout) = (msp.stdin.take().expect("piped"), msp.stdout.take().expect("piped"));
        let lines = BufReader::new(stdout).lines();
        let mut assistant = Self { msp, stdin, lines, last_id: 0, user: None, asked: 0 };
        let hello = json!({"protocolVersion": "2025-11-25", "capabilities": capabilities,
                           "clientInfo": {"name": "test", "version": "1"}});
        assert_eq!(assistant.request("initialize", hello)["result"]["serverInfo"]["name"], "msp");
        assistant.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        assistant
    }

    fn send(&mut self, message: &Value) {
        writeln!(self.stdin, "{message}").expect("msp listens");
    }

    fn request(&mut self, method: &str, params: Value) -> Value {
        self.last_id += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params}));
        loop {
            let line = self.lines.next().expect("msp answers").expect("UTF-8");
            let message: Value = serde_json::from_str(&line).expect("nothing but messages");
            if message["method"] == "elicitation/create" {
                self.asked += 1;
                let answer = self.user.clone().expect("somebody to ask");
                self.send(&json!({"jsonrpc": "2.0", "id": message["id"], "result": answer}));
            } else if message["id"] == self.last_id {
                return message;
            }
        }
    }

    /// Waits for a notification.
    fn hear(&mut self, method: &str) {
        loop {
            let line = self.lines.next().expect("msp tells").expect("UTF-8");
            let message: Value = serde_json::from_str(&line).expect("nothing but messages");
            if message["method"] == method {
                return;
            }
        }
    }

    fn call(&mut self, tool: &str, arguments: Value) -> Value {
        self.request("tools/call", json!({"name": tool, "arguments": arguments}))
    }

    fn tools(&mut self) -> Vec<String> {
        let list = self.request("tools/list", json!({}));
        let tools = list["result"]["tools"].as_array().expect("tools").iter();
        tools.map(|tool| tool["name"].as_str().expect("a name").to_owned()).collect()
    }

    /// Closes the assistant; `msp` ends by itself.
    fn close(self) {
        let Self { mut msp, stdin, lines, .. } = self;
        drop((stdin, lines));
        assert!(msp.wait().expect("it ends").success());
    }
}

fn cleanup() -> Value {
    json!({"script": "Disk Cleanup", "computers": ["kiosk"]})
}

fn yes() -> Value {
    json!({"action": "accept", "content": {"approve": true}})
}

fn awaited(response: &Value) -> &str {
    assert_eq!(response["result"]["_meta"]["status"], "awaiting_approval", "{response}");
    response["result"]["_meta"]["approval"]["id"].as_str().expect("an id")
}

fn ran(response: &Value) {
    assert_eq!(response["result"]["structuredContent"]["summary"], "1 succeeded", "{response}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_cannot_ask_its_user_changes_nothing_until_somebody_approves() {
    let (sandbox, home) = (Sandbox::start().await.expect("a port"), Home::folder());
    let mut assistant = Assistant::start(home.at(on(&sandbox, &["mcp"])), json!({}));
    let id = awaited(&assistant.call("cwa-run-script", cleanup())).to_owned();
    let alerts = assistant.call("cwa-list-alerts", json!({}));
    let alert = &alerts["result"]["structuredContent"]["items"][0]["id"];
    for (tool, arguments) in [
        ("cwa-clear-alert", json!({"alert": alert})),
        ("cw-psa-create-ticket", json!({"company": "Acme Dental", "summary": "Printer"})),
        ("call-tool", json!({"name": "cwa-run-script", "arguments": cleanup()})),
        ("cwa-run-script", cleanup()),
    ] {
        let told = assistant.call(tool, arguments);
        assert_eq!(told["result"]["isError"], true, "{tool}: {told}");
    }
    // One that says that its user was asked, though nobody was.
    let meta = json!({"io.modelcontextprotocol/protocolVersion": NEW, "io.modelcontextprotocol/clientCapabilities": {},
                      "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"}});
    for state in ["rs1.AAAA.AAAA", ""] {
        let params = json!({"name": "cwa-run-script", "arguments": cleanup(), "requestState": state,
                            "inputResponses": {"approval": yes()}, "_meta": meta});
        assistant.request("tools/call", params);
    }
    assert!(sandbox.log().writes().is_empty(), "nothing was sent");

    let approve =
        home.at(command(&["approvals", "approve", &id, "--as", "erin", "--json"])).output().expect("msp starts");
    assert_eq!(code(&approve), 0);
    assert!(sandbox.log().writes().is_empty(), "a yes sends nothing by itself");
    ran(&assistant.call("cwa-run-script", cleanup()));
    assert_eq!(sandbox.log().committed().len(), 1);
    assert_ne!(awaited(&assistant.call("cwa-run-script", cleanup())), id, "it ran once");
    assistant.close();

    let trail = home.at(command(&["audit", "verify", "--json"])).output().expect("msp starts");
    assert_eq!(code(&trail), 0);
    assert_eq!(sandbox.log().committed().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_approved_is_taken_up_by_the_next_assistant() {
    let (sandbox, home) = (Sandbox::start().await.expect("a port"), Home::folder());
    let mut first = Assistant::start(home.at(on(&sandbox, &["mcp"])), json!({}));
    let id = awaited(&first.call("cwa-run-script", cleanup())).to_owned();
    first.close();
    let approve = home.at(command(&["approvals", "approve", &id, "--as", "erin"])).output().expect("msp starts");
    assert_eq!(code(&approve), 0);

    // Not on another tenant.
    let other = Sandbox::start().await.expect("a port");
    let mut elsewhere = Assistant::start(home.at(on(&other, &["mcp"])), json!({}));
    assert_ne!(awaited(&elsewhere.call("cwa-run-script", cleanup())), id);
    elsewhere.close();
    assert!(other.log().writes().is_empty());

    let mut next = Assistant::start(home.at(on(&sandbox, &["mcp"])), json!({}));
    ran(&next.call("cwa-run-script", cleanup()));
    next.close();
    assert_eq!(sandbox.log().committed().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_user_approves_in_the_assistant_unless_a_second_person_is_needed() {
    let (sandbox, home) = (Sandbox::start().await.expect("a port"), Home::folder());
    let forms = json!({"elicitation": {"form": {}}});
    let mut assistant = Assistant::start(home.at(on(&sandbox, &["mcp"])), forms.clone());
    assistant.user = Some(yes());
    ran(&assistant.call("cwa-run-script", cleanup()));
    assert_eq!((assistant.asked, sandbox.log().committed().len()), (1, 1));
    assistant.close();

    let policy = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(policy.path(), "version = 1\n[approvals]\nsecond_person = true\n").expect("written");
    let strict = on(&sandbox, &["mcp", "--policy", policy.path().to_str().expect("UTF-8")]);
    let mut assistant = Assistant::start(home.at(strict), forms);
    awaited(&assistant.call("cwa-run-script", cleanup()));
    assert_eq!((assistant.asked, sandbox.log().committed().len()), (0, 1), "nobody was asked, nothing was sent");
    assistant.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_part_of_the_tools_is_offered_on_request() {
    let (sandbox, home) = (Sandbox::start().await.expect("a port"), Home::folder());
    let mut reads = Assistant::start(home.at(on(&sandbox, &["mcp", "--toolset", "automate-read"])), json!({}));
    assert_eq!(reads.tools().len(), 6);
    reads.close();
    let mut careful = Assistant::start(home.at(on(&sandbox, &["mcp", "--read-only", "--max-tools", "100"])), json!({}));
    let tools = careful.tools();
    assert!(tools.iter().any(|name| name == "cw-psa-list-tickets") && !tools.iter().any(|name| name.contains("run")));
    assert_eq!(careful.call("cwa-run-script", cleanup())["error"]["code"], -32602);
    careful.close();
    let mut few = Assistant::start(home.at(on(&sandbox, &["mcp", "--max-tools", "4"])), json!({}));
    assert_eq!(few.tools(), ["call-tool", "cwa-get-computer", "cwa-list-computers", "search-tools"]);
    few.close();
    let none = home.at(on(&sandbox, &["mcp", "--toolset", "backup,psa", "--json"])).output().expect("msp starts");
    assert_eq!(code(&none), 2);
    assert!(json_of(&none)["error"]["message"].as_str().expect("words").contains("`backup`"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_model_has_to_read_stays_small() {
    let (sandbox, home) = (Sandbox::start().await.expect("a port"), Home::folder());
    let mut assistant = Assistant::start(home.at(on(&sandbox, &["mcp"])), json!({}));
    let list = &assistant.request("tools/list", json!({}))["result"];
    assert!(list["tools"].as_array().expect("tools").len() < 40 && list.to_string().len() < 64 << 10);
    for tool in ["cwa-list-computers", "cw-rmm-list-devices", "cw-psa-list-tickets", "cw-psa-list-configurations"] {
        let result = &assistant.call(tool, json!({"limit": 25}))["result"];
        let (rows, text) = (&result["structuredContent"], result["content"][0]["text"].as_str().expect("text"));
        assert_eq!(rows["items"].as_array().expect("rows").len(), 25, "{tool}");
        assert!(rows.to_string().len() < 8 << 10 && text.len() < 8 << 10, "{tool}: {}", text.len());
    }
    assistant.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_scripts_are_found_without_being_listed() {
    let (sandbox, home) = (Sandbox::start().await.expect("a port"), Home::folder());
    sandbox.configure(|settings| settings.rmm_task_ms = 0);
    for number in 0..1000 {
        let mut script = ShellScript::new(format!("List Fonts {number}"));
        script.description = "Lists installed fonts".to_owned();
        sandbox.add_shell_script(script);
    }
    let mut assistant = Assistant::start(home.at(on(&sandbox, &["mcp"])), json!({}));
    assistant.hear("notifications/tools/list_changed");
    let list = &assistant.request("tools/list", json!({}))["result"];
    let tools = list["tools"].as_array().expect("tools");
    assert!(tools.len() < 40 && list.to_string().len() < 64 << 10, "{} of {}", tools.len(), list.to_string().len());
    let found = assistant.call("search-tools", json!({"intent": "list fonts 512", "limit": 1}));
    let name = &found["result"]["structuredContent"]["tools"][0]["name"];
    assert_eq!(name, "cw-rmm-script-list-fonts-512", "{found}");
    let call = json!({"name": name, "arguments": {"endpoint_ids": ["DC01"]}});
    let ran = assistant.call("call-tool", call);
    assert_eq!(ran["result"]["structuredContent"]["devices"][0]["outcome"], "succeeded", "{ran}");
    assistant.close();
}

/// An HTTP request, and the answer to it as it came.
fn post(address: &str, headers: &str, body: &Value) -> String {
    let body = body.to_string();
    let mut stream = TcpStream::connect(address).expect("it listens");
    let head =
        format!("POST /mcp HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/json\r\n");
    let accept = "accept: application/json, text/event-stream\r\n";
    write!(stream, "{head}{accept}{headers}content-length: {}\r\n\r\n{body}", body.len()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn over_http_a_token_is_needed_which_is_kept_for_next_time() {
    let (sandbox, home) = (Sandbox::start().await.expect("a port"), Home::folder());
    let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": {
        "io.modelcontextprotocol/protocolVersion": NEW, "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"}}}});
    let version = format!("mcp-protocol-version: {NEW}\r\nmcp-method: tools/list\r\n");
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let mut command = home.at(on(&sandbox, &["mcp", "--http", "127.0.0.1:0", "--json"]));
        let mut msp = command.stdout(Stdio::piped()).spawn().expect("msp starts");
        let mut said = serde_json::Deserializer::from_reader(msp.stdout.take().expect("piped")).into_iter::<Value>();
        let url = said.next().expect("a document").expect("JSON")["url"].as_str().expect("an address").to_owned();
        let address = url.strip_prefix("http://").and_then(|url| url.strip_suffix("/mcp")).expect("a URL");
        let token = std::fs::read_to_string(home.dir().join("mcp-token")).expect("it is kept");
        assert!(post(address, &version, &list).starts_with("HTTP/1.1 401"));
        let answer = post(address, &format!("{version}authorization: Bearer {token}\r\n"), &list);
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("cwa-list-computers"), "{answer}");
        tokens.push(token);
        msp.kill().expect("it runs");
        msp.wait().expect("it ends");
    }
    assert_eq!(tokens[0], tokens[1]);
    let open =
        home.at(on(&sandbox, &["mcp", "--http", "0.0.0.0:0", "--no-token", "--json"])).output().expect("msp starts");
    assert_eq!(code(&open), 2);
    let mut short = home.at(on(&sandbox, &["mcp", "--http", "127.0.0.1:0", "--json"]));
    assert_eq!(code(&short.env("MSP_MCP_TOKEN", "secret").output().expect("msp starts")), 2);
}
