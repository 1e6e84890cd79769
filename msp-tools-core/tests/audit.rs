//! The audit trail in files: what survives a crash, and that no change to a log goes unseen.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::{
    fs,
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use msp_tools_core::{
    AuditEvent, AuditHead, AuditKind, AuditLog, AuditLogError, AuditSink, AuditSync, BadRecord, CallStatus, Decision,
    Digest, Effect, ErrorKind, FileAudit, Plan, PlanFacts, Policy, RefusalCause, ReplayReport, Target, Timestamp,
    ToolSpec, VerifyReport,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

fn at(second: u32) -> Timestamp {
    format!("2026-03-01T09:30:{second:02}Z").parse().unwrap()
}

fn event(n: u32) -> AuditEvent {
    let kind = match n % 3 {
        0 => AuditKind::Refused { cause: RefusalCause::NeverTool, told: ErrorKind::UnknownTool },
        1 => AuditKind::Started { effect: Effect::Read, digest: Digest::of(&json!(n)), approval: None, grant: None },
        _ => AuditKind::Finished { outcome: CallStatus::Completed, error: None, duration_ms: u64::from(n) },
    };
    AuditEvent::new(at(n % 60), "agent", kind).with_session("s1").with_call(format!("call-{n}")).with_tool("toys:bear")
}

/// Something that must not be lost.
fn binding() -> AuditEvent {
    AuditEvent::new(at(0), "maria", AuditKind::Frozen { scope: "all".into(), reason: Some("just in case".into()) })
}

fn planned(plan: &Plan) -> AuditEvent {
    AuditEvent::new(at(0), "agent", AuditKind::Planned(PlanFacts::of(plan)))
}

/// Records events; the sink is closed when this returns.
fn record(sink: FileAudit, events: impl IntoIterator<Item = AuditEvent>) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for event in events {
        runtime.block_on(sink.record(&event)).unwrap();
    }
}

fn open(dir: &Path) -> FileAudit {
    FileAudit::options().sync(AuditSync::Never).open(dir).unwrap()
}

fn log_of(count: u32) -> TempDir {
    let dir = TempDir::new().unwrap();
    record(open(dir.path()), (1..=count).map(event));
    dir
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths.filter(|path| path.extension().is_some_and(|ending| ending == "jsonl")).collect();
    files.sort();
    files
}

fn only_file(dir: &Path) -> PathBuf {
    let [file] = files(dir).try_into().unwrap();
    file
}

fn verify(dir: &Path) -> Result<VerifyReport, AuditLogError> {
    AuditLog::at(dir).verify(&[])
}

#[track_caller]
fn bad(result: Result<VerifyReport, AuditLogError>) -> BadRecord {
    match result {
        Err(AuditLogError::Broken(bad)) => bad,
        other => panic!("{other:?}"),
    }
}

fn events(dir: &Path) -> Vec<AuditEvent> {
    AuditLog::at(dir).records().unwrap().map(|record| record.unwrap().event).collect()
}

#[test]
fn what_is_recorded_is_read_back_over_restarts() {
    let dir = log_of(3);
    record(open(dir.path()), (4..=7).map(event));
    assert_eq!(events(dir.path()), (1..=7).map(event).collect::<Vec<_>>());
    let report = verify(dir.path()).unwrap();
    assert_eq!((report.files, report.records, report.recoveries, report.torn), (1, 7, 0, None));
    assert_eq!(report.head.sequence, 7);
    assert_eq!(open(dir.path()).head(), report.head);
}

#[test]
fn a_record_can_be_checked_with_nothing_but_json_and_sha_256() {
    let dir = log_of(2);
    let text = fs::read_to_string(only_file(dir.path())).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["entry"]["previous"], "0".repeat(64));
    assert_eq!(lines[1]["entry"]["previous"], lines[0]["hash"]);
    assert_eq!(lines[1]["entry"]["sequence"], 2);
    assert_eq!(lines[1]["entry"]["event"], "finished");
    assert_eq!(lines[1]["hash"], Digest::of(&lines[1]["entry"]).as_str());
}

#[test]
fn every_flipped_bit_is_found_at_its_record() {
    let dir = log_of(4);
    let file = only_file(dir.path());
    let original = fs::read(&file).unwrap();
    // In place, since writing files anew some thousand times takes its time.
    let mut disk = fs::OpenOptions::new().write(true).open(&file).unwrap();
    let mut put = |at: usize, byte: u8| {
        disk.seek(SeekFrom::Start(at as u64)).unwrap();
        disk.write_all(&[byte]).unwrap();
    };
    let mut line = 1;
    for at in 0..original.len() {
        for bit in 0..8 {
            put(at, original[at] ^ (1 << bit));
            match verify(dir.path()) {
                Err(AuditLogError::Broken(bad)) => assert_eq!((bad.line, bad.sequence), (line, line), "{at}.{bit}"),
                // Without its newline, the last record is one that was not written whole.
                Ok(report) => assert!(at == original.len() - 1 && report.torn.unwrap().line == line, "{at}.{bit}"),
                other => panic!("{at}.{bit}: {other:?}"),
            }
        }
        put(at, original[at]);
        line += u64::from(original[at] == b'\n');
    }
}

#[test]
fn every_removed_repeated_or_swapped_line_is_found() {
    let dir = log_of(6);
    let file = only_file(dir.path());
    let text = fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let found_at = |lines: &[&str]| {
        fs::write(&file, lines.concat()).unwrap();
        bad(verify(dir.path())).line
    };
    for one in 0..lines.len() {
        let line = one as u64 + 1;
        if one < lines.len() - 1 {
            assert_eq!(found_at(&[&lines[..one], &lines[one + 1..]].concat()), line, "without {line}");
        }
        for other in 0..=lines.len() {
            let copied = found_at(&[&lines[..other], &lines[one..=one], &lines[other..]].concat());
            // A copy beside the original: the second of them is the one too many.
            let expected = if other == one { one + 1 } else { other };
            assert_eq!(copied, expected as u64 + 1, "a copy of {line} before {other}");
        }
        for other in one + 1..lines.len() {
            let mut swapped = lines.clone();
            swapped.swap(one, other);
            assert_eq!(found_at(&swapped), line, "{line} and {other} swapped");
        }
    }
}

#[test]
fn records_of_another_log_do_not_fit() {
    let (dir, other) = (log_of(3), TempDir::new().unwrap());
    record(open(other.path()), (11..=13).map(event));
    let (file, other) = (only_file(dir.path()), fs::read_to_string(only_file(other.path())).unwrap());
    let text = fs::read_to_string(&file).unwrap();
    let (mine, foreign): (Vec<_>, Vec<_>) =
        (text.split_inclusive('\n').collect(), other.split_inclusive('\n').collect());
    fs::write(&file, [mine[0], foreign[1], mine[2]].concat()).unwrap();
    let bad = bad(verify(dir.path()));
    assert_eq!((bad.line, bad.sequence), (2, 2));
    assert!(bad.problem.contains("does not continue"), "{bad}");
}

#[test]
fn a_shorter_or_another_log_is_told_by_a_head_kept_elsewhere() {
    let dir = log_of(3);
    let head = verify(dir.path()).unwrap().head;
    record(open(dir.path()), [event(4)]);
    let log = AuditLog::at(dir.path());
    assert_eq!(log.verify(std::slice::from_ref(&head)).unwrap().records, 4);

    let text = fs::read_to_string(only_file(dir.path())).unwrap();
    let two: String = text.split_inclusive('\n').take(2).collect();
    fs::write(only_file(dir.path()), two).unwrap();
    assert_eq!(verify(dir.path()).unwrap().records, 2, "a shorter chain is a chain");
    let cut = bad(log.verify(std::slice::from_ref(&head)));
    assert_eq!((cut.line, cut.sequence), (3, 3));

    let rewritten = TempDir::new().unwrap();
    record(open(rewritten.path()), (11..=14).map(event));
    assert_eq!(verify(rewritten.path()).unwrap().records, 4, "another chain is a chain");
    let other = bad(AuditLog::at(rewritten.path()).verify(&[head]));
    assert_eq!((other.line, other.sequence), (3, 3));
}

fn rotated(count: u32) -> TempDir {
    let dir = TempDir::new().unwrap();
    let sink = FileAudit::options().sync(AuditSync::Never).max_file_bytes(900).open(dir.path()).unwrap();
    record(sink, (1..=count).map(event));
    dir
}

#[test]
fn the_chain_goes_on_over_files() {
    let dir = rotated(10);
    let files = files(dir.path());
    assert!(files.len() > 3 && files.iter().all(|file| fs::metadata(file).unwrap().len() <= 900));
    let report = verify(dir.path()).unwrap();
    assert_eq!((report.files, report.records), (files.len(), 10));
    assert_eq!(events(dir.path()), (1..=10).map(event).collect::<Vec<_>>());
}

#[test]
fn a_record_longer_than_a_file_has_one_of_its_own() {
    let dir = TempDir::new().unwrap();
    record(FileAudit::options().max_file_bytes(1).open(dir.path()).unwrap(), (1..=3).map(event));
    assert_eq!(files(dir.path()).len(), 3);
    assert_eq!(verify(dir.path()).unwrap().records, 3);
}

#[test]
fn files_that_are_gone_renamed_or_cut_are_found() {
    for which in 0..3 {
        let dir = rotated(10);
        let files = files(dir.path());
        fs::remove_file(&files[which]).unwrap();
        let bad = bad(verify(dir.path()));
        assert_eq!((bad.file.as_path(), bad.line), (files[which + 1].as_path(), 1), "{bad}");
        assert!(bad.problem.contains("missing"), "{bad}");
    }
    let dir = rotated(10);
    let last = files(dir.path()).pop().unwrap();
    let renamed = dir.path().join(format!("audit-{:020}.jsonl", 99));
    fs::rename(&last, &renamed).unwrap();
    assert_eq!(bad(verify(dir.path())).file, renamed);
    assert!(FileAudit::open(dir.path()).is_err());

    let dir = rotated(10);
    let files = files(dir.path());
    let (one, two) = (fs::read(&files[1]).unwrap(), fs::read(&files[2]).unwrap());
    fs::write(&files[1], &two).unwrap();
    fs::write(&files[2], &one).unwrap();
    assert_eq!(bad(verify(dir.path())).file, files[1]);
    fs::write(&files[2], &two).unwrap();
    fs::write(&files[1], &one[..one.len() - 1]).unwrap();
    assert_eq!(bad(verify(dir.path())).file, files[1], "only the last file can be torn");
}

#[test]
fn old_files_can_be_moved_away_if_their_last_record_is_known() {
    let dir = rotated(10);
    let files = files(dir.path());
    let archive = TempDir::new().unwrap();
    fs::rename(&files[0], archive.path().join(files[0].file_name().unwrap())).unwrap();
    let head = verify(archive.path()).unwrap().head;
    let rest = AuditLog::at(dir.path()).after(head.clone()).verify(std::slice::from_ref(&head)).unwrap();
    assert_eq!(rest.records + head.sequence, 10);
    let wrong = AuditHead::new(head.sequence, Digest::of(&json!("wrong")));
    assert_eq!(bad(AuditLog::at(dir.path()).after(wrong).verify(&[])).sequence, head.sequence + 1);
}

/// Cuts a log at every byte, as a crash would, and goes on.
#[test]
fn wherever_a_crash_cuts_the_log_it_goes_on_and_says_so() {
    let dir = log_of(2);
    let file = only_file(dir.path());
    let original = fs::read(&file).unwrap();
    let first = original.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for cut in first..original.len() {
        fs::write(&file, &original[..cut]).unwrap();
        let torn = verify(dir.path()).unwrap().torn;
        assert_eq!(torn.map_or(0, |torn| torn.bytes), (cut - first) as u64);

        record(open(dir.path()), [event(3)]);
        let report = verify(dir.path()).unwrap();
        let is_torn = u64::from(cut > first);
        assert_eq!((report.records, report.recoveries, report.torn), (2 + is_torn, is_torn, None), "{cut}");
        assert!(fs::read(&file).unwrap().starts_with(&original[..cut]), "nothing is taken away");
    }
}

#[test]
fn a_crash_while_mending_is_mended_too() {
    let dir = log_of(2);
    let file = only_file(dir.path());
    let original = fs::read(&file).unwrap();
    let torn = original.len() - 20;
    fs::write(&file, &original[..torn]).unwrap();
    drop(open(dir.path()));
    let mended = fs::read(&file).unwrap();
    for cut in torn + 1..mended.len() {
        fs::write(&file, &mended[..cut]).unwrap();
        drop(open(dir.path()));
        let report = verify(dir.path()).unwrap();
        assert_eq!((report.records, report.recoveries, report.torn), (2, 1, None), "{cut}");
    }
}

#[test]
fn torn_bytes_cannot_be_altered_later() {
    let dir = log_of(2);
    let file = only_file(dir.path());
    let original = fs::read(&file).unwrap();
    fs::write(&file, &original[..original.len() - 20]).unwrap();
    drop(open(dir.path()));
    let text = fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for altered in [[lines[0], "", lines[2]].concat(), [lines[0], "something else#torn\n", lines[2]].concat()] {
        fs::write(&file, altered).unwrap();
        assert_eq!(bad(verify(dir.path())).line, 2);
    }
}

#[test]
fn an_empty_last_file_is_gone_on_in() {
    for torn in ["", "{\"entry\":{"] {
        let dir = log_of(3);
        let next = dir.path().join(format!("audit-{:020}.jsonl", 4));
        fs::write(&next, torn).unwrap();
        record(open(dir.path()), [event(4)]);
        let report = verify(dir.path()).unwrap();
        assert_eq!((report.files, report.recoveries), (2, u64::from(!torn.is_empty())));
        assert_eq!(events(dir.path()).last(), Some(&event(4)));
    }
}

#[test]
fn an_altered_log_is_not_gone_on_with() {
    let dir = log_of(3);
    let file = only_file(dir.path());
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("agent", "maria", 1)).unwrap();
    let error = FileAudit::open(dir.path()).unwrap_err();
    assert!(std::error::Error::source(&error).unwrap().to_string().contains(":1: where record 1"), "{error:?}");
}

#[test]
fn one_program_writes_at_a_time() {
    let dir = TempDir::new().unwrap();
    let first = open(dir.path());
    let error = FileAudit::open(dir.path()).unwrap_err();
    assert!(error.to_string().contains("another program writes"), "{error}");
    drop(first);
    FileAudit::open(dir.path()).unwrap();
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let parent = TempDir::new().unwrap();
    let dir = parent.path().join("state/audit");
    record(FileAudit::open(&dir).unwrap(), [event(1)]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir), 0o700);
    assert_eq!(mode(&only_file(&dir)), 0o600);
    assert_eq!(mode(&dir.join("audit.lock")), 0o600);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_are_all_kept() {
    let dir = TempDir::new().unwrap();
    let sink = std::sync::Arc::new(FileAudit::options().max_file_bytes(4096).open(dir.path()).unwrap());
    let tasks: Vec<_> = (0..300)
        .map(|n| {
            let sink = std::sync::Arc::clone(&sink);
            let event = if n % 50 == 0 { binding() } else { event(n) };
            tokio::spawn(async move { sink.record(&event.with_call(n.to_string())).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let report = verify(dir.path()).unwrap();
    assert_eq!((report.records, &report.head), (300, &sink.head()));
    let mut calls: Vec<u32> =
        events(dir.path()).iter().map(|event| event.call.as_ref().unwrap().parse().unwrap()).collect();
    calls.sort_unstable();
    assert_eq!(calls, (0..300).collect::<Vec<_>>());
}

/// Files of the device kind stand in for a disk that fails.
#[cfg(target_os = "linux")]
mod failing_disk {
    use super::*;

    /// Takes everything, confirms nothing.
    fn unconfirmed(sync: AuditSync) -> (TempDir, FileAudit) {
        let dir = TempDir::new().unwrap();
        std::os::unix::fs::symlink("/dev/null", dir.path().join(format!("audit-{:020}.jsonl", 1))).unwrap();
        let sink = FileAudit::options().sync(sync).open(dir.path()).unwrap();
        (dir, sink)
    }

    #[tokio::test]
    async fn a_binding_event_that_is_not_confirmed_fails_and_so_does_all_after_it() {
        let (_dir, sink) = unconfirmed(AuditSync::Binding);
        sink.record(&event(1)).await.unwrap();
        assert!(sink.record(&binding()).await.is_err());
        assert!(sink.record(&event(2)).await.is_err());
    }

    #[tokio::test]
    async fn the_setting_says_what_has_to_be_confirmed() {
        let (_dir, sink) = unconfirmed(AuditSync::Every);
        assert!(sink.record(&event(1)).await.is_err());
        let (_dir, sink) = unconfirmed(AuditSync::Never);
        sink.record(&binding()).await.unwrap();
    }

    /// Else a crash could take records out of the middle of the log, which looks like somebody's doing.
    #[tokio::test]
    async fn a_file_is_confirmed_before_the_next_begins_whatever_the_setting() {
        let dir = TempDir::new().unwrap();
        std::os::unix::fs::symlink("/dev/null", dir.path().join(format!("audit-{:020}.jsonl", 1))).unwrap();
        let options = FileAudit::options().sync(AuditSync::Never).max_file_bytes(400);
        let sink = options.open(dir.path()).unwrap();
        sink.record(&event(1)).await.unwrap();
        assert!(sink.record(&event(2)).await.is_err());
    }

    #[tokio::test]
    async fn a_full_disk_fails_until_there_is_room_again() {
        let dir = TempDir::new().unwrap();
        let sink = FileAudit::options().max_file_bytes(1).open(dir.path()).unwrap();
        sink.record(&event(1)).await.unwrap();
        let full = dir.path().join(format!("audit-{:020}.jsonl", 2));
        std::os::unix::fs::symlink("/dev/full", &full).unwrap();
        assert!(sink.record(&event(2)).await.is_err());
        assert!(sink.record(&event(2)).await.is_err());
        assert_eq!(sink.head().sequence, 1);
        fs::remove_file(&full).unwrap();
        sink.record(&event(2)).await.unwrap();
        assert_eq!(events(dir.path()), [event(1), event(2)]);
    }
}

#[test]
fn a_log_of_a_newer_version_verifies_and_says_what_it_cannot_read() {
    let dir = log_of(1);
    let file = only_file(dir.path());
    let entry = json!({"at": at(1), "principal": "agent", "event": "teleported", "sequence": 2,
                       "previous": verify(dir.path()).unwrap().head.hash});
    let line = format!("{{\"entry\":{entry},\"hash\":\"{}\"}}\n", Digest::of(&entry));
    fs::write(&file, fs::read_to_string(&file).unwrap() + &line).unwrap();
    assert_eq!(verify(dir.path()).unwrap().records, 2);
    let last = AuditLog::at(dir.path()).records().unwrap().last().unwrap();
    assert!(matches!(last, Err(AuditLogError::Unknown { sequence: 2, .. })), "{last:?}");
}

#[test]
fn the_last_number_there_is_does_not_overflow() {
    let dir = TempDir::new().unwrap();
    let entry = json!({"at": at(1), "principal": "agent", "event": "thawed", "scope": "all", "sequence": u64::MAX,
                       "previous": AuditHead::start().hash});
    let line = format!("{{\"entry\":{entry},\"hash\":\"{}\"}}\n", Digest::of(&entry));
    fs::write(dir.path().join(format!("audit-{}.jsonl", u64::MAX)), line.repeat(2)).unwrap();
    assert_eq!(bad(verify(dir.path())).line, 1);
    assert!(FileAudit::open(dir.path()).is_err());
}

#[test]
fn what_is_no_log_is_an_error_and_an_empty_one_is_not() {
    let dir = TempDir::new().unwrap();
    assert_eq!(verify(dir.path()).unwrap().head, AuditHead::start());
    assert!(matches!(verify(&dir.path().join("nowhere")), Err(AuditLogError::Io { .. })));
}

#[test]
fn neither_arguments_nor_what_was_prepared_are_recorded() {
    let spec = ToolSpec::new("toys", "wind-up", Effect::Execute).with_operation("toys:wind-up:1");
    let mut plan = Plan::new(&spec, json!({"password": "hunter2"}), "Wind up with hunter2");
    plan.prepared = json!({"token": "hunter2"});
    plan.targets.push(Target::new("toy", 1, "Bear"));
    let dir = TempDir::new().unwrap();
    record(open(dir.path()), [planned(&plan)]);
    let text = fs::read_to_string(only_file(dir.path())).unwrap();
    assert!(!text.contains("hunter2"), "{text}");
    assert!(text.contains("toys:wind-up:1") && text.contains("Bear"), "{text}");

    let AuditKind::Planned(facts) = planned(&plan).kind else { unreachable!() };
    plan.arguments["password"] = "hunter3".into();
    assert_ne!(facts.digest, PlanFacts::of(&plan).digest, "the digest is over the arguments too");
}

#[test]
fn what_allows_begins_or_stops_a_change_is_binding() {
    let started = |effect| AuditKind::Started { effect, digest: Digest::of(&json!(1)), approval: None, grant: None };
    assert!(started(Effect::Write).is_binding() && started(Effect::Destroy).is_binding());
    assert!(!started(Effect::Read).is_binding());
    assert!(binding().kind.is_binding());
    assert!(AuditKind::GrantUsed { grant: "g".into(), targets: 1 }.is_binding());
    assert!(!event(2).kind.is_binding());
}

fn decided(policy: Policy) -> AuditKind {
    let decision: Decision = serde_json::from_value(json!({"policy": policy, "reasons": []})).unwrap();
    AuditKind::Decided { decision, policies: None }
}

#[test]
fn a_replay_lists_what_would_be_decided_otherwise() {
    let plan = |effect| Plan::new(&ToolSpec::new("toys", "bear", effect), json!({}), "Do it");
    let call =
        |n: u32, kind| AuditEvent::new(at(n), "agent", kind).with_call(format!("call-{n}")).with_tool("toys:bear");
    let dir = TempDir::new().unwrap();
    let planned = |n, effect| call(n, AuditKind::Planned(PlanFacts::of(&plan(effect))));
    record(
        open(dir.path()),
        [
            planned(1, Effect::Read),
            planned(2, Effect::Destroy),
            call(2, decided(Policy::Approval)),
            call(1, decided(Policy::Auto)),
            call(3, decided(Policy::Auto)),
        ],
    );
    let records = || AuditLog::at(dir.path()).records().unwrap();
    let same = ReplayReport::of(records(), |_, facts| facts.effect.default_policy()).unwrap();
    assert_eq!((same.judged, same.skipped, same.differences.len()), (2, 1, 0));

    let stricter = ReplayReport::of(records(), |event, facts| {
        assert_eq!(event.tool.as_deref(), Some("toys:bear"));
        if facts.effect == Effect::Destroy { Policy::Never } else { Policy::Auto }
    })
    .unwrap();
    let [difference] = stricter.differences.as_slice() else { panic!("{stricter:?}") };
    assert_eq!((difference.sequence, difference.call.as_str()), (3, "call-2"));
    assert_eq!((difference.then, difference.now), (Policy::Approval, Policy::Never));

    fs::write(only_file(dir.path()), "nonsense\n").unwrap();
    assert!(ReplayReport::of(records(), |_, _| Policy::Auto).is_err());
}

proptest! {
    /// Whatever is done to the bytes of a log: it is found, or the log is a beginning of what it was, whole or torn.
    #[test]
    fn no_change_goes_unseen(at in 0usize..1200, cut in 0usize..400, put in prop::collection::vec(any::<u8>(), 0..40)) {
        let dir = log_of(4);
        let file = only_file(dir.path());
        let original = fs::read(&file).unwrap();
        let at = at.min(original.len());
        let end = (at + cut).min(original.len());
        let altered = [&original[..at], &put, &original[end..]].concat();
        fs::write(&file, &altered).unwrap();
        if let Ok(report) = verify(dir.path()) {
            let whole = altered.len() - usize::try_from(report.torn.map_or(0, |torn| torn.bytes)).unwrap();
            prop_assert!(original.starts_with(&altered[..whole]));
        }
        // Going on with it neither panics nor breaks what can be gone on with.
        if let Ok(sink) = FileAudit::options().sync(AuditSync::Never).open(dir.path()) {
            record(sink, [event(9)]);
            prop_assert!(verify(dir.path()).is_ok());
        }
    }
}
