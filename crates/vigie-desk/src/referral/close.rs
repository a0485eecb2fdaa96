//! A person closes what will not end by itself: refused, unanswered, or gone in some places only.

use vigie_domain::{
    Actor, AuditEvent, ItemCommand, ItemState, LineOutcome, Permission, ReferralCommand,
    ReferralId, ReferralState,
};

use super::withdraw::release;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// How the open lines of a referral end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CloseAs {
    /// The provider said no.
    Refused {
        /// On which ground, in its words.
        ground: String,
    },
    /// No answer came.
    NoAnswer,
    /// Shown elsewhere still.
    RestrictedGeo,
}

impl CloseAs {
    fn outcome(&self) -> LineOutcome {
        match self {
            Self::Refused { ground } => LineOutcome::Refused {
                ground: ground.clone(),
            },
            Self::NoAnswer => LineOutcome::NoAnswer,
            Self::RestrictedGeo => LineOutcome::RestrictedGeo,
        }
    }

    const fn command(&self) -> ItemCommand {
        match self {
            Self::RestrictedGeo => ItemCommand::ConfirmPartlyGone,
            Self::Refused { .. } | Self::NoAnswer => ItemCommand::Escalate,
        }
    }
}

/// Closes a referral. Its items are escalated, and watched on until the watch ends.
///
/// A referral that bounced and is closed was never received: its items may be referred again.
///
/// # Errors
///
/// [`DeskError::Refused`] for a refusal without its ground, or a referral that is not out.
pub async fn close_referral(
    desk: &Desk,
    actor: &Actor,
    id: ReferralId,
    close: CloseAs,
) -> Result<(), DeskError> {
    actor.require(Permission::CloseReferral)?;
    if matches!(&close, CloseAs::Refused { ground } if ground.trim().is_empty()) {
        let detail = "write down on which ground the provider refused";
        return Err(DeskError::input("ground_missing", detail));
    }
    let now = desk.now();
    let mut tx = desk.begin(actor).await?;
    let referral = tx
        .referral_for_update(id)
        .await?
        .filter(|one| one.desk == desk.id);
    let mut referral = referral.or_not_found("referral")?;
    let was_received = !matches!(referral.state, ReferralState::Bounced { .. });
    referral.state = referral.apply(ReferralCommand::Close, now)?;
    referral.updated_at = now;
    let mut events = Vec::new();
    for line in referral
        .lines
        .iter_mut()
        .filter(|line| line.outcome == LineOutcome::Open)
    {
        let mut item = tx
            .item_for_update(line.item)
            .await?
            .filter(|item| item.desk == desk.id)
            .or_not_found("item")?;
        if was_received {
            line.outcome = close.outcome();
            let is_here =
                matches!(item.state, ItemState::Monitoring { referral, .. } if referral == id);
            if is_here {
                item.state = item.state.apply(close.command())?;
                item.updated_at = now;
                tx.put_item(&item).await?;
            }
        } else {
            line.outcome = LineOutcome::SentBack {
                why: "undeliverable".to_owned(),
            };
            release(desk, &mut tx, item, id, line.exhibit).await?;
        }
        events.push(AuditEvent::LineClosed {
            referral: id,
            line: line.id,
            item: line.item,
            outcome: line.outcome.name().to_owned(),
            time_to_removal_ms: None,
        });
    }
    tx.put_referral(&referral).await?;
    events.push(AuditEvent::ReferralClosed { referral: id });
    tx.commit_all(events).await?;
    Ok(())
}
