//! Plain HTML pages, in the direction their language is read.

use std::fmt::Write as _;

use super::Reply;
use crate::content::{Body, Content, file};

/// A page to be written.
pub(super) struct Page<'a> {
    pub(super) language: &'a str,
    pub(super) title: &'a str,
    /// Markup for the head, already escaped.
    pub(super) head: String,
    /// Markup for the body, already escaped.
    pub(super) main: String,
}

impl Page<'_> {
    pub(super) fn reply(self, status: u16) -> Reply {
        let direction = if self.language == "ar" { "rtl" } else { "ltr" };
        let title = escape(self.title);
        let html = format!(
            "<!doctype html>\n<html lang=\"{}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <title>{title}</title>\n{}</head>\n<body>\n<main>\n{}</main>\n</body>\n</html>\n",
            self.language, self.head, self.main
        );
        Reply::new(status, "text/html; charset=utf-8", html)
    }
}

/// A page that holds one content: headline, signature, picture, text.
pub(super) fn content_page(content: &Content, http_port: u16) -> Reply {
    let Body::Page {
        author,
        title,
        text,
        picture,
    } = &content.body
    else {
        return not_found("en");
    };
    let here = super::url(content.host, http_port, content.path);
    let mut head = format!(
        "<link rel=\"canonical\" href=\"{here}\">\n<meta property=\"og:type\" content=\"article\">\n\
         <meta property=\"og:title\" content=\"{}\">\n<meta property=\"og:url\" content=\"{here}\">\n",
        escape(title)
    );
    let mut main = format!(
        "<article>\n<h1>{}</h1>\n<p class=\"author\">{}</p>\n",
        escape(title),
        escape(author)
    );
    if let Some(name) = picture {
        let source = super::url(content.host, http_port, &format!("/media/{name}"));
        let _ = writeln!(head, "<meta property=\"og:image\" content=\"{source}\">");
        let _ = writeln!(
            main,
            "<img src=\"/media/{name}\" alt=\"{}\">",
            escape(title)
        );
    }
    for paragraph in *text {
        let _ = writeln!(main, "<p>{}</p>", escape(paragraph));
    }
    main.push_str("</article>\n");
    Page {
        language: content.language,
        title,
        head,
        main,
    }
    .reply(200)
}

/// A generated file.
pub(super) fn file_reply(name: &str) -> Option<Reply> {
    let stored = file(name)?;
    let reply = Reply::new(
        200,
        stored.media_type,
        hyper::body::Bytes::from_static(&stored.bytes),
    );
    Some(reply.with("etag", format!("\"{}\"", stored.sha1)))
}

/// A page that lists links: title of each, path of each.
pub(super) fn list_page(
    language: &str,
    title: &str,
    kind: &str,
    links: impl Iterator<Item = (String, String)>,
) -> Reply {
    let mut items = String::new();
    for (path, label) in links {
        let _ = writeln!(
            items,
            "<li><a href=\"{}\">{}</a></li>",
            escape(&path),
            escape(&label)
        );
    }
    let head = format!("<meta property=\"og:type\" content=\"{kind}\">\n");
    let main = format!("<h1>{}</h1>\n<ul>\n{items}</ul>\n", escape(title));
    Page {
        language,
        title,
        head,
        main,
    }
    .reply(200)
}

/// Says in three languages that there is nothing here.
pub(super) fn not_found(language: &str) -> Reply {
    tombstone(404, language)
}

/// What stands where something was: 404 or 410, a sentence in the reader's language.
pub(super) fn tombstone(status: u16, language: &str) -> Reply {
    let sentence = match language {
        "ar" => "هذا المحتوى غير متاح.",
        "fr" => "Ce contenu n'est pas disponible.",
        _ => "This content is not available.",
    };
    Page {
        language,
        title: sentence,
        head: String::new(),
        main: format!("<p>{sentence}</p>\n"),
    }
    .reply(status)
}

/// Escapes text for markup and quoted attributes.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
