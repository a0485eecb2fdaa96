//! The fields of a form, as a browser sends them: names may repeat, and nothing is trusted.

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use vigie_domain::Timestamp;

use crate::failure::Failure;

/// Most fields of one form.
const FIELDS_MAX: usize = 256;

/// The fields of a posted form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads a form body. What is not UTF-8 is replaced, as browsers do.
    pub(crate) fn parse(body: &[u8]) -> Self {
        let pairs = url::form_urlencoded::parse(body).take(FIELDS_MAX);
        Self(
            pairs
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    /// The first value of that name, without spaces around it; empty when absent.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The first value of that name, as typed; empty when absent.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(found, _)| found == name)
            .map_or("", |(_, value)| value)
    }

    /// The first value of that name that is not empty.
    pub(crate) fn find(&self, name: &str) -> Option<String> {
        let value = self.text(name);
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// Every value of that name.
    pub(crate) fn list<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a box of that name was ticked.
    pub(crate) fn is_ticked(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    /// An id; what cannot be one is no such thing.
    pub(crate) fn id<T: std::str::FromStr>(&self, name: &'static str) -> Result<T, Failure> {
        self.text(name).parse().map_err(|_| Failure::Malformed {
            detail: format!(
                "the field `{name}` is missing or no id; go back and send the form again"
            ),
        })
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let body = Bytes::from_request(request, state)
            .await
            .map_err(IntoResponse::into_response)?;
        Ok(Self::parse(&body))
    }
}

/// A form with a file in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Upload {
    /// The fields that are no file.
    pub(crate) fields: Fields,
    /// Name of the file, as given.
    pub(crate) file_name: String,
    /// Its bytes; empty when none was chosen.
    pub(crate) bytes: Bytes,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let is_plain = request
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| {
                kind.as_bytes()
                    .starts_with(b"application/x-www-form-urlencoded")
            });
        if is_plain {
            let fields = Fields::from_request(request, state).await?;
            return Ok(Self {
                fields,
                ..Self::default()
            });
        }
        let mut form = Multipart::from_request(request, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let mut upload = Self::default();
        while let Some(part) = form
            .next_field()
            .await
            .map_err(IntoResponse::into_response)?
        {
            if upload.fields.0.len() >= FIELDS_MAX {
                break;
            }
            let name = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await.map_err(IntoResponse::into_response)?;
            match file_name {
                Some(file_name) if !bytes.is_empty() => {
                    upload.file_name = file_name;
                    upload.bytes = bytes;
                }
                Some(_) => {}
                None => {
                    let value = String::from_utf8_lossy(&bytes).into_owned();
                    upload.fields.0.push((name, value));
                }
            }
        }
        Ok(upload)
    }
}

/// `2026-11-23` or `2026-11-23T17:15`, both UTC, as date fields of a browser give them.
pub(crate) fn parse_instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    match text.len() {
        10 => Timestamp::parse_rfc3339(&format!("{text}T00:00:00Z")),
        16 => Timestamp::parse_rfc3339(&format!("{text}:00Z")),
        _ => Timestamp::parse_rfc3339(text),
    }
}

/// `09:30` as minutes since midnight; `24:00` is the end of the day.
pub(crate) fn parse_minute_of_day(text: &str) -> Option<i32> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (i32, i32) = (hour.parse().ok()?, minute.parse().ok()?);
    let is_clock = (0..24).contains(&hour) && (0..60).contains(&minute);
    (is_clock || (hour, minute) == (24, 0)).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: repeated, empty, absent and strange fields are told apart.
    #[test]
    fn fields_are_read() {
        let fields = Fields::parse(b"role=admin&role=analyst&note=+a%20b+&empty=&x=%ff");
        assert_eq!(
            fields.list("role").collect::<Vec<_>>(),
            ["admin", "analyst"]
        );
        assert_eq!((fields.text("note"), fields.raw("note")), ("a b", " a b "));
        assert_eq!(fields.find("empty"), None);
        assert_eq!(fields.find("absent"), None);
        assert_eq!(fields.text("x"), "\u{fffd}");
        assert!(fields.is_ticked("role") && !fields.is_ticked("empty"));
        assert!(fields.id::<vigie_domain::ItemId>("note").is_err());
    }

    /// Goal: a form of a million fields costs no more than one of a few.
    #[test]
    fn fields_are_counted() {
        let body = "a=1&".repeat(10_000);
        assert_eq!(Fields::parse(body.as_bytes()).0.len(), FIELDS_MAX);
    }

    /// Goal: what date fields give is read as UTC, and nothing else is guessed.
    #[test]
    fn instants_are_read() {
        let read = |text| parse_instant(text).map(Timestamp::rfc3339_seconds);
        assert_eq!(read("2026-11-23").as_deref(), Some("2026-11-23T00:00:00Z"));
        assert_eq!(
            read("2026-11-23T17:15").as_deref(),
            Some("2026-11-23T17:15:00Z")
        );
        for bad in [
            "",
            "tomorrow",
            "2026-13-01",
            "2026-11-23T25:00",
            "23/11/2026",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
        let clock = [
            ("09:30", Some(570)),
            ("24:00", Some(1_440)),
            ("24:01", None),
            ("9", None),
        ];
        for (text, expected) in clock {
            assert_eq!(parse_minute_of_day(text), expected, "{text}");
        }
    }
}
