//! Answers that no client expects, over a real socket: far too large, cut, no JSON, or all head. Each ends in an error that says
//! what came, and costs little memory.

use std::net::SocketAddr;
use std::sync::OnceLock;

use cw_http::{
    BaseUrl, Credentials, Error, ErrorKind, HttpClient, Listing, NextPage, Operation, Paging, Request, Sent,
};
use flate2::{Compress, Compression, FlushCompress};
use futures_util::StreamExt;
use peak_alloc::PeakAlloc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;

const GET: Operation = Operation::get("things.list", "/v1/Things");
const POST: Operation = Operation::post("things.create", "/v1/Things");
const MIB: usize = 1024 * 1024;
const HUGE: usize = 512 * MIB;
/// By default an answer may have 64 MiB; nothing may cost much more than that.
const MOST: usize = 80 * MIB;

/// Counts what is held, whatever the system has in reserve for it.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Memory is the whole process's: the tests run one after another.
static ALONE: Mutex<()> = Mutex::const_new(());

/// A piece of an answer, and how often it is sent.
type Part = (Vec<u8>, usize);

/// A server that answers every request with these parts, made before anything is measured.
async fn server(parts: Vec<Part>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let parts: &'static [Part] = Box::leak(parts.into_boxed_slice());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, parts));
        }
    });
    address
}

async fn answer(mut stream: TcpStream, parts: &[Part]) {
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    while !request.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return,
            Ok(read) => request.extend_from_slice(&piece[..read]),
        }
    }
    for (part, times) in parts {
        for _ in 0..*times {
            // Whoever has had enough hangs up.
            if stream.write_all(part).await.is_err() {
                return;
            }
        }
    }
}

fn head(lines: &str) -> Part {
    (format!("HTTP/1.1 {lines}\r\n\r\n").into_bytes(), 1)
}

fn whole(head_lines: &str, body: &[u8]) -> Vec<Part> {
    vec![head(&format!("{head_lines}\r\ncontent-length: {}", body.len())), (body.to_vec(), 1)]
}

fn client(address: SocketAddr) -> HttpClient {
    let base = BaseUrl::parse(&format!("http://{address}"), "/api/").expect("loopback");
    HttpClient::builder(base)
        .credentials(Credentials::Header("Bearer hunter2-token".to_owned().into()))
        .header(http::HeaderName::from_static("clientid"), http::HeaderValue::from_static("hunter2-client"))
        .build()
        .expect("settings")
}

async fn read(address: SocketAddr) -> Error {
    client(address).json::<Vec<u64>>(Request::new(&GET)).await.expect_err("no list")
}

async fn change(address: SocketAddr) -> Error {
    client(address).json::<Vec<u64>>(Request::new(&POST).json(&1)).await.expect_err("no list")
}

/// What everything holds at the most while the call is made, beyond what was held before.
async fn with_peak<T>(call: impl Future<Output = T>) -> (T, usize) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let outcome = call.await;
    (outcome, MEMORY.peak_usage().saturating_sub(before))
}

/// 512 MiB of white space, which is about half a MiB: whole flushes in between make every piece of it the same.
fn bomb() -> Vec<Part> {
    let mut piece = Vec::with_capacity(64 * 1024);
    Compress::new(Compression::best(), false)
        .compress_vec(&vec![b' '; MIB], &mut piece, FlushCompress::Full)
        .expect("room enough");
    assert!(piece.len() < 8 * 1024, "{} bytes for a MiB", piece.len());
    let gzip = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    vec![head("200 OK\r\ncontent-encoding: gzip\r\nconnection: close"), (gzip, 1), (piece, HUGE / MIB)]
}

/// 512 MiB, in each way in which a length can be told or kept quiet.
fn huge() -> Vec<(&'static str, Vec<Part>)> {
    static PIECE: OnceLock<Vec<u8>> = OnceLock::new();
    let piece = PIECE.get_or_init(|| vec![b' '; 64 * 1024]);
    let times = HUGE / piece.len();
    let chunk = [b"10000\r\n", piece.as_slice(), b"\r\n"].concat();
    vec![
        ("told", vec![head(&format!("200 OK\r\ncontent-length: {HUGE}")), (piece.clone(), times)]),
        ("in chunks", vec![head("200 OK\r\ntransfer-encoding: chunked"), (chunk, times)]),
        ("up to the end", vec![head("200 OK\r\nconnection: close"), (piece.clone(), times)]),
        ("compressed", bomb()),
    ]
}

#[tokio::test]
async fn half_a_gigabyte_is_refused_at_the_bound_in_little_memory() {
    let _alone = ALONE.lock().await;
    for (name, parts) in huge() {
        let address = server(parts).await;
        let (error, peak) = with_peak(read(address)).await;
        assert_eq!(
            (error.kind(), error.status(), error.tries()),
            (ErrorKind::TooLarge, Some(200), 1),
            "{name}: {error}"
        );
        assert!(error.to_string().contains("67108864 bytes"), "{error}");
        let most = if name == "told" { 4 * MIB } else { MOST };
        println!("{name}: {} MiB", peak / MIB);
        assert!(peak < most, "{name}: {} MiB", peak / MIB);
        // It may have happened, and is not sent again.
        let error = change(address).await;
        assert_eq!((error.kind(), error.tries()), (ErrorKind::OutcomeUnknown, 1), "{name}: {error}");
    }
}

#[tokio::test]
async fn a_page_of_half_a_gigabyte_ends_a_listing_in_little_memory() {
    let _alone = ALONE.lock().await;
    let paging = Paging {
        next: NextPage::Number,
        place: "page",
        size: "pageSize",
        default_size: 100,
        max_size: 1000,
        envelope: &[],
        total: None,
    };
    for (name, parts) in huge() {
        let address = server(parts).await;
        // Read ahead, the next page is under way while this one is read.
        for (read_ahead, pages_held) in [(false, 1), (true, 2)] {
            let listing = Listing::<u64>::new(&client(address), Request::new(&GET), paging).read_ahead(read_ahead);
            let mut pages = listing.pages();
            let (page, peak) = with_peak(pages.next()).await;
            assert_eq!(page.expect("an end").expect_err("too large").kind(), ErrorKind::TooLarge, "{name}");
            assert!(peak < pages_held * MOST, "{name}, {pages_held} pages: {} MiB", peak / MIB);
        }
    }
}

#[tokio::test]
async fn half_a_gigabyte_behind_an_error_is_read_only_to_its_beginning() {
    let _alone = ALONE.lock().await;
    let piece = b"<html><title>Down</title>bad key hunter2-token of hunter2-client ".repeat(1000);
    let times = HUGE / piece.len();
    let length = piece.len() * times;
    for lines in [format!("400 Bad Request\r\ncontent-length: {length}"), "400 Bad Request\r\nconnection: close".into()]
    {
        let address = server(vec![head(&format!("{lines}\r\ncontent-type: text/html")), (piece.clone(), times)]).await;
        let (error, peak) = with_peak(read(address)).await;
        assert_eq!((error.kind(), error.status()), (ErrorKind::Rejected, Some(400)));
        assert!(peak < 4 * MIB, "{} MiB", peak / MIB);
        shows_little(&error);
        assert!(error.to_string().contains("a web page titled \"Down\""), "{error}");
    }
}

/// What the error keeps of the body: at most 256 bytes, and no secret.
#[track_caller]
fn shows_little(error: &Error) {
    let body = error.body().unwrap_or_default();
    assert!(body.len() <= 256, "{} bytes", body.len());
    let mut shown = format!("{error} {error:?} {body}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        shown.push_str(&cause.to_string());
        source = cause.source();
    }
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(shown.len() < 4096, "{} bytes", shown.len());
}

#[tokio::test]
async fn what_is_no_answer_is_told_with_its_status_and_its_beginning() {
    let _alone = ALONE.lock().await;
    let echo = "you sent Bearer hunter2-token and hunter2-client ".repeat(200);
    let page = format!("<html><title>Portal</title><body>{echo}</body></html>");
    let cases: Vec<(&str, Vec<Part>, &str)> = vec![
        (
            "JSON that ends early",
            whole("200 OK\r\ncontent-type: application/json", b"[1, 2, 3"),
            "JSON that ends early",
        ),
        (
            "JSON that ends early with the connection",
            vec![head("200 OK\r\ncontent-type: application/json\r\nconnection: close"), (b"[1, 2".to_vec(), 1)],
            "JSON that ends early",
        ),
        (
            "JSON that ends early in whole chunks",
            vec![
                head("200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked"),
                (b"5\r\n[1, 2\r\n0\r\n\r\n".to_vec(), 1),
            ],
            "JSON that ends early",
        ),
        ("a web page", whole("200 OK\r\ncontent-type: text/html", page.as_bytes()), "a web page titled \"Portal\""),
        ("a text", whole("200 OK\r\ncontent-type: text/plain", echo.as_bytes()), "text/plain that is not JSON"),
        ("no word of its kind", whole("200 OK", echo.as_bytes()), "no content type that is not JSON"),
        ("other JSON", whole("200 OK", format!(r#"["{echo}"]"#).as_bytes()), "cannot be read at `[0]`"),
        ("nothing", whole("200 OK", b""), "an empty body"),
        ("a web page and 500", whole("500 Oops\r\ncontent-type: text/html", page.as_bytes()), "answered 500"),
        (
            "a text and 400",
            whole("400 Bad\r\ncontent-type: text/plain", echo.as_bytes()),
            "answered 400 Bad Request: you sent [redacted] and [redacted]",
        ),
    ];
    for (name, parts, words) in cases {
        let address = server(parts).await;
        let error = read(address).await;
        let status = error.status().expect("it was answered");
        let kind = match status {
            200 => ErrorKind::Decode,
            400 => ErrorKind::Rejected,
            _ => ErrorKind::Server,
        };
        assert_eq!((error.kind(), error.tries(), error.was_sent()), (kind, 1, Sent::Yes), "{name}: {error}");
        assert!(error.to_string().contains(words), "{name}: {error}");
        shows_little(&error);
        let error = change(address).await;
        assert_eq!(error.kind(), if status == 200 { ErrorKind::OutcomeUnknown } else { kind }, "{name}: {error}");
        shows_little(&error);
    }
}

#[tokio::test]
async fn an_answer_that_ends_early_is_told_with_its_status() {
    let _alone = ALONE.lock().await;
    for parts in [
        vec![head("200 OK\r\ncontent-length: 100"), (b"[1, 2".to_vec(), 1)],
        vec![head("200 OK\r\ntransfer-encoding: chunked"), (b"5\r\n[1, 2\r\n".to_vec(), 1)],
        // Compressed data that breaks off within a whole answer.
        whole("200 OK\r\ncontent-encoding: gzip", &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1]),
        whole("200 OK\r\ncontent-encoding: gzip", b"[1, 2]"),
    ] {
        let address = server(parts).await;
        let error = read(address).await;
        assert_eq!((error.kind(), error.status()), (ErrorKind::Interrupted, Some(200)), "{error}");
        assert_eq!((error.was_sent(), error.tries()), (Sent::Yes, 4));
        let error = change(address).await;
        assert_eq!((error.kind(), error.status(), error.tries()), (ErrorKind::OutcomeUnknown, Some(200), 1), "{error}");
    }
}

#[tokio::test]
async fn heads_without_end_are_not_read_to_the_end() {
    let _alone = ALONE.lock().await;
    let line = format!("x-{}: {}\r\n", "y".repeat(100), "z".repeat(8_000)).into_bytes();
    for parts in [
        vec![(b"HTTP/1.1 200 OK\r\n".to_vec(), 1), (line, HUGE / 8_000)],
        vec![(b"HTTP/1.1 200 OK\r\n".to_vec(), 1), (b"a: b\r\n".to_vec(), 100_000)],
        vec![(b"HTTP/1.1 200 OK\r\nx: ".to_vec(), 1), (vec![b'y'; 64 * 1024], HUGE / 65_536)],
        vec![(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec(), 1)],
    ] {
        let address = server(parts).await;
        let (error, peak) = with_peak(read(address)).await;
        assert_eq!((error.kind(), error.status()), (ErrorKind::Interrupted, None), "{error}");
        assert!(peak < 8 * MIB, "{} MiB", peak / MIB);
        let error = change(address).await;
        assert_eq!((error.kind(), error.tries()), (ErrorKind::OutcomeUnknown, 1), "{error}");
    }
}
