//! A provider's measured behaviour, each figure with its definition.

use vigie_domain::{LineOutcome, Recheck, Referral, ReferralState, Timestamp, Watch};

use super::survival::{Lifetime, Survival};

/// What each figure counts; printed wherever the figures are.
pub const DEFINITIONS: &[(&str, &str)] = &[
    (
        "referrals",
        "referrals that left the desk, or may have, to this provider",
    ),
    (
        "bounced",
        "referrals that came back undeliverable and were not readdressed",
    ),
    (
        "lines",
        "items on those referrals, without those that never left or were already gone",
    ),
    (
        "removed",
        "items seen gone twice, at least ten minutes apart, from at least two vantages",
    ),
    (
        "seen_from_one",
        "items seen gone twice from one vantage only; not part of `removed`",
    ),
    ("restricted_geo", "items still shown elsewhere"),
    (
        "refused",
        "items the provider refused, as a liaison officer noted",
    ),
    ("no_answer", "items closed without an answer"),
    ("open", "items without an outcome"),
    ("retracted", "items we took back; not part of any time"),
    (
        "already_gone",
        "items gone before the referral was received; not part of any other figure",
    ),
    ("came_back", "items seen again after they were gone"),
    (
        "time_to_removal_ms",
        "from the receipt by the provider's mail server to the first sighting gone, which may lie \
         up to one look later than the removal itself",
    ),
    (
        "median_ms, p90_ms",
        "times by which half and nine tenths of the items are gone, estimated after Kaplan and \
         Meier: an item that is not gone counts up to its last sighting up; empty while the \
         estimate does not reach that share",
    ),
];

/// A provider's measured behaviour.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// Referrals that left.
    pub referrals: u32,
    /// Referrals that came back undeliverable.
    pub bounced: u32,
    /// Items on them.
    pub lines: u32,
    /// Items gone, confirmed from two vantages.
    pub removed: u32,
    /// Items gone, confirmed from one vantage only.
    pub seen_from_one: u32,
    /// Items shown elsewhere still.
    pub restricted_geo: u32,
    /// Items refused.
    pub refused: u32,
    /// Items closed without an answer.
    pub no_answer: u32,
    /// Items without an outcome.
    pub open: u32,
    /// Items taken back.
    pub retracted: u32,
    /// Items gone before the receipt.
    pub already_gone: u32,
    /// Items that came back.
    pub came_back: u32,
    /// Time by which half are gone.
    pub median_ms: Option<i64>,
    /// Time by which nine tenths are gone.
    pub p90_ms: Option<i64>,
    /// The whole curve.
    pub survival: Survival,
}

/// Measures referrals, each with the watches over its lines. Linear, but for one sort.
pub fn measure<'a>(referrals: impl IntoIterator<Item = (&'a Referral, &'a [Recheck])>) -> Figures {
    let mut figures = Figures::default();
    let mut lifetimes = Vec::new();
    for (referral, rechecks) in referrals {
        if !referral.state.has_left() {
            continue;
        }
        figures.referrals += 1;
        figures.bounced += u32::from(matches!(referral.state, ReferralState::Bounced { .. }));
        for line in &referral.lines {
            let watch = rechecks.iter().find(|recheck| recheck.line == line.id);
            if watch.is_some_and(|recheck| matches!(recheck.watch, Watch::Back { .. })) {
                figures.came_back += 1;
            }
            let received = watch
                .map(|recheck| recheck.sent_at)
                .or(referral.state.receipt_at());
            let last_up = watch.and_then(|recheck| recheck.last_up);
            figures.count(&line.outcome);
            lifetimes.extend(received.and_then(|at| lifetime(&line.outcome, at, last_up)));
        }
    }
    figures.survival = Survival::estimate(&lifetimes);
    figures.median_ms = figures.survival.time_ms_at(500);
    figures.p90_ms = figures.survival.time_ms_at(900);
    figures
}

impl Figures {
    fn count(&mut self, outcome: &LineOutcome) {
        let figure = match outcome {
            LineOutcome::AlreadyGone { .. } => {
                self.already_gone += 1;
                return;
            }
            LineOutcome::SentBack { .. } => return,
            LineOutcome::Open => &mut self.open,
            LineOutcome::Removed { removal } if removal.seen_from_one => &mut self.seen_from_one,
            LineOutcome::Removed { .. } => &mut self.removed,
            LineOutcome::RestrictedGeo => &mut self.restricted_geo,
            LineOutcome::Refused { .. } => &mut self.refused,
            LineOutcome::NoAnswer => &mut self.no_answer,
            LineOutcome::Retracted => &mut self.retracted,
        };
        *figure += 1;
        self.lines += 1;
    }
}

fn lifetime(
    outcome: &LineOutcome,
    received: Timestamp,
    last_up: Option<Timestamp>,
) -> Option<Lifetime> {
    match outcome {
        LineOutcome::Removed { removal } => {
            let time_ms = removal.time_to_removal_ms(received).max(0);
            Some(Lifetime {
                time_ms,
                is_removed: true,
            })
        }
        // Refused and unanswered items are up all the same: leaving them out would flatter.
        LineOutcome::Open
        | LineOutcome::Refused { .. }
        | LineOutcome::NoAnswer
        | LineOutcome::RestrictedGeo => {
            let time_ms = last_up.map_or(0, |up| up.since_ms(received).max(0));
            Some(Lifetime {
                time_ms,
                is_removed: false,
            })
        }
        LineOutcome::AlreadyGone { .. } | LineOutcome::SentBack { .. } | LineOutcome::Retracted => {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use vigie_domain::id::{
        AssessmentId, ContactId, DeskId, EventId, ExhibitId, ItemId, LineId, ProviderId, RecheckId,
        ReferralId, UserId,
    };
    use vigie_domain::time::HOUR_MS;
    use vigie_domain::{
        Instrument, Language, Line, ProviderRole, RemovalInterval, Sha256, Side, Watch,
    };

    use super::*;

    const RECEIPT: Timestamp = Timestamp::from_ms(1_000_000);

    fn referral(state: ReferralState, outcomes: Vec<LineOutcome>) -> Referral {
        let lines = outcomes
            .into_iter()
            .enumerate()
            .map(|(index, outcome)| Line {
                id: LineId::from_u128(index as u128),
                item: ItemId::from_u128(index as u128),
                url: "https://host.example/pattern".to_owned(),
                key: "web:url:pattern".to_owned(),
                exhibit: ExhibitId::from_u128(1),
                assessment: AssessmentId::from_u128(1),
                review: None,
                outcome,
            });
        Referral {
            id: ReferralId::from_u128(1),
            desk: DeskId::from_u128(1),
            side: Side::Unit,
            reference: "V-2026-000001".to_owned(),
            instrument: Instrument::TcoReferral,
            basis: None,
            provider: ProviderId::from_u128(1),
            role: ProviderRole::HostingProvider,
            contact: ContactId::from_u128(1),
            language: Language::En,
            lines: lines.collect(),
            state,
            is_urgent: false,
            drafted_by: UserId::from_u128(1),
            message_id: "m@unit.example".to_owned(),
            reply_token: String::new(),
            answer_token_sha256: Sha256([0; 32]),
            claims: Vec::new(),
            created_at: RECEIPT,
            updated_at: RECEIPT,
        }
    }

    fn watch(line: u128, last_up_ms: Option<i64>) -> Recheck {
        Recheck {
            id: RecheckId::from_u128(line),
            desk: DeskId::from_u128(1),
            line: LineId::from_u128(line),
            referral: ReferralId::from_u128(1),
            item: ItemId::from_u128(line),
            url: String::new(),
            host: String::new(),
            sent_at: RECEIPT,
            last_up: last_up_ms.map(|ms| RECEIPT.plus_ms(ms)),
            gone_vantages: Vec::new(),
            watch: Watch::Watching,
            next_at: None,
            looks: 1,
        }
    }

    fn removed(after_ms: i64, seen_from_one: bool) -> LineOutcome {
        LineOutcome::Removed {
            removal: RemovalInterval {
                last_up: RECEIPT,
                first_gone: RECEIPT.plus_ms(after_ms),
                seen_from_one,
            },
        }
    }

    /// Goal: what was gone before, never left or was taken back is in no time; one vantage is
    /// counted apart; what is up holds the median back.
    #[test]
    fn each_outcome_is_counted_once() {
        let sent = ReferralState::Sent {
            receipt_at: RECEIPT,
            reminders: 0,
        };
        let outcomes = vec![
            removed(HOUR_MS, false),
            removed(3 * HOUR_MS, true),
            LineOutcome::Open,
            LineOutcome::Refused {
                ground: "public interest".to_owned(),
            },
            LineOutcome::AlreadyGone { at: RECEIPT },
            LineOutcome::SentBack {
                why: "object_changed".to_owned(),
            },
            LineOutcome::Retracted,
        ];
        let one = referral(sent, outcomes);
        let watches: Vec<Recheck> = vec![
            watch(0, None),
            watch(1, None),
            watch(2, Some(2 * HOUR_MS)),
            watch(3, Some(9 * HOUR_MS)),
        ];
        let never_left = referral(ReferralState::Draft, vec![LineOutcome::Open]);
        let figures = measure([(&one, watches.as_slice()), (&never_left, &[])]);
        assert_eq!((figures.referrals, figures.lines), (1, 5));
        assert_eq!((figures.removed, figures.seen_from_one), (1, 1));
        assert_eq!(
            (figures.open, figures.refused, figures.retracted),
            (1, 1, 1)
        );
        assert_eq!(figures.already_gone, 1);
        // 1 h: 3/4; 3 h, two at risk: 3/8.
        assert_eq!(figures.median_ms, Some(3 * HOUR_MS));
        assert_eq!(figures.p90_ms, None);
        let bounced = referral(
            ReferralState::Bounced { at: RECEIPT },
            vec![LineOutcome::Open],
        );
        assert_eq!(measure([(&bounced, [].as_slice())]).bounced, 1);
        let approved = ReferralState::Approved {
            by: UserId::from_u128(2),
            at: RECEIPT,
            event: EventId::from_u128(1),
        };
        let approved = referral(approved, vec![LineOutcome::Open]);
        assert_eq!(measure([(&approved, [].as_slice())]), Figures::default());
    }
}
