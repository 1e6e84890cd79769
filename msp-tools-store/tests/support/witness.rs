//! Somebody outside who counts what is really done, and the tool that does it there.

use std::{
    collections::{HashMap, HashSet},
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use msp_tools_core::*;
use msp_tools_store::Store;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// Counts how often it was told of each number. It is told by TCP, so that it outlives whoever tells it.
#[derive(Clone, Default)]
pub struct Witness(Arc<Mutex<HashMap<u64, usize>>>);

impl Witness {
    /// Starts to listen.
    pub async fn start() -> (Self, SocketAddr) {
        let witness = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard = witness.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(heard.clone().hear(stream));
            }
        });
        (witness, address)
    }

    async fn hear(self, mut stream: TcpStream) {
        let mut line = String::new();
        if BufReader::new(&mut stream).read_line(&mut line).await.is_ok()
            && let Ok(number) = line.trim().parse()
        {
            *self.0.lock().unwrap().entry(number).or_default() += 1;
            // Long enough to be killed in.
            tokio::time::sleep(Duration::from_millis(fastrand::u64(0..8))).await;
            // Whoever told may be dead by now.
            let _ = stream.write_all(b"ok").await;
        }
    }

    pub fn counts(&self) -> HashMap<u64, usize> {
        self.0.lock().unwrap().clone()
    }
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Tell {
    /// What to tell.
    number: u64,
}

#[derive(Serialize, JsonSchema)]
struct Told {}

/// Tells the witness of a number, once.
fn tell(witness: SocketAddr) -> Arc<dyn Tool> {
    write_tool(
        ToolSpec::new("witness", "witness-tell", Effect::Execute)
            .with_description("Tells the witness of a number.")
            .with_operation("witness:tell"),
        witness,
        |_, input: Tell, _| async move {
            let target = Target::new("number", input.number, input.number.to_string());
            Ok(Draft::new("Tell it", input.number).with_targets([target]))
        },
        |witness, number: u64, _| async move {
            let told = async {
                let mut stream = TcpStream::connect(witness).await?;
                stream.write_all(format!("{number}\n").as_bytes()).await?;
                stream.read_exact(&mut [0; 2]).await
            };
            match told.await {
                Ok(_) => Ok(Told {}),
                Err(error) => Err(ToolError::new(ErrorKind::OutcomeUnknown, "no answer")
                    .with_sent(Sent::Maybe)
                    .with_source(error)),
            }
        },
    )
}

/// A host of that tool, however much it is used.
pub fn host(store: &Store, witness: SocketAddr) -> (Registry, ApprovalDesk) {
    let tool = tell(witness);
    let limits = Limits::default().with_requests_per_minute(None).with_targets_per_hour(None);
    let policies = Policies::builder().limits(limits).build(&ToolCatalog::new([tool.spec()])).unwrap();
    store.attach(Registry::builder().tool(tool).policies(policies)).build().unwrap()
}

/// What the trail says of what was started: the approval or grant, and whether its end is on record.
pub fn started(records: &[AuditRecord]) -> Vec<(Option<ApprovalId>, bool)> {
    let ended: HashSet<_> = records
        .iter()
        .filter(|record| matches!(record.event.kind, AuditKind::Finished { .. }))
        .filter_map(|record| record.event.call.as_ref())
        .collect();
    records
        .iter()
        .filter_map(|record| match &record.event.kind {
            AuditKind::Started { approval, .. } => {
                Some((approval.clone(), record.event.call.as_ref().is_some_and(|call| ended.contains(call))))
            }
            _ => None,
        })
        .collect()
}
