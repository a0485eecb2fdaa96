//! `GET /log/…`: checkpoint, hash tiles, entry bundles, for anybody (C2SP tlog-tiles).
//!
//! Served as they lie on the disk. Only names of the format are ever looked up: nothing that was
//! typed becomes a path. Full tiles never change and may be kept for good.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use vigie_desk::{Desk, DeskError};

use crate::failure::Failure;
use crate::header::{IMMUTABLE, REVALIDATE};

/// # Errors
///
/// Nothing at this address, for a name that is none of the format's or not there yet.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    Path(path): Path<String>,
) -> Result<Response, Failure> {
    let kind = kind_of(&path).ok_or(Failure::NoSuchPage)?;
    if kind == Kind::Key {
        let key = format!("{}\n", desk.log_key().verifier_key());
        return Ok(answer(Kind::Key, key.into_bytes()));
    }
    let file = desk.store().log_dir().join(&path);
    match tokio::fs::read(&file).await {
        Ok(bytes) => Ok(answer(kind, bytes)),
        Err(error) if is_absent(&error) => Err(Failure::NoSuchPage),
        Err(error) => Err(DeskError::from(error).into()),
    }
}

/// A partial tile's folder and a full tile's name exclude each other, hence the second.
fn is_absent(error: &std::io::Error) -> bool {
    use std::io::ErrorKind as K;
    matches!(
        error.kind(),
        K::NotFound | K::IsADirectory | K::NotADirectory
    )
}

/// What a file of the log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The signed head.
    Checkpoint,
    /// How many entries are published.
    Published,
    /// The key everything is verified with.
    Key,
    /// A tile or bundle that may still be replaced by a fuller one.
    Partial,
    /// A full tile or bundle.
    Full,
}

fn answer(kind: Kind, bytes: Vec<u8>) -> Response {
    let content_type = match kind {
        Kind::Checkpoint | Kind::Published | Kind::Key => "text/plain; charset=utf-8",
        Kind::Partial | Kind::Full => "application/octet-stream",
    };
    // A partial tile of a given width never changes either; only heads move.
    let cache = match kind {
        Kind::Checkpoint | Kind::Published | Kind::Key => REVALIDATE,
        Kind::Partial | Kind::Full => IMMUTABLE,
    };
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, cache),
    ];
    // Anybody may read the log from anywhere, a browser of a verifier's page among them.
    let anybody = (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    (headers, [anybody], bytes).into_response()
}

/// Reads a name: `checkpoint`, `published`, `key`, `tile/<level or entries>/<index>[.p/<width>]`.
fn kind_of(path: &str) -> Option<Kind> {
    match path {
        "checkpoint" => return Some(Kind::Checkpoint),
        "published" => return Some(Kind::Published),
        "key" => return Some(Kind::Key),
        _ => {}
    }
    let (level, index) = path.strip_prefix("tile/")?.split_once('/')?;
    let is_level = level == "entries"
        || level
            .parse::<u8>()
            .is_ok_and(|n| n < 64 && n.to_string() == level);
    if !is_level {
        return None;
    }
    let (index, kind) = match index.split_once(".p/") {
        None => (index, Kind::Full),
        Some((index, width)) => {
            let is_width = width
                .parse::<u16>()
                .is_ok_and(|n| (1..256).contains(&n) && n.to_string() == width);
            if !is_width {
                return None;
            }
            (index, Kind::Partial)
        }
    };
    is_index(index).then_some(kind)
}

/// `x001/x234/067`: groups of three digits, all but the last marked.
fn is_index(text: &str) -> bool {
    let groups: Vec<&str> = text.split('/').collect();
    let is_three = |group: &str| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit());
    let Some((last, before)) = groups.split_last() else {
        return false;
    };
    groups.len() <= 7
        && is_three(last)
        && before
            .iter()
            .all(|group| group.strip_prefix('x').is_some_and(is_three))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: every name of the format is served, and nothing else ever becomes a path.
    #[test]
    fn only_names_of_the_format_are_looked_up() {
        let kinds = [
            ("checkpoint", Kind::Checkpoint),
            ("published", Kind::Published),
            ("key", Kind::Key),
            ("tile/0/000", Kind::Full),
            ("tile/0/x001/x234/067", Kind::Full),
            ("tile/1/000.p/255", Kind::Partial),
            ("tile/entries/x001/234", Kind::Full),
            ("tile/entries/000.p/1", Kind::Partial),
        ];
        for (path, kind) in kinds {
            assert_eq!(kind_of(path), Some(kind), "{path}");
        }
        let bad = [
            "",
            "..",
            "../master.key",
            "tile",
            "tile/",
            "tile/0/",
            "tile/64/000",
            "tile/00/000",
            "tile/0/../../master.key",
            "tile/0/0",
            "tile/0/0000",
            "tile/0/x000",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/entries/000.p/1/..",
            "tile/0/x00a/000",
            "tile/-1/000",
            "tile/0//000",
            "checkpoint/",
            "/checkpoint",
            "tile/+1/000",
        ];
        for path in bad {
            assert_eq!(kind_of(path), None, "{path}");
        }
    }

    /// Goal: the size a checkpoint states is its second line.
    #[test]
    fn a_checkpoint_states_its_size() {
        let size_of = super::super::size_of;
        assert_eq!(
            size_of("desk.example/log\n42\nCsUYapGGPo4=\n\n— desk.example/log x\n"),
            Some(42)
        );
        assert_eq!(size_of("desk.example/log\n"), None);
    }
}
