//! `vigie backup DIR` and `vigie restore DIR`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use vigie_store::{RestoreSource, Store};

use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};

/// Copies the whole desk into a folder.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// A folder that does not exist or is empty.
    folder: PathBuf,
}

/// Makes a desk from such a folder.
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The folder a backup made.
    folder: PathBuf,
    /// The folder of its keys, where they are kept apart.
    #[arg(long, value_name = "DIR")]
    keys: Option<PathBuf>,
    /// A newer ledger of destroyed keys, `destroyed.jsonl`; may be given several times.
    #[arg(long = "ledger", value_name = "FILE")]
    ledgers: Vec<PathBuf>,
}

impl Backup {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let store = Store::open_beside(&config.store).await?;
        let report = store.backup(&self.folder).await?;
        let folder = self.folder.display().to_string();
        let (files, rows) = (report.files, report.rows);
        out.line(
            &format!("{folder}\t{rows} rows\t{files} files"),
            &json!({"folder": folder, "rows": rows, "files": files, "bytes": report.size_bytes}),
        )?;
        say("the keys are in `keys/` of it: keep them apart from the rest");
        Ok(Answer::Yes)
    }
}

impl Restore {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let mut source = RestoreSource::new(&self.folder);
        source.keys = self.keys;
        source.ledgers = self.ledgers;
        let report = vigie_store::restore(&source, &config.store).await?;
        let folder = config.store.data_dir.display().to_string();
        let erased = report.erasures_replayed;
        out.line(
            &format!("{folder}\t{} files\t{erased} key destructions replayed", report.files),
            &json!({"folder": folder, "rows": report.rows, "files": report.files, "erased": erased}),
        )?;
        Ok(Answer::Yes)
    }
}
