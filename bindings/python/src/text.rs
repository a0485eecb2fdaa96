//! `score`, `explain`, `fold`: texts of Arrow arrays in, columns out, a null for a null.

use std::ffi::CStr;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use vigie_text::{Column as Label, Explanation, Reader, Scorer, TermList, TermSet};

use crate::arrow::{Array, Chunks, Layout};
use crate::column::{Column, Table, Values};

/// A model of the triage: the one that comes with the program, or one that `vigie text train` made.
#[pyclass(frozen, module = "vigie")]
pub(crate) struct Model {
    model: vigie_text::Model,
}

#[pymethods]
impl Model {
    /// Reads a model file.
    #[staticmethod]
    fn open(path: PathBuf) -> PyResult<Self> {
        let bytes = std::fs::read(path)?;
        let model = vigie_text::Model::from_bytes(&bytes);
        let model = model.map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(Self { model })
    }

    /// SHA-256 of its file.
    #[getter]
    fn hash(&self) -> &str {
        self.model.hash()
    }
}

/// The model a caller named, or the one of the program.
fn chosen(model: Option<&Model>) -> PyResult<&vigie_text::Model> {
    static OWN: LazyLock<Result<vigie_text::Model, String>> =
        LazyLock::new(|| vigie_text::Model::embedded().map_err(|error| error.to_string()));
    match (model, &*OWN) {
        (Some(model), _) => Ok(&model.model),
        (None, Ok(own)) => Ok(own),
        (None, Err(said)) => Err(PyValueError::new_err(said.clone())),
    }
}

/// Language, rank, labels, flags of context and signs of evasion of each text.
#[pyfunction]
#[pyo3(signature = (texts, model, terms, today))]
pub(crate) fn score(
    py: Python<'_>,
    texts: &Bound<'_, PyAny>,
    model: Option<Bound<'_, Model>>,
    terms: Option<Vec<String>>,
    today: &str,
) -> PyResult<Table> {
    let texts = Texts::of(texts)?;
    let model = chosen(model.as_ref().map(Bound::get))?;
    let terms = read_terms(terms, today)?;
    let table = py.detach(|| {
        let mut scorer = Scorer::new(model).with_terms(&terms);
        let of = |is_wanted: fn(Label) -> bool| -> Vec<Label> {
            let columns = model.facts().columns.iter().map(|facts| facts.column);
            columns.filter(|column| is_wanted(*column)).collect()
        };
        let (labels, flags) = (of(Label::is_label), of(Label::is_flag));
        let mut language = TextColumn::default();
        let mut rank = Vec::new();
        let mut label_scores = vec![Vec::new(); labels.len()];
        let mut flag_scores = vec![Vec::new(); flags.len()];
        let mut flagged = ListColumn::default();
        let mut spoken_for = ListColumn::default();
        let mut signs = Signs::default();
        texts.each(|text| {
            let Some(text) = text else {
                language.push("");
                rank.push(0.0);
                let all = label_scores.iter_mut().chain(&mut flag_scores);
                all.for_each(|scores| scores.push(0.0));
                flagged.push(&[]);
                spoken_for.push(&[]);
                signs.push(vigie_text::EvasionSigns::default());
                return;
            };
            let score = scorer.score(text);
            language.push(score.language);
            rank.push(score.rank);
            for (scores, (_, value)) in label_scores.iter_mut().zip(&score.labels) {
                scores.push(*value);
            }
            for (scores, (_, value)) in flag_scores.iter_mut().zip(&score.flags) {
                scores.push(*value);
            }
            flagged.push(&score.flagged);
            spoken_for.push(&score.terms);
            signs.push(score.evasion);
        });
        let numbers = |columns: Vec<Label>, scores: Vec<Vec<f64>>| {
            let pairs = columns.into_iter().zip(scores);
            Column::new(Values::Struct(
                pairs
                    .map(|(column, scores)| (name_of(column), Column::new(Values::F64(scores))))
                    .collect(),
            ))
        };
        let mut fields = vec![
            (c"lang", language.finish()),
            (c"rank", Column::new(Values::F64(rank))),
            (c"labels", numbers(labels, label_scores)),
            (c"flags", numbers(flags, flag_scores)),
            (c"flagged", flagged.finish()),
            (c"terms", spoken_for.finish()),
        ];
        fields.extend(signs.finish());
        Column::with_validity(Values::Struct(fields), texts.validity())
    });
    Ok(Table::new(table))
}

/// Why each text has the score of a label: parts of its words that add up to the logit.
#[pyfunction]
#[pyo3(signature = (texts, label, model))]
pub(crate) fn explain(
    py: Python<'_>,
    texts: &Bound<'_, PyAny>,
    label: &str,
    model: Option<Bound<'_, Model>>,
) -> PyResult<Table> {
    let texts = Texts::of(texts)?;
    let model = chosen(model.as_ref().map(Bound::get))?;
    let label: Label = label
        .parse()
        .map_err(|error: vigie_text::UnknownLabel| PyValueError::new_err(error.to_string()))?;
    if model.position(label).is_none() {
        return Err(PyValueError::new_err(format!(
            "the model does not know `{label}`"
        )));
    }
    let table = py.detach(|| {
        let mut scorer = Scorer::new(model);
        let mut told = Told::default();
        texts.each(|text| told.push(text.and_then(|text| scorer.explain(text, label, None))));
        Column::with_validity(told.finish(), texts.validity())
    });
    Ok(Table::new(table))
}

/// Each text as machines compare it, with the way back to the original.
#[pyfunction]
pub(crate) fn fold(py: Python<'_>, texts: &Bound<'_, PyAny>) -> PyResult<Table> {
    let texts = Texts::of(texts)?;
    let table = py.detach(|| {
        let mut reader = Reader::new();
        let mut folded_texts = TextColumn::default();
        let (mut starts, mut offsets) = (vec![0], Vec::new());
        let mut signs = Signs::default();
        texts.each(|text| {
            let folded = reader.fold(text.unwrap_or_default());
            folded_texts.push(&folded.text);
            offsets.extend(&folded.offsets);
            starts.push(signed(offsets.len()));
            signs.push(folded.signs);
        });
        let mut fields = vec![
            (c"folded", folded_texts.finish()),
            (
                c"offsets",
                Column::new(Values::List(starts, Column::new(Values::U32(offsets)))),
            ),
        ];
        fields.extend(signs.finish());
        Column::with_validity(Values::Struct(fields), texts.validity())
    });
    Ok(Table::new(table))
}

/// The lists given as text, or those that come with the program.
fn read_terms(terms: Option<Vec<String>>, today: &str) -> PyResult<TermSet> {
    let own = || {
        vigie_text::STARTERS
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    let lists: Result<Vec<TermList>, _> = terms
        .unwrap_or_else(own)
        .iter()
        .map(|text| TermList::parse(text))
        .collect();
    let built = lists.and_then(|lists| TermSet::build(lists, today));
    built.map_err(|error| PyValueError::new_err(error.to_string()))
}

/// The texts of an Arrow array.
struct Texts {
    chunks: Chunks,
    layout: Layout,
}

impl Texts {
    fn of(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        let chunks = Chunks::of(object)?.ok_or_else(|| {
            PyTypeError::new_err("texts are an Arrow array of strings: of pyarrow, polars, pandas 3 or another library with the Arrow PyCapsule interface")
        })?;
        let layout = match chunks.format() {
            "u" | "z" => Layout::Short,
            "U" | "Z" => Layout::Long,
            "vu" | "vz" => Layout::View,
            other => {
                let said = format!(
                    "texts are strings or bytes, this Arrow array has the format `{other}`"
                );
                return Err(PyTypeError::new_err(said));
            }
        };
        Ok(Self { chunks, layout })
    }

    /// Hands over each text, `None` for a null.
    fn each(&self, mut work: impl FnMut(Option<&[u8]>)) {
        for (array, at) in self.rows() {
            // SAFETY: the layout is that of the format, and the row is there.
            let text = (!array.is_null(at)).then(|| unsafe { array.bytes(self.layout, at) });
            work(text);
        }
    }

    fn rows(&self) -> impl Iterator<Item = (&Array, usize)> {
        self.chunks
            .arrays
            .iter()
            .flat_map(|array| (0..array.len()).map(move |at| (array, at)))
    }

    /// A bit for each text that is there; `None` where all are.
    fn validity(&self) -> Option<Vec<u8>> {
        let mut bits = Vec::new();
        let mut has_nulls = false;
        for (row, (array, at)) in self.rows().enumerate() {
            if row % 8 == 0 {
                bits.push(0);
            }
            let is_null = array.is_null(at);
            has_nulls |= is_null;
            if let Some(last) = bits.last_mut() {
                *last |= u8::from(!is_null) << (row % 8);
            }
        }
        has_nulls.then_some(bits)
    }
}

/// Explanations, column by column.
#[derive(Default)]
struct Told {
    logit: Vec<f64>,
    bias: Vec<f64>,
    rest: Vec<f64>,
    words: TextColumn,
    start: Vec<u32>,
    end: Vec<u32>,
    part: Vec<f64>,
    /// Number of words up to each text.
    ends: Vec<i64>,
}

impl Told {
    fn push(&mut self, told: Option<Explanation>) {
        let value = |get: fn(&Explanation) -> f64| told.as_ref().map_or(0.0, get);
        self.logit.push(value(|told| told.logit));
        self.bias.push(value(|told| told.bias));
        self.rest.push(value(|told| told.rest));
        for word in told.iter().flat_map(|told| &told.words) {
            self.words.push(&word.text);
            self.start.push(word.start);
            self.end.push(word.end);
            self.part.push(word.part);
        }
        self.ends.push(signed(self.part.len()));
    }

    fn finish(self) -> Values {
        let words = Column::new(Values::Struct(vec![
            (c"text", self.words.finish()),
            (c"start", Column::new(Values::U32(self.start))),
            (c"end", Column::new(Values::U32(self.end))),
            (c"part", Column::new(Values::F64(self.part))),
        ]));
        let offsets = [0].into_iter().chain(self.ends).collect();
        Values::Struct(vec![
            (c"logit", Column::new(Values::F64(self.logit))),
            (c"bias", Column::new(Values::F64(self.bias))),
            (c"rest", Column::new(Values::F64(self.rest))),
            (c"words", Column::new(Values::List(offsets, words))),
        ])
    }
}

/// Texts that are collected.
struct TextColumn {
    offsets: Vec<i64>,
    bytes: Vec<u8>,
}

impl Default for TextColumn {
    fn default() -> Self {
        Self {
            offsets: vec![0],
            bytes: Vec::new(),
        }
    }
}

impl TextColumn {
    fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
        self.offsets.push(signed(self.bytes.len()));
    }

    fn finish(self) -> Arc<Column> {
        Column::new(Values::Text(self.offsets, self.bytes))
    }
}

/// Lists of labels that are collected.
#[derive(Default)]
struct ListColumn {
    ends: Vec<i64>,
    names: TextColumn,
}

impl ListColumn {
    fn push(&mut self, labels: &[Label]) {
        for label in labels {
            self.names.push(label.name());
        }
        self.ends.push(signed(self.names.offsets.len() - 1));
    }

    fn finish(self) -> Arc<Column> {
        let offsets = [0].into_iter().chain(self.ends).collect();
        Column::new(Values::List(offsets, self.names.finish()))
    }
}

/// Signs of evasion that are collected.
#[derive(Default)]
struct Signs([Vec<u32>; 6]);

impl Signs {
    fn push(&mut self, signs: vigie_text::EvasionSigns) {
        let counts = [
            signs.invisible,
            signs.invalid,
            signs.mixed_script,
            signs.leet,
            signs.spaced,
            signs.repeated,
        ];
        for (column, count) in self.0.iter_mut().zip(counts) {
            column.push(count);
        }
    }

    fn finish(self) -> impl Iterator<Item = (&'static CStr, Arc<Column>)> {
        let names = [
            c"invisible",
            c"invalid",
            c"mixed_script",
            c"leet",
            c"spaced",
            c"repeated",
        ];
        names
            .into_iter()
            .zip(self.0.map(|counts| Column::new(Values::U32(counts))))
    }
}

/// The name of a column of the model, as C reads it.
fn name_of(column: Label) -> &'static CStr {
    match column {
        Label::CallToViolence => c"call_to_violence",
        Label::Threat => c"threat",
        Label::Glorification => c"glorification",
        Label::Recruitment => c"recruitment",
        Label::Instruction => c"instruction",
        Label::Dehumanisation => c"dehumanisation",
        Label::Quoted => c"quoted",
        Label::Reported => c"reported",
        Label::Condemned => c"condemned",
        Label::Negated => c"negated",
        Label::Fiction => c"fiction",
        Label::Offensive => c"offensive",
    }
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
