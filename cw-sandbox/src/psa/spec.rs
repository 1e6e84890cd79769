//! The resources of PSA as data, read from the files in `tables/`.
//!
//! A block describes a resource: its path (`*` stands for the id of the record that it lies below), its name in error
//! texts, in parentheses what a reference to it shows beside the id, and options (`of`: it shows records of another
//! resource and takes none; `keptby`: it shows and takes the records of another). Then come its fields by kind:
//! `!` after a kind means required, after a name `^` means read-only, `>` taken and never shown, `<100` a longest length,
//! `@other` that the value is kept under another name, `=` what a reference refers to or the words of an enumeration.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::grown::Grown;

static FILES: [&str; 7] = [
    include_str!("tables/company.txt"),
    include_str!("tables/service.txt"),
    include_str!("tables/project.txt"),
    include_str!("tables/sales.txt"),
    include_str!("tables/time.txt"),
    include_str!("tables/finance.txt"),
    include_str!("tables/system.txt"),
];

static TABLES: LazyLock<Tables> = LazyLock::new(Tables::read);

struct Tables {
    specs: Vec<Spec>,
    by_path: HashMap<&'static str, usize>,
}

/// A resource.
#[derive(Debug)]
pub(super) struct Spec {
    /// Its number among all.
    pub(super) index: usize,
    /// The path below the API root, `*` for the parent's id.
    pub(super) path: &'static str,
    /// The path in lower-case pieces.
    pieces: Vec<String>,
    /// Its name in error texts and links.
    pub(super) resource: &'static str,
    /// What a reference shows beside the id, and the field that it is read from.
    pub(super) shown: Vec<(&'static str, &'static str)>,
    /// The field with the parent's id.
    pub(super) owner: Option<&'static str>,
    /// The number of the screen that its custom fields are on.
    pub(super) pod: Option<u32>,
    /// The resource that keeps its records.
    of: Option<usize>,
    /// What of it grows from the world instead of being kept.
    pub(super) grown: Option<Grown>,
    /// The callback type that its changes belong to.
    pub(super) callback: Option<&'static str>,
    /// Methods that it refuses.
    refused: &'static [&'static str],
    /// Its fields, without `id` and `_info`.
    pub(super) fields: Vec<Field>,
}

/// A field of a resource.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    /// The name under which the value is kept; two names joined by `+` are joined by a space.
    pub(super) from: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
    pub(super) max: Option<usize>,
    pub(super) access: Access,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Open,
    ReadOnly,
    WriteOnly,
}

/// What a field holds.
#[derive(Debug)]
pub(super) enum Kind {
    Text,
    Int,
    Number,
    Flag,
    Date,
    Enum(Vec<&'static str>),
    /// A record of another resource, kept as its id.
    Ref(usize),
    /// The records of a resource that lie below this one, as a list in it.
    Children(usize),
    /// What the records below this one refer to in the named field.
    Through(usize, &'static str),
    /// Bare values.
    List,
    /// Anything, kept as it was sent; conditions cannot look into it.
    Any,
    Custom,
}

/// All resources.
pub(super) fn all() -> &'static [Spec] {
    &TABLES.specs
}

/// The resource of this path. The paths in this crate are known to be there; an unknown one would be the first.
pub(super) fn at(path: &str) -> &'static Spec {
    let index = TABLES.by_path.get(path).copied();
    debug_assert!(index.is_some(), "no table {path}");
    &TABLES.specs[index.unwrap_or(0)]
}

/// Finds the resource whose list is at a path, and the parent's id in it.
pub(super) fn find(path: &[&str]) -> Option<(&'static Spec, Option<u32>)> {
    all().iter().find_map(|spec| Some((spec, spec.matches(path)?)))
}

impl Spec {
    /// The resource that keeps the records: itself, unless it shows those of another.
    pub(super) fn data(&self) -> &'static Self {
        &TABLES.specs[self.of.unwrap_or(self.index)]
    }

    pub(super) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    pub(super) fn field_in_any_case(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// The resource that the parent belongs to.
    pub(super) fn parent(&self) -> Option<&'static Self> {
        let (parent, _) = self.path.rsplit_once("/*")?;
        TABLES.by_path.get(parent).map(|index| &TABLES.specs[*index])
    }

    pub(super) fn allows(&self, method: &str) -> bool {
        !self.refused.contains(&method)
    }

    /// The parent's id if the path is that of this list; 0 where there is no parent.
    fn matches(&self, path: &[&str]) -> Option<Option<u32>> {
        if self.pieces.len() != path.len() {
            return None;
        }
        let mut parent = None;
        for (piece, given) in self.pieces.iter().zip(path) {
            match piece.as_str() {
                "*" => parent = Some(given.parse().ok()?),
                piece if piece == *given => {}
                _ => return None,
            }
        }
        Some(parent)
    }
}

impl Tables {
    fn read() -> Self {
        let blocks = || FILES.iter().flat_map(|file| file.split("\n\n"));
        let path = |block: &'static str| block.split_whitespace().next().unwrap_or_default();
        let by_path: HashMap<_, _> = blocks().map(path).zip(0..).collect();
        let specs = blocks().zip(0..).map(|(block, index)| spec(block, index, &by_path)).collect();
        Self { specs, by_path }
    }
}

fn spec(block: &'static str, index: usize, by_path: &HashMap<&'static str, usize>) -> Spec {
    let mut lines = block.trim().lines();
    let header = lines.next().unwrap_or_default();
    let (header, shown) = match header.split_once('(') {
        Some((before, rest)) => {
            let (shown, after) = rest.split_once(')').unwrap_or((rest, ""));
            (before.split_whitespace().chain(after.split_whitespace()).collect::<Vec<_>>(), shown)
        }
        None => (header.split_whitespace().collect(), ""),
    };
    let option = |name: &str| header.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
    let path = header.first().copied().unwrap_or_default();
    let table = |name: &str| option(name).and_then(|path| by_path.get(path).copied());
    let of = table("of").or_else(|| table("keptby"));
    let refused: &[&str] = if option("of").is_some() || header.contains(&"readonly") {
        &["POST", "PUT", "PATCH", "DELETE"]
    } else if header.contains(&"nodelete") {
        &["DELETE"]
    } else {
        &[]
    };
    Spec {
        index,
        path,
        pieces: path.split('/').map(str::to_lowercase).collect(),
        resource: header.get(1).copied().unwrap_or_default(),
        shown: shown.split_whitespace().map(|word| word.split_once('@').unwrap_or((word, word))).collect(),
        owner: option("owner"),
        pod: option("pod").and_then(|number| number.parse().ok()),
        of,
        grown: Grown::at(path),
        callback: option("callback"),
        refused,
        fields: lines.flat_map(|line| fields(line, by_path)).collect(),
    }
}

fn fields<'a>(line: &'static str, by_path: &'a HashMap<&'static str, usize>) -> impl Iterator<Item = Field> + 'a {
    let mut words = line.split_whitespace();
    let kind = words.next().unwrap_or_default();
    words.map(move |word| field(kind, word, by_path))
}

fn field(kind: &'static str, word: &'static str, by_path: &HashMap<&'static str, usize>) -> Field {
    let (word, detail) = word.split_once('=').unwrap_or((word, ""));
    let (word, max) = match word.split_once('<') {
        Some((word, max)) => (word, max.parse().ok()),
        None => (word, None),
    };
    let (word, access) = match (word.strip_suffix('^'), word.strip_suffix('>')) {
        (Some(word), _) => (word, Access::ReadOnly),
        (_, Some(word)) => (word, Access::WriteOnly),
        _ => (word, Access::Open),
    };
    let (name, from) = word.split_once('@').unwrap_or((word, word));
    let table = |path: &str| by_path.get(path).copied();
    let (kind, required) = kind.strip_suffix('!').map_or((kind, false), |kind| (kind, true));
    let kind = match (kind, table(detail)) {
        ("text", _) => Kind::Text,
        ("int", _) => Kind::Int,
        ("number", _) => Kind::Number,
        ("flag", _) => Kind::Flag,
        ("date", _) => Kind::Date,
        ("enum", _) => Kind::Enum(detail.split('|').collect()),
        ("ref", Some(table)) => Kind::Ref(table),
        ("children", Some(table)) => Kind::Children(table),
        ("through", _) => match detail.split_once(':').and_then(|(path, field)| Some((table(path)?, field))) {
            Some((table, field)) => Kind::Through(table, field),
            None => Kind::Any,
        },
        ("list", _) => Kind::List,
        ("custom", _) => Kind::Custom,
        _ => Kind::Any,
    };
    Field { name, from, kind, required, max, access }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_hold_together() {
        assert!(all().len() > 80);
        for spec in all() {
            assert_eq!(at(spec.path).index, spec.index, "{} is there twice", spec.path);
            assert_eq!(spec.path.contains('*'), spec.owner.is_some(), "{}", spec.path);
            assert_eq!(spec.path.contains('*'), spec.parent().is_some(), "{}", spec.path);
            for field in &spec.fields {
                let alone = |other: &&Field| other.name == field.name;
                assert_eq!(spec.fields.iter().filter(alone).count(), 1, "{} {}", spec.path, field.name);
            }
        }
        for (file, text) in FILES.iter().enumerate() {
            for word in text.lines().filter(|line| line.starts_with("  ref") || line.starts_with("  children")) {
                let targets = word.split_whitespace().skip(1).filter_map(|word| word.split_once('='));
                for (name, path) in targets {
                    assert!(TABLES.by_path.contains_key(path), "{file}: {name} refers to {path}");
                }
            }
        }
    }

    #[test]
    fn paths_lead_to_lists_and_parents() {
        let found = |path: &[&str]| find(path).map(|(spec, parent)| (spec.resource, parent));
        assert_eq!(found(&["service", "tickets"]), Some(("ticket", None)));
        assert_eq!(found(&["service", "boards", "3", "statuses"]), Some(("boardStatus", Some(3))));
        assert_eq!(found(&["service", "boards", "x", "statuses"]), None);
        assert_eq!(found(&["service", "info", "boards"]), Some(("boardInfo", None)));
    }
}
