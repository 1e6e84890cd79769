//! Documents: files that are attached to records.

use std::fmt;

use cw_http::{Call, HeaderName, HeaderValue, Request, Response};
use percent_encoding::percent_decode_str;

use super::multipart::Form;
use super::{endpoints, resources, routes};
use crate::client::PsaClient;
use crate::ids::DocumentId;
use crate::list::ListRequest;
use crate::models::Document;
use crate::resource::Endpoint;

resources! {
    /// Documents.
    Documents("documents", "/system/documents"): DocumentId => Document;
}

routes! {
    DELETE = delete("documents.delete", "/system/documents/{id}");
    DOWNLOAD = get("documents.download", "/system/documents/{id}/download");
    THUMBNAIL = get("documents.thumbnail", "/system/documents/{id}/thumbnail");
    UPLOAD = post("documents.upload", "/system/documents");
}

endpoints! {
    /// Documents: files that are attached to records. PSA lists them by [record](crate::Endpoint::attached_to).
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), Box<dyn std::error::Error>> {
    /// use cw_psa_client::api::Upload;
    ///
    /// let photo = Upload::new("rack.jpg", std::fs::read("rack.jpg")?).on("Ticket", 48213).title("The rack, rewired");
    /// let document = psa.documents().upload(&photo).await?;
    /// let copy = psa.documents().download(document.id.ok_or("no id")?).await?;
    /// println!("{:?}: {} bytes", copy.file_name, copy.bytes.len());
    /// # Ok(())
    /// # }
    /// ```
    documents: Documents;
}

impl Endpoint<Documents> {
    /// The documents of one record, of a kind such as `Ticket`, `Company` or `Contact`:
    /// `GET /system/documents?recordType=&recordId=`.
    pub fn attached_to(&self, record_type: &str, record_id: i64) -> ListRequest<Document> {
        self.list().query("recordType", record_type).query("recordId", record_id)
    }

    /// Uploads a file: `POST /system/documents`. Answers with the new document.
    pub fn upload(&self, upload: &Upload) -> Call<Document> {
        let (content_type, body) = upload.form();
        let request = Request::new(&UPLOAD).body(body);
        self.psa.read(match HeaderValue::try_from(content_type) {
            Ok(content_type) => request.header(HeaderName::from_static("content-type"), content_type),
            Err(error) => request.refuse(cw_http::Error::input("the form has no content type").with_source(error)),
        })
    }

    /// A document's file: `GET /system/documents/{id}/download`. It is held in memory; the client's
    /// [limit](cw_http::Limits::body_bytes) bounds it.
    pub fn download(&self, id: DocumentId) -> Call<Download> {
        download(&self.psa, Request::new(&DOWNLOAD).param("id", id))
    }

    /// A small picture of a document: `GET /system/documents/{id}/thumbnail`.
    pub fn thumbnail(&self, id: DocumentId) -> Call<Download> {
        download(&self.psa, Request::new(&THUMBNAIL).param("id", id))
    }

    /// Deletes a document: `DELETE /system/documents/{id}`.
    pub fn delete(&self, id: DocumentId) -> Call<()> {
        self.psa.act(Request::new(&DELETE).param("id", id))
    }
}

/// A call that answers with a file.
pub(super) fn download(psa: &PsaClient, request: Request) -> Call<Download> {
    let any = HeaderValue::from_static("*/*");
    Call::new(psa.http(), request.header(HeaderName::from_static("accept"), any), |response| Ok(Download::of(response)))
}

/// A file to be uploaded, and what it is attached to.
#[derive(Clone)]
#[must_use = "an upload does nothing until it is sent"]
pub struct Upload {
    file_name: String,
    content: Vec<u8>,
    record: Option<(String, i64)>,
    title: Option<String>,
    private: Option<bool>,
    read_only: Option<bool>,
}

impl Upload {
    /// A file with this name and content. It has to be put [on](Self::on) a record.
    pub fn new(file_name: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self {
            file_name: file_name.into(),
            content: content.into(),
            record: None,
            title: None,
            private: None,
            read_only: None,
        }
    }

    /// Attaches it to a record, of a kind such as `Ticket`, `Company` or `Contact`.
    pub fn on(mut self, record_type: impl Into<String>, record_id: impl Into<i64>) -> Self {
        self.record = Some((record_type.into(), record_id.into()));
        self
    }

    /// What it is called in PSA. Default: up to the server.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Whether only members see it, and not the customer in the portal.
    pub fn private(mut self, private: bool) -> Self {
        self.private = Some(private);
        self
    }

    /// Whether it cannot be changed.
    pub fn read_only(mut self, read_only: bool) -> Self {
        self.read_only = Some(read_only);
        self
    }

    /// Content type and body.
    fn form(&self) -> (String, Vec<u8>) {
        let mut form = Form::default();
        if let Some((kind, id)) = &self.record {
            form = form.text("recordType", kind).text("recordId", id.to_string());
        }
        if let Some(title) = &self.title {
            form = form.text("title", title);
        }
        // The vendor's document spells the second one so.
        for (name, flag) in [("privateFlag", self.private), ("readOnlyFlay", self.read_only)] {
            if let Some(flag) = flag {
                form = form.text(name, flag.to_string());
            }
        }
        form.file("file", &self.file_name, &self.content).finish()
    }
}

/// What is in the file is nobody's business.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("file_name", &self.file_name)
            .field("bytes", &self.content.len())
            .field("record", &self.record)
            .finish_non_exhaustive()
    }
}

/// A file that was downloaded.
#[derive(Clone)]
#[non_exhaustive]
pub struct Download {
    /// What the server calls it: a name alone, without a path and without control characters.
    pub file_name: Option<String>,
    /// What the server says it is, such as `application/pdf`.
    pub content_type: Option<String>,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Download {
    fn of(response: &Response) -> Self {
        let header = |name| response.headers().get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
        Self {
            file_name: header("content-disposition").and_then(file_name),
            content_type: header("content-type").map(str::to_owned),
            bytes: response.body().to_vec(),
        }
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// The name in a `Content-Disposition`: the encoded one (`filename*=UTF-8''..`) if there is one. It comes from whoever
/// uploaded the file, so nothing of a path is left in it.
fn file_name(disposition: &str) -> Option<String> {
    let params: Vec<(&str, &str)> = parameters(disposition);
    let param = |name: &str| params.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| *value);
    let encoded = param("filename*").and_then(|value| value.splitn(3, '\'').nth(2));
    let name = match (encoded, param("filename")) {
        (Some(encoded), _) => percent_decode_str(encoded).decode_utf8_lossy().into_owned(),
        (None, plain) => plain?.replace("\\\"", "\""),
    };
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    let name = name.trim();
    (!matches!(name, "" | "." | "..")).then(|| name.to_owned())
}

/// The parameters behind the first `;`. A `;` between quotes is part of a value.
fn parameters(header: &str) -> Vec<(&str, &str)> {
    let (mut quoted, mut escaped) = (false, false);
    let is_end = |c: char| {
        let end = c == ';' && !quoted;
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && quoted && !escaped;
        end
    };
    let params = header.split(is_end).skip(1).filter_map(|param| param.split_once('='));
    params.map(|(name, value)| (name.trim(), unquoted(value.trim()))).collect()
}

fn unquoted(value: &str) -> &str {
    value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_read_and_hold_no_path() {
        for (disposition, name) in [
            ("attachment; filename=\"rack.jpg\"", Some("rack.jpg")),
            ("attachment; filename=rack.jpg; size=12", Some("rack.jpg")),
            ("attachment;FileName=\"a; b.txt\"", Some("a; b.txt")),
            ("attachment; filename=\"say \\\"hi\\\".txt\"; x=y", Some("say \"hi\".txt")),
            ("attachment; filename=\"x.txt\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf", Some("Größe.pdf")),
            ("attachment; filename*=utf-8'en'a%2Fb.pdf", Some("b.pdf")),
            ("attachment; filename=\"../../etc/passwd\"", Some("passwd")),
            ("attachment; filename=\"C:\\\\temp\\\\x.exe\"", Some("x.exe")),
            ("attachment; filename=\"..\"", None),
            ("attachment; filename=\"a\u{7}b\"", Some("ab")),
            ("attachment; filename=\"\"", None),
            ("inline", None),
            ("", None),
        ] {
            assert_eq!(file_name(disposition).as_deref(), name, "{disposition}");
        }
    }

    #[test]
    fn neither_side_shows_what_is_in_the_file() {
        let upload = Upload::new("a.txt", "hunter2").on("Ticket", 1);
        let download = Download { file_name: None, content_type: None, bytes: b"hunter2".to_vec() };
        assert!(!format!("{upload:?} {download:?}").contains(&format!("{:?}", b"hunter2")));
        assert!(format!("{upload:?}").contains("bytes: 7") && format!("{download:?}").contains("bytes: 7"));
    }
}
