//! From text to key: intake, unwrapping, the first rule that fits.

use std::borrow::Cow;

use url::Url;
use vigie_domain::UrlScope;

use super::canonical::{canonical_path, canonical_query, key_host, percent_decode};
use super::filter::Filter;
use super::locator::{CanonicalKey, LOCATOR_BYTES_MAX, ParsedLocator, UNWRAP_DEPTH_MAX};
use super::pattern::{Captures, Parameters, Piece, Pieces};
use super::refang::refang;
use super::refusal::LocatorRefusal;
use super::rules::{Action, KeyRules, Rule, RuleScope, inner_name};

/// A locator taken apart for the rules.
struct Parts<'u> {
    /// As the key writes it: lower case, no `www.`, port only when unusual.
    key_host: String,
    /// What rules of hosts look at: a host, or `scheme:`.
    rule_host: Cow<'u, str>,
    path: Cow<'u, str>,
    parameters: Parameters<'u>,
    /// Canonical, with its `?`, or empty.
    query: String,
}

impl Parts<'_> {
    fn generic_key(&self) -> String {
        format!("web:url:{}{}{}", self.key_host, self.path, self.query)
    }

    fn is_root(&self) -> bool {
        self.path.trim_matches('/').is_empty() && self.query.is_empty()
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
    /// Reading that URL gives the key again.
    pub fn url_for(&self, key: &CanonicalKey) -> Option<String> {
        self.url_at(key.as_str(), 0)
    }

    fn parse_at(&self, text: &str, depth: usize) -> Result<ParsedLocator, LocatorRefusal> {
        check_form(text)?;
        let scheme = scheme_of(text)?;
        if self.schemes.contains(&scheme) {
            return self.parse_foreign(text, &scheme, depth);
        }
        if scheme != "http" && scheme != "https" {
            return Err(LocatorRefusal::ForbiddenScheme {
                scheme: scheme.chars().take(16).collect(),
            });
        }
        let url = parse_web(text)?;
        let host = url
            .host_str()
            .unwrap_or_default()
            .trim_end_matches('.')
            .to_owned();
        let key_host = key_host(&host, url.port());
        let rule_host = host.strip_prefix("www.").unwrap_or(&host);
        let parts = Parts {
            rule_host: rule_host.into(),
            path: canonical_path(url.path()),
            parameters: url.query_pairs().collect(),
            query: canonical_query(self, url.query().unwrap_or_default()),
            key_host,
        };
        let answer = self.answer(&parts, depth);
        let registrable_domain = psl::domain_str(&host)
            .filter(|_| matches!(url.host(), Some(url::Host::Domain(_))))
            .map(str::to_owned);
        if let Answer::Inside(inside) = &answer
            && depth < UNWRAP_DEPTH_MAX
            && let Ok(mut inner) = self.parse_at(&mend_scheme(inside), depth + 1)
        {
            inner.wrapped_by.insert(0, url.as_str().to_owned());
            return Ok(inner);
        }
        let (key, scope, part, inner) = match answer {
            Answer::Named {
                key,
                scope,
                part,
                inner,
            } => (key, scope, part, inner),
            Answer::Inside(_) => (parts.generic_key(), UrlScope::Redirector, None, None),
        };
        Ok(ParsedLocator {
            raw: String::new(),
            url: url.into(),
            key: CanonicalKey(key),
            scope,
            host,
            registrable_domain,
            part,
            inner,
            wrapped_by: Vec::new(),
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
        let parts = Parts {
            key_host: String::new(),
            rule_host: format!("{scheme}:").into(),
            path: format!("/{path}").into(),
            parameters: url::form_urlencoded::parse(query.as_bytes()).collect(),
            query: String::new(),
        };
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
            registrable_domain: None,
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
        if !known {
            let found = self
                .any_host
                .iter()
                .find_map(|&at| self.apply(&self.rules[at], parts, depth));
            if let Some(answer) = found {
                return answer;
            }
        }
        // On a platform, a shape no rule knows is not assumed to be one item.
        let otherwise = if known {
            UrlScope::Unknown
        } else {
            UrlScope::Item
        };
        let scope = self.page_scope(parts).unwrap_or(otherwise);
        Answer::Named {
            key: parts.generic_key(),
            scope,
            part: None,
            inner: None,
        }
    }

    /// Whether rules exist for the host, and what they say.
    fn platform_answer(&self, parts: &Parts<'_>, depth: usize) -> (bool, Option<Answer>) {
        let mut known = false;
        let mut suffix: &str = &parts.rule_host;
        loop {
            for &at in self.by_suffix.get(suffix).map_or(&[][..], Vec::as_slice) {
                let rule = &self.rules[at];
                let mut captures = Captures::default();
                let here = rule
                    .host
                    .as_ref()
                    .is_none_or(|host| host.read(&parts.rule_host, &mut captures));
                known |= here;
                if here && let Some(answer) = self.apply(rule, parts, depth) {
                    return (true, Some(answer));
                }
            }
            match suffix.split_once('.') {
                Some((_, rest)) => suffix = rest,
                None => return (known, None),
            }
        }
    }

    fn page_scope(&self, parts: &Parts<'_>) -> Option<UrlScope> {
        if parts.is_root() {
            return Some(UrlScope::SiteRoot);
        }
        let mut captures = Captures::default();
        let (scope, _) = self.pages.iter().find(|(scope, path)| {
            captures.clear();
            // A home page with a parameter is how many sites address an article.
            (*scope != UrlScope::SiteRoot || parts.query.is_empty())
                && path.read(&parts.path, &parts.parameters, &mut captures)
        })?;
        Some(*scope)
    }

    fn apply(&self, rule: &Rule, parts: &Parts<'_>, depth: usize) -> Option<Answer> {
        let mut captures = Captures::default();
        if !rule
            .path
            .read(&parts.path, &parts.parameters, &mut captures)
        {
            return None;
        }
        if let Some(host) = &rule.host
            && !host.read(&parts.rule_host, &mut captures)
        {
            return None;
        }
        captures.put("host", parts.key_host.as_str());
        captures.put("query", parts.query.as_str());
        match &rule.action {
            Action::Unwrap(target) => {
                let target = write(target, &captures, |_| None)?;
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
                    None => parts.generic_key(),
                    Some(key) => {
                        if inner_name(key).is_some() && depth >= UNWRAP_DEPTH_MAX {
                            return None;
                        }
                        write(key, &captures, |text| {
                            let text = format!("{}{}", mend_scheme(text), parts.query);
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
            write(url, &captures, |inner| self.url_at(inner, depth + 1))
        })
    }
}

/// Writes a template; `None` when a filter refuses or a name is missing.
fn write(
    pieces: &Pieces,
    captures: &Captures<'_, '_>,
    mut inside: impl FnMut(&str) -> Option<String>,
) -> Option<String> {
    let mut text = String::new();
    for piece in &pieces.0 {
        match piece {
            Piece::Literal(literal) => text.push_str(literal),
            Piece::Capture {
                name, filter: None, ..
            } => text.push_str(captures.get(name)?),
            Piece::Capture {
                name,
                filter: Some(Filter::Key),
                ..
            } => {
                text.push_str(&inside(captures.get(name)?)?);
            }
            Piece::Capture {
                name,
                filter: Some(filter),
                ..
            } => {
                text.push_str(&filter.apply(captures.get(name)?)?);
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
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(LocatorRefusal::NotOneUrl);
    }
    Ok(())
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

fn parse_web(text: &str) -> Result<Url, LocatorRefusal> {
    use url::ParseError;
    let (_, rest) = text.split_once("://").ok_or(LocatorRefusal::Malformed)?;
    // A URL parser would skip further slashes and take the path for the host.
    if rest.is_empty() || rest.starts_with(['/', '\\', '?', '#']) {
        return Err(LocatorRefusal::NoHost);
    }
    let url = Url::parse(text).map_err(|error| match error {
        ParseError::EmptyHost => LocatorRefusal::NoHost,
        ParseError::IdnaError
        | ParseError::InvalidDomainCharacter
        | ParseError::InvalidIpv4Address
        | ParseError::InvalidIpv6Address => LocatorRefusal::BadHost,
        ParseError::InvalidPort => LocatorRefusal::BadPort,
        ParseError::Overflow => LocatorRefusal::TooLong {
            size_bytes: text.len(),
        },
        _ => LocatorRefusal::Malformed,
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(LocatorRefusal::Credentials);
    }
    if url.port() == Some(0) {
        return Err(LocatorRefusal::BadPort);
    }
    match url.host() {
        None => Err(LocatorRefusal::NoHost),
        Some(url::Host::Domain(host)) if !is_resolvable(host) => Err(LocatorRefusal::BadHost),
        Some(_) => Ok(url),
    }
}

/// Lengths a resolver accepts. Source: RFC 1035, 2.3.4.
fn is_resolvable(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    host.len() <= 253 && host.split('.').all(|label| (1..=63).contains(&label.len()))
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
