//! Path patterns, as fault rules and log queries take them.

/// Whether `path` is `pattern`, without regard to case; `*` in the pattern stands for any run of characters.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, path) = (pattern.to_ascii_lowercase(), path.to_ascii_lowercase());
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == path };
    let Some(mut path) = path.strip_prefix(head) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let tail = parts.pop().unwrap_or("");
    for part in parts {
        match path.find(part) {
            Some(at) => path = &path[at + part.len()..],
            None => return false,
        }
    }
    path.ends_with(tail)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_and_case() {
        assert!(matches("*/Computers/*/alerts", "/cwa/api/v1/computers/7/Alerts"));
        assert!(!matches("*/computers", "/cwa/api/v1/computers/7"));
        assert!(matches("*", "/"));
        assert!(matches("/a", "/A"));
        assert!(!matches("/ab*ba", "/aba"), "the two ends may not share a character");
    }
}
