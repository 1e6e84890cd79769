//! Refusals on the wire: each body that servers were seen to send, and what it becomes.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use std::time::Duration;

use common::{answer, client};
use cw_http::testing::Reply;
use cw_psa_client::models::NewTicket;
use cw_psa_client::{By, Error, ErrorKind, PsaClient, Sent, TicketId};
use serde_json::json;

/// The error of a read, as the first call of a client or after one that succeeded.
async fn refused(reply: Reply, first: bool) -> Error {
    let (psa, _) = if first { client([reply]) } else { client([answer(json!({})), reply]) };
    if !first {
        psa.system_info().await.unwrap();
    }
    psa.tickets().get(TicketId::new(7)).await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn every_known_body_is_understood() {
    let timeout = r#"{"code":"ConnectWiseApi","message":"Execution Timeout Expired."}"#;
    let boolean = r#"{"code":"ConnectWiseApi","message":"String was not recognized as a valid Boolean."}"#;
    let literal =
        "Strings must be enclosed in quotes, date-times in square brackets; true, false and null stand alone.";
    let literal = json!({ "code": "ApiFindCondition", "message": literal }).to_string();
    let permission = r#"{"code":"Security","message":"You do not have security permission to perform this action."}"#;
    let json_body = |status: u16, body: &str| Reply::json(status, body);
    // Status and body; kind, code, and words of the message and of the hint.
    let cases: Vec<(Reply, ErrorKind, Option<&str>, &str, &str)> = vec![
        (
            json_body(400, r#"{"code":"ApiFindCondition","message":"board/x is not a recognized name."}"#),
            ErrorKind::Rejected,
            Some("ApiFindCondition"),
            "not a recognized name",
            "",
        ),
        (
            json_body(400, &literal),
            ErrorKind::Rejected,
            Some("ApiFindCondition"),
            "enclosed in quotes",
            "square brackets",
        ),
        (
            json_body(401, r#"{"code":"Unauthorized","message":"Incorrect public/private key"}"#),
            ErrorKind::Credentials,
            Some("Unauthorized"),
            "Incorrect",
            "CW_PSA_PRIVATE_KEY",
        ),
        (
            json_body(401, r#"{"code":"ConnectWiseApi","message":"UserNotAuthenticated"}"#),
            ErrorKind::Credentials,
            Some("ConnectWiseApi"),
            "UserNotAuthenticated",
            "CW_PSA_COMPANY",
        ),
        (json_body(403, permission), ErrorKind::Denied, Some("Security"), "security permission", "Security Roles"),
        (
            json_body(403, r#"{"code":"Security","message":"SSL is required.","errors":null}"#),
            ErrorKind::Config,
            Some("Security"),
            "SSL is required",
            "`api-`",
        ),
        (
            json_body(400, r#"{"code":"X","message":"The clientId supplied is unknown"}"#),
            ErrorKind::Credentials,
            Some("X"),
            "unknown",
            "CW_PSA_CLIENT_ID",
        ),
        (
            json_body(404, r#"{"code":"NotFound","message":"Ticket 7 not found"}"#),
            ErrorKind::NotFound,
            Some("NotFound"),
            "Ticket 7 not found",
            "",
        ),
        (
            json_body(404, r#"{"code":"ConnectWiseApi","message":"The endpoint does not exist."}"#),
            ErrorKind::NotFound,
            Some("ConnectWiseApi"),
            "does not exist",
            "no such route",
        ),
        (Reply::status(405), ErrorKind::Unsupported, None, "405 Method Not Allowed", "no such route"),
        (Reply::status(409), ErrorKind::Conflict, None, "409 Conflict", ""),
        (Reply::status(414), ErrorKind::Rejected, None, "414", ""),
        (Reply::status(415), ErrorKind::Rejected, None, "415", ""),
        (json_body(500, boolean), ErrorKind::Server, Some("ConnectWiseApi"), "valid Boolean", ""),
        (json_body(500, timeout), ErrorKind::Server, Some("ConnectWiseApi"), "Timeout Expired", ""),
        (
            Reply::body(403, "<!DOCTYPE html><title>Attention Required! | Cloudflare</title>")
                .header("server", "cloudflare")
                .header("cf-ray", "8f2a-FRA"),
            ErrorKind::Denied,
            None,
            "titled \"Attention Required! | Cloudflare\" (from Cloudflare",
            "",
        ),
    ];
    for (reply, kind, code, message, hint) in cases {
        let error = refused(reply, false).await;
        assert_eq!((error.kind(), error.code()), (kind, code), "{error}");
        assert!(error.to_string().contains(message), "{message}: {error}");
        let hinted = error.hint().unwrap_or_default();
        assert!(hinted.contains(hint) && hinted.is_empty() == hint.is_empty(), "{hint:?}: {error}");
        assert_eq!(error.was_sent(), Sent::Yes);
    }
}

#[tokio::test]
async fn what_is_wrong_with_which_field_is_told() {
    let body = json!({
        "code": "InvalidObject", "message": "ticket object is invalid",
        "errors": [
            { "code": "NotFound", "message": "Status 17 not found for Board 21", "resource": "ticket", "field": "status/id" },
            { "code": "MissingRequiredField", "message": "The summary field is required.", "field": "summary" },
            { "code": "MaxLengthField", "message": "maximum length of 100.", "field": "summary" },
            { "code": "ObjectExists", "message": "A matching entry already exists" },
        ],
    });
    let (psa, _) = client([Reply::json(400, body.to_string()).header("x-cw-request-id", "r-1")]);
    let error = psa.tickets().create(&NewTicket::new("", By::id(1))).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code(), error.request_id()),
        (ErrorKind::Rejected, Some("InvalidObject"), Some("r-1"))
    );
    let fields: Vec<_> =
        error.service().fields.iter().map(|field| (field.field.as_deref(), field.code.as_deref())).collect();
    assert_eq!(
        fields,
        [
            (Some("status/id"), Some("NotFound")),
            (Some("summary"), Some("MissingRequiredField")),
            (Some("summary"), Some("MaxLengthField")),
            (None, Some("ObjectExists")),
        ]
    );
    assert!(error.to_string().contains("status/id: Status 17 not found for Board 21"), "{error}");
}

#[tokio::test]
async fn a_404_hints_at_the_settings_until_a_call_has_succeeded() {
    for (reply, hinted) in [
        (Reply::status(404), true),
        (Reply::json(404, r#"{"message":"Not here"}"#), true),
        (Reply::json(404, r#"{"code":"NotFound","message":"Ticket 7 not found"}"#), false),
    ] {
        let error = refused(reply.clone(), true).await;
        assert_eq!(error.hint().is_some_and(|hint| hint.contains("CW_PSA_SITE")), hinted, "{error}");
        assert_eq!(refused(reply, false).await.hint(), None);
    }
    let denied = refused(Reply::status(403), true).await;
    assert!(denied.hint().unwrap().contains("CW_PSA_CLIENT_ID"), "{denied}");
    assert_eq!(refused(Reply::status(403), false).await.kind(), ErrorKind::Denied);
}

#[tokio::test(start_paused = true)]
async fn a_429_is_waited_out_whatever_its_body_and_method() {
    let json = r#"{"error":"ConnectWiseAPI","message":"Too many requests. Please try again in 30 seconds."}"#;
    for reply in [Reply::json(429, json), Reply::body(429, "error code: 1015").header("server", "cloudflare")] {
        let begun = tokio::time::Instant::now();
        let (psa, script) = client([reply.header("retry-after", "30"), answer(json!({ "id": 7 }))]);
        psa.tickets().create(&NewTicket::new("x", By::id(1))).await.unwrap();
        assert_eq!(script.sent().len(), 2);
        assert!(begun.elapsed() >= Duration::from_secs(30));
    }
}

async fn create(psa: &PsaClient) -> Error {
    psa.tickets().create(&NewTicket::new("x", By::id(1))).await.unwrap_err()
}

#[tokio::test]
async fn a_redirect_behind_a_post_leaves_the_outcome_open_and_is_not_followed() {
    for status in [301, 302, 307] {
        let location = "http://na.myconnectwise.net/v4_6_release/apis/3.0/service/tickets/48213";
        let (psa, script) = client([Reply::status(status).header("location", location)]);
        let error = create(&psa).await;
        assert_eq!((error.kind(), error.status()), (ErrorKind::OutcomeUnknown, Some(status)));
        assert_eq!((error.location(), error.is_retryable()), (Some(location), false));
        assert!(error.to_string().contains(location) && error.to_string().contains("may or may not"), "{error}");
        assert_eq!(script.sent().len(), 1);
        let (psa, _) = client([Reply::status(status).header("location", location)]);
        assert_eq!(psa.system_info().await.unwrap_err().kind(), ErrorKind::Redirect);
    }
}

#[tokio::test]
async fn a_creation_whose_answer_is_lost_or_unreadable_is_not_called_failed() {
    let page = Reply::body(200, "<html><title>Sign in</title>").header("content-type", "text/html");
    for reply in [Reply::cut(), Reply::status(502), page, Reply::json(201, r#"{"id":"#)] {
        let (psa, script) = client([reply]);
        let error = create(&psa).await;
        assert_eq!((error.kind(), script.sent().len()), (ErrorKind::OutcomeUnknown, 1), "{error}");
    }
    let page = Reply::body(200, "<html><title>Sign in</title>").header("content-type", "text/html");
    let (psa, _) = client([page]);
    let error = psa.system_info().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("a web page titled \"Sign in\""), "{error}");
}
