//! The client over real HTTP: what no transport in memory can show.

#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use cwa_client::{AutomateClient, Credentials, ErrorKind};
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use wiremock::matchers::{body_json, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

const CLIENT_ID: &str = "6f0e5a1c-0000-4000-8000-00000000c11e";

/// A server that knows the login; whatever else is not foreseen answers 404.
async fn server() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/cwa/api/v1/apitoken"))
        .and(header("clientid", CLIENT_ID))
        .and(body_json(json!({ "Username": "svc", "Password": "hunter2", "TwoFactorPasscode": "" })))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "AccessToken": "token" })))
        .expect(1)
        .mount(&server)
        .await;
    server
}

fn client(server: &MockServer) -> AutomateClient {
    AutomateClient::builder("")
        .base_url(server.uri())
        .credentials(Credentials::integrator("svc", "hunter2"))
        .client_id(CLIENT_ID)
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let server = server().await;
    for (page, ids) in [("1", vec![1, 2]), ("2", vec![3])] {
        let rows: Vec<Value> = ids.iter().map(|id| json!({ "Id": id.to_string() })).collect();
        Mock::given(method("GET"))
            .and(path("/cwa/api/v1/Clients"))
            .and(header("authorization", "Bearer token"))
            .and(header("clientid", CLIENT_ID))
            .and(query_param("condition", "Name contains 'A & B'"))
            .and(query_param("orderBy", "Id asc"))
            .and(query_param("page", page))
            .and(query_param("pageSize", "2"))
            .respond_with(ResponseTemplate::new(200).set_body_json(rows))
            .expect(1)
            .mount(&server)
            .await;
    }
    let name = cwa_client::condition::client::NAME.contains("A & B");
    let clients: Vec<_> =
        client(&server).clients().list().condition(name).page_size(2).items().try_collect().await.unwrap();
    assert_eq!(clients.iter().map(|client| client.id.unwrap().get()).collect::<Vec<_>>(), [1, 2, 3]);
}

#[tokio::test]
async fn what_the_server_does_not_have_is_not_found() {
    let server = server().await;
    let error = client(&server).tickets().list().all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server = server().await;
    let elsewhere = MockServer::start().await;
    Mock::given(path("/cwa/api/v1/Clients/12"))
        .respond_with(ResponseTemplate::new(302).insert_header("location", elsewhere.uri()))
        .mount(&server)
        .await;
    let error = client(&server).clients().get(cwa_client::ClientId::new(12)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}
