//! Arabic, French, English: every word a page shows comes from `locale/{ar,fr,en}.ftl`.
//!
//! Values set into a sentence are isolated (U+2068 … U+2069), so that a left-to-right name inside a
//! right-to-left sentence stays whole.

use std::borrow::Cow;
use std::sync::LazyLock;

use axum::http::{HeaderMap, header};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use vigie_domain::Language;

type Bundle = FluentBundle<FluentResource>;

const SOURCES: [(Language, &str); 3] = [
    (Language::Ar, include_str!("../locale/ar.ftl")),
    (Language::Fr, include_str!("../locale/fr.ftl")),
    (Language::En, include_str!("../locale/en.ftl")),
];

static BUNDLES: LazyLock<Vec<(Language, Bundle)>> = LazyLock::new(|| {
    SOURCES
        .iter()
        .map(|(language, source)| (*language, bundle(*language, source)))
        .collect()
});

/// Name of the cookie that holds the language of somebody without an account.
pub(crate) const COOKIE: &str = "vigie_language";

fn bundle(language: Language, source: &str) -> Bundle {
    // The sources are part of the program; a test reads each of them without an error.
    let resource = match FluentResource::try_new(source.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    let mut bundle = Bundle::new_concurrent(vec![language.code().parse().unwrap_or_default()]);
    bundle.set_use_isolating(true);
    // The first of two messages of one name stays; a test says that there are none.
    let _ = bundle.add_resource(resource);
    bundle
}

/// The words of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text(pub(crate) Language);

impl Text {
    /// The sentence of that key.
    pub(crate) fn t(self, key: &str) -> Cow<'static, str> {
        self.say(key, None)
    }

    /// The sentence of that key with one value in it.
    pub(crate) fn with<'a>(
        self,
        key: &str,
        name: &'static str,
        value: impl Into<FluentValue<'a>>,
    ) -> Cow<'static, str> {
        let mut args = FluentArgs::new();
        args.set(name, value.into());
        self.say(key, Some(&args))
    }

    /// The word for a stable name of a family: `state` and `capture_failed` give `state-capture-failed`.
    ///
    /// A name without a word is shown as it is: newer data must not break a page.
    pub(crate) fn name(self, family: &str, name: &str) -> Cow<'static, str> {
        let key = family_key(family, name);
        match self.find(&key, None) {
            Some(text) => Cow::Owned(text),
            None => Cow::Owned(name.to_owned()),
        }
    }

    /// The sentence of that key, if there is one.
    pub(crate) fn find_text(self, key: &str) -> Option<String> {
        self.find(key, None)
    }

    fn say(self, key: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        match self
            .find(key, args)
            .or_else(|| Self(Language::En).find(key, args))
        {
            Some(text) => Cow::Owned(text),
            None => Cow::Owned(key.to_owned()),
        }
    }

    fn find(self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let (_, bundle) = BUNDLES.iter().find(|(language, _)| *language == self.0)?;
        let pattern = bundle.get_message(key)?.value()?;
        Some(
            bundle
                .format_pattern(pattern, args, &mut Vec::new())
                .into_owned(),
        )
    }
}

/// The key of a stable name: `_` and `.` become `-`.
pub(crate) fn family_key(family: &str, name: &str) -> String {
    format!("{family}-{}", name.replace(['_', '.'], "-"))
}

/// The language of a request without a person: cookie, browser, desk; in that order.
pub(crate) fn choose(headers: &HeaderMap, desk: Language) -> Language {
    cookie_value(headers, COOKIE)
        .and_then(Language::parse)
        .or_else(|| accepted(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?))
        .unwrap_or(desk)
}

/// The value of a cookie, as sent.
pub(crate) fn cookie_value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// The language of ours that an `Accept-Language` line likes most.
fn accepted(line: &str) -> Option<Language> {
    let weighed = line.split(',').take(16).filter_map(|part| {
        let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
        let quality = parameters
            .trim()
            .strip_prefix("q=")
            .map_or(Some(1.0), |q| q.parse().ok())?;
        Some((Language::parse(tag.trim())?, quality)).filter(|(_, q): &(_, f32)| *q > 0.0)
    });
    // Among equals the first one named stays.
    let best = weighed.reduce(|best, one| if one.1 > best.1 { one } else { best });
    best.map(|(language, _)| language)
}

#[cfg(test)]
mod tests;
