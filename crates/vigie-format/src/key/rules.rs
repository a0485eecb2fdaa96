//! The rule file: read once, filed by host, known by its edition.

use std::collections::HashMap;
use std::sync::LazyLock;

use sha2::{Digest as _, Sha256};
use vigie_domain::UrlScope;

use super::filter::Filter;
use super::pattern::{CAPTURES_MAX, Class, Classes, HostPattern, PathPattern, Piece, Pieces};
use super::table::{NameMap, NameSet};

const BUILTIN: &str = include_str!("rules.txt");

/// Version of the built-in rules; stored keys are computed again when it changes.
pub const KEY_RULES_VERSION: u32 = 2;

/// Bytes of a digest that tell two rule files of one desk apart.
const EDITION_DIGEST_BYTES: usize = 4;

/// Lines of a rule file, built-in lines included.
const LINES_MAX: usize = 20_000;

/// A line of a rule file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the key rules: {what}")]
pub struct KeyRuleError {
    /// Counted from 1, in the text that was given.
    pub line: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

/// Rules of canonical keys: which URLs name the same item, and what each kind of URL points at.
#[derive(Debug, Clone)]
pub struct KeyRules {
    extra: Vec<String>,
    pub(super) rules: Vec<Rule>,
    /// Positions in `rules`, ascending, under the literal end of the host.
    pub(super) by_suffix: NameMap<Vec<usize>>,
    pub(super) any_host: Vec<usize>,
    pub(super) pages: Vec<(UrlScope, PathPattern)>,
    /// Rules that can write a URL, under `platform:type`.
    pub(super) by_key: NameMap<Vec<usize>>,
    pub(super) dropped: NameSet,
    pub(super) dropped_prefixes: Vec<String>,
    /// Schemes other than http and https that some rule understands.
    pub(super) schemes: NameSet,
}

/// One line: where it applies, and what follows.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) host: Option<HostPattern>,
    pub(super) path: PathPattern,
    pub(super) action: Action,
}

#[derive(Debug, Clone)]
pub(super) enum Action {
    /// Read what is inside instead.
    Unwrap(Pieces),
    /// The locator points at this; the generic key when there is no template.
    Name {
        scope: RuleScope,
        key: Option<Pieces>,
        url: Option<Pieces>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RuleScope {
    Is(UrlScope),
    /// That of the locator inside.
    Inner,
}

impl KeyRules {
    /// The rules compiled in.
    ///
    /// # Panics
    ///
    /// Never: a test reads them.
    pub fn builtin() -> &'static Self {
        static RULES: LazyLock<KeyRules> =
            LazyLock::new(|| KeyRules::build(Vec::new()).expect("the built-in rules are tested"));
        &RULES
    }

    /// These rules with further lines, which come first.
    ///
    /// ```
    /// # use vigie_format::key::KeyRules;
    /// let rules = KeyRules::builtin().with_extra(
    ///     "collection  archive.zeta.test  /details/shelf-{id}  zeta:shelf:{id}
    ///      item        archive.zeta.test  /details/{id}        zeta:item:{id}  https://archive.zeta.test/details/{id}",
    /// )?;
    /// assert_eq!(rules.parse_locator("https://archive.zeta.test/details/a1").unwrap().key.as_str(), "zeta:item:a1");
    /// # Ok::<(), vigie_format::key::KeyRuleError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`KeyRuleError`] names the first line that cannot be used; nothing changes.
    pub fn with_extra(&self, text: &str) -> Result<Self, KeyRuleError> {
        let mut extra = vec![text.to_owned()];
        extra.extend(self.extra.iter().cloned());
        Self::build(extra)
    }

    /// These rules with further hosts of link shorteners; unusable names are left out.
    pub fn with_shorteners<'a>(&self, hosts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut line = String::from("hosts shortener");
        for host in hosts.into_iter().take(LINES_MAX) {
            let host = host.trim().trim_start_matches("www.").to_ascii_lowercase();
            let usable = host.contains('.')
                && host
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
            if usable {
                line.push(' ');
                line.push_str(&host);
            }
        }
        self.with_extra(&line).unwrap_or_else(|_| self.clone())
    }

    /// Which rules these are: keys made under one edition are made again under another.
    ///
    /// Shape: the built-in version; after a `+` each further text, latest first: the version it
    /// states and the beginning of its SHA-256 (`2+7.1f3c9a0e`).
    pub fn edition(&self) -> String {
        let mut edition = KEY_RULES_VERSION.to_string();
        for text in &self.extra {
            let digest = Sha256::digest(text.as_bytes());
            let stated = text
                .lines()
                .find_map(|line| line.trim().strip_prefix("version "))
                .map(|version| format!("{}.", version.trim()));
            edition.push('+');
            edition.push_str(&stated.unwrap_or_default());
            edition.push_str(&hex::encode(&digest[..EDITION_DIGEST_BYTES]));
        }
        edition
    }

    fn build(extra: Vec<String>) -> Result<Self, KeyRuleError> {
        let texts: Vec<&str> = extra.iter().map(String::as_str).chain([BUILTIN]).collect();
        let mut loader = Loader::default();
        for text in &texts {
            for_each_line(text, |words| loader.read_name(words))?;
        }
        let mut rules = Self {
            extra: Vec::new(),
            rules: Vec::new(),
            by_suffix: NameMap::default(),
            any_host: Vec::new(),
            pages: Vec::new(),
            by_key: NameMap::default(),
            dropped: NameSet::default(),
            dropped_prefixes: Vec::new(),
            schemes: NameSet::default(),
        };
        for text in &texts {
            for_each_line(text, |words| rules.read_rule(words, &loader))?;
        }
        rules.extra = extra;
        Ok(rules)
    }

    fn read_rule(&mut self, words: &[&str], loader: &Loader) -> Result<(), &'static str> {
        match words {
            ["version", number] if number.bytes().all(|byte| byte.is_ascii_digit()) => Ok(()),
            ["version", ..] => Err("a version is one number"),
            ["class" | "hosts", ..] => Ok(()),
            ["drop", names @ ..] => {
                for name in names {
                    match name.strip_suffix('*') {
                        Some(prefix) => self.dropped_prefixes.push(prefix.to_owned()),
                        None => _ = self.dropped.insert((*name).to_owned()),
                    }
                }
                Ok(())
            }
            ["page", scope, path] => {
                let scope = parse_scope(scope).ok_or("an unknown scope")?;
                self.pages
                    .push((scope, PathPattern::parse(path, &loader.classes)?));
                Ok(())
            }
            ["unwrap", hosts, path, target] => {
                let action = Action::Unwrap(Pieces::parse(target, &loader.classes)?);
                self.add(hosts, path, &action, loader)
            }
            [scope, hosts, path, key, url @ ..] if url.len() <= 1 => {
                let scope = match *scope {
                    "inner" => RuleScope::Inner,
                    name => RuleScope::Is(parse_scope(name).ok_or("an unknown first word")?),
                };
                let key = match *key {
                    "-" => None,
                    key => Some(Pieces::parse(key, &loader.classes)?),
                };
                let url = match url.first() {
                    Some(url) => Some(Pieces::parse(url, &loader.classes)?),
                    None => None,
                };
                self.add(hosts, path, &Action::Name { scope, key, url }, loader)
            }
            _ => Err("too few or too many words"),
        }
    }

    fn add(
        &mut self,
        hosts: &str,
        path: &str,
        action: &Action,
        loader: &Loader,
    ) -> Result<(), &'static str> {
        let path = PathPattern::parse(path, &loader.classes)?;
        let mut names = Vec::new();
        for host in hosts.split(',') {
            match host.strip_prefix('@') {
                Some(set) => names.extend(loader.hosts.get(set).ok_or("an unknown set of hosts")?),
                None => names.push(host),
            }
        }
        // The path is kept once for each host: a few hundred small copies, made once.
        for host in names {
            let at = self.rules.len();
            let host = match host {
                "any" => {
                    self.any_host.push(at);
                    None
                }
                host => {
                    let host = HostPattern::parse(host, &loader.classes)?;
                    if let Some(scheme) = host.suffix.strip_suffix(':') {
                        self.schemes.insert(scheme.to_owned());
                    }
                    self.by_suffix
                        .entry(host.suffix.clone())
                        .or_default()
                        .push(at);
                    Some(host)
                }
            };
            check_names(host.as_ref(), &path, action)?;
            if let Action::Name {
                key: Some(key),
                url: Some(_),
                ..
            } = action
            {
                let list = self.by_key.entry(family(key)?.to_owned()).or_default();
                if list
                    .last()
                    .is_none_or(|&last| !same_name(&self.rules[last].action, action))
                {
                    list.push(at);
                }
            }
            self.rules.push(Rule {
                host,
                path: path.clone(),
                action: action.clone(),
            });
        }
        Ok(())
    }
}

/// Names defined anywhere in the texts, before any rule is read.
#[derive(Default)]
struct Loader<'t> {
    classes: Classes,
    hosts: HashMap<&'t str, Vec<&'t str>>,
}

impl<'t> Loader<'t> {
    fn read_name(&mut self, words: &[&'t str]) -> Result<(), &'static str> {
        match words {
            ["class", name, characters, range] => {
                let class = Class::parse(characters, range).ok_or("a class that cannot be read")?;
                // The first definition wins, so that later texts cannot change earlier ones.
                self.classes.entry((*name).to_owned()).or_insert(class);
                Ok(())
            }
            ["class", ..] => Err("a class has a name, characters and a length"),
            ["hosts", name, hosts @ ..] => {
                self.hosts.entry(name).or_default().extend(hosts);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn for_each_line<'t>(
    text: &'t str,
    mut read: impl FnMut(&[&'t str]) -> Result<(), &'static str>,
) -> Result<(), KeyRuleError> {
    for (at, line) in text.lines().enumerate() {
        let line_number = at + 1;
        let refuse = |what| KeyRuleError {
            line: line_number,
            what,
        };
        if line_number > LINES_MAX {
            return Err(refuse("too many lines"));
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.first().is_some_and(|word| !word.starts_with('#')) {
            read(&words).map_err(refuse)?;
        }
    }
    Ok(())
}

/// Every name a template writes must have been captured, or be a given one.
fn check_names(
    host: Option<&HostPattern>,
    path: &PathPattern,
    action: &Action,
) -> Result<(), &'static str> {
    let mut known = path.names();
    known.extend(host.into_iter().flat_map(HostPattern::names));
    if known.len() > CAPTURES_MAX {
        return Err("too many names are captured");
    }
    known.extend(["host", "query"]);
    let written = match action {
        Action::Unwrap(target) => Some(target),
        Action::Name { key, .. } => key.as_ref(),
    };
    if written
        .into_iter()
        .flat_map(Pieces::names)
        .any(|name| !known.contains(&name))
    {
        return Err("the key uses a name that neither host nor path captures");
    }
    match action {
        Action::Name {
            key: None,
            url: Some(_),
            ..
        } => Err("a URL is given without a key"),
        Action::Name {
            key: Some(key),
            url: Some(url),
            ..
        } if url
            .names()
            .any(|name| !key.names().any(|known| known == name)) =>
        {
            Err("the URL uses a name that the key does not have")
        }
        _ => Ok(()),
    }
}

/// `platform:type` of a key template, which must be literal.
fn family(key: &Pieces) -> Result<&str, &'static str> {
    let Some(Piece::Literal(start)) = key.0.first() else {
        return Err("a key begins with its platform");
    };
    let colon = start
        .find(':')
        .ok_or("a key begins with `platform:type:`")?;
    let end = start[colon + 1..]
        .find(':')
        .ok_or("a key begins with `platform:type:`")?;
    Ok(&start[..=colon + end])
}

fn same_name(one: &Action, other: &Action) -> bool {
    match (one, other) {
        (Action::Name { key: a, url: b, .. }, Action::Name { key: c, url: d, .. }) => {
            a == c && b == d
        }
        _ => false,
    }
}

fn parse_scope(name: &str) -> Option<UrlScope> {
    const ALL: [UrlScope; 9] = [
        UrlScope::Item,
        UrlScope::Profile,
        UrlScope::Channel,
        UrlScope::Collection,
        UrlScope::Search,
        UrlScope::Tag,
        UrlScope::SiteRoot,
        UrlScope::Redirector,
        UrlScope::Unknown,
    ];
    ALL.into_iter().find(|scope| scope.name() == name)
}

/// Whether a template reads a locator inside.
pub(super) fn has_inner(key: &Pieces) -> bool {
    key.0.iter().any(|piece| {
        matches!(
            piece,
            Piece::Capture {
                filter: Some(Filter::Key),
                ..
            }
        )
    })
}
