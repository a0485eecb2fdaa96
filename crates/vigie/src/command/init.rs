//! `vigie init`: the folder of a new desk, with its keys.

use clap::Args;
use serde_json::json;
use vigie_store::Store;

use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use crate::wiring;

/// Makes the folder of a new desk, with its keys.
#[derive(Debug, Args)]
pub(crate) struct Init {}

impl Init {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let was_there = Store::exists(&config.store);
        let opened = wiring::create_at(config, wiring::clock()).await?;
        let folder = config.store.data_dir.display().to_string();
        let verifier = opened.desk.log_key().verifier_key().to_string();
        let text = format!("{folder}\t{verifier}");
        out.line(
            &text,
            &json!({"data": folder, "log_key": verifier, "is_new": !was_there}),
        )?;
        if was_there {
            say("the desk was there already; nothing was changed");
            return Ok(Answer::Yes);
        }
        say(format_args!(
            "keep a copy of {} apart from backups",
            config.store.keys_dir().display()
        ));
        say("next: vigie user add LOGIN --role admin; vigie data import FOLDER; vigie serve");
        Ok(Answer::Yes)
    }
}
