use jiff::{Timestamp, civil};

use super::*;
use crate::ids::ClientId;
use crate::models::ComputerStatus;
use cw_http::data::DateTime;

fn said(condition: &Condition) -> String {
    condition.to_expression().unwrap()
}

fn error(condition: &Condition) -> ConditionError {
    condition.to_expression().unwrap_err()
}

#[test]
fn each_kind_of_value_is_written_its_way() {
    let moment: Timestamp = "2026-02-01T00:00:00.1234Z".parse().unwrap();
    let clock = civil::date(2026, 2, 1).at(8, 30, 0, 0);
    for (condition, expected) in [
        (computer::STATUS.eq("Online"), "Status = 'Online'"),
        (computer::STATUS.ne(ComputerStatus::Offline), "Status != 'Offline'"),
        (computer::CLIENT_ID.eq(ClientId::new(12)), "Client.Id = 12"),
        (computer::ID.eq(-5), "Id = -5"),
        (computer::CPU_USAGE.ge(0.25), "CpuUsage >= 0.25"),
        (computer::IS_REBOOT_NEEDED.eq(true), "IsRebootNeeded = true"),
        (computer::LAST_CONTACT.before(moment), "RemoteAgentLastContact < 2026-02-01T00:00:00.123Z"),
        (computer::LAST_CONTACT.le(clock), "RemoteAgentLastContact <= 2026-02-01T08:30:00"),
        (
            computer::LAST_CONTACT.after(DateTime::new("2026-02-01 08:30")),
            "RemoteAgentLastContact > 2026-02-01T08:30:00",
        ),
        (
            computer::LAST_CONTACT.gt(DateTime::new("2026-02-01T08:30:00+02:00")),
            "RemoteAgentLastContact > 2026-02-01T06:30:00Z",
        ),
        (computer::NAME.contains("DC"), "ComputerName contains 'DC'"),
        (computer::NAME.like("DC__"), "ComputerName like 'DC__'"),
        (computer::NAME.like_contains("DC"), "ComputerName like '%DC%'"),
        (computer::NAME.starts_with("DC"), "ComputerName like 'DC%'"),
        (computer::NAME.ends_with("01"), "ComputerName like '%01'"),
        (computer::NAME.search("DC"), "ComputerName like '%DC%'"),
        (computer::NAME.search("DC_01"), "ComputerName contains 'DC_01'"),
        (computer::ID.is_in([1, 2]), "Id in (1, 2)"),
        (computer::NAME.is_in(["a", "b'c"]), "ComputerName in ('a', \"b'c\")"),
        (computer::USER_ACCOUNTS.has("bob"), "UserAccounts contains 'bob'"),
        (Field::new("VirusScanner.Name").unwrap().eq("x"), "VirusScanner.Name = 'x'"),
    ] {
        assert_eq!(said(&condition), expected);
    }
}

#[test]
fn parentheses_keep_what_belongs_together() {
    let (a, b, c) = (computer::ID.eq(1), computer::ID.eq(2), computer::ID.eq(3));
    for (condition, expected) in [
        (a.clone().and(b.clone()).and(c.clone()), "Id = 1 and Id = 2 and Id = 3"),
        (a.clone().and(b.clone().and(c.clone())), "Id = 1 and Id = 2 and Id = 3"),
        (a.clone().or(b.clone()).and(c.clone()), "(Id = 1 or Id = 2) and Id = 3"),
        (a.clone().or(b.clone().and(c.clone())), "Id = 1 or (Id = 2 and Id = 3)"),
        (Condition::raw("x = 1 or y = 2").and(a.clone()), "(x = 1 or y = 2) and Id = 1"),
        (Condition::any([a, b, c]).unwrap(), "Id = 1 or Id = 2 or Id = 3"),
    ] {
        assert_eq!(said(&condition), expected);
    }
    assert_eq!(Condition::raw("x = 1").to_expression().unwrap(), "x = 1");
    assert!(Condition::all([]).is_none());
}

#[test]
fn not_is_carried_inwards() {
    let inner = computer::ID.is_in([1]).or(computer::NAME.contains("x").and(computer::ID.lt(5)));
    assert_eq!(said(&!inner.clone()), "Id not in (1) and (ComputerName not contains 'x' or Id >= 5)");
    assert_eq!(!!inner.clone(), inner);
    for (operator, opposite) in [
        (computer::ID.eq(1), "Id != 1"),
        (computer::ID.ne(1), "Id = 1"),
        (computer::ID.le(1), "Id > 1"),
        (computer::ID.gt(1), "Id <= 1"),
        (computer::ID.ge(1), "Id < 1"),
        (computer::NAME.like("x%"), "ComputerName not like 'x%'"),
        (!computer::NAME.like("x%"), "ComputerName like 'x%'"),
        (!computer::NAME.contains("x"), "ComputerName contains 'x'"),
    ] {
        assert_eq!(said(&!operator), opposite);
    }
    assert_eq!(error(&!Condition::raw("x = 1")), ConditionError::RawNegated);
}

#[test]
fn what_needs_an_escape_is_refused_with_the_reason() {
    let text = |text: &str| text.to_owned();
    for (condition, expected) in [
        (computer::NAME.eq("a\nb"), ConditionError::ControlCharacter { text: text("a\nb") }),
        (computer::NAME.eq("a\0"), ConditionError::ControlCharacter { text: text("a\0") }),
        (computer::NAME.eq("a\u{85}"), ConditionError::ControlCharacter { text: text("a\u{85}") }),
        (computer::NAME.eq("'\""), ConditionError::BothQuotes { text: text("'\"") }),
        (computer::NAME.eq(r"C:\"), ConditionError::TrailingBackslash { text: text(r"C:\") }),
        (computer::NAME.contains(r"\\\"), ConditionError::TrailingBackslash { text: text(r"\\\") }),
        (computer::NAME.starts_with("50%"), ConditionError::Wildcard { text: text("50%") }),
        (computer::NAME.like_contains("a_b"), ConditionError::Wildcard { text: text("a_b") }),
        (computer::NAME.ends_with(r"a\b"), ConditionError::Wildcard { text: text(r"a\b") }),
        (computer::CPU_USAGE.eq(f64::NAN), ConditionError::NotFinite),
        (computer::CPU_USAGE.eq(f64::INFINITY), ConditionError::NotFinite),
        (computer::ID.is_in([0_i64; 0]), ConditionError::EmptyList { field: text("Id") }),
        (computer::LAST_CONTACT.before(DateTime::new("soon")), ConditionError::Date { text: text("soon") }),
        (
            computer::LAST_CONTACT.before(DateTime::new("0001-01-01T00:00:00")),
            ConditionError::Date { text: text("0001-01-01T00:00:00") },
        ),
    ] {
        assert_eq!(error(&condition), expected);
    }
    assert_eq!(said(&computer::LAST_USER.eq(r"ACME\maria")), r"LastUserName = 'ACME\maria'");
    assert_eq!(said(&computer::NAME.eq(r"C:\\")), r"ComputerName = 'C:\\'");
}

#[test]
fn names_of_fields_are_checked() {
    for name in ["Id", "Client.Id", "_x", "AffectedEntities.RemoteMonitorAffectedClient.Id", "Order", "Inbox"] {
        assert!(Field::new(name).is_ok(), "{name}");
    }
    let long = "a".repeat(201);
    for name in [
        "",
        ".",
        "a.",
        ".a",
        "a..b",
        "1a",
        "a b",
        "a=1 or b",
        "a'",
        "Client/Id",
        "naïve",
        "a\n",
        "or",
        "NOT",
        "like",
        &long,
    ] {
        assert!(Field::new(name).is_err(), "{name:?}");
    }
}

#[test]
fn length_and_depth_are_bounded() {
    let ids = 0..10_000;
    assert_eq!(error(&computer::ID.is_in(ids)), ConditionError::TooLong);
    assert_eq!(error(&Condition::raw("x".repeat(MAX_LENGTH + 1))), ConditionError::TooLong);

    let nest = |times: usize| {
        (0..times).fold(computer::ID.eq(0), |condition, turn| {
            let next = computer::ID.eq(1);
            if turn % 2 == 0 { condition.and(next) } else { condition.or(next) }
        })
    };
    assert!(nest(MAX_DEPTH).to_expression().is_ok());
    assert_eq!(error(&nest(MAX_DEPTH + 1)), ConditionError::TooDeep);
    // Neither building nor dropping may overflow the stack.
    assert_eq!(error(&nest(1_000_000)), ConditionError::TooDeep);
    let wide = Condition::all((0..100_000).map(|id| computer::ID.ne(id))).unwrap();
    assert_eq!(error(&wide), ConditionError::TooLong);
}

#[test]
fn debug_shows_the_expression_or_the_mistake() {
    assert_eq!(format!("{:?}", computer::ID.eq(1)), "Condition(Id = 1)");
    assert_eq!(format!("{:?}", computer::CPU_USAGE.eq(f64::NAN)), "Condition(broken: the number is not finite)");
}
