//! The patch dialect: what is sent, what is refused, what it would do, and how it is taken back.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use cw_psa_client::By;
use cw_psa_client::patch::{Change, Patch, PatchError};
use proptest::prelude::*;
use serde_json::{Value, json};

fn contact() -> Value {
    json!({
        "id": 1842, "firstName": "Pat", "title": null,
        "company": { "id": 912, "identifier": "FABRIKAM", "name": "Fabrikam Dental", "_info": { "company_href": "x" } },
        "communicationItems": [
            { "id": 1, "value": "pat@fabrikam.example", "communicationType": "Email", "type": { "id": 1, "name": "Email" } },
            { "id": 2, "value": "2075550142", "communicationType": "Phone", "type": { "id": 2, "name": "Direct" } },
        ],
        "customFields": [
            { "id": 7, "caption": "Badge", "value": "A-1" },
            { "id": 9, "caption": "VIP", "value": null },
        ],
    })
}

fn refused(patch: &Value) -> String {
    Patch::from_json(patch).unwrap_err().to_string()
}

#[test]
fn what_is_sent_is_the_servers_dialect() {
    let patch = Patch::new()
        .replace("summary", "Fixed")
        .reference("owner", &By::identifier("jdoe"))
        .custom_field(7, "A-2")
        .custom_field(9, true)
        .clear("requiredDate")
        .replace("communicationItems/1/value", "2075550199")
        .add("/communicationItems/2", json!({ "value": "x" }))
        .remove("communicationItems/0");
    assert_eq!(
        patch.to_json().unwrap(),
        json!([
            { "op": "replace", "path": "summary", "value": "Fixed" },
            { "op": "replace", "path": "owner", "value": { "identifier": "jdoe" } },
            { "op": "replace", "path": "customFields", "value": [{ "id": 7, "value": "A-2" }, { "id": 9, "value": true }] },
            { "op": "replace", "path": "requiredDate", "value": null },
            { "op": "replace", "path": "/communicationItems/1/value", "value": "2075550199" },
            { "op": "add", "path": "/communicationItems/2", "value": { "value": "x" } },
            { "op": "remove", "path": "/communicationItems/0" },
        ])
    );
    assert_eq!(patch.fields(), ["summary", "owner", "customFields", "requiredDate", "communicationItems"]);
    assert_eq!(serde_json::to_value(patch.operations()).unwrap(), patch.to_json().unwrap());
}

#[test]
fn left_alone_set_and_cleared_are_three_things() {
    #[derive(serde::Deserialize)]
    struct Update {
        #[serde(default)]
        summary: Change<String>,
    }
    for (json, operations) in [
        (json!({}), json!([])),
        (json!({ "summary": "x" }), json!([{ "op": "replace", "path": "summary", "value": "x" }])),
        (json!({ "summary": null }), json!([{ "op": "replace", "path": "summary", "value": null }])),
    ] {
        let update: Update = serde_json::from_value(json).unwrap();
        assert_eq!(Patch::new().change("summary", update.summary).to_json().unwrap(), operations);
    }
}

#[test]
fn what_is_answered_with_success_and_not_done_is_refused() {
    let patch = Patch::new().replace("company/identifier", "FABRIKAM");
    assert_eq!(
        patch.to_json(),
        Err(PatchError::InsideReference { path: "company/identifier".into(), reference: "company".into() })
    );
    assert_eq!(
        refused(&json!([{ "op": "replace", "path": "/status/id", "value": 5 }])),
        "/status/id reaches into a reference, which may be answered with success and change nothing: replace all of \
         status, by id, identifier or name"
    );
    let inside_element = Patch::new().replace("communicationItems/0/type/id", 2).check().unwrap_err();
    assert!(
        matches!(inside_element, PatchError::InsideReference { reference, .. } if reference == "communicationItems/0/type")
    );

    let entry = json!({ "timeStart": "2026-03-04T14:20:00Z", "timeEnd": "2026-03-04T15:05:00Z", "actualHours": 0.75 });
    let hours = Patch::new().replace("actualHours", 2.0);
    assert!(matches!(hours.apply_to(&entry), Err(PatchError::Refused { path, .. }) if path == "actualHours"));
    assert!(hours.apply_to(&json!({ "timeStart": "2026-03-04T14:20:00Z", "timeEnd": null })).is_ok());
    assert!(hours.apply_to(&json!({ "actualHours": 0.75 })).is_ok(), "a ticket's");

    let types = Patch::new().replace("types", json!([])).check().unwrap_err();
    assert!(types.to_string().contains("typeAssociations"), "{types}");
}

#[test]
fn names_in_the_wrong_case_are_refused() {
    let patch = Patch::new().replace("Summary", "x");
    let error = PatchError::WrongCase { path: "Summary".into(), known: "summary".into() };
    assert_eq!(patch.check_fields(&["id", "summary"]), Err(error.clone()));
    assert_eq!(patch.apply_to(&json!({ "summary": "y" })), Err(error));
    assert_eq!(patch.check_fields(&["Summary", "summary"]), Ok(()), "a record may have both");
    assert_eq!(Patch::new().replace("brandNew", 1).check_fields(&["summary"]), Ok(()), "servers get new fields");
}

#[test]
fn a_raw_patch_is_read_or_its_mistake_is_named() {
    let raw = json!([
        { "op": "replace", "path": "/summary", "value": "x" },
        { "op": "remove", "path": "communicationItems/0", "value": null },
    ]);
    let patch = Patch::from_json(&raw).unwrap();
    assert_eq!(patch, Patch::new().replace("summary", "x").remove("/communicationItems/0"));
    assert_eq!(Patch::from_json(&patch.to_json().unwrap()), Ok(patch));

    for (raw, start) in [
        (json!({ "summary": "x" }), "$: an array"),
        (json!(["summary"]), "$[0]: an object"),
        (json!([{ "op": "Replace", "path": "summary", "value": 1 }]), "$[0].op: \"add\", \"replace\" or \"remove\""),
        (json!([{ "op": "test", "path": "summary", "value": 1 }]), "$[0].op: "),
        (json!([{ "path": "summary", "value": 1 }]), "$[0].op: "),
        (json!([{ "op": "remove", "path": "a" }, { "op": "remove", "path": 1 }]), "$[1].path: "),
        (json!([{ "op": "replace", "path": "summary" }]), "$[0].value: a value"),
        (json!([{ "op": "remove", "path": "summary", "value": 1 }]), "$[0].value: nothing"),
        (json!([{ "op": "replace", "path": "a", "value": 1, "from": "b" }]), "$[0].from: nothing besides"),
        (json!([{ "op": "replace", "path": "", "value": 1 }]), "\"\" is no path"),
        (json!([{ "op": "replace", "path": "//a", "value": 1 }]), "\"//a\" is no path"),
        (json!([{ "op": "replace", "path": "0/a", "value": 1 }]), "\"0/a\" is no path"),
        (json!([{ "op": "add", "path": "communicationItems/-", "value": 1 }]), "\"communicationItems/-\" is no path"),
        (json!([{ "op": "replace", "path": "a b", "value": 1 }]), "\"a b\" is no path"),
        (json!([{ "op": "replace", "path": "id", "value": 1 }]), "id cannot be changed"),
        (
            json!([{ "op": "replace", "path": "customFields", "value": { "id": 7 } }]),
            "customFields: to replace it by a list of objects",
        ),
        (json!([{ "op": "add", "path": "customFields", "value": [] }]), "customFields: to replace it"),
        (json!([{ "op": "remove", "path": "customFields" }]), "customFields: to replace it"),
        (
            json!([{ "op": "replace", "path": "customFields", "value": [{ "caption": "Tag", "value": 1 }] }]),
            "customFields: ",
        ),
    ] {
        let message = refused(&raw);
        assert!(message.starts_with(start), "{raw}: {message}");
    }
}

#[test]
fn only_whole_replacements_are_safe_to_repeat() {
    assert!(Patch::new().replace("summary", "x").custom_field(7, 1).is_replay_safe());
    for patch in [
        Patch::new().replace("summary", "x").add("budgetHours", 1),
        Patch::new().remove("summary"),
        Patch::new().replace("communicationItems/0/value", "x"),
        Patch::new().replace("a b", "x"),
    ] {
        assert!(!patch.is_replay_safe(), "{patch:?}");
    }
}

#[test]
fn a_plan_shows_before_and_after() {
    let patch = Patch::new()
        .replace("firstName", "Patricia")
        .replace("title", Value::Null)
        .reference("company", &By::id(913))
        .custom_field(9, true)
        .custom_field(7, "A-1")
        .remove("communicationItems/0")
        .replace("communicationItems/0/value", "2075550199");
    let changes = serde_json::to_value(patch.changes(&contact()).unwrap()).unwrap();
    let company = json!({ "id": 912, "identifier": "FABRIKAM", "name": "Fabrikam Dental" });
    let items = &contact()["communicationItems"];
    let mut phone = items[1].clone();
    phone["value"] = "2075550199".into();
    assert_eq!(
        changes,
        json!([
            { "path": "firstName", "before": "Pat", "after": "Patricia" },
            { "path": "company", "before": company, "after": { "id": 913 } },
            { "path": "customFields/9", "before": null, "after": true },
            { "path": "communicationItems", "before": items, "after": [phone] },
        ])
    );
    let same = Patch::new().reference("company", &By::identifier("FABRIKAM"));
    assert_eq!(same.changes(&contact()), Ok(vec![]), "what is named already does not change");
}

#[test]
fn what_is_not_there_is_an_error() {
    for path in ["communicationItems/2/value", "communicationItems/9", "firstName/0", "nothing/0/x"] {
        let result = Patch::new().replace(path, 1).apply_to(&contact());
        assert!(matches!(result, Err(PatchError::NotThere { .. })), "{path}: {result:?}");
    }
    assert_eq!(Patch::new().apply_to(&json!([])), Err(PatchError::NoRecord));
}

#[test]
fn an_undo_says_what_it_cannot_take_back() {
    let patch = Patch::new()
        .replace("firstName", "Patricia")
        .replace("processNotifications", true)
        .reference("company", &By::name("Contoso"))
        .remove("communicationItems/0");
    let undo = patch.undo(&contact()).unwrap();
    assert_eq!(
        undo.patch.to_json().unwrap(),
        json!([
            {
                "op": "add", "path": "/communicationItems/0",
                "value": { "value": "pat@fabrikam.example", "communicationType": "Email", "type": { "id": 1, "name": "Email" } },
            },
            { "op": "replace", "path": "company", "value": { "id": 912 } },
            { "op": "replace", "path": "firstName", "value": "Pat" },
        ])
    );
    let remains: Vec<_> = undo.remains.iter().map(|remains| remains.path.as_str()).collect();
    assert_eq!(remains, ["/communicationItems/0", "processNotifications"]);
}

#[test]
fn an_undo_names_records_by_what_they_have() {
    let before =
        json!({ "type": { "id": null, "identifier": "S", "_info": {} }, "tags": [{ "text": "x", "_info": {} }] });
    let patch = Patch::new().reference("type", &By::id(4)).replace("tags", json!([]));
    assert_eq!(
        patch.undo(&before).unwrap().patch.to_json().unwrap(),
        json!([
            { "op": "replace", "path": "tags", "value": [{ "text": "x" }] },
            { "op": "replace", "path": "type", "value": { "identifier": "S" } },
        ])
    );
}

/// A record without what an undo cannot restore: ids of elements that come back, and null where nothing is.
fn comparable(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let names_a_record = fields.contains_key("id") && !fields.contains_key("value");
            let keep = |name: &str, value: &Value| {
                !value.is_null() && name != "_info" && if names_a_record { name == "id" } else { name != "id" }
            };
            fields
                .iter()
                .filter(|(name, value)| keep(name, value))
                .map(|(name, value)| (name.clone(), comparable(value)))
                .collect()
        }
        Value::Array(elements) => elements.iter().map(comparable).collect(),
        plain => plain.clone(),
    }
}

fn operations() -> impl Strategy<Value = Patch> {
    let step = (0..8_u8, 0..3_usize, any::<i16>()).prop_map(|(kind, index, n)| (kind, index, i64::from(n)));
    prop::collection::vec(step, 0..8).prop_map(|steps| {
        steps.into_iter().fold(Patch::new(), |patch, (kind, index, n)| match kind {
            0 => patch.replace("firstName", n),
            1 => patch.remove("title"),
            2 => patch.reference("company", &By::id(n)),
            3 => patch.custom_field(7 + n.rem_euclid(4), n),
            4 => patch.add(&format!("communicationItems/{index}"), json!({ "value": n })),
            5 => patch.remove(&format!("communicationItems/{index}")),
            6 => patch.replace(&format!("communicationItems/{index}/value"), n),
            _ => patch.replace(&format!("communicationItems/{index}/type"), json!({ "id": n })),
        })
    })
}

proptest! {
    // Many patches are about elements that are not there, and say nothing about an undo.
    #![proptest_config(ProptestConfig { max_global_rejects: 100_000, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn an_undo_restores_what_was_touched(patch in operations()) {
        let before = contact();
        let (Ok(after), Ok(undo)) = (patch.apply_to(&before), patch.undo(&before)) else {
            return Err(TestCaseError::reject("an element that is not there"));
        };
        let restored = undo.patch.apply_to(&after).unwrap();
        // The record's own id is no reference.
        let fields = |record: &Value| record.as_object().unwrap().iter().map(|(name, value)| (name.clone(), comparable(value))).filter(|(_, value)| !value.is_null()).collect::<Vec<_>>();
        let mut expected = before.clone();
        let mut got = restored;
        for record in [&mut expected, &mut got] {
            // A custom field that the record lacked comes back as one without a value.
            record["customFields"].as_array_mut().unwrap().retain(|field| !field["value"].is_null());
        }
        prop_assert_eq!(fields(&got), fields(&expected));
    }

    #[test]
    fn reading_a_raw_patch_never_panics(path in any::<String>(), op in "(add|replace|remove|test)", number in any::<i64>()) {
        let raw = json!([{ "op": op, "path": path, "value": number }]);
        if let Ok(patch) = Patch::from_json(&raw) {
            let _ = patch.apply_to(&contact());
            prop_assert_eq!(Patch::from_json(&patch.to_json().unwrap()), Ok(patch));
        }
    }
}
