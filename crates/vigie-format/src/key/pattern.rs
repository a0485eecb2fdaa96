//! Shapes of hosts, paths and ids: literals and captures, matched without regular expressions.
//!
//! A capture before a literal ends at the literal's first occurrence; a capture before another
//! takes what its class allows; a last one takes the rest. No backtracking: linear in the text.

use super::filter::Filter;
use super::table::NameMap;
use std::borrow::Cow;

/// Which characters a capture accepts, and how many. ASCII only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Class {
    /// Bit `n` stands for the ASCII character `n`.
    set: u128,
    min: usize,
    max: usize,
}

impl Class {
    /// One or more of anything.
    const SOME: Self = Self {
        set: u128::MAX,
        min: 1,
        max: usize::MAX,
    };
    /// Anything, or nothing.
    const ANY: Self = Self {
        min: 0,
        ..Self::SOME
    };

    /// Reads `A-Za-z0-9_-` and `2-64`, or `11`.
    pub(super) fn parse(characters: &str, range: &str) -> Option<Self> {
        let bytes = characters.as_bytes();
        if !characters.is_ascii() || bytes.is_empty() {
            return None;
        }
        let mut set = 0;
        let mut at = 0;
        while let Some(&first) = bytes.get(at) {
            let last = match (bytes.get(at + 1), bytes.get(at + 2)) {
                (Some(b'-'), Some(&last)) if last >= first => {
                    at += 2;
                    last
                }
                _ => first,
            };
            for byte in first..=last {
                set |= 1_u128 << byte;
            }
            at += 1;
        }
        let (min, max) = range.split_once('-').unwrap_or((range, range));
        Some(Self {
            set,
            min: min.parse().ok()?,
            max: max.parse().ok()?,
        })
    }

    fn accepts_byte(&self, byte: u8) -> bool {
        if byte < 128 {
            self.set >> byte & 1 == 1
        } else {
            self.set == u128::MAX
        }
    }

    fn accepts(&self, text: &str) -> bool {
        (self.min..=self.max).contains(&text.len()) && text.bytes().all(|b| self.accepts_byte(b))
    }

    /// How many bytes at the start of `text` belong to the class.
    fn prefix_of(&self, text: &str) -> usize {
        text.bytes()
            .take_while(|&b| self.accepts_byte(b))
            .count()
            .min(self.max)
    }
}

/// Names one rule may capture, by host, path and parameters together.
pub(super) const CAPTURES_MAX: usize = 8;

/// What was captured: few, so a list, and no allocation.
#[derive(Debug, Default)]
pub(super) struct Captures<'r, 't> {
    held: [(&'r str, &'t str); CAPTURES_MAX],
    count: usize,
}

impl<'r, 't> Captures<'r, 't> {
    pub(super) fn clear(&mut self) {
        self.count = 0;
    }

    /// Keeps a value; a rule with more names than fit was refused when it was read.
    pub(super) fn put(&mut self, name: &'r str, value: &'t str) {
        if let Some(place) = self.held.get_mut(self.count) {
            *place = (name, value);
            self.count += 1;
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&'t str> {
        self.held[..self.count]
            .iter()
            .rev()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| *value)
    }
}

/// A stretch of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Literal(String),
    Capture {
        name: String,
        class: Class,
        filter: Option<Filter>,
    },
}

/// Literals and captures in a row; the same form reads a text and writes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pieces(pub(super) Vec<Piece>);

/// Named classes of a rule file.
pub(super) type Classes = NameMap<Class>;

impl Pieces {
    /// Reads `literal{name:class}literal{name|filter}`.
    pub(super) fn parse(text: &str, classes: &Classes) -> Result<Self, &'static str> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            if open > 0 {
                pieces.push(Piece::Literal(rest[..open].to_owned()));
            }
            let close = rest
                .find('}')
                .filter(|&close| close > open)
                .ok_or("a `{` is not closed")?;
            pieces.push(parse_capture(&rest[open + 1..close], classes)?);
            rest = &rest[close + 1..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Literal(rest.to_owned()));
        }
        Ok(Self(pieces))
    }

    /// The names captured.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Literal(_) => None,
            Piece::Capture { name, .. } => Some(name.as_str()),
        })
    }

    /// Whether the whole of `text` has this shape; captures are added either way.
    pub(super) fn read<'r, 't>(&'r self, text: &'t str, captures: &mut Captures<'r, 't>) -> bool {
        let mut rest = text;
        for (at, piece) in self.0.iter().enumerate() {
            match piece {
                Piece::Literal(literal) => match rest.strip_prefix(literal.as_str()) {
                    Some(after) => rest = after,
                    None => return false,
                },
                Piece::Capture { name, class, .. } => {
                    let end = match self.0.get(at + 1) {
                        None => rest.len(),
                        Some(Piece::Literal(next)) => match rest.find(next.as_str()) {
                            Some(end) => end,
                            None => return false,
                        },
                        Some(Piece::Capture { .. }) => class.prefix_of(rest),
                    };
                    // A class of bytes may stop inside a character; such text has not this shape.
                    let Some((value, after)) = rest.split_at_checked(end) else {
                        return false;
                    };
                    if !class.accepts(value) {
                        return false;
                    }
                    captures.put(name, value);
                    rest = after;
                }
            }
        }
        rest.is_empty()
    }
}

fn parse_capture(text: &str, classes: &Classes) -> Result<Piece, &'static str> {
    let (text, filter) = match text.split_once('|') {
        Some((text, filter)) => (
            text,
            Some(Filter::parse(filter).ok_or("an unknown filter")?),
        ),
        None => (text, None),
    };
    let (name, class) = match text.split_once(':') {
        Some((name, "*")) => (name, Class::ANY),
        Some((name, class)) => (name, *classes.get(class).ok_or("an unknown class")?),
        None => (text, Class::SOME),
    };
    if name.is_empty() {
        return Err("a capture has no name");
    }
    Ok(Piece::Capture {
        name: name.to_owned(),
        class,
        filter,
    })
}

/// One name or word of a host or path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// Any one word.
    Any,
    /// One of some literals.
    OneOf(Vec<String>),
    /// A shape.
    Shape(Pieces),
}

impl Word {
    fn parse(text: &str, classes: &Classes) -> Result<Self, &'static str> {
        if text == "*" {
            return Ok(Self::Any);
        }
        if text.contains('{') {
            return Ok(Self::Shape(Pieces::parse(text, classes)?));
        }
        Ok(Self::OneOf(text.split('|').map(str::to_owned).collect()))
    }

    /// The ASCII characters a text of this shape may begin with, as bits.
    fn first_bytes(&self) -> u128 {
        let of = |text: &str| match text.bytes().next() {
            Some(byte) if byte < 128 => 1_u128 << byte,
            _ => u128::MAX,
        };
        match self {
            Self::Any => u128::MAX,
            Self::OneOf(words) => words.iter().fold(0, |set, word| set | of(word)),
            Self::Shape(pieces) => match pieces.0.first() {
                Some(Piece::Literal(text)) => of(text),
                Some(Piece::Capture { class, .. }) if class.min > 0 => class.set,
                _ => u128::MAX,
            },
        }
    }

    fn shape(&self) -> Option<&Pieces> {
        match self {
            Self::Shape(pieces) => Some(pieces),
            Self::Any | Self::OneOf(_) => None,
        }
    }

    fn read<'r, 't>(&'r self, text: &'t str, captures: &mut Captures<'r, 't>) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(words) => words.iter().any(|word| word == text),
            Self::Shape(pieces) => pieces.read(text, captures),
        }
    }
}

/// A host: names from left to right, perhaps with any depth of names before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HostPattern {
    open: bool,
    /// Whether `suffix` is the whole pattern.
    is_literal: bool,
    names: Vec<Word>,
    /// The literal names at the right end: what the pattern is filed under.
    pub(super) suffix: String,
}

impl HostPattern {
    /// Reads `**.us.archive.org`, `{chan:tg}.t.me`, `tg:`.
    pub(super) fn parse(text: &str, classes: &Classes) -> Result<Self, &'static str> {
        let (open, text) = match text.strip_prefix("**.") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let names: Vec<Word> = text
            .split('.')
            .map(|name| Word::parse(name, classes))
            .collect::<Result<_, _>>()?;
        let literal = names
            .iter()
            .rev()
            .take_while(|name| matches!(name, Word::OneOf(_)))
            .count();
        let suffix: Vec<&str> = text.split('.').skip(names.len() - literal).collect();
        if suffix.is_empty() {
            return Err("a host ends in a capture");
        }
        let suffix = suffix.join(".");
        Ok(Self {
            open,
            is_literal: !open && literal == names.len() && !suffix.contains('|'),
            names,
            suffix,
        })
    }

    /// The names captured.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names
            .iter()
            .filter_map(Word::shape)
            .flat_map(Pieces::names)
    }

    /// Whether `host` has this shape.
    pub(super) fn read<'r, 't>(&'r self, host: &'t str, captures: &mut Captures<'r, 't>) -> bool {
        if self.is_literal {
            return self.suffix == host;
        }
        let mut left = host.rsplit('.');
        for word in self.names.iter().rev() {
            match left.next() {
                Some(name) if word.read(name, captures) => {}
                _ => return false,
            }
        }
        self.open || left.next().is_none()
    }
}

/// What may follow the fixed segments of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Rest {
    Nothing,
    /// Any rest; at least one segment when `needed`.
    Any {
        name: Option<String>,
        needed: bool,
    },
}

/// A query parameter that must be there, under one of some names.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Parameter {
    names: Vec<String>,
    value: ParameterValue,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum ParameterValue {
    Present,
    Shape(Pieces),
    Path(Box<PathPattern>),
}

/// A path and the query parameters that belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PathPattern {
    begins: Begins,
    segments: Vec<Word>,
    rest: Rest,
    parameters: Vec<Parameter>,
}

/// Decoded query parameters.
pub(super) type Parameters<'t> = Vec<(Cow<'t, str>, Cow<'t, str>)>;

/// How a path may begin: most patterns are passed over on its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Begins {
    /// Bit `n` stands for the ASCII character `n`; all of them also for what is not ASCII.
    set: u128,
    /// Whether a path without segments may fit.
    or_empty: bool,
}

impl Begins {
    fn of(segments: &[Word], rest: &Rest) -> Self {
        let Some(first) = segments.first() else {
            return Self {
                set: if *rest == Rest::Nothing { 0 } else { u128::MAX },
                or_empty: !matches!(rest, Rest::Any { needed: true, .. }),
            };
        };
        Self {
            set: first.first_bytes(),
            or_empty: false,
        }
    }

    fn with(self, path: &str) -> bool {
        match path.bytes().find(|byte| *byte != b'/') {
            None => self.or_empty,
            Some(byte) if byte < 128 => self.set >> byte & 1 == 1,
            Some(_) => self.set == u128::MAX,
        }
    }
}

impl PathPattern {
    /// Reads `/watch?v={id:yt}`, `/details/{id:ia}/{part:+}`.
    pub(super) fn parse(text: &str, classes: &Classes) -> Result<Self, &'static str> {
        let (path, query) = match text.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (text, None),
        };
        let path = path.strip_prefix('/').ok_or("a path begins with `/`")?;
        let mut segments: Vec<&str> = path.split('/').filter(|word| !word.is_empty()).collect();
        let rest = match segments.last().copied().and_then(parse_rest) {
            Some(rest) => {
                segments.pop();
                rest
            }
            None => Rest::Nothing,
        };
        let parameters = query
            .into_iter()
            .flat_map(|query| query.split('&'))
            .map(|parameter| parse_parameter(parameter, classes))
            .collect::<Result<_, _>>()?;
        let segments = segments
            .into_iter()
            .map(|word| Word::parse(word, classes))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            begins: Begins::of(&segments, &rest),
            segments,
            rest,
            parameters,
        })
    }

    /// The names captured, by the path or by parameters.
    pub(super) fn names(&self) -> Vec<&str> {
        let words = self.segments.iter().filter_map(Word::shape);
        let shapes = self
            .parameters
            .iter()
            .filter_map(|parameter| match &parameter.value {
                ParameterValue::Shape(pieces) => Some(pieces),
                ParameterValue::Present | ParameterValue::Path(_) => None,
            });
        let mut names: Vec<&str> = words.chain(shapes).flat_map(Pieces::names).collect();
        for parameter in &self.parameters {
            if let ParameterValue::Path(path) = &parameter.value {
                names.extend(path.names());
            }
        }
        if let Rest::Any {
            name: Some(name), ..
        } = &self.rest
        {
            names.push(name);
        }
        names
    }

    /// Whether a path and its parameters have this shape.
    ///
    /// Empty segments do not count, except inside a rest, which is taken as it stands.
    /// `parameters` are decoded when the path fits and some are needed.
    pub(super) fn read<'r, 't>(
        &'r self,
        path: &'t str,
        parameters: impl Fn() -> &'t [(Cow<'t, str>, Cow<'t, str>)],
        captures: &mut Captures<'r, 't>,
    ) -> bool {
        self.read_path(path, captures)
            && (self.parameters.is_empty() || {
                let given = parameters();
                self.parameters
                    .iter()
                    .all(|parameter| parameter.read(given, captures))
            })
    }

    fn read_path<'r, 't>(&'r self, path: &'t str, captures: &mut Captures<'r, 't>) -> bool {
        if !self.begins.with(path) {
            return false;
        }
        let mut left = path.trim_start_matches('/');
        for word in &self.segments {
            if left.is_empty() {
                return false;
            }
            let (segment, after) = left.split_once('/').unwrap_or((left, ""));
            if !word.read(segment, captures) {
                return false;
            }
            left = after.trim_start_matches('/');
        }
        match &self.rest {
            Rest::Nothing => left.is_empty(),
            Rest::Any { needed: true, .. } if left.is_empty() => false,
            Rest::Any { name, .. } => {
                if let Some(name) = name {
                    captures.put(name, left);
                }
                true
            }
        }
    }
}

impl Parameter {
    fn read<'r, 't>(
        &'r self,
        parameters: &'t [(Cow<'t, str>, Cow<'t, str>)],
        captures: &mut Captures<'r, 't>,
    ) -> bool {
        let Some((_, value)) = parameters
            .iter()
            .find(|(name, _)| self.names.iter().any(|wanted| wanted == name))
        else {
            return false;
        };
        match &self.value {
            ParameterValue::Present => true,
            ParameterValue::Shape(pieces) => pieces.read(value, captures),
            ParameterValue::Path(path) => path.read_path(value, captures),
        }
    }
}

fn parse_rest(word: &str) -> Option<Rest> {
    if word == "**" {
        return Some(Rest::Any {
            name: None,
            needed: false,
        });
    }
    let inner = word.strip_prefix('{')?.strip_suffix('}')?;
    let (name, kind) = inner.split_once(':')?;
    match kind {
        "**" => Some(Rest::Any {
            name: Some(name.to_owned()),
            needed: false,
        }),
        "+" => Some(Rest::Any {
            name: Some(name.to_owned()),
            needed: true,
        }),
        _ => None,
    }
}

fn parse_parameter(text: &str, classes: &Classes) -> Result<Parameter, &'static str> {
    let (names, value) = match text.split_once('=') {
        None => (text, ParameterValue::Present),
        Some((names, value)) if value.starts_with('/') => (
            names,
            ParameterValue::Path(Box::new(PathPattern::parse(value, classes)?)),
        ),
        Some((names, value)) => (names, ParameterValue::Shape(Pieces::parse(value, classes)?)),
    };
    Ok(Parameter {
        names: names.split('|').map(str::to_owned).collect(),
        value,
    })
}
