//! `vigie hash FILE…`: the signals of files, decoded in the sandboxed child.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use vigie_domain::Signal;

use super::read_input;
use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use crate::wiring;

/// Prints the signals of files.
#[derive(Debug, Args)]
pub(crate) struct Hash {
    /// Files; `-` is standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

impl Hash {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let decoder = wiring::decoder(config)?;
        let mut failed = None;
        for path in &self.files {
            let bytes = read_input(path, config.media.input_bytes_max)?;
            let signals = match vigie_desk::signal::hash_bytes(&decoder, &bytes).await {
                Ok(signals) => signals,
                Err(error) => {
                    say(format_args!("{}: {error}", path.display()));
                    failed = Some(error);
                    continue;
                }
            };
            let file = path.display().to_string();
            for signal in &signals {
                let (kind, value) = (signal.signal_type().name(), signal.value());
                let quality = match signal {
                    Signal::Pdq { quality, .. } => Some(*quality),
                    _ => None,
                };
                let shown = quality
                    .map(|quality| format!("\t{quality}"))
                    .unwrap_or_default();
                out.line(
                    &format!("{kind}\t{value}\t{file}{shown}"),
                    &json!({"type": kind, "value": value, "file": file, "quality": quality}),
                )?;
            }
        }
        match failed {
            None => Ok(Answer::Yes),
            Some(error) => Err(anyhow::Error::new(error).context("some files have no hash")),
        }
    }
}
