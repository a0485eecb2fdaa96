//! The plain hosts: a newspaper, a library, free pages, the site behind the edge, the shortener.

use super::page::{content_page, file_reply, list_page, not_found, tombstone};
use super::{Asked, Reply, url};
use crate::content::{Body, CONTENTS, find_content};
use crate::world::World;

/// Periodicals the library's collection page lists.
const PERIODICAL_COUNT: u32 = 60;

pub(super) fn answer(world: &World, asked: &Asked) -> Reply {
    let path = asked.path.trim_end_matches('/');
    let Some(content) = find_content(&asked.host, path) else {
        return answer_plain(asked, path);
    };
    if world.is_gone(content) {
        let status = if content.host == "shorty.test" {
            410
        } else {
            404
        };
        return tombstone(status, content.language);
    }
    if let Some(name) = path.strip_prefix("/media/") {
        return file_reply(name).unwrap_or_else(|| not_found("en"));
    }
    match content.body {
        Body::Redirect { host, path } => Reply::redirect(301, url(host, world.http_port, path)),
        _ => content_page(content, world.http_port),
    }
}

fn answer_plain(asked: &Asked, path: &str) -> Reply {
    match (asked.host.as_str(), path) {
        ("open-stacks.test", "/collections/periodicals") => {
            list_page("en", "Periodicals", "collection", periodicals())
        }
        ("open-stacks.test", path) if path.starts_with("/items/") => list_page(
            "en",
            "A volume of our periodicals",
            "article",
            std::iter::empty(),
        ),
        (host, "") => list_page("en", host, "website", front_page(host)),
        _ => not_found("en"),
    }
}

fn periodicals() -> impl Iterator<Item = (String, String)> {
    (1..=PERIODICAL_COUNT).map(|n| (format!("/items/{n}"), format!("Periodical, volume {n}")))
}

fn front_page(host: &str) -> impl Iterator<Item = (String, String)> {
    CONTENTS
        .iter()
        .filter(move |content| content.host == host)
        .filter_map(|content| match content.body {
            Body::Page { title, .. } => Some((content.path.to_owned(), title.to_owned())),
            _ => None,
        })
}
