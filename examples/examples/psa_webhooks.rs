//! Receives what PSA reports when records change, with axum.
//!
//!     cargo run -p msp-examples --example psa_webhooks
//!
//! It runs by itself: a sandbox plays PSA, a callback is registered there, a ticket is changed, and the delivery is checked
//! and printed. To receive a real tenant's deliveries, keep `router` and give it a verifier of your own site:
//! `CallbackVerifier::new(KeyHosts::of_site("api-na.myconnectwise.net"), "acmemsp")`.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use cw_psa_client::callbacks::{CallbackVerifier, Delivery, KeyHosts, SIGNATURE_HEADER, SeenDeliveries, VerifyError};
use cw_psa_client::models::{NewCallback, Ticket};
use cw_psa_client::{Patch, PsaClient};
use cw_sandbox::{PsaAccount, Sandbox};
use futures_util::TryStreamExt;
use tokio::sync::mpsc;

type AnyError = Box<dyn std::error::Error + Send + Sync>;

/// How many deliveries are remembered, so that one that comes again is handled once.
const REMEMBERED: usize = 10_000;

#[derive(Clone)]
struct Receiver {
    verifier: CallbackVerifier,
    seen: Arc<Mutex<SeenDeliveries>>,
    /// Where genuine deliveries go: PSA waits five seconds for an answer, so work is done elsewhere.
    genuine: mpsc::UnboundedSender<Delivery>,
}

/// PSA appends the record and the action to the registered address, so that ends in `?recordId=`.
fn router(receiver: Receiver) -> Router {
    Router::new().route("/cw", post(receive)).with_state(receiver)
}

async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    // The bytes as they came: the signature is over them, not over what they mean.
    let signature = headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok());
    match receiver.verifier.verify(&body, signature).await {
        Ok(delivery) => {
            let is_first = receiver.seen.lock().is_ok_and(|mut seen| seen.is_first(&delivery));
            if is_first && receiver.genuine.send(delivery).is_err() {
                return StatusCode::SERVICE_UNAVAILABLE;
            }
            StatusCode::NO_CONTENT
        }
        // Nothing is known about it: PSA shall send it again.
        Err(VerifyError::Key(error)) => {
            eprintln!("the key could not be fetched: {error}");
            StatusCode::SERVICE_UNAVAILABLE
        }
        Err(error) => {
            eprintln!("refused: {error}");
            StatusCode::FORBIDDEN
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let sandbox = Sandbox::start().await?;
    let keys = sandbox.psa_credentials(PsaAccount::Integrator);
    let hosts = KeyHosts::new(["127.0.0.1"]).with_loopback_http();
    let verifier = CallbackVerifier::new(hosts, keys.company.clone());

    let (genuine, mut deliveries) = mpsc::unbounded_channel();
    let seen = Arc::new(Mutex::new(SeenDeliveries::new(REMEMBERED)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = tokio::spawn(axum::serve(listener, router(Receiver { verifier, seen, genuine })).into_future());

    let psa = PsaClient::builder(sandbox.base_url())
        .company(keys.company)
        .keys(keys.public_key, keys.private_key)
        .client_id(keys.client_id)
        .build()?;
    // Everything (`owner`, 1) that happens to tickets.
    let callback = NewCallback::new(format!("http://{address}/cw?recordId="), 1, "ticket", "owner");
    let callback = psa.callbacks().create(&callback).await?;
    println!("registered for {}", callback.url.unwrap_or_default());

    let ticket = psa.tickets().list().limit(1).items().try_next().await?.and_then(|ticket| ticket.id);
    let ticket = ticket.ok_or("the sandbox has tickets")?;
    psa.tickets().update(ticket, &Patch::new().replace("summary", "Laptop fixed, waiting for pick-up")).await?;

    let delivery =
        tokio::time::timeout(Duration::from_secs(10), deliveries.recv()).await?.ok_or("the receiver is gone")?;
    let summary = delivery.entity_as::<Ticket>()?.and_then(|ticket| ticket.summary).unwrap_or_default();
    let (kind, id) = (delivery.kind.as_deref().unwrap_or("?"), delivery.id.unwrap_or_default());
    println!("delivered: {kind} {id}: {summary}");

    // A stranger sends the same with other words.
    let forged = sandbox.deliveries().pop().ok_or("it was delivered")?;
    let text = String::from_utf8_lossy(&forged.body).replace("pick-up", "nobody");
    let mut headers = HeaderMap::new();
    headers.insert(SIGNATURE_HEADER, forged.header(SIGNATURE_HEADER).unwrap_or_default().parse()?);
    let state = Receiver {
        verifier: CallbackVerifier::new(KeyHosts::new(["127.0.0.1"]).with_loopback_http(), "sandbox"),
        seen: Arc::new(Mutex::new(SeenDeliveries::new(1))),
        genuine: mpsc::unbounded_channel().0,
    };
    println!("the same with other words: {}", receive(State(state), headers, Bytes::from(text)).await);
    server.abort();
    Ok(())
}
