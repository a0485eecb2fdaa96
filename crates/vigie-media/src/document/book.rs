//! EPUB: the chapters in reading order, and the pictures between them.
//!
//! Only as much XML is understood as three attributes need: a book that is stranger than that is
//! read in the order of its files.

use super::task::Collected;
use crate::archive::Zip;
use crate::error::Undecodable;
use crate::kind::{MediaKind, sniff};

/// Chapters and pictures looked at, in order.
pub(super) fn read(bytes: &[u8], collected: &mut Collected<'_>) -> Result<(), Undecodable> {
    let zip = Zip::open(bytes, MediaKind::Epub)?;
    let names = chapters(&zip, collected).unwrap_or_default();
    let in_order = names.iter().filter_map(|name| zip.find(name));
    let mut order: Vec<usize> = in_order.collect();
    for at in 0..zip.len() {
        if !order.contains(&at) {
            order.push(at);
        }
    }
    let listed = names.len();
    let mut chapters = 0_usize;
    for (place, at) in order.into_iter().enumerate() {
        if !collected.has_time() {
            break;
        }
        let Some(bytes) = zip.unpack(at, collected) else {
            continue;
        };
        let kind = sniff(&bytes);
        // With a reading order, other pages are lists and notices of the maker.
        let is_chapter = place < listed || listed == 0;
        let is_markup = matches!(kind, MediaKind::Html | MediaKind::Text);
        if is_markup && is_chapter {
            chapters += 1;
            collected.take_text(&text_of_markup(&String::from_utf8_lossy(&bytes)));
        } else if kind.is_picture() {
            // A picture that cannot be read is no reason to give up the book.
            let _ = collected.take_file(&bytes, kind, 0);
        }
    }
    collected.announce_pages(chapters);
    Ok(())
}

/// Names of the chapters, as the book's own list has them.
fn chapters(zip: &Zip<'_>, collected: &mut Collected<'_>) -> Option<Vec<String>> {
    let mut text_of = |name: &str| {
        let bytes = zip.unpack(zip.find(name)?, collected)?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    };
    let container = text_of("META-INF/container.xml")?;
    let package_name = tags(&container, "rootfile").find_map(|tag| attribute(tag, "full-path"))?;
    let package = text_of(&package_name)?;
    let folder = package_name
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    let items: Vec<(String, String)> = tags(&package, "item")
        .filter_map(|tag| Some((attribute(tag, "id")?, attribute(tag, "href")?)))
        .collect();
    let names = tags(&package, "itemref").filter_map(|tag| {
        let id = attribute(tag, "idref")?;
        let (_, file) = items.iter().find(|(known, _)| *known == id)?;
        Some(if folder.is_empty() {
            file.clone()
        } else {
            format!("{folder}/{file}")
        })
    });
    Some(names.collect())
}

/// What stands in each tag of that name, any prefix before it.
fn tags<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    text.split('<').skip(1).filter_map(move |rest| {
        let inside = rest.split('>').next()?;
        let found = inside.split([' ', '\t', '\r', '\n', '/']).next()?;
        let found = found.rsplit(':').next()?;
        (found == name).then_some(inside)
    })
}

/// The value of an attribute, entities aside.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    while let Some(at) = rest.find(name) {
        let before = rest[..at].chars().next_back();
        let after = rest[at + name.len()..].trim_start();
        rest = &rest[at + name.len()..];
        if !before.is_some_and(char::is_whitespace) {
            continue;
        }
        let Some(value) = after.strip_prefix('=') else {
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        return Some(value[1..].split(quote).next()?.replace("&amp;", "&"));
    }
    None
}

/// What a reader of a page sees: no tags, no scripts, no style.
pub(super) fn text_of_markup(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len() / 2);
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        push_text(&mut text, &rest[..start]);
        let tag = &rest[start + 1..];
        let Some(length) = tag.find('>') else {
            return text;
        };
        let name = tag[..length].split_whitespace().next().unwrap_or_default();
        rest = &tag[length + 1..];
        for hidden in ["script", "style"] {
            if name.eq_ignore_ascii_case(hidden) {
                let end = format!("</{hidden}");
                let at = rest.to_ascii_lowercase().find(&end).unwrap_or(rest.len());
                rest = &rest[at..];
            }
        }
        if !text.ends_with(char::is_whitespace) {
            text.push(' ');
        }
    }
    push_text(&mut text, rest);
    text
}

fn push_text(text: &mut String, part: &str) {
    if !part.contains('&') {
        text.push_str(part);
        return;
    }
    let known = [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ];
    let plain = known.iter().fold(part.to_owned(), |part, (name, sign)| {
        part.replace(name, sign)
    });
    text.push_str(&plain);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_leaves_its_words() {
        let page = "<html><style>p { color: red }</style><p class='a'>Hello &amp; <b>good</b> \
                    day</p><SCRIPT>let x = 1 < 2;</SCRIPT>end <broken";
        let text = text_of_markup(page);
        let words: Vec<&str> = text.split_whitespace().collect();
        assert_eq!(words, ["Hello", "&", "good", "day", "end"]);
    }

    #[test]
    fn attributes_are_found_by_their_whole_name() {
        let tag = "item data-id='x' id = \"a&amp;b\" href='c.xhtml'";
        assert_eq!(attribute(tag, "id").as_deref(), Some("a&b"));
        assert_eq!(attribute(tag, "href").as_deref(), Some("c.xhtml"));
        assert_eq!(attribute(tag, "idref"), None);
        assert_eq!(attribute("item id", "id"), None);
        let text = "<opf:itemref idref='1'/><item id='2'></item><items id='3'>";
        assert_eq!(tags(text, "item").count(), 1);
        assert_eq!(tags(text, "itemref").count(), 1);
    }
}
