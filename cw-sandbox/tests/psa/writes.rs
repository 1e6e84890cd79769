//! Creating, changing and deleting.

use serde_json::json;

use crate::caller::Caller;

#[tokio::test]
async fn a_ticket_is_created_with_defaults_and_seen() {
    let caller = Caller::new().await;
    let ticket = caller
        .write(
            "POST",
            "/service/tickets",
            json!({
                "summary": "Laptop is hot", "company": { "identifier": "acmedental" }, "board": { "name": "Help Desk" },
                "status": { "name": "In Progress" }, "contact": { "id": 7001 }, "initialDescription": "It burns.",
                "customFields": [{ "id": 7, "value": "A-1" }],
            }),
        )
        .await;
    assert_eq!(ticket["status"]["id"], 112);
    println!("{ticket:#}");
}
