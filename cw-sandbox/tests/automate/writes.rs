//! Tables that can be written.

use serde_json::{Value, json};

use crate::caller::Caller;

async fn json_of(answer: reqwest::Response) -> Value {
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

#[tokio::test]
async fn a_client_and_its_location_come_and_go() {
    let caller = Caller::new().await;
    let client = json_of(caller.send("POST", "/clients", json!({ "name": "New & Co", "Nonsense": 1 })).await).await;
    assert!(client.get("Nonsense").is_none(), "what does not bind is ignored");
    let id = client["Id"].as_str().unwrap().to_owned();
    let path = format!("/clients/{id}");

    let patch = json!([{ "op": "replace", "path": "/NAME", "value": "Newer" }]);
    assert_eq!(json_of(caller.send("PATCH", &path, patch).await).await["Name"], "Newer");
    assert!(caller.sandbox.world().company_named("Newer").is_some(), "every product sees the new name");

    let location = json!({ "Name": "Attic", "Client": { "Id": id } });
    let location = json_of(caller.send("POST", "/locations", location).await).await;
    assert_eq!(location["Client"]["Name"], "Newer");
    let listed = caller.list("/locations", &[("condition", &format!("Client.Id={id}"))]).await;
    assert_eq!(listed[0]["LocationId"], location["Id"]);

    assert_eq!(caller.request("DELETE", &path).send().await.unwrap().status(), 409);
    let location = format!("/locations/{}", location["Id"]);
    assert_eq!(caller.request("DELETE", &location).send().await.unwrap().status(), 204);
    assert_eq!(caller.request("DELETE", &path).send().await.unwrap().status(), 204);
    assert_eq!(caller.get(&path).await.status(), 404);
    assert!(caller.sandbox.world().company_named("Newer").is_none());
}

#[tokio::test]
async fn bad_writes_change_nothing() {
    let caller = Caller::new().await;
    let before = caller.read("/locations?pageSize=1000").await;
    let clients = caller.read("/clients").await;
    for (method, path, body) in [
        ("POST", "/clients", json!({ "Company": "no name" })),
        ("POST", "/clients", json!({ "Name": ["not", "text"] })),
        ("POST", "/clients", json!([])),
        ("PUT", "/clients/11", json!({ "Name": " " })),
        ("PATCH", "/clients/11", json!({ "Op": "replace", "Path": "/Name", "Value": "x" })),
        ("PATCH", "/clients/11", json!([{ "Op": "replace", "Path": "/Nope", "Value": "x" }])),
        ("PATCH", "/clients/11", json!([{ "Op": "replace", "Path": "/Id", "Value": "9" }])),
        ("PATCH", "/clients/11", json!([{ "Op": "move", "Path": "/Name" }])),
        ("POST", "/locations", json!({ "Name": "Nowhere", "Client": { "Id": 1 } })),
        ("PATCH", "/locations/101", json!([{ "Op": "replace", "Path": "/Client/Id", "Value": 1 }])),
    ] {
        let answer = caller.send(method, path, body.clone()).await;
        assert_eq!(answer.status(), 400, "{method} {path} {body}");
    }
    for (method, body) in [("PUT", json!({ "Name": "x" })), ("PATCH", json!([]))] {
        assert_eq!(caller.send(method, "/clients/9999", body).await.status(), 404);
    }
    assert_eq!(caller.read("/locations?pageSize=1000").await, before);
    assert_eq!(caller.read("/clients").await, clients);
    assert!(caller.sandbox.log().committed().is_empty());
    assert_eq!(caller.sandbox.log().writes().len(), 12);
}

#[tokio::test]
async fn extra_fields_keep_what_is_written() {
    let caller = Caller::new().await;
    for (owner, field, path, value) in [
        ("/clients/11", 901, "/dropdownSettings/selectedValue", json!("Gold")),
        ("/locations/101", 911, "/TextFieldSettings/Value", json!("4711")),
        ("/computers/1003", 922, "/CheckboxSettings/IsChecked", json!(true)),
        ("/contacts/501", 931, "/TextFieldSettings/Value", json!("de")),
    ] {
        let fields = format!("{owner}/extrafields");
        let one = format!("{fields}/{field}");
        let patch = json!([{ "Op": "replace", "Path": path, "Value": value }]);
        json_of(caller.send("PATCH", &one, patch).await).await;
        let written = |rows: &Value| {
            let row = rows.as_array().unwrap().iter().find(|r| r["ExtraFieldDefinitionId"] == field).unwrap().clone();
            (row.to_string().contains(&value.to_string()), row["IsDefaultValue"] == false)
        };
        assert_eq!(written(&caller.read(&fields).await), (true, true), "{owner}");
        let wrong = json!([{ "Op": "replace", "Path": path, "Value": [1] }]);
        assert_eq!(caller.send("PATCH", &one, wrong).await.status(), 400, "{owner}");
        let title = json!([{ "Op": "replace", "Path": "/Title", "Value": "x" }]);
        assert_eq!(caller.send("PATCH", &one, title).await.status(), 400, "{owner}");
        json_of(caller.request("DELETE", &one).send().await.unwrap()).await;
        assert!(!written(&caller.read(&fields).await).1, "{owner}: back to the default");
    }
}

#[tokio::test]
async fn contacts_are_written_in_the_second_version_and_read_in_both() {
    let caller = Caller::new().await;
    let body = json!({ "FirstName": "Zoë", "LastName": "D'Arcy", "EmailAddress": "z@x.example", "Client": { "ClientId": 12 }, "Password": "canary" });
    let made = json_of(caller.send("POST", "/v2/contacts", body).await).await;
    assert!(made["Password"].is_null());
    let found = caller.list("/v2/contacts", &[("condition", "Client.ClientId = 12 and LastName = 'D''Arcy'")]).await;
    assert_eq!(found[0]["ContactId"], made["ContactId"]);
    let old = caller.list("/contacts", &[("condition", "Email = 'z@x.example'")]).await;
    assert_eq!(
        (old[0]["Id"].as_str().unwrap(), &old[0]["Client"]["Name"]),
        (made["ContactId"].to_string().as_str(), &json!("Contoso"))
    );
    let path = format!("/v2/contacts/{}", made["ContactId"]);
    assert_eq!(caller.request("DELETE", &path).send().await.unwrap().status(), 204);
    assert_eq!(caller.send("PATCH", &path, json!([])).await.status(), 405);
}

#[tokio::test]
async fn groups_have_members() {
    let caller = Caller::new().await;
    let group = json_of(caller.send("POST", "/groups", json!({ "Name": "Mine" })).await).await;
    let member = json!({ "GroupId": group["Id"], "ComputerId": 1001 });
    let member = json_of(caller.send("POST", "/groupcomputers", member).await).await;
    assert_eq!(member["ComputerId"], "1001");
    let id = group["Id"].as_str().unwrap();
    let rows = caller.list("/groups", &[("ids", id), ("expand", "computers")]).await;
    assert_eq!(rows[0]["Computers"], json!([{ "Id": "1001", "ComputerName": "DC01" }]));
}

#[tokio::test]
async fn scripts_and_folders_are_written_in_both_versions() {
    let caller = Caller::new().await;
    let folder = json_of(caller.send("POST", "/v2/scripts/scriptfolders/20", json!({ "Name": "Ours" })).await).await;
    let folder = folder["ScriptFolderId"].clone();
    let body = json!({ "Name": "Hello", "Parameters": ["Who"], "Folder": { "Id": folder } });
    let made = json_of(caller.send("POST", "/scripts", body).await).await;
    assert_eq!(made["FullFolderPath"], "Tools\\Ours");
    let id = made["Id"].as_str().unwrap().to_owned();

    let change = json!({ "Name": "Hello again", "Description": "Waves" });
    let changed = json_of(caller.send("PUT", &format!("/v2/scripts/{id}"), change).await).await;
    assert_eq!((&changed["Parameters"], &changed["Description"]), (&json!(["Who"]), &json!("Waves")));
    let read = caller.read(&format!("/scripts/{id}")).await;
    assert_eq!((&read["Comments"], &read["Version"]), (&json!("Waves"), &json!(2)));

    let copy = json_of(caller.send("POST", "/scripts/5101/copy", json!(null)).await).await;
    let world = caller.sandbox.world();
    let copy = world.script(copy.as_u64().unwrap().try_into().unwrap()).unwrap();
    assert_eq!(copy.effect, world.script_named("Disk Cleanup").unwrap().effect);

    let path = format!("/scriptfolders/{folder}");
    assert_eq!(caller.request("DELETE", &path).send().await.unwrap().status(), 409);
    caller.request("DELETE", &format!("/v2/scripts/{id}")).send().await.unwrap();
    assert_eq!(caller.request("DELETE", &path).send().await.unwrap().status(), 204);
    let tree = caller.read("/scriptfolders/hierarchy").await;
    assert_eq!(tree[0]["SubFolders"][0]["Name"], "Maintenance");
}

#[tokio::test]
async fn a_folder_inside_itself_does_not_hang_the_tree() {
    let caller = Caller::new().await;
    let patch = json!([{ "Op": "replace", "Path": "/ParentId", "Value": "21" }]);
    json_of(caller.send("PATCH", "/scriptfolders/20", patch).await).await;
    caller.read("/scriptfolders/hierarchy").await;
    caller.read("/scripts").await;
}

#[tokio::test]
async fn a_retired_computer_is_gone_and_remembered() {
    let caller = Caller::new().await;
    let kiosk = caller.machine("kiosk").id;
    let path = format!("/computers/{kiosk}");
    assert_eq!(caller.request("DELETE", &path).send().await.unwrap().status(), 204);
    assert_eq!(caller.get(&path).await.status(), 404);
    assert!(caller.list("/alerts", &[("condition", "Computer.Name = 'kiosk'")]).await.is_empty());
    assert_eq!(caller.read("/retiredassets").await[0]["ComputerName"], "kiosk");
}

#[tokio::test]
async fn orders_to_patch_are_followed() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let stats = async |id: u32| caller.read(&format!("/computers/{id}/patchingstats")).await;
    let mut behind = None;
    for machine in &world.machines {
        let stats = stats(machine.id).await;
        if stats["MissingPatchCount"] != 0 && stats["FailedPatchCount"] != 0 {
            behind = Some(machine.id);
        }
    }
    let id = behind.unwrap();
    for action in ["DeployAllApproved", "ReattemptFailed", "SetToPilotStage"] {
        let order = json!({ "EntityType": 1, "EntityId": id });
        assert_eq!(caller.send("POST", &format!("/PatchActions/{action}"), order).await.status(), 204);
    }
    let after = stats(id).await;
    let expected = json!([0, 0, "Pilot"]);
    assert_eq!(json!([after["MissingPatchCount"], after["FailedPatchCount"], after["Stage"]]), expected);
    assert!(caller.list(&format!("/computers/{id}/microsoftupdates"), &[]).await.is_empty());
    let nobody = json!({ "EntityType": 1, "EntityId": 9 });
    assert_eq!(caller.send("POST", "/PatchActions/DeployAllApproved", nobody).await.status(), 404);
}

#[tokio::test]
async fn software_services_and_tasks_change() {
    let caller = Caller::new().await;
    let software = caller.list("/computers/1003/software", &[]).await;
    let uninstall = format!("/computers/1003/software/{}/uninstall", software[0]["ApplicationId"]);
    assert_eq!(caller.send("POST", &uninstall, json!({ "UninstallPath": "x" })).await.status(), 204);
    assert_eq!(caller.list("/computers/1003/software", &[]).await, software[1..]);
    assert_eq!(caller.send("POST", &uninstall, json!({})).await.status(), 404);

    let service = &caller.list("/computers/1003/services", &[]).await[0];
    let classify = format!("/services/{}/classify", service["ComputerServiceId"]);
    assert_eq!(caller.send("POST", &classify, json!({ "Id": 4, "Name": "Critical" })).await.status(), 204);
    assert_eq!(caller.list("/computers/1003/services", &[]).await[0]["Classification"]["Name"], "Critical");

    let task = json!({ "Name": "Nightly", "Command": "x.exe" });
    assert_eq!(caller.send("POST", "/computers/1003/scheduledtasks", task).await.status(), 204);
    assert_eq!(caller.list("/computers/1003/scheduledtasks", &[]).await[0]["Name"], "Nightly");
    assert!(caller.list("/computers/1001/scheduledtasks", &[]).await.is_empty());
}

#[tokio::test]
async fn drive_history_ends_at_the_present() {
    let caller = Caller::new().await;
    let drive = caller.machine("kiosk").drives[0].clone();
    let samples = caller.list(&format!("/drives/{}/drivestats/weekly", drive.id), &[]).await;
    assert_eq!((samples.len(), &samples[11]["FreeSpacePercentage"]), (12, &json!(drive.percent_free())));
    assert_eq!(caller.get("/drives/5/drivestats/weekly").await.status(), 404);
}
