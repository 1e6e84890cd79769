//! The server itself: machines, versions, and how one logs in.

use super::macros::model;
use cw_http::data::DateTime;
use cw_http::data::Secret;

model! {
    /// A machine on which the server runs.
    pub struct ServerInformation {
        /// Its id.
        server_id: i64,
        /// Its operating system.
        operating_system: String,
        /// Hardware address of its network card.
        mac_address: String,
        /// Its name.
        machine_name: String,
        /// Its processor.
        cpu_name("CPUName"): String,
        /// How many processors it has.
        cpu_sockets("CPUSockets"): i64,
        /// How many cores it has.
        cpu_cores("CPUCores"): i64,
        /// How many threads it has.
        logical_processors: i64,
        /// Its memory; unit not documented.
        memory_total: i64,
        /// Whether the database is on it.
        is_database_server: bool,
        /// Whether the web site is on it.
        is_web_server: bool,
    }

    /// Which versions the parts of the server have.
    pub struct PatchInformation {
        /// Version of the web site.
        web_server_patch_version: String,
        /// Version of the database agent: what people call the server's version.
        db_agent_server_patch_version("DBAgentServerPatchVersion"): String,
        /// Version of the technicians' program.
        control_center_patch_version: String,
        /// Version of the Windows agent.
        remote_agent_patch_version: String,
        /// Version of the Linux agent.
        linux_agent_patch_version: String,
        /// Version of the macOS agent.
        mac_agent_patch_version: String,
        /// When the server was last patched.
        last_patched_date: DateTime,
    }

    /// The answer to a login or renewal.
    ///
    /// Without an access token it is a refusal, whatever the status of the answer said.
    pub struct TokenResult {
        /// The token for the `Authorization` header.
        access_token: Secret,
        /// How to send it: `Bearer`.
        token_type: String,
        /// When it ends; about an hour on.
        expiration_date: DateTime,
        /// Until when it can be renewed.
        absolute_expiration_date: DateTime,
        /// The user's id, as text.
        user_id: String,
        /// The user's name.
        internal_user_name: String,
        /// Whether a passcode is asked for, none or a wrong one having been sent.
        is_two_factor_required: bool,
        /// Whether the server itself asks for a passcode.
        is_internal_two_factor_required: bool,
        /// Token of the single sign-on service.
        sso_access_token("SSOAccessToken"): Secret,
    }

    /// How one may log in to the server.
    pub struct AuthInformation {
        /// Whether with name and password.
        allow_direct: bool,
        /// Whether services may register themselves.
        allow_service_registration: bool,
        /// Where sign-on services send people back to.
        automate_redirect_uri: String,
        /// The sign-on services.
        services: Vec<AuthService>,
    }

    /// A sign-on service.
    pub struct AuthService {
        /// Its id.
        service_id: i64,
        /// Its name.
        service_name: String,
        /// Its address.
        service_uri("ServiceURI"): String,
        /// Its kind, as a number.
        service_type: i64,
        /// The id under which it knows the server.
        client_id: String,
        /// Whether it is the one offered first.
        is_default: bool,
        /// Whether people are sent to it without asking.
        is_automatic: bool,
        /// Its id across servers.
        service_guid: String,
        /// Whether it is in use.
        is_enabled: bool,
        /// Whether accounts may still log in with name and password.
        is_local_login_enabled: bool,
        /// How it proves who somebody is, as a number.
        authentication_type: i64,
    }
}

impl TokenResult {
    /// Whether there is a token in it.
    #[must_use]
    pub fn is_granted(&self) -> bool {
        self.access_token.as_ref().is_some_and(|token| !token.is_empty())
    }
}
