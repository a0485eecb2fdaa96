//! What a page says and shows, without running or building it.
//!
//! The page is scanned once, tag by tag, into text and the addresses of its media: linear in its
//! size whatever its nesting, which a tree is not.

mod charset;
mod entity;
mod scan;

use url::Url;

use scan::{Scanner, Tag, Token};

/// Media addresses collected of one page.
const MEDIA_MAX: usize = 512;
/// Characters of a title that are kept.
const TITLE_CHARS_MAX: usize = 500;

/// What was read of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Its title.
    pub title: Option<String>,
    /// Its first heading.
    pub heading: Option<String>,
    /// The title it gives itself for links (`og:title`).
    pub link_title: Option<String>,
    /// What it says it is (`og:type`), lower case.
    pub described_as: Option<String>,
    /// Its readable text: one line per block, spaces folded.
    pub text: String,
    /// Addresses of its own media in their order, each once, absolute and without fragment.
    pub media: Vec<Url>,
    /// Whether it asks for a password.
    pub has_password_field: bool,
    /// Whether the text is only the beginning.
    pub is_text_cut: bool,
    /// The encoding it was read in, by its name.
    pub encoding: &'static str,
    /// Whether bytes could not be read in that encoding.
    pub has_unreadable_bytes: bool,
}

impl Page {
    /// Whether it is called something else in links than in its window: the frame of a site around
    /// one thing.
    pub(crate) fn names_another_title(&self) -> bool {
        match (&self.link_title, &self.title) {
            (Some(link), Some(title)) => {
                !link.is_empty() && !title.contains(link.as_str()) && !link.contains(title.as_str())
            }
            _ => false,
        }
    }
}

/// Reads a page: its title, its text, its media. Linear in `bytes`; never fails.
///
/// Shape: `content_type` as served, for its `charset`; `base` is where the page was read.
pub fn parse_page(bytes: &[u8], content_type: &str, base: &Url, text_bytes_max: usize) -> Page {
    let decoded = charset::decode(bytes, content_type);
    let mut reading = Reading {
        page: Page {
            encoding: decoded.encoding,
            has_unreadable_bytes: decoded.has_unreadable_bytes,
            ..Page::default()
        },
        base: base.clone(),
        has_base: false,
        text_bytes_max,
        hidden: None,
        title: None,
        heading_from: None,
    };
    for token in Scanner::new(&decoded.text) {
        reading.take(&token);
    }
    reading.finish()
}

/// Reads a plain text in whatever encoding it came.
pub(crate) fn decode_text(bytes: &[u8], content_type: &str) -> String {
    charset::decode(bytes, content_type).text.into_owned()
}

struct Reading {
    page: Page,
    base: Url,
    has_base: bool,
    text_bytes_max: usize,
    /// The element whose text nobody sees, while we are in it.
    hidden: Option<&'static str>,
    /// The title, while we are in it.
    title: Option<String>,
    /// Where in the text the first heading begins, while we are in it.
    heading_from: Option<usize>,
}

/// Elements whose text is not shown.
const HIDDEN: [&str; 8] = [
    "script", "style", "template", "svg", "iframe", "object", "select", "noembed",
];
/// Elements that stand in the line; any other begins a new one.
const INLINE: [&str; 22] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "img", "kbd", "mark", "q",
    "s", "small", "span", "strong", "sub", "sup", "u", "wbr",
];

impl Reading {
    fn take(&mut self, token: &Token<'_>) {
        match token {
            Token::Text(text) => self.take_text(text),
            Token::Open(tag) => self.open(tag),
            Token::Close(name) => self.close(name),
        }
    }

    fn take_text(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        let text = entity::decode(text);
        if let Some(title) = &mut self.title {
            push_folded(title, &text, TITLE_CHARS_MAX * 4);
            return;
        }
        self.page.is_text_cut |= push_folded(&mut self.page.text, &text, self.text_bytes_max);
    }

    fn open(&mut self, tag: &Tag<'_>) {
        if self.hidden.is_some() {
            return;
        }
        let name = tag.name.as_str();
        match name {
            "title" if self.page.title.is_none() => self.title = Some(String::new()),
            "base" if !self.has_base => self.take_base(tag),
            "img" | "source" | "video" | "audio" | "image" | "track" => self.take_media(tag),
            "meta" => self.take_meta(tag),
            "link" if tag.has_word("rel", "image_src") => self.add_media(tag.value("href")),
            "input"
                if tag
                    .value("type")
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("password")) =>
            {
                self.page.has_password_field = true;
            }
            _ => {}
        }
        if let Some(hidden) = HIDDEN.iter().find(|hidden| **hidden == name) {
            self.hidden = Some(hidden);
        } else if !INLINE.contains(&name) {
            self.break_line();
        }
        if name == "h1" && self.page.heading.is_none() {
            self.heading_from = Some(self.page.text.len());
        }
    }

    fn close(&mut self, name: &str) {
        match self.hidden {
            Some(hidden) if hidden == name => self.hidden = None,
            None if name == "title" => self.close_title(),
            None if name == "h1" => self.close_heading(),
            None if !INLINE.contains(&name) => self.break_line(),
            Some(_) | None => {}
        }
    }

    fn close_title(&mut self) {
        if let Some(title) = self.title.take() {
            let title: String = title.trim().chars().take(TITLE_CHARS_MAX).collect();
            self.page.title = Some(title).filter(|title| !title.is_empty());
        }
    }

    fn close_heading(&mut self) {
        if let Some(from) = self.heading_from.take() {
            let heading = self.page.text.get(from..).unwrap_or_default().trim();
            let heading: String = heading.chars().take(TITLE_CHARS_MAX).collect();
            self.page.heading = Some(heading).filter(|heading| !heading.is_empty());
        }
        self.break_line();
    }

    fn take_base(&mut self, tag: &Tag<'_>) {
        if let Some(base) = tag
            .value("href")
            .and_then(|href| self.base.join(href.trim()).ok())
        {
            self.base = base;
            self.has_base = true;
        }
    }

    fn take_media(&mut self, tag: &Tag<'_>) {
        self.add_media(tag.value("src"));
        self.add_media(tag.value("poster"));
        let first_of_set = tag.value("srcset").map(|set| {
            let set = set.trim_start_matches([' ', ',', '\n', '\r', '\t']);
            let end = set.find(char::is_whitespace).unwrap_or(set.len());
            set[..end].trim_end_matches(',').to_owned()
        });
        self.add_media(first_of_set);
        // Pages that load pictures on sight keep the address here meanwhile.
        self.add_media(tag.value("data-src"));
    }

    fn take_meta(&mut self, tag: &Tag<'_>) {
        const OWN_MEDIA: [&str; 6] = [
            "og:image",
            "og:image:url",
            "og:image:secure_url",
            "og:video",
            "og:video:url",
            "twitter:image",
        ];
        let property = tag
            .value("property")
            .or_else(|| tag.value("name"))
            .unwrap_or_default();
        let content = || tag.value("content").map(|text| text.trim().to_owned());
        if property.eq_ignore_ascii_case("og:title") {
            self.page.link_title = content();
        } else if property.eq_ignore_ascii_case("og:type") {
            self.page.described_as = content().map(|text| text.to_lowercase());
        }
        if OWN_MEDIA
            .iter()
            .any(|own| property.eq_ignore_ascii_case(own))
        {
            self.add_media(tag.value("content"));
        }
    }

    fn add_media(&mut self, address: Option<String>) {
        let Some(address) = address.filter(|address| !address.trim().is_empty()) else {
            return;
        };
        let Ok(mut url) = self.base.join(address.trim()) else {
            return;
        };
        url.set_fragment(None);
        let is_web = matches!(url.scheme(), "http" | "https");
        if is_web && self.page.media.len() < MEDIA_MAX && !self.page.media.contains(&url) {
            self.page.media.push(url);
        }
    }

    fn break_line(&mut self) {
        if self.title.is_none() && !self.page.text.is_empty() && !self.page.text.ends_with('\n') {
            let kept = self.page.text.trim_end_matches(' ').len();
            self.page.text.truncate(kept);
            self.page.text.push('\n');
        }
    }

    fn finish(mut self) -> Page {
        self.close_title();
        self.close_heading();
        let kept = self.page.text.trim_end().len();
        self.page.text.truncate(kept);
        self.page
    }
}

/// Appends text with every run of white space folded to one space. Says whether it was cut.
fn push_folded(target: &mut String, text: &str, bytes_max: usize) -> bool {
    for character in text.chars() {
        if target.len() + character.len_utf8() > bytes_max {
            return true;
        }
        if !character.is_whitespace() {
            target.push(character);
        } else if !target.is_empty() && !target.ends_with([' ', '\n']) {
            target.push(' ');
        }
    }
    false
}

#[cfg(test)]
mod tests;
