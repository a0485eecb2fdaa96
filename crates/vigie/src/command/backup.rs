//! `vigie backup DIR` and `vigie restore DIR`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use vigie_desk::{Clock, SystemClock};
use vigie_store::Store;

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
}

impl Backup {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let store = Store::open_beside(&config.store).await?;
        let report = store.backup(&self.folder, SystemClock.now()).await?;
        let folder = self.folder.display().to_string();
        out.line(&format!("{folder}\t{} files", report.files), &json!({"folder": folder, "report": report}))?;
        say("the keys are in `keys/` of it: keep them apart from the rest");
        Ok(Answer::Yes)
    }
}

impl Restore {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let report = Store::restore(&self.folder, &config.store, SystemClock.now()).await?;
        let folder = config.store.data_dir.display().to_string();
        let erased = report.erasures_replayed;
        out.line(
            &format!("{folder}\t{} files\t{erased} key destructions replayed", report.files),
            &json!({"folder": folder, "report": report}),
        )?;
        Ok(Answer::Yes)
    }
}
