//! A request, and the bytes it becomes.

use url::{Position, Url};

use crate::error::{EgressError, Part};

/// What is asked of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are the protocol's")]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// The word of the protocol.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// One request. `Host`, `Connection` and `Content-Length` are added when it is sent.
#[derive(Debug, Clone)]
pub struct Request {
    /// What is asked.
    pub method: Method,
    /// Of what.
    pub url: Url,
    /// Further headers, name and value, in their order.
    pub headers: Vec<(String, String)>,
    /// What is sent along.
    pub body: Vec<u8>,
}

impl Request {
    /// A request for the resource itself, without further headers.
    pub const fn get(url: Url) -> Self {
        Self {
            method: Method::Get,
            url,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// The same request with one more header.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// Headers that say where a message ends or goes; a caller who sets them could say something else.
const OWN_HEADERS: [&str; 4] = ["host", "connection", "content-length", "transfer-encoding"];

/// The bytes of a request.
///
/// # Errors
///
/// [`EgressError::Malformed`] for a header that would break out of its line, or is ours to set.
pub(crate) fn render_request(request: &Request) -> Result<Vec<u8>, EgressError> {
    let url = &request.url;
    let method = request.method;
    // `url` percent-encodes whatever could end a line, in the path as in the host.
    let path = &url[Position::BeforePath..Position::AfterQuery];
    let host = &url[Position::BeforeHost..Position::AfterPort];
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n",
        method = method.as_str()
    );
    for (name, value) in &request.headers {
        check_header(name, value)?;
        head.push_str(name);
        head.push_str(": ");
        head.push_str(value);
        head.push_str("\r\n");
    }
    let takes_body = matches!(method, Method::Post | Method::Put | Method::Patch);
    if takes_body || !request.body.is_empty() {
        head.push_str("Content-Length: ");
        head.push_str(&request.body.len().to_string());
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    let mut wire = head.into_bytes();
    wire.extend_from_slice(&request.body);
    Ok(wire)
}

fn check_header(name: &str, value: &str) -> Result<(), EgressError> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(EgressError::malformed(
            Part::Request,
            "a header name holds a forbidden byte",
        ));
    }
    if value
        .bytes()
        .any(|byte| byte < b' ' && byte != b'\t' || byte == 0x7f)
    {
        return Err(EgressError::malformed(
            Part::Request,
            "a header value holds a control byte",
        ));
    }
    if OWN_HEADERS.iter().any(|own| name.eq_ignore_ascii_case(own)) {
        let reason = format!("the header `{name}` is set when the request is sent");
        return Err(EgressError::malformed(Part::Request, reason));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: a header value cannot start a header of its own, nor set the framing.
    #[test]
    fn a_header_stays_in_its_line() {
        let url = Url::parse("http://a.example/x y?q=\r\nz#part").unwrap();
        let request = Request::get(url.clone()).with_header("Accept", "*/*");
        assert_eq!(
            String::from_utf8(render_request(&request).unwrap()).unwrap(),
            "GET /x%20y?q=z HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\nAccept: */*\r\n\r\n"
        );
        for (name, value) in [
            ("X", "a\r\nEvil: 1"),
            ("X: Y", "a"),
            ("", "a"),
            ("Content-Length", "3"),
        ] {
            let request = Request::get(url.clone()).with_header(name, value);
            assert!(render_request(&request).is_err(), "{name}: {value}");
        }
    }
}
