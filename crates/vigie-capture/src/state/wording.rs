//! How a page says what it says: what stands first, and whether it is prose or a frame.

use super::source::Source;
use super::words;
use crate::page::Page;

/// A line of so many characters is a paragraph, not a menu, a caption or a button.
const PARAGRAPH_CHARS_MIN: usize = 120;
/// Paragraphs of so many characters together make an article, whatever its title.
const ARTICLE_CHARS_MIN: usize = 400;
/// A page whose whole text is no longer says one thing.
const SHORT_CHARS_MAX: usize = 600;
/// Pictures that belong to a frame: a logo, an avatar, an emblem.
const FRAME_MEDIA_MAX: usize = 3;
/// A title or heading is a message, not a headline, up to so many words around the one we know.
const MESSAGE_WORDS_MAX: usize = 14;

/// The words of a page in the form they are compared in: lower case, one kind of apostrophe,
/// Arabic without vowel signs and tatweel.
#[derive(Debug)]
pub(super) struct Wording<'a> {
    title: String,
    heading: String,
    /// The whole text when the page is short; else its lines that are no paragraphs.
    lines: Vec<String>,
    text_chars: usize,
    /// Characters in paragraphs.
    pub(super) prose_chars: usize,
    media: usize,
    /// What the page says to programs.
    pub(super) source: Source<'a>,
}

impl<'a> Wording<'a> {
    pub(super) fn of(page: &Page, body: &'a [u8]) -> Self {
        let lines: Vec<String> = page.text.lines().map(fold).collect();
        let chars = |line: &String| line.chars().count();
        let prose_chars = lines
            .iter()
            .map(chars)
            .filter(|count| *count >= PARAGRAPH_CHARS_MIN)
            .sum();
        Self {
            title: fold(page.title.as_deref().unwrap_or_default()),
            heading: fold(page.heading.as_deref().unwrap_or_default()),
            text_chars: lines.iter().map(chars).sum(),
            prose_chars,
            media: page.media.len(),
            source: Source::of(body),
            lines,
        }
    }

    /// Whether there is enough to read that no sentence of it speaks for the page.
    pub(super) const fn is_article(&self) -> bool {
        self.prose_chars >= ARTICLE_CHARS_MIN
    }

    /// Whether little more than a frame is there to read.
    pub(super) const fn is_frame(&self) -> bool {
        /// The name of the site, a menu and a sentence about scripts.
        const CHARS_MAX: usize = 200;
        self.text_chars <= CHARS_MAX
    }

    /// Whether the page says so little that a form on it is what it is for.
    pub(super) const fn is_short(&self) -> bool {
        self.text_chars <= SHORT_CHARS_MAX && self.media <= FRAME_MEDIA_MAX
    }

    /// Whether there is nothing to read, or only that a program would have to be run.
    pub(super) fn is_empty(&self) -> bool {
        self.text_chars == 0 || (self.is_frame() && self.is_about(words::NEEDS_SCRIPT))
    }

    /// Whether the page's message is one of these: its title or heading, or the text of a page
    /// that says little else and shows nothing.
    pub(super) fn opens_with(&self, said: Said<'_>) -> bool {
        // A page with pictures of its own is more than its excuse.
        self.tells(said, self.media == 0)
    }

    /// The same of a page that may carry a logo, an avatar, an emblem: what stands in the way is
    /// dressed like the site.
    pub(super) fn stops_with(&self, said: Said<'_>) -> bool {
        self.tells(said, self.media <= FRAME_MEDIA_MAX)
    }

    /// Whether its title or heading is one of these.
    pub(super) fn is_titled(&self, said: Said<'_>) -> bool {
        !self.is_article() && (said.is_message(&self.title) || said.is_message(&self.heading))
    }

    fn tells(&self, said: Said<'_>, speaks_through_text: bool) -> bool {
        self.is_titled(said)
            || (!self.is_article()
                && speaks_through_text
                && self.text_chars <= SHORT_CHARS_MAX
                && self.lines.iter().any(|line| said.is_in(line)))
    }

    /// Whether any of these is said anywhere on a page that is no article.
    pub(super) fn is_about(&self, said: Said<'_>) -> bool {
        let mut all = self.lines.iter().chain([&self.title]);
        !self.is_article() && all.any(|line| said.is_in(line))
    }
}

/// What is looked for in a line: phrases, and things of which something is said.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    /// Phrases that say it all.
    pub(super) phrases: &'a [&'a str],
    /// Names of things …
    pub(super) things: &'a [&'a str],
    /// … and what is said of them, in the same line.
    pub(super) verbs: &'a [&'a str],
}

impl Said<'_> {
    pub(super) fn is_in(&self, line: &str) -> bool {
        let has = |words: &[&str]| words.iter().any(|word| line.contains(word));
        has(self.phrases) || (has(self.verbs) && has(self.things))
    }

    fn is_message(&self, line: &str) -> bool {
        line.split_whitespace().count() <= MESSAGE_WORDS_MAX && self.is_in(line)
    }
}

/// One form of what is written in several.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.trim().chars().flat_map(char::to_lowercase) {
        match character {
            '’' | '‘' | 'ʼ' | '`' => folded.push('\''),
            '\u{a0}' | '\u{202f}' => folded.push(' '),
            // Marks of direction and of nothing; vowel signs and tatweel.
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{64b}'..='\u{652}'
            | '\u{640}' => {}
            'أ' | 'إ' | 'آ' => folded.push('ا'),
            'ى' => folded.push('ي'),
            other => folded.push(other),
        }
    }
    folded
}
