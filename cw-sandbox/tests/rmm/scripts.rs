//! Scripts and definitions of tasks.

use std::collections::BTreeMap;

use cw_sandbox::ShellScript;
use serde_json::{Value, json};

use crate::caller::{Caller, V1, texts};

async fn shell_scripts(caller: &Caller) -> Vec<Value> {
    let body = caller.read(&format!("{V1}/automation/shellScripts")).await;
    let scripts = body["Templates"].as_array().unwrap().clone();
    assert_eq!(body["count"], scripts.len());
    scripts
}

#[tokio::test]
async fn there_are_shell_scripts_of_all_kinds() {
    let caller = Caller::new().await;
    let scripts = shell_scripts(&caller).await;
    assert!(scripts.len() >= 40);
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    for script in &scripts {
        *by_name.entry(script["name"].as_str().unwrap()).or_default() += 1;
    }
    assert_eq!(by_name.values().filter(|count| **count == 2).count(), 2, "two names are there twice");
    assert_eq!((by_name["Restart Service"], by_name["Disk Cleanup"]), (2, 1));
    assert!(by_name.keys().filter(|name| name.chars().count() > 80).count() >= 2);
    assert!(by_name.keys().any(|name| !name.is_ascii()) && by_name.contains_key("???"));
    let is_off = |script: &&Value| ["inactive", "Draft", "Disabled"].contains(&script["state"].as_str().unwrap());
    assert_eq!(scripts.iter().filter(is_off).count(), 3);
    let schema = |script: &Value| script["jsonSchema"].clone();
    assert!(scripts.iter().any(|s| schema(s).is_null()));
    assert!(scripts.iter().any(|s| schema(s).is_object()));
    assert!(scripts.iter().any(|s| schema(s) == ""));
    let broken = |text: &str| !text.is_empty() && serde_json::from_str::<Value>(text).is_err();
    assert!(scripts.iter().any(|s| schema(s).as_str().is_some_and(broken)));
    let ids: std::collections::BTreeSet<&str> = scripts.iter().map(|s| s["templateId"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), scripts.len());
}

#[tokio::test]
async fn the_list_is_what_the_world_says() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    for (shown, own) in shell_scripts(&caller).await.iter().zip(&world.shell_scripts) {
        assert_eq!((shown["templateId"].as_str(), shown["name"].as_str()), (Some(&*own.id), Some(&*own.name)));
        assert_eq!((&shown["jsonSchema"], &shown["hasParameters"]), (&own.schema, &json!(own.has_parameters)));
        assert!(shown.get("body").is_none() && shown.get("effect").is_none());
    }
    let scripts = caller.read(&format!("{V1}/automation/scripts")).await;
    let names: Vec<&str> = world.automation_scripts.iter().map(|script| script.name.as_str()).collect();
    assert_eq!(texts(&scripts, "name"), names);
}

#[tokio::test]
async fn definitions_have_no_id_and_carry_the_schema() {
    let caller = Caller::new().await;
    let tasks = caller.read(&format!("{V1}/automation/tasks")).await;
    for task in tasks.as_array().unwrap() {
        assert!(task.get("id").is_none() && task.get("templateID").is_none());
        let schema: Value = serde_json::from_str(task["JSONSchema"].as_str().unwrap()).unwrap();
        assert_eq!(schema["type"], "object");
    }
    let names = texts(&tasks, "name");
    assert!(names.contains(&"Weekly health report") && names.contains(&"Disk Cleanup"));
}

#[tokio::test]
async fn scripts_come_change_and_go_while_it_runs() {
    let caller = Caller::new().await;
    let before = shell_scripts(&caller).await.len();
    let mut script = ShellScript::new("Show Fonts");
    "Lists fonts".clone_into(&mut script.description);
    let id = caller.sandbox.add_shell_script(script);
    let find = async || shell_scripts(&caller).await.into_iter().find(|s| s["templateId"] == *id);
    let added = find().await.unwrap();
    assert_eq!((&added["name"], &added["state"]), (&json!("Show Fonts"), &json!("active")));
    caller.sandbox.advance(std::time::Duration::from_secs(60));
    assert!(caller.sandbox.edit_shell_script(&id, |script| {
        "Delete Fonts".clone_into(&mut script.name);
        script.schema = json!("{}");
    }));
    let edited = find().await.unwrap();
    assert_eq!((&edited["name"], &edited["jsonSchema"]), (&json!("Delete Fonts"), &json!("{}")));
    assert_ne!(edited["updatedOn"], added["updatedOn"]);
    assert_eq!(edited["createdOn"], added["createdOn"]);
    assert_eq!(caller.sandbox.remove_shell_script(&id).unwrap().name, "Delete Fonts");
    assert!(find().await.is_none() && caller.sandbox.remove_shell_script(&id).is_none());
    assert!(!caller.sandbox.edit_shell_script(&id, |_| {}));
    assert_eq!(shell_scripts(&caller).await.len(), before);
}
