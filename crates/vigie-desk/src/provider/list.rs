//! The providers the desk has met.

use vigie_domain::{Actor, Permission, Provider};

use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Every provider of the desk, by name.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_providers(desk: &Desk, actor: &Actor) -> Result<Vec<Provider>, DeskError> {
    actor.require(Permission::ReadProvider)?;
    let mut providers = desk.store().providers(desk.id).await?;
    providers.sort_by_key(|provider| provider.name.to_lowercase());
    Ok(providers)
}
