//! Running a script and following it: scheduled once, read as far as the service lets it be read, and told honestly.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use common::line;
use cw_rmm_client::models::{AutomationScript, ShellScript};
use cw_rmm_client::{
    BodyStream, Credentials, ErrorKind, RmmClient, RunState, Scopes, TaskRun, Template, Transport, TransportError,
};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};
use tokio::time::Instant;

const SCHEDULE: &str = "POST /api/platform/v2/automation/endpoints/schedule-tasks";
const SUMMARY: &str = "GET /api/platform/v1/automation/tasks/t-1/instances/summary";
const RESULTS: &str = "GET /api/platform/v1/automation/tasks/t-1/instances/i-1/results";

/// A service that answers by path, the last answer for ever.
#[derive(Debug, Default)]
struct Service {
    answers: Mutex<BTreeMap<&'static str, VecDeque<(u16, Value)>>>,
    sent: Mutex<Vec<(String, Value)>>,
}

impl Service {
    fn new() -> Self {
        Self::default().on(SCHEDULE, [(201, json!({ "taskId": "t-1", "stateToBeSubmitted": "Active" }))])
    }

    fn on(self, line: &'static str, answers: impl IntoIterator<Item = (u16, Value)>) -> Self {
        self.answers.lock().unwrap().insert(line, answers.into_iter().collect());
        self
    }

    fn summary(self, answers: impl IntoIterator<Item = Value>) -> Self {
        self.on(SUMMARY, answers.into_iter().map(|answer| (200, answer)))
    }

    fn results(self, answers: impl IntoIterator<Item = Value>) -> Self {
        self.on(RESULTS, answers.into_iter().map(|answer| (200, answer)))
    }

    fn start(self) -> (RmmClient, Arc<Self>) {
        let service = Arc::new(self);
        let rmm = RmmClient::builder(Credentials::new(common::CLIENT_ID, common::SECRET))
            .scopes(Scopes::working())
            .settings(|settings| settings.transport(service.clone()));
        (rmm.build().unwrap(), service)
    }

    fn count(&self, wanted: &str) -> usize {
        self.sent.lock().unwrap().iter().filter(|(line, _)| line == wanted).count()
    }

    fn body(&self) -> Value {
        self.sent.lock().unwrap().iter().find(|(line, _)| line == SCHEDULE).unwrap().1.clone()
    }

    fn answer(&self, line: &str) -> (u16, Value) {
        if line == common::TOKEN_LINE {
            return (200, json!({ "access_token": "token", "expires_in": 3599 }));
        }
        let mut answers = self.answers.lock().unwrap();
        let Some(queue) = answers.get_mut(line) else { return (404, json!({ "message": "no such route" })) };
        if queue.len() > 1 { queue.pop_front().unwrap() } else { queue[0].clone() }
    }
}

#[async_trait]
impl Transport for Service {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<BodyStream>, TransportError> {
        let line = line(&request);
        let (status, body) = self.answer(&line);
        self.sent.lock().unwrap().push((line, serde_json::from_slice(request.body()).unwrap_or(Value::Null)));
        if status == 0 {
            return Err(TransportError::Cut("cut".into()));
        }
        let text = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
        let body: BodyStream = stream::iter([Ok(text)]).boxed();
        http::Response::builder().status(status).body(body).map_err(|error| TransportError::Cut(Box::new(error)))
    }
}

fn overall(status: &str) -> Value {
    json!({ "Results": [{ "taskInstanceId": "i-1", "OverallStatus": status }] })
}

fn result(endpoint: &str, status: &str, output: &str) -> Value {
    json!({ "endpointId": endpoint, "status": status, "output": output })
}

fn script() -> Template {
    Template::shell("tpl-1", "Disk Cleanup")
}

async fn started(rmm: &RmmClient, endpoints: &[&str]) -> TaskRun {
    rmm.tasks().run(script()).on(endpoints.iter().copied()).send().await.unwrap()
}

/// What becomes of a run on these devices, in words, and how long it took to know.
async fn outcome(service: Service, endpoints: &[&str]) -> (Vec<String>, u64, Arc<Service>) {
    let (rmm, service) = service.start();
    let run = started(&rmm, endpoints).await;
    let began = Instant::now();
    let outcome = rmm.tasks().follow(&run).outcome().await.unwrap();
    let words = outcome.targets.iter().map(|target| {
        let output = match &target.state {
            RunState::Succeeded { output } | RunState::Failed { output, .. } | RunState::Ended { output, .. } => {
                output.clone().unwrap_or_default()
            }
            _ => String::new(),
        };
        format!("{} {} {output}", target.endpoint.as_ref().map_or("*", |id| id.as_str()), target.state)
    });
    (words.map(|words| words.trim().to_owned()).collect(), began.elapsed().as_secs(), service)
}

#[tokio::test(start_paused = true)]
async fn a_script_is_scheduled_once_on_all_devices_and_followed_to_its_results() {
    let both = json!({ "Results": [result("e1", "Success", "3 GB freed"), result("E2", "Failed", "disk is gone")] });
    let service = Service::new()
        .summary([json!({ "Results": [] }), overall("Running"), overall("partial_success")])
        .results([json!({ "Results": [] }), both]);
    let (words, seconds, service) = outcome(service, &["e1", "e2", "e1"]).await;
    assert_eq!(words, ["e1 succeeded 3 GB freed", "e2 failed (Failed) disk is gone"]);
    assert_eq!((seconds, service.count(SCHEDULE), service.count(SUMMARY)), (10, 1, 3));
    assert_eq!(
        (&service.body()["targets"], &service.body()["targetType"]),
        (&json!(["e1", "e2"]), &json!("MANAGED_ENDPOINT"))
    );
}

#[tokio::test(start_paused = true)]
async fn accepted_is_all_that_is_said_where_no_result_can_be_read() {
    // The calls do not exist here: they are asked for while a new task may not be known yet, and no longer.
    let (words, seconds, service) = outcome(Service::new(), &["e1"]).await;
    assert!(words[0].starts_with("e1 accepted; its result cannot be read") && words[0].contains("404"), "{words:?}");
    assert_eq!((seconds, service.count(SCHEDULE)), (60, 1));

    for (status, body) in [
        (403, json!({ "message": "client has no access" })),
        (405, json!({})),
        (501, json!({})),
        (400, json!({ "message": "no" })),
        (302, json!({})),
    ] {
        let (words, seconds, _) = outcome(Service::new().on(SUMMARY, [(status, body)]), &["e1"]).await;
        assert!(words[0].contains("accepted; its result cannot be read"), "{status}: {words:?}");
        assert_eq!(seconds, 0, "{status}");
    }
    let (words, ..) = outcome(Service::new().on(SUMMARY, [(200, json!("<html>"))]), &["e1"]).await;
    assert_eq!(words, ["e1 accepted; not started yet, as far as is seen"]);
}

#[tokio::test(start_paused = true)]
async fn a_task_without_an_id_was_accepted_and_cannot_be_followed() {
    for answer in [json!({}), Value::Null, json!("ok"), json!({ "taskId": "" })] {
        let (words, seconds, service) = outcome(Service::new().on(SCHEDULE, [(201, answer)]), &["e1"]).await;
        assert!(words[0].contains("gave the task no id"), "{words:?}");
        assert_eq!((seconds, service.count(SUMMARY)), (0, 0));
    }
    let (rmm, _) = Service::new().on(SCHEDULE, [(200, json!("ok"))]).start();
    let error = rmm.tasks().run(script()).on(["e1"]).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "only 201 says that it was accepted");
}

#[tokio::test(start_paused = true)]
async fn the_word_for_the_whole_counts_where_results_are_missing() {
    for (status, endpoints, expected) in [
        ("Success", &["e1", "e2"][..], ["e1 succeeded", "e2 succeeded"].as_slice()),
        ("Failed", &["e1"], &["e1 failed (Failed)"]),
        ("Failed", &["e1", "e2"], &["e1 ended (Failed)", "e2 ended (Failed)"]),
        ("Completed", &["e1"], &["e1 ended (Completed)"]),
    ] {
        // They get one more look, since they can come a moment later.
        let (words, seconds, service) = outcome(Service::new().summary([overall(status)]), endpoints).await;
        assert_eq!(
            (words, seconds, service.count(SUMMARY)),
            (expected.iter().map(ToString::to_string).collect(), 5, 2)
        );
    }
    let late =
        Service::new().summary([overall("Success")]).results([json!({}), json!([result("e1", "Success", "late")])]);
    assert_eq!(outcome(late, &["e1"]).await.0, ["e1 succeeded late"]);
    // Of one device alone, a result that names no device is its own.
    let nameless = json!({ "Result": { "stdout": "done", "Status": "success" } });
    let service = Service::new().summary([overall("Success")]).results([nameless]);
    assert_eq!(outcome(service, &["e1"]).await.0, ["e1 succeeded done"]);
}

#[tokio::test(start_paused = true)]
async fn time_that_runs_out_is_no_failure() {
    let (words, seconds, _) = outcome(Service::new().summary([overall("Running")]), &["e1"]).await;
    assert_eq!((words, seconds), (vec!["e1 still running".to_owned()], 900));
    let (words, ..) = outcome(Service::new().summary([json!({ "WaitingCount": 0 })]), &["e1"]).await;
    assert_eq!(words, ["e1 accepted; not started yet, as far as is seen"]);
    let (words, ..) = outcome(Service::new().summary([overall("levitating")]), &["e1"]).await;
    assert_eq!(words, ["e1 still running"], "a word that is not known is not the end");
    let waiting = json!({ "RunningCount": 1, "Results": [{ "taskInstanceId": "i-1", "OverallStatus": "Success" }] });
    assert_eq!(outcome(Service::new().summary([waiting]), &["e1"]).await.0, ["e1 still running"]);
}

#[tokio::test(start_paused = true)]
async fn states_are_told_as_they_change() {
    let (rmm, _) = Service::new()
        .summary([json!({}), overall("Running"), overall("Running"), overall("Success")])
        .results([json!({}), json!({}), json!([result("e1", "Success", "ok")])])
        .start();
    let run = started(&rmm, &["e1"]).await;
    let follow = rmm.tasks().follow(&run).poll_every(Duration::from_secs(1)).timeout(Duration::from_secs(60));
    let states: Vec<String> = follow.updates().map_ok(|update| update.state.to_string()).try_collect().await.unwrap();
    assert_eq!(states, ["pending", "running", "succeeded"]);
}

#[tokio::test(start_paused = true)]
async fn a_look_that_fails_for_a_passing_reason_is_made_up_for() {
    let failures = std::iter::repeat_n((503, json!({})), 4);
    let service = Service::new().on(SUMMARY, failures.chain([(200, overall("Success"))]));
    let service = service.results([json!([result("e1", "Success", "ok")])]);
    assert_eq!(outcome(service, &["e1"]).await.0, ["e1 succeeded ok"]);

    let (rmm, _) = Service::new().on(SUMMARY, [(401, json!({}))]).start();
    let run = started(&rmm, &["e1"]).await;
    let error = rmm.tasks().follow(&run).outcome().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
}

#[tokio::test(start_paused = true)]
async fn a_run_survives_as_json_and_is_followed_by_another_client() {
    let (rmm, _) = Service::new().start();
    let run = started(&rmm, &["e1"]).await;
    let json = serde_json::to_string(&run).unwrap();
    let again: TaskRun = serde_json::from_str(&json).unwrap();
    assert_eq!((&again, again.state.as_deref()), (&run, Some("Active")));
    let service = Service::new().summary([overall("Success")]).results([json!([result("e1", "Success", "ok")])]);
    let (other, _) = service.start();
    assert!(other.tasks().follow(&again).outcome().await.unwrap().all_succeeded());
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_an_unknown_outcome_and_nothing_is_sent_again() {
    for status in [0, 500, 502, 503, 504] {
        let (rmm, service) = Service::new().on(SCHEDULE, [(status, json!({}))]).start();
        let error = rmm.tasks().run(script()).on(["e1"]).send().await.unwrap_err();
        let expected = if status == 500 { ErrorKind::Server } else { ErrorKind::OutcomeUnknown };
        assert_eq!((error.kind(), service.count(SCHEDULE)), (expected, 1), "{status}");
    }
    let (rmm, _) = Service::new().on(SCHEDULE, [(403, json!({ "message": "no" }))]).start();
    let rmm = rmm.with_scopes(Scopes::reading()).unwrap();
    let error = rmm.tasks().run(script()).on(["e1"]).send().await.unwrap_err();
    assert!(error.to_string().contains("`platform.automation.create`"), "{error}");
}

#[tokio::test]
async fn what_cannot_be_run_is_an_error_and_nothing_is_sent() {
    let (rmm, service) = Service::new().start();
    let run = || rmm.tasks().run(script());
    let nothing: [&str; 0] = [];
    for (run, words) in [
        (run(), "at least one device"),
        (run().on(nothing), "at least one device"),
        (run().on(["e1"]).on_company_unconfirmed("c"), "not on both"),
        (rmm.tasks().run(&ShellScript::default()).on(["e1"]), "no id"),
    ] {
        let error = run.send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.to_string().contains(words), "{error}");
    }
    assert_eq!(service.count(SCHEDULE), 0);
}

#[tokio::test]
async fn what_is_sent_is_what_was_said() {
    let shell: ShellScript = serde_json::from_value(common::fixture("ShellScript")).unwrap();
    let library: AutomationScript = serde_json::from_value(common::fixture("AutomationScript")).unwrap();
    let (rmm, _) = Service::new().start();
    let values = json!({ "days": 3, "force": true }).as_object().unwrap().clone();
    let run = rmm.tasks().run(&shell).on(["e1"]).parameter("drive", "C").parameters(values).described("monthly");
    let body = run.named(&"long\n".repeat(50)).body().unwrap();
    assert_eq!(
        (body.template_id.as_str(), body.template_type.as_str()),
        ("5c41b7e0-aaaa-4bbb-8ccc-00000000e001", "script")
    );
    assert_eq!(body.parameters.as_str(), r#"{"days":3,"drive":"C","force":true}"#);
    assert_eq!((body.name.chars().count(), body.description.as_deref()), (100, Some("monthly")));

    let body = rmm.tasks().run(&library).on(["e1"]).body().unwrap();
    assert_eq!((body.template_id.as_str(), body.template_type.as_str()), ("au-1", "fusionscript"));
    assert_eq!((body.name.as_str(), body.parameters.as_str()), ("Flush DNS", "{}"));
}

#[tokio::test(start_paused = true)]
async fn a_company_is_named_to_the_service_only_when_told_to() {
    let service = Service::new().summary([overall("Success")]);
    let (rmm, service) = service.start();
    let run = rmm.tasks().run(script()).on_company_unconfirmed("c-1").send().await.unwrap();
    assert_eq!((&service.body()["targets"], &service.body()["targetType"]), (&json!(["c-1"]), &json!("COMPANY")));
    let outcome = rmm.tasks().follow(&run).outcome().await.unwrap();
    assert_eq!((outcome.targets.len(), outcome.targets[0].endpoint.is_none()), (1, true));
    assert!(outcome.all_succeeded());
}
