//! Figures of merit: average precision, macro-F1, area under the curve.

/// Average precision of scores; ties count as they stand, worst first.
pub fn average_precision(scored: &[(f32, bool)]) -> f64 {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let positives = sorted.iter().filter(|(_, is)| *is).count();
    if positives == 0 {
        return 0.0;
    }
    let (mut hits, mut sum, mut at) = (0_usize, 0.0, 0);
    while at < sorted.len() {
        // One step of the curve for all texts of one score.
        let past = at
            + sorted[at..]
                .iter()
                .take_while(|next| next.0.total_cmp(&sorted[at].0).is_eq())
                .count();
        let found = sorted[at..past].iter().filter(|(_, is)| *is).count();
        hits += found;
        sum += found as f64 * hits as f64 / past as f64;
        at = past;
    }
    sum / positives as f64
}

/// Share of pairs, one for and one against, that are in the right order; ties count half.
pub fn area_under_curve(scored: &[(f32, bool)]) -> f64 {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let positives = sorted.iter().filter(|(_, is)| *is).count() as f64;
    let negatives = sorted.len() as f64 - positives;
    let (mut below, mut sum, mut at) = (0.0, 0.0, 0);
    while at < sorted.len() {
        let past = at
            + sorted[at..]
                .iter()
                .take_while(|next| next.0.total_cmp(&sorted[at].0).is_eq())
                .count();
        let found = sorted[at..past].iter().filter(|(_, is)| *is).count() as f64;
        let against = (past - at) as f64 - found;
        sum += found * (below + against / 2.0);
        below += against;
        at = past;
    }
    sum / (positives * negatives).max(1.0)
}

/// Mean of the F1 of both kinds at a threshold.
pub fn macro_f1(scored: &[(f32, bool)], threshold: f32) -> f64 {
    let f1 = |kind: bool| {
        let of = |said: bool, is: bool| {
            let count = |(score, own): &&(f32, bool)| {
                ((*score >= threshold) == kind) == said && (*own == kind) == is
            };
            scored.iter().filter(count).count() as f64
        };
        let hits = of(true, true);
        2.0 * hits / (2.0 * hits + of(true, false) + of(false, true)).max(1.0)
    };
    f64::midpoint(f1(true), f1(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: figures agree with ones worked out by hand.
    #[test]
    fn by_hand() {
        let scored = [(0.9, true), (0.8, false), (0.7, true), (0.1, false)];
        assert!((average_precision(&scored) - f64::midpoint(1.0, 2.0 / 3.0)).abs() < 1e-12);
        assert!((area_under_curve(&scored) - 0.75).abs() < 1e-12);
        assert!((macro_f1(&scored, 0.5) - f64::midpoint(0.8, 2.0 / 3.0)).abs() < 1e-12);
        let tied = [(0.5, true), (0.5, false)];
        assert!((average_precision(&tied) - 0.5).abs() < 1e-12);
        assert!((area_under_curve(&tied) - 0.5).abs() < 1e-12);
        assert!(average_precision(&[(1.0, false)]).abs() < 1e-12);
    }
}
