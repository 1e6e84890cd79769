//! What an MCP client sends: messages, arguments, and states that it hands back.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use cw_http::testing::{Reply, Script};
use cw_psa_client::PsaClient;
use msp_tools_core::{ApprovalDesk, Registry};
use msp_tools_mcp::Server;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// What begins a session, so that more than first messages is tried.
const HELLO: &str = concat!(
    r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#,
    "\n",
    r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
    "\n"
);

/// Lines, each a message of a client: at first, and in a session. Whatever they are, each line of the server's is a message.
pub(crate) fn mcp_message(data: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let runtime = runtime.expect("a runtime");
    runtime.block_on(converse(data));
    runtime.block_on(converse(&[HELLO.as_bytes(), data].concat()));
}

/// Tools of PSA, whose descriptions take a while to make. No call reaches anybody.
fn gate() -> &'static (Registry, ApprovalDesk, Arc<Script>) {
    static GATE: OnceLock<(Registry, ApprovalDesk, Arc<Script>)> = OnceLock::new();
    GATE.get_or_init(|| {
        let script = Arc::new(Script::new([]).then_always(Reply::json(200, r#"[{"id": 1, "summary": "x"}]"#)));
        let psa = PsaClient::builder("psa.example.com").company("acme").keys("public", "private").client_id("a-client");
        let psa = psa.settings(|settings| settings.transport(script.clone())).build().expect("whole");
        let builder = Registry::builder().tools(cw_psa_client::tools::tools(&psa));
        let (registry, desk) = builder.build().expect("they fit together");
        (registry, desk, script)
    })
}

async fn converse(data: &[u8]) {
    let (registry, desk, script) = gate().clone();
    let server = Arc::new(Server::builder(registry).desk(desk).build().expect("a server"));
    let (mut here, there) = tokio::io::duplex(1 << 22);
    let (reader, writer) = tokio::io::split(there);
    let serving = async {
        // Not an error of ours: a client that does not introduce itself is hung up on.
        let _ = server.serve("maria", reader, writer).await;
        server.finish().await;
    };
    let talking = async {
        here.write_all(data).await.expect("it listens");
        let mut said = Vec::new();
        let mut piece = [0; 8192];
        // Until it has nothing more to say.
        while let Ok(Ok(read @ 1..)) = tokio::time::timeout(Duration::from_secs(60), here.read(&mut piece)).await {
            said.extend_from_slice(&piece[..read]);
        }
        drop(here);
        said
    };
    let ((), said) = tokio::join!(serving, talking);
    for line in String::from_utf8(said).expect("text").lines() {
        let message: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(message["jsonrpc"], "2.0", "{line}");
    }
    assert!(script.sent().iter().all(|request| request.method() == http::Method::GET), "nobody approved a change");
}
