//! The first finding: may you, load, decide, save, explain.

use vigie_domain::{
    Actor, Assessment, AssessmentId, AuditEvent, ExhibitId, FindingForm, Item, ItemCommand, ItemId,
    LabelSource, Permission, ReferralRefusal, SecondEyes, Sha256, UrlScope,
};

use crate::desk::{Desk, draw};
use crate::digest::sha256;
use crate::error::{DeskError, OrNotOurs, Require};
use crate::reading::{Decided, note_decision};

/// Records what a person found about an item, having looked at one exhibit of it.
///
/// # Errors
///
/// [`DeskError::Refused`] with the answer that is missing; nothing is written.
pub async fn record_assessment(
    desk: &Desk,
    actor: &Actor,
    item_id: ItemId,
    exhibit: ExhibitId,
    form: FindingForm,
) -> Result<AssessmentId, DeskError> {
    actor.require(Permission::AssessItem)?;
    let by = actor.user().ok_or(DeskError::Forbidden {
        permission: Permission::AssessItem,
    })?;
    form.check()?;

    let mut tx = desk.begin(actor).await?;
    let mut item = tx
        .item_for_update(item_id)
        .await?
        .or_not_ours(desk, "item")?;
    check_scope(&item, &form)?;
    let sampled = u16::try_from(draw(1_000)).unwrap_or(0);
    let asked = desk.config.review.asks(form.conclusion, sampled);
    let id: AssessmentId = desk.new_id();
    item.state = item.state.apply(ItemCommand::Assess {
        assessment: id,
        conclusion: form.conclusion,
        exhibit,
        by,
        second_eyes: if asked {
            SecondEyes::Asked
        } else {
            SecondEyes::NotSampled
        },
    })?;
    item.updated_at = desk.now();
    let conclusion = form.conclusion;
    let assessment = Assessment {
        id,
        desk: desk.id,
        item: item_id,
        exhibit,
        by,
        at: desk.now(),
        form,
        second_eyes: asked,
        legal_officer: None,
    };
    let reasons = reasons_sha256(&assessment.form).unwrap_or_else(|| sha256(b""));
    tx.put_assessment(&assessment, reasons).await?;
    tx.put_item(&item).await?;
    let decided = Decided {
        exhibit,
        source: LabelSource::Assessment,
        conclusion,
        categories: assessment
            .form
            .categories
            .iter()
            .map(|one| one.category)
            .collect(),
    };
    note_decision(desk, &mut tx, &item, decided).await?;
    tx.commit(AuditEvent::ItemAssessed {
        item: item_id,
        assessment: id,
        conclusion,
        second_eyes: asked,
    })
    .await?;
    Ok(id)
}

/// A library shelf is not found unlawful: its items are, one by one.
fn check_scope(item: &Item, form: &FindingForm) -> Result<(), DeskError> {
    let scope = item
        .primary_locator()
        .map_or(UrlScope::Item, |locator| locator.scope);
    let is_judgeable = scope == UrlScope::Item || scope.is_account();
    if form.conclusion.is_actionable() && !is_judgeable {
        return Err(ReferralRefusal::ScopeNotItem {
            scope: scope.name(),
        }
        .into());
    }
    Ok(())
}

/// Reasons are compared folded, so that spaces and case do not make them different.
pub(crate) fn reasons_sha256(form: &FindingForm) -> Option<Sha256> {
    let text = vigie_match::fold_text(&form.reasons_text());
    (!text.is_empty()).then(|| sha256(text.as_bytes()))
}
