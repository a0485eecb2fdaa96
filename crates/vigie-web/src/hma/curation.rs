//! `/c/banks`, `/c/bank/…`: banks and their contents.

use axum::body::Bytes;
use axum::extract::{FromRequest, Path, RawQuery, Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde_json::{Map, Value, json};
use vigie_desk::DeskError;
use vigie_desk::bank::{
    self, BankSettings, ContentChange, NewContent, change_content, close_bank, configure_bank,
    create_bank_with, note_content,
};
use vigie_desk::signal::{ContentView, content_view};
use vigie_domain::time::DAY_MS;
use vigie_domain::{Bank, Signal, Timestamp, Transform};
use vigie_format::threatexchange::tx_name;

use super::Service;
use super::door::Admitted;
use super::hashing::{Form, Hashes, Parameters, Subject, body_of};
use super::matching::{signal_of, type_of};
use super::reply::{No, ok, with_status};

/// Longest note, in characters.
const NOTE_CHARS_MAX: usize = 255;
/// `disable_until_ts` of what answers.
const ENABLED: i64 = 1;
/// `disable_until_ts` of what never answers.
const DISABLED: i64 = 0;
/// How far in the future `disable_until_ts` may lie.
const SILENCE_MS_MAX: i64 = 5 * 365 * DAY_MS;
/// Until when something is silent that never answers.
const FOREVER: Timestamp = Timestamp::from_ms(253_402_300_799_000);

fn bank_body(bank: &Bank) -> Value {
    let ratio = if bank.answers() {
        bank.enabled_ratio.fraction()
    } else {
        0.0
    };
    json!({"name": bank.name, "matching_enabled_ratio": ratio})
}

/// Names those clients may give: capitals, digits and `_`, not beginning with a digit.
fn check_name(name: &str) -> Result<(), No> {
    let is_name = name.bytes().enumerate().all(|(place, byte)| {
        byte.is_ascii_uppercase() || byte == b'_' || (place > 0 && byte.is_ascii_digit())
    });
    if name.is_empty() || !is_name {
        return Err(No::bad("Bank names must be UPPER_WITH_UNDER syntax"));
    }
    Ok(())
}

fn object(body: &[u8]) -> Result<Map<String, Value>, No> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(No::bad("the body must be a JSON object")),
    }
}

fn settings_of(fields: &Map<String, Value>) -> Result<BankSettings, No> {
    let mut settings = BankSettings::default();
    if let Some(enabled) = fields.get("enabled").filter(|value| !value.is_null()) {
        let is_enabled = enabled
            .as_bool()
            .ok_or_else(|| No::bad("enabled must be true or false"))?;
        settings.enabled_ratio = Some(if is_enabled { 1.0 } else { 0.0 });
    }
    if let Some(ratio) = fields.get("enabled_ratio").filter(|value| !value.is_null()) {
        let ratio = ratio
            .as_f64()
            .ok_or_else(|| No::bad("enabled_ratio must be a number"))?;
        settings.enabled_ratio = Some(ratio);
    }
    if let Some(name) = fields.get("name").and_then(Value::as_str) {
        check_name(name)?;
        settings.name = Some(name.to_owned());
    }
    Ok(settings)
}

/// `GET /c/banks`.
pub(super) async fn list_banks(
    State(service): State<Service>,
    Admitted(actor): Admitted,
) -> Result<Response, No> {
    let banks = bank::list_banks(&service.desk, &actor).await?;
    let bodies = banks.iter().map(|view| bank_body(&view.bank)).collect();
    Ok(ok(&Value::Array(bodies)))
}

/// `POST /c/banks`.
pub(super) async fn create_bank(
    State(service): State<Service>,
    Admitted(actor): Admitted,
    body: Bytes,
) -> Result<Response, No> {
    let mut settings = settings_of(&object(&body)?)?;
    let name = settings.name.take().unwrap_or_default();
    check_name(&name)?;
    create_bank_with(&service.desk, &actor, &name, settings).await?;
    let made = bank::show_bank(&service.desk, &actor, &name).await?;
    Ok(with_status(StatusCode::CREATED, &bank_body(&made.bank)))
}

/// `GET /c/bank/{name}`.
pub(super) async fn show_bank(
    State(service): State<Service>,
    Admitted(actor): Admitted,
    Path(name): Path<String>,
) -> Result<Response, No> {
    match bank::show_bank(&service.desk, &actor, &name).await {
        Ok(found) => Ok(ok(&bank_body(&found.bank))),
        Err(DeskError::NotFound { .. }) => Err(no_bank(&name)),
        Err(error) => Err(error.into()),
    }
}

fn no_bank(name: &str) -> No {
    No::missing(format!("bank '{name}' not found"))
}

/// `PUT /c/bank/{name}`.
pub(super) async fn update_bank(
    State(service): State<Service>,
    Admitted(actor): Admitted,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Response, No> {
    let settings = settings_of(&object(&body)?)?;
    let bank = configure_bank(&service.desk, &actor, &name, settings).await?;
    Ok(ok(&bank_body(&bank)))
}

/// `DELETE /c/bank/{name}`: done as well when there was none.
pub(super) async fn delete_bank(
    State(service): State<Service>,
    Admitted(actor): Admitted,
    Path(name): Path<String>,
) -> Result<Response, No> {
    match close_bank(&service.desk, &actor, &name).await {
        Ok(_) | Err(DeskError::NotFound { .. }) => Ok(ok(&json!({"message": "Done"}))),
        Err(error) => Err(error.into()),
    }
}

/// What a client says of a content: a note and some metadata.
#[derive(Default)]
struct Said {
    note: Option<String>,
    metadata: Option<Value>,
}

impl Said {
    fn of(note: Option<&Value>, metadata: Option<Value>) -> Result<Self, No> {
        let note = match note {
            None | Some(Value::Null) => None,
            Some(Value::String(note)) if note.is_empty() => None,
            Some(Value::String(note)) if note.chars().count() > NOTE_CHARS_MAX => {
                return Err(No::bad("note must be at most 255 characters"));
            }
            Some(Value::String(note)) => Some(note.clone()),
            Some(_) => return Err(No::bad("note should be a string")),
        };
        let metadata = match metadata {
            None | Some(Value::Null) => None,
            Some(Value::Object(mut fields)) => {
                fields.remove("collab");
                check_metadata(&fields)?;
                (!fields.is_empty()).then_some(Value::Object(fields))
            }
            Some(_) => return Err(No::bad("metadata should be a json object")),
        };
        Ok(Self { note, metadata })
    }

    fn stored(&self) -> Option<Value> {
        if self.note.is_none() && self.metadata.is_none() {
            return None;
        }
        Some(json!({"note": self.note, "metadata": self.metadata}))
    }
}

fn check_metadata(fields: &Map<String, Value>) -> Result<(), No> {
    for (name, value) in fields {
        let fits = match name.as_str() {
            "content_id" | "content_uri" => value.is_string() || value.is_null(),
            "json" => value.is_object() || value.is_null(),
            _ => false,
        };
        if !fits {
            return Err(No::bad(format!("Invalid metadata: `{name}`")));
        }
    }
    Ok(())
}

async fn bank_content(
    service: &Service,
    actor: &vigie_domain::Actor,
    bank: &str,
    hashes: &Hashes,
    copies: Option<Signal>,
    said: &Said,
) -> Result<Response, No> {
    // A PDQ of a picture without texture would match every other such picture.
    let usable = |signal: &&(vigie_domain::SignalType, Signal)| {
        !matches!(signal.1, Signal::Pdq { .. }) || signal.1.is_pdq()
    };
    let mut signals: Vec<(Signal, Transform)> = hashes
        .iter()
        .filter(usable)
        .map(|(_, signal)| (signal.clone(), Transform::AsIs))
        .collect();
    if signals.is_empty() {
        return Err(No::bad("No signals given"));
    }
    // Whoever banks the hash of a picture wants its copies found; the answer does not speak of it.
    let is_picture = signals.iter().any(|(signal, _)| signal.is_pdq());
    let copies = copies.filter(|_| is_picture);
    signals.extend(copies.map(|signal| (signal, Transform::AsIs)));
    let new = NewContent {
        signals,
        label: said.note.clone().unwrap_or_default(),
        source: "hma".to_owned(),
        note: said.stored(),
        shown_in: None,
    };
    let banked = bank::add_content(&service.desk, actor, bank, new).await?;
    Ok(ok(
        &json!({"id": banked.content, "signals": body_of(hashes)}),
    ))
}

/// `POST /c/bank/{name}/signal`: a content by its signals.
pub(super) async fn add_signals(
    State(service): State<Service>,
    Admitted(actor): Admitted,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Response, No> {
    let mut fields = object(&body)?;
    let said = Said::of(fields.remove("note").as_ref(), None)?;
    let mut hashes = Vec::with_capacity(fields.len());
    for (name, value) in &fields {
        let kind = type_of(name)?;
        let text = value.as_str().unwrap_or_default();
        let signal = signal_of(&service.desk, kind, text)
            .map_err(|_| No::bad(format!("Invalid {} signal", tx_name(kind))))?;
        hashes.push((kind, signal));
    }
    if hashes.is_empty() {
        return Err(No::bad("No signals given"));
    }
    bank_content(&service, &actor, &name, &hashes, None, &said).await
}

/// `POST /c/bank/{name}/content`: a content by its address or its file.
pub(super) async fn add_content(
    State(service): State<Service>,
    Admitted(actor): Admitted,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, No> {
    // Before anything is fetched or decoded for it.
    bank::show_bank(&service.desk, &actor, &name)
        .await
        .map_err(|_| no_bank(&name))?;
    let parameters = Parameters::of(query.as_deref());
    let kind = request.headers().get(header::CONTENT_TYPE);
    let is_form = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    let (said, form) = if is_form {
        let form = Form::read(request).await?;
        let metadata = form
            .field("metadata")
            .map(serde_json::from_str)
            .transpose()
            .map_err(|_| No::bad("metadata form field must be valid JSON"))?;
        let note = form.field("note").map(|note| json!(note));
        (Said::of(note.as_ref(), metadata)?, Some(form))
    } else {
        let body = Bytes::from_request(request, &())
            .await
            .map_err(|_| No::bad("the body cannot be read"))?;
        let fields = if body.is_empty() {
            Map::new()
        } else {
            object(&body)?
        };
        let metadata = fields.get("metadata").cloned();
        (Said::of(fields.get("note"), metadata)?, None)
    };
    let subject = match (parameters.find("url"), form) {
        (Some(_), _) => Subject::at_address(&service.desk, &actor, &parameters).await?,
        (None, Some(form)) => form.subject(parameters.find("types"))?,
        (None, None) => {
            return Err(No::bad(
                "Neither `url` nor multipart file upload was received",
            ));
        }
    };
    let hashes = subject.hashes(&service.desk, &actor).await?;
    let copies = subject.copies(&service.desk, &actor).await?;
    bank_content(&service, &actor, &name, &hashes, copies, &said).await
}

fn disable_until(view: &ContentView) -> i64 {
    match view.silent_until {
        None => ENABLED,
        Some(until) if until >= FOREVER => DISABLED,
        Some(until) => until.ms() / 1_000,
    }
}

async fn find_content(
    service: &Service,
    actor: &vigie_domain::Actor,
    name: &str,
    content: &str,
) -> Result<ContentView, No> {
    let missing = || No::missing(format!("content '{content}' not found"));
    bank::show_bank(&service.desk, actor, name)
        .await
        .map_err(|_| no_bank(name))?;
    let number = content.parse().map_err(|_| missing())?;
    match content_view(&service.desk, actor, name, number).await {
        Ok(view) => Ok(view),
        Err(DeskError::NotFound { .. }) => Err(missing()),
        Err(error) => Err(error.into()),
    }
}

/// `GET /c/bank/{name}/content/{content}`.
pub(super) async fn show_content(
    State(service): State<Service>,
    Admitted(actor): Admitted,
    Path((name, content)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, No> {
    let parameters = Parameters::of(query.as_deref());
    let view = find_content(&service, &actor, &name, &content).await?;
    let mut body = json!({
        "id": view.content,
        "disable_until_ts": disable_until(&view),
        "original_media_uri": null,
        "bank": bank_body(&view.bank),
    });
    if parameters.is_true("include_signals") {
        body["signals"] = signals_body(&view);
    }
    let note = view.note.as_ref();
    let hides = parameters.find("include_metadata") == Some("false");
    if let Some(metadata) = note
        .map(|note| &note["metadata"])
        .filter(|metadata| !hides && metadata.is_object())
    {
        let of = |name: &str| metadata.get(name).cloned().unwrap_or(Value::Null);
        body["metadata"] = json!({
            "content_id": of("content_id"),
            "content_uri": of("content_uri"),
            "json": of("json"),
            "collab": null,
        });
    }
    if let Some(text) = note.and_then(|note| note["note"].as_str()) {
        body["note"] = json!(text);
    }
    Ok(ok(&body))
}

fn signals_body(view: &ContentView) -> Value {
    let mut signals = Map::new();
    for entry in &view.entries {
        signals
            .entry(tx_name(entry.signal.signal_type()))
            .or_insert_with(|| Value::String(entry.signal.value()));
    }
    Value::Object(signals)
}

/// `PUT /c/bank/{name}/content/{content}`: silence until an instant, a note.
pub(super) async fn update_content(
    State(service): State<Service>,
    Admitted(actor): Admitted,
    Path((name, content)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, No> {
    let desk = &service.desk;
    let view = find_content(&service, &actor, &name, &content).await?;
    let fields = object(&body)?;
    if let Some(until) = fields.get("disable_until_ts") {
        let until = silence_of(until, desk.now())?;
        let silence = ContentChange::Silence { until };
        change_content(desk, &actor, &name, view.content, silence).await?;
    }
    if let Some(note) = fields.get("note") {
        let old = view.note.as_ref();
        let metadata = old.map(|note| note["metadata"].clone());
        let said = Said::of(Some(note), metadata)?;
        let stored = said.stored().unwrap_or_else(|| json!({}));
        note_content(desk, &actor, &name, view.content, &stored).await?;
    }
    let view = find_content(&service, &actor, &name, &content).await?;
    let said = view.note.clone().unwrap_or_default();
    Ok(ok(&json!({
        "id": view.content,
        "disable_until_ts": disable_until(&view),
        "original_media_uri": null,
        "collab_metadata": {},
        "bank": bank_body(&view.bank),
        "user_metadata": said["metadata"],
        "note": said["note"],
    })))
}

fn silence_of(until: &Value, now: Timestamp) -> Result<Option<Timestamp>, No> {
    let seconds = match until {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    match seconds {
        None => Err(No::bad(format!("Invalid int: '{until}'"))),
        Some(seconds) if seconds < 0 => {
            Err(No::bad("disable_until_ts must be a non-negative integer"))
        }
        Some(DISABLED) => Ok(Some(FOREVER)),
        Some(ENABLED) => Ok(None),
        Some(seconds) => {
            let until = Timestamp::from_ms(seconds.saturating_mul(1_000));
            if until.since_ms(now) > SILENCE_MS_MAX {
                return Err(No::bad(
                    "disable_until_ts must be less than 5 years in the future",
                ));
            }
            Ok(Some(until))
        }
    }
}

/// `DELETE /c/bank/{name}/content/{content}`.
pub(super) async fn delete_content(
    State(service): State<Service>,
    Admitted(actor): Admitted,
    Path((name, content)): Path<(String, String)>,
) -> Result<Response, No> {
    let withdraw = ContentChange::Withdraw {
        reason: "taken out through the lookup service".to_owned(),
    };
    bank::show_bank(&service.desk, &actor, &name)
        .await
        .map_err(|_| no_bank(&name))?;
    let number = content
        .parse()
        .map_err(|_| No::missing(format!("content '{content}' not found")))?;
    let deleted = match change_content(&service.desk, &actor, &name, number, withdraw).await {
        // It counts contents, not their signals.
        Ok(withdrawn) => withdrawn.min(1),
        Err(DeskError::NotFound { .. }) => 0,
        Err(error) => return Err(error.into()),
    };
    Ok(ok(&json!({"deleted": deleted})))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: 0 is for ever, 1 is never, anything else an instant within five years.
    #[test]
    fn silence_is_read() {
        let now = Timestamp::from_ms(1_795_435_200_000);
        let read = |value: Value| silence_of(&value, now).ok();
        assert_eq!(read(json!(0)), Some(Some(FOREVER)));
        assert_eq!(read(json!("1")), Some(None));
        let soon = now.ms() / 1_000 + 60;
        assert_eq!(read(json!(soon)), Some(Some(now.plus_ms(60_000))));
        for bad in [
            json!(-1),
            json!("x"),
            json!(null),
            json!(9_999_999_999_999_i64),
        ] {
            assert_eq!(read(bad.clone()), None, "{bad}");
        }
    }

    /// Goal: names are as those clients write them.
    #[test]
    fn names_are_capitals() {
        for good in ["A", "MY_TEST_BANK_01", "_X"] {
            assert!(check_name(good).is_ok(), "{good}");
        }
        for bad in ["", "01_A", "a", "A-B", "A B", "É"] {
            assert!(check_name(bad).is_err(), "{bad}");
        }
    }
}
