//! A second person lets a dossier leave: its files are made, kept and written into the log.

use vigie_domain::{Actor, AuditEvent, Dossier, DossierId, DossierRelease, Permission};

use super::file::{DossierFile, MANIFEST, make_files, sha256};
use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};

/// Releases a dossier that somebody else compiled; answers its files.
///
/// The facts are those of the draft: the log up to the same checkpoint.
///
/// # Errors
///
/// [`DeskError::Forbidden`] and [`DeskError::NotFound`]; [`DeskError::Refused`] for whoever
/// compiled it, for one that was released, and for what the press cannot set.
pub async fn release_dossier(
    desk: &Desk,
    actor: &Actor,
    id: DossierId,
) -> Result<(Dossier, Vec<DossierFile>), DeskError> {
    actor.require(Permission::CompileDossier)?;
    let permission = Permission::CompileDossier;
    let by = actor.user().ok_or(DeskError::Forbidden { permission })?;
    let draft = desk
        .store()
        .dossier(id)
        .await?
        .or_not_ours(desk, "dossier")?;
    draft.check_release(by)?;
    let released = |files| Dossier {
        release: Some(DossierRelease {
            by,
            at: desk.now(),
            files,
        }),
        ..draft.clone()
    };
    let files = make_files(desk, &released(Vec::new())).await?;
    let mut kept = Vec::with_capacity(files.len());
    for file in &files {
        let digest = desk.store().blobs().put_plain(file.bytes.clone()).await?;
        kept.push((file.name.clone(), digest));
    }
    let manifest = files.iter().find(|file| file.name == MANIFEST);
    let manifest_sha256 = manifest.map_or_else(|| sha256(b""), |file| sha256(&file.bytes));
    let dossier = released(kept);
    let mut tx = desk.begin(actor).await?;
    // Somebody else may have released it while its pages were set.
    let now = tx.dossier(id).await?.or_not_ours(desk, "dossier")?;
    now.check_release(by)?;
    tx.put_dossier(&dossier).await?;
    tx.commit(AuditEvent::DossierReleased {
        dossier: id,
        provider: dossier.provider,
        manifest_sha256,
    })
    .await?;
    Ok((dossier, files))
}
