//! Many people at once: each on a connection of her own, reading queue, items and review queue.
//!
//! Signing in is not in the figures: its cost is argon2's, and it is meant to be slow. The
//! measuring side runs on the same cores as the server, so that the figures err on the slow side.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use vigie_desk::item::{QueueFilter, list_queue};
use vigie_desk::user::{NewUser, add_user};
use vigie_domain::{Language, Role};

use crate::DeskRun;
use crate::desk;
use crate::http::Connection;
use crate::server::Server;
use crate::table::{Sample, Table};

const PASSWORD: &str = "training organisation zeta";
/// Sign-ins under way at one time.
const SIGN_INS_AT_ONCE: usize = 4;
/// Pause of a person between two pages in the paced run.
const PAUSE: Duration = Duration::from_secs(1);
/// Items whose pages are asked for.
const ITEMS_SHOWN: u32 = 200;
/// How long the server is left alone after everybody went home.
const QUIET: Duration = Duration::from_secs(90);
/// Requests for one page alone, with nobody else about.
const ALONE: usize = 100;

/// The people, and the pages they turn.
async fn prepare(run: &DeskRun, folder: &Path) -> Result<Vec<String>> {
    let opened = desk::open(folder).await?;
    for number in 0..run.sessions {
        let new = NewUser {
            login: format!("analyst-{number}"),
            name: format!("Analyst {number}"),
            roles: vec![Role::Analyst, Role::Reviewer],
            language: [Language::Ar, Language::Fr, Language::En][number % 3],
            password: Some(PASSWORD.to_owned()),
        };
        add_user(&opened.desk, &opened.operator, new).await?;
    }
    let filter = QueueFilter::default();
    let page = list_queue(&opened.desk, &opened.operator, &filter, None, ITEMS_SHOWN).await?;
    let store = opened.desk.store();
    store
        .sequence(opened.desk.now(), opened.desk.log_key())
        .await?;
    opened.close().await;
    Ok(page
        .rows
        .iter()
        .map(|item| format!("/items/{}", item.id))
        .collect())
}

async fn sign_in(server: &Server, number: usize) -> Result<String> {
    let mut connection = Connection::open(server.address).await?;
    let password = PASSWORD.replace(' ', "+");
    let form = format!("login=analyst-{number}&password={password}&to=%2Fqueue");
    let answer = connection.post_form("/sign-in", form).await?;
    answer
        .cookies
        .into_iter()
        .find(|cookie| cookie.starts_with("vigie_session="))
        .with_context(|| format!("analyst-{number} could not sign in: {}", answer.status))
}

async fn sign_all_in(server: &Server, people: usize) -> Result<(Vec<String>, f64)> {
    let begun = Instant::now();
    let mut cookies = Vec::with_capacity(people);
    for first in (0..people).step_by(SIGN_INS_AT_ONCE) {
        let group = first..people.min(first + SIGN_INS_AT_ONCE);
        let signing = group.map(|number| sign_in(server, number));
        for cookie in join(signing).await {
            cookies.push(cookie?);
        }
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "a mean is printed, not computed with"
    )]
    let mean_ms = begun.elapsed().as_secs_f64() * 1e3 / people.max(1) as f64;
    Ok((cookies, mean_ms))
}

/// Waits for a few futures at once, on this task.
async fn join<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = waiting.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        let mut is_pending = false;
        for (future, slot) in waiting.iter_mut().zip(&mut done) {
            if slot.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(value) => *slot = Some(value),
                    std::task::Poll::Pending => is_pending = true,
                }
            }
        }
        if is_pending {
            std::task::Poll::Pending
        } else {
            std::task::Poll::Ready(())
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

/// What the `number`th request asks for: half items, a third the queue, the rest the review queue.
fn path(items: &[String], number: usize) -> &str {
    match number % 6 {
        0 | 1 => "/queue",
        2 => "/review",
        _ => items
            .get(number * 7 % items.len().max(1))
            .map_or("/queue", String::as_str),
    }
}

/// All people at once until the requests are used up; answers each latency, in milliseconds.
async fn flood(
    server: &Server,
    cookies: &[String],
    items: &Arc<Vec<String>>,
    requests: usize,
    pause: Duration,
) -> Result<Vec<f64>> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut people = Vec::with_capacity(cookies.len());
    for (number, cookie) in cookies.iter().enumerate() {
        let mut connection = Connection::open(server.address).await?;
        let (next, items, cookie) = (Arc::clone(&next), Arc::clone(items), cookie.clone());
        // People do not click in step.
        let offset = pause * u32::try_from(number)? / u32::try_from(cookies.len())?;
        people.push(tokio::spawn(async move {
            let mut latencies = Vec::new();
            tokio::time::sleep(offset).await;
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= requests {
                    return Ok::<_, anyhow::Error>(latencies);
                }
                let path = path(&items, number);
                let begun = Instant::now();
                let answer = connection.get(path, &cookie).await?;
                let took = begun.elapsed();
                ensure!(answer.status == 200, "{path} answered {}", answer.status);
                ensure!(!answer.body.is_empty(), "{path} answered nothing");
                latencies.push(took.as_secs_f64() * 1e3);
                if !pause.is_zero() {
                    tokio::time::sleep(pause.saturating_sub(took)).await;
                }
            }
        }));
    }
    let mut all = Vec::with_capacity(requests);
    for person in people {
        all.extend(person.await??);
    }
    Ok(all)
}

pub(crate) async fn measure(
    run: &DeskRun,
    program: &Path,
    folder: &Path,
    table: &mut Table,
) -> Result<()> {
    let items = Arc::new(prepare(run, folder).await?);
    let server = Server::start(program, folder).await?;
    let (cookies, sign_in_ms) = sign_all_in(&server, run.sessions).await?;
    table.add(
        "signing in (argon2), not in what follows",
        "ms",
        [sign_in_ms].into_iter().collect(),
        "",
    );

    let first = cookies.first().context("nobody signed in")?;
    let pages = [
        ("the queue page", "/queue"),
        ("an item's page", ""),
        ("the review page", "/review"),
    ];
    for (name, path) in pages {
        let mut connection = Connection::open(server.address).await?;
        let mut alone = Sample::default();
        for number in 0..ALONE {
            let path = if path.is_empty() {
                items[number % items.len()].as_str()
            } else {
                path
            };
            let begun = Instant::now();
            let answer = connection.get(path, first).await?;
            alone.push(begun.elapsed().as_secs_f64() * 1e3);
            ensure!(answer.status == 200, "{path} answered {}", answer.status);
        }
        let goal = if path == "/queue" { "< 50" } else { "" };
        table.add(
            format!("{name} over HTTP, {} items", run.items),
            "ms",
            alone,
            goal,
        );
    }

    let people = run.sessions;
    for (name, pause) in [
        ("a page a second each", PAUSE),
        ("without a pause", Duration::ZERO),
    ] {
        let (mut half, mut p99, mut rate) =
            (Sample::default(), Sample::default(), Sample::default());
        for _ in 0..run.runs {
            let begun = Instant::now();
            let latencies = flood(&server, &cookies, &items, run.requests, pause).await?;
            #[expect(
                clippy::cast_precision_loss,
                reason = "a rate is printed, not computed with"
            )]
            rate.push(latencies.len() as f64 / begun.elapsed().as_secs_f64());
            let latencies: Sample = latencies.into_iter().collect();
            half.push(latencies.quantile(0.5));
            p99.push(latencies.quantile(0.99));
        }
        table.add(format!("{people} sessions, {name}: p50"), "ms", half, "");
        table.add(
            format!("{people} sessions, {name}: p99"),
            "ms",
            p99,
            "< 200",
        );
        table.add(
            format!("{people} sessions, {name}: answered"),
            "pages/s",
            rate,
            "",
        );
    }
    for (name, pause) in [
        ("resident after all that", Duration::ZERO),
        ("resident, left alone after it", QUIET),
    ] {
        tokio::time::sleep(pause).await;
        let (all, _) = server.resident_mib()?;
        table.add(name, "MiB", [all].into_iter().collect(), "");
    }
    server.stop().await
}
