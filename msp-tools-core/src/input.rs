//! Reads arguments into their type, once, and says precisely what is wrong with those that do not fit.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use serde_path_to_error::Segment;

use crate::{
    ToolError,
    check::{self, Problem, schema_problems},
};

/// How many problems an answer lists at most.
const MOST_PROBLEMS: usize = 10;

/// Reads `arguments` into `T`; null, which is what a caller without arguments sends, counts as `{}`.
///
/// For tools written by hand; [`read_tool`](crate::read_tool) and [`write_tool`](crate::write_tool) do this by themselves.
///
/// # Errors
/// [`Input`](crate::ErrorKind::Input) with the path, what was found and what is expected; if several things are wrong, the message
/// and [`ToolError::details`] list them all. `schema` is used for the explanation only.
pub fn parse_input<T: DeserializeOwned>(schema: &Value, arguments: Value) -> Result<T, ToolError> {
    let arguments = match arguments {
        Value::Null => Value::Object(Map::new()),
        other => other,
    };
    if !arguments.is_object() {
        let message = format!("expected an object, found {}", check::found(&arguments));
        return Err(ToolError::input("$", message, "an object"));
    }
    serde_path_to_error::deserialize(&arguments).map_err(|error| {
        let mut problems = schema_problems(schema, &arguments);
        if problems.is_empty() {
            // The type is stricter than its schema: its own words are all there is.
            problems.push(from_serde(&error));
        }
        input_error(problems)
    })
}

fn from_serde(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let path = error.path().iter().fold("$".to_owned(), |path, segment| match segment {
        Segment::Seq { index } => format!("{path}[{index}]"),
        Segment::Map { key } => check::member(&path, key),
        Segment::Enum { .. } | Segment::Unknown => path,
    });
    let message = error.inner().to_string();
    Problem::new(&path, message.clone(), message)
}

/// One error for all problems, led by the first. A flood of them is cut: whoever sent it need not get it back.
fn input_error(mut problems: Vec<Problem>) -> ToolError {
    problems.truncate(MOST_PROBLEMS);
    let (first, rest) = problems.split_first().expect("the caller has at least one problem");
    let message =
        rest.iter().fold(first.message.clone(), |message, next| format!("{message}; {}: {}", next.path, next.message));
    let error = ToolError::input(&first.path, message, &first.expected);
    if rest.is_empty() { error } else { error.with_details(json!({ "problems": problems })) }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU8;

    use schemars::JsonSchema;
    use serde::Deserialize;

    use super::*;
    use crate::{Bounded, ErrorKind, schema::input_schema};

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Input {
        #[serde(default)]
        limit: Bounded<1, 10, 5>,
        #[serde(default)]
        #[allow(dead_code)]
        rows: Vec<Row>,
    }

    #[derive(Debug, Deserialize, JsonSchema)]
    #[allow(dead_code)]
    struct Row {
        // Stricter than the schema says, which has no `not` for the zero.
        #[schemars(with = "u8")]
        size: NonZeroU8,
    }

    fn parse(arguments: Value) -> Result<Input, ToolError> {
        parse_input(&input_schema::<Input>(), arguments)
    }

    #[test]
    fn no_arguments_are_an_empty_object_and_nothing_else_is() {
        assert_eq!(parse(Value::Null).unwrap().limit.get(), 5);
        assert_eq!(parse(json!({"limit": 10})).unwrap().limit.get(), 10);
        for other in [json!([]), json!([1]), json!("{}"), json!(0), json!(false)] {
            let error = parse(other.clone()).unwrap_err();
            assert_eq!((error.kind(), error.path()), (ErrorKind::Input, Some("$")), "{other}");
        }
    }

    #[test]
    fn one_problem_is_told_with_path_and_expectation() {
        let error = parse(json!({"limit": 11})).unwrap_err();
        assert_eq!(error.message(), "$.limit: expected an integer from 1 to 10, found 11");
        assert_eq!(error.path(), Some("$.limit"));
        assert_eq!(error.expected(), Some("an integer from 1 to 10"));
        assert_eq!(error.details(), None);
    }

    #[test]
    fn several_problems_are_told_at_once_but_not_without_end() {
        let error = parse(json!({"limit": "5", "page": 2})).unwrap_err();
        assert_eq!(error.details().unwrap()["problems"].as_array().unwrap().len(), 2);
        assert!(error.message().contains("$.page: unknown field; known fields: limit, rows"), "{error}");
        assert!(error.message().contains("$.limit: expected an integer"), "{error}");

        let flood = (0..100_000).map(|n| (format!("field{n}"), Value::Null)).collect::<Map<_, _>>();
        assert!(parse(flood.into()).unwrap_err().message().len() < 2000);
    }

    #[test]
    fn what_only_the_type_refuses_is_told_in_its_own_words() {
        let error = parse(json!({"rows": [{"size": 1}, {"size": 0}]})).unwrap_err();
        assert_eq!(error.path(), Some("$.rows[1].size"));
        assert!(error.message().contains("nonzero"), "{error}");
    }
}
