//! Devices: both methods of the newer list, its pages and parts, and the view of a device's state.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use common::{answer, body, client, fixture, lines};
use cw_http::testing::Reply;
use cw_rmm_client::api::{DeviceCategory, DeviceScope};
use cw_rmm_client::models::{Device, StatePart};
use cw_rmm_client::{CompanyId, EndpointId, ErrorKind, RmmClient};
use futures_util::TryStreamExt;
use serde_json::{Value, json};

const PATH: &str = "/api/platform/v2/device/categories/platform/endpoints";

fn page(company: &str, names: &[&str]) -> Value {
    let endpoints: Value = names.iter().map(|name| json!({ "endpointID": name, "deviceName": name })).collect();
    json!({ "platform": [{ "companyID": company, "endpoints": endpoints }] })
}

fn linked(page: Value, cursor: &str) -> Reply {
    let address = format!("https://openapi.service.itsupport247.net{PATH}?limit=2&cursor={cursor}");
    answer(page).header("link", format!("<{address}>; rel=\"next\""))
}

fn names(devices: &[Device]) -> Vec<&str> {
    devices.iter().map(|device| device.display_name().unwrap()).collect()
}

async fn all(rmm: &RmmClient) -> Result<Vec<Device>, cw_rmm_client::Error> {
    rmm.devices().list_v2(DeviceScope::company("c")).page_size(2).all().await
}

fn companies(count: usize) -> DeviceScope {
    DeviceScope::Companies((1..=count).map(|n| CompanyId::new(format!("c{n}"))).collect())
}

#[tokio::test]
async fn a_tenant_that_takes_only_get_is_asked_by_get_from_then_on() {
    for status in [400, 404, 405] {
        let (rmm, script) = client([
            Reply::status(status),
            answer(page("c", &["DC01"])),
            answer(page("c", &["DC01", "kiosk"])),
            answer(page("c", &[])),
        ]);
        assert_eq!(names(&all(&rmm).await.unwrap()), ["DC01"]);
        assert_eq!(names(&all(&rmm.clone()).await.unwrap()), ["DC01", "kiosk"]);
        let sibling = rmm.with_scopes(rmm.scopes().clone()).unwrap();
        assert!(all(&sibling).await.unwrap().is_empty());
        let [post, get] = [format!("POST {PATH}?limit=2"), format!("GET {PATH}?limit=2")];
        assert_eq!(lines(&script), [&post, &get, &get, &get].map(String::as_str), "{status}");
        assert_eq!(body(&script, 2), json!({ "resourceType": "company", "resources": ["c"] }));
    }
}

#[tokio::test]
async fn where_both_are_refused_the_first_refusal_is_told_and_nothing_remembered() {
    let no = |status, message: &str| Reply::json(status, json!({ "message": message }).to_string());
    let (rmm, script) = client([no(400, "bad type"), no(405, "use POST"), answer(page("c", &["DC01"]))]);
    let error = all(&rmm).await.unwrap_err();
    assert_eq!((error.kind(), error.service_message()), (ErrorKind::Rejected, Some("bad type")));
    assert_eq!(all(&rmm).await.unwrap().len(), 1);
    assert!(lines(&script)[2].starts_with("POST"));

    // Nothing there, by whatever method.
    let (rmm, _) = client([Reply::status(404), Reply::status(404)]);
    assert!(all(&rmm).await.unwrap().is_empty());
    // A right that is missing is not a matter of the method.
    let (rmm, script) = client([Reply::status(403)]);
    assert_eq!(all(&rmm).await.unwrap_err().kind(), ErrorKind::Denied);
    assert_eq!(lines(&script).len(), 1);
}

#[tokio::test]
async fn pages_are_followed_by_the_cursor_of_the_link() {
    let (rmm, script) =
        client([linked(page("c", &["a", "b"]), "2"), linked(page("c", &["c", "d"]), "4"), answer(page("c", &["e"]))]);
    let scope = DeviceScope::company("c");
    let list = rmm.devices().list_v2(scope).page_size(2).fields(["system", "os"]).category(DeviceCategory::Platform);
    let devices: Vec<Device> = list.items().try_collect().await.unwrap();
    assert_eq!(names(&devices), ["a", "b", "c", "d", "e"]);
    assert!(devices.iter().all(|device| device.company_id == Some("c".into())));
    assert_eq!(
        lines(&script),
        [
            format!("POST {PATH}?field=system,os&limit=2"),
            format!("POST {PATH}?cursor=2&field=system,os&limit=2"),
            format!("POST {PATH}?cursor=4&field=system,os&limit=2"),
        ]
    );
    // One page, and on from where it ended.
    let (rmm, script) = client([linked(page("c", &["a", "b"]), "2"), answer(page("c", &["c"]))]);
    let list = rmm.devices().list_v2(DeviceScope::company("c")).page_size(2);
    let first = list.clone().send().await.unwrap();
    assert_eq!((first.items.len(), first.next), (2, Some(2)));
    let second = list.starting_at(2).send().await.unwrap();
    assert_eq!((second.items.len(), second.next), (1, None));
    assert_eq!(lines(&script)[1], format!("POST {PATH}?cursor=2&limit=2"));
}

#[tokio::test]
async fn a_cursor_that_does_not_grow_ends_with_an_error_not_in_a_circle() {
    for cursor in ["2", "1", "0"] {
        let (rmm, script) = client([linked(page("c", &["a", "b"]), "2"), linked(page("c", &["c", "d"]), cursor)]);
        let error = all(&rmm).await.unwrap_err();
        assert!(error.to_string().contains("led back"), "{error}");
        assert_eq!(lines(&script).len(), 2);
    }
    let (rmm, _) = client([linked(page("c", &["a"]), "soon")]);
    assert!(all(&rmm).await.unwrap_err().to_string().contains("not a number"));
}

#[tokio::test]
async fn more_than_four_companies_are_asked_for_in_turn() {
    let (rmm, script) = client([
        linked(page("c1", &["a"]), "9"),
        answer(page("c1", &["b"])),
        Reply::status(404),
        Reply::status(404),
        answer(page("c9", &["z"])),
    ]);
    let devices = rmm.devices().list_v2(companies(9)).all().await.unwrap();
    assert_eq!(names(&devices), ["a", "b", "z"]);
    let asked = |index| body(&script, index)["resources"].clone();
    assert_eq!(
        [asked(1), asked(3), asked(5)],
        [json!(["c1", "c2", "c3", "c4"]), json!(["c5", "c6", "c7", "c8"]), json!(["c9"])]
    );

    // Half a fleet is no answer: one part that fails fails the whole.
    let (rmm, _) = client([answer(page("c1", &["a"])), Reply::status(403)]);
    assert_eq!(rmm.devices().list_v2(companies(5)).all().await.unwrap_err().kind(), ErrorKind::Denied);
}

#[tokio::test]
async fn what_cannot_be_asked_is_an_error_and_nothing_is_sent() {
    let (rmm, script) = client([]);
    let list = |scope| rmm.devices().list_v2(scope);
    for error in [
        list(companies(5)).send().await.unwrap_err(),
        list(companies(0)).send().await.unwrap_err(),
        list(companies(1)).page_size(0).all().await.unwrap_err(),
        list(companies(1)).page_size(501).send().await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Input, "{error}");
    }
    assert!(script.sent().is_empty());
}

#[tokio::test]
async fn devices_are_found_under_every_category_with_the_site_where_it_is_told() {
    let mixed = json!({
        "platform": [{ "companyID": "c", "siteID": "s", "endpoints": [{ "endpointID": "1", "siteID": "own" }, { "EndpointId": "2" }] }, null],
        "network": [{ "companyID": "c", "endpoints": null }],
        "cloud": [{ "companyID": "d", "endpoints": [{ "endpointID": "3", "clientID": "e" }] }],
        "totalCount": 3, "note": "text", "meta": { "a": 1 }, "none": null,
    });
    let (rmm, script) = client([answer(mixed), answer(Value::Null)]);
    let list = rmm.devices().list_v2(DeviceScope::site("s")).category(DeviceCategory::All).sort_by("name").filter("x");
    let devices = list.all().await.unwrap();
    let shown: Vec<String> = devices
        .iter()
        .map(|d| {
            let text = |id: Option<&str>| id.unwrap_or("-").to_owned();
            let (company, site) =
                (d.company_id.as_ref().map(|id| id.as_str()), d.site_id.as_ref().map(|id| id.as_str()));
            format!("{} {} {}", d.endpoint_id.as_ref().unwrap(), text(company), text(site))
        })
        .collect();
    assert_eq!(shown, ["3 e -", "1 c own", "2 c s"]);
    assert_eq!(
        lines(&script)[0],
        "POST /api/platform/v2/device/categories/all/endpoints?filter=x&limit=500&sortBy=name"
    );
    assert_eq!(body(&script, 1), json!({ "resourceType": "site", "resources": ["s"] }));
    assert!(rmm.devices().list_v2(DeviceScope::endpoint("e")).all().await.unwrap().is_empty());
    // A device that cannot be read is an error that says so, not a device less.
    let (rmm, _) = client([answer(json!({ "platform": [{ "endpoints": [{ "endpointID": [] }] }] }))]);
    assert_eq!(all(&rmm).await.unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn details_are_found_under_their_category_too() {
    for category in ["platform", "network", "cloud"] {
        let (rmm, _) =
            client([answer(json!({ category: { "endpointID": "e", "deviceName": "DC01", "companyID": "c" } }))]);
        let device = rmm.devices().get_v2("c", "s", "e").await.unwrap();
        assert_eq!((device.display_name(), device.company_id.as_ref()), (Some("DC01"), Some(&"c".into())));
    }
}

#[tokio::test]
async fn heartbeats_of_many_companies_become_one() {
    let beat = |company: &str, online: Value| {
        answer(json!({
            "status": "success",
            "successfulRecords": [{ "companyID": company, "endpoints": [{ "EndpointID": company, "Availability": online }] }],
            "failedRecords": [{ "companyID": "x" }],
        }))
    };
    let (rmm, script) = client([beat("c1", json!(true)), Reply::status(404), beat("c9", json!("False"))]);
    let heartbeat = rmm.devices().heartbeat(&companies(9)).await.unwrap();
    let online = |id: &str| heartbeat.is_online(&EndpointId::new(id));
    assert_eq!([online("c1"), online("c9"), online("c5")], [Some(true), Some(false), None]);
    assert_eq!(heartbeat.failed_records.map(|records| records.len()), Some(2));
    assert_eq!(
        lines(&script)[0],
        "GET /api/platform/v2/device/endpoints/heartbeat?resourceType=companies&resources=c1,c2,c3,c4"
    );
    let (rmm, _) = client([beat("c1", json!(true)), Reply::status(403)]);
    assert_eq!(rmm.devices().heartbeat(&companies(5)).await.unwrap_err().kind(), ErrorKind::Denied);
}

fn samples(model: &str) -> Value {
    let newest = fixture(model);
    let mut older = newest.clone();
    older["createTimeUTC"] = json!("2026-11-19T10:00:00Z");
    older["metric"] = json!({ "percentUtil": 99.0 });
    older["physicalInUseBytes"] = json!(1);
    json!([newest, older])
}

#[tokio::test]
async fn a_devices_state_is_one_view_of_four_answers() {
    // The four are sent in this order.
    let (rmm, script) = client([
        answer(fixture("SystemState")),
        answer(samples("CpuSample")),
        answer(samples("MemorySample")),
        answer(samples("DiskSample")),
    ]);
    let state = rmm.devices().state("e").await.unwrap();
    assert_eq!((state.cpu_percent(), state.memory_percent()), (Some(33.5), Some(75.0)));
    assert_eq!(state.last_boot().unwrap().as_str(), "2026-11-15T04:05:06Z");
    let volumes = state.volumes();
    assert_eq!((volumes.len(), volumes[0].name.as_str(), volumes[0].free_percent), (1, "C:", 20.0));
    assert!(state.unread.is_empty());
    assert_eq!(lines(&script).len(), 4);
}

#[tokio::test]
async fn a_part_of_the_state_that_cannot_be_read_is_named_with_the_reason() {
    let (rmm, _) = client([
        answer(fixture("SystemState")),
        Reply::status(404),
        answer(json!([])),
        Reply::json(403, r#"{"message":"client has no access"}"#),
    ]);
    let state = rmm.devices().state("e").await.unwrap();
    assert!(state.system.is_some() && state.cpu.is_none() && state.memory.is_none() && state.disk.is_none());
    let unread: Vec<StatePart> = state.unread.iter().map(|part| part.part).collect();
    assert_eq!(unread, [StatePart::Cpu, StatePart::Disk]);
    assert!(state.unread[1].reason.contains("client has no access"), "{}", state.unread[1].reason);
    assert_eq!(serde_json::to_value(&state).unwrap()["unread"][0]["part"], "cpu");

    let gone = || Reply::json(404, r#"{"error":"not_found","description":"no such device"}"#);
    let (rmm, _) = client([gone(), gone(), gone(), gone()]);
    assert_eq!(rmm.devices().state("e").await.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn space_is_the_disks_where_its_partitions_do_not_tell_theirs() {
    let disk = json!([{ "storages": [
        { "name": "Disk 0", "metric": { "totalSpaceBytes": 100, "freeSpaceBytes": 25 }, "partitions": [{ "name": "p1" }] },
        { "name": "Disk 1", "metric": null, "partitions": [
            { "name": "p1", "mountPoint": "", "metric": { "totalSpaceBytes": "10", "freeSpaceBytes": 1 } },
            { "name": "bad", "metric": { "totalSpaceBytes": 0, "freeSpaceBytes": 0 } },
        ] },
    ] }]);
    let (rmm, _) = client([Reply::status(404), answer(json!([])), answer(json!([])), answer(disk)]);
    let volumes = rmm.devices().state("e").await.unwrap().volumes();
    let shown: Vec<_> = volumes.iter().map(|volume| (volume.name.as_str(), volume.free_percent)).collect();
    assert_eq!(shown, [("Disk 0", 25.0), ("p1", 10.0)]);
}
