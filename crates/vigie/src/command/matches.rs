//! `vigie match`: is this signal, file or address known?

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;
use vigie_desk::signal::{find_known, hash_bytes, verify_index, warm_index};
use vigie_domain::{Signal, SignalType, Transform};

use super::read_input;
use crate::Answer;
use crate::config::Config;
use crate::output::Output;
use crate::wiring::{self, Hold};

/// Asks the banks whether a signal or a file is known.
#[derive(Debug, Args)]
pub(crate) struct Match {
    /// Files, addresses, or values of the type given by `--type`.
    #[arg(required = true)]
    subjects: Vec<String>,
    /// Read the subjects as values of this type: pdq, sha256, md5 or url.
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// Largest PDQ distance, in bits, 0 to 63; each bank's own when left out.
    #[arg(long, value_name = "BITS")]
    distance: Option<u32>,
}

impl Match {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        // Nobody is told of a damaged index later: it is read to the last byte first.
        warm_index(&opened.desk).await?;
        verify_index(&opened.desk).await?;
        let mut is_known = false;
        for subject in &self.subjects {
            let signals = self.signals(config, subject).await?;
            let known = find_known(&opened.desk, &opened.operator, &signals, self.distance).await?;
            for found in &known {
                let (kind, bits) = (found.signal.signal_type().name(), found.distance_bits);
                let (bank, label) = (&found.bank, &found.entry.label);
                let mut text = format!("{subject}\t{kind}\t{bits}\t{bank}\t{label}");
                if found.transform != Transform::AsIs {
                    text.push_str("\tafter ");
                    text.push_str(found.transform.name());
                }
                match &found.suppressed_by {
                    // Shown, and no reason to look: a negative bank says so.
                    Some(negative) => {
                        text.push_str("\tsuppressed by ");
                        text.push_str(negative);
                    }
                    None => is_known = true,
                }
                out.line(&text, found)?;
            }
        }
        Ok(if is_known { Answer::Yes } else { Answer::No })
    }

    async fn signals(&self, config: &Config, subject: &str) -> anyhow::Result<Vec<Signal>> {
        if let Some(kind) = &self.kind {
            let Some(kind) = SignalType::parse(kind) else {
                bail!("no type `{kind}`; there are pdq, sha256, md5, url");
            };
            if kind == SignalType::Url {
                let parsed = wiring::keys(config)?
                    .rules(wiring::clock().now())
                    .parse_locator(subject)?;
                return Ok(vec![Signal::Url(parsed.key.to_string())]);
            }
            return match Signal::parse(kind, subject) {
                Some(signal) => Ok(vec![signal]),
                None => bail!("`{subject}` is no {} value", kind.name()),
            };
        }
        if Path::new(subject).is_file() {
            let bytes = read_input(&PathBuf::from(subject), config.media.input_bytes_max)?;
            return Ok(hash_bytes(&wiring::decoder(config)?, &bytes).await?);
        }
        if subject.contains("://") {
            let parsed = wiring::keys(config)?
                .rules(wiring::clock().now())
                .parse_locator(subject)?;
            return Ok(vec![Signal::Url(parsed.key.to_string())]);
        }
        bail!("`{subject}` is neither a file nor an address; say what it is with --type");
    }
}
