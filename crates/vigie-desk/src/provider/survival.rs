//! How long items stay up: the Kaplan–Meier estimate, with items that are still up counted as what
//! they are, censored.
//!
//! The mean of what was removed would flatter whoever removes little. Source: Kaplan and Meier
//! 1958; tracing and delivery, §5.

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
}

/// The curve of the share still up.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Survival {
    /// One step for each time at which something went, earliest first.
    pub steps: Vec<Step>,
}

impl Survival {
    /// Estimates the curve. Sorting, then linear.
    pub fn estimate(lifetimes: &[Lifetime]) -> Self {
        let mut sorted: Vec<Lifetime> = lifetimes.to_vec();
        // Among equals the removed come first: what is censored at an instant was up at it.
        sorted.sort_by_key(|one| (one.time_ms, !one.is_removed));
        let mut at_risk = u32::try_from(sorted.len()).unwrap_or(u32::MAX);
        let mut share_up = 1.0;
        let mut steps = Vec::new();
        for group in sorted.chunk_by(|one, other| one.time_ms == other.time_ms) {
            let count = |removed| group.iter().filter(|one| one.is_removed == removed).count();
            let removed = u32::try_from(count(true)).unwrap_or(u32::MAX);
            if removed > 0 {
                share_up *= f64::from(at_risk - removed) / f64::from(at_risk);
                let time_ms = group[0].time_ms;
                steps.push(Step {
                    time_ms,
                    at_risk,
                    removed,
                    share_up,
                });
            }
            at_risk -= u32::try_from(group.len()).unwrap_or(at_risk);
        }
        Self { steps }
    }

    /// The time by which at least `permille` of the items went; `None` while the curve is above it.
    ///
    /// 500 is the median, 900 the ninth decile.
    pub fn time_ms_at(&self, permille: u16) -> Option<i64> {
        // A share is a product of fractions: rounding must not push 0.5 above itself.
        const ROUNDING: f64 = 1e-9;
        let share_up_max = f64::from(1_000_u16.saturating_sub(permille)) / 1_000.0 + ROUNDING;
        self.steps
            .iter()
            .find(|step| step.share_up <= share_up_max)
            .map(|step| step.time_ms)
    }
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
