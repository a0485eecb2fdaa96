//! A recommendation is followed, refused with reasons, or its refusal contested.

use vigie_domain::{
    Actor, AuditEvent, Permission, Recommendation, RecommendationCommand, RecommendationId,
};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};

/// Most recommendations of one list.
const RECOMMENDATIONS_MAX: u32 = 200;

/// The newest recommendations, newest first.
///
/// # Errors
///
/// [`DeskError::Forbidden`] for whoever neither makes nor answers them.
pub async fn list_recommendations(
    desk: &Desk,
    actor: &Actor,
) -> Result<Vec<Recommendation>, DeskError> {
    if !actor.may(Permission::AnswerOversight) {
        actor.require(Permission::Oversee)?;
    }
    let list = desk.store().recommendations(desk.id, RECOMMENDATIONS_MAX);
    Ok(list.await?)
}

/// Follows a recommendation, or refuses it with `refusal` as the reasons. Following one is a
/// promise on record: what it asks for is done on the page of the item, by whoever may.
///
/// # Errors
///
/// [`DeskError::Refused`] without reasons, once it is over, and for whoever refused it before it was
/// contested.
pub async fn answer_recommendation(
    desk: &Desk,
    actor: &Actor,
    id: RecommendationId,
    refusal: Option<String>,
) -> Result<(), DeskError> {
    actor.require(Permission::AnswerOversight)?;
    let permission = Permission::AnswerOversight;
    let by = actor.user().ok_or(DeskError::Forbidden { permission })?;
    let command = match refusal {
        None => RecommendationCommand::Follow { by },
        Some(reasons) => RecommendationCommand::Refuse { by, reasons },
    };
    move_on(desk, actor, id, command).await
}

/// Contests a refusal: somebody else answers then.
///
/// # Errors
///
/// [`DeskError::Refused`] without reasons, and for one that was contested before.
pub async fn contest_refusal(
    desk: &Desk,
    actor: &Actor,
    id: RecommendationId,
    reasons: String,
) -> Result<(), DeskError> {
    actor.require(Permission::Oversee)?;
    move_on(desk, actor, id, RecommendationCommand::Contest { reasons }).await
}

async fn move_on(
    desk: &Desk,
    actor: &Actor,
    id: RecommendationId,
    command: RecommendationCommand,
) -> Result<(), DeskError> {
    let mut tx = desk.begin(actor).await?;
    let mut one = tx
        .recommendation_for_update(id)
        .await?
        .or_not_ours(desk, "recommendation")?;
    one.state = one.state.apply(command.clone(), desk.now())?;
    tx.put_recommendation(&one).await?;
    let (item, recommendation) = (one.item, id);
    tx.commit(match command {
        RecommendationCommand::Follow { .. } => AuditEvent::RecommendationFollowed {
            item,
            recommendation,
        },
        RecommendationCommand::Refuse { reasons, .. } => AuditEvent::RecommendationRefused {
            item,
            recommendation,
            reason: reasons.trim().to_owned(),
        },
        RecommendationCommand::Contest { reasons } => AuditEvent::RecommendationContested {
            item,
            recommendation,
            reason: reasons.trim().to_owned(),
        },
    })
    .await?;
    Ok(())
}
