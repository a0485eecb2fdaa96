//! What texts are read by at the moment: a model, the one beside it, the term lists in use.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use vigie_domain::{FoundTerm, ModelStanding, TermListVersion, TextModel, Timestamp};
use vigie_store::Reader as StoreReader;
use vigie_text::{Column, Model, Reader, STARTERS, Score, Scorer, TermList, TermSet};

use super::word::words_of;
use crate::desk::Desk;
use crate::digest::sha256;
use crate::error::DeskError;

/// Everything a text is read by, immutable.
pub(crate) struct Gauge {
    /// Names it: models, lists and their versions.
    pub(crate) edition: String,
    pub(crate) model: Arc<Model>,
    pub(crate) shadow: Option<Arc<Model>>,
    pub(crate) terms: TermSet,
}

/// The gauge of the moment; built anew when models or lists changed.
#[derive(Default)]
pub(crate) struct GaugeBook {
    held: Mutex<Option<Arc<Gauge>>>,
    /// The edition all readings are known to be of.
    settled: Mutex<Option<String>>,
    /// When the model in use is looked at next, in milliseconds.
    watch_at: AtomicI64,
}

/// What was found in one text.
pub(super) struct Gauged {
    pub(super) score: Score,
    pub(super) rank: u16,
    pub(super) shadow_rank: Option<u16>,
    pub(super) terms: Vec<FoundTerm>,
}

impl GaugeBook {
    /// Whether nothing is left to be read again for this edition.
    pub(super) fn is_settled(&self, edition: &str) -> bool {
        let settled = self.settled.lock().unwrap_or_else(PoisonError::into_inner);
        settled.as_deref() == Some(edition)
    }

    /// Whether the model in use is to be looked at; if so, it is not again for a while.
    pub(super) fn is_watch_due(&self, now: Timestamp, interval_ms: i64) -> bool {
        let due = self.watch_at.load(Ordering::Relaxed) <= now.ms();
        if due {
            let next = now.plus_ms(interval_ms).ms();
            self.watch_at.store(next, Ordering::Relaxed);
        }
        due
    }

    pub(super) fn settle(&self, edition: String) {
        *self.settled.lock().unwrap_or_else(PoisonError::into_inner) = Some(edition);
    }
}

impl Desk {
    /// What texts are read by now. Two short reads when nothing changed.
    pub(crate) async fn gauge(&self) -> Result<Arc<Gauge>, DeskError> {
        let models = self.store().text_models(self.id).await?;
        let lists = lists_in_use(self.store(), self.id).await?;
        let of = |standing| models.iter().find(|model| model.standing == standing);
        let (current, shadow) = (of(ModelStanding::Current), of(ModelStanding::Shadow));
        let today = day_of(self.now());
        let edition = edition(current, shadow, &lists, &today);
        {
            let held = self.gauges.held.lock();
            let held = held.unwrap_or_else(PoisonError::into_inner);
            if let Some(gauge) = held.as_ref().filter(|gauge| gauge.edition == edition) {
                return Ok(Arc::clone(gauge));
            }
        }
        let model = match current {
            Some(model) => load_model(self, model).await?,
            None => embedded()?,
        };
        let shadow = match shadow {
            Some(model) => Some(load_model(self, model).await?),
            None => None,
        };
        let terms = TermSet::build(lists, &today).map_err(DeskError::broken)?;
        let gauge = Arc::new(Gauge {
            edition,
            model,
            shadow,
            terms,
        });
        let mut held = self
            .gauges
            .held
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *held = Some(Arc::clone(&gauge));
        Ok(gauge)
    }
}

/// The model that comes with the program.
pub(super) fn embedded() -> Result<Arc<Model>, DeskError> {
    Model::embedded().map(Arc::new).map_err(DeskError::broken)
}

/// A model of the desk, from its file; the program's own from the program.
pub(super) async fn load_model(desk: &Desk, model: &TextModel) -> Result<Arc<Model>, DeskError> {
    let Some(file) = model.file_sha256 else {
        return embedded();
    };
    let bytes = desk.store().blobs().get_plain(file).await?;
    let bytes = bytes.ok_or(DeskError::NotFound {
        what: "file of this model",
    })?;
    Model::from_bytes(&bytes)
        .map(Arc::new)
        .map_err(DeskError::broken)
}

/// The lists that are matched: the desk's own, and the starters it has none of that name for.
pub(super) async fn lists_in_use(
    store: &StoreReader,
    desk: vigie_domain::DeskId,
) -> Result<Vec<TermList>, DeskError> {
    let own = store.term_lists(desk).await?;
    let starters = STARTERS.iter().map(|text| TermList::parse(text));
    let mut lists = Vec::new();
    for starter in starters {
        let starter = starter.map_err(DeskError::broken)?;
        if own.iter().all(|list| list.name != starter.name) {
            lists.push(starter);
        }
    }
    for version in own.iter().filter(|version| !version.is_withdrawn) {
        lists.push(parsed(version)?);
    }
    Ok(lists)
}

/// A list that was checked when it was written, with the version the desk gave it.
pub(super) fn parsed(version: &TermListVersion) -> Result<TermList, DeskError> {
    let mut list = TermList::parse(&version.text).map_err(DeskError::broken)?;
    list.version = version.version;
    Ok(list)
}

/// The day of an instant, as lists write it.
pub(super) fn day_of(now: Timestamp) -> String {
    now.to_string().chars().take(10).collect()
}

fn edition(
    current: Option<&TextModel>,
    shadow: Option<&TextModel>,
    lists: &[TermList],
    today: &str,
) -> String {
    let hash_of = |model: Option<&TextModel>| model.map_or("-", |model| &*model.hash).to_owned();
    let mut parts = vec![hash_of(current), hash_of(shadow)];
    if current.is_none_or(|model| model.file_sha256.is_none()) {
        // The program's own changes with the program.
        parts.extend(embedded().ok().map(|model| model.hash().to_owned()));
    }
    let live = lists
        .iter()
        .filter(|list| list.expires.as_deref().is_none_or(|day| today < day));
    parts.extend(live.map(|list| format!("{} {}", list.name, list.version)));
    hex::encode(&sha256(parts.join("\n").as_bytes()).0[..8])
}

impl Gauge {
    /// Reads texts one after another.
    pub(super) fn read<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Vec<Gauged> {
        let mut scorer = Scorer::new(&self.model).with_terms(&self.terms);
        let mut shadow = self.shadow.as_deref().map(|model| {
            let scorer = Scorer::new(model);
            scorer.with_terms(&self.terms)
        });
        let mut reader = Reader::new();
        texts
            .map(|text| {
                let score = scorer.score(text.as_bytes());
                let shadow = shadow.as_mut().map(|own| own.score(text.as_bytes()).rank);
                let found = self.terms.find(&mut reader, text.as_bytes());
                let terms = found.into_iter().map(|found| FoundTerm {
                    list: found.list,
                    version: found.version,
                    category: found.category.map(|column| column.name().to_owned()),
                    term: found.term,
                    suppressed_by: found.suppressed_by,
                });
                let mut terms: Vec<FoundTerm> = terms.collect();
                terms.truncate(TERMS_KEPT_MAX);
                Gauged {
                    rank: thousandths(score.rank),
                    shadow_rank: shadow.map(thousandths),
                    terms,
                    score,
                }
            })
            .collect()
    }
}

/// Terms kept of one text; a text full of them says no more.
const TERMS_KEPT_MAX: usize = 50;

/// A share as it is stored.
pub(super) fn thousandths(share: f64) -> u16 {
    let whole = f64::from(vigie_domain::reading::RANK_WHOLE);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 1000 by the clamp"
    )]
    let rounded = (share * whole).round().clamp(0.0, whole) as u16;
    rounded
}

/// The label a text stands out by: of those that reach their threshold or that a term speaks for,
/// the one with the most expected harm.
pub(super) fn foremost(score: &Score) -> Option<Column> {
    let stands_out =
        |column: &Column| score.flagged.contains(column) || score.terms.contains(column);
    let harm = |(column, value): &(Column, f64)| f64::from(column.harm()) * value;
    let named = score.labels.iter().filter(|(column, _)| stands_out(column));
    named
        .max_by(|a, b| harm(a).total_cmp(&harm(b)))
        .map(|(column, _)| *column)
}

/// The blind words a text is searched by.
pub(super) fn tokens_of(desk: &Desk, text: &str) -> Vec<String> {
    let words = words_of(&mut Reader::new(), text);
    desk.store()
        .blind_words(desk.id, words.iter().map(|word| word.key.as_str()))
}
