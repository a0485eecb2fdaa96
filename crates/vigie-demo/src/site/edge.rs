//! ShieldNet's edge: passes requests on to the origin and remembers pages for an hour.
//!
//! A page removed at the origin is therefore still seen here for a while, as it is in earnest.

use std::net::SocketAddr;
use std::time::Duration;

use hyper::body::Bytes;
use vigie_domain::time::{HOUR_MS, SECOND_MS};

use super::{Asked, Reply};
use crate::address::ORIGIN;
use crate::wire::{Ask, fetch};
use crate::world::{CachedPage, World};

/// How long the edge serves a page without asking again.
pub(crate) const EDGE_LIFETIME_MS: i64 = HOUR_MS;
/// Longest wait for the origin.
const ORIGIN_WAIT: Duration = Duration::from_secs(10);
/// Largest page passed on.
const PAGE_SIZE_BYTES_MAX: usize = 8 << 20;

pub(super) async fn answer(world: &World, asked: &Asked) -> Reply {
    // A query asks past the cache, as re-checks do.
    if asked.query.is_empty()
        && let Some(page) = world.find_cached(&asked.host, &asked.path, EDGE_LIFETIME_MS)
    {
        let age_s = world.clock.now().since_ms(page.since) / SECOND_MS;
        let reply = Reply::new(200, &page.media_type, page.body);
        return at_edge(
            reply.with("x-cache", "HIT").with("age", age_s.to_string()),
            asked,
        );
    }
    let target = match asked.query.as_str() {
        "" => asked.path.clone(),
        query => format!("{}?{query}", asked.path),
    };
    let fetched = fetch(Ask {
        addr: SocketAddr::from((ORIGIN, world.http_port)),
        method: "GET",
        host: &asked.host,
        target: &target,
        headers: &[("x-forwarded-proto", "http")],
        body: Bytes::new(),
        wait: ORIGIN_WAIT,
        size_bytes_max: PAGE_SIZE_BYTES_MAX,
    })
    .await;
    let Ok(answer) = fetched else {
        let reply = Reply::new(
            502,
            "text/plain; charset=utf-8",
            "the origin does not answer\n",
        );
        return at_edge(reply, asked);
    };
    let media_type = answer
        .headers
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .unwrap_or("application/octet-stream")
        .to_owned();
    if answer.status == 200 && asked.query.is_empty() {
        let page = CachedPage {
            since: world.clock.now(),
            media_type: media_type.clone(),
            body: answer.body.clone(),
        };
        world.cache(&asked.host, &asked.path, page);
    }
    let reply = Reply::new(answer.status, &media_type, answer.body).with("x-cache", "MISS");
    at_edge(reply, asked)
}

fn at_edge(reply: Reply, asked: &Asked) -> Reply {
    let ray = asked
        .path
        .bytes()
        .fold(0x5eed_u32, |sum, byte| sum.rotate_left(5) ^ u32::from(byte));
    reply
        .with("server", "ShieldNet")
        .with("via", "1.1 shieldnet-edge")
        .with("x-shield-ray", format!("{ray:08x}-LOOP"))
}
