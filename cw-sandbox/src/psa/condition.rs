//! `conditions`, `childConditions` and `customFieldConditions`: what may be asked of which field, and the answers.
//!
//! Where the vendor is silent: `and` binds tighter than `or`; null answers no to all but the question for null;
//! in `like`, `%` and `*` stand for any run of characters and nothing else is special; a text without either is compared
//! as by `=`. In every text `[[]` stands for `[`.

mod lex;

use serde_json::Value;

use super::errors;
use super::spec::{self, Field, Kind, Spec};
use super::view::View;
use crate::reply::Refusal;
use crate::table::condition::{Ask, Bound, ConditionError, Expr, Literal, Test, Token, parse};
use crate::table::{as_id, lookup};

/// What a condition may ask about.
#[derive(Debug)]
pub(super) enum Place {
    /// A field of the record itself, as kept.
    Own(&'static Field),
    Id,
    /// An entry of `_info`.
    Info(&'static str),
    /// What a reference shows: the referring field, the resource, the field there.
    Beyond(&'static Field, usize, &'static str),
    /// The configurations of a ticket, by their ids.
    Configuration,
    /// The id of what a product line is charged to. Lines can be asked by it, and do not show it.
    ChargedTo,
    /// What kind of thing that is.
    ChargedAs,
}

/// What a product line can be charged to: the field that refers to it, and the word for it.
const CHARGES: [(&str, &str); 4] =
    [("ticket", "Ticket"), ("project", "Project"), ("opportunity", "Opportunity"), ("agreement", "Agreement")];

/// What of `_info` may be asked for and ordered by, with or without `_info/` before it.
const INFO: [&str; 4] = ["lastUpdated", "updatedBy", "dateEntered", "enteredBy"];

impl Place {
    /// Finds a field by its path, without regard to case.
    pub(super) fn find(spec: &'static Spec, path: &[String]) -> Option<Self> {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match path.as_slice() {
            [name] if name.eq_ignore_ascii_case("id") => Some(Self::Id),
            [name] if spec.path == "procurement/products" && name.eq_ignore_ascii_case("chargeToId") => {
                Some(Self::ChargedTo)
            }
            [name] if spec.path == "procurement/products" && name.eq_ignore_ascii_case("chargeToType") => {
                Some(Self::ChargedAs)
            }
            [name] => match spec.field_in_any_case(name) {
                Some(field) => Some(Self::Own(field)),
                None => info_name(name),
            },
            [name, inner] if name.eq_ignore_ascii_case("_info") => info_name(inner),
            [name, inner] if name.eq_ignore_ascii_case("configuration") && inner.eq_ignore_ascii_case("id") => {
                (spec.path == "service/tickets").then_some(Self::Configuration)
            }
            [name, inner] => {
                let field = spec.field_in_any_case(name)?;
                let Kind::Ref(target) = field.kind else { return None };
                if inner.eq_ignore_ascii_case("id") {
                    return Some(Self::Own(field));
                }
                let shown = spec::all()[target].shown.iter().find(|(shown, _)| shown.eq_ignore_ascii_case(inner))?;
                Some(Self::Beyond(field, target, shown.1))
            }
            _ => None,
        }
    }

    pub(super) fn value(&self, view: View<'_>, spec: &Spec, id: u32) -> Value {
        match self {
            Self::Id => id.into(),
            Self::Own(field) => view.at(spec, id).plain(field),
            Self::Info(name) => view.raw(spec, id, "_info").get(name).cloned().unwrap_or_default(),
            Self::Beyond(field, target, from) => match as_id(&view.raw(spec, id, field.from)) {
                Some(to) => view.raw(view.home(&spec::all()[*target], to), to, from),
                None => Value::Null,
            },
            Self::Configuration => view.configurations(id).collect(),
            Self::ChargedTo => charge(view, spec, id).map_or(Value::Null, |(_, to)| to),
            Self::ChargedAs => charge(view, spec, id).map_or(Value::Null, |(word, _)| word.into()),
        }
    }

    /// Which literals fit.
    fn check(&self, test: &mut Test) -> Result<(), Refusal> {
        let kind = match self {
            Self::Id | Self::Configuration | Self::ChargedTo => &Kind::Int,
            Self::ChargedAs => &Kind::Text,
            Self::Info("lastUpdated" | "dateEntered") => &Kind::Date,
            Self::Info(_) => &Kind::Text,
            Self::Own(Field { kind: Kind::Ref(_), .. }) if test.path.len() > 1 => &Kind::Int,
            Self::Own(field) => &field.kind,
            Self::Beyond(_, target, from) => spec::all()[*target].field(from).map_or(&Kind::Text, |field| &field.kind),
        };
        check(kind, test)
    }
}

/// What a product line is charged to.
fn charge(view: View<'_>, spec: &Spec, id: u32) -> Option<(&'static str, Value)> {
    CHARGES.into_iter().find_map(|(field, word)| {
        let to = view.raw(spec, id, field);
        (!to.is_null()).then_some((word, to))
    })
}

fn info_name(name: &str) -> Option<Place> {
    INFO.into_iter().find(|known| known.eq_ignore_ascii_case(name)).map(Place::Info)
}

/// `conditions`, ready to be put to records.
pub(super) struct Condition(Bound<Place>);

impl Condition {
    pub(super) fn read(text: &str, spec: &'static Spec) -> Result<Self, Refusal> {
        let mut configurations = 0;
        let bound = Bound::new::<Refusal>(expression(text)?, &mut |mut test| {
            let place = Place::find(spec, &test.path).filter(|place| !is_list(place)).ok_or_else(|| unknown(&test))?;
            place.check(&mut test)?;
            configurations += usize::from(matches!(place, Place::Configuration));
            Ok((place, test.ask))
        })?;
        if configurations > 1 {
            return Err(errors::condition("configuration can be asked for only once."));
        }
        Ok(Self(bound))
    }

    pub(super) fn fits(&self, view: View<'_>, spec: &Spec, id: u32) -> bool {
        self.0.fits(&|place, ask| match (place, place.value(view, spec, id)) {
            (Place::Configuration, Value::Array(ids)) => Some(ids.iter().any(|id| ask.answer(id) == Some(true))),
            (_, value) => ask.answer(&value),
        })
    }
}

/// Lists inside a record belong into `childConditions`.
fn is_list(place: &Place) -> bool {
    let Place::Own(field) = place else { return false };
    matches!(field.kind, Kind::Children(_) | Kind::Through(..) | Kind::List | Kind::Any | Kind::Custom)
}

/// `childConditions`: whether one element of a list fits all of it.
pub(super) struct ChildCondition {
    field: &'static Field,
    bound: Bound<Vec<String>>,
}

impl ChildCondition {
    pub(super) fn read(text: &str, spec: &'static Spec) -> Result<Self, Refusal> {
        let mut list: Option<&'static Field> = None;
        let bound = Bound::new::<Refusal>(expression_without_in(text)?, &mut |mut test| {
            let (first, inner) = test.path.split_first().ok_or_else(|| unknown(&test))?;
            let field = spec.field_in_any_case(first).ok_or_else(|| unknown(&test))?;
            if list.is_some_and(|list| list.name != field.name) {
                return Err(errors::condition("Only one list can be asked about at a time."));
            }
            let kind = kind_within(field, inner).ok_or_else(|| unknown(&test))?;
            let inner = inner.to_vec();
            check(kind, &mut test)?;
            list = Some(field);
            Ok((inner, test.ask))
        })?;
        // An expression has at least one test.
        let field = list.ok_or_else(|| errors::condition("An expression is expected."))?;
        Ok(Self { field, bound })
    }

    pub(super) fn fits(&self, view: View<'_>, spec: &Spec, id: u32) -> bool {
        let Value::Array(items) = view.at(spec, id).shown(self.field) else { return false };
        items.iter().any(|item| self.bound.fits(&|path, ask| ask.answer(within(item, path))))
    }
}

/// `customFieldConditions`: whether one custom field fits all of it.
pub(super) struct CustomCondition(Bound<Vec<String>>);

impl CustomCondition {
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        let bound = Bound::new::<Refusal>(expression_without_in(text)?, &mut |mut test| {
            match test.path.as_slice() {
                [name] if name.eq_ignore_ascii_case("caption") => check(&Kind::Text, &mut test)?,
                [name] if name.eq_ignore_ascii_case("value") => unescape(&mut test),
                _ => return Err(unknown(&test)),
            }
            Ok((test.path, test.ask))
        })?;
        Ok(Self(bound))
    }

    pub(super) fn fits(&self, view: View<'_>, spec: &Spec, id: u32) -> bool {
        let Value::Array(fields) = view.at(spec, id).custom() else { return false };
        fields.iter().any(|field| self.0.fits(&|path, ask| ask.answer(within(field, path))))
    }
}

/// The kind of what a path leads to inside an element of a list.
fn kind_within(list: &Field, path: &[String]) -> Option<&'static Kind> {
    let shown = |target: usize, name: &str| {
        let target = &spec::all()[target];
        let (_, from) = target.shown.iter().find(|(shown, _)| shown.eq_ignore_ascii_case(name))?;
        Some(target.field(from).map_or(&Kind::Text, |field| &field.kind))
    };
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match (&list.kind, path.as_slice()) {
        (Kind::Children(_) | Kind::Through(..), [id]) if id.eq_ignore_ascii_case("id") => Some(&Kind::Int),
        (Kind::Children(table), [name]) => Some(&spec::all()[*table].field_in_any_case(name)?.kind),
        (Kind::Children(table), [name, inner]) => match spec::all()[*table].field_in_any_case(name)?.kind {
            Kind::Ref(_) if inner.eq_ignore_ascii_case("id") => Some(&Kind::Int),
            Kind::Ref(target) => shown(target, inner),
            _ => None,
        },
        (Kind::Through(table, field), [name]) => match spec::all()[*table].field(field)?.kind {
            Kind::Ref(target) => shown(target, name),
            _ => None,
        },
        _ => None,
    }
}

fn within<'a>(value: &'a Value, path: &[String]) -> &'a Value {
    let step = |value: &'a Value, name: &String| value.as_object().and_then(|object| lookup(object, name));
    path.iter().try_fold(value, step).unwrap_or(&Value::Null)
}

fn expression(text: &str) -> Result<Expr, Refusal> {
    lex::lex(text).and_then(|tokens| parse(&tokens)).map_err(Refusal::from_condition)
}

/// An expression without `in`, which is for `conditions` alone.
fn expression_without_in(text: &str) -> Result<Expr, Refusal> {
    let is_in = |token: &Token| matches!(token, Token::Word(word) if word.eq_ignore_ascii_case("in"));
    match lex::lex(text) {
        Ok(tokens) if tokens.iter().any(is_in) => Err(errors::condition("The operator in is not allowed here.")),
        _ => expression(text),
    }
}

impl Refusal {
    fn from_condition(error: ConditionError) -> Self {
        match error {
            ConditionError::NoValue => errors::bad_literal(),
            ConditionError::Syntax(what) | ConditionError::Mismatch(what) | ConditionError::InvalidField(what) => {
                errors::condition(&format!("The condition cannot be read: {what}."))
            }
            ConditionError::QuotedDate => errors::bad_literal(),
        }
    }
}

fn unknown(test: &Test) -> Refusal {
    errors::condition(&format!("{} is not a recognized name.", test.path.join("/")))
}

/// Refuses literals that do not go with the kind of the field, and reads the escapes of those that do.
fn check(kind: &Kind, test: &mut Test) -> Result<(), Refusal> {
    let fits = |literal: &Literal| match (kind, literal) {
        (_, Literal::Null) => true,
        (Kind::Text | Kind::Enum(_), literal) => matches!(literal, Literal::Text(_)),
        (Kind::Int | Kind::Number, literal) => matches!(literal, Literal::Number(_)),
        (Kind::Flag, literal) => matches!(literal, Literal::Flag(_)),
        (Kind::Date, literal) => matches!(literal, Literal::Date(_)),
        _ => false,
    };
    let literals: &[Literal] = match &test.ask {
        Ask::Is(literals) => literals,
        Ask::Below { than, .. } | Ask::Above { than, .. } => std::slice::from_ref(than),
        Ask::Contains(literal) => std::slice::from_ref(literal),
        Ask::Like(_) => &[],
    };
    if !literals.iter().all(fits) {
        return Err(errors::bad_literal());
    }
    if matches!(test.ask, Ask::Like(_) | Ask::Contains(_)) && !matches!(kind, Kind::Text | Kind::Enum(_)) {
        return Err(errors::condition(&format!("{} is not a text.", test.path.join("/"))));
    }
    if let Kind::Enum(words) = kind {
        let known = |text: &str| words.iter().any(|word| word.eq_ignore_ascii_case(text)) || text.contains(['%', '*']);
        let unknown_literal = literals.iter().any(|literal| matches!(literal, Literal::Text(text) if !known(text)));
        if unknown_literal || matches!(&test.ask, Ask::Like(pattern) if !known(pattern)) {
            return Err(errors::condition("Enum value supplied was invalid."));
        }
    }
    unescape(test);
    Ok(())
}

/// Reads `[[]` as `[`, and a pattern as the engine's own, in which `_` and `\` are special.
fn unescape(test: &mut Test) {
    let plain = |text: &mut String| *text = text.replace("[[]", "[");
    match &mut test.ask {
        Ask::Is(literals) => literals.iter_mut().for_each(|literal| {
            if let Literal::Text(text) = literal {
                plain(text);
            }
        }),
        Ask::Below { than: Literal::Text(text), .. }
        | Ask::Above { than: Literal::Text(text), .. }
        | Ask::Contains(Literal::Text(text)) => plain(text),
        Ask::Like(pattern) => {
            plain(pattern);
            *pattern = pattern.replace('\\', r"\\").replace('_', r"\_").replace('*', "%");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reads(text: &str) -> bool {
        Condition::read(text, spec::at("service/tickets")).is_ok()
    }

    #[test]
    fn the_examples_of_the_vendor_are_read() {
        for text in [
            r#"board/name="Help Desk" and closedFlag=false and priority/id in (1,2)"#,
            r#"(company/identifier="A" or Company/Name contains "a") and lastUpdated > [2026-03-01T00:00:00Z]"#,
            r#"Summary not contains 'news' AND owner/identifier = null"#,
            r#"severity != "High" and recordType in ("ServiceTicket", 'ProjectTicket')"#,
            "configuration/id=8 and requiredDate <= [2026-03-01] and budgetHours > -1.5",
        ] {
            assert!(reads(text), "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for text in [
            "summary = laptop",
            "summary = 5",
            "id = '5'",
            "closedFlag = 'true'",
            "requiredDate > '2026-03-01'",
            "requiredDate > [yesterday]",
            "severity = 'Higher'",
            "severity not like 'Higher'",
            "companyName = 'x'",
            "configurations/id = 1",
            "configuration/id = 1 or configuration/id = 2",
            "company/id/x = 1",
            "customFields = 1",
            "board = 1",
            "summary = 'x",
            "summary = 'x' and",
            "(summary = 'x'",
            "",
        ] {
            assert!(!reads(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(input in "\\PC{0,60}") {
            let _ = reads(&input);
        }

        #[test]
        fn nothing_like_a_condition_makes_it_panic(
            input in "([(),=<>!'\"a-z0-9\\[\\]\\\\. /-]|and|or|not|in|like|id|summary|null){0,30}",
        ) {
            let _ = reads(&input);
        }
    }
}
