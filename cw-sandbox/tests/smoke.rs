mod common;
use common::Caller;
#[tokio::test]
async fn smoke() {
    let c = Caller::new().await;
    for p in [
        "/Clients",
        "/Computers",
        "/Alerts",
        "/Scripts",
        "/Locations",
        "/computers/1003/alerts",
        "/computers/1003/drives",
        "/computers/1003/scripthistory",
        "/computers/1003/services",
        "/Groups",
        "/Tickets",
        "/v2/contacts",
        "/computers/1011",
    ] {
        let v = c.read(p).await;
        let t = v.to_string();
        println!("{p} {} {}", v.as_array().map_or(0, Vec::len), &t.chars().take(700).collect::<String>());
    }
}
