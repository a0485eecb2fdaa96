//! `vigie capture URL --out FILE`: evidence without a desk. Refused: exit 2, no file.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use url::Url;

use super::write_file;
use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use crate::wiring;

/// Captures one address into a WARC file, without a desk.
#[derive(Debug, Args)]
pub(crate) struct Capture {
    /// The address.
    url: String,
    /// The file to write, `.warc.gz`.
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
}

impl Capture {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let parsed = wiring::keys(config)?
            .rules(wiring::clock().now())
            .parse_locator(&self.url)?;
        let url = Url::parse(parsed.url.as_str())?;
        let egress = wiring::egress(config)?;
        let capturer = vigie_capture::Capturer::new(egress, config.capture.clone());
        let captured = capturer.capture(&url, wiring::clock().now()).await?;
        write_file(&self.out, &captured.warc)?;
        for record in &captured.records {
            let status = record
                .status
                .map_or_else(|| "-".to_owned(), |status| status.to_string());
            out.line(
                &format!(
                    "{status}\t{}\t{}\t{}",
                    record.sha256, record.content_type, record.url
                ),
                record,
            )?;
        }
        if out.is_json {
            let file = self.out.display().to_string();
            let state = captured.state.name();
            out.line(
                "",
                &json!({"file": file, "sha256": captured.warc_sha256, "state": state}),
            )?;
        }
        for defect in &captured.defects {
            say(format_args!("note: {defect}"));
        }
        Ok(Answer::Yes)
    }
}
