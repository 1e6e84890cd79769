//! `multipart/form-data`, as documents are uploaded.

use std::borrow::Cow;

/// Text fields and files, each with its head.
#[derive(Default)]
pub(super) struct Form<'a> {
    parts: Vec<(String, Cow<'a, [u8]>)>,
}

impl<'a> Form<'a> {
    pub(super) fn text(mut self, name: &str, value: impl Into<String>) -> Self {
        let head = format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        self.parts.push((head, value.into().into_bytes().into()));
        self
    }

    pub(super) fn file(mut self, name: &str, file_name: &str, content: &'a [u8]) -> Self {
        let file_name = quoted(file_name);
        let head = format!(
            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        self.parts.push((head, content.into()));
        self
    }

    /// The content type, and the body.
    pub(super) fn finish(self) -> (String, Vec<u8>) {
        let boundary = self.boundary();
        let mut body = Vec::new();
        for (head, content) in &self.parts {
            body.extend_from_slice(format!("--{boundary}\r\n{head}").as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={boundary}"), body)
    }

    /// A boundary that occurs in no part.
    fn boundary(&self) -> String {
        let occurs = |boundary: &str| {
            let boundary = boundary.as_bytes();
            self.parts.iter().any(|(_, content)| content.windows(boundary.len()).any(|window| window == boundary))
        };
        let mut boundary = "cw-psa-client-form".to_owned();
        while occurs(&boundary) {
            boundary.push('x');
        }
        boundary
    }
}

/// A file name as browsers write it: what would end the text or the line is percent-encoded.
fn quoted(file_name: &str) -> String {
    let mut quoted = String::with_capacity(file_name.len());
    for c in file_name.chars() {
        match c {
            '"' => quoted.push_str("%22"),
            '\r' => quoted.push_str("%0D"),
            '\n' => quoted.push_str("%0A"),
            c => quoted.push(c),
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_written_as_browsers_write_it() {
        let (kind, body) = Form::default().text("title", "Größe").file("file", "a \"b\"\r\n.txt", b"\x00\xff").finish();
        assert_eq!(kind, "multipart/form-data; boundary=cw-psa-client-form");
        let expected = [
            "--cw-psa-client-form\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nGröße\r\n".as_bytes(),
            b"--cw-psa-client-form\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a %22b%22%0D%0A.txt\"\r\n",
            b"Content-Type: application/octet-stream\r\n\r\n\x00\xff\r\n--cw-psa-client-form--\r\n",
        ];
        assert_eq!(body, expected.concat());
    }

    #[test]
    fn no_part_can_end_the_form() {
        let (kind, body) = Form::default()
            .text("title", "--cw-psa-client-form--")
            .file("file", "x", b"\r\n--cw-psa-client-formx\r\n")
            .finish();
        let boundary = kind.strip_prefix("multipart/form-data; boundary=").expect("a boundary");
        let mark = format!("--{boundary}");
        let marks = body.windows(mark.len()).filter(|window| *window == mark.as_bytes()).count();
        assert_eq!(marks, 3, "two parts and the end");
    }
}
