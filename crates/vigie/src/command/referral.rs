//! `vigie referral list | show`.

use anyhow::Context;
use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::referral as desk_referral;
use vigie_domain::ReferralId;

use crate::Answer;
use crate::config::Config;
use crate::output::Output;
use crate::wiring::{self, Hold};

/// Lists and shows referrals.
#[derive(Debug, Subcommand)]
pub(crate) enum Referral {
    /// Lists referrals, newest first.
    List(List),
    /// Shows one referral, by id or by reference.
    Show(Show),
}

/// Lists referrals, newest first.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only those in this state.
    #[arg(long, value_name = "STATE")]
    state: Option<String>,
    /// At most this many.
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: u32,
}

/// Shows one referral.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Its id, or its reference `V-2026-000123`.
    id: String,
}

fn state_named(name: &str) -> anyhow::Result<&'static str> {
    let known = vigie_domain::referral::REFERRAL_STATES;
    let found = known.iter().copied().find(|state| *state == name);
    found.with_context(|| format!("no state `{name}`; there are {}", known.join(", ")))
}

impl Referral {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        match self {
            Self::List(List { state, limit }) => {
                let state = match state {
                    None => None,
                    Some(name) => Some(state_named(&name)?),
                };
                let filter = vigie_store::ReferralFilter {
                    state,
                    ..Default::default()
                };
                let page = desk_referral::list_referrals(desk, actor, &filter, None, limit).await?;
                for referral in &page.rows {
                    let (id, reference) = (referral.id, &referral.reference);
                    let (state, lines) = (referral.state.name(), referral.lines.len());
                    let text = format!("{id}\t{reference}\t{state}\t{lines} items");
                    out.line(&text, referral)?;
                }
                Ok(if page.rows.is_empty() {
                    Answer::No
                } else {
                    Answer::Yes
                })
            }
            Self::Show(Show { id }) => {
                let id: ReferralId = match id.parse() {
                    Ok(id) => id,
                    Err(_) => {
                        desk.store()
                            .referral_by_reference(desk.id(), &id)
                            .await?
                            .with_context(|| format!("no referral `{id}`"))?
                            .id
                    }
                };
                let view = desk_referral::show_referral(desk, actor, id).await?;
                let referral = &view.referral;
                if out.is_json {
                    out.line("", &view)?;
                    return Ok(Answer::Yes);
                }
                out.line(
                    &format!("referral  {} {}", referral.reference, referral.id),
                    &(),
                )?;
                out.line(&format!("state     {}", referral.state.name()), &())?;
                for line in &referral.lines {
                    out.line(
                        &format!("line      {} {}", line.outcome.name(), line.url),
                        &(),
                    )?;
                }
                for claim in &referral.claims {
                    let text = format!(
                        "claim     {} {} by {}",
                        claim.at,
                        claim.says.name(),
                        claim.via
                    );
                    out.line(&text, &json!(null))?;
                }
                Ok(Answer::Yes)
            }
        }
    }
}
