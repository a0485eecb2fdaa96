//! `/m/raw_lookup`, `/m/lookup`, `/m/compare`.

use std::fmt::Write as _;

use axum::body::Bytes;
use axum::extract::{RawQuery, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use vigie_desk::Desk;
use vigie_desk::signal::{ServiceLookup, ServiceMatch, index_status, look_up, look_up_picture};
use vigie_domain::signal::PDQ_DISTANCE_BITS_MAX;
use vigie_domain::{Actor, Signal, SignalType};
use vigie_format::threatexchange::{parse_tx_name, tx_name};

use super::Service;
use super::door::Admitted;
use super::hashing::{Form, Parameters, Subject};
use super::reply::{JSON, No, ok};

/// Bytes of a match in an answer, for its buffer.
const MATCH_BYTES: usize = 48;

/// The type of that name.
pub(super) fn type_of(name: &str) -> Result<SignalType, No> {
    parse_tx_name(name).ok_or_else(|| No::bad(format!("No such SignalType '{name}'")))
}

/// A signal as it was written; what is none is refused with the place of the first wrong digit.
pub(super) fn signal_of(desk: &Desk, kind: SignalType, text: &str) -> Result<Signal, No> {
    if kind == SignalType::Url {
        return vigie_desk::signal::address_key(desk, text)
            .map(Signal::Url)
            .ok_or_else(|| No::bad("invalid signal: this is no address"));
    }
    Signal::parse(kind, text).ok_or_else(|| No::bad(invalid(kind, text)))
}

fn invalid(kind: SignalType, text: &str) -> String {
    let digits = if kind == SignalType::Md5 { 32 } else { 64 };
    let text = text.trim();
    let wrong = text.chars().position(|c| !c.is_ascii_hexdigit());
    match wrong {
        Some(position) => format!("invalid signal: no hexadecimal digit at position {position}"),
        None => format!(
            "invalid signal: {} digits, a {} has {digits}",
            text.chars().count(),
            tx_name(kind)
        ),
    }
}

/// Names after `banks=`.
fn banks_of(parameters: &Parameters) -> Option<Vec<&str>> {
    let names = parameters.find("banks").filter(|names| !names.is_empty())?;
    Some(names.split(',').collect())
}

fn asked(parameters: &Parameters) -> Result<(&str, SignalType), No> {
    let need = |name: &str| {
        parameters
            .find(name)
            .ok_or_else(|| No::bad(format!("{name} is required")))
    };
    let signal = need("signal")?;
    Ok((signal, type_of(need("signal_type")?)?))
}

/// `GET /m/raw_lookup`: numbers of near contents. The hot path.
pub(super) async fn raw_lookup(
    State(service): State<Service>,
    Admitted(actor): Admitted,
    RawQuery(query): RawQuery,
) -> Result<Response, No> {
    let parameters = Parameters::of(query.as_deref());
    let (text, kind) = asked(&parameters)?;
    let signal = signal_of(&service.desk, kind, text)?;
    let banks = banks_of(&parameters);
    let how = ServiceLookup {
        banks: banks.as_deref(),
        is_raw: true,
        ..ServiceLookup::default()
    };
    if index_status(&service.desk).is_none() {
        return Err(No::not_yet("index not yet ready"));
    }
    let found = look_up(&service.desk, &actor, &signal, how).await?;
    let body = raw_body(&found, parameters.is_true("include_distance"));
    Ok(([(header::CONTENT_TYPE, JSON)], body).into_response())
}

fn raw_body(found: &[ServiceMatch], with_distance: bool) -> String {
    let mut body = String::with_capacity(16 + found.len() * MATCH_BYTES);
    body.push_str("{\"matches\":[");
    for (place, one) in found.iter().enumerate() {
        if place > 0 {
            body.push(',');
        }
        // Writing to a text cannot fail.
        let _ = if with_distance {
            write!(
                body,
                "{{\"bank_content_id\":{},\"distance\":\"{}\"}}",
                one.content, one.distance_bits
            )
        } else {
            write!(body, "{}", one.content)
        };
    }
    body.push_str("]}");
    body
}

/// Matches by bank; distances are texts there.
fn by_bank(found: &[ServiceMatch]) -> Value {
    let mut banks: Map<String, Value> = Map::new();
    for one in found {
        let entry = banks
            .entry(one.bank.clone())
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = entry {
            list.push(json!({
                "bank_content_id": one.content,
                "distance": one.distance_bits.to_string(),
            }));
        }
    }
    Value::Object(banks)
}

async fn look_up_subject(
    desk: &Desk,
    actor: &Actor,
    subject: &Subject,
    parameters: &Parameters,
) -> Result<Value, No> {
    let banks = banks_of(parameters);
    let how = how_of(parameters, banks.as_deref());
    let mut answer = Map::new();
    if let Some(bytes) = subject.picture() {
        let found = look_up_picture(desk, actor, bytes, how).await?;
        answer.insert(tx_name(SignalType::Pdq).to_owned(), by_bank(&found));
        return Ok(Value::Object(answer));
    }
    for (kind, signal) in &subject.hashes(desk, actor).await? {
        let is_poor = matches!(signal, Signal::Pdq { .. }) && !signal.is_pdq();
        let found = if is_poor {
            Vec::new()
        } else {
            look_up(desk, actor, signal, how).await?
        };
        answer.insert(tx_name(*kind).to_owned(), by_bank(&found));
    }
    Ok(Value::Object(answer))
}

fn how_of<'a>(parameters: &'a Parameters, banks: Option<&'a [&'a str]>) -> ServiceLookup<'a> {
    ServiceLookup {
        banks,
        is_raw: false,
        bypasses_ratio: parameters.is_true("bypass_coinflip"),
        seed: parameters.find("seed"),
    }
}

/// `GET /m/lookup`: near contents by bank, of a signal or of what stands at an address.
pub(super) async fn lookup(
    State(service): State<Service>,
    Admitted(actor): Admitted,
    RawQuery(query): RawQuery,
) -> Result<Response, No> {
    let parameters = Parameters::of(query.as_deref());
    let desk = &service.desk;
    if parameters.find("url").is_some_and(|url| !url.is_empty()) {
        let subject = Subject::at_address(desk, &actor, &parameters).await?;
        let answer = look_up_subject(desk, &actor, &subject, &parameters).await?;
        return Ok(ok(match parameters.find("signal_type") {
            None => &answer,
            Some(name) => answer.get(name).unwrap_or(&Value::Null),
        }));
    }
    if parameters.find("signal").is_none() || parameters.find("signal_type").is_none() {
        return Err(No::bad(
            "Either url or both signal and signal_type are required",
        ));
    }
    let (text, kind) = asked(&parameters)?;
    let signal = signal_of(desk, kind, text)?;
    let banks = banks_of(&parameters);
    let found = look_up(desk, &actor, &signal, how_of(&parameters, banks.as_deref())).await?;
    Ok(ok(&by_bank(&found)))
}

/// `POST /m/lookup`: near contents by type and bank, of a file.
pub(super) async fn lookup_file(
    State(service): State<Service>,
    Admitted(actor): Admitted,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, No> {
    let parameters = Parameters::of(query.as_deref());
    let form = Form::read(request).await?;
    let subject = form.subject(parameters.find("types"))?;
    let answer = look_up_subject(&service.desk, &actor, &subject, &parameters).await?;
    Ok(ok(&answer))
}

/// `POST /m/compare`: how far two signals of each type are from each other.
pub(super) async fn compare(
    State(service): State<Service>,
    Admitted(_): Admitted,
    body: Bytes,
) -> Result<Response, No> {
    let asked: Value = serde_json::from_slice(&body).map_err(|_| No::bad("the body is no JSON"))?;
    let Value::Object(asked) = asked else {
        return Err(No::bad("Request input was not a dict"));
    };
    let mut answer = Map::new();
    for (name, pair) in asked {
        let Value::Array(pair) = pair else {
            return Err(No::bad(format!(
                "Comparison hashes for {name} was not a list"
            )));
        };
        let [one, other] = pair.as_slice() else {
            return Err(No::bad("Comparison hash list length must be exactly 2"));
        };
        let kind = type_of(&name)?;
        let read = |value: &Value| {
            let text = value.as_str().unwrap_or_default();
            signal_of(&service.desk, kind, text)
                .map_err(|_| No::bad(format!("Invalid {name} hash: {}", invalid(kind, text))))
        };
        let (one, other) = (read(one)?, read(other)?);
        let compared = match one.distance_bits(&other) {
            Some(distance) => json!([distance <= PDQ_DISTANCE_BITS_MAX, {"distance": distance}]),
            None => json!([one == other, {}]),
        };
        answer.insert(name, compared);
    }
    Ok(ok(&Value::Object(answer)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: a wrong digit is named by its place, a wrong length by both lengths.
    #[test]
    fn what_is_no_signal_is_explained() {
        let said = invalid(
            SignalType::Pdq,
            &format!("{}g{}", "a".repeat(7), "a".repeat(56)),
        );
        assert_eq!(said, "invalid signal: no hexadecimal digit at position 7");
        let said = invalid(SignalType::Md5, "ab");
        assert_eq!(said, "invalid signal: 2 digits, a video_md5 has 32");
    }

    /// Goal: answers are JSON as those clients read it.
    #[test]
    fn raw_answers_are_json() {
        let found = |content, distance_bits| ServiceMatch {
            content,
            bank: String::new(),
            distance_bits,
        };
        let two = [found(7, 0), found(19, 12)];
        let read = |text: String| serde_json::from_str::<Value>(&text).unwrap();
        assert_eq!(read(raw_body(&[], true)), json!({"matches": []}));
        assert_eq!(read(raw_body(&two, false)), json!({"matches": [7, 19]}));
        assert_eq!(
            read(raw_body(&two, true)),
            json!({"matches": [
                {"bank_content_id": 7, "distance": "0"},
                {"bank_content_id": 19, "distance": "12"},
            ]})
        );
    }
}
