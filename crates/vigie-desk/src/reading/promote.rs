//! Which model orders the queue: a person promotes it; it goes back when it degrades.
//!
//! ```text
//! trained ─▶ shadow ─promote─▶ current ─roll back─▶ past
//!              ▲                  │
//!              └── the one before ┘   goes on beside, so that the two are compared by decisions
//! ```

use vigie_domain::time::HOUR_MS;
use vigie_domain::{Actor, AuditEvent, ModelStanding, Permission, TextModel, Timestamp};
use vigie_store::{ShadowAgreement, Tx};
use vigie_text::evaluate::average_precision;

use super::gauge::embedded;
use super::label::standing_labels;
use super::sentinel::{SENTINEL_LOSS_MAX, sentinel_precision};
use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Texts read last over which two models are compared.
pub(super) const COMPARED_TEXTS_MAX: u32 = 10_000;
/// Share of the texts that counts as read first, in thousandths: what a desk gets to read.
pub(super) const READ_FIRST_SHARE: u16 = 100;
/// Decisions since a promotion before it is gauged by them, and positive ones among them.
const WATCHED_LABELS_MIN: usize = 50;
/// See [`WATCHED_LABELS_MIN`].
const WATCHED_POSITIVES_MIN: usize = 10;
/// What a promoted model may lose on decisions against the one before.
const WATCHED_LOSS_MAX: f64 = 0.05;
/// How often a promoted model is looked at.
const WATCH_INTERVAL_MS: i64 = HOUR_MS;

/// The models of a desk, and how the one beside agrees with the one in use.
#[derive(Debug, Clone)]
pub struct ModelView {
    /// The newest change first; the program's own among them.
    pub models: Vec<TextModel>,
    /// Hash of the one that orders the queue.
    pub current: String,
    /// How the two agree; `None` when there is only one.
    pub agreement: Option<ShadowAgreement>,
    /// Readings that are not yet by the models in use.
    pub is_rereading: bool,
}

/// Lists the models.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_models(desk: &Desk, actor: &Actor) -> Result<ModelView, DeskError> {
    actor.require(Permission::ReadItem)?;
    let gauge = desk.gauge().await?;
    let store = desk.store();
    let mut models = store.text_models(desk.id).await?;
    let own = shipped()?;
    if models.iter().all(|model| model.hash != own.hash) {
        let is_used = models
            .iter()
            .all(|model| model.standing != ModelStanding::Current);
        let standing = if is_used {
            ModelStanding::Current
        } else {
            ModelStanding::Past
        };
        models.push(TextModel { standing, ..own });
    }
    let mark = store
        .rank_of_share(desk.id, COMPARED_TEXTS_MAX, READ_FIRST_SHARE)
        .await?;
    let agreement = match (&gauge.shadow, mark) {
        (Some(_), Some(mark)) => Some(
            store
                .shadow_agreement(desk.id, COMPARED_TEXTS_MAX, mark)
                .await?,
        ),
        _ => None,
    };
    let outdated = store.outdated_readings(desk.id, &gauge.edition, 1).await?;
    Ok(ModelView {
        models,
        current: gauge.model.hash().to_owned(),
        agreement,
        is_rereading: !outdated.is_empty(),
    })
}

/// The model of the program, as a row.
fn shipped() -> Result<TextModel, DeskError> {
    let model = embedded()?;
    Ok(TextModel {
        hash: model.hash().to_owned(),
        prior: None,
        file_sha256: None,
        labels: 0,
        sentinel: sentinel_precision(&model),
        standing: ModelStanding::Past,
        trained_at: Timestamp::from_ms(0),
        changed_at: Timestamp::from_ms(0),
    })
}

/// Lets the model beside order the queue; the one before goes on beside it.
///
/// # Errors
///
/// [`DeskError::Refused`] when it does not stand beside, or orders the sentinel set worse.
pub async fn promote_model(desk: &Desk, actor: &Actor, hash: &str) -> Result<(), DeskError> {
    actor.require(Permission::TeachText)?;
    let mut tx = desk.begin(actor).await?;
    let models = tx.text_models(desk.id).await?;
    let wanted = models
        .iter()
        .find(|model| !hash.is_empty() && model.hash.starts_with(hash));
    let Some(wanted) = wanted.filter(|model| model.standing == ModelStanding::Shadow) else {
        let detail = "only the model that scores beside can be promoted: train one first";
        return Err(DeskError::input("model_not_beside", detail));
    };
    let current = current_of(&models)?;
    if wanted.sentinel.saturating_add(SENTINEL_LOSS_MAX) < current.sentinel {
        let detail = format!(
            "on the sentinel set this model orders worse than the one in use, {} against {} \
             thousandths: look at the decisions it was learned from, and train again",
            wanted.sentinel, current.sentinel
        );
        return Err(DeskError::input("sentinel_degraded", detail));
    }
    put(desk, &mut tx, wanted, ModelStanding::Current).await?;
    put(desk, &mut tx, &current, ModelStanding::Shadow).await?;
    tx.commit(AuditEvent::TextModelPromoted {
        model: wanted.hash.clone(),
        before: current.hash,
    })
    .await?;
    Ok(())
}

fn current_of(models: &[TextModel]) -> Result<TextModel, DeskError> {
    let current = models
        .iter()
        .find(|model| model.standing == ModelStanding::Current);
    current.cloned().map_or_else(shipped, Ok)
}

async fn put(
    desk: &Desk,
    tx: &mut Tx<'_>,
    model: &TextModel,
    standing: ModelStanding,
) -> Result<(), DeskError> {
    tx.put_text_model(&TextModel {
        standing,
        changed_at: desk.now(),
        ..model.clone()
    })
    .await?;
    Ok(())
}

/// Takes the model out that orders the queue; the one before it orders again.
///
/// # Errors
///
/// [`DeskError::Refused`] when it is the program's own, to which there is none before.
pub async fn roll_back_model(
    desk: &Desk,
    actor: &Actor,
    reason: String,
) -> Result<TextModel, DeskError> {
    actor.require(Permission::TeachText)?;
    let reason = crate::text::checked_text("reason", &reason)?;
    roll_back(desk, actor, reason).await
}

async fn roll_back(desk: &Desk, actor: &Actor, reason: String) -> Result<TextModel, DeskError> {
    let mut tx = desk.begin(actor).await?;
    let models = tx.text_models(desk.id).await?;
    let current = current_of(&models)?;
    if current.file_sha256.is_none() {
        let detail = "the program's own model orders the queue; there is none before it";
        return Err(DeskError::input("no_model_before", detail));
    }
    // The one it was learned on top of, as long as it is there; else the program's own.
    let before = models
        .iter()
        .find(|model| current.prior.as_ref() == Some(&model.hash))
        .cloned();
    let before = before.map_or_else(shipped, Ok)?;
    put(desk, &mut tx, &current, ModelStanding::Past).await?;
    for shadow in &models {
        let is_beside = shadow.standing == ModelStanding::Shadow && shadow.hash != before.hash;
        if is_beside {
            put(desk, &mut tx, shadow, ModelStanding::Past).await?;
        }
    }
    put(desk, &mut tx, &before, ModelStanding::Current).await?;
    tx.commit(AuditEvent::TextModelRolledBack {
        model: before.hash.clone(),
        before: current.hash,
        reason,
    })
    .await?;
    Ok(before)
}

/// Looks, once an hour, whether decisions since a promotion speak for the model before; if they
/// do, it orders again and a person can see why. Answers whether that happened.
///
/// # Errors
///
/// [`DeskError::Broken`] when the store fails.
pub(crate) async fn watch_model(desk: &Desk) -> Result<bool, DeskError> {
    if !desk.gauges.is_watch_due(desk.now(), WATCH_INTERVAL_MS) {
        return Ok(false);
    }
    let models = desk.store().text_models(desk.id).await?;
    let of = |standing| models.iter().find(|model| model.standing == standing);
    let (Some(current), Some(shadow)) = (of(ModelStanding::Current), of(ModelStanding::Shadow))
    else {
        return Ok(false);
    };
    if current.prior.as_ref() != Some(&shadow.hash) {
        return Ok(false);
    }
    let mut scored = (Vec::new(), Vec::new());
    for label in standing_labels(desk).await? {
        let is_since = label.at >= current.changed_at
            && label.model == current.hash
            && label.shadow.as_ref() == Some(&shadow.hash);
        if let (true, Some(is), Some(before)) = (is_since, label.says(), label.shadow_rank) {
            scored.0.push((f32::from(label.rank), is));
            scored.1.push((f32::from(before), is));
        }
    }
    let positives = scored.0.iter().filter(|(_, is)| *is).count();
    if scored.0.len() < WATCHED_LABELS_MIN || positives < WATCHED_POSITIVES_MIN {
        return Ok(false);
    }
    let (now, before) = (average_precision(&scored.0), average_precision(&scored.1));
    if now + WATCHED_LOSS_MAX >= before {
        return Ok(false);
    }
    tracing::warn!(now, before, "a model degraded and was rolled back");
    let reason = "decisions since its promotion speak for the model before".to_owned();
    roll_back(desk, &Actor::job(desk.id), reason).await?;
    Ok(true)
}
