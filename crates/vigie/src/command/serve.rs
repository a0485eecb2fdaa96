//! `vigie serve`: pages, programming interface, and the work that follows, in one process.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use vigie_desk::Desk;

use super::tend::tend_index;
use super::worker::work_until;
use crate::Answer;
use crate::config::Config;
use crate::output::say;
use crate::wiring::{self, Hold};

/// Serves the desk.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Address to listen on; overrides `listen` of section `[web]`.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Serve pages only; the work that follows is done by `vigie worker` elsewhere.
    #[arg(long)]
    without_worker: bool,
}

impl Serve {
    pub(crate) async fn run(self, mut config: Config) -> anyhow::Result<Answer> {
        if let Some(listen) = self.listen {
            config.web.listen = listen.to_string();
        }
        let opened = wiring::open(&config, Hold::Server).await?;
        // On SQLite nobody else works: what a dead process had begun to send is uncertain now.
        if config.store.database_url.is_none() {
            let (desk, now) = (&opened.desk, opened.desk.now());
            vigie_desk::referral::recover_sending(desk, now).await?;
        }
        let listener = tokio::net::TcpListener::bind(&config.web.listen)
            .await
            .with_context(|| format!("{} cannot be listened on", config.web.listen))?;
        let asked = shutdown_asked();
        say(format_args!("serving http://{}", listener.local_addr()?));
        let (stop, stopped) = tokio::sync::watch::channel(false);
        tokio::spawn(async move {
            asked.await;
            let _ = stop.send(true);
        });
        let worker = (!self.without_worker)
            .then(|| tokio::spawn(work_until(Arc::clone(&opened.desk), stopped.clone())));
        let lookups = Lookups::open(&opened.desk, &config, &stopped).await?;
        let router = vigie_web::router(Arc::clone(&opened.desk), &config.web);
        let mut stopping = stopped;
        vigie_web::serve(listener, router, async move {
            let _ = stopping.wait_for(|stop| *stop).await;
        })
        .await?;
        lookups.end().await?;
        if let Some(worker) = worker {
            worker.await?;
        }
        Ok(Answer::Yes)
    }
}

/// How often what matched is counted, and floods are looked for.
const FLOOD_WATCH: Duration = Duration::from_secs(1);

/// What goes with lookups: the index in memory, the watch for floods, the lookup service.
struct Lookups {
    tasks: Vec<tokio::task::JoinHandle<anyhow::Result<()>>>,
}

impl Lookups {
    async fn open(
        desk: &Arc<Desk>,
        config: &Config,
        stopped: &watch::Receiver<bool>,
    ) -> anyhow::Result<Self> {
        let mut tasks = vec![
            tokio::spawn(watch_floods(Arc::clone(desk), stopped.clone())),
            tokio::spawn({
                let tended = tend_index(Arc::clone(desk), stopped.clone());
                async move {
                    tended.await;
                    Ok(())
                }
            }),
        ];
        if let Some(address) = &config.web.hma.listen {
            let listener = tokio::net::TcpListener::bind(address)
                .await
                .with_context(|| format!("{address} cannot be listened on"))?;
            say(format_args!("lookups http://{}", listener.local_addr()?));
            let router = vigie_web::lookup_router(Arc::clone(desk), &config.web.hma);
            let warming = Arc::clone(desk);
            tasks.push(tokio::spawn(async move {
                vigie_desk::signal::warm_index(&warming).await?;
                Ok(())
            }));
            let mut stopped = stopped.clone();
            tasks.push(tokio::spawn(async move {
                let asked = async move {
                    let _ = stopped.wait_for(|stop| *stop).await;
                };
                Ok(vigie_web::serve(listener, router, asked).await?)
            }));
        }
        Ok(Self { tasks })
    }

    async fn end(self) -> anyhow::Result<()> {
        for task in self.tasks {
            task.await??;
        }
        Ok(())
    }
}

/// Counts what matched, every second, until the program is asked to stop.
async fn watch_floods(desk: Arc<Desk>, mut stopped: watch::Receiver<bool>) -> anyhow::Result<()> {
    while !*stopped.borrow() {
        if let Err(error) = vigie_desk::bank::watch_floods(&desk).await {
            tracing::warn!(%error, "matches were not counted");
        }
        tokio::select! {
            () = tokio::time::sleep(FLOOD_WATCH) => {}
            _ = stopped.changed() => break,
        }
    }
    vigie_desk::bank::watch_floods(&desk).await?;
    Ok(())
}

/// Listens from now on for Ctrl-C and the service manager; ready when one of them asks to stop.
///
/// Called before the program says that it is there: whoever reads that may ask it to stop at once.
pub(crate) fn shutdown_asked() -> impl Future<Output = ()> + Send {
    let asks = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
    async move {
        let [interrupt, terminate] = asks.map(|asked| async move {
            match asked {
                Ok(mut asked) => drop(asked.recv().await),
                Err(_) => std::future::pending().await,
            }
        });
        tokio::select! {
            () = interrupt => {}
            () = terminate => {}
        }
    }
}
