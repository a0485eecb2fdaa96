//! How a provider behaves, by measure: every definition in one place, with a version.
//!
//! ```text
//! rows of referrals ─┐
//!                    ├─▶ NoticeRecord ─▶ Scorecard::measure ─▶ figures · curve · intervals
//! acts of the log  ──┘
//! ```
//!
//! The desk's pages measure its rows; what leaves the house measures the log alone
//! ([`read_log`]). Both give the same, because both are measured here. A definition is never
//! changed: a new one gets a new [`VERSION`]. Source: tracing and delivery, §5.

use serde::Serialize;

use crate::Timestamp;
use crate::time::{DAY_MS, HOUR_MS};

mod interval;
mod log;
mod survival;
#[cfg(test)]
mod tests;

pub use interval::{Interval, wilson};
pub use log::{LoggedNotice, read_log};
pub use survival::{Lifetime, Step, Survival};

/// Which definitions these are; printed wherever the figures are.
pub const VERSION: &str = "scorecard/1";
/// Fewest observations of which a share or a time is given. Source: house; of four, one more
/// moves a share by a fifth.
pub const OBSERVATIONS_MIN: u32 = 5;
/// How long an item must stay down to count as down.
pub const STAY_DOWN_MS: i64 = 30 * DAY_MS;

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
        "items on referrals that arrived, without those that never left or were already gone",
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
         estimate does not reach that share; interval of the median after Brookmeyer and Crowley",
    ),
    (
        "gone_within_1h, gone_within_24h, gone_within_7d, gone_within_30d",
        "share of the items gone by that time after the receipt, by the same estimate; intervals \
         after Greenwood on the log-log scale; empty beyond the last sighting",
    ),
    (
        "answer_rate",
        "referrals with at least one answer by link or mail, of those that arrived; interval \
         after Wilson",
    ),
    (
        "time_to_answer_ms",
        "time by which half of the referrals that arrived had their first answer, after Kaplan \
         and Meier: one without an answer counts up to the end of the period",
    ),
    (
        "refusal_rate",
        "items refused, of the items not taken back; interval after Wilson",
    ),
    (
        "came_back_rate",
        "items seen again, of those seen gone; interval after Wilson",
    ),
    (
        "stay_down_30d",
        "items not seen again within thirty days of the first sighting gone, of those seen again \
         or gone for as long; interval after Wilson",
    ),
    (
        "retracted_rate",
        "items we took back, of the items; interval after Wilson",
    ),
];

/// One notice that left, as far as measuring goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRecord {
    /// When the provider's mail server took it; `None` when nobody knows.
    pub received_at: Option<Timestamp>,
    /// Whether it came back undeliverable.
    pub is_bounced: bool,
    /// When the provider first answered.
    pub answered_at: Option<Timestamp>,
    /// Its items.
    pub lines: Vec<LineRecord>,
}

/// One item on a notice, as far as measuring goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineRecord {
    /// How it ended.
    pub end: LineEnd,
    /// When it was last seen up after the receipt.
    pub last_up: Option<Timestamp>,
    /// When it was seen again after it was gone.
    pub came_back_at: Option<Timestamp>,
}

/// How a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    /// It has not.
    Open,
    /// Gone since, at the latest.
    Gone {
        /// When it was first seen gone.
        first_gone: Timestamp,
        /// From one vantage only.
        seen_from_one: bool,
    },
    /// Gone before the receipt.
    AlreadyGone,
    /// Shown elsewhere still.
    RestrictedGeo,
    /// The provider said no.
    Refused,
    /// Closed without an answer.
    NoAnswer,
    /// Never left.
    SentBack,
    /// Taken back by us.
    Retracted,
}

/// A provider's measured behaviour.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scorecard {
    /// Referrals that left.
    pub referrals: u32,
    /// Referrals that came back undeliverable.
    pub bounced: u32,
    /// Referrals answered, of those that arrived.
    pub answered: u32,
    /// Items on those that arrived.
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
    /// Items gone for thirty days, or seen again within them.
    pub down_observed: u32,
    /// Of these, not seen again within them.
    pub down_kept: u32,
    /// Time by which half are gone.
    pub median_ms: Option<i64>,
    /// Time by which nine tenths are gone.
    pub p90_ms: Option<i64>,
    /// The curve of the items still up.
    pub survival: Survival,
    /// The curve of the referrals without an answer.
    pub silence: Survival,
}

/// What a figure is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    /// A number of referrals or items.
    Count,
    /// Thousandths.
    Share,
    /// Milliseconds.
    Time,
}

/// One figure as it is printed: the value, how far it may be off, of how many observations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The stable name of its definition.
    pub name: &'static str,
    /// In what.
    pub kind: FigureKind,
    /// The value; `None` with too few observations, or while an estimate does not reach it.
    pub value: Option<i64>,
    /// Lower end of the 95 % interval.
    pub low: Option<i64>,
    /// Upper end; `None` beside a lower one means that it is open.
    pub high: Option<i64>,
    /// Observations.
    pub n: u32,
}

impl Scorecard {
    /// Measures notices as things stood at `until`. Linear, but for two sorts.
    pub fn measure<'a>(
        notices: impl IntoIterator<Item = &'a NoticeRecord>,
        until: Timestamp,
    ) -> Self {
        let mut card = Self::default();
        let (mut lifetimes, mut silences) = (Vec::new(), Vec::new());
        for notice in notices {
            card.referrals += 1;
            if notice.is_bounced {
                card.bounced += 1;
                continue;
            }
            card.answered += u32::from(notice.answered_at.is_some());
            silences.extend(notice.received_at.map(|at| Lifetime {
                time_ms: notice.answered_at.unwrap_or(until).since_ms(at).max(0),
                is_removed: notice.answered_at.is_some(),
            }));
            for line in &notice.lines {
                card.count(line, until);
                lifetimes.extend(notice.received_at.and_then(|at| line.lifetime(at)));
            }
        }
        card.survival = Survival::estimate(&lifetimes);
        card.silence = Survival::estimate(&silences);
        card.median_ms = card.survival.time_ms_at(500);
        card.p90_ms = card.survival.time_ms_at(900);
        card
    }

    fn count(&mut self, line: &LineRecord, until: Timestamp) {
        let figure = match line.end {
            LineEnd::AlreadyGone => {
                self.already_gone += 1;
                return;
            }
            LineEnd::SentBack => return,
            LineEnd::Open => &mut self.open,
            LineEnd::Gone {
                seen_from_one: true,
                ..
            } => &mut self.seen_from_one,
            LineEnd::Gone { .. } => &mut self.removed,
            LineEnd::RestrictedGeo => &mut self.restricted_geo,
            LineEnd::Refused => &mut self.refused,
            LineEnd::NoAnswer => &mut self.no_answer,
            LineEnd::Retracted => &mut self.retracted,
        };
        *figure += 1;
        self.lines += 1;
        let LineEnd::Gone { first_gone, .. } = line.end else {
            return;
        };
        self.came_back += u32::from(line.came_back_at.is_some());
        let within = |at: Timestamp| at.since_ms(first_gone) < STAY_DOWN_MS;
        let is_back = line.came_back_at.is_some_and(within);
        if is_back || !within(until) {
            self.down_observed += 1;
            self.down_kept += u32::from(!is_back);
        }
    }

    /// Items seen gone, from however many vantages.
    pub const fn gone(&self) -> u32 {
        self.removed + self.seen_from_one
    }

    /// Items up or without an outcome, whatever was answered.
    pub const fn not_gone(&self) -> u32 {
        self.open + self.refused + self.no_answer + self.restricted_geo
    }

    /// Referrals that arrived and were never answered.
    pub const fn silent(&self) -> u32 {
        self.referrals - self.bounced - self.answered
    }

    /// Every figure, in the order in which they are printed.
    pub fn figures(&self) -> Vec<Figure> {
        let count = |name, value: u32| Figure {
            name,
            kind: FigureKind::Count,
            value: Some(i64::from(value)),
            low: None,
            high: None,
            n: value,
        };
        let gone_by = |name, at_ms| self.gone_by(name, at_ms);
        vec![
            count("referrals", self.referrals),
            count("bounced", self.bounced),
            count("lines", self.lines),
            count("removed", self.removed),
            count("seen_from_one", self.seen_from_one),
            count("open", self.open),
            count("refused", self.refused),
            count("no_answer", self.no_answer),
            count("restricted_geo", self.restricted_geo),
            count("came_back", self.came_back),
            count("retracted", self.retracted),
            count("already_gone", self.already_gone),
            gone_by("gone_within_1h", HOUR_MS),
            gone_by("gone_within_24h", DAY_MS),
            gone_by("gone_within_7d", 7 * DAY_MS),
            gone_by("gone_within_30d", 30 * DAY_MS),
            time("median_ms", &self.survival, 500),
            time("p90_ms", &self.survival, 900),
            share("answer_rate", self.answered, self.referrals - self.bounced),
            time("time_to_answer_ms", &self.silence, 500),
            share("refusal_rate", self.refused, self.lines - self.retracted),
            share("came_back_rate", self.came_back, self.gone()),
            share("stay_down_30d", self.down_kept, self.down_observed),
            share("retracted_rate", self.retracted, self.lines),
        ]
    }

    /// The share gone by a time, with its interval.
    fn gone_by(&self, name: &'static str, at_ms: i64) -> Figure {
        let n = self.survival.observed;
        let known = (n >= OBSERVATIONS_MIN)
            .then(|| self.survival.share_up_at(at_ms))
            .flatten();
        Figure {
            name,
            kind: FigureKind::Share,
            // What is up is certain to the same degree as what is gone: the ends change places.
            value: known.map(|up| 1_000 - permille(up.share_up)),
            low: known.map(|up| 1_000 - permille(up.high)),
            high: known.map(|up| 1_000 - permille(up.low)),
            n,
        }
    }
}

impl LineRecord {
    /// How long it was up after the receipt; `None` for what is no effect of the notice.
    fn lifetime(&self, received: Timestamp) -> Option<Lifetime> {
        match self.end {
            LineEnd::Gone { first_gone, .. } => Some(Lifetime {
                time_ms: first_gone.since_ms(received).max(0),
                is_removed: true,
            }),
            // Refused and unanswered items are up all the same: leaving them out would flatter.
            LineEnd::Open | LineEnd::Refused | LineEnd::NoAnswer | LineEnd::RestrictedGeo => {
                Some(Lifetime {
                    time_ms: self.last_up.map_or(0, |up| up.since_ms(received).max(0)),
                    is_removed: false,
                })
            }
            LineEnd::AlreadyGone | LineEnd::SentBack | LineEnd::Retracted => None,
        }
    }
}

fn share(name: &'static str, part: u32, whole: u32) -> Figure {
    let interval = (whole >= OBSERVATIONS_MIN).then(|| wilson(part, whole));
    Figure {
        name,
        kind: FigureKind::Share,
        value: interval.map(|_| permille(f64::from(part) / f64::from(whole))),
        low: interval.map(|ends| permille(ends.low)),
        high: interval.map(|ends| permille(ends.high)),
        n: whole,
    }
}

fn time(name: &'static str, curve: &Survival, share_gone_permille: u16) -> Figure {
    let is_enough = curve.observed >= OBSERVATIONS_MIN;
    let value = curve.time_ms_at(share_gone_permille).filter(|_| is_enough);
    let (low, high) = curve.interval_of_time(share_gone_permille);
    Figure {
        name,
        kind: FigureKind::Time,
        value,
        low: value.and(low),
        high: value.and(high),
        n: curve.observed,
    }
}

/// A share in thousandths, rounded.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a share lies between 0 and 1"
)]
fn permille(share: f64) -> i64 {
    (share.clamp(0.0, 1.0) * 1_000.0).round() as i64
}
