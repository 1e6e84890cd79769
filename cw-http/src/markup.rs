//! Pages for people, where an answer for programs was expected: a portal's, a proxy's, a firewall's.

use http::{HeaderMap, header};

use crate::excerpt::excerpt;
use crate::secrets::Secrets;

/// How far into a body its title is looked for, in bytes.
const HEAD: usize = 16 * 1024;

/// What an answer is that is not JSON: a web page by its title, anything else by its beginning. Says so if Cloudflare sent
/// it, which stands in front of many services and answers in their place.
pub(crate) fn describe(headers: &HeaderMap, body: &[u8], secrets: &Secrets) -> String {
    let what = web_page(body, secrets).unwrap_or_else(|| {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        format!("{}: {}", kind.unwrap_or("no content type"), excerpt(body, secrets))
    });
    if is_from_cloudflare(headers) { format!("{what} (from Cloudflare, in front of the service)") } else { what }
}

/// A web page, by its title.
pub(crate) fn web_page(body: &[u8], secrets: &Secrets) -> Option<String> {
    let head = String::from_utf8_lossy(&body[..body.len().min(HEAD)]);
    let page = head.trim_start_matches('\u{feff}').trim_start();
    if !page.starts_with('<') {
        return None;
    }
    // Only ASCII letters change, so places in both texts are the same.
    let lower = page.to_ascii_lowercase();
    let title = lower.find("<title").and_then(|at| Some(at + lower[at..].find('>')? + 1))?;
    let end = title + lower[title..].find("</title")?;
    let title = excerpt(&page.as_bytes()[title..end], secrets);
    (!title.is_empty()).then(|| format!("a web page titled \"{title}\""))
}

fn is_from_cloudflare(headers: &HeaderMap) -> bool {
    let server = headers.get(header::SERVER).and_then(|value| value.to_str().ok());
    server.is_some_and(|server| server.eq_ignore_ascii_case("cloudflare")) || headers.contains_key("cf-ray")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_page_is_known_by_its_title() {
        for (body, shown) in [
            ("<!DOCTYPE html><html><HEAD><Title lang=en>\n Sign  in </TITLE>", Some("a web page titled \"Sign in\"")),
            ("\u{feff} <html><title>Größe</title>", Some("a web page titled \"Größe\"")),
            ("<html><title></title>", None),
            ("<html><title>cut", None),
            ("<title", None),
            ("the <title>x</title>", None),
            ("", None),
        ] {
            assert_eq!(web_page(body.as_bytes(), &Secrets::default()).as_deref(), shown, "{body}");
        }
        assert!(web_page(&[b"<title>".as_slice(), &[0xff; 40_000]].concat(), &Secrets::default()).is_none());
    }

    #[test]
    fn who_answered_and_with_what_is_said() {
        let page = b"<html><title>Just a moment...</title>";
        for sent_by in [("server", "cloudflare"), ("cf-ray", "8f2a-FRA")] {
            assert_eq!(
                describe(&headers(&[sent_by]), page, &Secrets::default()),
                "a web page titled \"Just a moment...\" (from Cloudflare, in front of the service)"
            );
        }
        assert_eq!(
            describe(
                &headers(&[("content-type", "text/plain"), ("server", "nginx")]),
                b"error 1015",
                &Secrets::default()
            ),
            "text/plain: error 1015"
        );
        assert_eq!(describe(&headers(&[]), b"x", &Secrets::default()), "no content type: x");
    }
}
