//! `vigie designation`: powers of the desk are recorded, ended, listed.

use anyhow::Context;
use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::designation::{
    NewDesignation, end_designation, list_designations, record_designation,
};
use vigie_domain::{DesignationId, Instrument, Timestamp};

use crate::Answer;
use crate::config::Config;
use crate::output::Output;
use crate::wiring::{self, Hold};

/// Records, ends and lists dated powers. Without one a desk can refer, and cannot order.
#[derive(Debug, Subcommand)]
pub(crate) enum Designation {
    /// Writes down a power as its document words it.
    Record(Record),
    /// Ends a power; what was done under it stays.
    End(End),
    /// Lists the powers of the desk, those that are over as well.
    List,
}

/// Writes down a power as its document words it.
#[derive(Debug, Args)]
pub(crate) struct Record {
    /// What it allows, `tco_removal_order`.
    instrument: String,
    /// The authority the desk then is.
    #[arg(long)]
    authority: String,
    /// The article it rests on, as people cite it.
    #[arg(long)]
    article: String,
    /// The document that gave it, with number and date.
    #[arg(long)]
    document: String,
    /// From when: a day in UTC, `2026-01-31`, or an instant, `2026-01-31T08:00:00+01:00`.
    #[arg(long, value_name = "DATE")]
    from: String,
    /// Until when, where the document says so.
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
}

/// Ends a power; what was done under it stays.
#[derive(Debug, Args)]
pub(crate) struct End {
    /// Its id.
    id: DesignationId,
    /// When; now when left out.
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
}

impl Designation {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        match self {
            Self::Record(record) => {
                let id = record_designation(desk, actor, record.read()?).await?;
                out.line(&id.to_string(), &json!({"id": id}))?;
            }
            Self::End(End { id, until }) => {
                let until = until.as_deref().map(date).transpose()?;
                end_designation(desk, actor, id, until).await?;
                out.line(&format!("ended\t{id}"), &json!({"ended": id}))?;
            }
            Self::List => {
                for power in list_designations(desk, actor).await? {
                    let is_valid = power.is_valid(desk.now());
                    let until = power.valid_until.map(Timestamp::rfc3339_seconds);
                    let from = power.valid_from.rfc3339_seconds();
                    let text = format!(
                        "{}\t{}\t{}\t{from}\t{}\t{}\t{}\t{}",
                        power.id,
                        power.instrument.name(),
                        if is_valid { "valid" } else { "not valid" },
                        until.as_deref().unwrap_or("-"),
                        power.authority,
                        power.article,
                        power.document,
                    );
                    out.line(
                        &text,
                        &json!({
                            "id": power.id, "instrument": power.instrument.name(),
                            "is_valid": is_valid, "valid_from": from, "valid_until": until,
                            "authority": power.authority, "article": power.article,
                            "document": power.document,
                        }),
                    )?;
                }
            }
        }
        Ok(Answer::Yes)
    }
}

impl Record {
    fn read(self) -> anyhow::Result<NewDesignation> {
        let instrument = Instrument::parse(&self.instrument).with_context(|| {
            let names: Vec<&str> = Instrument::ALL.into_iter().map(Instrument::name).collect();
            format!(
                "no instrument `{}`; there are {}",
                self.instrument,
                names.join(", ")
            )
        })?;
        Ok(NewDesignation {
            instrument,
            authority: self.authority,
            article: self.article,
            document: self.document,
            valid_from: date(&self.from)?,
            valid_until: self.until.as_deref().map(date).transpose()?,
        })
    }
}

/// A day, which begins at midnight in UTC, or an instant.
fn date(text: &str) -> anyhow::Result<Timestamp> {
    Timestamp::parse_rfc3339(text)
        .or_else(|| Timestamp::parse_rfc3339(&format!("{text}T00:00:00Z")))
        .with_context(|| {
            format!("no date `{text}`; write `2026-01-31` or `2026-01-31T08:00:00+01:00`")
        })
}
