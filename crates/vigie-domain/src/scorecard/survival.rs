//! How long items stay up: the Kaplan–Meier estimate, with items that are still up counted as what
//! they are, censored.
//!
//! The mean of what was removed would flatter whoever removes little. Source: Kaplan and Meier
//! 1958; tracing and delivery, §5.

use super::interval::DEVIATE_95;

/// A share is a product of fractions: rounding must not push 0.5 above itself.
const ROUNDING: f64 = 1e-9;

/// How long one item was seen up, and whether it then went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// Milliseconds from the receipt to the first sighting gone, or to the last sighting up.
    pub time_ms: i64,
    /// Whether it went; otherwise all that is known is that it stayed this long.
    pub is_removed: bool,
}

/// One step of the curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Milliseconds since the receipt.
    pub time_ms: i64,
    /// Items still under observation just before it.
    pub at_risk: u32,
    /// Items removed at it.
    pub removed: u32,
    /// Share still up after it, from 0 to 1.
    pub share_up: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The curve of the share still up.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Survival {
    /// One step for each time at which something went, earliest first.
    pub steps: Vec<Step>,
    /// How many were observed.
    pub observed: u32,
    /// The longest of all times: beyond it nothing is known.
    pub longest_ms: i64,
}

impl Survival {
    /// Estimates the curve. Sorting, then linear.
    pub fn estimate(lifetimes: &[Lifetime]) -> Self {
        let mut sorted: Vec<Lifetime> = lifetimes.to_vec();
        // Among equals the removed come first: what is censored at an instant was up at it.
        sorted.sort_by_key(|one| (one.time_ms, !one.is_removed));
        let observed = u32::try_from(sorted.len()).unwrap_or(u32::MAX);
        let mut at_risk = observed;
        let mut share_up = 1.0;
        let mut greenwood = 0.0;
        let mut steps = Vec::new();
        for group in sorted.chunk_by(|one, other| one.time_ms == other.time_ms) {
            let count = |removed| group.iter().filter(|one| one.is_removed == removed).count();
            let removed = u32::try_from(count(true)).unwrap_or(u32::MAX);
            if removed > 0 {
                share_up *= f64::from(at_risk - removed) / f64::from(at_risk);
                // Nothing left at risk: the sum has no end, and the share is 0 all the same.
                if at_risk > removed {
                    greenwood +=
                        f64::from(removed) / (f64::from(at_risk) * f64::from(at_risk - removed));
                }
                let (low, high) = interval(share_up, greenwood);
                let time_ms = group[0].time_ms;
                steps.push(Step {
                    time_ms,
                    at_risk,
                    removed,
                    share_up,
                    low,
                    high,
                });
            }
            at_risk -= u32::try_from(group.len()).unwrap_or(at_risk);
        }
        Self {
            steps,
            observed,
            longest_ms: sorted.last().map_or(0, |last| last.time_ms),
        }
    }

    /// The curve at a time; `None` beyond the longest observation, unless nothing is left.
    pub fn share_up_at(&self, time_ms: i64) -> Option<Step> {
        let last = self.steps.iter().rfind(|step| step.time_ms <= time_ms);
        let is_over = last.is_some_and(|step| step.share_up <= ROUNDING);
        if self.observed == 0 || (time_ms > self.longest_ms && !is_over) {
            return None;
        }
        Some(last.copied().unwrap_or(Step {
            time_ms: 0,
            at_risk: self.observed,
            removed: 0,
            share_up: 1.0,
            low: 1.0,
            high: 1.0,
        }))
    }

    /// The 95 % interval of the time by which a share went; an end that is not reached is open.
    ///
    /// Source: Brookmeyer and Crowley 1982: the times whose own interval holds that share.
    pub fn interval_of_time(&self, permille: u16) -> (Option<i64>, Option<i64>) {
        let share_up = f64::from(1_000_u16.saturating_sub(permille)) / 1_000.0 + ROUNDING;
        let first = |end: fn(&Step) -> f64| {
            let reached = self.steps.iter().find(|step| end(step) <= share_up);
            reached.map(|step| step.time_ms)
        };
        (first(|step| step.low), first(|step| step.high))
    }

    /// The time by which at least `permille` of the items went; `None` while the curve is above it.
    ///
    /// 500 is the median, 900 the ninth decile.
    pub fn time_ms_at(&self, permille: u16) -> Option<i64> {
        let share_up_max = f64::from(1_000_u16.saturating_sub(permille)) / 1_000.0 + ROUNDING;
        self.steps
            .iter()
            .find(|step| step.share_up <= share_up_max)
            .map(|step| step.time_ms)
    }
}

/// The interval of a share on the log-log scale, which keeps it between 0 and 1.
///
/// Source: Greenwood 1926 for the variance; Kalbfleisch and Prentice 1980 for the scale.
fn interval(share_up: f64, greenwood: f64) -> (f64, f64) {
    if share_up <= ROUNDING {
        return (0.0, 0.0);
    }
    let log = share_up.ln();
    let spread = DEVIATE_95 * greenwood.sqrt() / log.abs();
    (share_up.powf(spread.exp()), share_up.powf((-spread).exp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lives(times: &[(i64, bool)]) -> Vec<Lifetime> {
        times
            .iter()
            .map(|(time_ms, is_removed)| Lifetime {
                time_ms: *time_ms,
                is_removed: *is_removed,
            })
            .collect()
    }

    /// Goal: the curve equals one computed by hand. Method: ten items, four of them censored.
    ///
    /// ```text
    /// time      1    2    2    3+   4    5+   6    8    9+   10+
    /// at risk   10   9    9    7    6    5    4    3    2    1
    /// share     0.9  ──0.7──        0.58333   0.4375  0.291667
    /// ```
    #[test]
    fn ten_items_by_hand() {
        let curve = Survival::estimate(&lives(&[
            (8, true),
            (1, true),
            (3, false),
            (2, true),
            (2, true),
            (4, true),
            (10, false),
            (5, false),
            (6, true),
            (9, false),
        ]));
        let expected = [
            (1, 10, 1, 0.9),
            (2, 9, 2, 0.7),
            (4, 6, 1, 0.7 * 5.0 / 6.0),
            (6, 4, 1, 0.7 * 5.0 / 6.0 * 0.75),
            (8, 3, 1, 0.7 * 5.0 / 6.0 * 0.75 * 2.0 / 3.0),
        ];
        assert_eq!(curve.steps.len(), expected.len());
        for (step, (time_ms, at_risk, removed, share_up)) in curve.steps.iter().zip(expected) {
            assert_eq!(
                (step.time_ms, step.at_risk, step.removed),
                (time_ms, at_risk, removed)
            );
            assert!(
                (step.share_up - share_up).abs() < 1e-12,
                "{step:?} is not {share_up}"
            );
        }
        assert_eq!(
            curve.time_ms_at(500),
            Some(6),
            "0.58 is above one half, 0.44 below"
        );
        assert_eq!(
            curve.time_ms_at(300),
            Some(2),
            "0.7 is reached at 2, exactly"
        );
        assert_eq!(
            curve.time_ms_at(900),
            None,
            "a tenth is never reached while four may be up"
        );
    }

    /// Goal: the interval equals one computed by hand for the first step, and by R's `survfit`
    /// (log-log) for it: 0.473 and 0.985. Method: ten items, one of them gone at 1.
    ///
    /// ```text
    /// Greenwood 1/(10·9) = 0.01111; spread 1.96·√0.01111 / |ln 0.9| = 1.9609
    /// low 0.9^e^1.9609 = 0.4730; high 0.9^e^-1.9609 = 0.9853
    /// ```
    #[test]
    fn interval_by_hand() {
        let mut times = vec![(1, true)];
        times.extend(std::iter::repeat_n((2, false), 9));
        let curve = Survival::estimate(&lives(&times));
        let step = curve.steps[0];
        assert!((step.low - 0.4730).abs() < 5e-4, "{step:?}");
        assert!((step.high - 0.9853).abs() < 5e-4, "{step:?}");
        assert_eq!(curve.interval_of_time(100), (Some(1), None));
        assert_eq!(curve.share_up_at(0).map(|step| step.share_up), Some(1.0));
        assert_eq!(curve.share_up_at(2).map(|step| step.removed), Some(1));
        assert_eq!(curve.share_up_at(3), None, "nothing is known beyond 2");
    }

    /// Goal: nothing observed, nothing removed and everything removed are no special cases.
    #[test]
    fn edges() {
        assert_eq!(Survival::estimate(&[]).time_ms_at(500), None);
        assert_eq!(
            Survival::estimate(&lives(&[(5, false), (7, false)])).time_ms_at(500),
            None
        );
        let all = Survival::estimate(&lives(&[(5, true), (7, true)]));
        assert_eq!(
            (all.time_ms_at(500), all.time_ms_at(900)),
            (Some(5), Some(7))
        );
        // Removed and censored at one instant: the censored one was at risk.
        let tie = Survival::estimate(&lives(&[(5, true), (5, false)]));
        assert_eq!(tie.time_ms_at(500), Some(5));
    }
}
