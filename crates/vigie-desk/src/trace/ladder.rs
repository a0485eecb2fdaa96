//! The ladder of an item: whom to approach next, whom they may be written to through, what each
//! answered last.

use vigie_domain::{Actor, Claim, Contact, ItemId, Permission, Provider, Referral, Timestamp};
use vigie_trace::{Rung, ladder};

use super::provider::find_provider;
use super::show::chain_of;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// One rung, with what the desk knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RungView {
    /// What the trace says.
    pub rung: Rung,
    /// The provider as the desk knows it.
    pub provider: Option<Provider>,
    /// The contact it may be written to through; `None` while nobody confirmed one.
    pub contact: Option<Contact>,
    /// When it was last written to about this item.
    pub asked_at: Option<Timestamp>,
    /// What it said last, and when. A claim, never a fact.
    pub last_answer: Option<Claim>,
}

/// The ladder of an item as it stands now; empty when it was never traced.
///
/// # Errors
///
/// [`DeskError::Forbidden`] and [`DeskError::NotFound`].
pub async fn show_ladder(
    desk: &Desk,
    actor: &Actor,
    id: ItemId,
) -> Result<Vec<RungView>, DeskError> {
    actor.require(Permission::ReadItem)?;
    let item = desk
        .store()
        .item(id)
        .await?
        .filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    let Some((_, chain)) = chain_of(desk.store(), id).await? else {
        return Ok(Vec::new());
    };
    let key = item.primary_locator().map(|locator| locator.key.as_str());
    let referrals = desk.store().referrals_of_item(id).await?;
    let mut views = Vec::new();
    for rung in ladder(&chain, key, desk.now()) {
        let link = chain
            .links
            .iter()
            .find(|link| Some(&link.provider_key) == rung.provider_key.as_ref());
        let provider = match link {
            Some(link) => find_provider(desk, desk.store(), &chain, link).await?,
            None => None,
        };
        let contact = match &provider {
            Some(provider) => usable_contact(desk, provider).await?,
            None => None,
        };
        let asked: Vec<&Referral> = referrals
            .iter()
            .filter(|referral| {
                provider
                    .as_ref()
                    .is_some_and(|known| known.id == referral.provider)
            })
            .collect();
        let answers = asked.iter().flat_map(|referral| &referral.claims);
        views.push(RungView {
            asked_at: asked
                .iter()
                .filter_map(|referral| referral.state.receipt_at())
                .max(),
            last_answer: answers.max_by_key(|claim| claim.at).cloned(),
            rung,
            provider,
            contact,
        });
    }
    Ok(views)
}

async fn usable_contact(desk: &Desk, provider: &Provider) -> Result<Option<Contact>, DeskError> {
    let contacts = desk.store().contacts_of(provider.id).await?;
    Ok(contacts.into_iter().find(|contact| contact.check().is_ok()))
}
