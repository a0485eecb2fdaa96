//! Section `[document]` of the configuration: fonts, templates and limits of what is set on paper.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Section `[document]`: where the fonts of orders and dossiers are, and how large these may grow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Folders searched for fonts. Debian's packages `fonts-hosny-amiri` and `fonts-dejavu-core`
    /// put them below the first.
    pub font_dirs: Vec<PathBuf>,
    /// Folder whose `<document>/page.typ` and `<document>/<language>.toml` replace the built-in
    /// ones. What a legal officer attested no longer counts once a file here differs.
    pub template_dir: Option<PathBuf>,
    /// Size of the data of one document.
    pub data_bytes_max: usize,
    /// Characters of one text in it.
    pub text_chars_max: usize,
    /// Pages of one document.
    pub pages_max: usize,
    /// Time to set one document.
    pub timeout_ms: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            font_dirs: vec![PathBuf::from("/usr/share/fonts")],
            template_dir: None,
            data_bytes_max: 4 * 1024 * 1024,
            text_chars_max: 20_000,
            pages_max: 400,
            timeout_ms: 60_000,
        }
    }
}
