//! Counting: one pass over the acts of a year.

use std::collections::HashMap;

use super::figure::{FIGURES, Field, Figure, Match, Rule};
use super::{Act, Counted, Row, Value};
use crate::Timestamp;
use crate::scorecard::{Lifetime, Survival};

/// The row of a word that the table does not name: it is counted, never dropped.
const OTHER: &str = "other";

/// Counts every figure of the table at once.
#[derive(Debug)]
pub struct Tally {
    until: Timestamp,
    /// Which figures look at a kind: an act asks no other.
    by_kind: HashMap<&'static str, Vec<usize>>,
    counts: Vec<Count>,
}

/// What is remembered for one figure.
#[derive(Debug, Default)]
struct Count {
    /// One number a row; part and whole of a share.
    rows: Vec<u64>,
    /// Since when the time of a case runs.
    running: HashMap<u128, Timestamp>,
    ended: Vec<Lifetime>,
}

impl Tally {
    /// Counts acts before `until`, the end of the year: whoever calls gives that year's acts.
    pub fn new(until: Timestamp) -> Self {
        let mut by_kind: HashMap<&'static str, Vec<usize>> = HashMap::new();
        for (index, figure) in FIGURES.iter().enumerate() {
            for kind in figure.rule.kinds() {
                let asked = by_kind.entry(kind).or_default();
                if !asked.contains(&index) {
                    asked.push(index);
                }
            }
        }
        let counts = FIGURES.iter().map(Count::of).collect();
        Self {
            until,
            by_kind,
            counts,
        }
    }

    /// Counts one act. O(figures that look at its kind).
    pub fn add(&mut self, act: &Act<'_>) {
        let Some(asked) = self.by_kind.get(act.kind) else {
            return;
        };
        for &index in asked {
            self.counts[index].add(&FIGURES[index].rule, act);
        }
    }

    /// The figures, in the order of the table.
    pub fn finish(self) -> Vec<Counted> {
        let until = self.until;
        let counted = FIGURES.iter().zip(self.counts);
        counted
            .map(|(figure, count)| Counted {
                name: figure.name.to_owned(),
                version: figure.version,
                rows: count.rows_of(&figure.rule, until),
            })
            .collect()
    }
}

impl Count {
    fn of(figure: &Figure) -> Self {
        let rows = match figure.rule {
            Rule::Count(_) => 1,
            Rule::By { rows, .. } => rows.len() + 1,
            Rule::Share { .. } => 2,
            Rule::Time { .. } => 0,
        };
        Self {
            rows: vec![0; rows],
            ..Self::default()
        }
    }

    fn add(&mut self, rule: &Rule, act: &Act<'_>) {
        match rule {
            Rule::Count(one) => self.rows[0] += u64::from(one.fits(act)),
            Rule::By { of, field, rows } if of.fits(act) => {
                let word = match field {
                    Field::Instrument => act.instrument,
                    Field::Outcome => act.outcome,
                };
                let row = rows.iter().position(|row| Some(*row) == word);
                self.rows[row.unwrap_or(rows.len())] += 1;
            }
            Rule::By { .. } => {}
            Rule::Share { part, whole } => {
                self.rows[0] += u64::from(part.fits(act) && whole.fits(act));
                self.rows[1] += u64::from(whole.fits(act));
            }
            Rule::Time { from, to } => self.time(from, to, act),
        }
    }

    fn time(&mut self, from: &Match, to: &Match, act: &Act<'_>) {
        let Some(case) = act
            .case
            .and_then(|case| u128::from_str_radix(case, 16).ok())
        else {
            return;
        };
        if from.fits(act) {
            self.running.entry(case).or_insert(act.at);
        } else if to.fits(act)
            && let Some(since) = self.running.remove(&case)
        {
            self.ended.push(Lifetime {
                time_ms: act.at.since_ms(since).max(0),
                is_removed: true,
            });
        }
    }

    fn rows_of(self, rule: &Rule, until: Timestamp) -> Vec<Row> {
        let row = |word: &str, value| Row {
            row: word.to_owned(),
            value,
        };
        match rule {
            Rule::Count(_) => vec![row(
                "all",
                Value::Count {
                    count: self.rows[0],
                },
            )],
            Rule::By { rows, .. } => rows
                .iter()
                .copied()
                .chain([OTHER])
                .zip(self.rows)
                .map(|(word, count)| row(word, Value::Count { count }))
                .collect(),
            Rule::Share { .. } => vec![row("all", Value::share(self.rows[0], self.rows[1]))],
            Rule::Time { .. } => vec![row("all", self.survival(until))],
        }
    }

    fn survival(mut self, until: Timestamp) -> Value {
        let ended = self.ended.len() as u64;
        let open = self.running.values().map(|since| Lifetime {
            time_ms: until.since_ms(*since).max(0),
            is_removed: false,
        });
        self.ended.extend(open);
        let curve = Survival::estimate(&self.ended);
        Value::Time {
            began: self.ended.len() as u64,
            ended,
            median_ms: curve.time_ms_at(500),
            p90_ms: curve.time_ms_at(900),
        }
    }
}
