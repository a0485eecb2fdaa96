//! `vigie data import FOLDER | list | rollback`: reference tables come in dated, and are named when old.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use vigie_desk::trace::{import_data, rollback_data};
use vigie_trace::ReferenceData;

use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use crate::wiring::{self, Hold};

/// Brings in reference tables.
#[derive(Debug, Subcommand)]
pub(crate) enum Data {
    /// Reads a folder of tables: networks, edges, registries, warning lists.
    Import(Import),
    /// Lists the tables with their ages.
    List,
    /// Goes back to the tables of the import before.
    Rollback,
}

/// Reads a folder of tables.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The folder.
    folder: PathBuf,
}

impl Data {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let target = wiring::reference_dir(&config.store.data_dir);
        if let Self::Import(Import { folder }) = &self {
            let opened = wiring::open(config, Hold::Beside).await?;
            let report = import_data(&opened.desk, &opened.operator, folder, &target).await?;
            for warning in &report.warnings {
                say(format_args!("note: {warning}"));
            }
        } else if matches!(self, Self::Rollback) {
            let opened = wiring::open(config, Hold::Beside).await?;
            rollback_data(&opened.desk, &opened.operator, &target).await?;
        }
        let (data, missing) = ReferenceData::load(&target)?;
        let tables = data.list(wiring::clock().now(), config.trace.reference_age_days_max);
        for table in &tables {
            let age = if table.is_old { "old" } else { "ok" };
            let (name, rows, days) = (&table.info.table, table.info.rows, table.age_days);
            out.line(&format!("{name}\t{rows} rows\t{days} days\t{age}"), table)?;
        }
        for absent in &missing {
            say(format_args!("missing: {}", absent.table));
        }
        Ok(if tables.is_empty() {
            Answer::No
        } else {
            Answer::Yes
        })
    }
}
