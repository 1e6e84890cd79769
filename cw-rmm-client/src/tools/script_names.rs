//! What the tools of scripts are called.
//!
//! A name is made of the script's: lower case, dashes between words. Whoever would be called like another, whose name has to be cut,
//! or who has no letters to be called by, ends in eight hex digits of the SHA-256 of the script's id. That holds for all who would
//! be called alike, so names do not depend on the order in which scripts come.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// What the names of all script tools begin with.
pub const SCRIPT_PREFIX: &str = "cw-rmm-script-";

/// The longest name that a tool may have.
const LONGEST: usize = 48;

/// Hex digits of the hash at the end of a name.
const DIGITS: usize = 8;

/// The names of these scripts, each given by id and name, in their order.
pub(super) fn names<'a>(scripts: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Vec<String> {
    let slugs: Vec<String> = scripts.clone().map(|(_, name)| slug(name)).collect();
    let mut bearers: BTreeMap<&str, u32> = BTreeMap::new();
    for slug in &slugs {
        *bearers.entry(slug).or_default() += 1;
    }
    let plain = |slug: &str| {
        bearers.get(slug) == Some(&1)
            && !slug.is_empty()
            && slug.len() <= LONGEST - SCRIPT_PREFIX.len()
            && !ends_like_a_hash(slug)
    };
    let named = scripts.zip(&slugs).map(|((id, _), slug)| match plain(slug) {
        true => format!("{SCRIPT_PREFIX}{slug}"),
        false => hashed(id, slug),
    });
    named.collect()
}

/// A name with the hash at its end, whatever others are called.
pub(super) fn hashed_name(id: &str, name: &str) -> String {
    hashed(id, &slug(name))
}

fn hashed(id: &str, slug: &str) -> String {
    let hash: String = Sha256::digest(id.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let room = LONGEST - SCRIPT_PREFIX.len() - 1 - DIGITS;
    // Slugs are ASCII.
    let slug = slug[..slug.len().min(room)].trim_end_matches('-');
    let separator = if slug.is_empty() { "" } else { "-" };
    format!("{SCRIPT_PREFIX}{slug}{separator}{}", &hash[..DIGITS])
}

/// Whether a plain slug could be taken for one with a hash: then it gets one of its own.
fn ends_like_a_hash(slug: &str) -> bool {
    let last = slug.rsplit('-').next().unwrap_or(slug);
    last.len() == DIGITS && last.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// A name in lower-case ASCII letters, digits and single dashes; empty if there is nothing of the kind in it.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)) {
        match letter {
            'ß' => slug.push_str("ss"),
            'æ' | 'Æ' => slug.push_str("ae"),
            'œ' | 'Œ' => slug.push_str("oe"),
            'ø' | 'Ø' => slug.push('o'),
            'ł' | 'Ł' => slug.push('l'),
            letter if letter.is_ascii_alphanumeric() => slug.push(letter.to_ascii_lowercase()),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn named(scripts: &[(&str, &str)]) -> Vec<String> {
        names(scripts.iter().copied())
    }

    #[test]
    fn names_are_those_of_the_scripts() {
        for (name, slug) in [
            ("Restart Service", "restart-service"),
            ("Get-DiskSpace (v2)", "get-diskspace-v2"),
            ("  C++ / Runtime!! ", "c-runtime"),
            ("Größe der Benutzerprofile", "grosse-der-benutzerprofile"),
            ("Nettoyer le cache été", "nettoyer-le-cache-ete"),
            ("Get\u{200b}Uptime", "get-uptime"),
            ("7-Zip", "7-zip"),
        ] {
            assert_eq!(named(&[("id", name)]), [format!("{SCRIPT_PREFIX}{slug}")], "{name}");
        }
    }

    #[test]
    fn all_who_would_be_called_alike_end_in_the_hash_of_their_id() {
        // echo -n a | sha256sum
        let names = named(&[("a", "Get Uptime"), ("b", "get  uptime!"), ("c", "Get Uptimes")]);
        let expected = ["get-uptime-ca978112", "get-uptime-3e23e816", "get-uptimes"];
        assert_eq!(names, expected.map(|slug| format!("{SCRIPT_PREFIX}{slug}")));
    }

    #[test]
    fn what_is_cut_or_has_no_letters_ends_in_a_hash() {
        let long = "Collect Extended Hardware Inventory And Firmware Versions";
        let names =
            named(&[("a", long), ("b", "ディスク"), ("c", "???"), ("d", &"x".repeat(34)), ("e", &"y".repeat(35))]);
        assert_eq!(names[0], format!("{SCRIPT_PREFIX}collect-extended-hardware-ca978112"));
        assert_eq!(names[1], format!("{SCRIPT_PREFIX}3e23e816"));
        assert_eq!(names[3], format!("{SCRIPT_PREFIX}{}", "x".repeat(34)));
        assert_eq!(names[4].len(), 48);
        assert!(names.iter().all(|name| name.len() <= LONGEST));
    }

    #[test]
    fn nobody_is_called_like_another_with_its_hash() {
        let twins = named(&[("a", "Fix"), ("b", "Fix")]);
        let impostor = twins[0].trim_start_matches(SCRIPT_PREFIX).to_owned();
        let names = named(&[("a", "Fix"), ("b", "Fix"), ("c", &impostor)]);
        assert_eq!(names[..2], twins);
        assert!(!twins.contains(&names[2]), "{names:?}");
    }

    proptest! {
        #[test]
        fn names_are_legal_and_unique_and_do_not_depend_on_order(
            scripts in prop::collection::btree_map("[0-9a-f]{4}", "(Get|get)[- ]?(Disk|Ünï|\\?|日本){0,3}|\\PC{0,60}", 0..12),
            seed in any::<u64>(),
        ) {
            let scripts: Vec<(&str, &str)> = scripts.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
            let names = named(&scripts);
            for name in &names {
                let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                prop_assert!(name.len() <= 48 && name.starts_with(SCRIPT_PREFIX) && name.chars().all(legal), "{name}");
            }
            let unique: std::collections::BTreeSet<_> = names.iter().collect();
            prop_assert_eq!(unique.len(), names.len());
            let by_id: BTreeMap<_, _> = scripts.iter().map(|script| script.0).zip(&names).collect();
            let mut shuffled = scripts.clone();
            let len = shuffled.len();
            for at in 0..len {
                shuffled.swap(at, (seed as usize).wrapping_mul(at + 7) % len);
            }
            for (script, name) in shuffled.iter().zip(named(&shuffled)) {
                prop_assert_eq!(&name, by_id[script.0]);
            }
        }
    }
}
