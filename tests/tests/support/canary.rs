//! Secrets that can be known again in any text, whoever says it, and a service that repeats whatever it is told.

use std::error::Error as StdError;
use std::fmt::{self, Debug, Write as _};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use cw_http::{BodyStream, Error, Transport, TransportError};
use futures_util::stream;
use serde_json::json;

/// Stands in every planted secret, many times over, so that a part of one is found as well.
pub const MARK: &str = "kanari";

/// A secret of that name: so long that an excerpt ends within it, and with characters that are written differently everywhere.
pub fn secret(name: &str) -> String {
    format!("{MARK}-\"{name}\\&<+/>-{}", [MARK; 20].join("-"))
}

/// What was said by logs and by panics, by anybody in this program.
#[derive(Clone, Default)]
pub struct Ear(Arc<Mutex<Vec<u8>>>);

impl Ear {
    /// The one ear of this program, which hears every level of every crate, and what is said in panics.
    pub fn open() -> Self {
        static EAR: OnceLock<Ear> = OnceLock::new();
        let open = || {
            let ear = Self::default();
            let all = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
            tracing::subscriber::set_global_default(all.with_writer(ear.clone()).finish()).expect("the only one");
            log::set_boxed_logger(Box::new(ear.clone())).expect("the only one");
            log::set_max_level(log::LevelFilter::Trace);
            let heard = ear.clone();
            std::panic::set_hook(Box::new(move |panic| heard.hear(&panic.to_string())));
            ear
        };
        EAR.get_or_init(open).clone()
    }

    pub fn hear(&self, text: &str) {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.extend_from_slice(text.as_bytes());
        heard.push(b'\n');
    }

    pub fn heard(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl io::Write for Ear {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> tracing_subscriber::fmt::MakeWriter<'a> for Ear {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl log::Log for Ear {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        self.hear(&format!("{} {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}

/// Fails if the text holds one of the secrets, or a part of a planted one.
#[track_caller]
pub fn silent(place: &str, text: &str, secrets: &[String]) {
    let lower = text.to_lowercase();
    let found = secrets.iter().find(|secret| text.contains(secret.as_str())).cloned();
    if let Some(found) = found.or_else(|| lower.contains(MARK).then(|| MARK.to_owned())) {
        let at = lower.find(&found.to_lowercase()).unwrap_or_default();
        let start = (0..=at.saturating_sub(300)).rev().find(|at| lower.is_char_boundary(*at)).unwrap_or_default();
        let around: String = lower[start..].chars().take(500).collect();
        // Not a panic: that would be heard, and be a find of its own for the other tests.
        let _ = io::Write::write_all(&mut io::stderr(), format!("{place} shows {found}: …{around}…\n").as_bytes());
        std::process::exit(101);
    }
}

/// Everything that a program could print of an error, and what an `unwrap` of it says.
pub fn of_error(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}\n{:?}\n", error.service());
    for part in [error.body(), error.hint(), error.location(), error.request_id(), error.json_path(), error.code()] {
        let _ = writeln!(text, "{part:?}");
    }
    let mut cause = StdError::source(error);
    while let Some(inner) = cause {
        let _ = writeln!(text, "{inner}\n{inner:?}");
        cause = inner.source();
    }
    let failed: Result<(), _> = std::hint::black_box(Err(error.clone()));
    drop(catch_unwind(AssertUnwindSafe(|| failed.expect("it works"))));
    text
}

/// How a service answers.
#[derive(Clone, Debug)]
pub enum Answer {
    /// With this status, and JSON with all that was sent in every part of it.
    Json(u16),
    /// With this status, and a web page, or text.
    Page(u16),
    Text(u16),
    /// With JSON that ends in the middle.
    HalfJson,
    /// With a list of what it should not be.
    Wrong,
    /// With this.
    Body(String),
    /// Not, and says why.
    Cut,
    /// Never again.
    Panic,
}

/// A service that repeats whatever it is told, behind so many other words, so that any bound cuts somewhere into it.
pub struct Echo {
    pub answer: Answer,
    /// The answer to logins, if that is another.
    pub login: Option<Answer>,
    pub before: usize,
}

impl Debug for Echo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Echo")
    }
}

impl Echo {
    fn said(&self, request: &http::Request<Bytes>) -> String {
        let mut text = format!("{} {} {}", "x".repeat(self.before), request.method(), request.uri());
        for (name, value) in request.headers() {
            let _ = write!(text, " {name}: {}", value.to_str().unwrap_or_default());
        }
        text + " " + &String::from_utf8_lossy(request.body())
    }
}

#[async_trait]
impl Transport for Echo {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<BodyStream>, TransportError> {
        let is_login = request.uri().path().to_lowercase().contains("token");
        let answer = self.login.as_ref().filter(|_| is_login).unwrap_or(&self.answer);
        let said = self.said(&request);
        let (status, body) = match answer {
            Answer::Json(status) => {
                let fields = json!([{"field": said, "code": said, "message": said}]);
                (*status, json!({"code": said, "message": said, "errors": fields, "access_token": [said]}).to_string())
            }
            Answer::Page(status) => (*status, format!("<html><title>{said}</title><body>{said}")),
            Answer::Text(status) => (*status, said.clone()),
            Answer::HalfJson => (200, json!([{"id": 1, "password": said}, said]).to_string().replace("\"]", "")),
            Answer::Wrong => {
                (200, json!([{"Id": {"a": said}, "id": {"a": said}, "name": [said]}, said, [said]]).to_string())
            }
            Answer::Body(body) => (200, body.clone()),
            Answer::Cut => return Err(TransportError::Cut("the wire was cut".into())),
            Answer::Panic => panic!("the transport gave up"),
        };
        let told: String = said.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
        let response = http::Response::builder().status(status).header("x-request-id", &told).header("location", &told);
        let body: BodyStream = Box::pin(stream::iter([Ok(Bytes::from(body))]));
        response.body(body).map_err(|error| TransportError::Cut(Box::new(error)))
    }
}
