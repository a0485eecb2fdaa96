//! A scanner of HTML: text, opening tags, closing tags, in one pass (after WHATWG HTML §13.2.5).

use std::borrow::Cow;

use super::entity;

/// Attributes of one tag that are looked at.
const ATTRIBUTES_MAX: usize = 64;
/// Length of a tag's name that is kept.
const NAME_BYTES_MAX: usize = 32;

/// A piece of a page.
pub(super) enum Token<'a> {
    Text(&'a str),
    Open(Tag<'a>),
    Close(String),
}

/// An opening tag.
pub(super) struct Tag<'a> {
    /// In lower case.
    pub(super) name: String,
    attributes: Vec<(&'a str, &'a str)>,
}

impl Tag<'_> {
    /// The first attribute of that name, its references replaced.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        let (_, value) = self
            .attributes
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(match entity::decode(value) {
            Cow::Borrowed(value) => value.to_owned(),
            Cow::Owned(value) => value,
        })
    }

    /// Whether an attribute that is a list of words holds `word`.
    pub(super) fn has_word(&self, name: &str, word: &str) -> bool {
        self.value(name).is_some_and(|list| {
            list.split_whitespace()
                .any(|one| one.eq_ignore_ascii_case(word))
        })
    }
}

/// Walks over a page once.
pub(super) struct Scanner<'a> {
    page: &'a str,
    position: usize,
    /// The element whose content is raw, until its closing tag.
    raw: Option<&'static str>,
}

/// Elements in which a tag is text until they close.
const RAW: [&str; 7] = [
    "script", "style", "textarea", "title", "iframe", "noembed", "xmp",
];

impl<'a> Scanner<'a> {
    pub(super) const fn new(page: &'a str) -> Self {
        Self {
            page,
            position: 0,
            raw: None,
        }
    }

    fn rest(&self) -> &'a str {
        &self.page[self.position..]
    }

    /// Text up to `size` bytes on.
    fn text(&mut self, size: usize) -> Token<'a> {
        let text = &self.rest()[..size];
        self.position += size;
        Token::Text(text)
    }

    /// Content of a raw element, up to its closing tag or the end of the page.
    fn raw_text(&mut self, name: &str) -> Option<Token<'a>> {
        self.raw = None;
        let rest = self.rest();
        let mut from = 0;
        while let Some(offset) = rest[from..].find("</") {
            let at = from + offset;
            let after_ = &rest.as_bytes()[at + 2..];
            if after_.len() >= name.len()
                && after_[..name.len()].eq_ignore_ascii_case(name.as_bytes())
            {
                return (at > 0).then(|| self.text(at));
            }
            from = at + 2;
        }
        (!rest.is_empty()).then(|| self.text(rest.len()))
    }

    /// Passes over a comment, a declaration or an instruction.
    fn pass_over(&mut self) {
        let rest = self.rest();
        let size = match rest.strip_prefix("<!--") {
            Some(comment) => comment
                .find("-->")
                .map(|end| end + "<!--".len() + "-->".len()),
            None => rest.find('>').map(|end| end + 1),
        };
        self.position += size.unwrap_or(rest.len());
    }

    fn close(&mut self) -> Token<'a> {
        let rest = self.rest();
        let end = rest.find('>').unwrap_or(rest.len());
        let name = name_of(&rest[2..end.max(2)]);
        self.position += (end + 1).min(rest.len());
        Token::Close(name)
    }

    fn open(&mut self) -> Token<'a> {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let mut at = 1;
        while at < bytes.len() && !is_space(bytes[at]) && bytes[at] != b'>' && bytes[at] != b'/' {
            at += 1;
        }
        let name = name_of(&rest[1..at]);
        let (attributes, end) = read_attributes(rest, at);
        self.position += end;
        self.raw = RAW.iter().copied().find(|raw| *raw == name);
        Token::Open(Tag { name, attributes })
    }
}

impl<'a> Iterator for Scanner<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(text) = self.raw.and_then(|name| self.raw_text(name)) {
            return Some(text);
        }
        loop {
            let rest = self.rest();
            let bytes = rest.as_bytes();
            match bytes {
                [] => return None,
                [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => {
                    return Some(self.close());
                }
                // Comments, declarations, and closing tags that close nothing.
                [b'<', b'!' | b'?' | b'/', ..] => self.pass_over(),
                [b'<', letter, ..] if letter.is_ascii_alphabetic() => return Some(self.open()),
                _ => {
                    // A `<` that begins nothing is text.
                    let end = bytes[1..].iter().position(|byte| *byte == b'<');
                    return Some(self.text(end.map_or(bytes.len(), |end| end + 1)));
                }
            }
        }
    }
}

/// Reads attributes from `at` in `rest` to the end of the tag; answers where that is.
fn read_attributes(rest: &str, mut at: usize) -> (Vec<(&str, &str)>, usize) {
    let bytes = rest.as_bytes();
    let mut attributes = Vec::new();
    loop {
        while at < bytes.len() && (is_space(bytes[at]) || bytes[at] == b'/') {
            at += 1;
        }
        match bytes.get(at) {
            None => return (attributes, bytes.len()),
            Some(b'>') => return (attributes, at + 1),
            Some(_) => {}
        }
        let name_start = at;
        // The first byte belongs to the name whatever it is, even `=`: the standard's own rule.
        at += 1;
        while at < bytes.len() && !is_space(bytes[at]) && !b"/>=".contains(&bytes[at]) {
            at += 1;
        }
        let name_end = at;
        while at < bytes.len() && is_space(bytes[at]) {
            at += 1;
        }
        let mut value = (at, at);
        if bytes.get(at) == Some(&b'=') {
            at += 1;
            while at < bytes.len() && is_space(bytes[at]) {
                at += 1;
            }
            (value, at) = read_value(bytes, at);
        }
        // Cutting only at ASCII bytes keeps every slice on a character's edge.
        if attributes.len() < ATTRIBUTES_MAX
            && let (Some(name), Some(value)) =
                (rest.get(name_start..name_end), rest.get(value.0..value.1))
        {
            attributes.push((name, value));
        }
    }
}

/// A value at `at`: where it lies, and where the scan goes on.
fn read_value(bytes: &[u8], at: usize) -> ((usize, usize), usize) {
    let until = |from: usize, is_end: &dyn Fn(u8) -> bool| {
        bytes[from..]
            .iter()
            .position(|byte| is_end(*byte))
            .map_or(bytes.len(), |end| from + end)
    };
    match bytes.get(at) {
        Some(quote @ (b'"' | b'\'')) => {
            let end = until(at + 1, &|byte| byte == *quote);
            ((at + 1, end), (end + 1).min(bytes.len()))
        }
        Some(_) => {
            let end = until(at, &|byte| is_space(byte) || byte == b'>');
            ((at, end), end)
        }
        None => ((at, at), at),
    }
}

fn name_of(text: &str) -> String {
    let end = text
        .bytes()
        .position(|byte| is_space(byte) || byte == b'/')
        .unwrap_or(text.len())
        .min(NAME_BYTES_MAX);
    text.get(..end).unwrap_or_default().to_ascii_lowercase()
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}
