//! Evidence is shown to a person: each look is an act, and the bytes never come as a page.

use vigie_domain::{Actor, AuditEvent, ExhibitId, Permission};
use vigie_format::warc::{WarcLimits, parse_warc};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};
use crate::signal::stills;

/// How an exhibit is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reveal {
    /// A still, blurred past recognition.
    Blurred,
    /// A still.
    Still,
}

/// What may be shown.
#[derive(Debug, Clone)]
pub struct Revealed {
    /// The bytes of a JPEG picture.
    pub jpeg: Vec<u8>,
}

/// A still of one record, made anew by the sandboxed decoder; the captured bytes are never served.
///
/// A blurred still is no look and leaves no event.
///
/// # Errors
///
/// [`DeskError::NotFound`] for a record that is no picture, or erased.
pub async fn reveal_record(
    desk: &Desk,
    actor: &Actor,
    id: ExhibitId,
    record: usize,
    how: Reveal,
) -> Result<Revealed, DeskError> {
    actor.require(Permission::ReadExhibit)?;
    let payload = payload(desk, id, record).await?;
    let [still, still_blurred] = stills(&desk.rooms.decoder, &payload)
        .await?
        .or_not_found("picture in this record")?;
    if how == Reveal::Blurred {
        return Ok(Revealed {
            jpeg: still_blurred,
        });
    }
    note_look(desk, actor, id).await?;
    Ok(Revealed { jpeg: still })
}

/// The readable text of an exhibit, as plain text.
///
/// # Errors
///
/// [`DeskError::NotFound`] when it has none, or is erased.
pub async fn reveal_text(desk: &Desk, actor: &Actor, id: ExhibitId) -> Result<String, DeskError> {
    actor.require(Permission::ReadExhibit)?;
    let exhibit = desk
        .store()
        .exhibit(id)
        .await?
        .or_not_ours(desk, "exhibit")?;
    let index = exhibit
        .records
        .iter()
        .position(|record| {
            record.role == vigie_domain::RecordRole::Derived
                && record.content_type.starts_with("text/plain")
        })
        .or_not_found("text of this exhibit")?;
    let bytes = payload(desk, id, index).await?;
    note_look(desk, actor, id).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn note_look(desk: &Desk, actor: &Actor, id: ExhibitId) -> Result<(), DeskError> {
    let exhibit = desk
        .store()
        .exhibit(id)
        .await?
        .or_not_ours(desk, "exhibit")?;
    let tx = desk.begin(actor).await?;
    tx.commit(AuditEvent::ExhibitRevealed {
        exhibit: id,
        item: exhibit.item,
    })
    .await?;
    Ok(())
}

/// The bytes of a record, unsealed.
pub(crate) async fn payload(
    desk: &Desk,
    id: ExhibitId,
    record: usize,
) -> Result<Vec<u8>, DeskError> {
    let exhibit = desk
        .store()
        .exhibit(id)
        .await?
        .or_not_ours(desk, "exhibit")?;
    let wanted = exhibit
        .records
        .get(record)
        .or_not_found("record of this exhibit")?;
    if exhibit.erased_at.is_some() {
        return Err(DeskError::NotFound {
            what: "exhibit: it was erased",
        });
    }
    let bytes = desk
        .store()
        .blobs()
        .get_sealed(id, exhibit.warc_sha256)
        .await?;
    let (wanted, limits) = (wanted.sha256, WarcLimits::default());
    let (records, _) = parse_warc(&bytes, &limits);
    records
        .iter()
        .filter_map(|record| record.payload(&limits).ok())
        .find(|payload| crate::digest::sha256(&payload.bytes) == wanted)
        .map(|payload| payload.bytes.into_owned())
        .or_not_found("payload of this record")
}
