//! Two people disagree: the legal officer, who is neither, says what holds.

use vigie_domain::{
    Actor, AuditEvent, Conclusion, ItemCommand, ItemId, LabelSource, LegalLook, Permission,
};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};
use crate::reading::{Decided, note_decision};

/// Settles a disagreement with a written finding.
///
/// # Errors
///
/// [`DeskError::Refused`] when nothing is disputed, the officer is one of the two, or the finding
/// is not written.
pub async fn settle_item(
    desk: &Desk,
    actor: &Actor,
    item_id: ItemId,
    conclusion: Conclusion,
    finding: String,
) -> Result<(), DeskError> {
    actor.require(Permission::SettleItem)?;
    let by = actor.user().ok_or(DeskError::Forbidden {
        permission: Permission::SettleItem,
    })?;
    super::legal_look::check_finding(&finding)?;

    let mut tx = desk.begin(actor).await?;
    let mut item = tx
        .item_for_update(item_id)
        .await?
        .or_not_ours(desk, "item")?;
    let assessment_id = item.state.assessment().or_not_found("finding to settle")?;
    item.state = item.state.apply(ItemCommand::Settle { conclusion, by })?;
    let first = tx
        .assessment(assessment_id)
        .await?
        .or_not_found("finding to settle")?;
    // A notice quotes the first finding; one that found nothing has no grounds to quote.
    if conclusion.is_actionable() && !first.form.conclusion.is_actionable() {
        let detail = "the first finding holds no grounds for a notice: conclude `undetermined`, \
                      open the case again and have it assessed anew";
        return Err(DeskError::input("no_grounds", detail));
    }
    item.updated_at = desk.now();
    let look = LegalLook {
        by,
        at: desk.now(),
        finding,
    };
    tx.put_legal_look(assessment_id, &look).await?;
    tx.put_item(&item).await?;
    let decided = Decided {
        exhibit: first.exhibit,
        source: LabelSource::Settlement,
        conclusion,
        categories: first
            .form
            .categories
            .iter()
            .map(|one| one.category)
            .collect(),
    };
    note_decision(desk, &mut tx, &item, decided).await?;
    let event = AuditEvent::ItemSettled {
        item: item_id,
        assessment: assessment_id,
        conclusion,
    };
    tx.commit(event).await?;
    Ok(())
}
