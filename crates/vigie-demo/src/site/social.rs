//! Two social networks: posts with a picture, profiles, a front page.

use super::page::{content_page, file_reply, list_page, not_found, tombstone};
use super::{Asked, Reply};
use crate::content::{Body, CONTENTS, Content, find_content};
use crate::world::World;

pub(super) fn answer(world: &World, asked: &Asked) -> Reply {
    let path = asked.path.trim_end_matches('/');
    if let Some(content) = find_content(&asked.host, path) {
        if world.is_gone(content) {
            return removed(content);
        }
        return match path.strip_prefix("/media/") {
            Some(name) => file_reply(name).unwrap_or_else(|| not_found("en")),
            None => content_page(content, world.http_port),
        };
    }
    match path {
        "" => list_page("en", &asked.host, "website", posts(world, &asked.host, "")),
        "/login" => super::wall::login(),
        account if account.starts_with("/@") && !account[2..].contains('/') => {
            profile(world, &asked.host, account)
        }
        _ => not_found("en"),
    }
}

/// Plazaa leaves a tombstone, Murmur forgets.
fn removed(content: &Content) -> Reply {
    let status = if content.host == "plazaa.test" {
        410
    } else {
        404
    };
    tombstone(status, content.language)
}

fn profile(world: &World, host: &str, account: &str) -> Reply {
    let is_known = CONTENTS
        .iter()
        .any(|content| content.host == host && content.path.starts_with(&format!("{account}/")));
    if !is_known {
        return not_found("en");
    }
    list_page("en", &account[1..], "profile", posts(world, host, account))
}

fn posts(world: &World, host: &str, account: &str) -> impl Iterator<Item = (String, String)> {
    CONTENTS
        .iter()
        .filter(move |content| {
            content.host == host && content.path.starts_with(account) && !world.is_gone(content)
        })
        .filter_map(|content| match content.body {
            Body::Page { title, .. } => Some((content.path.to_owned(), title.to_owned())),
            _ => None,
        })
}
