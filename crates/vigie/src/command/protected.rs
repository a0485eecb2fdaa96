//! `vigie protected`: the register of protected sources is kept.

use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::DeskError;
use vigie_desk::protected_source::{
    NewProtectedSource, add_protected_source, list_protected_sources, remove_protected_source,
};

use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use crate::wiring::{self, Hold};

/// Keeps the register of domains whose items leave only with the legal officer's written finding.
#[derive(Debug, Subcommand)]
pub(crate) enum Protected {
    /// Puts a domain on the register, with everything under it, or writes its entry anew.
    Add(Add),
    /// Takes a domain off the register.
    Remove(Remove),
    /// Lists the register.
    List,
}

/// Puts a domain on the register, with everything under it, or writes its entry anew.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The domain alone, `library.example`.
    domain: String,
    /// What it is: archive, encyclopedia, government, library, press or science.
    #[arg(long)]
    kind: String,
    /// Why it is on the register.
    #[arg(long)]
    note: String,
}

/// Takes a domain off the register.
#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// The domain, as the register has it.
    domain: String,
}

impl Protected {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        match self {
            Self::Add(Add { domain, kind, note }) => {
                let new = NewProtectedSource { domain, kind, note };
                let kept = add_protected_source(desk, actor, &new).await?;
                out.line(&format!("{}\t{}", kept.domain, kept.kind), &kept)?;
            }
            Self::Remove(Remove { domain }) => {
                match remove_protected_source(desk, actor, &domain).await {
                    Ok(gone) => out.line(&format!("removed\t{gone}"), &json!({"removed": gone}))?,
                    Err(DeskError::NotFound { .. }) => {
                        say(format_args!("`{domain}` is not on the register"));
                        return Ok(Answer::No);
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            Self::List => {
                for source in list_protected_sources(desk, actor).await? {
                    let text = format!("{}\t{}\t{}", source.domain, source.kind, source.note);
                    out.line(&text, &source)?;
                }
            }
        }
        Ok(Answer::Yes)
    }
}
