//! Labelled texts of the folder that `script/train tasks` fills.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;
use vigie_text::Column;
use vigie_text::train::Example;

/// One text of a task.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Row {
    pub(crate) text: String,
    /// The one label of the task.
    #[serde(default)]
    pub(crate) label: bool,
    /// Texts of one fold are held out together.
    #[serde(default)]
    pub(crate) fold: usize,
    #[serde(default)]
    pub(crate) lang: String,
    #[serde(default)]
    pub(crate) functionality: String,
    /// Everything that is known of it.
    #[serde(default)]
    pub(crate) labels: BTreeMap<Column, bool>,
    #[serde(default)]
    pub(crate) group: Option<String>,
    /// How much it counts; 1 when nothing is said.
    #[serde(default)]
    pub(crate) weight: Option<f32>,
    /// The set it is from, and its text.
    #[serde(default)]
    pub(crate) author: String,
}

/// All rows of a file of the folder.
pub(crate) fn read(folder: &Path, name: &str) -> anyhow::Result<Vec<Row>> {
    let path = folder.join(name);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("`{}` is not there: run script/bench text", path.display()))?;
    text.lines()
        .map(|line| serde_json::from_str(line).with_context(|| format!("a line of {name}")))
        .collect()
}

/// A row as an example of one label.
pub(crate) fn example(row: &Row) -> Example {
    Example {
        text: row.text.clone().into_bytes(),
        labels: BTreeMap::from([(Column::Dehumanisation, row.label)]),
        language: Some(row.lang.clone()),
        weight: 1.0,
        ..Example::default()
    }
}

/// A row as an example of everything that is known of it.
pub(crate) fn whole_example(row: &Row) -> Example {
    Example {
        labels: row.labels.clone(),
        weight: row.weight.unwrap_or(1.0),
        group: row.group.as_deref().map(number),
        ..example(row)
    }
}

/// FNV-1a: a number that depends on nothing but the words.
pub(crate) fn number(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
