//! The clocks of an order, read off its states: what a page shows and a row keeps.

use super::act::OrderCommand;
use super::region::{Appeal, NonDisclosure, Scrutiny};
use super::{Order, OrderState};
use crate::Timestamp;
use crate::clock::{Clock, ClockKind, ClockState};
use crate::legal_basis::LegalBasis;

impl Order {
    /// Every clock that this order set going, as it stands at `now`.
    pub fn clocks(&self, now: Timestamp) -> Vec<Clock> {
        let mut clocks = Vec::new();
        clocks.extend(self.information_clock());
        clocks.extend(self.execution_clock());
        clocks.extend(self.scrutiny_clocks(now));
        clocks.extend(self.appeal_clock());
        clocks.extend(self.silence_clock());
        clocks.extend(self.preservation_clock(now));
        clocks
    }

    /// What falls due by itself until `now`, in the order it is done.
    pub fn due_commands(&self, now: Timestamp) -> Vec<OrderCommand> {
        let mut commands = Vec::new();
        if let OrderState::Received { due, .. } = self.state
            && due <= now
        {
            commands.push(OrderCommand::MarkOverdue);
        }
        if let Appeal::Open { until } = self.appeal
            && until <= now
            && !matches!(self.state, OrderState::Void { .. })
        {
            commands.push(OrderCommand::LapseAppeal);
        }
        if self
            .non_disclosure
            .until()
            .is_some_and(|until| until <= now)
        {
            commands.push(OrderCommand::EndNonDisclosure { early: false });
        }
        commands
    }

    /// When the next thing falls due by itself.
    pub fn next_due(&self) -> Option<Timestamp> {
        let execution = match self.state {
            OrderState::Received { due, .. } => Some(due),
            _ => None,
        };
        let appeal = match self.appeal {
            Appeal::Open { until } if !matches!(self.state, OrderState::Void { .. }) => Some(until),
            _ => None,
        };
        [execution, appeal, self.non_disclosure.until()]
            .into_iter()
            .flatten()
            .min()
    }

    fn clock(
        &self,
        kind: ClockKind,
        started_by: &str,
        start: Timestamp,
        state: ClockState,
    ) -> Option<Clock> {
        let pauses = match kind {
            ClockKind::Execute => "impossible_or_clarification",
            ClockKind::Appeal => "appeal_lodged",
            _ => "nothing",
        };
        Some(Clock {
            kind,
            started_by: started_by.to_owned(),
            start,
            span: self.basis.span(kind).ok()?,
            law: self.basis.cite.clone(),
            pauses: pauses.to_owned(),
            state,
        })
    }

    fn information_clock(&self) -> Option<Clock> {
        let OrderState::FirstNoticeSent { informed_at, .. } = self.state else {
            return None;
        };
        let kind = ClockKind::FirstInformation;
        let due = self.basis.due(kind, informed_at, &self.zone).ok()?;
        self.clock(
            kind,
            "information",
            informed_at,
            ClockState::Running { due },
        )
    }

    fn execution_clock(&self) -> Option<Clock> {
        let received_at = self.received_at()?;
        let (started_by, start, state) = match self.state {
            OrderState::Received { by, start, due } => {
                (by.name(), start, ClockState::Running { due })
            }
            OrderState::Overdue { by, start, due } => {
                (by.name(), start, ClockState::Missed { due })
            }
            OrderState::Impossible { since } | OrderState::Clarification { since, .. } => {
                ("receipt", received_at, ClockState::Paused { since })
            }
            OrderState::Executed { at, due, .. } => match due {
                Some(due) if at > due => ("receipt", received_at, ClockState::Missed { due }),
                _ => ("receipt", received_at, ClockState::Met { at }),
            },
            OrderState::Void { at, .. } => ("receipt", received_at, ClockState::Ended { at }),
            _ => return None,
        };
        self.clock(ClockKind::Execute, started_by, start, state)
    }

    fn scrutiny_clocks(&self, now: Timestamp) -> Vec<Clock> {
        let mut clocks = Vec::new();
        if !self.form.cross_border {
            return clocks;
        }
        if let Some(received_at) = self.received_at()
            && let Ok(due) = self
                .basis
                .due(ClockKind::ScrutinyRequest, received_at, &self.zone)
        {
            let state = match &self.scrutiny {
                Scrutiny::Open { since, .. } => ClockState::Met { at: *since },
                _ if now >= due => ClockState::Ended { at: due },
                _ => ClockState::Running { due },
            };
            clocks.extend(self.clock(ClockKind::ScrutinyRequest, "receipt", received_at, state));
        }
        if let Scrutiny::Open { by, since, due, .. } = &self.scrutiny {
            let state = if now >= *due {
                ClockState::Missed { due: *due }
            } else {
                ClockState::Running { due: *due }
            };
            clocks.extend(self.clock(ClockKind::Scrutiny, by.name(), *since, state));
        }
        clocks
    }

    fn appeal_clock(&self) -> Option<Clock> {
        let received_at = self.received_at()?;
        let state = match self.appeal {
            Appeal::NotOpen => return None,
            Appeal::Open { until } => match self.state {
                OrderState::Void { at, .. } => ClockState::Ended { at },
                _ => ClockState::Running { due: until },
            },
            Appeal::Pending { since } => ClockState::Paused { since },
            Appeal::Lapsed { at } | Appeal::Confirmed { at } | Appeal::Annulled { at } => {
                ClockState::Ended { at }
            }
        };
        self.clock(ClockKind::Appeal, "receipt", received_at, state)
    }

    fn silence_clock(&self) -> Option<Clock> {
        let (kind, from, state) = match &self.non_disclosure {
            NonDisclosure::None => return None,
            NonDisclosure::Active { from, until } => (
                ClockKind::NonDisclosure,
                *from,
                ClockState::Running { due: *until },
            ),
            NonDisclosure::Extended { from, until, .. } => (
                ClockKind::NonDisclosureExtension,
                *from,
                ClockState::Running { due: *until },
            ),
            NonDisclosure::Ended { at } | NonDisclosure::Told { at } => (
                ClockKind::NonDisclosure,
                self.form.issued_at?,
                ClockState::Ended { at: *at },
            ),
        };
        self.clock(kind, "signature", from, state)
    }

    fn preservation_clock(&self, now: Timestamp) -> Option<Clock> {
        let OrderState::Executed { at, .. } = self.state else {
            return None;
        };
        let due = self
            .basis
            .due(ClockKind::Preservation, at, &self.zone)
            .ok()?;
        let state = if now >= due {
            ClockState::Ended { at: due }
        } else {
            ClockState::Running { due }
        };
        self.clock(ClockKind::Preservation, "execution", at, state)
    }
}

/// Whether a provider with orders final at these instants may be called exposed at `now`.
pub fn is_exposed(final_at: &[Timestamp], basis: &LegalBasis, zone: &str, now: Timestamp) -> bool {
    let Some(orders_min) = basis.exposure_orders else {
        return false;
    };
    let Ok(window) = basis.span(ClockKind::Exposure) else {
        return false;
    };
    let Some(since) = window.before(now, zone) else {
        return false;
    };
    let counted = final_at
        .iter()
        .filter(|at| **at > since && **at <= now)
        .count();
    u32::try_from(counted).unwrap_or(u32::MAX) >= orders_min
}
