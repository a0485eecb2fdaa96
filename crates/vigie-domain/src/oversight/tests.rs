//! The life of a recommendation, and what makes a case stand high.

use super::*;
use crate::actor::ActorKind;
use crate::assessment::Conclusion;
use crate::id::{AssessmentId, EventId};
use crate::item::Side;
use crate::sample::{AMINA, BRUNO, DESK, EXHIBIT, ITEM, NOON};

const REASONS: &str = "The reasons could stand under any page at all";

fn follow(by: UserId) -> RecommendationCommand {
    RecommendationCommand::Follow { by }
}

fn refuse(by: UserId) -> RecommendationCommand {
    let reasons = REASONS.to_owned();
    RecommendationCommand::Refuse { by, reasons }
}

fn contest(reasons: &str) -> RecommendationCommand {
    let reasons = reasons.to_owned();
    RecommendationCommand::Contest { reasons }
}

fn refused(is_final: bool) -> RecommendationState {
    RecommendationState::Refused {
        by: AMINA,
        at: NOON,
        reasons: REASONS.to_owned(),
        is_final,
    }
}

/// Goal: what every state answers to every command.
#[test]
fn every_state_answers_every_command() {
    #[track_caller]
    fn case(state: &RecommendationState, command: RecommendationCommand, expected: &str) {
        let answer = match state.apply(command, NOON) {
            Ok(next) => next.name().to_owned(),
            Err(refusal) => refusal.to_string(),
        };
        assert_eq!(answer, expected);
    }
    let cannot = |state: &str| format!("a recommendation that is `{state}` cannot do this");
    let twice = "you refused this before it was contested; somebody else answers now";
    let short = "give reasons of at least 20 characters; these have 2";
    let open = RecommendationState::Open;
    case(&open, follow(AMINA), "followed");
    case(&open, refuse(AMINA), "refused");
    case(&open, contest(REASONS), &cannot("open"));
    let nothing = RecommendationCommand::Refuse {
        by: AMINA,
        reasons: " no ".to_owned(),
    };
    case(&open, nothing, short);
    case(&refused(false), contest(REASONS), "contested");
    case(&refused(false), contest("no"), short);
    case(&refused(false), follow(BRUNO), &cannot("refused"));
    case(&refused(true), contest(REASONS), &cannot("refused"));
    let contested = refused(false).apply(contest(REASONS), NOON).unwrap();
    case(&contested, follow(BRUNO), "followed");
    case(&contested, follow(AMINA), twice);
    case(&contested, refuse(AMINA), twice);
    case(&contested, contest(REASONS), &cannot("contested"));
    let over = contested.apply(refuse(BRUNO), NOON).unwrap();
    assert!(matches!(
        over,
        RecommendationState::Refused { is_final: true, .. }
    ));
    assert!(open.waits() && contested.waits() && !over.waits());
}

fn record(user: UserId, event: AuditEvent) -> AuditRecord {
    AuditRecord {
        id: EventId::from_u128(1),
        desk: DESK,
        side: Side::Unit,
        actor: ActorKind::Person { user },
        at: NOON,
        event,
    }
}

/// Goal: a finding without a look is a risk, one with a look is none, and each risk counts once.
#[test]
fn risks_are_read_from_the_record() {
    let assessed = record(
        AMINA,
        AuditEvent::ItemAssessed {
            item: ITEM,
            assessment: AssessmentId::from_u128(1),
            conclusion: Conclusion::Lawful,
            second_eyes: false,
        },
    );
    let seen_by = |user| {
        let (exhibit, item) = (EXHIBIT, ITEM);
        record(user, AuditEvent::ExhibitRevealed { exhibit, item })
    };
    assert_eq!(risks_of([&assessed]), [Risk::Unseen]);
    assert_eq!(risks_of([&seen_by(BRUNO), &assessed]), [Risk::Unseen]);
    assert_eq!(risks_of([&seen_by(AMINA), &assessed]), []);
    let back = record(
        AMINA,
        AuditEvent::ItemCameBack {
            item: ITEM,
            reupload_of: None,
        },
    );
    assert_eq!(risks_of([&back, &back]), [Risk::CameBack]);
    let points: Vec<u32> = Risk::ALL.into_iter().map(Risk::points).collect();
    assert!(points.is_sorted_by(|a, b| a > b), "{points:?}");
}

/// Goal: a recommendation is stored and read back whole.
#[test]
fn it_is_read_back_whole() {
    let contested = refused(false).apply(contest(REASONS), NOON).unwrap();
    for state in [RecommendationState::Open, refused(true), contested] {
        let one = Recommendation {
            id: RecommendationId::from_u128(1),
            desk: DESK,
            item: ITEM,
            asked: Asked::Retract,
            reasons: REASONS.to_owned(),
            by: BRUNO,
            at: NOON,
            state,
        };
        let text = serde_json::to_string(&one).unwrap();
        assert_eq!(serde_json::from_str::<Recommendation>(&text).unwrap(), one);
    }
}
