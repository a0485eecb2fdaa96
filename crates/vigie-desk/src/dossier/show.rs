//! Dossiers about a provider, one of them, and its files.

use vigie_domain::{Actor, Dossier, DossierId, Permission, Provider, ProviderId};

use super::body::Body;
use super::file::{DossierFile, make_files};
use super::read::read_body;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};

/// Dossiers listed about one provider.
const LISTED: u32 = 100;

/// A dossier with what it says.
#[derive(Debug, Clone)]
pub struct DossierView {
    /// The dossier.
    pub dossier: Dossier,
    /// About whom.
    pub provider: Provider,
    /// What it says.
    pub body: Body,
}

/// The dossiers about a provider, newest first.
///
/// # Errors
///
/// [`DeskError::Forbidden`] and [`DeskError::NotFound`].
pub async fn list_dossiers(
    desk: &Desk,
    actor: &Actor,
    id: ProviderId,
) -> Result<(Provider, Vec<Dossier>), DeskError> {
    actor.require(Permission::ReadProvider)?;
    let provider = desk.store().provider(id).await?;
    let provider = provider.or_not_ours(desk, "provider")?;
    Ok((provider, desk.store().dossiers_of(id, LISTED).await?))
}

/// One dossier with what it says.
///
/// # Errors
///
/// [`DeskError::Forbidden`] and [`DeskError::NotFound`].
pub async fn show_dossier(
    desk: &Desk,
    actor: &Actor,
    id: DossierId,
) -> Result<DossierView, DeskError> {
    actor.require(Permission::ReadProvider)?;
    let dossier = desk
        .store()
        .dossier(id)
        .await?
        .or_not_ours(desk, "dossier")?;
    let provider = desk.store().provider(dossier.provider).await?;
    Ok(DossierView {
        provider: provider.or_not_ours(desk, "provider")?,
        body: read_body(desk, &dossier).await?,
        dossier,
    })
}

/// The files of a dossier: those that left, or a draft's, made now.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right to compile one, [`DeskError::NotFound`], and
/// [`DeskError::Refused`] for what the press cannot set.
pub async fn dossier_files(
    desk: &Desk,
    actor: &Actor,
    id: DossierId,
) -> Result<(Dossier, Vec<DossierFile>), DeskError> {
    actor.require(Permission::CompileDossier)?;
    let dossier = desk
        .store()
        .dossier(id)
        .await?
        .or_not_ours(desk, "dossier")?;
    let Some(release) = &dossier.release else {
        let files = make_files(desk, &dossier).await?;
        return Ok((dossier, files));
    };
    let mut files = Vec::with_capacity(release.files.len());
    for (name, digest) in &release.files {
        let bytes = desk.store().blobs().get_plain(*digest).await?;
        files.push(DossierFile {
            name: name.clone(),
            bytes: bytes.or_not_found("file of this dossier")?,
        });
    }
    Ok((dossier, files))
}
