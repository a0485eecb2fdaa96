//! Work that failed for good: seen and put back by an operator.

use vigie_domain::{Actor, AuditEvent, JobId, Permission};
use vigie_store::{DeadJob, StoreError};

use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Work that failed for good, oldest first.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_dead_jobs(desk: &Desk, actor: &Actor) -> Result<Vec<DeadJob>, DeskError> {
    actor.require(Permission::ManageJob)?;
    Ok(desk.store().dead_jobs(desk.id).await?)
}

/// Puts work that failed for good back in the queue, with all its attempts.
///
/// # Errors
///
/// [`DeskError::NotFound`] for work that is not dead.
pub async fn requeue_job(desk: &Desk, actor: &Actor, id: JobId) -> Result<(), DeskError> {
    actor.require(Permission::ManageJob)?;
    let mut tx = desk.begin(actor).await?;
    match tx.requeue_job(id).await {
        Ok(()) => {}
        Err(StoreError::Missing { .. }) => {
            return Err(DeskError::NotFound {
                what: "job that failed for good",
            });
        }
        Err(error) => return Err(error.into()),
    }
    tx.commit(AuditEvent::JobRequeued { job: id }).await?;
    Ok(())
}
