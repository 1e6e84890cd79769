//! Documents.

use serde_json::json;

use crate::caller::Caller;

#[tokio::test]
async fn what_is_uploaded_can_be_downloaded() {
    let caller = Caller::new().await;
    let content: Vec<u8> = (0..=255).chain(*b"\r\n\r\n--\r\n").collect();
    let fields = [("recordType", "Ticket"), ("recordId", "100002"), ("title", "Täglich"), ("readOnlyFlay", "true")];
    let made = caller.upload("bäckerei.bin", &content, &fields).await;
    assert_eq!((&made["title"], &made["size"]), (&json!("Täglich"), &json!(content.len())));
    assert_eq!(made["readOnlyFlag"], true);

    let answer = caller.get(&format!("/system/documents/{}/download", made["id"])).await;
    assert_eq!(answer.headers()["content-type"], "application/octet-stream");
    let name = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(name.contains("filename*=UTF-8''b%C3%A4ckerei%2Ebin"), "{name}");
    assert_eq!(answer.bytes().await.unwrap(), content);

    let of_ticket =
        async |id: &str| caller.list("/system/documents", &[("recordType", "Ticket"), ("recordId", id)]).await;
    assert_eq!((of_ticket("100002").await.len(), of_ticket("100003").await.len()), (1, 0));
    assert_eq!(caller.list("/service/tickets/100002/documents", &[]).await[0]["name"], "Täglich");
    assert_eq!(caller.send("DELETE", &format!("/system/documents/{}", made["id"]), json!({})).await.status(), 204);
    assert!(of_ticket("100002").await.is_empty());
}

#[tokio::test]
async fn json_is_no_document() {
    let caller = Caller::new().await;
    assert_eq!(caller.try_send("POST", "/system/documents", json!({ "recordType": "Ticket" })).await.0, 415);
    let form = caller.request("POST", "/system/documents").header("content-type", "multipart/form-data; boundary=cut");
    assert_eq!(form.body("--cut\r\nnonsense").send().await.unwrap().status(), 400);
}
