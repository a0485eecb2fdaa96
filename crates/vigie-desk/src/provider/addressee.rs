//! Whom an item could be referred to, and by which instruments: the matrix applied to its chain.

use vigie_domain::legal_basis::check_instrument;
use vigie_domain::{
    Actor, Designation, Grade, Instrument, ItemId, Permission, Provider, ProviderRole,
};
use vigie_store::Reader;
use vigie_trace::ProviderChain;

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};
use crate::trace::{chain_of, find_provider};

/// A provider of an item's chain in one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// Who.
    pub provider: Provider,
    /// As what.
    pub role: ProviderRole,
    /// How sure.
    pub grade: Grade,
    /// By what it may be addressed today; empty where only a better trace would help.
    pub instruments: Vec<Instrument>,
}

/// Whom the item could be referred to, closest to the content first.
///
/// A proxy is offered no binding act that asks for removal, whatever a basis allows: what it
/// stands before would stay.
///
/// # Errors
///
/// [`DeskError::Forbidden`] and [`DeskError::NotFound`].
pub async fn list_addressees(
    desk: &Desk,
    actor: &Actor,
    id: ItemId,
) -> Result<Vec<Addressee>, DeskError> {
    actor.require(Permission::ReadProvider)?;
    let item = desk
        .store()
        .item(id)
        .await?
        .filter(|item| item.desk == desk.id);
    let item = item.or_not_found("item")?;
    let Some((_, chain)) = chain_of(desk.store(), item.id).await? else {
        return Ok(Vec::new());
    };
    let designations = desk.store().designations(desk.id).await?;
    addressees(desk, desk.store(), &chain, &designations).await
}

/// The same for a chain that is at hand.
pub(crate) async fn addressees(
    desk: &Desk,
    rows: &Reader,
    chain: &ProviderChain,
    designations: &[Designation],
) -> Result<Vec<Addressee>, DeskError> {
    let mut found: Vec<Addressee> = Vec::new();
    for link in &chain.links {
        let Some(provider) = find_provider(desk, rows, chain, link).await? else {
            continue;
        };
        let is_twin =
            |known: &Addressee| known.provider.id == provider.id && known.role == link.role;
        if found.iter().any(is_twin) {
            continue;
        }
        let is_offered = |instrument: &Instrument| {
            let is_withheld = link.role == ProviderRole::CdnProxy
                && instrument.is_binding()
                && instrument.asks_removal();
            link.grade_at(desk.now()).may_address()
                && !is_withheld
                && check_instrument(*instrument, link.role, designations, desk.now()).is_ok()
        };
        found.push(Addressee {
            role: link.role,
            grade: link.grade,
            instruments: Instrument::ALL.into_iter().filter(is_offered).collect(),
            provider,
        });
    }
    Ok(found)
}
