//! An archive host: items of several files, a metadata call, collections, search.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::page::{Page, escape, file_reply, list_page, not_found};
use super::{Asked, Reply};
use crate::content::{ArchiveFile, Body, CONTENTS, Content, file, find_content};
use crate::world::World;

const HOST: &str = "archive-harbour.test";
/// Identifiers that gather items; the first path of each is a page of thousands.
const COLLECTIONS: [&str; 3] = ["texts", "images", "opensource"];
/// Items a collection page shows.
const LISTED_COUNT: u32 = 48;
/// When the items were added, and their files last changed: 1 February 2026.
const ADDED_AT: &str = "2026-02-01 09:30:00";
const ADDED_AT_S: i64 = 1_769_938_200;

pub(super) fn answer(world: &World, asked: &Asked) -> Reply {
    let path = asked.path.trim_end_matches('/');
    let mut parts = path.trim_start_matches('/').splitn(3, '/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(""), None, None) => collection("Archive Harbour", "website"),
        (Some("search"), None, None) => search(&asked.query),
        (Some("details"), Some(id), None) if COLLECTIONS.contains(&id) => {
            collection(id, "collection")
        }
        (Some("metadata"), Some(id), None) if COLLECTIONS.contains(&id) => {
            as_json(&collection_metadata(id))
        }
        (Some("details"), Some(account), None) if account.starts_with('@') => {
            list_page("en", account, "profile", items())
        }
        (Some("metadata"), Some(_), None) => as_json(&metadata(world, path)),
        (Some("details" | "stream"), Some(_), _) => with_item(world, path, details),
        (Some("download"), Some(_), None) => with_item(world, path, listing),
        (Some("download"), Some(_), Some(name)) => with_item(world, path, |item| {
            item.files
                .iter()
                .find(|listed| listed.name == name)
                .and_then(|_| file_reply(name))
        }),
        _ => not_found("en"),
    }
}

struct Item {
    content: &'static Content,
    id: &'static str,
    title: &'static str,
    creator: &'static str,
    description: &'static str,
    mediatype: &'static str,
    files: &'static [ArchiveFile],
}

fn find_item(path: &str) -> Option<Item> {
    let content = find_content(HOST, path)?;
    let Body::ArchiveItem {
        title,
        creator,
        description,
        mediatype,
        files,
    } = &content.body
    else {
        return None;
    };
    Some(Item {
        content,
        id: content.archive_id()?,
        title,
        creator,
        description,
        mediatype,
        files,
    })
}

/// A removed item is not found under any of its URLs.
fn with_item(world: &World, path: &str, show: impl FnOnce(&Item) -> Option<Reply>) -> Reply {
    find_item(path)
        .filter(|item| !world.is_gone(item.content))
        .and_then(|item| show(&item))
        .unwrap_or_else(|| not_found("en"))
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "one shape for everything that shows an item"
)]
fn details(item: &Item) -> Option<Reply> {
    let mut files = String::new();
    for listed in item.files {
        let _ = writeln!(
            files,
            "<li><a href=\"/download/{}/{1}\">{1}</a> ({2})</li>",
            item.id, listed.name, listed.format
        );
    }
    let picture = item
        .files
        .iter()
        .find(|listed| listed.format.starts_with("JPEG") || listed.format == "PNG");
    let shown = picture.map_or(String::new(), |listed| {
        format!(
            "<img src=\"/download/{}/{}\" alt=\"\">\n",
            item.id, listed.name
        )
    });
    let head = format!(
        "<meta property=\"og:type\" content=\"{}\">\n",
        item.mediatype
    );
    let main = format!(
        "<h1>{}</h1>\n<p class=\"author\">{}</p>\n<p>{}</p>\n{shown}<ul>\n{files}</ul>\n",
        escape(item.title),
        escape(item.creator),
        escape(item.description)
    );
    Some(
        Page {
            language: "en",
            title: item.title,
            head,
            main,
        }
        .reply(200),
    )
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "one shape for everything that shows an item"
)]
fn listing(item: &Item) -> Option<Reply> {
    let links = item.files.iter().map(|listed| {
        (
            format!("/download/{}/{}", item.id, listed.name),
            listed.name.to_owned(),
        )
    });
    Some(list_page("en", item.title, "website", links))
}

/// The metadata call: `{}` for what never was, `is_dark` for what was removed; always 200.
fn metadata(world: &World, path: &str) -> Value {
    let Some(item) = find_item(path) else {
        return json!({});
    };
    if world.is_gone(item.content) {
        return json!({
            "created": world.clock.now().ms() / 1_000,
            "is_dark": true,
            "dir": format!("/7/items/{}", item.id),
            "metadata": { "identifier": item.id },
        });
    }
    let files: Vec<Value> = item.files.iter().filter_map(file_metadata).collect();
    let size: usize = item
        .files
        .iter()
        .filter_map(|listed| file(listed.name))
        .map(|stored| stored.bytes.len())
        .sum();
    json!({
        "created": world.clock.now().ms() / 1_000,
        "d1": HOST,
        "server": HOST,
        "workable_servers": [HOST],
        "dir": format!("/7/items/{}", item.id),
        "uniq": ADDED_AT_S,
        "files_count": files.len(),
        "item_size": size,
        "item_last_updated": ADDED_AT_S,
        "files": files,
        "reviews": [],
        "metadata": {
            "identifier": item.id,
            "title": item.title,
            "creator": item.creator,
            "description": item.description,
            "mediatype": item.mediatype,
            "collection": ["opensource"],
            "uploader": "uploader@zeta-review.test",
            "addeddate": ADDED_AT,
            "publicdate": ADDED_AT,
        },
    })
}

fn file_metadata(listed: &ArchiveFile) -> Option<Value> {
    let stored = file(listed.name)?;
    let mut value = json!({
        "name": listed.name,
        "source": if listed.original.is_some() { "derivative" } else { "original" },
        "format": listed.format,
        "md5": stored.md5,
        "sha1": stored.sha1,
        "size": stored.bytes.len().to_string(),
        "mtime": ADDED_AT_S.to_string(),
    });
    if let Some(original) = listed.original {
        value["original"] = json!(original);
    }
    Some(value)
}

fn collection_metadata(id: &str) -> Value {
    json!({
        "server": HOST,
        "files": [],
        "files_count": 0,
        "metadata": { "identifier": id, "title": id, "mediatype": "collection" },
    })
}

fn items() -> impl Iterator<Item = (String, String)> {
    CONTENTS.iter().filter_map(|content| match content.body {
        Body::ArchiveItem { title, .. } => Some((content.path.to_owned(), title.to_owned())),
        _ => None,
    })
}

fn collection(title: &str, kind: &str) -> Reply {
    let lawful = (1..=LISTED_COUNT).map(|n| {
        (
            "/details/harbour-almanac".to_owned() + &format!("?year={}", 1900 + n),
            format!("Harbour almanac {}", 1900 + n),
        )
    });
    list_page("en", title, kind, lawful.chain(items()))
}

fn search(query: &str) -> Reply {
    let words = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "q" || name == "query")
        .map_or(String::new(), |(_, value)| value.to_lowercase());
    let found = items().filter(|(path, title)| {
        path.contains(words.as_str()) || title.to_lowercase().contains(words.as_str())
    });
    list_page("en", &format!("Search: {words}"), "website", found)
}

fn as_json(value: &Value) -> Reply {
    Reply::new(200, "application/json", value.to_string())
}
