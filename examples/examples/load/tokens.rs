//! How many tokens are asked for when everybody needs one.

use cw_http::{BaseUrl, HttpClient, Method, Request};
use cwa_client::{AutomateClient, ComputerId, Credentials};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::AnyError;
use crate::figures::Tally;
use crate::flags::Flags;
use crate::single;

/// All callers at once, first without a token, then with one that the server has withdrawn.
pub(crate) async fn asked_for(flags: &Flags) -> Result<Tally, AnyError> {
    let callers = flags.conc.unwrap_or(50);
    let automate = AutomateClient::builder("127.0.0.1")
        .base_url(format!("{}/cwa/api/v1", flags.base))
        .credentials(Credentials::integrator("bench", "bench"))
        .client_id(&flags.client_id)
        .settings(|settings| settings.limits(cwa_client::Limits::new().in_flight(callers)))
        .build()?;
    let server = HttpClient::builder(BaseUrl::parse(&flags.base, "/")?).build()?;
    let mut tally = Tally::default();
    let mut requests = Vec::new();
    let mut failed = 0;
    for _ in 0..2 {
        let before = token_requests(&server).await?;
        let computers = automate.computers();
        let calls = (0..callers as i64).map(|n| computers.get(ComputerId::new(single::FIRST_ID + n)));
        for answer in join_all(calls).await {
            match answer {
                Ok(computer) => tally.add(computer.id.map_or(0, |id| id.get())),
                Err(error) => {
                    eprintln!("{error}");
                    failed += 1;
                }
            }
        }
        requests.push(token_requests(&server).await? - before);
        server.send(Request::raw(Method::POST, "/_ctl/expire")).await?;
    }
    tally.extra = json!({"tokens_cold": requests[0], "tokens_revoked": requests[1], "failed": failed});
    Ok(tally)
}

/// How many the server has been asked for so far, by its own count.
async fn token_requests(server: &HttpClient) -> Result<u64, AnyError> {
    let stats: Value = server.json(Request::raw(Method::GET, "/_ctl/stats")).await?;
    stats["token_requests"].as_u64().ok_or_else(|| "the server does not say how many tokens it was asked for".into())
}
