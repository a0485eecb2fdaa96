//! The desk's rows as the scorecard of the domain reads them.

use vigie_domain::scorecard::{LineEnd, LineRecord, NoticeRecord};
use vigie_domain::{Line, LineOutcome, Recheck, Referral, ReferralState, Watch};

/// What a referral and the watches over its lines are to the scorecard; `None` for one that never
/// left.
pub(super) fn notice_record(referral: &Referral, rechecks: &[Recheck]) -> Option<NoticeRecord> {
    if !referral.state.has_left() {
        return None;
    }
    let first_watch = rechecks.iter().map(|recheck| recheck.sent_at).min();
    Some(NoticeRecord {
        received_at: first_watch.or(referral.state.receipt_at()),
        is_bounced: matches!(referral.state, ReferralState::Bounced { .. }),
        answered_at: referral.claims.iter().map(|claim| claim.at).min(),
        lines: referral
            .lines
            .iter()
            .map(|line| {
                let watch = rechecks.iter().find(|recheck| recheck.line == line.id);
                line_record(line, watch)
            })
            .collect(),
    })
}

fn line_record(line: &Line, watch: Option<&Recheck>) -> LineRecord {
    let end = match &line.outcome {
        LineOutcome::Open => LineEnd::Open,
        LineOutcome::Removed { removal } => LineEnd::Gone {
            first_gone: removal.first_gone,
            seen_from_one: removal.seen_from_one,
        },
        LineOutcome::AlreadyGone { .. } => LineEnd::AlreadyGone,
        LineOutcome::RestrictedGeo => LineEnd::RestrictedGeo,
        LineOutcome::Refused { .. } => LineEnd::Refused,
        LineOutcome::NoAnswer => LineEnd::NoAnswer,
        LineOutcome::SentBack { .. } => LineEnd::SentBack,
        LineOutcome::Retracted => LineEnd::Retracted,
    };
    let came_back_at = match watch.map(|recheck| recheck.watch) {
        Some(Watch::Back { seen_at }) => Some(seen_at),
        _ => None,
    };
    LineRecord {
        end,
        last_up: watch.and_then(|recheck| recheck.last_up),
        came_back_at,
    }
}
