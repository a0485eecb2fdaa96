//! `vigie trace URL`: who is responsible, without writing anything down.

use clap::Args;
use serde_json::json;
use vigie_desk::trace as desk_trace;

use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use crate::wiring::{self, Hold};

/// Traces who is responsible for an address.
#[derive(Debug, Args)]
pub(crate) struct Trace {
    /// The address.
    url: String,
}

impl Trace {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        let chain = desk_trace::trace_locator(&opened.desk, &self.url).await?;
        if out.is_json {
            out.line("", &chain)?;
        } else {
            for link in &chain.links {
                let (role, grade) = (link.role.name(), link.grade.name());
                out.line(
                    &format!("{role}\t{grade}\t{}", link.provider_name),
                    &json!(null),
                )?;
                for contact in &link.contacts {
                    let shown = match &contact.channel {
                        vigie_trace::ContactChannel::Email(value)
                        | vigie_trace::ContactChannel::Url(value) => value,
                    };
                    out.line(
                        &format!("  contact\t{shown}\t{}", contact.source),
                        &json!(null),
                    )?;
                }
            }
        }
        if !out.is_json {
            for (at, rung) in vigie_trace::ladder(&chain, None, wiring::clock().now())
                .iter()
                .enumerate()
            {
                let who = rung.provider_name.as_deref().unwrap_or("not known yet");
                let (kind, power, hook) = (rung.kind.name(), rung.power, rung.hook);
                say(format_args!(
                    "rung {}: {kind}, {who}: {power} ({hook})",
                    at + 1
                ));
            }
            for hint in &chain.hints {
                say(format_args!(
                    "hint ({}): {}",
                    hint.grade.name(),
                    serde_json::to_string(&hint.kind)?
                ));
            }
        }
        for defect in &chain.defects {
            say(format_args!("note: {defect}"));
        }
        Ok(if chain.links.is_empty() {
            Answer::No
        } else {
            Answer::Yes
        })
    }
}
