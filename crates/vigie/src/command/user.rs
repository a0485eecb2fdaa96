//! `vigie user`: people are added, listed, disabled.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::user::{self as desk_user, NewUser};
use vigie_domain::{Language, Role};

use super::read_input;
use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use crate::wiring::{self, Hold};

/// Adds, lists and disables people.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Makes a login. The password is read from a file or standard input, never from an argument.
    Add(Add),
    /// Lists the people of the desk.
    List,
    /// Closes a login; its sessions and keys end with it.
    Disable(Disable),
}

/// Makes a login.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// What is typed at sign-in.
    login: String,
    /// The name colleagues see.
    #[arg(long, default_value = "")]
    name: String,
    /// What the person is; may be given several times.
    #[arg(long = "role", required = true, value_name = "ROLE")]
    roles: Vec<String>,
    /// Interface language: ar, fr or en.
    #[arg(long, default_value = "en")]
    language: String,
    /// File with the password, `-` for standard input; without it the login cannot be used yet.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

/// Closes a login.
#[derive(Debug, Args)]
pub(crate) struct Disable {
    /// The login.
    login: String,
}

impl User {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        match self {
            Self::Add(add) => {
                let new = add.read()?;
                let login = new.login.clone();
                let id = desk_user::add_user(desk, actor, new).await?;
                out.line(
                    &format!("{id}\t{login}"),
                    &json!({"id": id, "login": login}),
                )?;
            }
            Self::List => {
                for user in desk_user::list_users(desk, actor).await? {
                    let roles: Vec<&str> = user.roles.iter().map(|role| role.name()).collect();
                    let state = if user.disabled_at.is_some() {
                        "disabled"
                    } else {
                        "active"
                    };
                    let text = format!("{}\t{}\t{state}\t{}", user.id, user.login, roles.join(","));
                    out.line(
                        &text,
                        &json!({
                            "id": user.id, "login": user.login, "name": user.name,
                            "roles": roles, "state": state, "language": user.language,
                        }),
                    )?;
                }
            }
            Self::Disable(Disable { login }) => {
                let Some(user) = desk.store().user_by_login(desk.id(), &login).await? else {
                    say(format_args!("no login `{login}`"));
                    return Ok(Answer::No);
                };
                desk_user::disable_user(desk, actor, user.id).await?;
                out.line(&format!("disabled\t{login}"), &json!({"disabled": login}))?;
            }
        }
        Ok(Answer::Yes)
    }
}

impl Add {
    fn read(self) -> anyhow::Result<NewUser> {
        let roles = self
            .roles
            .iter()
            .map(|name| {
                let names: Vec<&str> = Role::ALL.into_iter().map(Role::name).collect();
                Role::parse(name)
                    .with_context(|| format!("no role `{name}`; there are {}", names.join(", ")))
            })
            .collect::<anyhow::Result<Vec<Role>>>()?;
        let language = Language::parse(&self.language)
            .with_context(|| format!("no language `{}`; there are ar, fr, en", self.language))?;
        let password = match self.password_file {
            None => None,
            Some(path) => {
                let bytes = read_input(&path, 4_096)?;
                let text = String::from_utf8(bytes).context("the password is not UTF-8")?;
                Some(text.trim_end_matches(['\r', '\n']).to_owned())
            }
        };
        Ok(NewUser {
            login: self.login,
            name: self.name,
            roles,
            language,
            password,
        })
    }
}
