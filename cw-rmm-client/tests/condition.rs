//! The filter language of tickets: what is written is read back, and what it cannot say is an error.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use cw_rmm_client::condition::{self, Condition, ConditionError, MAX_GROUPS};
use cw_rmm_client::{CompanyId, DateTime};
use proptest::prelude::*;

fn query(condition: &Condition) -> String {
    let pairs = condition.to_query().unwrap();
    pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

#[test]
fn each_kind_of_field_says_its_own() {
    let day = jiff::civil::date(2026, 1, 31);
    for (condition, expected) in [
        (condition::NUMBER.is("48213"), "number=48213"),
        (condition::SUMMARY.is("a,b & c"), "summary=a,b & c"),
        (condition::COMPANY_IDS.one_of(["c1", "c2"]), "companyIds=c1,c2"),
        (condition::COMPANY_IDS.one_of([CompanyId::new("c1")]), "companyIds=c1"),
        (condition::STATUS_NAMES.none_of(["Closed"]), "statusNames=[notIn],Closed"),
        (condition::CREATED_AT.since(day), "createdAtFrom=2026-01-31"),
        (condition::UPDATED_AT.until(day.at(15, 1, 2, 0)), "updatedAtTo=2026-01-31T15:01:02"),
        (
            condition::DUE_DATE.since("2026-01-31T15:01:02.5Z".parse::<jiff::Timestamp>().unwrap()),
            "dueDateFrom=2026-01-31T15:01:02Z",
        ),
        (condition::CREATED_AT.until(&DateTime::new("2026-01-31T00:00:00Z")), "createdAtTo=2026-01-31T00:00:00Z"),
    ] {
        assert_eq!(query(&condition), expected);
    }
}

#[test]
fn what_holds_for_all_is_repeated_in_each_group() {
    let company = condition::COMPANY_IDS.one_of(["c"]);
    let high = condition::PRIORITY_NAMES.one_of(["High"]);
    let late = condition::DUE_DATE.until("2026-01-01");
    assert_eq!(query(&company.clone().and(high.clone())), "companyIds=c&priorityNames=High");
    assert_eq!(
        query(&company.clone().and(high.clone().or(late.clone()))),
        "companyIds1=c&priorityNames1=High&companyIds2=c&dueDateTo2=2026-01-01"
    );
    // The same said twice is said once.
    assert_eq!(query(&company.clone().and(company.clone())), "companyIds=c");
    assert_eq!(query(&company.clone().or(company.clone())), "companyIds=c");
    assert_eq!(Condition::all([]), None);
    assert_eq!(Condition::any([high.clone(), late]).unwrap().to_query().unwrap().len(), 2);
}

#[test]
fn what_the_language_cannot_say_is_an_error() {
    let none: [&str; 0] = [];
    for (condition, expected) in [
        (condition::STATUS_NAMES.one_of(none), ConditionError::Empty { name: "statusNames" }),
        (condition::STATUS_NAMES.one_of(["New", " "]), ConditionError::Empty { name: "statusNames" }),
        (condition::SUMMARY.is(""), ConditionError::Empty { name: "summary" }),
        (
            condition::STATUS_NAMES.one_of(["Sales, EU"]),
            ConditionError::Unlistable { name: "statusNames", value: "Sales, EU".into() },
        ),
        (
            condition::STATUS_NAMES.one_of(["[NOTIN]"]),
            ConditionError::Unlistable { name: "statusNames", value: "[NOTIN]".into() },
        ),
        (condition::CREATED_AT.since("soon"), ConditionError::Date { name: "createdAtFrom", text: "soon".into() }),
        (condition::NUMBER.is("1").and(condition::NUMBER.is("2")), ConditionError::Repeated { name: "number" }),
    ] {
        assert_eq!(condition.to_query().unwrap_err(), expected);
        assert_eq!(condition.to_string(), format!("({expected})"));
    }
}

#[test]
fn alternatives_are_bounded_however_they_come_about() {
    let number = |n: usize| condition::NUMBER.is(n.to_string());
    let many = |count| Condition::any((0..count).map(number)).unwrap();
    assert_eq!(many(MAX_GROUPS).to_query().unwrap().len(), MAX_GROUPS);
    assert_eq!(many(MAX_GROUPS + 1).to_query(), Err(ConditionError::TooManyGroups));
    let names =
        |count: usize| Condition::any((0..count).map(|n| condition::TAG_NAMES.one_of([n.to_string()]))).unwrap();
    assert_eq!(many(4).and(names(6)).to_query(), Err(ConditionError::TooManyGroups));
    assert_eq!(many(4).and(names(6)).or(number(1)).and(number(2)).to_query(), Err(ConditionError::TooManyGroups));
    assert_eq!(many(4).and(names(5)).to_query().unwrap().len(), 40);
}

#[test]
fn a_query_is_read_as_people_copy_it() {
    let read = |text: &str| text.parse::<Condition>().map(|condition| query(&condition));
    for (text, expected) in [
        ("statusNames=New,In+Progress", "statusNames=New,In Progress"),
        ("?STATUSNAMES=%5Bnotin%5D,Closed", "statusNames=[notIn],Closed"),
        ("number7=1&number3=2", "number1=2&number2=1"),
        ("summary1=x&number1=2", "summary=x&number=2"),
    ] {
        assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
    }
    for (text, expected) in [
        ("", ConditionError::Nothing),
        ("pageSize=3", ConditionError::UnknownField { name: "pageSize".into() }),
        ("number99999999999=3", ConditionError::UnknownField { name: "number99999999999".into() }),
        ("number=1&number=2", ConditionError::Repeated { name: "number" }),
        ("number=1&number1=2", ConditionError::Mixed),
        ("statusNames=New,", ConditionError::Empty { name: "statusNames" }),
        ("statusNames=[notIn]", ConditionError::Empty { name: "statusNames" }),
        ("createdAtTo=x", ConditionError::Date { name: "createdAtTo", text: "x".into() }),
    ] {
        assert_eq!(read(text), Err(expected), "{text}");
    }
    let many = (0..=MAX_GROUPS).map(|n| format!("number{n}=1")).collect::<Vec<_>>().join("&");
    assert_eq!(read(&many), Err(ConditionError::TooManyGroups));
}

fn any_term() -> impl Strategy<Value = Condition> {
    let name = || "[^,\\p{Cc}]{0,6}[a-zA-Z0-9ß日]";
    let names = || proptest::collection::vec(name(), 1..4);
    prop_oneof![
        "\\PC{0,8}[a-z%&=+#]".prop_map(|text| condition::SUMMARY.is(text)),
        "[0-9.]{1,8}".prop_map(|text| condition::NUMBER.is(text)),
        names().prop_map(|names| condition::STATUS_NAMES.one_of(names)),
        names().prop_map(|names| condition::STATUS_NAMES.none_of(names)),
        names().prop_map(|names| condition::COMPANY_IDS.one_of(names)),
        names().prop_map(|names| condition::TAG_IDS.none_of(names)),
        (1i16..28, 0i8..24).prop_map(|(day, hour)| {
            condition::CREATED_AT.since(jiff::civil::date(2026, 2, 1).at(hour, 0, 0, 0) + jiff::Span::new().days(day))
        }),
        (1i8..29).prop_map(|day| condition::DUE_DATE.until(jiff::civil::date(2026, 2, day))),
    ]
}

fn any_condition() -> impl Strategy<Value = Condition> {
    any_term().prop_recursive(3, 12, 3, |inner| {
        (inner.clone(), inner, any::<bool>())
            .prop_map(|(left, right, and)| if and { left.and(right) } else { left.or(right) })
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(condition in any_condition()) {
        if let Ok(pairs) = condition.to_query() {
            prop_assert_eq!(&Condition::from_query(pairs.iter().map(|(n, v)| (n, v))).unwrap(), &condition);
            prop_assert_eq!(&condition.to_string().parse::<Condition>().unwrap(), &condition);
        }
    }

    #[test]
    fn what_is_read_is_written_back(text in "(number|summary|statusNames|companyIds|createdAtFrom|page)?[0-9]{0,3}=?\\PC{0,12}(&statusNames[0-9]?=[a-z,]{0,6})?") {
        if let Ok(condition) = text.parse::<Condition>() {
            let pairs = condition.to_query().expect("what was read can be written");
            prop_assert_eq!(Condition::from_query(pairs).unwrap(), condition);
        }
    }
}
