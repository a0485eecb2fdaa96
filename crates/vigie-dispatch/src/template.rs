//! Letters in three languages: built in, replaceable by an operator, and never sent with a hole.
//!
//! A template is refused, by name and line, when it mentions something that has no value. The
//! finished text is refused when it still holds a mark somebody meant to replace (`###…###`,
//! `{{ … }}`): both happened to real units. What comes from content can neither turn a line around
//! nor trigger that refusal.

use std::collections::BTreeMap;
use std::path::Path;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, ErrorKind, UndefinedBehavior};
use sha2::{Digest as _, Sha256 as Hasher};
use vigie_domain::{Language, Sha256};

use crate::{DispatchError, Notice};

mod bidi;
mod view;

use view::View;

/// Size of one template of an operator.
const TEMPLATE_BYTES_MAX: u64 = 64 * 1024;
/// Marks that mean "somebody forgot something".
const MARKERS: [&str; 6] = ["###", "{{", "}}", "{%", "%}", "{#"];
/// Characters of a left-over mark that an error repeats.
const MARKER_CHARS_SHOWN: usize = 40;

const LETTERS: [&str; 3] = ["referral", "reminder", "retraction"];
const PARTS: [&str; 2] = ["subject", "body"];

macro_rules! built_in {
    ($($letter:literal / $language:literal),* $(,)?) => {
        &[$(
            (
                concat!($letter, "/", $language, "/subject.txt"),
                include_str!(concat!("../templates/", $letter, "/", $language, "/subject.txt")),
            ),
            (
                concat!($letter, "/", $language, "/body.txt"),
                include_str!(concat!("../templates/", $letter, "/", $language, "/body.txt")),
            ),
        )*]
    };
}

const BUILT_IN: &[(&str, &str)] = built_in![
    "referral" / "ar",
    "referral" / "fr",
    "referral" / "en",
    "reminder" / "ar",
    "reminder" / "fr",
    "reminder" / "en",
    "retraction" / "ar",
    "retraction" / "fr",
    "retraction" / "en",
];

/// A letter in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The language it is in.
    pub language: Language,
    /// The subject, one line, with the reference in brackets.
    pub subject: String,
    /// The text.
    pub text: String,
    /// SHA-256 over both templates: which wording was used.
    pub template_sha256: Sha256,
}

/// The letters of this house, ready to be filled.
#[derive(Debug)]
pub struct Templates {
    environments: BTreeMap<Language, Environment<'static>>,
}

impl Templates {
    /// The built-in letters.
    ///
    /// # Errors
    ///
    /// Never in a released build: the built-in letters are tested.
    pub fn built_in() -> Result<Self, DispatchError> {
        Self::load(None)
    }

    /// The built-in letters, each replaced by the file of the same name under `folder`.
    ///
    /// Every letter is filled once with a made-up notice, so that a wrong placeholder is named
    /// when the house starts and not when a letter is due.
    ///
    /// # Errors
    ///
    /// [`DispatchError::Unreadable`], [`DispatchError::BadTemplate`], [`DispatchError::Unfilled`]
    /// or [`DispatchError::LeftOver`], naming the file.
    pub fn load(folder: Option<&Path>) -> Result<Self, DispatchError> {
        let mut environments: BTreeMap<_, _> = Language::ALL
            .map(|language| (language, environment(language)))
            .into();
        for (name, built_in) in BUILT_IN {
            let source = match folder {
                Some(folder) => read_override(&folder.join(name))?,
                None => None,
            };
            let source = source.unwrap_or_else(|| (*built_in).to_owned());
            for environment in environments.values_mut() {
                environment
                    .add_template_owned((*name).to_owned(), source.clone())
                    .map_err(|error| explain(name, &error))?;
            }
        }
        let templates = Self { environments };
        templates.rehearse()?;
        Ok(templates)
    }

    /// Fills the letter a notice asks for, in `language`.
    ///
    /// # Errors
    ///
    /// [`DispatchError::Unfilled`] or [`DispatchError::LeftOver`]; nothing is sent half filled.
    pub fn render(&self, notice: &Notice, language: Language) -> Result<Rendered, DispatchError> {
        let letter = notice.letter.as_str();
        // Filled twice: the second time without the words that come from content. What looks
        // like a forgotten mark there was written by us.
        let view = View::new(notice, language);
        let probe = view.without_content();
        let mut hasher = Hasher::new();
        let [subject, text] = PARTS.map(|part| {
            let name = format!("{letter}/{}/{part}.txt", language.code());
            let (source, filled) = self.fill(&name, language, &view)?;
            let (_, blanked) = self.fill(&name, language, &probe)?;
            refuse_left_over(&name, &blanked)?;
            hasher.update(
                u64::try_from(source.len())
                    .unwrap_or_default()
                    .to_be_bytes(),
            );
            hasher.update(source.as_bytes());
            Ok(filled)
        });
        let subject = subject?.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = format!("{}\n", text?.trim_end());
        let template_sha256 = Sha256(hasher.finalize().into());
        Ok(Rendered {
            language,
            subject,
            text,
            template_sha256,
        })
    }

    fn fill(
        &self,
        name: &str,
        language: Language,
        view: &View,
    ) -> Result<(String, String), DispatchError> {
        let refuse = |error: &minijinja::Error| explain(name, error);
        let environment = &self.environments[&language];
        let template = environment
            .get_template(name)
            .map_err(|error| refuse(&error))?;
        let text = template
            .render(Serde(view))
            .map_err(|error| refuse(&error))?;
        Ok((template.source().to_owned(), text))
    }

    fn rehearse(&self) -> Result<(), DispatchError> {
        for letter in LETTERS {
            for language in Language::ALL {
                for notice in view::rehearsal(letter, language) {
                    self.render(&notice, language)?;
                }
            }
        }
        Ok(())
    }
}

fn environment(language: Language) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    // A line that holds only a `{% … %}` leaves no line behind.
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build();
    environment.set_syntax(syntax.expect("the usual delimiters are valid"));
    environment.set_debug(true);
    // A value that is known to be absent is as much a hole as an unknown one.
    environment.set_formatter(|out, state, value| {
        if value.is_none() {
            return Err(ErrorKind::UndefinedError.into());
        }
        minijinja::escape_formatter(out, state, value)
    });
    let rtl = language == Language::Ar;
    environment.add_filter("ltr", move |text: String| bidi::isolate_ltr(&text, rtl));
    environment.add_filter("own", move |text: String| bidi::isolate_auto(&text, rtl));
    environment
}

fn read_override(path: &Path) -> Result<Option<String>, DispatchError> {
    let refuse = |source| DispatchError::Unreadable {
        path: path.to_owned(),
        source,
    };
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(refuse(error)),
        Ok(facts) if facts.len() > TEMPLATE_BYTES_MAX => {
            return Err(refuse(std::io::ErrorKind::FileTooLarge.into()));
        }
        Ok(_) => {}
    }
    std::fs::read_to_string(path).map(Some).map_err(refuse)
}

/// Turns the engine's error into our sentence: which placeholder, which line.
fn explain(name: &str, error: &minijinja::Error) -> DispatchError {
    let template = error.name().unwrap_or(name).to_owned();
    let line = error.line().unwrap_or_default();
    if error.kind() == ErrorKind::UndefinedError {
        let span = error.template_source().zip(error.range());
        let placeholder = span
            .and_then(|(source, range)| source.get(range))
            .unwrap_or("…");
        let placeholder = placeholder
            .trim_matches(|c: char| "{}% ".contains(c))
            .to_owned();
        return DispatchError::Unfilled {
            template,
            placeholder,
            line,
        };
    }
    let reason = error
        .detail()
        .map_or_else(|| error.kind().to_string(), str::to_owned);
    DispatchError::BadTemplate {
        template,
        line,
        reason,
    }
}

fn refuse_left_over(name: &str, text: &str) -> Result<(), DispatchError> {
    let Some(start) = MARKERS.iter().filter_map(|marker| text.find(marker)).min() else {
        return Ok(());
    };
    let marker = text[start..]
        .chars()
        .take_while(|c| *c != '\n')
        .take(MARKER_CHARS_SHOWN);
    Err(DispatchError::LeftOver {
        template: name.to_owned(),
        marker: marker.collect(),
    })
}

#[cfg(test)]
mod tests;
