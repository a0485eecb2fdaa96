//! `vigie serve`: pages, programming interface, and the work that follows, in one process.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

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
        let router = vigie_web::router(Arc::clone(&opened.desk), &config.web);
        let mut stopping = stopped;
        vigie_web::serve(listener, router, async move {
            let _ = stopping.wait_for(|stop| *stop).await;
        })
        .await?;
        if let Some(worker) = worker {
            worker.await?;
        }
        Ok(Answer::Yes)
    }
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
