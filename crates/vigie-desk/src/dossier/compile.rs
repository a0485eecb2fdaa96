//! A dossier is compiled: fixed by a period and by how far the log goes.

use vigie_domain::{Actor, AuditEvent, Dossier, Language, Permission, ProviderId, Timestamp};
use vigie_tlog::Checkpoint;

use super::read::read_body;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};

/// What is to be compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewDossier {
    /// About whom.
    pub provider: ProviderId,
    /// In which language it reads.
    pub language: Language,
    /// Notices received from this instant on.
    pub from: Timestamp,
    /// Until before this one.
    pub until: Timestamp,
}

/// Compiles a draft over the log as it stands; another person lets it leave.
///
/// # Errors
///
/// [`DeskError::Forbidden`] and [`DeskError::NotFound`]; [`DeskError::Refused`] for a period that
/// is none, an empty log, or more items than one dossier holds.
pub async fn compile_dossier(
    desk: &Desk,
    actor: &Actor,
    new: NewDossier,
) -> Result<Dossier, DeskError> {
    actor.require(Permission::CompileDossier)?;
    let permission = Permission::CompileDossier;
    let by = actor.user().ok_or(DeskError::Forbidden { permission })?;
    Dossier::check_period(new.from, new.until)?;
    let store = desk.store();
    store
        .provider(new.provider)
        .await?
        .or_not_ours(desk, "provider")?;
    store.sequence(desk.now(), desk.log_key()).await?;
    let checkpoint = store.checkpoint().await?;
    let checkpoint = checkpoint.ok_or_else(|| {
        DeskError::input(
            "dossier_empty",
            "the log is empty: there is nothing to compile",
        )
    })?;
    let now = desk.now();
    let id: vigie_domain::id::DossierId = desk.new_id();
    let tail = id.to_string().to_uppercase();
    let day: String = now.rfc3339_seconds().chars().take(10).collect();
    let dossier = Dossier {
        id,
        desk: desk.id,
        reference: format!("D-{}-{}", day.replace('-', ""), &tail[tail.len() - 6..]),
        provider: new.provider,
        language: new.language,
        from: new.from,
        until: new.until.min(now),
        compiled_by: by,
        compiled_at: now,
        release: None,
        checkpoint,
    };
    // Read once before it is written down: what cannot be read is not compiled.
    read_body(desk, &dossier).await?;
    let log_size = head_of(desk, &dossier)?.size;
    let mut tx = desk.begin(actor).await?;
    tx.put_dossier(&dossier).await?;
    tx.commit(AuditEvent::DossierCompiled {
        dossier: dossier.id,
        provider: dossier.provider,
        log_size,
    })
    .await?;
    Ok(dossier)
}

/// The head of the log a dossier stands on.
pub(super) fn head_of(desk: &Desk, dossier: &Dossier) -> Result<Checkpoint, DeskError> {
    let key = desk.log_key().verifier_key();
    Checkpoint::verify(dossier.checkpoint.as_bytes(), key).map_err(DeskError::broken)
}
