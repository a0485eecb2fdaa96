//! `vigie key`: canonical keys of addresses; keys of the programming interface are made, listed,
//! withdrawn.

mod canonical;

use anyhow::Context;
use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::user::{self as desk_user, NewApiKey};
use vigie_domain::time::DAY_MS;
use vigie_domain::{ApiKeyId, Permission};

use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use crate::wiring::{self, Hold};

/// Prints canonical keys of addresses; makes, lists and withdraws keys of the programming interface.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub(crate) struct Key {
    #[command(subcommand)]
    act: Option<Act>,
    /// Addresses; `-` reads them from standard input, one a line. One JSON value a line comes out.
    #[arg(value_name = "URL")]
    urls: Vec<String>,
    /// Ask where shorteners lead, hop by hop, through the guarded fetcher.
    #[arg(long)]
    resolve: bool,
}

/// What is done with keys of the programming interface.
#[derive(Debug, Subcommand)]
enum Act {
    /// Makes a key for a person; its secret is printed this once.
    Add(Add),
    /// Lists the keys of the desk.
    List,
    /// Withdraws a key.
    Revoke(Revoke),
}

/// Makes a key for a person.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// Who answers for it.
    login: String,
    /// What it is for.
    #[arg(long, default_value = "")]
    label: String,
    /// A permission, `add_item`; may be given several times. It must be one the person has.
    #[arg(long = "scope", required = true, value_name = "PERMISSION")]
    scope: Vec<String>,
    /// Days until it stops working by itself.
    #[arg(long, value_name = "DAYS")]
    days: Option<i64>,
}

/// Withdraws a key.
#[derive(Debug, Args)]
pub(crate) struct Revoke {
    /// Its id.
    id: ApiKeyId,
}

impl Key {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let Some(act) = self.act else {
            return canonical::print_keys(config, &self.urls, self.resolve).await;
        };
        let opened = wiring::open(config, Hold::Beside).await?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        match act {
            Act::Add(add) => {
                let found = desk.store().user_by_login(desk.id(), &add.login).await?;
                let owner = found.with_context(|| format!("no login `{}`", add.login))?;
                let scope = add
                    .scope
                    .iter()
                    .map(|name| permission(name))
                    .collect::<anyhow::Result<Vec<Permission>>>()?;
                let new = NewApiKey {
                    label: add.label,
                    scope,
                    expires_at: add.days.map(|days| desk.now().plus_ms(days * DAY_MS)),
                    owner: Some(owner.id),
                };
                let (id, secret) = desk_user::add_api_key(desk, actor, new).await?;
                out.line(&secret, &json!({"id": id, "secret": secret}))?;
                say("keep it now: it is stored nowhere");
            }
            Act::List => {
                for key in desk_user::list_api_keys(desk, actor).await? {
                    let state = if key.revoked_at.is_some() {
                        "revoked"
                    } else {
                        "active"
                    };
                    let (id, label) = (key.id, &key.label);
                    out.line(
                        &format!("{id}\t{state}\t{label}"),
                        &json!({
                            "id": id, "state": state, "label": label, "user": key.user,
                            "scope": key.scope, "expires_at": key.expires_at,
                        }),
                    )?;
                }
            }
            Act::Revoke(Revoke { id }) => {
                desk_user::revoke_api_key(desk, actor, id).await?;
                out.line(&format!("revoked\t{id}"), &json!({"revoked": id}))?;
            }
        }
        Ok(Answer::Yes)
    }
}

/// The permission of that name, as it is written in JSON.
fn permission(name: &str) -> anyhow::Result<Permission> {
    serde_json::from_value(json!(name))
        .with_context(|| format!("no permission `{name}`; see `docs/reference/permissions.md`"))
}
