//! Re-checks: when to look again, and when what was seen means gone.
//!
//! ```text
//! Watching ─up─▶ Watching           Watching ─gone─▶ Suspected ─gone ≥ 10 min later─▶ Gone
//! Suspected ─up─▶ Watching          Gone ─up─▶ Back          anything else changes nothing
//! Suspected · Gone ─taken back─▶ Awaiting ─up─▶ Reinstated
//! ```
//!
//! Pure: the schedule is a table, the jitter a number passed in.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::id::{DeskId, ItemId, LineId, RecheckId, ReferralId};
use crate::observation::PageState;
use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS};

/// Least time between the two sightings that make "gone".
pub const CONFIRM_AFTER_MS: i64 = 10 * MINUTE_MS;
/// When a first "gone" is looked at again: the least time and a margin for clocks.
pub const CONFIRM_NEXT_MS: i64 = 11 * MINUTE_MS;
/// Jitter of the schedule, in thousandths of the interval, to each side.
pub const JITTER_PERMILLE: i64 = 100;

/// Hours after sending at which a referral is looked at, then daily to day 14, weekly to day 90.
const REFERRAL_HOURS: [i64; 5] = [1, 3, 6, 12, 24];
const DAILY_UNTIL_DAY: i64 = 14;
/// A look in the last fifth of the way to a rung counts as that rung: more than jitter can bring
/// one forward, so that no rung is looked at twice.
const EARLY_SHARE: i64 = 5;
/// When something that is to come back is first looked at: the hour of the retraction.
pub const AWAIT_FIRST_MS: i64 = HOUR_MS;
/// How long a locator is watched for a return.
pub const WATCH_UNTIL_MS: i64 = 90 * DAY_MS;

/// The next look at something sent at `sent_at`, after the instant `now`; `None` when the watch ends.
///
/// `jitter_permille` is drawn evenly from `-JITTER_PERMILLE..=JITTER_PERMILLE` and shifts the look
/// by that share of the interval, so that ten thousand notices do not knock at one instant.
pub fn next_look(sent_at: Timestamp, now: Timestamp, jitter_permille: i64) -> Option<Timestamp> {
    let elapsed_ms = now.since_ms(sent_at).max(0);
    let mut below_ms = 0;
    let planned_ms = rungs_ms().find(|rung_ms| {
        let early_ms = (rung_ms - std::mem::replace(&mut below_ms, *rung_ms)) / EARLY_SHARE;
        elapsed_ms < rung_ms - early_ms
    })?;
    let interval_ms = planned_ms - elapsed_ms;
    let jitter_ms = interval_ms * jitter_permille.clamp(-JITTER_PERMILLE, JITTER_PERMILLE) / 1_000;
    Some(sent_at.plus_ms(planned_ms + jitter_ms))
}

/// The rungs of the schedule, from the sending; the last is the last whole week of the watch.
fn rungs_ms() -> impl Iterator<Item = i64> {
    let hours = REFERRAL_HOURS.into_iter().map(|hours| hours * HOUR_MS);
    let days = (2..=DAILY_UNTIL_DAY).map(|days| days * DAY_MS);
    let weeks = (DAILY_UNTIL_DAY / 7 + 1..).map(|weeks| weeks * WEEK_MS);
    let watched = weeks.take_while(|at_ms| *at_ms <= WATCH_UNTIL_MS);
    hours.chain(days).chain(watched)
}

/// Where a watch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "watch", rename_all = "snake_case")]
pub enum Watch {
    /// Still there, as far as was seen.
    Watching,
    /// Seen gone once.
    Suspected {
        /// When it was first seen gone.
        first_gone: Timestamp,
    },
    /// Seen gone twice.
    Gone {
        /// Between the last sighting up and the first sighting gone.
        removal: RemovalInterval,
    },
    /// Was gone, is there again.
    Back {
        /// When it was seen again.
        seen_at: Timestamp,
    },
    /// Went because of us, and we were wrong: it is to come back.
    Awaiting {
        /// Since when.
        since: Timestamp,
    },
    /// Was to come back, and was seen.
    Reinstated {
        /// When it was seen.
        seen_at: Timestamp,
    },
}

/// When it went: censored between two looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovalInterval {
    /// Last seen up; the sending when it was never seen up after it.
    pub last_up: Timestamp,
    /// First seen gone.
    pub first_gone: Timestamp,
    /// Confirmed from one vantage only: counted apart, because a unit can be shown a page of its own.
    pub seen_from_one: bool,
}

impl RemovalInterval {
    /// Milliseconds from `receipt` to the first sighting gone.
    pub const fn time_to_removal_ms(&self, receipt: Timestamp) -> i64 {
        self.first_gone.since_ms(receipt)
    }

    /// `gone` or `gone_seen_from_one`.
    pub const fn name(&self) -> &'static str {
        if self.seen_from_one {
            "gone_seen_from_one"
        } else {
            "gone"
        }
    }
}

/// A watch over one line of a referral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recheck {
    /// Its id.
    pub id: RecheckId,
    /// The desk.
    pub desk: DeskId,
    /// The line watched.
    pub line: LineId,
    /// Its referral.
    pub referral: ReferralId,
    /// Its item.
    pub item: ItemId,
    /// The address looked at.
    pub url: String,
    /// The host asked, for the budget of requests.
    pub host: String,
    /// When the referral was received.
    pub sent_at: Timestamp,
    /// When it was last seen up.
    pub last_up: Option<Timestamp>,
    /// The vantages that saw it gone since it was last seen up.
    pub gone_vantages: Vec<String>,
    /// Where the watch stands.
    #[serde(flatten)]
    pub watch: Watch,
    /// The next look; `None` when the watch ended.
    pub next_at: Option<Timestamp>,
    /// Looks made.
    pub looks: u32,
}

/// What an observation changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Nothing.
    Same,
    /// Gone, once.
    SuspectedGone,
    /// Gone, confirmed.
    ConfirmedGone(RemovalInterval),
    /// There again after it was gone.
    CameBack,
    /// There again after it was taken back that it should go.
    Reinstated,
}

impl Recheck {
    /// Takes in an observation and plans the next look.
    ///
    /// `retry_after_ms` is what the server asked; it can only make the next look later.
    pub fn observe(
        &mut self,
        state: PageState,
        vantage: &str,
        now: Timestamp,
        retry_after_ms: Option<i64>,
        jitter_permille: i64,
    ) -> Seen {
        self.looks += 1;
        let seen = self.sight(state, vantage, now);
        let from = match self.watch {
            Watch::Awaiting { since } => since,
            _ => self.sent_at,
        };
        let rung = next_look(from, now, jitter_permille);
        let planned = match self.watch {
            Watch::Suspected { first_gone } => {
                // Waits twice as long each time, so that a busy server or a challenge page in
                // between is not asked every eleven minutes for ninety days.
                let wait_ms = now.since_ms(first_gone).max(CONFIRM_NEXT_MS);
                let confirm = Some(now.plus_ms(wait_ms));
                match rung {
                    Some(rung) => confirm.map(|at| at.min(rung)),
                    None => confirm.filter(|_| state.is_gone()),
                }
            }
            Watch::Watching | Watch::Gone { .. } | Watch::Awaiting { .. } => rung,
            Watch::Back { .. } | Watch::Reinstated { .. } => None,
        };
        let asked = retry_after_ms.map(|ms| now.plus_ms(ms.clamp(0, DAY_MS)));
        self.next_at = planned.map(|at| asked.map_or(at, |asked| at.max(asked)));
        seen
    }

    fn sight(&mut self, state: PageState, vantage: &str, now: Timestamp) -> Seen {
        if state.is_up() {
            self.last_up = Some(now);
            self.gone_vantages.clear();
            let (watch, seen) = match self.watch {
                Watch::Gone { .. } => (Watch::Back { seen_at: now }, Seen::CameBack),
                Watch::Awaiting { .. } => (Watch::Reinstated { seen_at: now }, Seen::Reinstated),
                Watch::Back { .. } | Watch::Reinstated { .. } => (self.watch, Seen::Same),
                Watch::Watching | Watch::Suspected { .. } => (Watch::Watching, Seen::Same),
            };
            self.watch = watch;
            return seen;
        }
        if !state.is_gone() {
            return Seen::Same;
        }
        if !self.gone_vantages.iter().any(|known| known == vantage) {
            self.gone_vantages.push(vantage.to_owned());
        }
        match self.watch {
            Watch::Watching => {
                self.watch = Watch::Suspected { first_gone: now };
                Seen::SuspectedGone
            }
            Watch::Suspected { first_gone } if now.since_ms(first_gone) >= CONFIRM_AFTER_MS => {
                let removal = RemovalInterval {
                    last_up: self.last_up.unwrap_or(self.sent_at),
                    first_gone,
                    seen_from_one: self.gone_vantages.len() < 2,
                };
                self.watch = Watch::Gone { removal };
                Seen::ConfirmedGone(removal)
            }
            _ => Seen::Same,
        }
    }

    /// What it watched was taken back: what went is watched until it is back, what is there is left
    /// alone. Answers whether something is to come back.
    pub fn await_return(&mut self, now: Timestamp) -> bool {
        let went = matches!(self.watch, Watch::Suspected { .. } | Watch::Gone { .. });
        if went {
            self.watch = Watch::Awaiting { since: now };
            self.gone_vantages.clear();
        }
        self.next_at = went.then(|| now.plus_ms(AWAIT_FIRST_MS));
        went
    }
}

#[cfg(test)]
mod tests;
