//! Compares what a document shows with what came.
//!
//! Ids, times, ports and hashes differ from run to run. An id that is shown stands for the one that came, in later commands too.

use crate::shell::Shell;

/// Stands for any number of lines.
const ANY: &str = "...";

impl Shell {
    /// Whether the output that is shown is the one that came.
    pub(crate) fn compare(&mut self, shown: &str, came: &str) -> Result<(), String> {
        let shown: Vec<&str> = shown.lines().map(str::trim_end).skip_while(|line| line.is_empty()).collect();
        let came: Vec<&str> = came.lines().map(str::trim_end).skip_while(|line| line.is_empty()).collect();
        let last = |lines: &[&str]| lines.iter().rposition(|line| !line.is_empty()).map_or(0, |at| at + 1);
        let (shown, came) = (&shown[..last(&shown)], &came[..last(&came)]);
        self.fits(shown, came).map_err(|why| format!("{why}\nall that came:\n{}", came.join("\n")))
    }

    fn fits(&mut self, shown: &[&str], came: &[&str]) -> Result<(), String> {
        let mut came = came.iter().enumerate();
        let mut skipping = false;
        for line in shown {
            if line.trim() == ANY {
                skipping = true;
                continue;
            }
            let found = if skipping {
                came.by_ref().find(|(_, other)| plain(other) == plain(line))
            } else {
                came.next().filter(|(_, other)| plain(other) == plain(line))
            };
            let (_, other) = found.ok_or_else(|| format!("`{line}` did not come there"))?;
            self.learn(line, other);
            skipping = false;
        }
        match came.next() {
            Some((at, line)) if !skipping => Err(format!("`{line}` came too, as line {}", at + 1)),
            _ => Ok(()),
        }
    }

    /// Which id that came stands for which that is shown.
    fn learn(&mut self, shown: &str, came: &str) {
        for (shown, came) in tokens(shown).zip(tokens(came)).filter(|(token, _)| is_id(token)) {
            self.ids.insert(shown.to_owned(), came.to_owned());
        }
    }
}

/// A line without what differs from run to run.
fn plain(line: &str) -> String {
    let next = tokens(line).skip(1).map(Some).chain([None]);
    let words = tokens(line).zip(next).map(|(token, next)| match token {
        id if is_id(id) => "<id>",
        // How often somebody looked whether a script is done is up to the machine.
        number if is_count(number, next) => "<count>",
        address if address.starts_with("127.0.0.1:") => "<address>",
        hash if is_hash(hash) => "<hash>",
        time if is_time(time) => "<time>",
        other => other,
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Words, as far as ids, times and addresses are concerned. Spaces that line things up do not count.
fn tokens(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| c.is_whitespace() || "\"'`,;()/".contains(c)).filter(|token| !token.is_empty())
}

fn is_id(token: &str) -> bool {
    token.strip_prefix("apr-").is_some_and(|rest| rest.len() == 16 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn is_count(token: &str, of_what: Option<&str>) -> bool {
    token.bytes().all(|byte| byte.is_ascii_digit()) && matches!(of_what, Some("requests" | "records" | "ms"))
}

/// A hash, also one with the number of its record before it: `25:658a..`.
fn is_hash(token: &str) -> bool {
    let hash = token.rsplit(':').next().unwrap_or(token);
    hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `2026-11-29T12:00:00Z`, `2026-11-29`, `12:00:00`, with a full stop or a colon behind it.
fn is_time(token: &str) -> bool {
    let shape: String = token.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape.starts_with("0000-00-00") || shape.starts_with("00:00")
}
