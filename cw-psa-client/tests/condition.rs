//! No value, however hostile, changes the structure of an expression, and what is written is read
//! back as the same tree.
//!
//! The reader of the crate could share a mistake with its writer, so that there is a second one here,
//! which knows only where text begins and ends.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use cw_psa_client::condition::{Condition, ConditionError, Criteria, Field, custom_field, ticket};
use cw_psa_client::filters::TicketFilter;
use jiff::{Timestamp, civil};
use proptest::prelude::*;

/// The expression with every text in it replaced by `T`, as a server reads it in which a backslash escapes.
fn skeleton(expression: &str) -> String {
    outside(expression, true)
}

fn outside(expression: &str, escapes: bool) -> String {
    let mut rest = expression.chars();
    let mut outside = String::new();
    while let Some(c) = rest.next() {
        if c != '"' && c != '\'' {
            outside.push(c);
            continue;
        }
        loop {
            match rest.next() {
                None => return format!("{outside} and text that does not end"),
                Some('\\') if escapes => drop(rest.next()),
                Some(end) if end == c => break,
                _ => {}
            }
        }
        outside.push('T');
    }
    outside
}

/// Text made to break out: pieces that mean something to the language, between any characters.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = [
        "'",
        "\"",
        "\\",
        "\\'",
        "\\\"",
        "[",
        "]",
        "[[]",
        "[[",
        "%",
        "*",
        "_",
        "(",
        ")",
        ",",
        " or ",
        " and ",
        "id=1",
        "\" or \"a\"=\"a",
        "' or 'a'='a",
        "null",
        "\n",
        "\r",
        "\t",
        "\0",
        "\u{7f}",
        "\u{85}",
        "\u{2019}",
        "\u{200b}",
        "\u{202e}",
        "é",
        "名",
        "🙂",
        "x",
    ];
    let known = prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..8).prop_map(|pieces| pieces.concat());
    prop_oneof![4 => known.clone(), 1 => any::<String>(), 1 => (known, any::<String>()).prop_map(|(a, b)| a + &b)]
}

fn field() -> impl Strategy<Value = Field> {
    "[a-zA-Z_][a-zA-Z0-9_]{0,8}(/[a-zA-Z_][a-zA-Z0-9_]{0,8}){0,2}"
        .prop_filter_map("a keyword is no field", |name| Field::new(name).ok())
}

fn moment() -> impl Strategy<Value = Timestamp> {
    let years = Timestamp::from_second(-62_135_596_800).unwrap()..=Timestamp::MAX;
    (years.start().as_second()..=years.end().as_second()).prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn leaf() -> impl Strategy<Value = Condition> {
    prop_oneof![
        (field(), hostile(), 0..4).prop_map(|(field, text, way)| match way {
            0 => field.eq(text),
            1 => field.contains(&text),
            2 => field.like(&text),
            _ => field.gt(text),
        }),
        (field(), any::<f64>()).prop_map(|(field, number)| field.le(if number.is_finite() { number } else { 0.0 })),
        (field(), any::<i64>()).prop_map(|(field, number)| field.ge(number)),
        (field(), any::<bool>()).prop_map(|(field, flag)| field.eq(flag)),
        (field(), moment()).prop_map(|(field, moment)| field.lt(moment)),
        (field(), 1..=9999_i16, 1..=12_i8, 1..=28_i8).prop_map(|(field, y, m, d)| field.ne(civil::date(y, m, d))),
        field().prop_map(|field| field.is_null()),
        (field(), prop::collection::vec(hostile(), 1..4)).prop_map(|(field, texts)| field.is_in(texts)),
        (field(), prop::collection::vec(any::<i32>(), 1..4)).prop_map(|(field, ids)| field.is_in(ids)),
    ]
}

fn tree() -> impl Strategy<Value = Condition> {
    leaf().prop_recursive(6, 48, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| Condition::all(parts).unwrap()),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| Condition::any(parts).unwrap()),
            inner.prop_map(|condition| !condition),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_written_reads_as_the_same_tree(condition in tree()) {
        let expression = condition.to_expression().unwrap();
        prop_assert_eq!(Condition::parse(&expression), Ok(condition.clone()), "{}", expression);
        prop_assert_eq!(condition.to_string(), expression);
    }

    #[test]
    fn a_value_stays_a_value(text in hostile(), other in hostile()) {
        let name = &ticket::SUMMARY;
        for (condition, meant) in [
            (name.eq(&text), "summary = T"),
            (name.ne(&text), "summary != T"),
            (name.contains(&text), "summary contains T"),
            (!name.like(&text), "summary not like T"),
            (name.is_in([&text, &other]), "summary in (T,T)"),
            (custom_field(&text).eq(&other), "caption = T and value = T"),
        ] {
            let expression = condition.to_expression().unwrap();
            prop_assert_eq!(skeleton(&expression), meant, "{}", expression);
        }
    }

    /// Whether servers know escapes is unconfirmed. One that does not must read the same, or refuse it:
    /// there is no backslash in the language outside of text.
    #[test]
    fn without_escapes_nothing_is_misread(text in hostile()) {
        let condition = ticket::SUMMARY.eq(&text).and(ticket::CLOSED.eq(false));
        let read = outside(&condition.to_expression().unwrap(), false);
        let is_refused = read.contains('\\') || read.ends_with("text that does not end");
        prop_assert!(is_refused || read == "summary = T and closedFlag = false", "{}", read);
        prop_assert!(!is_refused || (text.contains('"') && text.contains('\'')), "{} is refused without need", text);
    }

    #[test]
    fn a_filter_keeps_its_shape(text in hostile(), member in hostile()) {
        let filter = TicketFilter::new()
            .with_text(text.clone())
            .with_assigned_to(member.clone())
            .with_open(true)
            .with_extra(Criteria::from(ticket::CONTACT_NAME.eq(&text)).with_custom_field_conditions(custom_field("VIP").eq(&member)));
        let parameters = filter.criteria().parameters().unwrap();
        prop_assert_eq!(
            skeleton(&parameters[0].1),
            "(owner/identifier = T or resources contains T) and closedFlag = false and summary contains T and contactName = T"
        );
        prop_assert_eq!(skeleton(&parameters[1].1), "caption = T and value = T");
    }

    #[test]
    fn patterns_hold_no_wildcards_of_the_text(text in hostile()) {
        match ticket::SUMMARY.starts_with(&text).to_expression() {
            Ok(expression) => prop_assert_eq!(expression.matches(['%', '*']).count(), 1),
            Err(error) => prop_assert_eq!(error, ConditionError::Wildcard { text }),
        }
    }

    #[test]
    fn a_field_name_stays_one_word(name in hostile()) {
        if let Ok(field) = Field::new(name.clone()) {
            prop_assert_eq!(field.eq(1).to_expression().unwrap(), format!("{name} = 1"));
            prop_assert_eq!(Condition::parse(&format!("{name}=1")), Ok(field.eq(1)));
        }
    }

    #[test]
    fn reading_never_panics(text in any::<String>(), start in tree(), junk in hostile(), cut in any::<prop::sample::Index>()) {
        let _ = Condition::parse(&text);
        // Nearly right text goes deeper into the reader than any text does.
        let mut nearly: Vec<char> = start.to_expression().unwrap().chars().collect();
        let at = cut.index(nearly.len());
        nearly.splice(at..at, junk.chars());
        let nearly = String::from_iter(nearly);
        match Condition::parse(&nearly) {
            Ok(read) => prop_assert_eq!(Condition::parse(&read.to_string()), Ok(read)),
            Err(ConditionError::Syntax { position, .. }) => prop_assert!(position <= nearly.chars().count() + 1),
            Err(error) => prop_assert_eq!(error, ConditionError::TooDeep),
        }
    }

    #[test]
    fn parts_of_a_list_are_disjoint_and_whole(ids in prop::collection::vec(any::<i32>(), 1..400), limit in 60..400_usize) {
        let condition = ticket::ID.is_in(ids.clone()).and(ticket::CLOSED.eq(false));
        let parts = condition.split_in(limit).unwrap();
        let mut read = Vec::new();
        for part in &parts {
            prop_assert!(part.encoded_len().unwrap() <= limit);
            let text = part.to_string();
            let list = text.strip_prefix("id in (").and_then(|text| text.strip_suffix(") and closedFlag = false"));
            read.extend(list.unwrap().split(',').map(|id| id.parse::<i32>().unwrap()));
        }
        if parts.len() > 1 {
            let mut sorted = ids;
            sorted.sort_unstable();
            sorted.dedup();
            prop_assert_eq!(read, sorted);
        }
    }
}

#[test]
fn the_second_reader_finds_a_broken_expression() {
    // Guards the tests above: an unquoted hostile value must not pass.
    assert_eq!(skeleton("summary = \"x\" or \"a\"=\"a\""), "summary = T or T=T");
    assert_eq!(skeleton("summary = \"x\\\""), "summary =  and text that does not end");
}
