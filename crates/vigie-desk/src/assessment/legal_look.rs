//! What is unclear, protected or an account leaves only with the legal officer's written finding.

use vigie_domain::assessment::REASON_CHARS_MIN;
use vigie_domain::{Actor, AuditEvent, ItemId, ItemRefusal, ItemState, LegalLook, Permission};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};

/// Records the legal officer's finding on an item that two people found actionable.
///
/// # Errors
///
/// [`DeskError::Refused`] without a written finding, from one of the two people, or before both
/// have found: the event carries the conclusion, which a second person must not read first.
pub async fn record_legal_look(
    desk: &Desk,
    actor: &Actor,
    item_id: ItemId,
    finding: String,
) -> Result<(), DeskError> {
    actor.require(Permission::SettleItem)?;
    let by = actor.user().ok_or(DeskError::Forbidden {
        permission: Permission::SettleItem,
    })?;
    check_finding(&finding)?;
    let mut tx = desk.begin(actor).await?;
    let item = tx
        .item_for_update(item_id)
        .await?
        .or_not_ours(desk, "item")?;
    if matches!(
        item.state,
        ItemState::Assessed { .. } | ItemState::Disputed { .. }
    ) {
        let (state, command) = (item.state.name(), "take the legal officer's look");
        return Err(ItemRefusal::WrongState { state, command }.into());
    }
    let id = item
        .state
        .assessment()
        .or_not_found("finding of this item")?;
    let assessment = tx
        .assessment(id)
        .await?
        .or_not_found("finding of this item")?;
    let reviewers = tx.reviews_of(id).await?;
    if assessment.by == by || reviewers.iter().any(|review| review.by == by) {
        return Err(ItemRefusal::SamePairOfEyes.into());
    }
    tx.put_legal_look(
        id,
        &LegalLook {
            by,
            at: desk.now(),
            finding,
        },
    )
    .await?;
    tx.commit(AuditEvent::ItemSettled {
        item: item_id,
        assessment: id,
        conclusion: assessment.form.conclusion,
    })
    .await?;
    Ok(())
}

pub(crate) fn check_finding(finding: &str) -> Result<(), DeskError> {
    if finding.trim().chars().count() < REASON_CHARS_MIN {
        let detail =
            format!("write the finding on the exemptions, at least {REASON_CHARS_MIN} characters");
        return Err(DeskError::input("finding_missing", detail));
    }
    Ok(())
}
