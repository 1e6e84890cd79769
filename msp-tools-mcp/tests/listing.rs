//! What a client is shown: every tool it may call, in a fixed order, or a few and a way to find the rest.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use msp_tools_core::{Policies, Policy};
use msp_tools_mcp::{Server, SetupError};
use serde_json::{Value, json};
use support::{NEW, OLD, Scene, Tower};

fn names(list: &Value) -> Vec<&str> {
    list["result"]["tools"].as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_tool_is_told_with_schemas_and_hints_and_a_never_tool_is_not_there() {
    let scene = Scene::new();
    for version in [OLD, NEW] {
        let mut client = scene.client(version, json!({})).await;
        let list = client.request("tools/list", json!({})).await;
        assert_eq!(names(&list), ["bell-engrave", "bell-list", "bell-ring"]);
        let ring = &list["result"]["tools"][2];
        assert_eq!((&ring["title"], &ring["description"]), (&json!("Ring a bell"), &json!("Does bell-ring.")));
        assert_eq!(ring["inputSchema"]["required"], json!(["bell"]));
        assert_eq!(ring["outputSchema"]["properties"], json!({"done": {"type": "string"}}));
        let hints =
            json!({"readOnlyHint": false, "destructiveHint": true, "idempotentHint": false, "openWorldHint": true});
        assert_eq!(ring["annotations"], hints);
        assert_eq!(list["result"]["nextCursor"], Value::Null);
    }
}

#[tokio::test]
async fn many_tools_come_in_pages_which_tools_that_come_and_go_do_not_shift() {
    let scene = Scene::with(|registry| registry, |server| server.most_listed(10_000).most_listed_bytes(usize::MAX));
    scene.tower.find((0..250).map(|n| format!("tune-{n:03}")));
    scene.registry.refresh().await.unwrap();
    let mut client = scene.client(NEW, json!({})).await;
    let first = client.request("tools/list", json!({})).await;
    assert_eq!(names(&first).len(), 100);
    assert_eq!(names(&first)[99], "tune-096");

    scene.tower.find((50..250).map(|n| format!("tune-{n:03}")));
    scene.registry.refresh().await.unwrap();
    let mut all: Vec<String> = Vec::new();
    let mut cursor = first["result"]["nextCursor"].clone();
    while !cursor.is_null() {
        let page = client.request("tools/list", json!({"cursor": cursor})).await;
        all.extend(names(&page).iter().map(|name| (*name).to_owned()));
        cursor = page["result"]["nextCursor"].clone();
    }
    assert_eq!(all, (97..250).map(|n| format!("tune-{n:03}")).collect::<Vec<_>>());

    let foreign = client.request("tools/list", json!({"cursor": "../../etc"})).await;
    assert_eq!(foreign["error"]["code"], -32602);
}

#[tokio::test]
async fn too_many_tools_are_found_rather_than_listed() {
    let scene = Scene::with(
        |registry| registry.one_person(true),
        |server| server.featured(["bell-ring", "bell-melt", "gone", "bell-list"]),
    );
    scene.tower.find((0..1_000).map(|n| format!("tune-{n}")));
    scene.registry.refresh().await.unwrap();
    let mut client = scene.client(NEW, support::forms()).await;
    let list = client.request("tools/list", json!({})).await;
    assert_eq!(names(&list), ["bell-list", "bell-ring", "call-tool", "search-tools"]);

    let found = client.call("search-tools", json!({"intent": "play the tune 77", "limit": 2})).await;
    let tools = found["result"]["structuredContent"]["tools"].as_array().unwrap();
    assert_eq!((tools.len(), &tools[0]["name"], &tools[0]["policy"]), (2, &json!("tune-77"), &json!("approval")));
    let none = client.call("search-tools", json!({"intent": "melt"})).await;
    assert!(!none.to_string().contains("bell-melt"), "{none}");

    // The same gate, whichever way a tool is called: a person is asked about the tool itself.
    let through = client.call("call-tool", json!({"name": "tune-77"})).await;
    let question = through["result"]["inputRequests"]["approval"]["params"]["message"].as_str().unwrap();
    assert!(question.contains("parish_tower:tune-77"), "{question}");
    let read = client.call("call-tool", json!({"name": "bell-list", "arguments": {"limit": 1}})).await;
    assert_eq!(read["result"]["structuredContent"]["items"][0]["id"], 1);
    assert!(scene.tower.log().is_empty());

    // Mistakes of a model are told to it, and there is no way around what may never run.
    for mistake in
        [json!({"name": "bell-melt", "arguments": {"bell": 1}}), json!({"name": "nothing"}), json!({"tool": 1})]
    {
        let told = client.call("call-tool", mistake).await;
        assert_eq!(told["result"]["isError"], true, "{told}");
    }
    let too_many = client.call("search-tools", json!({"intent": "x", "limit": 21})).await;
    assert!(support::text(&too_many).contains("$.limit"), "{too_many}");
}

#[tokio::test]
async fn a_list_stays_within_its_bytes() {
    let scene =
        Scene::with(|registry| registry, |server| server.most_listed_bytes(2_900).featured(["bell-ring", "bell-list"]));
    scene.tower.find((0..10).map(|n| format!("tune-{n}")));
    scene.registry.refresh().await.unwrap();
    let mut client = scene.client(OLD, json!({})).await;
    let list = client.request("tools/list", json!({})).await;
    assert_eq!(names(&list), ["bell-ring", "call-tool", "search-tools"], "the next would be too much");
    assert!(list["result"]["tools"].to_string().len() <= 2_900);
}

#[tokio::test]
async fn a_toolset_is_all_there_is() {
    let scene = Scene::with(|registry| registry, |server| server.toolsets(["tower-read".parse().unwrap()]));
    let mut client = scene.client(OLD, json!({})).await;
    assert_eq!(names(&client.request("tools/list", json!({})).await), ["bell-list"]);
    for call in
        [("bell-ring", json!({"bell": 1})), ("call-tool", json!({"name": "bell-ring", "arguments": {"bell": 1}}))]
    {
        let refused = client.call(call.0, call.1).await;
        assert!(refused["error"]["code"] == -32602 || refused["result"]["isError"] == true, "{refused}");
        assert!(!refused.to_string().contains("awaiting"), "{refused}");
    }
    let (registry, _) = Tower::default().builder().build().unwrap();
    let empty = Server::builder(registry).toolsets(["psa".parse().unwrap()]).build();
    assert!(matches!(empty, Err(SetupError::NoSuchTools(set)) if set.to_string() == "psa"));
}

#[tokio::test]
async fn in_read_only_mode_nothing_else_is_there() {
    let scene = Scene::with(|registry| registry.policies(Policies::default().read_only()), |server| server);
    let mut client = scene.client(OLD, json!({})).await;
    assert_eq!(names(&client.request("tools/list", json!({})).await), ["bell-list"]);
    let refused = client.call("bell-ring", json!({"bell": 1})).await;
    assert_eq!(refused["error"]["message"], "Unknown tool: bell-ring");
}

#[tokio::test]
async fn clients_are_told_when_tools_come_and_go() {
    let scene = Scene::new();
    let mut old = scene.client(OLD, json!({})).await;
    let mut new = scene.client(NEW, json!({})).await;
    let listening = new.begin("subscriptions/listen", json!({"notifications": {"toolsListChanged": true}})).await;
    new.note("notifications/subscriptions/acknowledged").await;
    // Whoever has been answered is followed by now.
    old.request("ping", json!({})).await;

    scene.registry.refresh().await.unwrap();
    scene.tower.find(["tune-1".to_owned()]);
    scene.registry.refresh().await.unwrap();
    for client in [&mut old, &mut new] {
        client.note("notifications/tools/list_changed").await;
        assert!(names(&client.request("tools/list", json!({})).await).contains(&"tune-1"));
        assert!(client.notes.is_empty(), "once, and not for a refresh that brought nothing: {:?}", client.notes);
    }

    let policies = Policies::builder().tool("bell-ring", Policy::Never).build(&scene.desk.catalog()).unwrap();
    scene.desk.set_policies(policies);
    for client in [&mut old, &mut new] {
        client.note("notifications/tools/list_changed").await;
        assert!(!names(&client.request("tools/list", json!({})).await).contains(&"bell-ring"));
    }
    new.send(json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": listening}})).await;
}

#[tokio::test]
async fn what_is_not_declared_is_not_there() {
    let scene = Scene::new();
    for version in [OLD, NEW] {
        let mut client = scene.client(version, json!({})).await;
        for method in ["prompts/list", "resources/list", "resources/templates/list"] {
            assert_eq!(client.request(method, json!({})).await["error"]["code"], -32601, "{method}");
        }
    }
}
