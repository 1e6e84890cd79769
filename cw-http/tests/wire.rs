//! The transport over reqwest against a real socket: what counts as sent, what is followed, what is read.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cw_http::{
    BaseUrl, Credentials, ErrorKind, HttpClient, HttpClientBuilder, Limits, Operation, Request, Sent, Timeouts,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const GET: Operation = Operation::get("things.get", "/v1/Things");
const POST: Operation = Operation::post("things.create", "/v1/Things");

/// A server that writes these bytes to every connection once it has read a request, and counts the requests.
async fn server(answer: Vec<u8>, then_hang: bool) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer_one(stream, answer.clone(), then_hang, Arc::clone(&log)));
        }
    });
    (address, seen)
}

async fn answer_one(mut stream: TcpStream, answer: Vec<u8>, then_hang: bool, log: Arc<Mutex<Vec<String>>>) {
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    while !request.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return,
            Ok(read) => request.extend_from_slice(&piece[..read]),
        }
    }
    log.lock().expect("no panic").push(String::from_utf8_lossy(&request).into_owned());
    // The client may be gone already.
    let _ = stream.write_all(&answer).await;
    let _ = stream.flush().await;
    if then_hang {
        std::future::pending::<()>().await;
    }
}

fn builder(address: SocketAddr) -> HttpClientBuilder {
    HttpClient::builder(BaseUrl::parse(&format!("http://{address}"), "/api/").expect("loopback"))
}

fn client(address: SocketAddr) -> HttpClient {
    builder(address).build().expect("settings")
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let mut answer = format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
    answer.extend_from_slice(body);
    answer
}

#[tokio::test]
async fn a_refused_connection_was_surely_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let error = client(address).send(Request::new(&POST)).await.expect_err("nobody listens");
    assert_eq!((error.kind(), error.was_sent(), error.tries()), (ErrorKind::Connect, Sent::No, 4));
}

#[tokio::test]
async fn a_connection_that_is_closed_without_an_answer_may_have_been_sent() {
    let (address, seen) = server(Vec::new(), false).await;
    let error = client(address).send(Request::new(&POST).json(&1)).await.expect_err("no answer");
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::OutcomeUnknown, Sent::Maybe));
    assert_eq!(seen.lock().expect("no panic").len(), 1, "sent once");
}

#[tokio::test]
async fn a_cut_body_of_a_read_is_read_again() {
    let (address, seen) = server(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[1,2".to_vec(), false).await;
    let error = client(address).send(Request::new(&GET)).await.expect_err("cut");
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Interrupted, Sent::Yes));
    assert_eq!(seen.lock().expect("no panic").len(), 4);
}

#[tokio::test]
async fn a_redirect_is_never_followed() {
    let (other, elsewhere) = server(answer("200 OK", b"[]"), false).await;
    let (address, _) =
        server(answer(&format!("302 Found\r\nlocation: http://{other}/api/v1/Things"), b""), false).await;
    let error = client(address).send(Request::new(&GET)).await.expect_err("a redirect");
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(error.to_string().contains(&other.to_string()), "{error}");
    assert!(elsewhere.lock().expect("no panic").is_empty());
}

#[tokio::test]
async fn a_stalled_body_ends_with_the_try() {
    let (address, _) = server(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[1,2".to_vec(), true).await;
    let timeouts = Timeouts::new().attempt(Duration::from_millis(100)).call(Duration::from_millis(150));
    let client = builder(address).settings(|settings| settings.timeouts(timeouts)).build().expect("settings");
    let error = client.send(Request::new(&GET)).await.expect_err("stalled");
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
}

#[tokio::test]
async fn bodies_are_bounded_by_length_by_count_and_after_decompression() {
    let limits = Limits::new().body_bytes(1000);
    let chunked =
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7d0\r\n{}\r\n0\r\n\r\n", "x".repeat(2000));
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&vec![b' '; 10_000_000]).expect("memory");
    let bomb = gzip.finish().expect("memory");
    assert!(bomb.len() < 20_000);
    for answer in
        [answer("200 OK", &[b' '; 2000]), chunked.into_bytes(), answer("200 OK\r\ncontent-encoding: gzip", &bomb)]
    {
        let (address, _) = server(answer, false).await;
        let client = builder(address).settings(|settings| settings.limits(limits)).build().expect("settings");
        let error = client.send(Request::new(&GET)).await.expect_err("too large");
        assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");
    }
    // A long error body is read only to its beginning.
    let (address, _) = server(answer("400 Bad Request", &vec![b'x'; 1_000_000]), false).await;
    let error = client(address).send(Request::new(&GET)).await.expect_err("400");
    assert_eq!(error.kind(), ErrorKind::Rejected);
    assert!(error.body().expect("a beginning").len() <= 256);
}

#[tokio::test]
async fn what_is_sent_is_what_was_said() {
    let (address, seen) = server(answer("200 OK", b"{}"), false).await;
    let client = builder(address)
        .credentials(Credentials::Header("Basic c2VjcmV0LWtleQ==".to_owned().into()))
        .header(http::HeaderName::from_static("clientid"), http::HeaderValue::from_static("the-client-id"))
        .build()
        .expect("settings");
    let request = Request::new(&POST).query("q", "a b&c=d").json(&serde_json::json!({"a": 1}));
    client.send(request).await.expect("200");
    let sent = seen.lock().expect("no panic")[0].to_lowercase();
    for line in [
        "post /api/v1/things?q=a%20b%26c%3dd http/1.1",
        "authorization: basic c2vjcmv0lwtleq==",
        "clientid: the-client-id",
        "content-type: application/json",
        "accept: application/json",
    ] {
        assert!(sent.contains(line), "{line} in {sent}");
    }
}

#[tokio::test]
async fn certificates_and_proxies_that_cannot_be_used_are_refused_before_anything_is_sent() {
    let mut settings = Vec::new();
    for certificate in ["not a certificate", "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n", ""] {
        let mut network = cw_http::NetworkSettings::default();
        network.root_certificates = vec![certificate.as_bytes().to_vec()];
        settings.push(network);
    }
    let mut network = cw_http::NetworkSettings::default();
    network.proxy = Some("http://".to_owned());
    settings.push(network);
    for network in settings {
        let base = BaseUrl::parse("automate.example.com", "/api/").expect("a host");
        let error =
            HttpClient::builder(base).settings(|settings| settings.network(network)).build().expect_err("not usable");
        assert_eq!(error.kind(), ErrorKind::Config, "{error}");
    }
}

/// Everything a program could print about a client and its failures, with the most talkative log.
#[tokio::test]
async fn no_secret_shows_in_debug_errors_or_log() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
    // For all threads: what a thread without one meets first would not be logged for this one either.
    tracing::subscriber::set_global_default(subscriber).expect("the only one");
    let echo = br#"{"message":"bad key Basic hunter2-key and client hunter2-id"}"#;
    let (address, _) = server(answer("400 Bad Request", echo), false).await;
    let client = builder(address)
        .credentials(Credentials::Header("Basic hunter2-key".to_owned().into()))
        .header(http::HeaderName::from_static("clientid"), http::HeaderValue::from_static("hunter2-id"))
        .build()
        .expect("settings");
    let request = Request::new(&POST).query("condition", "hunter2-query").json(&"hunter2-body");
    let mut network = cw_http::NetworkSettings::default();
    network.proxy = Some("http://user:hunter2@proxy.example.com".to_owned());
    let proxied = builder(address).settings(|settings| settings.network(network));
    let shown = format!("{client:?} {request:?} {proxied:?}");
    let error = client.send(request).await.expect_err("400");
    let shown = format!("{shown} {error} {error:?} {:?} {:?}", error.body(), error.service());
    let logged = log.text();
    assert!(logged.contains("things.create") && logged.contains("status=400"), "{logged}");
    for text in [shown, logged] {
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("no panic")).into_owned()
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> tracing_subscriber::fmt::MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
