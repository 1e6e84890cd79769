//! Lists: `condition`, `ids`, `orderBy`, `page`, `pageSize`, `includeFields`, `excludeFields` and `expand`.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::HashSet;

use serde_json::Value;

use super::condition::{ConditionError, Expr, bind_columns};
use super::{Column, Kind};
use crate::reply::{Outcome, Refusal, Reply};
use crate::tenant::Tenant;

/// Rows of a page where the caller names no size; the vendor's own default is not published.
const DEFAULT_PAGE_SIZE: usize = 25;
/// More rows than this are refused with 400; what the vendor does there is not published.
const MAX_PAGE_SIZE: usize = 1000;

/// What a caller may ask of a list. Parameters that are not among these are ignored, as the vendor does.
#[derive(Debug, Default)]
pub(crate) struct ListQuery {
    page: usize,
    page_size: usize,
    condition: Option<Expr>,
    order: Vec<(String, bool)>,
    include: Option<Vec<String>>,
    exclude: Vec<String>,
    expand: Vec<String>,
    ids: Option<HashSet<String>>,
    /// Whether to say in `Total-Count` how many rows fit on all pages together.
    pub(crate) count_total: bool,
}

impl ListQuery {
    pub(crate) fn parse(pairs: &[(String, String)]) -> Result<Self, Refusal> {
        let mut query = Self { page: 1, page_size: DEFAULT_PAGE_SIZE, ..Self::default() };
        for (key, value) in pairs {
            match key.to_ascii_lowercase().as_str() {
                "page" => query.page = number(key, value, usize::MAX)?,
                "pagesize" => query.page_size = number(key, value, MAX_PAGE_SIZE)?,
                "condition" if !matches!(value.trim(), "" | "null") => query.condition = Some(Expr::parse(value)?),
                "orderby" => {
                    query.order = order(value).map_err(|part| Refusal::new(400, format!("Invalid orderBy: {part}")))?;
                }
                "includefields" => query.include = Some(names(value)),
                "excludefields" => query.exclude = names(value),
                "expand" => query.expand = names(value),
                "ids" => query.ids = Some(names(value).into_iter().collect()),
                _ => {}
            }
        }
        Ok(query)
    }

    /// The columns to show, in their order. The key column is shown whatever is asked for.
    fn shown<'a, T>(&self, columns: &'a [Column<T>]) -> Vec<&'a Column<T>> {
        let among = |list: &[String], column: &Column<T>| list.iter().any(|n| n.eq_ignore_ascii_case(column.name));
        let wanted = |(index, column): &(usize, &Column<T>)| {
            let included = self.include.as_ref().is_none_or(|list| among(list, column));
            *index == 0 || included && !among(&self.exclude, column)
        };
        columns.iter().enumerate().filter(wanted).map(|(_, column)| column).collect()
    }
}

impl From<ConditionError> for Refusal {
    fn from(error: ConditionError) -> Self {
        match error {
            ConditionError::Syntax(what) => Self::new(400, format!("Invalid condition: {what}")),
            ConditionError::NoValue => Self::new(400, "Invalid condition: expected a value"),
            ConditionError::InvalidField(field) => Self::new(400, format!("Invalid field: {field}")),
            ConditionError::Mismatch(what) => Self::new(400, format!("Invalid condition: {what}")),
            ConditionError::QuotedDate => Self::new(500, "An error has occurred."),
        }
    }
}

/// Answers with one page of `rows`, which come in ascending order of the first column, the key.
pub(crate) fn list<T, R: Borrow<T>>(
    tenant: &Tenant,
    query: &ListQuery,
    columns: &[Column<T>],
    rows: impl IntoIterator<Item = R>,
) -> Outcome {
    let condition = query.condition.clone().map(|expr| bind_columns(expr, columns)).transpose()?;
    let fits = |row: &R| {
        let wanted = query.ids.as_ref().is_none_or(|ids| ids.contains(&plain(&columns[0].value(tenant, row))));
        wanted
            && condition
                .as_ref()
                .is_none_or(|c| c.fits(&|test, ask| test.answer(ask, &|column| columns[column].value(tenant, row))))
    };
    let mut rows = rows.into_iter().filter(fits);
    let skip = (query.page - 1).saturating_mul(query.page_size);
    let sorted = sort_keys(columns, &query.order)?;
    let (page, total): (Vec<R>, Option<usize>) = if sorted.is_empty() && !query.count_total {
        // Nothing asks for the rows beyond this page, so they are not even looked at.
        let page: Vec<R> = rows.skip(skip).take(query.page_size).collect();
        let key = |row: &R| columns[0].value(tenant, row);
        debug_assert!(page.is_sorted_by(|a, b| compare(&key(a), &key(b)).is_le()), "{} out of order", columns[0].name);
        (page, None)
    } else {
        let mut all: Vec<R> = rows.by_ref().collect();
        let total = all.len();
        sort(tenant, &mut all, &sorted);
        (all.into_iter().skip(skip).take(query.page_size).collect(), query.count_total.then_some(total))
    };
    let shown = query.shown(columns);
    let mut body = vec![b'['];
    for (index, row) in page.iter().enumerate() {
        if index > 0 {
            body.push(b',');
        }
        write_row(&mut body, tenant, &shown, row, &query.expand);
    }
    body.push(b']');
    let reply = Reply::raw_json(body);
    Ok(match total {
        Some(total) => reply.with_header("total-count", total.to_string()),
        None => reply,
    })
}

/// Answers with a single row.
pub(crate) fn one<T>(tenant: &Tenant, query: &ListQuery, columns: &[Column<T>], row: &T) -> Outcome {
    let mut body = Vec::new();
    write_row(&mut body, tenant, &query.shown(columns), &row, &query.expand);
    Ok(Reply::raw_json(body))
}

fn write_row<T>(out: &mut Vec<u8>, tenant: &Tenant, columns: &[&Column<T>], row: &impl Borrow<T>, expand: &[String]) {
    out.push(b'{');
    for (index, column) in columns.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        let hidden =
            matches!(column.kind, Kind::Expand) && !expand.iter().any(|name| name.eq_ignore_ascii_case(column.name));
        let value = if hidden { Value::Null } else { column.value(tenant, row) };
        // Column names are Rust identifiers: nothing in them needs escaping.
        out.extend_from_slice(format!("\"{}\":{value}", column.name).as_bytes());
    }
    out.push(b'}');
}

struct SortKey<'a, T: 'static> {
    column: &'a Column<T>,
    inner: Option<String>,
    descending: bool,
}

/// The columns to sort by; empty where the rows come in the right order already.
fn sort_keys<'a, T>(columns: &'a [Column<T>], order: &[(String, bool)]) -> Result<Vec<SortKey<'a, T>>, Refusal> {
    let natural = |name: &str| columns[0].name.eq_ignore_ascii_case(name);
    if matches!(order, [(name, false)] if natural(name)) {
        return Ok(Vec::new());
    }
    let key = |(path, descending): &(String, bool)| {
        let (name, inner) = match path.split_once(['.', '/']) {
            Some((name, inner)) => (name, Some(inner.to_owned())),
            None => (path.as_str(), None),
        };
        let column = columns.iter().find(|c| c.name.eq_ignore_ascii_case(name));
        let column = column.ok_or_else(|| Refusal::new(400, format!("Invalid field: {path}")))?;
        Ok(SortKey { column, inner, descending: *descending })
    };
    order.iter().map(key).collect()
}

fn sort<T, R: Borrow<T>>(tenant: &Tenant, rows: &mut [R], keys: &[SortKey<'_, T>]) {
    let read = |row: &R| -> Vec<Value> {
        let value = |key: &SortKey<'_, T>| {
            let value = key.column.value(tenant, row);
            match (&key.inner, &value) {
                (Some(inner), Value::Object(object)) => super::lookup(object, inner).cloned().unwrap_or_default(),
                _ => value,
            }
        };
        keys.iter().map(value).collect()
    };
    if keys.is_empty() {
        return;
    }
    rows.sort_by_cached_key(|row| SortRow {
        values: read(row),
        descending: keys.iter().map(|key| key.descending).collect(),
    });
}

/// The sort columns of one row, comparable in the asked directions.
pub(crate) struct SortRow {
    pub(crate) values: Vec<Value>,
    pub(crate) descending: Vec<bool>,
}

impl Ord for SortRow {
    fn cmp(&self, other: &Self) -> Ordering {
        let pairs = self.values.iter().zip(&other.values).zip(&self.descending);
        pairs
            .map(|((a, b), descending)| if *descending { compare(b, a) } else { compare(a, b) })
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

impl PartialOrd for SortRow {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for SortRow {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for SortRow {}

/// Null before everything; numbers, and texts that are numbers, by size; other texts without regard to case.
fn compare(a: &Value, b: &Value) -> Ordering {
    let number = |value: &Value| match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse::<i64>().ok().map(|n| n as f64),
        Value::Bool(flag) => Some(f64::from(u8::from(*flag))),
        _ => None,
    };
    match (a.is_null(), b.is_null()) {
        (false, false) => match (number(a), number(b)) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => plain(a).to_lowercase().cmp(&plain(b).to_lowercase()),
        },
        (a, b) => b.cmp(&a),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn number(key: &str, value: &str, max: usize) -> Result<usize, Refusal> {
    match value.parse() {
        Ok(number) if (1..=max).contains(&number) => Ok(number),
        _ => Err(Refusal::new(400, format!("The value '{value}' is not valid for {key}."))),
    }
}

pub(crate) fn names(list: &str) -> Vec<String> {
    list.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// Reads `field desc, other`: names, and whether each goes down. An error is the part that does not read.
pub(crate) fn order(list: &str) -> Result<Vec<(String, bool)>, String> {
    let key = |part: String| {
        let (name, direction) = part.split_once(' ').unwrap_or((&part, "asc"));
        match direction.trim().to_ascii_lowercase().as_str() {
            "asc" => Ok((name.to_owned(), false)),
            "desc" => Ok((name.to_owned(), true)),
            _ => Err(part),
        }
    };
    names(list).into_iter().map(key).collect()
}
