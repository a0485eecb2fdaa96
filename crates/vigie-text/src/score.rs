//! One pass over a text: language, labels, flags, terms, rank.
//!
//! The rank is expected harm times score, raised by terms, lowered by context; never to nothing:
//! a quotation is read later, not never.

use serde::{Serialize, Serializer};

use crate::feature::Grams;
use crate::fold::{EvasionSigns, Reader};
use crate::label::Column;
use crate::language::{LOOKS_MAX, LanguageTable, UNKNOWN};
use crate::model::{COLUMNS_MAX, Model, Probability};
use crate::numeric::logistic;
use crate::term::{Finder, TermSet};

/// How far context may lower a rank: to this share of it at least.
pub const CONTEXT_SHARE_MIN: f64 = 0.4;
/// Bytes a language is told by, where nothing else is asked: the script of sixty words.
const LANGUAGE_BYTES_MAX: usize = 1024;
/// How much of what is missing to certainty an unsuppressed term adds.
const TERM_SHARE: f64 = 0.3;

/// What a text was found to be. Scores are between 0 and 1 and order texts; they are no
/// probabilities: those are apart, where the data allow them.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Score {
    /// Language code, or `unknown`.
    #[serde(rename = "lang")]
    pub language: &'static str,
    /// Score of each label.
    #[serde(serialize_with = "by_name")]
    pub labels: Vec<(Column, f64)>,
    /// Score of each flag of context.
    #[serde(serialize_with = "by_name")]
    pub flags: Vec<(Column, f64)>,
    /// Probabilities with their intervals, for labels with enough texts in this language.
    #[serde(serialize_with = "by_name")]
    pub probabilities: Vec<(Column, Probability)>,
    /// Labels whose score reaches the threshold of the wanted precision.
    pub flagged: Vec<Column>,
    /// Labels that a term list speaks for.
    pub terms: Vec<Column>,
    /// Place in the queue: higher is sooner.
    pub rank: f64,
    /// What was done so that machines do not see it.
    pub evasion: EvasionSigns,
}

fn by_name<T: Serialize, S: Serializer>(
    list: &[(Column, T)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(list.iter().map(|(column, value)| (column.name(), value)))
}

impl Score {
    /// Nothing yet, with the room of an earlier text.
    fn clear(&mut self) {
        self.labels.clear();
        self.flags.clear();
        self.probabilities.clear();
        self.flagged.clear();
        self.terms.clear();
    }
}

/// Scores one text after another with the same buffers.
#[derive(Debug)]
pub struct Scorer<'m> {
    model: &'m Model,
    languages: &'m LanguageTable,
    terms: Option<&'m TermSet>,
    pub(crate) reader: Reader,
    pub(crate) grams: Grams,
    finder: Finder,
}

impl<'m> Scorer<'m> {
    /// A scorer with the table of languages of the program and no terms.
    pub fn new(model: &'m Model) -> Self {
        Self {
            model,
            languages: LanguageTable::embedded(),
            terms: None,
            reader: Reader::new(),
            grams: Grams::default(),
            finder: Finder::default(),
        }
    }

    /// With term lists.
    pub fn with_terms(mut self, terms: &'m TermSet) -> Self {
        self.terms = Some(terms);
        self
    }

    /// The model it scores with.
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// The logits of all columns of the model: fold and score, nothing else.
    pub fn logits(&mut self, text: &[u8]) -> Vec<f32> {
        let logits = self.raw(text);
        logits[..self.model.facts.columns.len()].to_vec()
    }

    /// The logit of the model's first column: the quickest there is.
    pub fn first_logit(&mut self, text: &[u8]) -> f32 {
        self.reader.read(text);
        self.model.first_logit(&self.reader, &mut self.grams)
    }

    fn raw(&mut self, text: &[u8]) -> [f32; COLUMNS_MAX] {
        self.reader.read(text);
        self.grams.read(&self.reader);
        self.model.logits(self.grams.buckets())
    }

    /// Everything about a text, in one pass.
    pub fn score(&mut self, text: &[u8]) -> Score {
        let mut score = Score::default();
        self.score_into(text, &mut score);
        score
    }

    /// The same, into a score that was used before: nothing is allocated.
    pub fn score_into(&mut self, text: &[u8], score: &mut Score) {
        let logits = self.raw(text);
        let language = self.languages.detect(&self.reader, &self.grams);
        let mut term_bits = self
            .terms
            .map_or(0, |terms| terms.categories(&self.reader, &mut self.finder));
        let signs = self.reader.signs;
        if let Some(terms) = self.terms.filter(|terms| terms.has_patterns()) {
            for found in terms.find(&mut self.reader, text) {
                if let (Some(column), None) = (found.category, found.suppressed_by) {
                    term_bits |= 1 << column as u32;
                }
            }
        }
        score.clear();
        score.language = language;
        score.evasion = signs;
        let values = logits.map(|logit| logistic(f64::from(logit)));
        let columns = self.model.facts.columns.iter();
        for ((facts, logit), value) in columns.zip(logits).zip(values) {
            let column = facts.column;
            if column.is_flag() {
                score.flags.push((column, value));
            }
            if !column.is_label() {
                continue;
            }
            score.labels.push((column, value));
            if facts
                .threshold
                .is_some_and(|threshold| f64::from(logit) >= threshold.logit)
            {
                score.flagged.push(column);
            }
            let known = facts
                .calibrations
                .iter()
                .find(|own| own.language == language);
            if let Some(known) = known.filter(|_| language != UNKNOWN) {
                score.probabilities.push((column, known.probability(logit)));
            }
        }
        if term_bits != 0 {
            let columns = Column::ALL.into_iter();
            let told = columns.filter(|column| term_bits >> *column as u32 & 1 == 1);
            score.terms.extend(told);
        }
        score.rank = rank(score);
    }

    /// Shingle hashes of the text scored last, for a MinHash: no second reading.
    pub fn shingles(&self, hashes: &mut Vec<u32>) {
        crate::shingle::shingles_of(&self.reader, hashes);
    }

    /// The language alone.
    pub fn language(&mut self, text: &[u8]) -> &'static str {
        detect(self.languages, &mut self.reader, &mut self.grams, text)
    }
}

/// Tells languages, one text after another, without a model.
#[derive(Debug, Default)]
pub struct LanguageReader {
    reader: Reader,
    grams: Grams,
}

impl LanguageReader {
    /// The language of a text, or `unknown`.
    pub fn language(&mut self, text: &[u8]) -> &'static str {
        let languages = LanguageTable::embedded();
        detect(languages, &mut self.reader, &mut self.grams, text)
    }
}

/// Reads no further than the language is told by.
fn detect(
    languages: &LanguageTable,
    reader: &mut Reader,
    grams: &mut Grams,
    text: &[u8],
) -> &'static str {
    reader.read(&text[..text.len().min(LANGUAGE_BYTES_MAX)]);
    grams.read_first(reader, LOOKS_MAX / 2);
    languages.detect(reader, grams)
}

/// Expected harm, raised by terms, lowered by context.
fn rank(score: &Score) -> f64 {
    let missing: f64 = score
        .labels
        .iter()
        .map(|(column, value)| 1.0 - f64::from(column.harm()) * value)
        .product();
    let by_terms: f64 = score
        .terms
        .iter()
        .map(|column| 1.0 - TERM_SHARE * f64::from(column.harm()))
        .product();
    let context = score
        .flags
        .iter()
        .fold(0.0_f64, |most, (_, value)| most.max(*value));
    (1.0 - missing * by_terms) * (1.0 - (1.0 - CONTEXT_SHARE_MIN) * context)
}
