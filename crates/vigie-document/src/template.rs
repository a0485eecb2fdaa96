//! The documents there are, their layout and their words.
//!
//! A layout is one file for all languages; the words of each language are another, so that a legal
//! officer compares words and nothing else.

use std::path::Path;

use sha2::{Digest, Sha256};
use vigie_domain::Language;

use crate::error::DocumentError;

macro_rules! file {
    ($path:literal) => {
        ($path, include_str!(concat!("../templates/", $path)))
    };
}

/// Every file built in, by its path below the folder of templates.
const FILES: &[(&str, &str)] = &[
    file!("house/page.typ"),
    file!("house/ar.toml"),
    file!("house/fr.toml"),
    file!("house/en.toml"),
    file!("dossier/page.typ"),
    file!("dossier/ar.toml"),
    file!("dossier/fr.toml"),
    file!("dossier/en.toml"),
    file!("order/page.typ"),
    file!("order/ar.toml"),
    file!("order/fr.toml"),
    file!("order/en.toml"),
    file!("annex-ii/page.typ"),
    file!("annex-ii/ar.toml"),
    file!("annex-ii/fr.toml"),
    file!("annex-ii/en.toml"),
    file!("annex-iii/page.typ"),
    file!("annex-iii/ar.toml"),
    file!("annex-iii/fr.toml"),
    file!("annex-iii/en.toml"),
];

/// Size of one file of a template.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// A document that can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Template {
    /// A provider's refusals and silence, put before an authority.
    Dossier,
    /// Annex I: a removal order.
    Order,
    /// Annex II: the answer that it was executed.
    AnnexIi,
    /// Annex III: the answer that it cannot be.
    AnnexIii,
}

impl Template {
    /// Every document.
    pub const ALL: [Self; 4] = [Self::Dossier, Self::Order, Self::AnnexIi, Self::AnnexIii];

    /// The stable name, which is the folder of its files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dossier => "dossier",
            Self::Order => "order",
            Self::AnnexIi => "annex-ii",
            Self::AnnexIii => "annex-iii",
        }
    }

    /// The document of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|template| template.name() == name)
    }
}

/// The files in force: the built-in ones, or an administrator's in their place.
pub(crate) struct Templates(Vec<(String, String)>);

impl Templates {
    /// Reads the replacements there are; the only time a file is read.
    pub(crate) fn load(replacements: Option<&Path>) -> Result<Self, DocumentError> {
        let mut files = Vec::with_capacity(FILES.len());
        for (path, built_in) in FILES {
            let replaced = match replacements {
                Some(dir) => read_replacement(&dir.join(path))?,
                None => None,
            };
            let text = replaced.unwrap_or_else(|| (*built_in).to_owned());
            files.push(((*path).to_owned(), text));
        }
        Ok(Self(files))
    }

    /// The file at a path below the folder of templates.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        let file = self.0.iter().find(|(known, _)| known == path);
        file.map(|(_, text)| text.as_str())
    }

    /// SHA-256 of all that decides how a document reads in a language: what an officer attests.
    pub(crate) fn sha256(&self, template: Template, language: Language) -> vigie_domain::Sha256 {
        let mut hasher = Sha256::new();
        for folder in ["house", template.name()] {
            for file in ["page.typ".to_owned(), format!("{}.toml", language.code())] {
                let text = self.text(&format!("{folder}/{file}")).unwrap_or_default();
                // Lengths keep one file from continuing in the next.
                hasher.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
                hasher.update(text.as_bytes());
            }
        }
        vigie_domain::Sha256(hasher.finalize().into())
    }
}

fn read_replacement(path: &Path) -> Result<Option<String>, DocumentError> {
    let failed = |source| DocumentError::TemplateFile {
        path: path.to_path_buf(),
        source,
    };
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error)),
        Ok(found) if found.len() > FILE_BYTES_MAX => {
            Err(failed(std::io::ErrorKind::FileTooLarge.into()))
        }
        Ok(_) => std::fs::read_to_string(path).map(Some).map_err(failed),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys(text: &str) -> BTreeSet<String> {
        let mut section = String::new();
        let mut found = BTreeSet::new();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix('[') {
                section = name.trim_end_matches(']').to_owned();
            } else if let Some((key, _)) = line.split_once(" = ") {
                found.insert(format!("{section}.{key}"));
            }
        }
        found
    }

    /// Goal: no language misses a word another has. Method: compare the keys of the files.
    #[test]
    fn languages_have_the_same_words() {
        let templates = Templates::load(None).unwrap();
        for folder in ["house"]
            .into_iter()
            .chain(Template::ALL.map(Template::name))
        {
            let of = |language| {
                keys(
                    templates
                        .text(&format!("{folder}/{language}.toml"))
                        .unwrap(),
                )
            };
            let english = of("en");
            assert!(!english.is_empty(), "{folder} has words");
            assert_eq!(of("fr"), english, "{folder} in French");
            // Arabic counts in five forms where the others have two.
            let mut expected = english.clone();
            for counted in english.iter().filter_map(|key| key.strip_suffix(".many")) {
                for form in ["zero", "two", "few"] {
                    expected.insert(format!("{counted}.{form}"));
                }
            }
            assert_eq!(of("ar"), expected, "{folder} in Arabic");
        }
    }

    /// Goal: what was attested is told from what was changed. Method: one changed word.
    #[test]
    fn a_changed_word_changes_the_hash_of_its_language_only() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("dossier")).unwrap();
        let built_in = Templates::load(None).unwrap();
        let words = built_in.text("dossier/fr.toml").unwrap();
        std::fs::write(dir.path().join("dossier/fr.toml"), format!("{words}\n")).unwrap();
        let changed = Templates::load(Some(dir.path())).unwrap();
        let hash = |templates: &Templates, language| templates.sha256(Template::Dossier, language);
        assert_ne!(hash(&changed, Language::Fr), hash(&built_in, Language::Fr));
        assert_eq!(hash(&changed, Language::En), hash(&built_in, Language::En));
        assert_ne!(hash(&built_in, Language::Ar), hash(&built_in, Language::En));
    }
}
