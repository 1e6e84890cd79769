//! What the program says, and where: answers on standard output, everything else on standard error.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use anstyle::{AnsiColor, Style};
use serde_json::Value;

use crate::exit::{Exit, Failure};

pub(crate) const STRONG: Style = Style::new().bold();
pub(crate) const QUIET: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const CAREFUL: Style = AnsiColor::Yellow.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default();

/// Standard output and error, and how to use them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Console {
    json: bool,
    interactive: bool,
    animated: bool,
}

impl Console {
    pub(crate) fn new(json: bool) -> Self {
        let interactive = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        Self { json, interactive, animated: std::io::stdout().is_terminal() }
    }

    /// Whether the answer is to be one JSON document.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Whether somebody is there who can be asked.
    pub(crate) fn is_interactive(&self) -> bool {
        self.interactive
    }

    /// Whether a line may be drawn over.
    pub(crate) fn is_animated(&self) -> bool {
        self.animated && !self.json
    }

    /// The answer, either as JSON or in words.
    pub(crate) fn answer(&self, json: &Value, words: impl FnOnce() -> String) {
        if self.json {
            // A value always serialises; a reader that went away is no failure of the call.
            let _ = writeln!(anstream::stdout(), "{json:#}");
        } else {
            self.say(&words());
        }
    }

    /// One of several answers, each on a line of its own.
    pub(crate) fn line(&self, json: &Value) {
        let _ = writeln!(anstream::stdout(), "{json}");
    }

    /// A line for people. Nothing under `--json`. Colours are dropped where nobody sees them.
    pub(crate) fn say(&self, line: &str) {
        if !self.json {
            let _ = writeln!(anstream::stdout(), "{line}");
        }
    }

    /// A line beside the answer.
    pub(crate) fn note(&self, line: &str) {
        let _ = writeln!(anstream::stderr(), "{line}");
    }

    /// Draws over the current line, on a terminal only.
    pub(crate) fn redraw(&self, line: &str) {
        if self.is_animated() {
            Self::redraw_line(line);
        }
    }

    /// Draws over the current line.
    pub(crate) fn redraw_line(line: &str) {
        let mut out = anstream::stdout();
        let _ = write!(out, "\r\x1b[2K{line}");
        let _ = out.flush();
    }

    /// Asks a yes-or-no question. Anything but a clear yes is a no.
    pub(crate) fn confirm(&self, question: &str) -> bool {
        let mut err = anstream::stderr();
        let _ = write!(err, "{STRONG}{question}{STRONG:#} [y/N] ");
        let _ = err.flush();
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        read.is_ok() && matches!(line.trim().to_ascii_lowercase().as_str(), "y" | "yes")
    }

    /// Reports a failure and gives its exit code.
    pub(crate) fn fail(&self, failure: &Failure) -> Exit {
        if self.json {
            let _ = writeln!(anstream::stdout(), "{:#}", failure.report);
        } else {
            let word = match failure.exit {
                Exit::OutcomeUnknown => "outcome unknown",
                Exit::Refused => "refused",
                _ => "error",
            };
            let _ = writeln!(anstream::stderr(), "{BAD}{word}:{BAD:#} {}", failure.message);
        }
        failure.exit
    }
}
