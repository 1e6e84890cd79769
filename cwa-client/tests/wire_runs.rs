//! Running a script and following it, over a server in memory that has a history.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use common::{CLIENT_ID, PASSWORD, USERNAME, line};
use cwa_client::models::ScriptRunState;
use cwa_client::{
    Acceptance, AutomateClient, BodyStream, ComputerId, Credentials, ErrorKind, Fate, FollowScript, RunState,
    ScriptHistoryId, ScriptId, ScriptRun, TargetState, Transport, TransportError,
};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use tokio::time::Instant;

const SCRIPT: ScriptId = ScriptId::new(6431);
const KIOSK: ComputerId = ComputerId::new(1042);
const DC01: ComputerId = ComputerId::new(1043);
const LAUNCH: &str = "POST /v1/Batch/ScriptExecute";

/// A server that answers by path. What a computer's lists hold changes with the number of times they were read.
#[derive(Debug, Default)]
struct Server {
    history: BTreeMap<i64, Vec<Answer>>,
    running: BTreeMap<i64, Vec<Answer>>,
    launch: Option<Answer>,
    reads: Mutex<BTreeMap<String, usize>>,
    sent: Mutex<Vec<(String, Value)>>,
}

#[derive(Debug, Clone)]
enum Answer {
    Json(Value),
    Status(u16),
    Cut,
}

fn row(id: i64, status: &str, state: &str) -> Value {
    json!({ "Id": id, "ScriptId": 6431, "ComputerId": 1042, "Status": status, "State": state, "DiagnosticMessage": "words" })
}

fn nothing() -> Answer {
    Answer::Json(json!([]))
}

fn rows(rows: impl Into<Vec<Value>>) -> Answer {
    Answer::Json(rows.into().into())
}

fn runs() -> Answer {
    rows([json!({ "Id": 1, "ScriptId": 6431, "Status": "Running" })])
}

impl Server {
    /// What the kiosk's history holds: at the baseline, then at each look. What it runs is read as often.
    fn history(mut self, answers: impl IntoIterator<Item = Answer>) -> Self {
        self.history.insert(KIOSK.get(), answers.into_iter().collect());
        self
    }

    fn history_of(mut self, computer: ComputerId, answers: impl IntoIterator<Item = Answer>) -> Self {
        self.history.insert(computer.get(), answers.into_iter().collect());
        self
    }

    fn running(mut self, answers: impl IntoIterator<Item = Answer>) -> Self {
        self.running.insert(KIOSK.get(), answers.into_iter().collect());
        self
    }

    fn launch(mut self, answer: Answer) -> Self {
        self.launch = Some(answer);
        self
    }

    fn start(self) -> (AutomateClient, Arc<Self>) {
        let server = Arc::new(self);
        let client = AutomateClient::builder("automate.example.com")
            .credentials(Credentials::integrator(USERNAME, PASSWORD))
            .client_id(CLIENT_ID)
            .settings(|settings| settings.transport(server.clone()))
            .build();
        (client.unwrap(), server)
    }

    fn lines(&self) -> Vec<String> {
        self.sent.lock().unwrap().iter().map(|(line, _)| line.clone()).collect()
    }

    fn launches(&self) -> usize {
        self.lines().iter().filter(|line| *line == LAUNCH).count()
    }

    fn answer(&self, line: &str) -> Answer {
        if line == "POST /v1/apitoken" {
            return Answer::Json(json!({ "AccessToken": "token" }));
        }
        if line == LAUNCH {
            return self.launch.clone().unwrap_or(Answer::Json(json!({ "ContainsUnsuccessfulResults": false })));
        }
        let path = line.split('?').next().unwrap();
        let (computer, list) = path.strip_prefix("GET /v1/Computers/").unwrap().split_once('/').unwrap();
        let lists = match list {
            "ScriptHistory" => &self.history,
            "RunningScripts" => &self.running,
            other => panic!("{other} was asked for"),
        };
        let mut reads = self.reads.lock().unwrap();
        let read = reads.entry(path.to_owned()).or_default();
        let answers = lists.get(&computer.parse().unwrap()).cloned().unwrap_or_default();
        let answer = answers.get(*read).or(answers.last()).cloned().unwrap_or_else(nothing);
        *read += 1;
        answer
    }
}

#[async_trait]
impl Transport for Server {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<BodyStream>, TransportError> {
        let line = line(&request);
        let body = serde_json::from_slice(request.body()).unwrap_or(Value::Null);
        self.sent.lock().unwrap().push((line.clone(), body));
        let (status, body) = match self.answer(&line) {
            Answer::Json(value) => (200, value.to_string()),
            Answer::Status(status) => (status, String::new()),
            Answer::Cut => return Err(TransportError::Cut("cut".into())),
        };
        let pieces: BodyStream = Box::pin(stream::iter([Ok(Bytes::from(body))]));
        Ok(http::Response::builder().status(status).body(pieces).unwrap())
    }
}

async fn launched(cwa: &AutomateClient) -> ScriptRun {
    cwa.scripts().run(SCRIPT).on([KIOSK]).send().await.unwrap()
}

fn followed(cwa: &AutomateClient, run: &ScriptRun) -> FollowScript {
    cwa.scripts().follow(run).poll_every(Duration::from_secs(5)).timeout(Duration::from_secs(60))
}

/// All states of a run on the kiosk, whose history is this at the baseline and at each look.
async fn states(server: Server) -> Vec<RunState> {
    let (cwa, _) = server.start();
    let run = launched(&cwa).await;
    followed(&cwa, &run).updates().map(|update| update.unwrap().state).collect().await
}

const fn succeeded(id: i64) -> RunState {
    RunState::Succeeded { history: ScriptHistoryId::new(id) }
}

#[tokio::test]
async fn a_run_notes_the_newest_row_and_starts_once_with_what_was_asked() {
    let (cwa, server) =
        Server::default().history([rows([row(88, "Completed", "Failure"), row(90, "Completed", "Success")])]).start();
    let run = cwa
        .scripts()
        .run(SCRIPT)
        .on([KIOSK, DC01])
        .on([KIOSK])
        .parameter("DriveLetter", "C")
        .parameter("Depth", "2")
        .wake_offline()
        .send()
        .await
        .unwrap();
    let baselines: Vec<_> = run.targets.iter().map(|t| (t.computer, t.baseline, t.acceptance.clone())).collect();
    assert_eq!(
        baselines,
        [(KIOSK, Some(ScriptHistoryId::new(90)), Acceptance::Accepted), (DC01, None, Acceptance::Accepted)]
    );
    let history = |id| format!("GET /v1/Computers/{id}/ScriptHistory?orderBy=HistoryDate desc&page=1&pageSize=100");
    let running = |id| format!("GET /v1/Computers/{id}/RunningScripts?orderBy=Id asc&page=1&pageSize=1000");
    let mut read = server.lines();
    assert_eq!((read.remove(0).as_str(), read.pop().as_deref()), ("POST /v1/apitoken", Some(LAUNCH)));
    read.sort();
    assert_eq!(read, [running(1042), history(1042), running(1043), history(1043)]);
    assert_eq!(
        server.sent.lock().unwrap()[5].1,
        json!({
            "EntityType": "Computer", "EntityIds": [1042, 1043], "ScriptId": 6431,
            "Schedule": { "ScriptScheduleFrequency": { "ScriptScheduleFrequencyId": 1 } },
            "Parameters": [{ "Key": "DriveLetter", "Value": "C" }, { "Key": "Depth", "Value": "2" }],
            "OfflineActionFlags": {
                "SkipsOfflineAgents": false, "WakesOfflineAgents": true, "OnlyRunsOnOfflineAgents": false,
            },
            "Priority": 12,
        })
    );
}

#[tokio::test]
async fn nothing_is_started_without_a_computer_or_a_baseline() {
    let (cwa, server) = Server::default().history([Answer::Status(404)]).start();
    let error = cwa.scripts().run(SCRIPT).on([]).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    let error = cwa.scripts().run(SCRIPT).on([DC01, KIOSK]).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(server.launches(), 0);
}

#[tokio::test]
async fn a_start_whose_answer_is_lost_is_unknown_and_not_repeated() {
    let unreadable = Answer::Json(json!("accepted, perhaps"));
    for lost in [Answer::Cut, Answer::Status(502), unreadable] {
        let (cwa, server) = Server::default().launch(lost).start();
        let error = cwa.scripts().run(SCRIPT).on([KIOSK]).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{error}");
        assert!(!error.is_retryable());
        assert_eq!(server.launches(), 1);
    }
}

/// The start is lost; what then became of it, and after how long that was said.
async fn fate(server: Server, computers: &[ComputerId]) -> (Fate<ScriptRun>, AutomateClient, Duration) {
    let (cwa, server) = server.launch(Answer::Cut).start();
    let error = cwa.scripts().run(SCRIPT).on(computers.iter().copied()).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{error}");
    let start = Instant::now();
    let fate = error.reconcile().await.unwrap();
    assert_eq!(server.launches(), 1, "it is never started again");
    (fate, cwa, start.elapsed())
}

#[tokio::test(start_paused = true)]
async fn a_run_whose_start_is_unknown_is_found_and_can_be_followed() {
    let late = || [nothing(), nothing(), rows([row(91, "Completed", "Success")])];
    let (found, cwa, waited) = fate(Server::default().history(late()), &[KIOSK]).await;
    let Fate::Happened(run) = found else { panic!("{found:?}") };
    assert_eq!(waited, Duration::from_millis(500), "seen by the second look");
    assert_eq!(run.targets[0].acceptance, Acceptance::Unknown);
    assert!(followed(&cwa, &run).outcome().await.unwrap().all_succeeded());
    // One computer that shows it proves the request that named them all.
    let (found, ..) = fate(Server::default().running([nothing(), runs()]), &[DC01, KIOSK]).await;
    assert!(matches!(found, Fate::Happened(run) if run.targets.len() == 2));
}

#[tokio::test(start_paused = true)]
async fn a_start_of_which_nothing_is_seen_is_never_said_not_to_have_happened() {
    let old = || rows([row(90, "Completed", "Success")]);
    for server in [Server::default(), Server::default().history([old(), old()])] {
        let (Fate::CannotTell(why), _, waited) = fate(server, &[KIOSK]).await else { panic!("nothing proves it") };
        assert!(why.contains("6431") && why.contains("proves nothing"), "{why}");
        assert_eq!(waited, Duration::from_secs(3));
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_that_was_there_before_is_not_taken_for_the_lost_one() {
    let ended = rows([row(91, "Completed", "Success")]);
    let server = Server::default().running([runs(), runs(), nothing()]).history([nothing(), nothing(), ended]);
    let (Fate::CannotTell(why), ..) = fate(server, &[KIOSK]).await else { panic!("it is somebody else's") };
    assert!(why.contains("ran already on 1042"), "{why}");
}

/// A few computers are enough to look at, however many there are.
#[tokio::test(start_paused = true)]
async fn of_many_computers_eight_are_witnesses() {
    let computers: Vec<_> = (0..20).map(|place| ComputerId::new(1042 + place)).collect();
    let (cwa, server) = Server::default().running([nothing(), runs()]).launch(Answer::Cut).start();
    let error = cwa.scripts().run(SCRIPT).on(computers).send().await.unwrap_err();
    assert_eq!(server.lines().len(), 1 + 20 + 8 + 1, "the login, the histories, what the witnesses run, the start");
    assert!(matches!(error.reconcile::<ScriptRun>().await.unwrap(), Fate::Happened(run) if run.targets.len() == 20));
    assert_eq!(server.lines().len(), 30 + 2 * 8);
}

#[tokio::test(start_paused = true)]
async fn a_look_that_fails_leaves_the_start_unknown() {
    let server = Server::default().launch(Answer::Cut).history([nothing(), Answer::Status(403)]);
    let (cwa, _) = server.start();
    let error = cwa.scripts().run(SCRIPT).on([KIOSK]).send().await.unwrap_err();
    let error = error.reconcile::<ScriptRun>().await.unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::OutcomeUnknown, false));
}

#[tokio::test(start_paused = true)]
async fn a_run_is_told_from_pending_to_its_end() {
    let began = Instant::now();
    let server = Server::default()
        .history([
            nothing(),
            nothing(),
            nothing(),
            rows([row(91, "Running", "Information")]),
            rows([row(91, "Completed", "Success")]),
        ])
        .running([nothing(), nothing(), runs()]);
    assert_eq!(states(server).await, [RunState::Pending, RunState::Running, succeeded(91)]);
    assert_eq!(began.elapsed(), Duration::from_secs(15), "four looks, five seconds apart");
}

#[tokio::test(start_paused = true)]
async fn rows_that_were_there_before_or_are_of_another_script_do_not_count() {
    let mut other = row(95, "Completed", "Failure");
    other["ScriptId"] = json!(7);
    let old = row(90, "Completed", "Failure");
    let baseline = rows([old.clone()]);
    let server = Server::default().history([
        baseline,
        rows([other.clone(), old.clone()]),
        rows([row(96, "Completed", "Success"), other, old]),
    ]);
    assert_eq!(states(server).await, [RunState::Pending, succeeded(96)]);
}

#[tokio::test(start_paused = true)]
async fn the_first_new_row_that_says_how_it_went_counts() {
    let both =
        rows([row(97, "Completed", "Failure"), row(96, "Completed", "Success"), row(95, "Completed", "Information")]);
    assert_eq!(states(Server::default().history([nothing(), both])).await, [succeeded(96)]);

    let beside_an_older_one = rows([row(97, "Completed", "Success"), row(96, "Running", "Information")]);
    assert_eq!(states(Server::default().history([nothing(), beside_an_older_one])).await, [succeeded(97)]);
}

#[tokio::test(start_paused = true)]
async fn a_failure_says_why() {
    let failed = rows([row(91, "completed", "FAILURE")]);
    let diagnostic = Some("words".to_owned());
    let expected = RunState::Failed { history: ScriptHistoryId::new(91), diagnostic };
    assert_eq!(states(Server::default().history([nothing(), failed])).await, [expected]);
}

#[tokio::test(start_paused = true)]
async fn what_a_script_says_on_the_way_is_not_its_end() {
    let said = || rows([row(91, "Completed", "Information")]);
    let ended = rows([row(92, "Completed", "Success"), row(91, "Completed", "Information")]);
    // The script ends between the look at the history and the one at the running list.
    let server = Server::default().history([nothing(), said(), said(), ended]);
    let server = server.running([nothing(), runs(), nothing()]);
    assert_eq!(states(server).await, [RunState::Running, succeeded(92)]);
}

#[tokio::test(start_paused = true)]
async fn an_end_that_is_neither_good_nor_bad_is_said_so() {
    let server = Server::default().history([nothing(), rows([row(91, "Completed", "Information")])]);
    let expected = RunState::Ended {
        history: ScriptHistoryId::new(91),
        result: Some(ScriptRunState::Information),
        diagnostic: Some("words".to_owned()),
    };
    assert_eq!(states(server).await, [expected]);
}

#[tokio::test(start_paused = true)]
async fn a_row_from_the_future_or_full_of_nulls_is_not_taken_for_an_end() {
    for odd in [row(91, "Paused", "Success"), json!({ "Id": 91, "ScriptId": 6431, "Status": null, "State": null })] {
        let server = Server::default().history([nothing(), rows([odd])]);
        assert_eq!(states(server).await, [RunState::Running, RunState::StillRunning { seen: true }]);
    }
    let terse = json!({ "Id": 91, "ScriptId": 6431, "State": "Success" });
    assert_eq!(states(Server::default().history([nothing(), rows([terse])])).await, [succeeded(91)]);
    let nameless = json!({ "Id": null, "ScriptId": 6431, "State": "Success" });
    let states = states(Server::default().history([nothing(), rows([nameless])])).await;
    assert_eq!(states, [RunState::Pending, RunState::StillRunning { seen: false }]);
}

#[tokio::test(start_paused = true)]
async fn when_time_runs_out_the_run_has_not_failed() {
    let began = Instant::now();
    let expected = [RunState::Pending, RunState::StillRunning { seen: false }];
    assert_eq!(states(Server::default()).await, expected);
    assert_eq!(began.elapsed(), Duration::from_secs(60));

    let (cwa, _) = Server::default().running([nothing(), runs()]).start();
    let run = launched(&cwa).await;
    let outcome = followed(&cwa, &run).timeout(Duration::from_secs(7)).outcome().await.unwrap();
    assert_eq!(outcome.targets, [TargetState::new(KIOSK, RunState::StillRunning { seen: true })]);
    assert!(!outcome.all_succeeded());
}

#[tokio::test(start_paused = true)]
async fn a_look_that_fails_in_passing_is_made_up_for() {
    let server = Server::default().history([
        nothing(),
        Answer::Cut,
        Answer::Cut,
        Answer::Cut,
        Answer::Cut,
        rows([row(91, "Completed", "Success")]),
    ]);
    assert_eq!(states(server).await, [succeeded(91)]);
}

#[tokio::test(start_paused = true)]
async fn a_computer_that_is_gone_does_not_hide_the_others() {
    let server = Server::default()
        .history([nothing(), Answer::Status(404)])
        .history_of(DC01, [nothing(), rows([row(91, "Completed", "Success")])]);
    let (cwa, _) = server.start();
    let run = cwa.scripts().run(SCRIPT).on([KIOSK, DC01]).send().await.unwrap();
    let outcome = followed(&cwa, &run).outcome().await.unwrap();
    assert!(matches!(&outcome.targets[0].state, RunState::Unreadable { message } if message.contains("404")));
    assert_eq!(outcome.targets[1], TargetState::new(DC01, succeeded(91)));
}

#[tokio::test(start_paused = true)]
async fn an_error_that_will_stay_ends_the_looking() {
    let (cwa, _) = Server::default().history([nothing(), Answer::Status(400)]).start();
    let run = launched(&cwa).await;
    let updates: Vec<_> = followed(&cwa, &run).updates().collect().await;
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0].as_ref().unwrap_err().kind(), ErrorKind::Rejected);
}

#[tokio::test(start_paused = true)]
async fn a_refused_computer_is_told_at_once_and_not_looked_at() {
    let answer = json!({
        "ContainsUnsuccessfulResults": true,
        "ScriptResults": [{ "EntityId": 1042, "ResultDetails": { "ResultStatus": 1, "ReasonCode": 3, "Message": "no right" } }],
    });
    let (cwa, server) = Server::default().launch(Answer::Json(answer)).start();
    let run = launched(&cwa).await;
    let sent = server.lines().len();
    let outcome = followed(&cwa, &run).outcome().await.unwrap();
    assert_eq!(outcome.targets[0].state.to_string(), "refused: no right");
    assert_eq!(server.lines().len(), sent);
}

#[tokio::test(start_paused = true)]
async fn a_run_kept_as_json_is_followed_by_another_client() {
    let (cwa, _) = Server::default().history([rows([row(90, "Completed", "Failure")])]).start();
    let kept = serde_json::to_string(&launched(&cwa).await).unwrap();
    drop(cwa);
    let (cwa, _) =
        Server::default().history([rows([row(91, "Completed", "Success"), row(90, "Completed", "Failure")])]).start();
    let run: ScriptRun = serde_json::from_str(&kept).unwrap();
    assert_eq!(followed(&cwa, &run).outcome().await.unwrap().targets, [TargetState::new(KIOSK, succeeded(91))]);
}

#[tokio::test(start_paused = true)]
async fn no_time_and_no_pause_are_not_taken_literally() {
    let (cwa, server) = Server::default().start();
    let run = launched(&cwa).await;
    let before = server.lines().len();
    let follow = cwa.scripts().follow(&run);
    let hasty = follow.clone().poll_every(Duration::ZERO).timeout(Duration::from_secs(1));
    hasty.outcome().await.unwrap();
    assert!(server.lines().len() - before <= 2 * 22, "at most 20 looks a second");
    let patient = follow.poll_every(Duration::MAX).timeout(Duration::MAX).updates().next().await;
    assert_eq!(patient.unwrap().unwrap().state, RunState::Pending);
}

#[tokio::test]
async fn values_of_parameters_are_not_shown() {
    let (cwa, _) = Server::default().start();
    let run = cwa.scripts().run(SCRIPT).on([KIOSK]).parameter("Password", "hunter2");
    let shown = format!("{run:?} {:?}", run.clone().prepare().await.unwrap());
    assert!(shown.contains("Password") && !shown.contains("hunter2"), "{shown}");
}
