//! Expressions too long for an address, cut into several.

use super::error::ConditionError;
use super::value::Value;
use super::{Condition, Node, Word};

impl Condition {
    /// How many characters of an address the expression takes at most: every character that could
    /// need percent-encoding is counted as if it did.
    ///
    /// # Errors
    ///
    /// The first mistake in it.
    pub fn encoded_len(&self) -> Result<usize, ConditionError> {
        Ok(encoded_len(&self.to_expression()?))
    }

    /// Cuts an expression whose address would be too long into several that fit, each at most
    /// `max_len` characters when [encoded](Self::encoded_len). A short one comes back as it is.
    ///
    /// What is cut is a list of whole numbers, `id in (..)`, on its own or joined with the rest by
    /// `and`; if there are several, the longest. The numbers are sorted and doubles dropped, so that
    /// no record matches two parts, and the answers to `id in (..)` follow each other in the order of ids.
    ///
    /// # Errors
    ///
    /// [`ConditionError::TooLong`] if there is no such list or the rest alone is too long; otherwise
    /// the first mistake in the condition.
    pub fn split_in(&self, max_len: usize) -> Result<Vec<Self>, ConditionError> {
        let length = self.encoded_len()?;
        if length <= max_len {
            return Ok(vec![self.clone()]);
        }
        let too_long = || ConditionError::TooLong { length, limit: max_len };
        let (place, numbers) = self.0.longest_list().ok_or_else(too_long)?;
        let frame = Self(self.0.with_list(place, &[])).encoded_len()?;
        let room = max_len.checked_sub(frame).ok_or_else(too_long)?;
        let chunks = chunks(&numbers, room).ok_or_else(too_long)?;
        Ok(chunks.into_iter().map(|chunk| Self(self.0.with_list(place, chunk))).collect())
    }
}

impl Node {
    /// Where the longest list that can be cut stands among the parts, and its numbers, sorted.
    fn longest_list(&self) -> Option<(usize, Vec<i64>)> {
        let lists = self.parts().iter().enumerate().filter_map(|(place, part)| Some((place, part.numbers()?)));
        lists.max_by_key(|(_, numbers)| numbers.len())
    }

    fn parts(&self) -> &[Self] {
        match self {
            Self::Join { word: Word::And, parts, .. } => parts,
            other => std::slice::from_ref(other),
        }
    }

    fn numbers(&self) -> Option<Vec<i64>> {
        let Self::In { negated: false, values, .. } = self else { return None };
        let mut numbers: Vec<i64> = values.iter().map(Value::whole_number).collect::<Option<_>>()?;
        numbers.sort_unstable();
        numbers.dedup();
        Some(numbers)
    }

    /// The same with other numbers in the list at `place`.
    fn with_list(&self, place: usize, numbers: &[i64]) -> Self {
        let mut node = self.clone();
        let part = match &mut node {
            Self::Join { parts, .. } => &mut parts[place],
            alone => alone,
        };
        if let Self::In { values, .. } = part {
            *values = numbers.iter().map(Value::number).collect();
        }
        node
    }
}

/// As few runs as fit `room` characters each; `None` if a single number does not fit.
fn chunks(numbers: &[i64], room: usize) -> Option<Vec<&[i64]>> {
    let mut chunks = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (index, number) in numbers.iter().enumerate() {
        let digits = encoded_len(&number.to_string());
        let comma = if index == start { 0 } else { encoded_len(",") };
        if digits > room {
            return None;
        }
        if used + comma + digits > room {
            chunks.push(&numbers[start..index]);
            (start, used) = (index, digits);
        } else {
            used += comma + digits;
        }
    }
    chunks.push(&numbers[start..]);
    Some(chunks)
}

fn encoded_len(text: &str) -> usize {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) { 1 } else { 3 }).sum()
}
