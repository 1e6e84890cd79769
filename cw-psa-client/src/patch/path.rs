//! Where an operation reaches.

use std::fmt;

use super::error::PatchError;

/// A path: a field, an element of a list in it, a field of that element, and so on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Field(String),
    Element(usize),
}

impl Path {
    /// With or without a slash in front.
    pub(super) fn parse(path: &str) -> Result<Self, PatchError> {
        let bare = path.strip_prefix('/').unwrap_or(path);
        let steps: Option<Vec<Step>> = bare.split('/').map(Step::parse).collect();
        let Some(steps) = steps.filter(|steps| matches!(steps[0], Step::Field(_))) else {
            return Err(PatchError::Path { path: path.to_owned() });
        };
        match steps.windows(2).position(|two| matches!(two, [Step::Field(_), Step::Field(_)])) {
            Some(place) => Err(PatchError::InsideReference {
                path: path.to_owned(),
                reference: bare.split('/').take(place + 1).collect::<Vec<_>>().join("/"),
            }),
            None => Ok(Self(steps)),
        }
    }

    /// The field of the record.
    pub(super) fn field(&self) -> &str {
        match &self.0[0] {
            Step::Field(name) => name,
            Step::Element(_) => "",
        }
    }

    pub(super) fn is_whole_field(&self) -> bool {
        self.0.len() == 1
    }

    /// The way to what holds the last step, and the last step.
    pub(super) fn split_last(&self) -> (&[Step], &Step) {
        let (last, way) = self.0.split_last().expect("a path has at least one step: `parse` makes no other");
        (way, last)
    }
}

impl Step {
    fn parse(step: &str) -> Option<Self> {
        if step.bytes().all(|byte| byte.is_ascii_digit()) {
            return step.parse().ok().map(Self::Element);
        }
        let starts_well = step.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let is_word = starts_well && step.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        is_word.then(|| Self::Field(step.to_owned()))
    }
}

/// As it is sent: fields bare, as the vendor's examples have them; what is inside lists with a slash
/// in front, as it was seen to work.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_whole_field() {
            return f.write_str(self.field());
        }
        for step in &self.0 {
            match step {
                Step::Field(name) => write!(f, "/{name}")?,
                Step::Element(index) => write!(f, "/{index}")?,
            }
        }
        Ok(())
    }
}
