//! Letters are made into bytes, kept, and handed to the relay once.

use vigie_dispatch::{Composed, Delivery, LogProof, Notice};
use vigie_domain::EventId;

use super::preview::letter_refused;
use crate::desk::Desk;
use crate::error::DeskError;

/// The exact bytes of a letter, kept as a blob before anybody is told that they travel.
pub(crate) async fn compose(desk: &Desk, notice: &Notice) -> Result<Composed, DeskError> {
    let (_, composed) = desk.rooms.mailer.compose(notice).map_err(letter_refused)?;
    desk.store()
        .blobs()
        .put_plain(composed.bytes.clone())
        .await?;
    Ok(composed)
}

/// Hands a letter to the relay. The caller has written down that it begins.
pub(crate) async fn hand_over(desk: &Desk, letter: &Composed) -> Delivery {
    let delivery = desk.rooms.mailer.send(&desk.rooms.egress, letter).await;
    tracing::info!(
        delivery = delivery.as_str(),
        "a letter was handed to the relay"
    );
    delivery
}

/// Where an act stands in the log, with its proof; `None` until it is integrated.
pub(crate) async fn log_proof(desk: &Desk, event: EventId) -> Result<Option<LogProof>, DeskError> {
    let Some(index) = desk.store().log_index_of(event).await? else {
        return Ok(None);
    };
    let Some(proof) = desk.store().inclusion_proof(index).await? else {
        return Ok(None);
    };
    let inclusion = serde_json::from_str(&proof.render_json())?;
    Ok(Some(LogProof { index, inclusion }))
}
