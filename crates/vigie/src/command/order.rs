//! `vigie order`: removal orders are listed and shown; acts on them are for people at the pages.

use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::DeskError;
use vigie_desk::order::{OrderFilter, list_order_tasks, list_orders, show_order};

use crate::Answer;
use crate::config::Config;
use crate::output::Output;
use crate::wiring::{self, Hold};

/// Orders read at a time.
const PAGE_ORDERS: u32 = 200;

/// Lists and shows removal orders.
#[derive(Debug, Subcommand)]
pub(crate) enum Order {
    /// Lists orders, newest first.
    List,
    /// Lists what a person has to do about orders. Exit 1 when there is nothing.
    Tasks,
    /// Shows one order with its clocks.
    Show(Show),
}

/// Shows one order with its clocks.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Its reference, `V-2026-000123`.
    reference: String,
}

impl Order {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        match self {
            Self::List => {
                let filter = OrderFilter::default();
                let mut after = None;
                loop {
                    let page = list_orders(desk, actor, &filter, after, PAGE_ORDERS).await?;
                    for order in &page.rows {
                        let (reference, state) = (order.reference(), order.state.name());
                        let text = format!("{reference}\t{state}\t{}", order.form.addressee.name);
                        out.line(
                            &text,
                            &json!({"id": order.id, "reference": reference, "state": state}),
                        )?;
                    }
                    after = page.next;
                    if after.is_none() {
                        return Ok(Answer::Yes);
                    }
                }
            }
            Self::Tasks => {
                let (tasks, exposures) = list_order_tasks(desk, actor).await?;
                for todo in &tasks {
                    let task = todo.task.name();
                    let text = format!("{}\t{task}", todo.reference);
                    out.line(&text, &json!({"reference": todo.reference, "task": task}))?;
                }
                for exposure in &exposures {
                    let text = format!("{}\texposed\t{}", exposure.provider, exposure.orders);
                    out.line(&text, &serde_json::to_value(exposure)?)?;
                }
                let is_idle = tasks.is_empty() && exposures.is_empty();
                Ok(if is_idle { Answer::No } else { Answer::Yes })
            }
            Self::Show(Show { reference }) => {
                let found = desk
                    .store()
                    .order_by_reference(desk.id(), &reference)
                    .await?;
                let id = found.ok_or(DeskError::NotFound { what: "order" })?.id;
                let view = show_order(desk, actor, id).await?;
                if out.is_json {
                    out.line("", &json!({"order": view.order, "clocks": view.clocks}))?;
                    return Ok(Answer::Yes);
                }
                out.line(
                    &format!("{reference}\t{}", view.order.state.name()),
                    &json!({}),
                )?;
                for clock in &view.clocks {
                    let due = clock
                        .state
                        .due()
                        .map(vigie_domain::Timestamp::rfc3339_seconds);
                    let text = format!(
                        "clock\t{}\t{}\t{}\t{} from {}",
                        clock.kind.name(),
                        clock.state.name(),
                        due.as_deref().unwrap_or("-"),
                        clock.span,
                        clock.start.rfc3339_seconds(),
                    );
                    out.line(&text, &json!({}))?;
                }
                Ok(Answer::Yes)
            }
        }
    }
}
