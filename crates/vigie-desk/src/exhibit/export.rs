//! A copy of evidence leaves the desk: the plain WARC file, byte for byte what was sealed.

use vigie_domain::{Actor, AuditEvent, Exhibit, ExhibitId, Permission};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};

/// An exhibit with its plain WARC file.
#[derive(Debug, Clone)]
pub struct ExportedExhibit {
    /// The row.
    pub exhibit: Exhibit,
    /// The file; its SHA-256 is the row's.
    pub warc: Vec<u8>,
}

/// Exports an exhibit; the act is written down before the bytes are handed out.
///
/// # Errors
///
/// [`DeskError::NotFound`] for one that does not exist or was erased.
pub async fn export_exhibit(
    desk: &Desk,
    actor: &Actor,
    id: ExhibitId,
) -> Result<ExportedExhibit, DeskError> {
    actor.require(Permission::ExportExhibit)?;
    let exhibit = desk
        .store()
        .exhibit(id)
        .await?
        .or_not_ours(desk, "exhibit")?;
    if exhibit.erased_at.is_some() {
        return Err(DeskError::NotFound {
            what: "exhibit: it was erased",
        });
    }
    let warc = desk
        .store()
        .blobs()
        .get_sealed(id, exhibit.warc_sha256)
        .await?;
    let tx = desk.begin(actor).await?;
    tx.commit(AuditEvent::ExhibitExported {
        exhibit: id,
        item: exhibit.item,
    })
    .await?;
    Ok(ExportedExhibit { exhibit, warc })
}
