//! `/h/hash`: signals of what stands at an address, or of a file that was sent.

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, RawQuery, Request, State};
use axum::response::Response;
use serde_json::{Map, Value};
use vigie_desk::Desk;
use vigie_desk::bank::hash_to_bank;
use vigie_desk::signal::{hash_upload, read_address};
use vigie_domain::{Actor, Signal, SignalType};
use vigie_format::threatexchange::{parse_tx_name, tx_name};

use super::Service;
use super::door::Admitted;
use super::reply::{No, ok};

/// Most parts of one form.
const PARTS_MAX: usize = 16;

/// What kind of thing is hashed; it decides which signals are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContentType {
    Photo,
    Video,
}

impl ContentType {
    pub(super) const ALL: [(&'static str, Self); 2] =
        [("photo", Self::Photo), ("video", Self::Video)];

    pub(super) fn parse(name: &str) -> Result<Self, No> {
        let found = Self::ALL.into_iter().find(|(known, _)| *known == name);
        found
            .map(|(_, kind)| kind)
            .ok_or_else(|| No::bad(format!("no such content_type: '{name}'")))
    }

    /// By the media type an address is served as.
    fn of_media_type(media_type: &str) -> Result<Self, No> {
        let media_type = media_type.to_ascii_lowercase();
        if media_type.starts_with("image") {
            return Ok(Self::Photo);
        }
        if media_type.starts_with("video") {
            return Ok(Self::Video);
        }
        Err(No::bad(format!(
            "unsupported url ContentType: '{media_type}', if you know the expected type, provide \
             it with the content_type query param"
        )))
    }

    /// The signals made of it, the usual ones first.
    const fn signal_types(self) -> &'static [SignalType] {
        match self {
            Self::Photo => &[SignalType::Pdq, SignalType::Sha256],
            Self::Video => &[SignalType::Md5, SignalType::Sha256],
        }
    }

    /// Those asked for by `types`; without it the first, which is what the service makes by itself.
    fn asked(self, types: Option<&str>) -> Result<Vec<SignalType>, No> {
        let Some(types) = types else {
            return Ok(self.signal_types()[..1].to_vec());
        };
        let mut asked = Vec::new();
        for name in types
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            let kind = parse_tx_name(name).filter(|kind| self.signal_types().contains(kind));
            asked.push(kind.ok_or_else(|| {
                No::bad(format!("signal type '{name}' doesn't exist or is disabled"))
            })?);
        }
        if asked.is_empty() {
            return Err(No::bad("empty signal type selection"));
        }
        Ok(asked)
    }
}

/// The parameters after the question mark.
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(super) fn of(query: Option<&str>) -> Self {
        let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        Self(
            pairs
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    pub(super) fn find(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether a parameter says yes.
    pub(super) fn is_true(&self, name: &str) -> bool {
        let yes = |value: &str| matches!(value.to_ascii_lowercase().as_str(), "true" | "1");
        self.find(name).is_some_and(yes)
    }
}

/// Signals by type, in the order they were asked for.
pub(super) type Hashes = Vec<(SignalType, Signal)>;

/// The signals of what was asked, as the body of an answer.
pub(super) fn body_of(hashes: &Hashes) -> Value {
    let named = hashes.iter().map(|(kind, signal)| {
        // A picture without texture has no usable PDQ; the library answers an empty one.
        let is_poor = matches!(signal, Signal::Pdq { .. }) && !signal.is_pdq();
        let value = if is_poor {
            String::new()
        } else {
            signal.value()
        };
        (tx_name(*kind).to_owned(), Value::String(value))
    });
    Value::Object(named.collect::<Map<_, _>>())
}

fn pick(signals: &[Signal], asked: &[SignalType]) -> Result<Hashes, No> {
    let mut hashes = Vec::with_capacity(asked.len());
    for kind in asked {
        let found = signals.iter().find(|signal| signal.signal_type() == *kind);
        let Some(signal) = found else {
            return Err(No::bad(format!(
                "no {} can be made of this: it is no picture that is read here",
                tx_name(*kind)
            )));
        };
        hashes.push((*kind, signal.clone()));
    }
    Ok(hashes)
}

/// A file that is asked about, sent with a form or read at an address, and what of it is asked.
pub(super) struct Subject {
    kind: ContentType,
    bytes: Bytes,
    asked: Vec<SignalType>,
}

impl Subject {
    /// What stands at the address of the parameters.
    pub(super) async fn at_address(
        desk: &Desk,
        actor: &Actor,
        parameters: &Parameters,
    ) -> Result<Self, No> {
        let address = parameters
            .find("url")
            .ok_or_else(|| No::bad("url is required"))?;
        // What cannot be asked for is refused before anything is fetched.
        let hint = parameters
            .find("content_type")
            .filter(|hint| !hint.is_empty())
            .map(ContentType::parse)
            .transpose()?;
        let types = parameters.find("types");
        let known = hint
            .map(|kind| Ok::<_, No>((kind, kind.asked(types)?)))
            .transpose()?;
        let (bytes, media_type) = read_address(desk, actor, address).await?;
        let (kind, asked) = if let Some(known) = known {
            known
        } else {
            let kind = ContentType::of_media_type(&media_type)?;
            (kind, kind.asked(types)?)
        };
        Ok(Self {
            kind,
            bytes: bytes.into(),
            asked,
        })
    }

    /// Its bytes, when it is a picture and nothing but its PDQ is asked.
    pub(super) fn picture(&self) -> Option<&[u8]> {
        let is_asked = self.asked == [SignalType::Pdq];
        (is_asked && self.kind == ContentType::Photo).then_some(&self.bytes[..])
    }

    /// The parts a picture's copies are found by, for its bank; none of other files.
    pub(super) async fn copies(&self, desk: &Desk, actor: &Actor) -> Result<Option<Signal>, No> {
        if self.kind != ContentType::Photo {
            return Ok(None);
        }
        let signals = hash_to_bank(desk, actor, &self.bytes).await?;
        let mut signals = signals.into_iter().map(|(signal, _)| signal);
        Ok(signals.find(|signal| matches!(signal, Signal::Copies(_))))
    }

    /// Its signals.
    pub(super) async fn hashes(&self, desk: &Desk, actor: &Actor) -> Result<Hashes, No> {
        pick(&hash_upload(desk, actor, &self.bytes).await?, &self.asked)
    }
}

/// A form: at most one file, whose field is named after its content type, and other fields.
pub(super) struct Form {
    file: Option<(ContentType, Bytes)>,
    fields: Vec<(String, String)>,
}

impl Form {
    pub(super) async fn read(request: Request) -> Result<Self, No> {
        let unreadable = |_| No::bad("Missing multipart/form-data file upload");
        let mut parts = Multipart::from_request(request, &())
            .await
            .map_err(unreadable)?;
        let mut form = Self {
            file: None,
            fields: Vec::new(),
        };
        for _ in 0..PARTS_MAX {
            let part = parts.next_field().await;
            let Some(part) = part.map_err(|error| No::bad(error.body_text()))? else {
                return Ok(form);
            };
            let name = part.name().unwrap_or_default().to_owned();
            let is_file = part.file_name().is_some();
            let bytes = part
                .bytes()
                .await
                .map_err(|error| No::bad(error.body_text()))?;
            if !is_file {
                let value = String::from_utf8_lossy(&bytes).into_owned();
                form.fields.push((name, value));
            } else if form.file.is_some() {
                return Err(No::bad("Only one file allowed per request"));
            } else {
                form.file = Some((ContentType::parse(&name)?, bytes));
            }
        }
        Err(No::bad(format!("a form has at most {PARTS_MAX} parts")))
    }

    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The file, and what of it is asked.
    pub(super) fn subject(&self, types: Option<&str>) -> Result<Subject, No> {
        let Some((kind, bytes)) = &self.file else {
            return Err(No::bad("Missing multipart/form-data file upload"));
        };
        Ok(Subject {
            kind: *kind,
            bytes: bytes.clone(),
            asked: kind.asked(types)?,
        })
    }
}

/// `GET /h/hash`.
pub(super) async fn hash_address(
    State(service): State<Service>,
    Admitted(actor): Admitted,
    RawQuery(query): RawQuery,
) -> Result<Response, No> {
    let parameters = Parameters::of(query.as_deref());
    let subject = Subject::at_address(&service.desk, &actor, &parameters).await?;
    let hashes = subject.hashes(&service.desk, &actor).await?;
    Ok(ok(&body_of(&hashes)))
}

/// `POST /h/hash`.
pub(super) async fn hash_file(
    State(service): State<Service>,
    Admitted(actor): Admitted,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, No> {
    let parameters = Parameters::of(query.as_deref());
    let form = Form::read(request).await?;
    let subject = form.subject(parameters.find("types"))?;
    let hashes = subject.hashes(&service.desk, &actor).await?;
    Ok(ok(&body_of(&hashes)))
}
