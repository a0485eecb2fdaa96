//! `vigie complaint list | show | figures | retractions`.

use clap::{Args, Subcommand};
use vigie_desk::{complaint, retraction};
use vigie_domain::ComplaintId;

use crate::Answer;
use crate::config::Config;
use crate::output::Output;
use crate::wiring::{self, Hold};

/// Lists and shows complaints, and what was taken back.
#[derive(Debug, Subcommand)]
pub(crate) enum Complaint {
    /// Lists complaints, newest first.
    List(List),
    /// Shows one complaint; what was written is shown with `--json` only.
    Show(Show),
    /// Counts complaints, outcomes, times, and what was taken back in its hour.
    Figures,
    /// Lists what was taken back, each with its clock.
    Retractions(Retractions),
}

/// Lists complaints, newest first.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only those that wait for an answer, the one due first first.
    #[arg(long)]
    waiting: bool,
    /// At most this many.
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: u32,
}

/// Shows one complaint.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Its id.
    id: ComplaintId,
}

/// Lists what was taken back.
#[derive(Debug, Args)]
pub(crate) struct Retractions {
    /// Only those that not everybody was told of yet, oldest first.
    #[arg(long)]
    unsent: bool,
}

impl Complaint {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        match self {
            Self::List(List { waiting, limit }) => {
                let page = complaint::list_complaints(desk, actor, waiting, None, limit).await?;
                for row in &page.rows {
                    let one = &row.complaint;
                    let late = if row.is_overdue { "\toverdue" } else { "" };
                    let (state, from) = (one.state.name(), one.from.name());
                    let text = format!("{}\t{state}\t{from}\tdue {}{late}", one.id, one.due_at);
                    out.line(&text, row)?;
                }
                Ok(some(page.rows.is_empty()))
            }
            Self::Show(Show { id }) => {
                let view = complaint::show_complaint(desk, actor, id).await?;
                if out.is_json {
                    out.line("", &view)?;
                    return Ok(Answer::Yes);
                }
                let one = &view.complaint;
                out.line(&format!("complaint {} {}", one.id, one.state.name()), &())?;
                out.line(&format!("due       {}", one.due_at), &())?;
                for line in &view.lines {
                    let text =
                        format!("line      {} {} {}", line.reference, line.outcome, line.url);
                    out.line(&text, &())?;
                }
                for handler in &view.handlers {
                    let hand = handler.acted.as_deref().unwrap_or("no hand in the case");
                    out.line(&format!("handler   {} {hand}", handler.name), &())?;
                }
                if let Some(decision) = one.state.decision() {
                    let text = format!("answer    {} {}", decision.outcome.name(), decision.at);
                    out.line(&text, &())?;
                }
                Ok(Answer::Yes)
            }
            Self::Figures => {
                let figures = complaint::complaint_figures(desk).await?;
                let value = serde_json::to_value(&figures)?;
                if out.is_json {
                    out.line("", &value)?;
                    return Ok(Answer::Yes);
                }
                for (name, figure) in value.as_object().into_iter().flatten() {
                    out.line(&format!("{name}\t{figure}"), &())?;
                }
                Ok(Answer::Yes)
            }
            Self::Retractions(Retractions { unsent }) => {
                let rows = retraction::list_retractions(desk, actor, unsent).await?;
                for row in &rows {
                    let state = match (row.retraction.sent_at.is_some(), row.is_late) {
                        (true, false) => "sent",
                        (true, true) => "sent late",
                        (false, false) => "pending",
                        (false, true) => "overdue",
                    };
                    let (reference, found_at) = (&row.reference, row.retraction.found_at);
                    let seconds = row.elapsed_ms / 1_000;
                    let text = format!("{reference}\t{found_at}\t{seconds} s\t{state}");
                    out.line(&text, row)?;
                }
                Ok(some(rows.is_empty()))
            }
        }
    }
}

fn some(is_empty: bool) -> Answer {
    if is_empty { Answer::No } else { Answer::Yes }
}
