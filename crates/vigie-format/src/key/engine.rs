//! From text to key: intake, unwrapping, the first rule that fits.

use std::borrow::Cow;
use std::cell::OnceCell;

use url::form_urlencoded;
use vigie_domain::UrlScope;

use super::canonical::{bare_host, canonical_path, canonical_query, key_host, percent_decode};
use super::filter::Filter;
use super::locator::{CanonicalKey, LOCATOR_BYTES_MAX, ParsedLocator, UNWRAP_DEPTH_MAX};
use super::pattern::{Captures, Parameters, Piece, Pieces};
use super::refang::refang;
use super::refusal::LocatorRefusal;
use super::rules::{Action, KeyRules, Rule, RuleScope, has_inner};
use super::web_url::WebUrl;

/// Room for a key: longer ones are rare. Source: the vectors, of which nine in ten are shorter.
const KEY_BYTES_USUAL: usize = 64;

/// A locator taken apart for the rules; what few rules ask for is made when one asks.
struct Parts<'u> {
    /// What rules of hosts look at: a host without `www.`, or `scheme:`.
    rule_host: &'u str,
    port: Option<u16>,
    path: Cow<'u, str>,
    raw_query: &'u str,
    fragment: &'u str,
    parameters: OnceCell<Parameters<'u>>,
    key_host: OnceCell<String>,
    query: OnceCell<String>,
}

impl<'u> Parts<'u> {
    fn of_web(url: &'u WebUrl) -> Self {
        Self {
            port: url.port,
            fragment: url.fragment(),
            ..Self::new(
                bare_host(url.host()),
                canonical_path(url.path()),
                url.query(),
            )
        }
    }

    fn new(rule_host: &'u str, path: Cow<'u, str>, raw_query: &'u str) -> Self {
        Self {
            rule_host,
            port: None,
            path,
            raw_query,
            fragment: "",
            parameters: OnceCell::new(),
            key_host: OnceCell::new(),
            query: OnceCell::new(),
        }
    }

    /// The whole query as `?` and the fragment as `#`, then what the query says, decoded.
    fn parameters(&self) -> &[(Cow<'u, str>, Cow<'u, str>)] {
        self.parameters.get_or_init(|| {
            let whole = [("?", self.raw_query), ("#", self.fragment)];
            let whole = whole.into_iter().filter(|(_, text)| !text.is_empty());
            whole
                .map(|(name, text)| (name.into(), text.into()))
                .chain(form_urlencoded::parse(self.raw_query.as_bytes()))
                .collect()
        })
    }

    /// As the key writes it: lower case, no `www.`, port only when unusual.
    fn key_host(&self) -> &str {
        self.key_host
            .get_or_init(|| key_host(self.rule_host, self.port))
    }

    /// Canonical, with its `?`, or empty.
    fn query(&self, rules: &KeyRules) -> &str {
        if self.raw_query.is_empty() {
            return "";
        }
        self.query
            .get_or_init(|| canonical_query(rules, self.raw_query))
    }

    fn generic_key(&self, rules: &KeyRules) -> String {
        let parts = ["web:url:", self.key_host(), &self.path, self.query(rules)];
        parts.concat()
    }

    fn is_root(&self, rules: &KeyRules) -> bool {
        self.path.bytes().all(|byte| byte == b'/') && self.query(rules).is_empty()
    }
}

/// What a rule answered.
enum Answer {
    Named {
        key: String,
        scope: UrlScope,
        part: Option<String>,
        inner: Option<Box<ParsedLocator>>,
    },
    Inside(String),
}

impl KeyRules {
    /// Reads a locator: linear in its length, independent of the number of platforms.
    ///
    /// # Errors
    ///
    /// [`LocatorRefusal`]: the sentence says what was wrong and what to do.
    pub fn parse_locator(&self, raw: &str) -> Result<ParsedLocator, LocatorRefusal> {
        if raw.len() > LOCATOR_BYTES_MAX {
            return Err(LocatorRefusal::TooLong {
                size_bytes: raw.len(),
            });
        }
        let mut locator = self.parse_at(&refang(raw), 0)?;
        raw.clone_into(&mut locator.raw);
        Ok(locator)
    }

    /// The URL a key stands for, where its rule can write one.
    ///
    /// Reading that URL gives the key again; where it would not (a name that is a reserved word of its
    /// site), there is none.
    pub fn url_for(&self, key: &CanonicalKey) -> Option<String> {
        let url = self.url_at(key.as_str(), 0)?;
        let again = self.parse_locator(&url).ok()?;
        (again.key == *key).then_some(url)
    }

    fn parse_at(&self, text: &str, depth: usize) -> Result<ParsedLocator, LocatorRefusal> {
        check_form(text)?;
        if !is_of_the_web(text) {
            let scheme = scheme_of(text)?;
            if self.schemes.contains(&scheme) {
                return self.parse_foreign(text, &scheme, depth);
            }
            if scheme != "http" && scheme != "https" {
                return Err(LocatorRefusal::ForbiddenScheme {
                    scheme: scheme.chars().take(16).collect(),
                });
            }
        }
        let url = WebUrl::parse(text)?;
        let host = url.host();
        let parts = Parts::of_web(&url);
        let answer = self.answer(&parts, depth);
        if let Answer::Inside(inside) = &answer
            && depth < UNWRAP_DEPTH_MAX
            && let Ok(mut inner) = self.parse_at(&mend_scheme(inside), depth + 1)
        {
            inner.wrapped_by.insert(0, url.href);
            return Ok(inner);
        }
        let (key, scope, part, inner) = match answer {
            Answer::Named {
                key,
                scope,
                part,
                inner,
            } => (key, scope, part, inner),
            Answer::Inside(_) => (parts.generic_key(self), UrlScope::Redirector, None, None),
        };
        Ok(ParsedLocator {
            raw: String::new(),
            key: CanonicalKey(key),
            scope,
            host: host.to_owned(),
            part,
            inner,
            wrapped_by: Vec::new(),
            url: url.href,
        })
    }

    /// Reads an address of a scheme without hosts: `tg:`, `magnet:`, `ipfs:`, `at:`.
    fn parse_foreign(
        &self,
        text: &str,
        scheme: &str,
        depth: usize,
    ) -> Result<ParsedLocator, LocatorRefusal> {
        let rest = &text[scheme.len() + 1..];
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let rest = rest.split('#').next().unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let rule_host = format!("{scheme}:");
        let parts = Parts::new(&rule_host, format!("/{path}").into(), query);
        let Some(Answer::Named {
            key,
            scope,
            part,
            inner,
        }) = self.platform_answer(&parts, depth).1
        else {
            return Err(LocatorRefusal::Incomplete {
                scheme: scheme.to_owned(),
            });
        };
        Ok(ParsedLocator {
            raw: String::new(),
            url: text.to_owned(),
            key: CanonicalKey(key),
            scope,
            host: String::new(),
            part,
            inner,
            wrapped_by: Vec::new(),
        })
    }

    fn answer(&self, parts: &Parts<'_>, depth: usize) -> Answer {
        let (known, answer) = self.platform_answer(parts, depth);
        if let Some(answer) = answer {
            return answer;
        }
        let mut captures = Captures::default();
        if !known {
            for &at in &self.any_host {
                captures.clear();
                if let Some(answer) = self.apply(&self.rules[at], parts, &mut captures, depth) {
                    return answer;
                }
            }
        }
        // On a platform, a shape no rule knows is not assumed to be one item.
        let otherwise = if known {
            UrlScope::Unknown
        } else {
            UrlScope::Item
        };
        let scope = self.page_scope(parts, &mut captures).unwrap_or(otherwise);
        Answer::Named {
            key: parts.generic_key(self),
            scope,
            part: None,
            inner: None,
        }
    }

    /// Whether rules exist for the host, and what they say.
    fn platform_answer(&self, parts: &Parts<'_>, depth: usize) -> (bool, Option<Answer>) {
        let mut known = false;
        let mut captures = Captures::default();
        let mut suffix = parts.rule_host;
        loop {
            for &at in self.by_suffix.get(suffix).map_or(&[][..], Vec::as_slice) {
                let rule = &self.rules[at];
                captures.clear();
                let here = rule
                    .host
                    .as_ref()
                    .is_none_or(|host| host.read(parts.rule_host, &mut captures));
                if !here {
                    continue;
                }
                known = true;
                if let Some(answer) = self.apply(rule, parts, &mut captures, depth) {
                    return (true, Some(answer));
                }
            }
            match suffix.split_once('.') {
                Some((_, rest)) => suffix = rest,
                None => return (known, None),
            }
        }
    }

    fn page_scope<'p>(
        &'p self,
        parts: &'p Parts<'_>,
        captures: &mut Captures<'p, 'p>,
    ) -> Option<UrlScope> {
        if parts.is_root(self) {
            return Some(UrlScope::SiteRoot);
        }
        let (scope, _) = self.pages.iter().find(|(scope, path)| {
            captures.clear();
            // A home page with a parameter is how many sites address an article.
            path.read(&parts.path, || parts.parameters(), captures)
                && (*scope != UrlScope::SiteRoot || parts.query(self).is_empty())
        })?;
        Some(*scope)
    }

    /// What a rule says of a locator whose host it knows; `captures` holds what the host gave.
    fn apply<'p>(
        &'p self,
        rule: &'p Rule,
        parts: &'p Parts<'_>,
        captures: &mut Captures<'p, 'p>,
        depth: usize,
    ) -> Option<Answer> {
        if !rule.path.read(&parts.path, || parts.parameters(), captures) {
            return None;
        }
        let find = |name: &str| {
            captures.get(name).or_else(|| match name {
                "host" => Some(parts.key_host()),
                "query" => Some(parts.query(self)),
                _ => None,
            })
        };
        match &rule.action {
            Action::Unwrap(target) => {
                let target = write(target, find, |_| None)?;
                // A path that carries a URL may carry it percent-encoded.
                let encoded = !target.contains("://") && target.contains("%3A");
                Some(Answer::Inside(if encoded {
                    percent_decode(&target)
                } else {
                    target
                }))
            }
            Action::Name { scope, key, .. } => {
                let mut inner = None;
                let key = match key {
                    None => parts.generic_key(self),
                    Some(key) => {
                        if depth >= UNWRAP_DEPTH_MAX && has_inner(key) {
                            return None;
                        }
                        write(key, find, |text| {
                            let text = format!("{}{}", mend_scheme(text), parts.query(self));
                            let found = self.parse_at(&text, depth + 1).ok()?;
                            let key = found.key.0.clone();
                            inner = Some(Box::new(found));
                            Some(key)
                        })?
                    }
                };
                let scope = match (scope, &inner) {
                    (RuleScope::Is(scope), _) => *scope,
                    (RuleScope::Inner, Some(inner)) => inner.scope,
                    (RuleScope::Inner, None) => UrlScope::Unknown,
                };
                let part = captures
                    .get("part")
                    .filter(|part| !part.is_empty())
                    .map(percent_decode);
                Some(Answer::Named {
                    key,
                    scope,
                    part,
                    inner,
                })
            }
        }
    }

    fn url_at(&self, key: &str, depth: usize) -> Option<String> {
        if depth > UNWRAP_DEPTH_MAX {
            return None;
        }
        if let Some(rest) = key.strip_prefix("web:url:") {
            return Some(format!("https://{rest}"));
        }
        let family_end = key.match_indices(':').nth(1)?.0;
        self.by_key.get(&key[..family_end])?.iter().find_map(|&at| {
            let Action::Name {
                key: Some(shape),
                url: Some(url),
                ..
            } = &self.rules[at].action
            else {
                return None;
            };
            let mut captures = Captures::default();
            if !shape.read(key, &mut captures) {
                return None;
            }
            write(
                url,
                |name| captures.get(name),
                |inner| self.url_at(inner, depth + 1),
            )
        })
    }
}

/// Writes a template; `None` when a filter refuses or a name is missing.
fn write<'t>(
    pieces: &Pieces,
    find: impl Fn(&str) -> Option<&'t str>,
    mut inside: impl FnMut(&str) -> Option<String>,
) -> Option<String> {
    // Long enough for most keys: one allocation.
    let mut text = String::with_capacity(KEY_BYTES_USUAL);
    for piece in &pieces.0 {
        match piece {
            Piece::Literal(literal) => text.push_str(literal),
            Piece::Capture { name, filter, .. } => {
                let value = find(name)?;
                match filter {
                    None => text.push_str(value),
                    Some(Filter::Key) => text.push_str(&inside(value)?),
                    Some(filter) => text.push_str(&filter.apply(value)?),
                }
            }
        }
    }
    Some(text)
}

fn check_form(text: &str) -> Result<(), LocatorRefusal> {
    if text.is_empty() {
        return Err(LocatorRefusal::Empty);
    }
    if text.len() > LOCATOR_BYTES_MAX {
        return Err(LocatorRefusal::TooLong {
            size_bytes: text.len(),
        });
    }
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_plain && text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(LocatorRefusal::NotOneUrl);
    }
    Ok(())
}

/// Whether a text begins as nearly all do.
fn is_of_the_web(text: &str) -> bool {
    let begins = |word: &str| {
        text.get(..word.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(word))
    };
    begins("https://") || begins("http://")
}

/// The scheme in lower case, or what is missing.
fn scheme_of(text: &str) -> Result<String, LocatorRefusal> {
    if text.starts_with("//") {
        return Err(LocatorRefusal::NoScheme);
    }
    if text.starts_with(['/', '.', '?', '#']) {
        return Err(LocatorRefusal::Relative);
    }
    let head_end = text.find(['/', '?', '#']).unwrap_or(text.len());
    let head = &text[..head_end];
    let Some((scheme, after)) = head.split_once(':') else {
        return Err(match (head.contains('.'), head_end < text.len()) {
            (true, _) => LocatorRefusal::NoScheme,
            (false, true) => LocatorRefusal::Relative,
            (false, false) => LocatorRefusal::Malformed,
        });
    };
    let is_port = !after.is_empty() && after.bytes().all(|b| b.is_ascii_digit());
    if scheme.contains('.') || is_port {
        return Err(LocatorRefusal::NoScheme);
    }
    let is_scheme = scheme
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-'));
    if is_scheme {
        Ok(scheme.to_ascii_lowercase())
    } else {
        Err(LocatorRefusal::Malformed)
    }
}

/// Puts back what stands before a URL inside another: a lost slash, a lost scheme.
fn mend_scheme(text: &str) -> Cow<'_, str> {
    for scheme in ["https:", "http:"] {
        if let Some(rest) = text.strip_prefix(scheme)
            && !rest.starts_with("//")
        {
            return format!("{scheme}//{}", rest.trim_start_matches('/')).into();
        }
    }
    if let Some(rest) = text.strip_prefix("//") {
        return format!("https://{rest}").into();
    }
    let host = text.split(['/', '?']).next().unwrap_or_default();
    // Archives and AMP caches write the inner URL without its scheme.
    if host.contains('.') && !host.contains(':') {
        return format!("https://{text}").into();
    }
    text.into()
}
