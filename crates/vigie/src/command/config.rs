//! `vigie config show | check`.

use clap::Subcommand;
use serde_json::json;

use crate::Answer;
use crate::config::Config as Settings;
use crate::output::Output;
use crate::wiring;

/// Shows and checks the configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Prints the effective values. Secrets stand in files; only their paths are here.
    Show,
    /// Checks every section, the files it names, and says what is wrong.
    Check,
}

impl Config {
    pub(crate) fn run(self, config: &Settings, out: Output) -> anyhow::Result<Answer> {
        match self {
            Self::Show => {
                let mut shown = config.clone();
                shown.store.database_url =
                    shown.store.database_url.as_deref().map(without_password);
                if out.is_json {
                    out.line("", &shown)?;
                } else {
                    Output::bytes(toml::to_string_pretty(&shown)?.as_bytes())?;
                }
            }
            Self::Check => {
                // Each room reads what its section names; nothing is connected to.
                wiring::egress(config)?;
                wiring::decoder(config)?;
                wiring::keys(config)?;
                vigie_dispatch::Mailer::open(config.dispatch.clone())?;
                out.line("the configuration is right", &json!({"ok": true}))?;
            }
        }
        Ok(Answer::Yes)
    }
}

fn without_password(url: &str) -> String {
    match url::Url::parse(url) {
        Ok(mut url) if url.password().is_some() => {
            let _ = url.set_password(Some("…"));
            url.to_string()
        }
        _ => url.to_owned(),
    }
}
