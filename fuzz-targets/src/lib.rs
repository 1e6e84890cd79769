//! Whatever reads input from outside, each as a function that takes any bytes, and panics if a promise does not hold.
//!
//! The fuzzer calls them (`fuzz/`), and so does a short test in each run of CI (`tests/short.rs`).

mod answers;
mod gate;
mod grammars;
mod models;
mod server;

/// Reads bytes that anybody may have made.
pub type Target = fn(&[u8]);

/// All of them, by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("answer", answers::answer),
    ("service_error", answers::service_error),
    ("base_url", answers::base_url),
    ("cursor", answers::cursor),
    ("text_values", grammars::text_values),
    ("psa_condition", grammars::psa_condition),
    ("psa_callback", grammars::psa_callback),
    ("psa_patch", grammars::psa_patch),
    ("rmm_condition", grammars::rmm_condition),
    ("automate_models", models::automate),
    ("rmm_models", models::rmm),
    ("psa_models", models::psa),
    ("policy_file", gate::policy_file),
    ("classifier", gate::classifier),
    ("audit_record", gate::audit_record),
    ("approval", gate::approval),
    ("schema", gate::schema),
    ("search", gate::search),
    ("mcp_message", server::mcp_message),
];

/// The target of that name.
///
/// # Panics
/// If there is none.
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|(known, _)| *known == name).map(|(_, target)| target);
    target.expect("a target of that name")(data);
}

/// The bytes in parts, as lines; what is left is the last.
fn lines<const N: usize>(data: &[u8]) -> Option<[&[u8]; N]> {
    let parts: Vec<&[u8]> = data.splitn(N, |byte| *byte == b'\n').collect();
    parts.try_into().ok()
}

fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}
