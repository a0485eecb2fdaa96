//! The second finding: written blind, then set beside the first.

use vigie_domain::assessment::compare;
use vigie_domain::{
    Actor, Agreement, Assessment, AuditEvent, ExhibitId, FindingForm, ItemCommand, ItemId,
    ItemRefusal, ItemState, LabelSource, Permission, Review, ReviewId,
};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};
use crate::reading::{Decided, note_decision};

/// Both findings, shown only now.
#[derive(Debug, Clone)]
pub struct ReviewOutcome {
    /// The first.
    pub first: Assessment,
    /// The second.
    pub second: Review,
}

/// Records what a second person found by herself, having looked at the same exhibit.
///
/// # Errors
///
/// [`DeskError::Refused`] with the answer that is missing, for the same person, or when nothing
/// waits for a second finding; nothing is written.
pub async fn record_review(
    desk: &Desk,
    actor: &Actor,
    item_id: ItemId,
    exhibit: ExhibitId,
    form: FindingForm,
) -> Result<ReviewOutcome, DeskError> {
    actor.require(Permission::ReviewItem)?;
    let by = actor.user().ok_or(DeskError::Forbidden {
        permission: Permission::ReviewItem,
    })?;
    form.check()?;

    let mut tx = desk.begin(actor).await?;
    let mut item = tx
        .item_for_update(item_id)
        .await?
        .or_not_ours(desk, "item")?;
    let ItemState::Assessed { assessment, .. } = item.state else {
        return Err(ItemRefusal::WrongState {
            state: item.state.name(),
            command: "be reviewed",
        }
        .into());
    };
    let first = tx.assessment(assessment).await?.or_not_found("finding")?;
    let agreement = compare(&first.form, &form);
    item.state = item.state.apply(ItemCommand::Review {
        exhibit,
        by,
        agreement,
    })?;
    item.updated_at = desk.now();
    let id: ReviewId = desk.new_id();
    let second = Review {
        id,
        desk: desk.id,
        assessment,
        item: item_id,
        exhibit,
        by,
        at: desk.now(),
        form,
        agreement,
    };
    tx.put_review(&second).await?;
    tx.put_item(&item).await?;
    let conclusion = match agreement {
        Agreement::Agree { conclusion } => Some(conclusion),
        Agreement::Disagree => None,
    };
    if let Some(conclusion) = conclusion {
        let decided = Decided {
            exhibit,
            source: LabelSource::Review,
            conclusion,
            categories: second
                .form
                .categories
                .iter()
                .map(|one| one.category)
                .collect(),
        };
        note_decision(desk, &mut tx, &item, decided).await?;
    }
    tx.commit(AuditEvent::ItemReviewed {
        item: item_id,
        assessment,
        review: id,
        agreed: conclusion.is_some(),
        conclusion,
    })
    .await?;
    Ok(ReviewOutcome { first, second })
}
