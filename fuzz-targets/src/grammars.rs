//! Small languages: conditions, signatures, patches, and values that are written as text.

use cw_http::data::DateTime;
use cw_psa_client::callbacks::{KeyHosts, SigningKey, verify};
use cw_psa_client::{Condition, OrderBy, Patch};
use cw_rmm_client::Scopes;
use cwa_client::TotpSecret;
use msp_tools_core::{Digest, Policy, Timestamp};
use msp_tools_mcp::Toolset;
use serde_json::Value;

/// Everything with a form of its own: read, shown and read again, it is the same.
pub(crate) fn text_values(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    let date = DateTime::new(text);
    let _ = (date.timestamp(), date.civil(), date.has_zone(), date.is_unset());
    let _ = cw_http::retry_after::parse(text, std::time::SystemTime::UNIX_EPOCH);
    if let Ok(moment) = text.parse::<Timestamp>() {
        assert_eq!(moment.to_string().parse::<Timestamp>().ok(), Some(moment));
    }
    // Any words may be scopes.
    let Ok(scopes) = text.parse::<Scopes>();
    assert_eq!(scopes.to_string().parse::<Scopes>(), Ok(scopes));
    if let Ok(order) = text.parse::<OrderBy>() {
        assert_eq!(order.to_string().parse::<OrderBy>().ok(), Some(order));
    }
    let _ = (text.parse::<Digest>(), text.parse::<Policy>(), text.parse::<Toolset>(), TotpSecret::parse(text));
    let _ = (text.parse::<cw_rmm_client::Region>(), text.parse::<msp_tools_mcp::Token>());
}

/// What can be read can be written, and is then read as the same.
pub(crate) fn psa_condition(data: &[u8]) {
    let Some(condition) = crate::text(data).and_then(|text| Condition::parse(text).ok()) else { return };
    let _ = condition.field_names();
    let Ok(written) = condition.to_expression() else { return };
    let again = Condition::parse(&written).unwrap_or_else(|error| panic!("{written:?} is not read again: {error}"));
    assert_eq!(again, condition, "{written:?}");
}

/// Three lines: key, signature, body. What is no delivery is refused; nobody but who has the key signs one.
pub(crate) fn psa_callback(data: &[u8]) {
    let Some([key, signature, body]) = crate::lines(data) else { return };
    let Some(signature) = crate::text(signature) else { return };
    if let Ok(url) = KeyHosts::of_site("api-na.myconnectwise.net").key_url(body) {
        assert!(url.as_str().starts_with("https://"), "{url:?}");
    }
    let _ = SigningKey::from_answer(key);
    let Some(key) = crate::text(key) else { return };
    if let Ok(delivery) = verify(body, Some(signature), &SigningKey::new(key)) {
        let other = SigningKey::new(&format!("{key}-of-somebody-else"));
        assert!(verify(body, Some(signature), &other).is_err(), "{delivery:?}");
    }
}

/// Three lines: a record, a path, a value. What can be done to the record is done or refused, and can be undone.
pub(crate) fn psa_patch(data: &[u8]) {
    let Some([record, path, value]) = crate::lines(data) else { return };
    let (Ok(record), Some(path)) = (serde_json::from_slice::<Value>(record), crate::text(path)) else { return };
    let value = serde_json::from_slice::<Value>(value).unwrap_or_default();
    for patch in [Patch::new().replace(path, value.clone()), Patch::new().add(path, value), Patch::new().remove(path)] {
        let _ = (patch.to_json(), patch.fields(), patch.changes(&record), patch.undo(&record));
        let _ = patch.apply_to(&record);
    }
}

/// As for PSA.
pub(crate) fn rmm_condition(data: &[u8]) {
    let Some(condition) = crate::text(data).and_then(|text| text.parse::<cw_rmm_client::Condition>().ok()) else {
        return;
    };
    let Ok(pairs) = condition.to_query() else { return };
    let again = cw_rmm_client::Condition::from_query(pairs.iter().map(|(name, value)| (name, value)));
    let again = again.unwrap_or_else(|error| panic!("{pairs:?} are not read again: {error}"));
    assert_eq!(again.to_query().ok(), Some(pairs));
}
