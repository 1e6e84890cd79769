//! Where a client's requests may go: one origin and one API root below it. Nothing leaves them.

use std::fmt;
use std::net::IpAddr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::{Host, Url};

use crate::error::Error;

/// Everything but the unreserved characters of RFC 3986 is percent-encoded.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The origin and API root that all requests of a client stay within.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl {
    /// Always with a path that starts and ends in a slash, without query and fragment.
    root: Url,
}

impl BaseUrl {
    /// Reads a host the way people type or paste it, and puts the API root below it.
    ///
    /// `automate.example.com`, `https://automate.example.com/` and `automate.example.com:8443` are all fine. `http` is accepted for
    /// loopback only. `root` is the API's fixed path, such as `/cwa/api/`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) for anything else than a host: credentials, a path, a query, another scheme.
    /// The message says which, and never repeats a password.
    pub fn parse(host: &str, root: &str) -> Result<Self, Error> {
        let typed = host.trim();
        let refuse = |reason: &str| Error::config(format!("the server `{}`: {reason}", without_userinfo(typed)));
        if typed.is_empty() {
            return Err(Error::config("the server is empty; expected a host such as `automate.example.com`"));
        }
        if typed.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
            return Err(refuse("it holds white space, a backslash or a control character"));
        }
        let with_scheme = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
        let mut url = Url::parse(&with_scheme).map_err(|error| refuse(&format!("not a host ({error})")))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse("leave user name and password out of the address; they are settings of their own"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(refuse("leave the part from `?` or `#` on off"));
        }
        if !matches!(url.path(), "" | "/") {
            return Err(refuse(&format!("leave the path `{}` off; the API's path is added here", url.path())));
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            "http" => return Err(refuse("plain http is allowed for loopback only; use https")),
            other => return Err(refuse(&format!("the scheme `{other}` is not http or https"))),
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(refuse("there is no host in it"));
        }
        let root = root.trim_matches('/');
        url.set_path(&if root.is_empty() { "/".to_owned() } else { format!("/{root}/") });
        Ok(Self { root: url })
    }

    /// The API root, ending in a slash.
    #[must_use]
    pub fn as_url(&self) -> &Url {
        &self.root
    }

    /// Whether this is plain `http`, which only loopback may be.
    #[must_use]
    pub fn is_plain_http(&self) -> bool {
        self.root.scheme() == "http"
    }

    /// Fills a path template such as `/Computers/{id}/Alerts` below the root. Every value becomes exactly one segment.
    pub(crate) fn fill(&self, template: &str, params: &[(&'static str, String)]) -> Result<Url, Error> {
        let mut path = self.root.path().trim_end_matches('/').to_owned();
        for segment in template.trim_start_matches('/').split('/') {
            path.push('/');
            match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                Some(name) => path.push_str(&param_segment(name, params)?),
                None => path.push_str(segment),
            }
        }
        let mut url = self.root.clone();
        url.set_path(&path);
        Ok(url)
    }

    /// Resolves a raw path with an optional query, as a user gives it. It is taken below the root, or as a whole path that
    /// already starts with the root.
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) if it would, or could by any reading, leave the origin or the API root: a whole
    /// address, `//host`, `.` or `..` segments plain or encoded, encoded slashes, backslashes, control characters, fragments.
    pub fn raw(&self, path: &str) -> Result<Url, Error> {
        let refuse = |reason: &str| Error::input(format!("the path `{}` is refused: {reason}", printable(path)));
        let (plain, query) = match path.split_once('?') {
            Some((plain, query)) => (plain, Some(query)),
            None => (path, None),
        };
        if path.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(refuse("it holds white space or a control character"));
        }
        if path.contains('#') {
            return Err(refuse("it holds a fragment (`#`)"));
        }
        if plain.contains('\\') {
            return Err(refuse("it holds a backslash"));
        }
        if plain.contains("://") || plain.starts_with("//") {
            return Err(refuse("it names a host; only paths below the API root are sent"));
        }
        if plain.split('/').next().is_some_and(|first| first.contains(':')) {
            return Err(refuse("it starts like an address with a scheme"));
        }
        if let Some(reason) = plain.split('/').find_map(bad_segment) {
            return Err(refuse(reason));
        }
        let root = self.root.path();
        let whole = if plain.starts_with(root) {
            plain.to_owned()
        } else {
            format!("{root}{}", plain.strip_prefix('/').unwrap_or(plain))
        };
        if whole.contains("//") {
            return Err(refuse("it holds an empty segment (`//`)"));
        }
        let mut url = self.root.clone();
        url.set_path(&whole);
        url.set_query(query);
        self.keep(url).map_err(|_| refuse("it leaves the API root"))
    }

    /// Resolves a link that the service sent. Only an address with this origin, below this root, is followed.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) with the link's origin and path if it points elsewhere.
    pub fn link(&self, link: &str) -> Result<Url, Error> {
        let url = self.root.join(link).map_err(|error| foreign(link, &error.to_string()))?;
        if url.path().split('/').any(|segment| bad_segment(segment).is_some()) {
            return Err(foreign(link, "its path holds an encoded slash or dot segment"));
        }
        self.keep(url).map_err(|reason| foreign(link, reason))
    }

    /// Resolves a link to another page of the list at `own`. The list may stand below another root there: services whose
    /// address holds a version name the one that answered.
    ///
    /// # Errors
    /// As [`link`](Self::link), if it points to another origin or to something else.
    pub(crate) fn link_to_list(&self, link: &str, own: &Url) -> Result<Url, Error> {
        let url = self.root.join(link).map_err(|error| foreign(link, &error.to_string()))?;
        let list = own.path().strip_prefix(self.root.path()).unwrap_or_default();
        let same_list = url.path().strip_suffix(list).is_some_and(|root| root.ends_with('/'));
        if same_list && url.origin() == self.root.origin() { Ok(url) } else { self.link(link) }
    }

    fn keep(&self, url: Url) -> Result<Url, &'static str> {
        if url.origin() != self.root.origin() {
            return Err("another origin than the configured one");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it holds credentials");
        }
        if !url.path().starts_with(self.root.path()) {
            return Err("outside the API root");
        }
        Ok(url)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BaseUrl({})", self.root)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.fmt(f)
    }
}

/// Appends `name=value`, both percent-encoded (a space is `%20`, never `+`).
pub(crate) fn push_query(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.extend(utf8_percent_encode(name, ENCODED));
    query.push('=');
    query.extend(utf8_percent_encode(value, ENCODED));
}

/// Encodes a text as one path segment, whatever it holds.
///
/// # Errors
/// [`ErrorKind::Input`](crate::ErrorKind::Input) for the empty text, `.` and `..`, which cannot be a segment in any encoding.
pub fn path_segment(text: &str) -> Result<String, Error> {
    // `.` and `..` mean something else as a segment even when percent-encoded.
    if matches!(text, "" | "." | "..") {
        return Err(Error::input(format!("`{text}` cannot be a path segment")));
    }
    Ok(utf8_percent_encode(text, ENCODED).to_string())
}

fn param_segment(name: &str, params: &[(&'static str, String)]) -> Result<String, Error> {
    let value = params.iter().find(|(key, _)| *key == name).map(|(_, value)| value);
    let value = value.ok_or_else(|| Error::input(format!("the path parameter `{name}` was not given")))?;
    path_segment(value).map_err(|error| error.with_hint(format!("the path parameter `{name}`")))
}

/// Why a segment could be read as more than one segment, or as a step upwards, by this or any other server.
fn bad_segment(segment: &str) -> Option<&'static str> {
    let lower = segment.to_ascii_lowercase();
    if ["%2f", "%5c"].iter().any(|code| lower.contains(code)) {
        return Some("it holds an encoded slash or backslash");
    }
    if lower.contains("%00") || lower.contains("%0a") || lower.contains("%0d") {
        return Some("it holds an encoded control character");
    }
    if lower.contains("%25") {
        return Some("it is percent-encoded twice");
    }
    matches!(lower.replace("%2e", ".").as_str(), "." | "..").then_some("it holds a `.` or `..` segment")
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    }
}

fn foreign(link: &str, reason: &str) -> Error {
    let shown = Url::parse(link)
        .map_or_else(|_| printable(link), |url| format!("{}{}", url.origin().ascii_serialization(), url.path()));
    Error::new(crate::ErrorKind::Decode, format!("the service's link to {shown} was not followed: {reason}"))
}

fn without_userinfo(typed: &str) -> String {
    let (scheme, rest) = typed.split_once("://").unwrap_or(("", typed));
    let authority_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(authority_end);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let tail = tail.split(['?', '#']).next().unwrap_or_default();
    let separator = if scheme.is_empty() { "" } else { "://" };
    printable(&format!("{scheme}{separator}{host}{tail}"))
}

fn printable(text: &str) -> String {
    text.chars().take(200).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn base() -> BaseUrl {
        BaseUrl::parse("automate.example.com", "/cwa/api/").expect("a host")
    }

    #[test]
    fn hosts_as_people_type_them() {
        for (typed, url) in [
            ("automate.example.com", "https://automate.example.com/cwa/api/"),
            (" https://automate.example.com/ ", "https://automate.example.com/cwa/api/"),
            ("automate.example.com:8443", "https://automate.example.com:8443/cwa/api/"),
            ("AUTOMATE.example.com/", "https://automate.example.com/cwa/api/"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/cwa/api/"),
            ("http://localhost:8080/", "http://localhost:8080/cwa/api/"),
            ("http://[::1]:8080", "http://[::1]:8080/cwa/api/"),
        ] {
            assert_eq!(BaseUrl::parse(typed, "/cwa/api").expect(typed).as_url().as_str(), url);
        }
    }

    #[test]
    fn what_is_not_a_host_is_refused_with_the_reason() {
        for (typed, reason) in [
            ("", "empty"),
            ("http://automate.example.com", "loopback"),
            ("http://127.0.0.1.example.com", "loopback"),
            ("https://user:hunter2@automate.example.com", "user name"),
            ("user:hunter2@automate.example.com", "user name"),
            ("https://automate.example.com/cwa/api/v1", "path"),
            ("automate.example.com/automate", "path"),
            ("automate.example.com?x=hunter2", "`?`"),
            ("ftp://automate.example.com", "scheme"),
            ("two words", "white space"),
            ("https://", "host"),
        ] {
            let error = BaseUrl::parse(typed, "/cwa/api").expect_err(typed);
            assert!(error.to_string().contains(reason), "{typed}: {error}");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn raw_paths_stay_below_the_root() {
        for (path, url) in [
            ("v1/Clients", "https://automate.example.com/cwa/api/v1/Clients"),
            ("/v1/Clients?pageSize=1", "https://automate.example.com/cwa/api/v1/Clients?pageSize=1"),
            ("/cwa/api/v2/Contacts", "https://automate.example.com/cwa/api/v2/Contacts"),
        ] {
            assert_eq!(base().raw(path).expect(path).as_str(), url);
        }
        for path in [
            "//evil.example",
            "https://evil.example/x",
            "http:evil",
            "/v1/../../secret",
            "/v1/%2e%2e/secret",
            "/v1/.%2E/secret",
            "/v1/a%2fb",
            "/v1/a%5Cb",
            "/v1\\..\\x",
            "/v1/%252e%252e/x",
            "/v1/Clients#x",
            "/v1/a b",
            "/v1/a\nb",
            "/v1//x",
            "/cwa/api//evil.example",
            "/v1/x%0d%0ay",
        ] {
            let error = base().raw(path).expect_err(path);
            assert_eq!(error.kind(), crate::ErrorKind::Input);
        }
    }

    #[test]
    fn links_are_followed_only_within_origin_and_root() {
        let ok = "https://automate.example.com/cwa/api/v1/Clients?page=2";
        assert_eq!(base().link(ok).expect("own link").as_str(), ok);
        for link in [
            "https://evil.example/cwa/api/v1/Clients?page=2",
            "http://automate.example.com/cwa/api/v1/Clients",
            "https://automate.example.com:444/cwa/api/v1/Clients",
            "https://user@automate.example.com/cwa/api/v1/Clients",
            "https://automate.example.com/other/Clients",
            "//evil.example/cwa/api/v1",
            "/cwa/api/../secret",
            "/cwa/api/%2e%2e%2fsecret",
        ] {
            assert!(base().link(link).is_err(), "{link}");
        }
    }

    #[test]
    fn a_parameter_is_one_segment_whatever_it_holds() {
        let fill = |value: &str| base().fill("/v1/Computers/{id}/Alerts", &[("id", value.to_owned())]);
        assert_eq!(
            fill("a/../b?c#d %").expect("encodable").as_str(),
            "https://automate.example.com/cwa/api/v1/Computers/a%2F..%2Fb%3Fc%23d%20%25/Alerts"
        );
        for value in ["", ".", ".."] {
            assert!(fill(value).is_err(), "{value:?}");
        }
    }

    proptest! {
        #[test]
        fn no_raw_path_leaves_the_api_root(path in "(/|\\\\|\\.|%2e|%2f|%5c|:|@|//|https?:|[a-zA-Z0-9?#&= \\n\\t]|\\PC){0,24}") {
            if let Ok(url) = base().raw(&path) {
                prop_assert_eq!(url.origin(), base().as_url().origin());
                prop_assert!(url.path().starts_with("/cwa/api/"));
                prop_assert!(url.username().is_empty() && url.password().is_none());
                // No later decoding step can find its way up either.
                let decoded = percent_encoding::percent_decode_str(url.path()).decode_utf8_lossy().replace('\\', "/");
                prop_assert!(decoded.split('/').all(|segment| segment != ".." && segment != "."));
            }
        }

        #[test]
        fn no_parameter_changes_the_number_of_segments(value in "\\PC{1,24}") {
            prop_assume!(value != "." && value != "..");
            let url = base().fill("/v1/Computers/{id}", &[("id", value)]).expect("any text is a segment");
            prop_assert_eq!(url.path_segments().expect("a path").count(), 5);
        }

        #[test]
        fn query_values_come_back_as_given(name in "[a-z]{1,8}", value in any::<String>()) {
            let mut query = String::new();
            push_query(&mut query, "first", "1");
            push_query(&mut query, &name, &value);
            let mut url = base().as_url().clone();
            url.set_query(Some(&query));
            let pairs: Vec<_> = url.query_pairs().into_owned().collect();
            prop_assert_eq!(pairs, vec![("first".to_owned(), "1".to_owned()), (name, value)]);
        }
    }
}
