//! What a site says of a company before anyone logs in.

cw_http::model! {
    "PascalCase";

    /// Where a company's installation is and which version it runs.
    ///
    /// A company that the site does not know is answered with `null`.
    pub struct CompanyInfo {
        /// The company's name.
        company_name: String,
        /// The path of its version, such as `v2026_1/`, usually with the slash.
        codebase: String,
        /// Its version, such as `v2026.1`.
        version_code: String,
        /// Its version, in full.
        version_number: String,
        /// The company's short word, as typed on the sign-in page.
        company_id("CompanyID"): String,
        /// Whether ConnectWise runs it; text on the wire of most versions.
        is_cloud: bool,
        /// The host to send calls to. It comes without proof: do not send keys to just any host.
        site_url: String,
        /// Origins that may call it from a browser.
        allowed_origins: Vec<String>,
    }
}
