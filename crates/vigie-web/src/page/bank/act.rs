//! `POST /banks/{name}/…`: what can be done with a bank and its entries in one press.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use vigie_desk::bank::{
    BankSettings, NewContent, activate_entries, add_content, close_bank, configure_bank,
    move_entry, state_opinion,
};
use vigie_desk::{Desk, DeskError};
use vigie_domain::{
    Activation, ApiKeyId, BankEntryId, BankRole, EntryCommand, SharingLabel, Signal, SignalType,
    Stance, Transform,
};

use super::show::refused;
use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;

type Answer = Result<Response, Failure>;

fn back(name: &str, word: &'static str) -> Response {
    done(&format!("/banks/{name}"), word).into_response()
}

/// A number of a form; what is none is refused with the name of its field.
fn number<T: std::str::FromStr>(fields: &Fields, name: &str) -> Result<Option<T>, DeskError> {
    let malformed = |_| DeskError::input("field_malformed", format!("`{name}` takes a number"));
    let text = fields.find(name);
    text.map(|text| text.parse().map_err(malformed)).transpose()
}

fn settings_of(fields: &Fields) -> Result<BankSettings, DeskError> {
    let keys = fields.text("subscribers").split_whitespace();
    let keys: Result<Vec<ApiKeyId>, _> = keys.map(str::parse).collect();
    let keys = keys
        .map_err(|_| DeskError::input("field_malformed", "`subscribers` takes the ids of keys"))?;
    Ok(BankSettings {
        description: Some(fields.text("description").to_owned()),
        owner: Some(fields.text("owner").to_owned()),
        is_enabled: Some(fields.is_ticked("enabled")),
        role: BankRole::parse(fields.text("role")),
        sharing: SharingLabel::parse(fields.text("sharing")),
        activation: Activation::parse(fields.text("activation")),
        distance_bits_max: number(fields, "distance")?,
        // People think of a share in percent.
        enabled_ratio: number::<f64>(fields, "ratio")?.map(|percent| percent / 100.0),
        flood_floor_per_day: number(fields, "flood")?,
        subscribers: Some(keys),
        ..BankSettings::default()
    })
}

/// # Errors
///
/// No such bank, or not allowed; settings that cannot be are shown on the page.
pub(crate) async fn configure(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(name): Path<String>,
    fields: Fields,
) -> Answer {
    let configured = async {
        let settings = settings_of(&fields)?;
        configure_bank(&desk, &session.actor, &name, settings).await
    };
    match configured.await {
        Ok(_) => Ok(back(&name, "bank-set")),
        Err(error) => refused(&desk, session, &name, fields, error).await,
    }
}

/// # Errors
///
/// No such bank, or not allowed.
pub(crate) async fn close(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(name): Path<String>,
) -> Answer {
    close_bank(&desk, &session.actor, &name).await?;
    Ok(done("/banks", "bank-closed").into_response())
}

/// # Errors
///
/// No such bank, or not allowed; what is no signal is shown on the page.
pub(crate) async fn add(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(name): Path<String>,
    fields: Fields,
) -> Answer {
    let added = async {
        let kind = SignalType::parse(fields.text("type"));
        let value = fields.text("value");
        let signal = match kind {
            Some(SignalType::Url) => vigie_desk::signal::address_key(&desk, value).map(Signal::Url),
            Some(kind) => Signal::parse(kind, value),
            None => None,
        };
        let signal = signal.ok_or_else(|| {
            let detail = "give the digits of a hash, or an address, and say which it is";
            DeskError::input("signal_malformed", detail)
        })?;
        let new = NewContent {
            signals: vec![(signal, Transform::AsIs)],
            label: fields.text("label").to_owned(),
            source: fields
                .find("source")
                .unwrap_or_else(|| session.user.name.clone()),
            ..NewContent::default()
        };
        add_content(&desk, &session.actor, &name, new).await
    };
    match added.await {
        Ok(_) => Ok(back(&name, "banked")),
        Err(error) => refused(&desk, session, &name, fields, error).await,
    }
}

/// # Errors
///
/// No such entry, or not allowed; what the entry refuses is shown on the page.
pub(crate) async fn move_one(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path((name, entry)): Path<(String, BankEntryId)>,
    fields: Fields,
) -> Answer {
    let moved = async {
        let reason = fields.text("reason").to_owned();
        let command = match fields.text("move") {
            "activate" => EntryCommand::Activate,
            "contest" => EntryCommand::Contest { reason },
            "uphold" => EntryCommand::Uphold,
            "release" => EntryCommand::Release {
                limit_per_day: number(&fields, "limit")?,
            },
            "propose" => EntryCommand::Propose,
            _ => EntryCommand::Withdraw { reason },
        };
        move_entry(&desk, &session.actor, &name, entry, command).await
    };
    match moved.await {
        Ok(_) => Ok(back(&name, "bank-moved")),
        Err(error) => refused(&desk, session, &name, fields, error).await,
    }
}

/// # Errors
///
/// No such entry, or not allowed.
pub(crate) async fn activate(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(name): Path<String>,
    fields: Fields,
) -> Answer {
    let last = fields.id::<BankEntryId>("last")?;
    match activate_entries(&desk, &session.actor, &name, last).await {
        Ok(_) => Ok(back(&name, "bank-moved")),
        Err(error) => refused(&desk, session, &name, fields, error).await,
    }
}

/// # Errors
///
/// No such entry, or not allowed.
pub(crate) async fn judge(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path((name, entry)): Path<(String, BankEntryId)>,
    fields: Fields,
) -> Answer {
    let stance = Stance::parse(fields.text("stance")).unwrap_or(Stance::Agree);
    let said = (stance, fields.text("note"));
    match state_opinion(&desk, &session.actor, &name, entry, said).await {
        Ok(()) => Ok(match fields.find("back") {
            Some(path) => match crate::session::own_path(&path) {
                Some(path) => done(path, "opinion").into_response(),
                None => back(&name, "opinion"),
            },
            None => back(&name, "opinion"),
        }),
        Err(error) => refused(&desk, session, &name, fields, error).await,
    }
}
