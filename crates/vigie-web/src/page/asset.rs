//! The style sheet and the sign of the house: the only files a page loads.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::failure::Failure;
use crate::header::IMMUTABLE;

const STYLE_SHEET: &str = include_str!("../../asset/vigie.css");
const SIGN: &str = include_str!("../../asset/vigie.svg");

/// The address of the style sheet; it changes with its content, so a browser may keep it for good.
pub(crate) fn style_sheet_path() -> &'static str {
    static PATH: LazyLock<String> = LazyLock::new(|| {
        let digest = hex::encode(Sha256::digest(STYLE_SHEET));
        format!("/asset/vigie.css?v={}", &digest[..12])
    });
    &PATH
}

/// `GET /asset/{name}`.
///
/// # Errors
///
/// Nothing at this address, for any other name.
pub(crate) async fn show(Path(name): Path<String>) -> Result<Response, Failure> {
    let (kind, text) = match name.as_str() {
        "vigie.css" => ("text/css; charset=utf-8", STYLE_SHEET),
        "vigie.svg" => ("image/svg+xml", SIGN),
        _ => return Err(Failure::NoSuchPage),
    };
    Ok((
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, IMMUTABLE),
        ],
        text,
    )
        .into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: the sheet asks no other house for anything, and takes no side of the page.
    #[test]
    fn the_sheet_stands_alone() {
        for word in ["url(", "@import", "http:", "https:"] {
            assert!(!STYLE_SHEET.contains(word), "the style sheet has `{word}`");
        }
        for word in [
            "margin-left",
            "margin-right",
            "padding-left",
            "padding-right",
            "text-align: left",
        ] {
            assert!(
                !STYLE_SHEET.contains(word),
                "`{word}` does not turn with the language"
            );
        }
    }
}
