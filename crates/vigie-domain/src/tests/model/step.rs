//! What people, machines and the world try: mostly what comes next, sometimes what must not.

use proptest::prelude::*;

use super::desk::{Answer, Desk, Refused};
use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::{Conclusion, Instrument, ItemCommand, ItemState, ReferralState};

/// One thing tried.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) verb: Verb,
    /// Which item, referral or watch, counted around.
    pub(super) at: u8,
    /// Which person, counted around.
    pub(super) by: u8,
    /// A choice among what the verb can mean.
    pub(super) pick: u8,
    /// 0 is how it should be done; the others are ways of doing it wrong.
    pub(super) twist: u8,
}

/// What is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// Whatever comes next for an item.
    Item,
    /// Whatever comes next for a referral.
    Referral,
    AddItem,
    Match,
    Triage,
    Capture,
    FailCapture,
    CloseNotItem,
    Assess,
    Review,
    Settle,
    LegalLook,
    Hold,
    Clear,
    Draft,
    Approve,
    Integrate,
    Dispatch,
    Deliver,
    SettleUncertain,
    Bounce,
    Readdress,
    Withdraw,
    Nudge,
    Claim,
    Look,
    Close,
    Retract,
    Reopen,
    Designate,
    /// The object at an address is removed, replaced or put back.
    Change,
    /// The object moves to another provider.
    Move,
    /// What a provider does to an item it was told of, and the look that finds out.
    Watch,
    /// Time passes.
    Wait,
}

impl Verb {
    /// Whether no person is needed: a machine, the world, or somebody outside.
    pub(super) fn is_unmanned(self) -> bool {
        matches!(
            self,
            Self::Match
                | Self::Triage
                | Self::Capture
                | Self::FailCapture
                | Self::Integrate
                | Self::Dispatch
                | Self::Deliver
                | Self::Bounce
                | Self::Nudge
                | Self::Claim
                | Self::Look
                | Self::Change
                | Self::Move
                | Self::Watch
                | Self::Wait
        )
    }
}

/// A step: two thirds of them what comes next, the rest anything.
pub(super) fn any_step() -> impl Strategy<Value = Step> {
    use Verb as V;
    let wild = vec![
        V::Match,
        V::Triage,
        V::Capture,
        V::FailCapture,
        V::CloseNotItem,
        V::Assess,
        V::Review,
        V::Settle,
        V::LegalLook,
        V::Hold,
        V::Clear,
        V::Draft,
        V::Approve,
        V::Integrate,
        V::Dispatch,
        V::Deliver,
        V::SettleUncertain,
        V::Bounce,
        V::Readdress,
        V::Withdraw,
        V::Nudge,
        V::Claim,
        V::Look,
        V::Close,
        V::Retract,
        V::Reopen,
        V::Designate,
        V::Change,
        V::Move,
    ];
    let verb = prop_oneof![
        22 => Just(V::Item),
        16 => Just(V::Referral),
        3 => Just(V::AddItem),
        3 => Just(V::Look),
        3 => Just(V::Wait),
        1 => Just(V::Change),
        1 => Just(V::Designate),
        8 => proptest::sample::select(wild),
    ];
    let twist = prop_oneof![8 => Just(0_u8), 2 => 1_u8..8];
    (verb, any::<u8>(), any::<u8>(), any::<u8>(), twist).prop_map(|(verb, at, by, pick, twist)| {
        Step {
            verb,
            at,
            by,
            pick,
            twist,
        }
    })
}

const WAITS_MS: [i64; 10] = [
    MINUTE_MS,
    10 * MINUTE_MS - 1,
    10 * MINUTE_MS,
    10 * MINUTE_MS,
    HOUR_MS,
    HOUR_MS,
    4 * HOUR_MS,
    19 * HOUR_MS,
    DAY_MS + 1,
    3 * DAY_MS,
];

impl Desk {
    /// Tries a step. On a refusal the caller puts the desk back as it was.
    pub(super) fn attempt(&mut self, step: Step) -> Answer {
        let answer = self.dispatch_step(step);
        if let Err(refused) = &answer {
            self.refusals.insert(refused.to_string());
        }
        answer
    }

    fn dispatch_step(&mut self, step: Step) -> Answer {
        use Verb as V;
        let Step {
            verb, pick, twist, ..
        } = step;
        match verb {
            V::AddItem if self.items.len() < 5 => {
                let person = if twist == 0 { 0 } else { self.person(step) };
                return self.add_item(person, pick, step.by);
            }
            V::Designate => {
                let instrument = match pick % 16 {
                    other @ 0..8 => Instrument::ALL[usize::from(other)],
                    _ => Instrument::TcoRemovalOrder,
                };
                let person = if twist == 0 { 7 } else { self.person(step) };
                return self.designate(person, instrument, step.at);
            }
            V::Wait => {
                self.now = self
                    .now
                    .plus_ms(WAITS_MS[usize::from(pick) % WAITS_MS.len()]);
                return Ok(());
            }
            V::Integrate => {
                self.integrate();
                return Ok(());
            }
            V::Look => {
                let index = around(step.at, self.rechecks.len())?;
                return self.look(index, pick.is_multiple_of(2), twist);
            }
            _ => {}
        }
        match verb {
            V::Referral
            | V::Approve
            | V::Dispatch
            | V::Deliver
            | V::SettleUncertain
            | V::Bounce
            | V::Readdress
            | V::Withdraw
            | V::Nudge
            | V::Claim
            | V::Close
            | V::Retract => {
                let index = around(step.at, self.referrals.len())?;
                self.on_referral(index, step)
            }
            _ => {
                let index = around(step.at, self.items.len())?;
                self.on_item(index, step)
            }
        }
    }

    fn person(&self, step: Step) -> usize {
        usize::from(step.by) % self.people.len()
    }

    /// Somebody with the right where the step is what comes next; anybody where it is wild.
    fn able(&self, step: Step, permission: crate::Permission) -> usize {
        let able: Vec<usize> = (0..self.people.len())
            .filter(|at| self.people[*at].may(permission))
            .collect();
        match step.verb {
            Verb::Item | Verb::Referral => able[usize::from(step.by) % able.len()],
            _ => self.person(step),
        }
    }

    fn on_item(&mut self, index: usize, step: Step) -> Answer {
        use crate::Permission as P;
        let Step { pick, twist, .. } = step;
        let verb = if step.verb == Verb::Item {
            self.next_for_item(index, pick)
        } else {
            step.verb
        };
        // Most findings are that something may leave; else nothing ever would.
        let conclusion = match pick % 12 {
            0..=9 => Conclusion::TerroristContent,
            _ => Conclusion::ALL[usize::from(step.by) % Conclusion::ALL.len()],
        };
        let draw = u16::from(step.by) * 4;
        match verb {
            Verb::Match => {
                self.record_match(index, u16::from(pick));
                Ok(())
            }
            Verb::Triage => self.move_item(index, ItemCommand::Triage),
            Verb::Capture => self.capture(index),
            Verb::FailCapture => {
                self.move_item(index, ItemCommand::StartCapture)?;
                if twist.is_multiple_of(2) {
                    self.move_item(index, ItemCommand::FailCapture)?;
                }
                Ok(())
            }
            Verb::CloseNotItem => self.close_not_item(index, self.able(step, P::AssessItem)),
            Verb::Assess => self.assess(
                index,
                self.able(step, P::AssessItem),
                conclusion,
                twist,
                draw,
            ),
            Verb::Review => self.review(
                index,
                self.able(step, P::ReviewItem),
                conclusion,
                twist,
                draw,
            ),
            Verb::Settle => self.settle(index, self.able(step, P::SettleItem), conclusion),
            Verb::LegalLook => self.look_legally(index, self.able(step, P::SettleItem), twist),
            Verb::Hold => self.hold(index, self.able(step, P::SettleItem)),
            Verb::Clear => self.clear(index, self.able(step, P::SettleItem)),
            Verb::Draft => {
                let instrument = match pick % 8 {
                    0 => Instrument::TcoRemovalOrder,
                    1 => Instrument::ALL[usize::from(step.by) % Instrument::ALL.len()],
                    _ => Instrument::TcoReferral,
                };
                let lines = [1, 1, 2, 3][usize::from(pick / 8 % 4)];
                self.draft(
                    index,
                    self.able(step, P::DraftReferral),
                    instrument,
                    lines,
                    twist,
                )
            }
            Verb::Reopen => self.reopen(index, self.able(step, P::ReopenItem)),
            Verb::Change => {
                self.places[index].content = (!pick.is_multiple_of(3)).then_some(pick / 3 % 4);
                Ok(())
            }
            Verb::Watch => {
                if pick.is_multiple_of(4) {
                    self.places[index].content = None;
                } else if pick % 16 == 1 {
                    self.places[index].content = Some(step.by % 4);
                }
                let id = self.items[index].id;
                let watch = self.rechecks.iter().rposition(|one| one.item == id);
                self.now = self.now.plus_ms(11 * MINUTE_MS);
                self.look(
                    watch.ok_or(Refused::Nothing)?,
                    pick.is_multiple_of(3),
                    twist,
                )
            }
            Verb::Move => {
                self.places[index].provider = usize::from(pick) % self.providers.len();
                Ok(())
            }
            _ => Err(Refused::Nothing),
        }
    }

    fn next_for_item(&self, index: usize, pick: u8) -> Verb {
        match self.items[index].state {
            ItemState::New if pick.is_multiple_of(4) => Verb::Triage,
            ItemState::New
            | ItemState::Triaged
            | ItemState::Capturing
            | ItemState::CaptureFailed => Verb::Capture,
            ItemState::Captured { .. } if pick.is_multiple_of(6) => Verb::Capture,
            ItemState::Captured { .. } => Verb::Assess,
            ItemState::Assessed { .. } => Verb::Review,
            ItemState::Disputed { .. } => Verb::Settle,
            ItemState::Actionable { .. } if pick.is_multiple_of(4) => Verb::LegalLook,
            ItemState::Escalated { .. } if pick.is_multiple_of(2) => Verb::Watch,
            ItemState::Actionable { .. } | ItemState::Escalated { .. } => Verb::Draft,
            ItemState::Held { .. } => Verb::Clear,
            ItemState::Monitoring { .. } | ItemState::ClosedRemoved => Verb::Watch,
            ItemState::Acting { .. } => Verb::Wait,
            _ => Verb::Reopen,
        }
    }

    fn on_referral(&mut self, index: usize, step: Step) -> Answer {
        use crate::Permission as P;
        let verb = match step.verb {
            Verb::Referral => match self.referrals[index].row.state {
                ReferralState::Draft => Verb::Approve,
                ReferralState::Approved { .. } => {
                    if !step.pick.is_multiple_of(8) {
                        self.integrate();
                    }
                    Verb::Dispatch
                }
                ReferralState::Sending { .. } => Verb::Deliver,
                ReferralState::Uncertain { .. } => Verb::SettleUncertain,
                ReferralState::Sent { .. } if step.pick.is_multiple_of(2) => Verb::Claim,
                ReferralState::Sent { .. } => Verb::Nudge,
                ReferralState::Waiting { .. } => Verb::Close,
                ReferralState::Bounced { .. } => Verb::Readdress,
                _ => Verb::Claim,
            },
            wild => wild,
        };
        match verb {
            Verb::Approve => self.approve(index, self.able(step, P::ApproveReferral)),
            Verb::Dispatch => self.dispatch(index),
            Verb::Deliver => self.deliver(index, step.pick),
            Verb::SettleUncertain => {
                let person = self.able(step, P::CloseReferral);
                self.settle_uncertain(index, person, step.pick.is_multiple_of(2))
            }
            Verb::Bounce => self.bounce(index),
            Verb::Readdress => {
                let person = self.able(step, P::ConfirmContact);
                self.readdress(index, person, !step.pick.is_multiple_of(3))
            }
            Verb::Withdraw => self.withdraw(index, self.able(step, P::DraftReferral)),
            Verb::Nudge => {
                let due = self.referrals[index].row.next_nudge().map(|(due, _)| due);
                if step.verb == Verb::Referral {
                    self.now = self.now.max(due.unwrap_or(self.now));
                }
                self.nudge(index)
            }
            Verb::Claim => self.claim(index, step.pick),
            Verb::Close => self.close(index, self.able(step, P::CloseReferral), step.pick),
            Verb::Retract => self.retract(index, self.able(step, P::RetractReferral)),
            _ => Err(Refused::Nothing),
        }
    }
}

fn around(at: u8, count: usize) -> Result<usize, Refused> {
    usize::from(at).checked_rem(count).ok_or(Refused::Nothing)
}
