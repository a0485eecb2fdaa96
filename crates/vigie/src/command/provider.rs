//! `vigie provider list | show NAME`: who was met, and how they behave by measure.

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::provider::{DEFINITIONS, list_providers, show_provider};
use vigie_domain::scorecard::{Figure, FigureKind, VERSION};

use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use crate::wiring::{self, Hold};

/// The providers the desk has met, and how they behave by measure.
#[derive(Debug, Subcommand)]
pub(crate) enum Provider {
    /// Lists them.
    List,
    /// Shows one: its contacts and every figure, with its interval and definition.
    Show(Show),
}

/// Shows one provider.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Its name.
    name: String,
    /// Also says what each figure counts.
    #[arg(long)]
    definitions: bool,
}

impl Provider {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        let Show { name, definitions } = match self {
            Self::Show(show) => show,
            Self::List => {
                let providers = list_providers(desk, actor).await?;
                for provider in &providers {
                    let line = format!("{}\t{}", provider.name, provider.domains.join(" "));
                    out.line(&line, provider)?;
                }
                return Ok(if providers.is_empty() {
                    Answer::No
                } else {
                    Answer::Yes
                });
            }
        };
        let known = desk.store().provider_by_name(desk.id(), &name).await?;
        let known = known.with_context(|| format!("no provider `{name}`"))?;
        let view = show_provider(desk, actor, known.id).await?;
        let figures = view.figures.figures();
        if out.is_json {
            let contacts = view.contacts.iter().map(
                |contact| json!({"address": contact.address, "is_usable": contact.check().is_ok()}),
            );
            out.line(
                "",
                &json!({
                    "provider": view.provider, "definitions": VERSION, "figures": figures,
                    "contacts": contacts.collect::<Vec<_>>(), "since": view.figures_since,
                }),
            )?;
            return Ok(Answer::Yes);
        }
        out.line(&format!("provider\t{}", view.provider.name), &())?;
        for contact in &view.contacts {
            out.line(&format!("contact\t{}", contact.address), &())?;
        }
        for figure in &figures {
            out.line(&format!("{}\t{}", figure.name, written(figure)), &())?;
        }
        if definitions {
            for (names, meaning) in DEFINITIONS {
                say(format_args!("{names}: {meaning}"));
            }
        }
        Ok(Answer::Yes)
    }
}

/// A figure with its interval and the number of observations.
fn written(figure: &Figure) -> String {
    let one = |value: i64| match figure.kind {
        FigureKind::Count => value.to_string(),
        FigureKind::Share => format!("{}.{} %", value / 10, value % 10),
        FigureKind::Time => format!("{value} ms"),
    };
    let Some(value) = figure.value else {
        return format!("-\t({} observed)", figure.n);
    };
    match (figure.low, figure.high) {
        _ if figure.kind == FigureKind::Count => one(value),
        (Some(low), Some(high)) => {
            let (low, high) = (one(low), one(high));
            format!("{}\t{low} to {high}\t({} observed)", one(value), figure.n)
        }
        (Some(low), None) => {
            format!(
                "{}\t{} or more\t({} observed)",
                one(value),
                one(low),
                figure.n
            )
        }
        _ => format!("{}\t({} observed)", one(value), figure.n),
    }
}
