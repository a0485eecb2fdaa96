//! What must hold after each step, asked of the raw facts.

use std::collections::BTreeSet;

use super::desk::{Departure, Desk, POLICY, ZONE};
use super::step::{Step, Verb};
use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::{
    Assessment, Conclusion, Designation, Exhibit, Finding, Instrument, ItemState, Line,
    LineOutcome, PageState, ProviderRole, ReferralState, Role, Timestamp, UrlScope,
};

type Held = Result<(), String>;

macro_rules! hold {
    ($condition:expr, $($sentence:tt)+) => {
        if !$condition {
            return Err(format!($($sentence)+));
        }
    };
}

/// Checks everything; the first that does not hold, in a sentence.
pub(super) fn check(before: &Desk, after: &Desk, step: Step) -> Held {
    what_is_written_stays(before, after)?;
    receipts_stand(before, after)?;
    machines_do_not_judge(before, after, step)?;
    judged_by_two(after)?;
    claims_close_nothing(before, after, step)?;
    oversight_reads_and_sends_nothing(before, after)?;
    gone_was_seen_twice(after)?;
    for departure in &after.departures[before.departures.len()..] {
        left_rightly(after, departure)?;
    }
    drafted_and_agreed_rightly(before, after)?;
    volumes(after)
}

/// I11 and the immutability of evidence: rows are added, never rewritten.
fn what_is_written_stays(before: &Desk, after: &Desk) -> Held {
    hold!(
        after.exhibits.starts_with(&before.exhibits),
        "an exhibit changed"
    );
    hold!(
        after.reviews.starts_with(&before.reviews),
        "a review changed"
    );
    hold!(
        after.departures.starts_with(&before.departures),
        "what left changed"
    );
    hold!(
        after.assessments.len() >= before.assessments.len(),
        "an assessment vanished"
    );
    for (old, new) in before.assessments.iter().zip(&after.assessments) {
        let bare = |one: &Assessment| Assessment {
            legal_officer: None,
            ..one.clone()
        };
        hold!(bare(old) == bare(new), "I11: a finding was rewritten");
    }
    for (old, new) in before.items.iter().zip(&after.items) {
        hold!(
            old.created_at == new.created_at,
            "I11: the intake of an item moved"
        );
        hold!(
            old.locators == new.locators,
            "I11: where an item was found changed"
        );
    }
    Ok(())
}

/// I11: a receipt, once written, is the receipt; the clock that runs from it too.
fn receipts_stand(before: &Desk, after: &Desk) -> Held {
    for (old, new) in before.referrals.iter().zip(&after.referrals) {
        hold!(
            new.receipts.starts_with(&old.receipts),
            "I11: a receipt was rewritten"
        );
        if let (Some(was), Some(is)) = (old.row.state.receipt_at(), new.row.state.receipt_at()) {
            hold!(was == is, "I11: the receipt moved from {was} to {is}");
        }
        let approved = |state: &ReferralState| match state {
            ReferralState::Approved { by, at, event } => Some((*by, *at, *event)),
            ReferralState::Sending {
                by,
                approved_at,
                event,
                ..
            }
            | ReferralState::Uncertain {
                by,
                approved_at,
                event,
                ..
            } => Some((*by, *approved_at, *event)),
            _ => None,
        };
        if let (Some(was), Some(is)) = (approved(&old.row.state), approved(&new.row.state)) {
            hold!(was == is, "I11: an approval was rewritten");
        }
    }
    for recheck in &after.rechecks {
        let case = after
            .referrals
            .iter()
            .find(|one| one.row.id == recheck.referral);
        let Some(case) = case else {
            return Err("a watch without a referral".to_owned());
        };
        hold!(
            case.receipts.contains(&recheck.sent_at),
            "I11: a clock runs from no receipt"
        );
    }
    Ok(())
}

/// How far a state is from a machine's reach: what it says about lawfulness, or who acts on it.
fn is_judged(state: &ItemState) -> bool {
    !matches!(
        state,
        ItemState::New
            | ItemState::Triaged
            | ItemState::Capturing
            | ItemState::CaptureFailed
            | ItemState::Captured { .. }
    )
}

/// I12: a match or a score moves nothing beyond `triaged`; no machine judges.
fn machines_do_not_judge(before: &Desk, after: &Desk, step: Step) -> Held {
    for (old, new) in before.items.iter().zip(&after.items) {
        if old.state == new.state {
            continue;
        }
        hold!(
            step.verb != Verb::Match,
            "I12: a match moved an item to {}",
            new.state.name()
        );
        if step.verb == Verb::Triage {
            hold!(
                new.state == ItemState::Triaged,
                "I12: a score moved an item beyond triaged"
            );
        }
        let machine = step.verb.is_unmanned();
        hold!(
            !machine || is_judged(&old.state) || !is_judged(&new.state),
            "I12: a machine judged an item: {}",
            new.state.name()
        );
    }
    Ok(())
}

/// I1 of the case itself: what is actionable was found by two people on one capture, or settled
/// by a third.
fn judged_by_two(after: &Desk) -> Held {
    for item in &after.items {
        let (ItemState::Actionable {
            assessment,
            exhibit,
        }
        | ItemState::Held {
            assessment,
            exhibit,
            ..
        }
        | ItemState::Acting {
            assessment,
            exhibit,
            ..
        }
        | ItemState::Monitoring {
            assessment,
            exhibit,
            ..
        }
        | ItemState::Escalated {
            assessment,
            exhibit,
            ..
        }) = item.state
        else {
            continue;
        };
        let first = after.assessments.iter().find(|one| one.id == assessment);
        let Some(first) = first else {
            return Err("I1: no finding".to_owned());
        };
        let second = after
            .reviews
            .iter()
            .find(|one| one.assessment == assessment);
        let Some(second) = second else {
            return Err("I1: nobody looked again".to_owned());
        };
        hold!(
            first.item == item.id && second.item == item.id,
            "I1: another item was judged"
        );
        hold!(first.exhibit == exhibit, "I1: another capture was judged");
        hold!(
            second.exhibit == exhibit,
            "I1: the second look was at another capture"
        );
        hold!(first.by != second.by, "I1: one person judged twice");
    }
    Ok(())
}

/// A claim is a word: it moves nothing but the list of claims.
fn claims_close_nothing(before: &Desk, after: &Desk, step: Step) -> Held {
    if step.verb != Verb::Claim {
        return Ok(());
    }
    hold!(before.items == after.items, "a claim moved an item");
    for (old, new) in before.referrals.iter().zip(&after.referrals) {
        hold!(old.row.state == new.row.state, "a claim moved a referral");
        hold!(old.row.lines == new.row.lines, "a claim closed a line");
    }
    Ok(())
}

/// I13: oversight can read every item at any time; its hand is in nothing that was done.
fn oversight_reads_and_sends_nothing(before: &Desk, after: &Desk) -> Held {
    let overseer = after
        .people
        .iter()
        .find(|person| person.roles == [Role::Oversight]);
    let Some(overseer) = overseer else {
        return Err("I13: there is no oversight".to_owned());
    };
    for item in &after.items {
        hold!(
            after.can_read(overseer, item.id),
            "I13: oversight cannot read an item"
        );
    }
    let user = overseer.user();
    let new_findings = after.assessments.iter().map(|one| Some(one.by));
    let looks = after
        .assessments
        .iter()
        .map(|one| one.legal_officer.as_ref().map(|look| look.by));
    let reviews = after.reviews.iter().map(|one| Some(one.by));
    let drafts = after.referrals.iter().map(|one| Some(one.row.drafted_by));
    let approvals = after.departures.iter().map(|one| Some(one.approved_by));
    let mut hands = new_findings
        .chain(looks)
        .chain(reviews)
        .chain(drafts)
        .chain(approvals);
    hold!(
        hands.all(|hand| hand.is_none() || hand != user),
        "I13: oversight acted"
    );
    hold!(before.people == after.people, "people changed");
    Ok(())
}

/// Gone is twice seen, ten minutes apart, nothing up in between, nothing else counted.
fn gone_was_seen_twice(after: &Desk) -> Held {
    for line in after.lines() {
        let LineOutcome::Removed { removal } = line.outcome else {
            continue;
        };
        let mut seen: Vec<_> = after
            .sightings
            .iter()
            .filter(|one| one.line == line.id)
            .collect();
        seen.retain(|one| one.at >= removal.last_up);
        let is_gone = |state| {
            matches!(
                state,
                PageState::Gone | PageState::GoneAccount | PageState::DnsGone
            )
        };
        let gone: Vec<Timestamp> = seen
            .iter()
            .filter(|one| is_gone(one.state) && one.at >= removal.first_gone)
            .map(|one| one.at)
            .collect();
        hold!(
            gone.first() == Some(&removal.first_gone),
            "the first sighting gone is invented"
        );
        let confirmed = gone
            .iter()
            .find(|at| at.since_ms(removal.first_gone) >= 10 * MINUTE_MS);
        let Some(confirmed) = confirmed else {
            return Err("gone was not confirmed ten minutes later".to_owned());
        };
        let up_between = seen.iter().any(|one| {
            one.state == PageState::Up && one.at > removal.first_gone && one.at < *confirmed
        });
        hold!(!up_between, "it was up between the two sightings");
        hold!(
            removal.last_up <= removal.first_gone,
            "the interval runs backwards"
        );
    }
    Ok(())
}

/// What is drafted or agreed rests on a look within a day (I6) at the capture that was judged,
/// and on reasons that hold for this item.
fn drafted_and_agreed_rightly(before: &Desk, after: &Desk) -> Held {
    for case in &after.referrals {
        let old = before
            .referrals
            .iter()
            .find(|one| one.row.id == case.row.id);
        let is_agreed_now = old.is_some_and(|old| old.approved != case.approved);
        if old.is_some() && !(is_agreed_now && case.approved.is_some()) {
            continue;
        }
        hold_power(case.row.instrument, &after.designations, after.now)?;
        for line in case.row.open_lines() {
            let exhibit = |id| after.exhibits.iter().find(|one| one.id == id);
            let first = after
                .assessments
                .iter()
                .find(|one| one.id == line.assessment);
            let (Some(assessed), Some(first)) = (exhibit(line.exhibit), first) else {
                return Err("I1: a line without evidence or finding".to_owned());
            };
            hold!(
                first.exhibit == line.exhibit,
                "I1: the finding is about another capture"
            );
            let bytes = |one: &Exhibit| one.records[0].sha256;
            let is_fresh = after.exhibits.iter().any(|one| {
                one.url == assessed.url
                    && bytes(one) == bytes(assessed)
                    && after.now.since_ms(one.captured_at) <= DAY_MS
            });
            hold!(
                is_fresh,
                "I6: a line rests on a look of more than a day ago"
            );
            let words = |one: &Assessment| one.form.categories[0].reason.clone();
            let twins = after.assessments.iter().filter(|one| {
                one.item != line.item && one.at <= after.now && words(one) == words(first)
            });
            for twin in twins {
                let is_same =
                    exhibit(twin.exhibit).is_some_and(|one| bytes(one) == bytes(assessed));
                hold!(is_same, "the same reasons for two things");
            }
        }
    }
    Ok(())
}

/// What left, left rightly.
fn left_rightly(after: &Desk, departure: &Departure) -> Held {
    let case = after
        .referrals
        .iter()
        .find(|one| one.row.id == departure.referral);
    let Some(case) = case else {
        return Err("a departure without a referral".to_owned());
    };
    let row = &case.row;
    hold!(!departure.lines.is_empty(), "a letter without a line left");
    hold!(
        departure.approved_by != row.drafted_by,
        "the drafter let it leave"
    );
    hold!(
        departure.approval_logged,
        "it left before its approval was in the log"
    );
    let approver = after
        .people
        .iter()
        .find(|one| one.user() == Some(departure.approved_by));
    let may_approve = [Role::Reviewer, Role::LegalOfficer];
    hold!(
        approver.is_some_and(|one| one.roles.iter().any(|role| may_approve.contains(role))),
        "somebody without the right let it leave"
    );
    hold!(
        row.is_urgent || is_office_hour(departure.at),
        "mail left at night: {}",
        departure.at
    );
    hold!(
        is_allowed(row.instrument, row.role),
        "I7: {:?} to a {:?}",
        row.instrument,
        row.role
    );
    hold_power(row.instrument, &departure.designations, departure.at)?;
    for line in &departure.lines {
        line_left_rightly(after, departure, line, row.instrument)?;
    }
    Ok(())
}

/// An order is given under a power that stands on that day.
fn hold_power(instrument: Instrument, powers: &[Designation], at: Timestamp) -> Held {
    let stands = powers.iter().any(|power| {
        power.instrument == instrument
            && power.valid_from <= at
            && power.valid_until.is_none_or(|until| at < until)
    });
    hold!(stands || !is_order(instrument), "an order without a power");
    Ok(())
}

fn line_left_rightly(
    after: &Desk,
    departure: &Departure,
    line: &Line,
    instrument: Instrument,
) -> Held {
    let at = after.items.iter().position(|one| one.id == line.item);
    let Some(at) = at else {
        return Err("a line without an item".to_owned());
    };
    let (item, place) = (&after.items[at], &departure.places[at]);

    // I1: a finding and an independent review, both by people, on the same capture.
    let first = departure
        .assessments
        .iter()
        .find(|one| one.id == line.assessment);
    let Some(first) = first else {
        return Err("I1: it left without a finding".to_owned());
    };
    let second = after.reviews.iter().find(|one| Some(one.id) == line.review);
    let Some(second) = second else {
        return Err("I1: it left without a review".to_owned());
    };
    hold!(
        first.item == item.id && second.item == item.id,
        "I1: another item was looked at"
    );
    hold!(
        second.assessment == first.id,
        "I1: the review is of another finding"
    );
    hold!(
        first.exhibit == line.exhibit,
        "I1: the finding is about another capture"
    );
    hold!(
        second.exhibit == line.exhibit,
        "I1: the review is about another capture"
    );
    hold!(first.by != second.by, "I1: one person looked twice");
    let third = first.legal_officer.as_ref().filter(|look| {
        look.by != first.by && look.by != second.by && !look.finding.trim().is_empty()
    });
    let conclusion = first.form.conclusion;
    let actionable = [Conclusion::TerroristContent, Conclusion::IllegalOther];
    hold!(
        actionable.contains(&conclusion),
        "it left on `{}`",
        conclusion.name()
    );
    hold!(
        second.form.conclusion == conclusion || third.is_some(),
        "I1: two findings, no word of a third"
    );

    // I3: one item; an account only on a basis of its own, and never for an order.
    let scope = item.locators[0].scope;
    let is_account = matches!(scope, UrlScope::Profile | UrlScope::Channel);
    hold!(
        scope == UrlScope::Item || (is_account && !is_order(instrument) && third.is_some()),
        "I3: a {} left",
        scope.name()
    );

    // I5: six answers, none present; what is unclear was decided by the legal officer.
    let purposes: BTreeSet<_> = first
        .form
        .exemptions
        .iter()
        .map(|one| one.exemption)
        .collect();
    hold!(
        purposes.len() == 6 && first.form.exemptions.len() == 6,
        "I5: not six answers"
    );
    let said = |finding| {
        first
            .form
            .exemptions
            .iter()
            .any(|one| one.finding == finding)
    };
    hold!(!said(Finding::Present), "I5: an exempt item left");
    hold!(
        !said(Finding::Unclear) || third.is_some(),
        "I5: what was unclear left undecided"
    );
    hold!(
        !first.form.offence.trim().is_empty(),
        "it left without an offence"
    );
    let host = &item.locators[0].host;
    hold!(
        host != "library.test" || third.is_some(),
        "a protected source left without a finding"
    );

    // I6: the very address, captured within a day, showing what was assessed.
    let assessed = departure.exhibits.iter().find(|one| one.id == line.exhibit);
    let Some(assessed) = assessed else {
        return Err("I6: it left without evidence".to_owned());
    };
    let bytes = |one: &Exhibit| one.records.first().map(|record| record.sha256);
    hold!(
        assessed.url.as_deref() == Some(line.url.as_str()),
        "I6: the capture of another address"
    );
    hold!(
        line.url == item.locators[0].url,
        "I6: the address of another item"
    );
    let fresh = departure.exhibits.iter().any(|one| {
        one.url == assessed.url
            && bytes(one) == bytes(assessed)
            && departure.at.since_ms(one.captured_at) <= DAY_MS
    });
    hold!(fresh, "I6: nobody looked within a day");
    let there = place.content.map(|content| [content; 32]);
    hold!(
        there == bytes(assessed).map(|digest| digest.0),
        "I6: something else is there now"
    );
    let addressee = &after.providers[place.provider];
    let row = after
        .referrals
        .iter()
        .find(|one| one.row.id == departure.referral);
    hold!(
        row.is_some_and(|one| one.row.provider == addressee.id),
        "it left for the wrong provider"
    );

    // One reason for many: no two that left share their words without sharing their content.
    for earlier in &after.departures {
        for other in earlier.lines.iter().filter(|other| other.item != line.item) {
            let twin = earlier
                .assessments
                .iter()
                .find(|one| one.id == other.assessment);
            let shown = earlier.exhibits.iter().find(|one| one.id == other.exhibit);
            let same_words = twin.is_some_and(|twin| {
                twin.form.categories[0].reason == first.form.categories[0].reason
            });
            let same_thing = shown.is_some_and(|shown| bytes(shown) == bytes(assessed));
            hold!(!same_words || same_thing, "the same reasons for two things");
        }
    }
    Ok(())
}

/// The caps: lines on one notice, lines to one provider in a day.
fn volumes(after: &Desk) -> Held {
    for case in &after.referrals {
        hold!(
            case.row.lines.len() <= POLICY.lines_max,
            "a notice with too many lines"
        );
        let Some((at, _)) = case.approved else {
            continue;
        };
        let of_provider = after
            .referrals
            .iter()
            .filter(|one| one.row.provider == case.row.provider);
        let of_that_day = of_provider
            .filter_map(|one| one.approved)
            .filter(|(other, _)| *other <= at && at.since_ms(*other) < DAY_MS);
        let lines: usize = of_that_day.map(|(_, lines)| lines).sum();
        let lines_max = usize::try_from(POLICY.lines_per_day_max).unwrap();
        hold!(lines <= lines_max, "{lines} lines to one provider in a day");
    }
    Ok(())
}

/// Sunday to Thursday, 08:00 to 16:00, by arithmetic: the zone has been three hours ahead of UTC
/// without a change of the clocks.
fn is_office_hour(at: Timestamp) -> bool {
    assert_eq!(ZONE, "Asia/Riyadh");
    let local_ms = at.ms() + 3 * HOUR_MS;
    // 1 January 1970 was a Thursday.
    let weekday = (local_ms.div_euclid(DAY_MS) + 4).rem_euclid(7);
    let hour = local_ms.rem_euclid(DAY_MS) / HOUR_MS;
    weekday <= 4 && (8..16).contains(&hour)
}

fn is_order(instrument: Instrument) -> bool {
    use Instrument as I;
    matches!(
        instrument,
        I::TcoRemovalOrder | I::Dsa9Order | I::Fr61Withdrawal | I::Fr61BlockOrDelist
    )
}

/// The matrix once more, written by hand for the roles of the model.
fn is_allowed(instrument: Instrument, role: ProviderRole) -> bool {
    use Instrument as I;
    match role {
        ProviderRole::HostingProvider => instrument != I::Fr61BlockOrDelist,
        ProviderRole::CdnProxy => !matches!(
            instrument,
            I::TcoRemovalOrder | I::Fr61Withdrawal | I::Fr61BlockOrDelist
        ),
        _ => false,
    }
}
