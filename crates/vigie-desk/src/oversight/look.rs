//! A look of oversight: in order, or something is recommended. It serves every copy.

use vigie_domain::oversight::{LOOK_MS_MAX, checked_reasons};
use vigie_domain::{
    Actor, Asked, AuditEvent, ItemId, LookOutcome, OversightLook, Permission, Recommendation,
    RecommendationId, RecommendationState, Timestamp,
};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};

/// A look as a person ends it.
#[derive(Debug, Clone)]
pub struct NewLook {
    /// At which item.
    pub item: ItemId,
    /// When the page was opened.
    pub opened_at: Timestamp,
    /// What is recommended, and why; `None` when everything is in order.
    pub recommends: Option<(Asked, String)>,
}

/// Writes down a look; answers the recommendation, if it made one.
///
/// # Errors
///
/// [`DeskError::Refused`] for a recommendation without reasons; [`DeskError::NotFound`] without such
/// an item.
pub async fn record_look(
    desk: &Desk,
    actor: &Actor,
    new: NewLook,
) -> Result<Option<RecommendationId>, DeskError> {
    actor.require(Permission::Oversee)?;
    let permission = Permission::Oversee;
    let by = actor.user().ok_or(DeskError::Forbidden { permission })?;
    let now = desk.now();
    let mut tx = desk.begin(actor).await?;
    let item = tx.item(new.item).await?.or_not_ours(desk, "item")?;
    let mut items = tx.told_copies(item.id).await?;
    if !items.contains(&item.id) {
        items.push(item.id);
    }
    let outcome = match new.recommends {
        Some(_) => LookOutcome::Recommended,
        None => LookOutcome::InOrder,
    };
    let look = OversightLook {
        desk: desk.id,
        item: item.id,
        by,
        at: now,
        took_ms: now.since_ms(new.opened_at).clamp(0, LOOK_MS_MAX),
        outcome,
        items,
    };
    tx.add_oversight_look(&look).await?;
    let mut events = vec![AuditEvent::OversightLooked {
        item: item.id,
        copies: u32::try_from(look.items.len()).unwrap_or(u32::MAX),
        took_ms: look.took_ms,
        outcome: outcome.name().to_owned(),
    }];
    let mut made = None;
    if let Some((asked, reasons)) = new.recommends {
        let one = Recommendation {
            id: desk.new_id(),
            desk: desk.id,
            item: item.id,
            asked,
            reasons: checked_reasons(&reasons)?,
            by,
            at: now,
            state: RecommendationState::Open,
        };
        tx.put_recommendation(&one).await?;
        made = Some(one.id);
        events.push(AuditEvent::RecommendationMade {
            item: item.id,
            recommendation: one.id,
            outcome: asked.name().to_owned(),
        });
    }
    tx.commit_all(events).await?;
    Ok(made)
}
