//! The record that a lost creation made, found among the newest of its kind by what was sent.

use std::fmt;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, header};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::client::HttpClient;
use crate::data::DateTime;
use crate::error::{Error, ErrorKind};
use crate::reconcile::{LookUp, Lost, Seen};
use crate::records::{Record, Records};
use crate::request::Request;

/// How far the clock that stamps records may lag behind the one that answers. Servers of one domain are kept closer than this.
const CLOCKS_APART: Duration = Duration::from_secs(300);

/// Looks for a record among the newest of a list: one that was made since, and says what was sent.
///
/// What tells is the service's own clock, by the `Date` of its answer: a record that it stamped earlier than the change left here
/// was there before. One that is stamped only shortly before that could be it if the service's clocks disagree, and makes the
/// answer unclear, as does one that differs in anything that was sent. Dates and `Date` count whole seconds: a record that
/// somebody else made with the same fields in the two seconds before cannot be told from it.
#[derive(Clone)]
pub struct Twin {
    http: HttpClient,
    newest: Request,
    most: usize,
    envelope: &'static [&'static str],
    sent: Option<Bytes>,
    same: &'static [&'static str],
    made: &'static [&'static str],
    narrow: Narrow,
    missing_is_empty: bool,
}

/// Makes a query parameter, name and value, from the fields that were sent.
pub type Narrow = fn(&Map<String, Value>) -> Option<(&'static str, String)>;

impl Twin {
    /// Looks for what `sent` creates on the page that `newest` asks for: `most` records, the newest first. A record with other
    /// values in the fields `same` is none of it.
    pub fn of(sent: &Request, same: &'static [&'static str], http: &HttpClient, newest: Request, most: usize) -> Self {
        let sent = sent.body_bytes().ok().flatten();
        Self {
            http: http.clone(),
            newest,
            most,
            envelope: &[],
            sent,
            same,
            made: &[],
            narrow: |_| None,
            missing_is_empty: false,
        }
    }

    /// Where in a record it says when it was made, as JSON pointers (`/_info/dateEntered`); the first that is there counts.
    #[must_use]
    pub fn made_at(mut self, places: &'static [&'static str]) -> Self {
        self.made = places;
        self
    }

    /// The names under which an object holds the list, if the answer is no bare list.
    #[must_use]
    pub fn enveloped(mut self, names: &'static [&'static str]) -> Self {
        self.envelope = names;
        self
    }

    /// Asks for fewer records, by a query parameter that is made from the fields that were sent.
    #[must_use]
    pub fn narrowed(mut self, by: Narrow) -> Self {
        self.narrow = by;
        self
    }

    /// Takes a 404 as an empty list, for services that answer so.
    #[must_use]
    pub fn missing_is_empty(mut self) -> Self {
        self.missing_is_empty = true;
        self
    }

    fn made(&self, record: &Value) -> Option<SystemTime> {
        let text = self.made.iter().find_map(|place| record.pointer(place)?.as_str());
        text.and_then(|text| DateTime::new(text).timestamp()).map(SystemTime::from)
    }

    fn judge(&self, record: &Value, sent: &Map<String, Value>, clock: &Clock) -> Verdict {
        if self.same.iter().any(|field| compare(sent.get(*field), record.get(*field)) == Same::No) {
            return Verdict::Other;
        }
        match clock.age(self.made(record)) {
            Age::Before => return Verdict::Other,
            Age::Unsaid => return Verdict::Doubtful("when it was made is not certain enough".to_owned()),
            Age::Since => {}
        }
        if let Some(field) =
            self.same.iter().find(|field| compare(sent.get(**field), record.get(**field)) == Same::Like)
        {
            return Verdict::Doubtful(format!("its `{field}` holds what was sent, or a part of it"));
        }
        let is_silent = |field: &&&str| compare(sent.get(**field), record.get(**field)) == Same::Unsaid;
        if let Some(field) = self.same.iter().filter(|field| sent.contains_key(**field)).find(is_silent) {
            return Verdict::Doubtful(format!("it does not say its `{field}`"));
        }
        let differs = |(field, value): &(&String, &Value)| {
            matches!(compare(Some(value), record.get(*field)), Same::No | Same::Like)
        };
        match sent.iter().find(differs) {
            Some((field, _)) => Verdict::Doubtful(format!("it has another `{field}`")),
            None => Verdict::It,
        }
    }
}

#[async_trait]
impl LookUp for Twin {
    async fn look(&self, lost: &Lost) -> Result<Seen, Error> {
        let sent = self.sent.as_deref().and_then(|sent| serde_json::from_slice::<Map<String, Value>>(sent).ok());
        let Some(sent) = sent else {
            return Ok(Seen::Unclear("what was sent has no fields to look for".to_owned()));
        };
        let newest =
            (self.narrow)(&sent).into_iter().fold(self.newest.clone(), |list, (name, by)| list.query(name, by));
        let response = match self.http.send(newest.with_options(lost.options())).await {
            Err(error) if self.missing_is_empty && error.status() == Some(404) => return Ok(Seen::Nothing),
            answer => answer?,
        };
        let clock = Clock::of(response.headers(), lost);
        let unreadable = |what: String| Error::new(ErrorKind::Decode, format!("the list to look in is {what}"));
        let mut records = Records::new(response.into_body(), self.envelope).map_err(|found| unreadable(found.what))?;
        let (mut fitting, mut doubtful) = (Vec::new(), Vec::new());
        let mut oldest = Age::Since;
        while let Some(record) = records.next::<Box<RawValue>>() {
            let Record::Good(raw) = record else { return Err(unreadable("broken".to_owned())) };
            let record = serde_json::from_str(raw.get()).unwrap_or(Value::Null);
            oldest = clock.age(self.made(&record));
            match self.judge(&record, &sent, &clock) {
                Verdict::It => fitting.push((name(&record), raw)),
                Verdict::Doubtful(why) => doubtful.push(format!("{}: {why}", name(&record))),
                Verdict::Other => {}
            }
        }
        if records.count() >= self.most && oldest != Age::Before {
            let most = self.most;
            return Ok(Seen::Unclear(format!("there are more than {most} new records, and it may be behind them")));
        }
        Ok(match (fitting.pop(), doubtful.as_slice()) {
            (Some((_, raw)), _) if fitting.is_empty() => Seen::Record(raw),
            (Some((last, _)), _) => {
                let names: Vec<String> = fitting.into_iter().map(|(name, _)| name).chain([last]).collect();
                Seen::Unclear(format!("several records could be it: {}", names.join(", ")))
            }
            (None, []) => Seen::Nothing,
            (None, doubtful) => Seen::Unclear(format!("a record could be it: {}", doubtful.join("; "))),
        })
    }
}

/// What a record is to the change.
enum Verdict {
    It,
    /// It could be, but for this.
    Doubtful(String),
    Other,
}

/// When the change was sent, by the service's clock.
struct Clock(Option<SystemTime>);

/// When a record was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Age {
    Before,
    Since,
    /// Nobody says, or so shortly before that clocks which disagree could be why.
    Unsaid,
}

impl Clock {
    /// Read off an answer. It was written before it came here, so the moment is never too late.
    fn of(answer: &HeaderMap, lost: &Lost) -> Self {
        let date = answer.get(header::DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
        Self(date.and_then(|date| date.checked_sub(lost.elapsed())))
    }

    fn age(&self, made: Option<SystemTime>) -> Age {
        let (Some(sent), Some(made)) = (self.0, made) else { return Age::Unsaid };
        // Dates count whole seconds.
        let after = made.checked_add(Duration::from_secs(1)).unwrap_or(made);
        if after > sent {
            Age::Since
        } else if after.checked_add(CLOCKS_APART).is_some_and(|latest| latest > sent) {
            Age::Unsaid
        } else {
            Age::Before
        }
    }
}

/// Whether a record has what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Same {
    Yes,
    No,
    /// One text holds the other: rules of the service's own may have rewritten it.
    Like,
    /// It does not say.
    Unsaid,
}

/// Compares as services repeat values: text without regard to case and to how it is spaced, a reference by what it was named by.
fn compare(sent: Option<&Value>, found: Option<&Value>) -> Same {
    match (sent, found) {
        (Some(Value::Object(sent)), Some(Value::Object(found))) => {
            let parts: Vec<Same> = sent.iter().map(|(name, sent)| compare(Some(sent), found.get(name))).collect();
            if parts.iter().all(|same| *same == Same::Unsaid) {
                return Same::Unsaid;
            }
            // Names of things are not rewritten: one that is merely alike is of another.
            if parts.iter().all(|same| matches!(same, Same::Yes | Same::Unsaid)) { Same::Yes } else { Same::No }
        }
        (None | Some(Value::Null | Value::Array(_)), _) | (_, None | Some(Value::Null | Value::Array(_))) => {
            Same::Unsaid
        }
        (Some(sent), Some(found)) => match (plain(sent), plain(found)) {
            (sent, found) if sent == found => Same::Yes,
            (one, other) if sent.is_string() && found.is_string() && hold_each_other(&one, &other) => Same::Like,
            _ => Same::No,
        },
    }
}

fn hold_each_other(one: &str, other: &str) -> bool {
    !one.is_empty() && !other.is_empty() && (one.contains(other) || other.contains(one))
}

fn plain(value: &Value) -> String {
    let text = match value {
        Value::Number(number) => {
            return number.as_f64().map_or_else(|| number.to_string(), |number| number.to_string());
        }
        Value::String(text) => text,
        other => return other.to_string(),
    };
    if let Some(moment) = DateTime::new(text.as_str()).timestamp().filter(|_| text.contains('T')) {
        return moment.to_string();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What a record is called by those who have to look at it.
pub(crate) fn name(record: &Value) -> String {
    let id = ["number", "id", "Id"].iter().find_map(|name| record.get(*name));
    match id {
        Some(Value::String(id)) => id.clone(),
        Some(id) => id.to_string(),
        None => "one without an id".to_owned(),
    }
}

/// Shows where it looks, and nothing of what was sent.
impl fmt::Debug for Twin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Twin").field("newest", &self.newest).field("same", &self.same).finish_non_exhaustive()
    }
}
