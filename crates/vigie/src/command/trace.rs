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
