use super::*;
use crate::By;
use crate::ids::TicketId;
use cw_http::data::DateTime;
use jiff::{Timestamp, civil};

fn said(condition: &Condition) -> String {
    condition.to_expression().unwrap()
}

fn error(condition: &Condition) -> ConditionError {
    condition.to_expression().unwrap_err()
}

#[test]
fn every_comparison_is_said_in_the_servers_words() {
    let moment: Timestamp = "2026-03-01T10:20:30.987+02:00".parse().unwrap();
    let custom = Field::new("site/name").unwrap();
    for (condition, expected) in [
        (ticket::BOARD.name().eq("Help Desk"), r#"board/name = "Help Desk""#),
        (ticket::BOARD.id().ne(3), "board/id != 3"),
        (ticket::COMPANY.identifier().eq("FABRIKAM"), r#"company/identifier = "FABRIKAM""#),
        (ticket::COMPANY.is(&By::name("Fabrikam Dental")), r#"company/name = "Fabrikam Dental""#),
        (ticket::OWNER.is(&By::identifier("jdoe")), r#"owner/identifier = "jdoe""#),
        (ticket::OWNER.id().is_null(), "owner/id = null"),
        (ticket::OWNER.identifier().is_not_null(), "owner/identifier != null"),
        (ticket::CLOSED.eq(false), "closedFlag = false"),
        (ticket::BUDGET_HOURS.lt(1.5), "budgetHours < 1.5"),
        (ticket::BUDGET_HOURS.ge(-2), "budgetHours >= -2"),
        (ticket::LAST_UPDATED.gt(moment), "lastUpdated > [2026-03-01T08:20:30Z]"),
        (ticket::REQUIRED_DATE.le(civil::date(2026, 3, 1)), "requiredDate <= [2026-03-01]"),
        (ticket::LAST_UPDATED.ge(DateTime::new("2026-03-01T08:20:30Z")), "lastUpdated >= [2026-03-01T08:20:30Z]"),
        (ticket::PRIORITY.id().is_in([1, 2]), "priority/id in (1,2)"),
        (ticket::ID.is_in([TicketId::new(7), TicketId::new(8)]), "id in (7,8)"),
        (!ticket::PRIORITY.name().is_in(["Low", "O'Hara"]), r#"priority/name not in ("Low","O'Hara")"#),
        (ticket::SUMMARY.contains("50%"), r#"summary contains "50%""#),
        (!ticket::SUMMARY.contains("x"), r#"summary not contains "x""#),
        (ticket::SUMMARY.like("%[vip]%"), r#"summary like "%[[]vip]%""#),
        (!ticket::SUMMARY.starts_with("Re: "), r#"summary not like "Re: %""#),
        (ticket::SUMMARY.ends_with("?"), r#"summary like "%?""#),
        (ticket::SUMMARY.eq("a\nb\tc\0"), "summary = \"a\nb\tc\0\""),
        (
            custom.eq("Main").and(custom.ne(5)).or(custom.eq(true)),
            r#"(site/name = "Main" and site/name != 5) or site/name = true"#,
        ),
        (schedule_entry::KIND.identifier().eq("S"), r#"type/identifier = "S""#),
        (time_entry::TICKET.summary().contains("x"), r#"ticket/summary contains "x""#),
        (ticket::BOARD.part("sort").unwrap().gt(1), "board/sort > 1"),
    ] {
        assert_eq!(said(&condition), expected);
        assert_eq!(Condition::parse(expected), Ok(condition), "{expected}");
    }
}

#[test]
fn the_opposite_is_carried_inwards() {
    let condition = ticket::ID.lt(5).and(ticket::CLOSED.eq(true).or(ticket::ID.is_in([7])));
    assert_eq!(said(&!condition.clone()), "id >= 5 or (closedFlag != true and id not in (7))");
    assert_eq!(!!condition.clone(), condition);
}

#[test]
fn what_cannot_be_said_says_why() {
    let text = str::to_owned;
    for (condition, expected) in [
        (ticket::SUMMARY.starts_with("50%"), ConditionError::Wildcard { text: text("50%") }),
        (ticket::SUMMARY.ends_with("a*"), ConditionError::Wildcard { text: text("a*") }),
        (ticket::BUDGET_HOURS.eq(f64::NAN), ConditionError::NotFinite),
        (ticket::ID.is_in([0; 0]), ConditionError::EmptyList { field: text("id") }),
        (
            ticket::BOARD.is(&By::identifier("HD")),
            ConditionError::NoSuchPart { field: text("board"), part: "identifier" },
        ),
        (ticket::LAST_UPDATED.gt(Timestamp::MIN), ConditionError::Date { text: Timestamp::MIN.to_string() }),
        (ticket::LAST_UPDATED.gt(DateTime::new("soon")), ConditionError::Date { text: text("soon") }),
    ] {
        assert_eq!(error(&condition), expected);
        assert_eq!(error(&ticket::ID.eq(1).and(condition)), expected, "also inside another");
    }
}

#[test]
fn names_of_fields_are_checked() {
    for name in ["id", "board/name", "_info/lastUpdated", "Order", "inbox", "type/in"] {
        assert!(Field::new(name).is_ok(), "{name}");
    }
    let long = "a".repeat(201);
    for name in ["", "/", "a/", "/a", "a//b", "1a", "a b", "a=1 or b", "a'", "a.b", "naïve", "a\n", "or", "NULL", &long]
    {
        assert_eq!(Field::new(name).unwrap_err(), ConditionError::FieldName { name: name.to_owned() });
    }
    assert!(ticket::BOARD.part("name = 1 or id").is_err());
}

#[test]
fn depth_is_bounded() {
    let nest = |times: usize| {
        (0..times).fold(ticket::ID.eq(0), |condition, turn| {
            let next = ticket::ID.eq(1);
            if turn % 2 == 0 { condition.and(next) } else { condition.or(next) }
        })
    };
    let deepest = nest(MAX_DEPTH);
    assert_eq!(Condition::parse(&said(&deepest)), Ok(deepest));
    assert_eq!(error(&nest(MAX_DEPTH + 1)), ConditionError::TooDeep);
    // Neither building nor dropping nor reading may overflow the stack.
    assert_eq!(error(&nest(1_000_000)), ConditionError::TooDeep);
    assert_eq!(Condition::parse(&"(".repeat(1_000_000)), Err(ConditionError::TooDeep));
}

#[test]
fn people_write_more_freely_than_we_do() {
    for (written, canonical) in [
        ("  board/name='Help Desk'AND closedFlag=False ", r#"board/name = "Help Desk" and closedFlag = false"#),
        ("a=1 or b=2 and c=3", "a = 1 or (b = 2 and c = 3)"),
        ("a=1 and b=2 or c=3", "(a = 1 and b = 2) or c = 3"),
        ("((a=1))and(b=2 and(c=3))", "a = 1 and b = 2 and c = 3"),
        ("Summary NOT CONTAINS \"x\"", r#"Summary not contains "x""#),
        ("board/id IN(3, 2 ,4)", "board/id in (3,2,4)"),
        ("type not in ('a', null)", r#"type not in ("a",null)"#),
        ("value != NULL", "value != null"),
        ("lastUpdated > [2026-03-01T00:00:00+01:00]", "lastUpdated > [2026-02-28T23:00:00Z]"),
        ("lastUpdated > [ 2026-03-01 10:00:00.5 ]", "lastUpdated > [2026-03-01T10:00:00Z]"),
        ("lastUpdated > [2026-03-01]", "lastUpdated > [2026-03-01]"),
        ("a >= -0.50", "a >= -0.50"),
        ("a<=1", "a <= 1"),
        ("a\n=\t1", "a = 1"),
        ("android = 1 and order = 2", "android = 1 and order = 2"),
    ] {
        assert_eq!(Condition::parse(written).unwrap().to_string(), canonical);
    }
}

#[test]
fn a_mistake_is_pointed_at() {
    for (written, position, found, expected) in [
        ("", 1, "the end", "a field"),
        ("board/name", 11, "the end", "=, !="),
        ("board/name = Help", 14, "\"Help\"", "text in quotes"),
        ("board/name == 'x'", 13, "'='", "a value"),
        ("é = 1", 1, "'é'", "a field"),
        ("a = 'é' und b = 1", 9, "\"und\"", "`and`, `or` or the end"),
        ("a = 'é", 5, "'\\''", "text that ends"),
        (r#"a = "C:\""#, 5, "'\"'", "text that ends"),
        ("a > [2026-13-01]", 5, "'['", "a date, such as"),
        ("a > [today]", 5, "'['", "a date, such as"),
        ("a > [2026-03-01", 5, "'['", "a date that ends"),
        ("a = 12x", 5, "\"12x\"", "a number"),
        ("a = 1.", 5, "\"1\"", "a number"),
        ("a = --1", 5, "'-'", "a number"),
        ("a = 1e5", 5, "\"1e5\"", "a number"),
        ("a in 1", 6, "\"1\"", "`(`"),
        ("a in ()", 7, "')'", "a value"),
        ("a in (1", 8, "the end", "`,` or `)`"),
        ("(a = 1", 7, "the end", "`)`"),
        ("a = 1)", 6, "')'", "`and`, `or` or the end"),
        ("a not = 1", 7, "'='", "`in`, `like` or `contains`"),
        ("not a = 1", 1, "\"not\"", "a field"),
        ("a = 1 and", 10, "the end", "a field"),
        ("1 = 1", 1, "\"1\"", "a field"),
    ] {
        match Condition::parse(written) {
            Err(ConditionError::Syntax { position: p, found: f, expected: e }) => {
                assert_eq!((p, f.as_str()), (position, found), "{written}");
                assert!(e.contains(expected), "{written}: {e}");
            }
            other => panic!("{written}: {other:?}"),
        }
    }
    assert_eq!(
        Condition::parse("a = Help").unwrap_err().to_string(),
        "at character 5 of the condition: a value: text in quotes, a date in square brackets, a number, true, false \
         or null is expected, not \"Help\""
    );
}

#[test]
fn what_a_parameter_does_not_know_is_refused() {
    let list = Condition::parse("value in (1, 2) and caption = 'x'").unwrap();
    assert_eq!(
        Criteria::new().with_custom_field_conditions(list.clone()).parameters(),
        Err(ConditionError::ListNotAllowed { parameter: "customFieldConditions" })
    );
    assert_eq!(
        Criteria::new().with_child_conditions(list).parameters(),
        Err(ConditionError::ListNotAllowed { parameter: "childConditions" })
    );
    assert_eq!(
        Criteria::new().with_custom_field_conditions(ticket::ID.eq(1)).parameters(),
        Err(ConditionError::NotOfCustomField { name: "id".to_owned() })
    );
    let two = custom_field("VIP").eq(true).or(custom_field("Tag").is_null());
    assert_eq!(
        Criteria::new().with_custom_field_conditions(two).parameters().unwrap()[0].1,
        r#"(caption = "VIP" and value = true) or (caption = "Tag" and value = null)"#
    );
}

#[test]
fn an_order_is_read_as_it_is_written() {
    for (written, canonical) in [
        ("id", "id asc"),
        (" company/name  DESC , id Asc", "company/name desc,id asc"),
        ("summary\tdesc", "summary desc"),
    ] {
        let order: OrderBy = written.parse().unwrap();
        assert_eq!(order.to_string(), canonical);
        assert_eq!(canonical.parse(), Ok(order));
    }
    let field = |name: &str| ConditionError::FieldName { name: name.to_owned() };
    let direction = |term: &str| ConditionError::Direction { term: term.to_owned() };
    for (written, error) in [
        ("", field("")),
        ("id,", field("")),
        ("id;drop", field("id;drop")),
        ("id down", direction("id down")),
        ("id asc desc", direction("id asc desc")),
    ] {
        assert_eq!(written.parse::<OrderBy>(), Err(error), "{written}");
    }
}

#[test]
fn a_long_list_is_cut_into_parts_that_fit() {
    let condition = ticket::CLOSED.eq(false).and(ticket::ID.is_in((1..=1_000).rev().chain([5, 5])));
    let parts = condition.split_in(500).unwrap();
    let mut ids = Vec::new();
    for part in &parts {
        assert!(part.encoded_len().unwrap() <= 500);
        let text = said(part);
        let list = text.strip_prefix("closedFlag = false and id in (").and_then(|rest| rest.strip_suffix(')')).unwrap();
        ids.extend(list.split(',').map(|id| id.parse::<i32>().unwrap()));
    }
    assert!(ids.iter().eq(&Vec::from_iter(1..=1_000)), "in order, none lost, none twice");
    // As few as possible: no two neighbours would fit together.
    assert!(parts.windows(2).all(|two| two[0].encoded_len().unwrap() + "1000,".len() + 2 > 500));

    assert_eq!(condition.split_in(1_000_000), Ok(vec![condition.clone()]), "short enough");
    assert!(ticket::ID.is_in([11, 22]).split_in("id%20in%20%2811%29".len()).is_ok_and(|parts| parts.len() == 2));
}

#[test]
fn what_cannot_be_cut_says_so() {
    let long = "x".repeat(100);
    for condition in [
        ticket::SUMMARY.eq(&long),
        !ticket::ID.is_in(0..100),
        ticket::ID.is_in(0..100).or(ticket::CLOSED.eq(true)),
        ticket::SUMMARY.eq(&long).and(ticket::ID.is_in(0..100)),
        ticket::COMPANY.identifier().is_in([&long, &long]),
        ticket::BUDGET_HOURS.is_in([0.5; 100]),
        ticket::ID.is_in([i64::MAX; 2]),
    ] {
        let length = condition.encoded_len().unwrap();
        assert_eq!(condition.split_in(30), Err(ConditionError::TooLong { length, limit: 30 }), "{condition}");
    }
    assert_eq!(ticket::ID.is_in([0; 0]).split_in(1), Err(ConditionError::EmptyList { field: "id".into() }));
}
