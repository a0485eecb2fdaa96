//! `GET` and `POST /match`: is this hash, this address or this file known?

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vigie_desk::signal::{KnownSignal, find_known, hash_upload};
use vigie_desk::{Desk, DeskError};
use vigie_domain::{Permission, Signal, SignalType};

use crate::failure::{Failure, Problem, refusal};
use crate::field::Upload;
use crate::session::Session;
use crate::view::{Page, render, render_refused};

#[derive(Template)]
#[template(path = "signal/lookup.html")]
struct LookupPage {
    page: Page,
    value: String,
    distance: String,
    problem: Option<Problem>,
    asked: Vec<Signal>,
    known: Option<Vec<KnownSignal>>,
}

impl LookupPage {
    fn empty(page: Page) -> Self {
        Self {
            page,
            value: String::new(),
            distance: String::new(),
            problem: None,
            asked: Vec::new(),
            known: None,
        }
    }
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn form(session: Session) -> Result<Response, Failure> {
    if !session.actor.may(Permission::MatchSignal) {
        return Err(DeskError::Forbidden {
            permission: Permission::MatchSignal,
        }
        .into());
    }
    Ok(render(&LookupPage::empty(session.page)))
}

/// # Errors
///
/// Not allowed; what is no signal is shown on the form.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    upload: Upload,
) -> Result<Response, Failure> {
    let Session { actor, page, .. } = session;
    let mut shown = LookupPage::empty(page);
    upload.fields.text("value").clone_into(&mut shown.value);
    upload
        .fields
        .text("distance")
        .clone_into(&mut shown.distance);
    let distance = shown.distance.parse().ok();
    let looked = async {
        if !actor.may(Permission::MatchSignal) {
            return Err(DeskError::Forbidden {
                permission: Permission::MatchSignal,
            });
        }
        let asked = if upload.bytes.is_empty() {
            read_signals(&shown.value)?
        } else {
            hash_upload(&desk, &actor, &upload.bytes).await?
        };
        let known = find_known(&desk, &actor, &asked, distance).await?;
        Ok((asked, known))
    };
    match looked.await {
        Ok((asked, known)) => {
            (shown.asked, shown.known) = (asked, Some(known));
            Ok(render(&shown))
        }
        Err(error) => {
            let problem = refusal(error)?;
            shown.problem = Some(problem.clone());
            Ok(render_refused(&problem, &shown))
        }
    }
}

/// The signals a typed value can be: by its length, or a canonical key.
fn read_signals(value: &str) -> Result<Vec<Signal>, DeskError> {
    let is_hex = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    let kinds: &[SignalType] = match value.len() {
        64 if is_hex => &[SignalType::Pdq, SignalType::Sha256],
        32 if is_hex => &[SignalType::Md5],
        _ if value.contains(':') => &[SignalType::Url],
        _ => &[],
    };
    let signals: Vec<Signal> = kinds
        .iter()
        .filter_map(|kind| Signal::parse(*kind, value))
        .collect();
    if signals.is_empty() {
        let detail = "give a PDQ or SHA-256 hash (64 hexadecimal digits), an MD5 hash (32), a \
                      canonical key `platform:type:id`, or a file";
        return Err(DeskError::input("signal_malformed", detail));
    }
    Ok(signals)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: a value is looked up as everything it can be, and as nothing it cannot.
    #[test]
    fn values_are_told_apart() {
        let kinds = |value: &str| -> Vec<&str> {
            let signals = read_signals(value).unwrap_or_default();
            signals
                .iter()
                .map(|signal| signal.signal_type().name())
                .collect()
        };
        assert_eq!(kinds(&"a1".repeat(32)), ["pdq", "sha256"]);
        assert_eq!(kinds(&"a1".repeat(16)), ["md5"]);
        assert_eq!(kinds("archive.example:item:zeta-1"), ["url"]);
        for bad in ["", "a1", &"g1".repeat(32), "hello"] {
            assert!(kinds(bad).is_empty(), "{bad}");
        }
    }
}
