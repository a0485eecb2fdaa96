//! One `vigie.toml`, each room owning its section; any key can be overridden by the environment.
//!
//! `VIGIE_STORE__DATA_DIR=/srv/desk` overrides `data_dir` of `[store]`; a further `__` goes one
//! table deeper. An empty file starts a working desk on SQLite and the local disk.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

/// The whole configuration.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// The desk itself.
    pub(crate) desk: vigie_desk::Config,
    /// Rows, blobs, keys and log.
    pub(crate) store: vigie_store::Config,
    /// Outgoing connections.
    pub(crate) egress: vigie_egress::Config,
    /// Captures.
    pub(crate) capture: vigie_capture::Config,
    /// Decoding of media.
    pub(crate) media: vigie_media::Config,
    /// Tracing of providers.
    pub(crate) trace: vigie_trace::Config,
    /// Letters.
    pub(crate) dispatch: vigie_dispatch::Config,
    /// Orders and dossiers on paper.
    pub(crate) document: vigie_document::Config,
    /// The web server.
    pub(crate) web: vigie_web::Config,
    /// Canonical keys.
    pub(crate) keys: KeysConfig,
}

/// Section `[keys]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct KeysConfig {
    /// A file of further rules for canonical keys, in the form of the built-in ones.
    pub(crate) rules_file: Option<PathBuf>,
}

/// Where the file is when nobody says.
const FILE_DEFAULT: &str = "vigie.toml";

impl Config {
    /// Reads the file, if there is one, and the environment over it.
    pub(crate) fn load(file: Option<&Path>, data_dir: Option<&Path>) -> Result<Self> {
        let mut table = match file {
            Some(path) => read(path)?,
            None if Path::new(FILE_DEFAULT).exists() => read(Path::new(FILE_DEFAULT))?,
            None => toml::Table::new(),
        };
        for (name, value) in std::env::vars() {
            overlay(&mut table, &name, &value)?;
        }
        let mut config = Self::from_table(table)?;
        if let Some(folder) = data_dir {
            folder.clone_into(&mut config.store.data_dir);
        }
        Ok(config)
    }

    fn from_table(table: toml::Table) -> Result<Self> {
        toml::Value::Table(table)
            .try_into()
            .map_err(|error: toml::de::Error| explain(&error))
    }
}

fn read(path: &Path) -> Result<toml::Table> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the configuration `{}` cannot be read", path.display()))?;
    text.parse()
        .with_context(|| format!("the configuration `{}` is no TOML", path.display()))
}

/// Puts `VIGIE_A__B=value` at `a.b`.
fn overlay(table: &mut toml::Table, name: &str, value: &str) -> Result<()> {
    let Some(path) = name
        .strip_prefix("VIGIE_")
        .filter(|path| path.contains("__"))
    else {
        return Ok(());
    };
    let mut keys: Vec<String> = path.split("__").map(str::to_lowercase).collect();
    let last = keys.pop().unwrap_or_default();
    let mut at = table;
    for key in keys {
        let next = at
            .entry(key)
            .or_insert_with(|| toml::Value::Table(toml::Table::new()));
        let Some(next) = next.as_table_mut() else {
            bail!("`{name}` names a table where the configuration has a value");
        };
        at = next;
    }
    // A number, a list or a truth value is written as in the file; anything else is a text.
    let parsed = format!("value = {value}").parse::<toml::Table>();
    let parsed = parsed.ok().and_then(|mut table| table.remove("value"));
    at.insert(
        last,
        parsed.unwrap_or_else(|| toml::Value::String(value.to_owned())),
    );
    Ok(())
}

/// Adds "did you mean" to an unknown key.
fn explain(error: &toml::de::Error) -> anyhow::Error {
    let said = error.message().to_owned();
    let mut quoted = said.split('`').skip(1).step_by(2);
    let suggestion = match (said.starts_with("unknown field"), quoted.next()) {
        (true, Some(unknown)) => quoted
            .map(|known| (strsim::jaro_winkler(unknown, known), known))
            .filter(|(likeness, _)| *likeness > 0.75)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, known)| format!("; did you mean `{known}`?")),
        _ => None,
    };
    anyhow::anyhow!(
        "the configuration is wrong: {said}{}",
        suggestion.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: an empty file is a working desk, and the environment reaches nested keys.
    #[test]
    fn the_environment_overrides() {
        let mut table = toml::Table::new();
        overlay(&mut table, "VIGIE_DESK__UNIT__NAME", "Unit Zeta").unwrap();
        overlay(&mut table, "VIGIE_STORE__CONNECTIONS_MAX", "5").unwrap();
        overlay(&mut table, "VIGIE_TEST_PG", "not a key").unwrap();

        let config = Config::from_table(table).unwrap();

        assert_eq!(config.desk.unit.name, "Unit Zeta");
        assert_eq!(config.store.connections_max, 5);
        assert_eq!(
            Config::from_table(toml::Table::new()).unwrap(),
            Config::default()
        );
    }

    /// Goal: a misspelt key is an error that names the right one.
    #[test]
    fn a_misspelt_key_is_explained() {
        let table = "[store]\ndata_dirr = 'x'".parse().unwrap();

        let said = Config::from_table(table).unwrap_err().to_string();

        assert!(
            said.contains("`data_dirr`") && said.ends_with("did you mean `data_dir`?"),
            "{said}"
        );
    }
}
