//! Names as they are on the wire, spelled when the program is compiled.
//!
//! A key is looked for at every field of every record, so it must be found by a plain comparison.

/// How many bytes [`spell`] gives.
#[must_use]
pub const fn length(case: &str, field: &str) -> usize {
    let field = field.as_bytes();
    let (mut length, mut at) = (0, 0);
    while at < field.len() {
        length += is_written(case, field[at]) as usize;
        at += 1;
    }
    length
}

/// Spells the name of a field, `first_name`, as serde's `rename_all` does: `firstName` if the case is `camelCase`.
///
/// # Panics
/// At a case that is neither `camelCase`, `PascalCase` nor `snake_case`; when the program is compiled.
#[must_use]
pub const fn spell<const LENGTH: usize>(case: &str, field: &str) -> [u8; LENGTH] {
    let (is_camel, is_pascal) = (is(case, "camelCase"), is(case, "PascalCase"));
    assert!(is_camel || is_pascal || is(case, "snake_case"), "names are in camelCase, PascalCase or snake_case");
    let field = field.as_bytes();
    let mut name = [0; LENGTH];
    let (mut length, mut at, mut starts_word) = (0, 0, is_pascal);
    while at < field.len() {
        if is_written(case, field[at]) {
            name[length] = if starts_word { field[at].to_ascii_uppercase() } else { field[at] };
            length += 1;
            starts_word = false;
        } else {
            starts_word = true;
        }
        at += 1;
    }
    name
}

/// What was spelled, as text.
///
/// # Panics
/// At what is not text, which no name of a field is; when the program is compiled.
#[must_use]
pub const fn text(name: &[u8]) -> &str {
    match std::str::from_utf8(name) {
        Ok(name) => name,
        Err(_) => panic!("a name is no text"),
    }
}

const fn is_written(case: &str, byte: u8) -> bool {
    byte != b'_' || is(case, "snake_case")
}

/// `==`, which cannot be used while compiling.
const fn is(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_as_serde_spells_them() {
        macro_rules! spelled {
            ($case:literal) => {{
                #[derive(serde::Serialize)]
                #[serde(rename_all = $case)]
                struct Names {
                    id: u8,
                    first_name: u8,
                    address_line1: u8,
                    external_x_ref: u8,
                }
                let fields = ["id", "first_name", "address_line1", "external_x_ref"];
                let [id, first_name, address_line1, external_x_ref] = fields;
                let serde = serde_json::to_string(&Names { id: 1, first_name: 1, address_line1: 1, external_x_ref: 1 });
                let ours = [
                    spell::<2>($case, id).to_vec(),
                    spell::<{ length($case, "first_name") }>($case, first_name).to_vec(),
                    spell::<{ length($case, "address_line1") }>($case, address_line1).to_vec(),
                    spell::<{ length($case, "external_x_ref") }>($case, external_x_ref).to_vec(),
                ];
                let ours = ours.map(|name| format!("\"{}\":1", String::from_utf8(name).unwrap()));
                assert_eq!(format!("{{{}}}", ours.join(",")), serde.unwrap());
            }};
        }
        spelled!("camelCase");
        spelled!("PascalCase");
        spelled!("snake_case");
    }
}
