//! The last look: just before a notice leaves, each line is captured and traced again.

use vigie_domain::signal::PDQ_DISTANCE_BITS_MAX;
use vigie_domain::{Designation, ExhibitId, Line, Referral};
use vigie_trace::{DnsOutcome, ProviderChain, TraceDefect};

use super::approve::check_is_on;
use super::facts::{gather, standing_of};
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Refusal};
use crate::exhibit::capture_for_dispatch;
use crate::legal::LegalBook;
use crate::trace::trace_again;

/// What the last look at a line came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LastLook {
    /// What was assessed is there, where it was; every guard still says yes.
    Holds,
    /// It is not there any more.
    AlreadyGone {
        /// The capture that shows it.
        exhibit: ExhibitId,
    },
    /// It goes back to the analyst.
    SentBack {
        /// The capture to look at; `None` when there is no new one.
        exhibit: Option<ExhibitId>,
        /// Why: a stable word.
        why: &'static str,
    },
    /// Nobody could look; worth another try.
    Unseen {
        /// Why: a stable word.
        why: &'static str,
    },
}

/// Looks at one line once more. Nothing of the line or its item changes here; the capture and the
/// chain are kept.
pub(super) async fn verify_line(
    desk: &Desk,
    referral: &Referral,
    line: &Line,
    designations: &[Designation],
) -> Result<LastLook, DeskError> {
    let store = desk.store();
    let item = store
        .item(line.item)
        .await?
        .filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    if check_is_on(&item.state, referral.id).is_err()
        || item.state.assessment() != Some(line.assessment)
    {
        return Ok(LastLook::SentBack {
            exhibit: None,
            why: "moved_on",
        });
    }
    let book = LegalBook::read(desk, store).await?;
    let holds = book
        .basis_of(referral, desk.now())
        .and_then(|basis| book.current.check_still(&basis.reference(), desk.now()));
    if holds.is_err() {
        return Ok(LastLook::SentBack {
            exhibit: None,
            why: "legal_basis_withdrawn",
        });
    }
    let (fresh, captured) = match capture_for_dispatch(desk, line.item, &line.url).await {
        Ok(made) => made,
        Err(DeskError::Refused(_)) => {
            return Ok(LastLook::Unseen {
                why: "recapture_failed",
            });
        }
        Err(error) => return Err(error),
    };
    if captured.state.is_gone() {
        return Ok(LastLook::AlreadyGone { exhibit: fresh.id });
    }
    let assessed = store
        .exhibit(line.exhibit)
        .await?
        .filter(|exhibit| exhibit.desk == desk.id)
        .or_not_found("exhibit")?;
    let back = |why| {
        Ok(LastLook::SentBack {
            exhibit: Some(fresh.id),
            why,
        })
    };
    if !assessed.shows_same_object(&fresh, PDQ_DISTANCE_BITS_MAX) {
        // A busy server or a challenge page shows nothing of the object, changed or not.
        if !captured.state.is_up() {
            return Ok(LastLook::Unseen {
                why: captured.state.name(),
            });
        }
        return back("object_changed");
    }

    let chain = match trace_again(desk, &item).await {
        Ok(chain) => chain,
        Err(DeskError::Refused(_)) => return back("host_changed"),
        Err(error) => return Err(error),
    };
    let standing = standing_of(
        desk,
        store,
        Some(&chain),
        referral.provider,
        referral.instrument,
    )
    .await?;
    let Some(standing) = standing.filter(|standing| standing.role == referral.role) else {
        return if is_incomplete(&chain) {
            Ok(LastLook::Unseen {
                why: "trace_incomplete",
            })
        } else {
            back("host_changed")
        };
    };
    if !standing.grade.may_address() && is_incomplete(&chain) {
        return Ok(LastLook::Unseen {
            why: "trace_incomplete",
        });
    }
    // The guards see the capture and the chain that were just made.
    let item = store
        .item(line.item)
        .await?
        .filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    let one = gather(desk, store, item).await?;
    match one.check(desk, referral.instrument, standing, designations) {
        Ok(()) => Ok(LastLook::Holds),
        Err(refusal) => back(Refusal::Referral(refusal).code()),
    }
}

/// Whether somebody who was asked did not answer, so that what is missing may still be there.
fn is_incomplete(chain: &ProviderChain) -> bool {
    chain.dns.outcome == DnsOutcome::Failed
        || chain.defects.iter().any(|defect| {
            matches!(
                defect,
                TraceDefect::ResolverFailed { .. }
                    | TraceDefect::RegistrationServer { .. }
                    | TraceDefect::RateLimited { .. }
            )
        })
}
