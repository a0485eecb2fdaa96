//! Every state of a referral × every command; the guards, each in the shape of its cause.

#![expect(clippy::needless_pass_by_value, reason = "rows of a table are values")]

use super::*;
use crate::assessment::{Conclusion, Exemption, Finding, FindingForm, LegalLook};
use crate::exhibit::CaptureStatus;
use crate::id::DesignationId;
use crate::sample::{
    AMINA, BRUNO, CHIARA, DESK, EVENT, NOON, URL, answer, assessment, exhibit, form, line,
    referral, review,
};

fn states() -> Vec<ReferralState> {
    use ReferralState as S;
    let (by, at, event, since) = (BRUNO, NOON, EVENT, NOON.plus_ms(1));
    let (approved_at, receipt_at) = (NOON, NOON.plus_ms(2));
    vec![
        S::Draft,
        S::Approved { by, at, event },
        S::Sending {
            by,
            approved_at,
            event,
            since,
        },
        S::Uncertain {
            by,
            approved_at,
            event,
            since,
        },
        S::Sent {
            receipt_at,
            reminders: 0,
        },
        S::Waiting { receipt_at, since },
        S::Bounced { at },
        S::Closed { at },
        S::Withdrawn { at },
        S::Retracted { at },
    ]
}

fn commands() -> Vec<(&'static str, ReferralCommand)> {
    use ReferralCommand as C;
    vec![
        (
            "approve",
            C::Approve {
                by: BRUNO,
                event: EVENT,
            },
        ),
        ("begin", C::BeginSending),
        (
            "receipt",
            C::RecordReceipt {
                receipt_at: NOON.plus_ms(2),
            },
        ),
        ("not sent", C::RecordNotSent),
        ("uncertain", C::RecordUncertain),
        ("arrived", C::SettleUncertain { arrived: true }),
        ("not arrived", C::SettleUncertain { arrived: false }),
        ("bounce", C::RecordBounce),
        ("readdress", C::Readdress),
        ("reminder", C::RecordReminder),
        ("await liaison", C::AwaitLiaison),
        ("close", C::Close),
        ("withdraw", C::Withdraw),
        ("retract", C::Retract),
    ]
}

/// Every arrow there is: from, command, to. What is not here is refused.
const ARROWS: &[(&str, &str, &str)] = &[
    ("draft", "approve", "approved"),
    ("approved", "begin", "sending"),
    ("sending", "receipt", "sent"),
    ("sending", "not sent", "approved"),
    ("sending", "uncertain", "uncertain"),
    ("uncertain", "arrived", "sent"),
    ("uncertain", "not arrived", "approved"),
    ("sending", "bounce", "bounced"),
    ("uncertain", "bounce", "bounced"),
    ("sent", "bounce", "bounced"),
    ("waiting", "bounce", "bounced"),
    ("bounced", "readdress", "draft"),
    ("sent", "reminder", "sent"),
    ("sent", "await liaison", "waiting"),
    ("sent", "close", "closed"),
    ("waiting", "close", "closed"),
    ("bounced", "close", "closed"),
    ("draft", "withdraw", "withdrawn"),
    ("approved", "withdraw", "withdrawn"),
    ("uncertain", "retract", "retracted"),
    ("sent", "retract", "retracted"),
    ("waiting", "retract", "retracted"),
    ("closed", "retract", "retracted"),
];

/// Goal: the drawing is the whole life of a referral. Method: every state × every command.
#[test]
fn every_state_answers_every_command() {
    let mut arrows = 0;
    for state in states() {
        for (word, command) in commands() {
            let from = state.name();
            let answer = referral(state.clone()).apply(command, NOON.plus_ms(9));
            let mut to = ARROWS
                .iter()
                .filter(|(state, command, _)| *state == from && *command == word);
            if let Some((.., to)) = to.next() {
                assert_eq!(
                    answer.map(|next| next.name()),
                    Ok(*to),
                    "{word} from {from}"
                );
                arrows += 1;
            } else {
                let refusal = ReferralRefusal::WrongState { state: from };
                assert_eq!(answer, Err(refusal), "{word} from {from}");
            }
        }
    }
    assert_eq!(
        arrows,
        ARROWS.len(),
        "an arrow of the table names a state or command there is not"
    );
}

/// Goal: whoever wrote it does not let it leave; a reviewer may.
#[test]
fn the_drafter_does_not_approve() {
    let draft = referral(ReferralState::Draft);
    let approve = |by| draft.apply(ReferralCommand::Approve { by, event: EVENT }, NOON);
    assert_eq!(approve(AMINA), Err(ReferralRefusal::SamePairOfEyes));
    assert_eq!(
        approve(BRUNO),
        Ok(ReferralState::Approved {
            by: BRUNO,
            at: NOON,
            event: EVENT
        })
    );
}

/// Goal: nothing to say is not said. Lines that went back to the analyst count as nothing.
#[test]
fn a_referral_without_an_open_line_goes_nowhere() {
    let sent_back = line(LineOutcome::SentBack {
        why: "object_changed".to_owned(),
    });
    for lines in [Vec::new(), vec![sent_back]] {
        let mut draft = referral(ReferralState::Draft);
        draft.lines.clone_from(&lines);
        let approve = ReferralCommand::Approve {
            by: BRUNO,
            event: EVENT,
        };
        assert_eq!(draft.apply(approve, NOON), Err(ReferralRefusal::NoLine));

        let approved = ReferralState::Approved {
            by: BRUNO,
            at: NOON,
            event: EVENT,
        };
        let mut approved = referral(approved);
        approved.lines = lines;
        let begin = ReferralCommand::BeginSending;
        assert_eq!(approved.apply(begin, NOON), Err(ReferralRefusal::NoLine));
    }
}

/// Goal: when it was agreed, and when it was received, survive every detour (I11).
#[test]
fn instants_once_written_do_not_move() {
    let mut one = referral(ReferralState::Approved {
        by: BRUNO,
        at: NOON,
        event: EVENT,
    });
    let mut later = NOON;
    let mut apply = |one: &mut Referral, command| {
        later = later.plus_ms(HOUR_MS);
        one.state = one.apply(command, later).unwrap();
        later
    };
    let approved = one.state.clone();
    apply(&mut one, ReferralCommand::BeginSending);
    apply(&mut one, ReferralCommand::RecordNotSent);
    assert_eq!(one.state, approved);
    let begun = apply(&mut one, ReferralCommand::BeginSending);
    apply(&mut one, ReferralCommand::RecordUncertain);
    let mut found = one.clone();
    apply(
        &mut one,
        ReferralCommand::SettleUncertain { arrived: false },
    );
    assert_eq!(one.state, approved);

    // Arrived: the receipt is the moment it was handed over, not the moment somebody found out.
    apply(
        &mut found,
        ReferralCommand::SettleUncertain { arrived: true },
    );
    assert_eq!(
        found.state,
        ReferralState::Sent {
            receipt_at: begun,
            reminders: 0
        }
    );
    apply(&mut found, ReferralCommand::RecordReminder);
    assert_eq!(
        found.state,
        ReferralState::Sent {
            receipt_at: begun,
            reminders: 1
        }
    );
    apply(&mut found, ReferralCommand::AwaitLiaison);
    assert_eq!(found.state.receipt_at(), Some(begun));
}

/// Goal: what may have left is treated as if it had.
#[test]
fn what_has_left() {
    let stayed: Vec<_> = states()
        .into_iter()
        .filter(|state| !state.has_left())
        .map(|state| state.name())
        .collect();
    assert_eq!(stayed, ["draft", "approved", "withdrawn"]);
    let clocked: Vec<_> = states()
        .into_iter()
        .filter(|state| state.receipt_at().is_some())
        .map(|state| state.name())
        .collect();
    assert_eq!(clocked, ["sent", "waiting"]);
}

/// Goal: reminders 24 and 72 hours after the receipt, then the liaison officer a day later.
#[test]
fn reminders_fall_due() {
    #[track_caller]
    fn case(reminders: u8, after_hours: i64, nudge: Nudge) {
        let sent = referral(ReferralState::Sent {
            receipt_at: NOON,
            reminders,
        });
        assert_eq!(
            sent.next_nudge(),
            Some((NOON.plus_ms(after_hours * HOUR_MS), nudge))
        );
    }
    case(0, 24, Nudge::Remind);
    case(1, 72, Nudge::Remind);
    case(2, 96, Nudge::AwaitLiaison);
    case(u8::MAX, 96, Nudge::AwaitLiaison);
    for state in states().into_iter().filter(|state| state.name() != "sent") {
        assert_eq!(referral(state).next_nudge(), None);
    }
}

/// A line that every guard lets pass, and room to spoil it.
struct Facts {
    url: String,
    scope: UrlScope,
    assessment: Assessment,
    review: Option<Review>,
    exhibit: Exhibit,
    verified_at: Timestamp,
    protected_domain: Option<String>,
    reasons_repeat: bool,
    account_items: usize,
    instrument: Instrument,
    role: ProviderRole,
    grade: Grade,
    designations: Vec<Designation>,
    now: Timestamp,
}

impl Facts {
    fn good() -> Self {
        Self {
            url: URL.to_owned(),
            scope: UrlScope::Item,
            assessment: assessment(),
            review: Some(review()),
            exhibit: exhibit(),
            verified_at: NOON,
            protected_domain: None,
            reasons_repeat: false,
            account_items: 0,
            instrument: Instrument::TcoReferral,
            role: ProviderRole::HostingProvider,
            grade: Grade::High,
            designations: Vec::new(),
            now: NOON,
        }
    }

    fn check(&self) -> Result<(), ReferralRefusal> {
        let facts = LineFacts {
            url: &self.url,
            scope: self.scope,
            assessment: &self.assessment,
            review: self.review.as_ref(),
            exhibit: &self.exhibit,
            verified_at: self.verified_at,
            protected_domain: self.protected_domain.as_deref(),
            reasons_repeat: self.reasons_repeat,
            account_items: self.account_items,
            instrument: self.instrument,
            role: self.role,
            grade: self.grade,
            designations: &self.designations,
        };
        check_line(&facts, &ReferralPolicy::default(), self.now)
    }
}

/// What the guards say to a good line after one change.
#[track_caller]
fn case(spoil: impl FnOnce(&mut Facts), expected: Result<(), ReferralRefusal>) {
    let mut facts = Facts::good();
    spoil(&mut facts);
    assert_eq!(facts.check(), expected);
}

#[expect(clippy::unnecessary_wraps, reason = "put where an assessment has it")]
fn look(by: UserId) -> Option<LegalLook> {
    let finding = "a catalogue page without a purpose of its own".to_owned();
    Some(LegalLook {
        by,
        at: NOON,
        finding,
    })
}

fn designation(instrument: Instrument) -> Designation {
    Designation {
        id: DesignationId::from_u128(1),
        desk: DESK,
        instrument,
        authority: "Competent authority of Testland".to_owned(),
        article: "Article 12".to_owned(),
        document: "Decree 1 of 2026".to_owned(),
        valid_from: NOON,
        valid_until: None,
    }
}

/// Goal: the line all refusals below start from does pass.
#[test]
fn a_good_line_passes() {
    case(|_| {}, Ok(()));
}

/// Goal: guard 1. A bulk list without a look at each address cannot become a notice.
#[test]
fn guard_1_no_line_without_a_fresh_look_at_this_very_address() {
    use ReferralRefusal as R;
    let age_ms_max = CAPTURE_FRESH_MS;
    case(|f| f.url = format!("{URL}?page=2"), Err(R::NotThisAddress));
    case(|f| f.exhibit.url = None, Err(R::NotThisAddress));
    case(
        |f| f.exhibit.id = ExhibitId::from_u128(0x33),
        Err(R::NotThisAddress),
    );
    case(|f| f.exhibit.erased_at = Some(NOON), Err(R::NotThisAddress));
    case(
        |f| {
            // A shortener led here; the line names where it led.
            f.exhibit.url = Some("https://short.test/z".to_owned());
            f.exhibit.url_final = Some(URL.to_owned());
        },
        Ok(()),
    );
    case(|f| f.now = NOON.plus_ms(age_ms_max), Ok(()));
    case(
        |f| f.now = NOON.plus_ms(age_ms_max + 1),
        Err(R::StaleCapture {
            age_ms: age_ms_max + 1,
            age_ms_max,
        }),
    );
    case(
        |f| {
            // Seen again since, unchanged: the look is as fresh as the last capture.
            f.now = NOON.plus_ms(3 * age_ms_max);
            f.verified_at = NOON.plus_ms(2 * age_ms_max);
        },
        Ok(()),
    );
}

/// Goal: a capture that shows a login, a tombstone or a refusal shows nothing of the item.
#[test]
fn guard_1_a_capture_of_nothing_is_no_look() {
    for status in [CaptureStatus::Complete, CaptureStatus::Partial] {
        case(|f| f.exhibit.status = status, Ok(()));
    }
    for status in [
        CaptureStatus::Gone,
        CaptureStatus::LoginWall,
        CaptureStatus::GeoBlocked,
    ] {
        case(
            |f| f.exhibit.status = status,
            Err(ReferralRefusal::NotThisAddress),
        );
    }
}

/// Goal: guard 2. Collections, searches, home and tag pages are never the object of a notice.
#[test]
fn guard_2_one_item_only() {
    use UrlScope as S;
    for scope in [
        S::Collection,
        S::Search,
        S::Tag,
        S::SiteRoot,
        S::Redirector,
        S::Unknown,
    ] {
        for instrument in Instrument::ALL {
            case(
                |f| {
                    f.scope = scope;
                    f.instrument = instrument;
                    f.account_items = 1_000;
                    f.assessment.legal_officer = look(CHIARA);
                    f.designations = vec![designation(instrument)];
                },
                Err(ReferralRefusal::ScopeNotItem {
                    scope: scope.name(),
                }),
            );
        }
    }
}

/// Goal: guard 2. An account is never ordered away, and referred only on a basis of its own.
#[test]
fn guard_2_an_account_needs_its_own_basis() {
    use ReferralRefusal as R;
    let items_min = ReferralPolicy::default().account_items_min;
    for scope in [UrlScope::Profile, UrlScope::Channel] {
        let unfounded = Err(R::AccountWithoutBasis {
            scope: scope.name(),
            items_min,
        });
        let spoil = |items: usize, officer: Option<LegalLook>| {
            move |f: &mut Facts| {
                f.scope = scope;
                f.account_items = items;
                f.assessment.legal_officer = officer;
            }
        };
        case(spoil(0, None), unfounded.clone());
        case(spoil(items_min, None), unfounded.clone());
        case(spoil(items_min - 1, look(CHIARA)), unfounded.clone());
        case(spoil(items_min, look(AMINA)), unfounded.clone());
        case(spoil(items_min, look(BRUNO)), unfounded);
        case(spoil(items_min, look(CHIARA)), Ok(()));
        for order in Instrument::ALL
            .into_iter()
            .filter(|instrument| instrument.is_binding())
        {
            case(
                |f| {
                    spoil(1_000, look(CHIARA))(f);
                    f.instrument = order;
                    f.designations = vec![designation(order)];
                },
                Err(R::AccountForOrder {
                    scope: scope.name(),
                }),
            );
        }
    }
}

/// Goal: guard 3. A library, the press, a government: only with the legal officer's finding.
#[test]
fn guard_3_protected_sources_need_a_written_finding() {
    let refused = Err(ReferralRefusal::ProtectedSource {
        domain: "loc.gov".to_owned(),
    });
    let spoil = |officer: Option<LegalLook>| {
        |f: &mut Facts| {
            f.protected_domain = Some("loc.gov".to_owned());
            f.assessment.legal_officer = officer;
        }
    };
    case(spoil(None), refused.clone());
    case(spoil(look(CHIARA)), Ok(()));
    // A word on one's own finding is none, nor is an empty one.
    case(spoil(look(AMINA)), refused.clone());
    case(spoil(look(BRUNO)), refused.clone());
    let blank = LegalLook {
        finding: " \n".to_owned(),
        ..look(CHIARA).unwrap()
    };
    case(spoil(Some(blank)), refused);
}

/// Goal: guard 4. One tick for five hundred items is refused: by its words, and by its number.
#[test]
fn guard_4_reasons_are_of_this_item() {
    case(
        |f| f.reasons_repeat = true,
        Err(ReferralRefusal::SameReasons),
    );
    case(
        |f| f.assessment.form.categories.clear(),
        Err(ReferralRefusal::Finding(AssessmentRefusal::CategoryMissing)),
    );
}

/// Goal: guard 4. A long notice and an unusual day stop the batch.
#[test]
fn guard_4_batches_are_capped() {
    #[track_caller]
    fn case(lines: usize, lines_today: u32, expected: Result<(), ReferralRefusal>) {
        let policy = ReferralPolicy {
            lines_max: 20,
            lines_per_day_max: 50,
            ..Default::default()
        };
        assert_eq!(check_batch(lines, lines_today, &policy), expected);
    }
    let too_many = |lines| {
        Err(ReferralRefusal::TooManyLines {
            lines,
            lines_max: 20,
        })
    };
    let outlier = |lines_today| {
        Err(ReferralRefusal::OutlierVolume {
            lines_today,
            lines_max: 50,
        })
    };
    case(0, 0, Err(ReferralRefusal::NoLine));
    case(1, 0, Ok(()));
    case(20, 0, Ok(()));
    case(21, 0, too_many(21));
    case(550, 0, too_many(550));
    case(20, 30, Ok(()));
    case(20, 31, outlier(51));
    case(1, 50, outlier(51));
    case(1, u32::MAX, outlier(u32::MAX));
    case(usize::MAX, 0, too_many(usize::MAX));
}

/// Goal: guard 5. A desk orders only as the authority a dated document made it.
#[test]
fn guard_5_an_order_needs_the_power_to_order() {
    let order = Instrument::TcoRemovalOrder;
    let refused = InstrumentRefusal::NoDesignation {
        instrument: order.name(),
    };
    case(|f| f.instrument = order, Err(refused.clone().into()));
    case(
        |f| {
            f.instrument = order;
            f.designations = vec![designation(Instrument::Dsa9Order)];
        },
        Err(refused.into()),
    );
    case(
        |f| {
            f.instrument = order;
            f.designations = vec![designation(order)];
        },
        Ok(()),
    );
}

/// Goal: guard 6. What was sent can be taken back from wherever it stands; the ground is open.
#[test]
fn guard_6_there_is_always_a_way_back() {
    for state in states() {
        let arrived = matches!(state.name(), "uncertain" | "sent" | "waiting" | "closed");
        let answer = referral(state).apply(ReferralCommand::Retract, NOON);
        assert_eq!(answer.is_ok(), arrived);
    }
    assert_eq!(crate::retraction::RETRACT_WITHIN_MS, HOUR_MS);
}

/// Goal: guard 7. A letter of the night waits for the morning of whoever reads it.
#[test]
fn guard_7_mail_waits_for_the_office() {
    let mut contact = crate::sample::contact();
    "America/Los_Angeles".clone_into(&mut contact.zone);
    // 00:30 in San Francisco; the office opens at 09:00, 17:00 UTC.
    let night = NOON.plus_ms(-7 * HOUR_MS / 2);
    assert_eq!(contact.next_open(night), Some(NOON.plus_ms(5 * HOUR_MS)));
    contact.hours = None;
    assert_eq!(
        contact.next_open(night),
        Some(night),
        "staffed around the clock"
    );
}

/// Goal: I1. Nothing without the independent look of a second person at the same capture.
#[test]
fn a_line_needs_an_independent_review() {
    use ReferralRefusal::NotReviewed;
    let change =
        |change: fn(&mut Review)| move |f: &mut Facts| f.review.iter_mut().for_each(change);
    case(|f| f.review = None, Err(NotReviewed));
    case(change(|r| r.by = AMINA), Err(NotReviewed));
    case(
        change(|r| r.assessment = AssessmentId::from_u128(0x44)),
        Err(NotReviewed),
    );
    case(
        change(|r| r.exhibit = ExhibitId::from_u128(0x33)),
        Err(NotReviewed),
    );
    case(
        change(|r| r.agreement = Agreement::Disagree),
        Err(NotReviewed),
    );
    // A third person settled the disagreement; one of the two cannot.
    let disputed = |by| {
        move |f: &mut Facts| {
            change(|r| r.agreement = Agreement::Disagree)(f);
            f.assessment.legal_officer = look(by);
        }
    };
    case(disputed(CHIARA), Ok(()));
    case(disputed(AMINA), Err(NotReviewed));
    case(disputed(BRUNO), Err(NotReviewed));
    // The officer's word stands beside the second look, not in its place.
    case(
        |f| {
            f.review = None;
            f.assessment.legal_officer = look(CHIARA);
        },
        Err(NotReviewed),
    );
}

/// Goal: nothing leaves on what is lawful, exempt, against the terms only, or untold.
#[test]
fn a_line_needs_an_actionable_finding() {
    for conclusion in Conclusion::ALL.into_iter().filter(|c| !c.is_actionable()) {
        case(
            |f| f.assessment.form = form(conclusion),
            Err(ReferralRefusal::NotActionable {
                conclusion: conclusion.name(),
            }),
        );
    }
    case(
        |f| f.assessment.form = form(Conclusion::IllegalOther),
        Ok(()),
    );
}

/// Goal: I5. A purpose that is present ends it; an unclear one, by either, asks the legal officer.
#[test]
fn a_line_needs_the_six_answers() {
    for exemption in Exemption::ALL {
        let name = exemption.name();
        let say = |form: &mut FindingForm, finding| answer(form, exemption, finding);
        case(
            |f| say(&mut f.assessment.form, Finding::Present),
            Err(AssessmentRefusal::IsExempt { exemption: name }.into()),
        );
        let unclear = Err(ReferralRefusal::ExemptionUnclear { exemption: name });
        case(
            |f| say(&mut f.assessment.form, Finding::Unclear),
            unclear.clone(),
        );
        case(
            |f| {
                f.review
                    .iter_mut()
                    .for_each(|r| say(&mut r.form, Finding::Unclear));
            },
            unclear.clone(),
        );
        case(
            |f| {
                say(&mut f.assessment.form, Finding::Unclear);
                f.assessment.legal_officer = look(CHIARA);
            },
            Ok(()),
        );
        case(
            |f| {
                say(&mut f.assessment.form, Finding::Unclear);
                f.assessment.legal_officer = look(AMINA);
            },
            unclear,
        );
    }
}

/// Goal: a guess is no address, and I7: the role must allow the instrument.
#[test]
fn a_line_needs_an_addressee() {
    for grade in [Grade::Low, Grade::Medium] {
        case(
            |f| f.grade = grade,
            Err(ReferralRefusal::WeakTrace {
                grade: grade.name(),
            }),
        );
    }
    case(|f| f.grade = Grade::Confirmed, Ok(()));
    let refused = InstrumentRefusal::RoleNotAllowed {
        instrument: "tco_referral",
        role: "network",
    };
    case(|f| f.role = ProviderRole::Network, Err(refused.into()));
}

/// Goal: a claim is a word, and has one of five.
#[test]
fn claims_and_outcomes_have_stable_names() {
    let removal = |seen_from_one| LineOutcome::Removed {
        removal: RemovalInterval {
            last_up: NOON,
            first_gone: NOON,
            seen_from_one,
        },
    };
    assert_eq!(removal(false).name(), "gone");
    assert_eq!(removal(true).name(), "gone_seen_from_one");
    assert_eq!(LineOutcome::Open.name(), "open");
    assert_eq!(ClaimKind::Removed { stated_at: None }.name(), "removed");
    assert_eq!(ClaimKind::Message.name(), "message");
}

/// Goal: only lines without an outcome are still asked for.
#[test]
fn open_lines_are_those_without_an_outcome() {
    let mut one = referral(ReferralState::Draft);
    one.lines.push(line(LineOutcome::NoAnswer));
    one.lines.push(line(LineOutcome::AlreadyGone { at: NOON }));
    assert_eq!(one.open_lines().count(), 1);
}
