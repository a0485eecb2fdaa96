//! `vigie recheck URL|ID`: is it still there, and by which sign that is read.

use clap::Args;
use serde_json::json;
use vigie_desk::recheck::{Look, look_at_item, look_at_locator};
use vigie_domain::ItemId;

use crate::Answer;
use crate::config::Config;
use crate::output::Output;
use crate::wiring::{self, Hold};

/// Looks whether something is still there, and says why it is read so.
///
/// An address is looked at once and nothing is written down. Of an item, everything that is watched
/// is looked at, and the look is on record. Exit code 1 when anything is there.
#[derive(Debug, Args)]
pub(crate) struct Recheck {
    /// An address, or the id of an item.
    #[arg(value_name = "URL|ID")]
    what: String,
}

impl Recheck {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        let looks = match self.what.parse::<ItemId>() {
            Ok(id) => look_at_item(&opened.desk, &opened.operator, id).await?,
            Err(_) => vec![look_at_locator(&opened.desk, &self.what).await?],
        };
        for look in &looks {
            print(look, out)?;
        }
        Ok(if looks.iter().any(|look| look.state.is_up()) {
            Answer::No
        } else {
            Answer::Yes
        })
    }
}

fn print(look: &Look, out: Output) -> anyhow::Result<()> {
    let signs: Vec<&str> = look.signs.iter().map(|sign| sign.name()).collect();
    let state = look.state.name();
    let status = look
        .status
        .map_or_else(|| "-".to_owned(), |status| status.to_string());
    out.line(
        &format!("{state}\t{status}\t{}\t{}", signs.join(","), look.url),
        &json!({
            "url": look.url,
            "at": look.at.to_string(),
            "vantage": look.vantage,
            "state": state,
            "signs": signs,
            "status": look.status,
            "is_kept": look.is_kept,
        }),
    )
}
