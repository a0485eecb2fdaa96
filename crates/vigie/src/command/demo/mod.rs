//! `vigie demo`: a desk in front of a small made-up internet, through the same code as in earnest.

mod people;
mod play;
mod posts;
mod table;
mod world;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use vigie_desk::SystemClock;

use super::serve::shutdown_asked;
use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use people::PASSWORD;
use world::World;

/// Starts a desk in front of a small made-up internet.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Play three weeks on a simulated clock, print them, and exit 0 if all ended as scripted.
    #[arg(long)]
    once: bool,
    /// Address of the desk's pages.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
}

impl Demo {
    pub(crate) async fn run(
        self,
        _config: &Config,
        data: Option<PathBuf>,
        out: Output,
    ) -> anyhow::Result<Answer> {
        // The demo's desk is its own: no key of the real configuration reaches into it.
        let (folder, _scratch) = if let Some(folder) = data {
            (folder, None)
        } else {
            let scratch = Scratch::new()?;
            (scratch.0.clone(), Some(scratch))
        };
        if self.once {
            let listen = SocketAddr::from(([127, 0, 0, 1], 0));
            let world = World::start(&folder, listen, None).await?;
            let endings = play::three_weeks(&world, out).await?;
            let is_as_scripted = table::print(&endings, out)?;
            return Ok(if is_as_scripted {
                Answer::Yes
            } else {
                Answer::No
            });
        }
        self.serve(&folder, out).await
    }

    /// Plays the three weeks up to now, then leaves the desk to whoever signs in.
    async fn serve(self, folder: &std::path::Path, out: Output) -> anyhow::Result<Answer> {
        let now = vigie_desk::Clock::now(&SystemClock);
        let start = now.plus_ms(-vigie_demo::STORY_MS);
        let world = World::start(folder, self.listen, Some(start)).await?;
        say("playing three weeks of the small internet; a minute or two …");
        let endings = play::three_weeks(&world, out).await?;
        table::print(&endings, out)?;
        play::leave_work(&world).await?;

        say("");
        say(format_args!("the desk is open at http://{}", world.listen));
        say(format_args!("password of every account: {PASSWORD}"));
        for person in people::CAST {
            let roles: Vec<&str> = person.roles.iter().map(|role| role.name()).collect();
            say(format_args!(
                "  {:<8} {:<16} {}",
                person.login,
                person.name,
                roles.join(", ")
            ));
        }
        say("Ctrl-C stops");
        let live = tokio::spawn({
            let world = Arc::new(world);
            async move {
                loop {
                    if let Err(error) = play::live_round(&world).await {
                        tracing::error!(error = %error, "the demo stumbled");
                    }
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
            }
        });
        shutdown_asked().await;
        live.abort();
        Ok(Answer::Yes)
    }
}

/// A folder that is gone when the demo ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("vigie-demo-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing to do about a folder that will not go; it is in the temporary ones.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
