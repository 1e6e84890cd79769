//! What services answer: status, headers and body, to clients of all three products.

use std::sync::Arc;

use cw_http::testing::{Reply, Script};
use cw_http::{BaseUrl, Cursor, RetrySettings, ServiceError, Settings};
use cw_psa_client::PsaClient;
use cw_rmm_client::RmmClient;
use cwa_client::AutomateClient;
use futures_util::StreamExt;

/// No listing is read further: a service may have as many pages as it likes.
const MOST_RECORDS: usize = 50;

/// Four lines: status, `Link`, `Retry-After`, and the body. Every call ends, and says what is wrong in a line of bounded length.
pub(crate) fn answer(data: &[u8]) {
    let Some([status, link, retry_after, body]) = crate::lines(data) else { return };
    let status = crate::text(status).and_then(|text| text.parse().ok()).filter(|status| (200..600).contains(status));
    let headers = [("link", link), ("retry-after", retry_after), ("x-total-count", retry_after)];
    let mut reply = Reply::body(status.unwrap_or(200), body.to_vec());
    for (name, value) in headers {
        if let Some(value) = crate::text(value).filter(|text| http::HeaderValue::try_from(*text).is_ok()) {
            reply = reply.header(name, value);
        }
    }
    // Time stands still until all wait: waits cost nothing.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime").block_on(call(reply));
}

async fn call(reply: Reply) {
    let token = r#"{"AccessToken": "a-token", "access_token": "a-token", "expires_in": 3600}"#;
    let settings = |with_token: bool| {
        let login = with_token.then(|| Reply::json(200, token));
        let script = Arc::new(Script::new(login).then_always(reply.clone()));
        let mut few = RetrySettings::default();
        (few.max_tries, few.max_refusals) = (2, 2);
        move |settings: Settings| settings.transport(script).retry(few).no_quota()
    };
    let cwa = AutomateClient::builder("automate.example.com")
        .credentials(cwa_client::Credentials::integrator("svc", "password"))
        .client_id("a-client")
        .settings(settings(true));
    let rmm = RmmClient::builder(cw_rmm_client::Credentials::new("0e30-key", "a-secret")).settings(settings(true));
    let psa = PsaClient::builder("psa.example.com").company("acme").keys("public", "private").client_id("a-client");
    let psa = psa.settings(settings(false));
    let (cwa, rmm, psa) = (cwa.build().expect("whole"), rmm.build().expect("whole"), psa.build().expect("whole"));
    look(cwa.computers().list().items().take(MOST_RECORDS).collect().await);
    look(cwa.computers().list().items_lenient().take(MOST_RECORDS).collect().await);
    look(vec![cwa.clients().get(11.into()).await]);
    look(rmm.tickets().list().items().take(MOST_RECORDS).collect().await);
    look(vec![rmm.devices().get("d-1").await]);
    look(psa.tickets().list().items().take(MOST_RECORDS).collect().await);
    look(vec![psa.tickets().list().count().await]);
    look(vec![psa.contacts().get(5.into()).await]);
    look(vec![psa.tickets().delete(5.into()).await]);
}

fn look<T>(outcomes: Vec<Result<T, cw_http::Error>>) {
    for error in outcomes.into_iter().filter_map(Result::err) {
        let said = error.to_string();
        assert!(said.len() < 16_384, "{} bytes of error", said.len());
        assert!(error.body().is_none_or(|body| body.len() <= 256), "{error:?}");
    }
}

/// Reads every shape, and says it in bounded words on one line.
pub(crate) fn service_error(data: &[u8]) {
    let error = ServiceError::parse(data);
    for text in [&error.code, &error.message].into_iter().flatten() {
        assert!(text.chars().count() <= 501 && !text.contains('\n'), "{text:?}");
    }
}

/// Three lines: host, root and a path or link. Nothing leads away from them.
pub(crate) fn base_url(data: &[u8]) {
    let Some([host, root, path]) = crate::lines(data) else { return };
    let (Some(host), Some(root), Some(path)) = (crate::text(host), crate::text(root), crate::text(path)) else {
        return;
    };
    let segment = cw_http::path_segment(path);
    assert!(segment.is_err() || !segment.is_ok_and(|segment| segment.contains(['/', '?', '#', '\\'])), "{path:?}");
    let Ok(base) = BaseUrl::parse(host, root) else { return };
    let home = base.as_url();
    assert!(
        home.scheme() == "https"
            || home.host_str().is_some_and(|host| host.contains("127.") || host.contains("::1") || host == "localhost")
    );
    for url in [base.raw(path), base.link(path)].into_iter().flatten() {
        assert_eq!(url.origin(), home.origin(), "{path:?}");
        assert!(url.path().starts_with(home.path()), "{path:?} leads to {url}");
        assert!(url.username().is_empty() && url.password().is_none(), "{path:?}");
    }
}

/// A cursor that an agent hands back: read, it is written the same; used, it moves in its own listing or is refused.
pub(crate) fn cursor(data: &[u8]) {
    let Some(cursor) = crate::text(data).and_then(|text| text.parse::<Cursor>().ok()) else { return };
    let again: Cursor = cursor.to_string().parse().expect("what is written is read");
    assert_eq!(again, cursor);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let runtime = runtime.expect("a runtime");
    // Of each way of paging one: by number and total, and by links.
    let page =
        Reply::json(200, r#"[{"Id": 1}]"#).header("total-count", "7").header("link", "<?pageId=7>; rel=\"next\"");
    let token = Reply::json(200, r#"{"AccessToken": "a-token"}"#);
    let scripts = [Script::new([token]).then_always(page.clone()), Script::new([]).then_always(page)].map(Arc::new);
    let [of_cwa, of_psa] = scripts;
    let cwa = AutomateClient::builder("automate.example.com")
        .credentials(cwa_client::Credentials::integrator("svc", "password"))
        .client_id("a-client")
        .settings(|settings| settings.transport(of_cwa))
        .build();
    let psa = PsaClient::builder("psa.example.com").company("acme").keys("public", "private").client_id("a-client");
    let psa = psa.settings(|settings| settings.transport(of_psa)).build().expect("whole");
    let (computers, tickets) = (cwa.expect("whole").computers().list().page_size(2), psa.tickets().list().page_size(1));
    runtime.block_on(async {
        let own = computers.clone().send().await.expect("a page").next;
        assert!(own.is_some(), "there is another page");
        for cursor in [Some(cursor.clone()), forged(own, &cursor)].into_iter().flatten() {
            look(computers.clone().resume(cursor).items().take(3).collect().await);
        }
        let own = tickets.clone().send().await.expect("a page").next;
        assert!(own.is_some(), "there is another page");
        for cursor in [Some(cursor.clone()), forged(own, &cursor)].into_iter().flatten() {
            look(tickets.clone().resume(cursor).items().take(3).collect().await);
        }
    });
}

/// The cursor as if it were of the listing that gave out `own`: an agent sees what names the listing, and can write the rest.
fn forged(own: Option<Cursor>, cursor: &Cursor) -> Option<Cursor> {
    let (own, cursor) = (own?.to_string(), cursor.to_string());
    let (listing, (_, rest)) = (own.split_once('.')?.0, cursor.split_once('.')?);
    format!("{listing}.{rest}").parse().ok()
}
