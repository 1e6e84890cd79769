//! Members: the people who use PSA, and the keys that programs use.

use cw_http::{Call, HeaderName, HeaderValue, Request};
use serde::Serialize;
use serde_json::Value;
use serde_json::json;

use super::{below, endpoints, resources, routes};
use crate::ids::MemberId;
use crate::models::{Member, MemberInfo, MemberToken};
use crate::patch::Patch;
use crate::resource::{Endpoint, patched};

resources! {
    /// Members.
    Members("members", "/system/members"): MemberId => Member;
    /// Members in short, for keys that may not read their set-up.
    MembersInfo("members.info", "/system/info/members"): MemberId => MemberInfo;
}

routes! {
    BY_IDENTIFIER = get("members.by_identifier", "/system/members/{memberIdentifier}");
    CREATE = post("members.create", "/system/members");
    REPLACE = put("members.replace", "/system/members/{id}");
    TOKEN = post("members.token", "/system/members/{memberIdentifier}/tokens");
    UPDATE = patch("members.update", "/system/members/{id}");
}

endpoints! {
    /// Members: the people who use PSA. They cannot be deleted, only made inactive. Some of the system's own are not listed.
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
    /// let technician = psa.members().list().limit(1).all().await?;
    /// println!("{:?}", technician.first().and_then(|member| member.identifier.clone()));
    /// # Ok(())
    /// # }
    /// ```
    members: Members;
}

below! {
    Members;
    /// Members in short, for keys that may not read their set-up.
    info: MembersInfo;
}

impl Endpoint<Members> {
    /// The member with this login: `GET /system/members/{identifier}`.
    pub fn by_identifier(&self, identifier: &str) -> Call<Member> {
        self.psa.read(Request::new(&BY_IDENTIFIER).param("memberIdentifier", identifier))
    }

    /// Creates a member: `POST /system/members`. Answers with the new one.
    pub fn create(&self, new: &Value) -> Call<Member> {
        self.psa.read(Request::new(&CREATE).json(new))
    }

    /// Changes parts of a member: `PATCH /system/members/{id}`. Answers with the changed one.
    pub fn update(&self, id: MemberId, patch: &Patch) -> Call<Member> {
        self.psa.read(patched(Request::new(&UPDATE).param("id", id), patch))
    }

    /// Puts a whole member in place of the old one: `PUT /system/members/{id}`.
    pub fn replace(&self, id: MemberId, member: &impl Serialize) -> Call<Member> {
        self.psa.read(Request::new(&REPLACE).param("id", id).json(member))
    }

    /// Keys with which to act as a member for some hours: `POST /system/members/{identifier}/tokens`. The vendor says they are
    /// for internal use.
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
    /// use cw_psa_client::PsaClient;
    ///
    /// let token = psa.members().token("jdoe").await?;
    /// let as_jdoe = PsaClient::builder_from_env()?.token(&token).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn token(&self, identifier: &str) -> Call<MemberToken> {
        let request = Request::new(&TOKEN)
            .param("memberIdentifier", identifier)
            .header(HeaderName::from_static("x-cw-usertype"), HeaderValue::from_static("member"));
        self.psa.read(request.json(&json!({ "memberIdentifier": identifier })))
    }
}
