//! The press: template, words and data in, archival PDF out.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Datetime, Smart};
use typst::syntax::FileId;
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, WorldExt as _};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use vigie_domain::{Language, Sha256, Timestamp};

use crate::clean::clean;
use crate::config::Config;
use crate::error::DocumentError;
use crate::font::Fonts;
use crate::template::{Template, Templates};
use crate::world::{ClosedWorld, file_id};

/// What is to be set.
#[derive(Debug, Clone)]
pub struct Sheet<'a> {
    /// As which document.
    pub template: Template,
    /// In which language.
    pub language: Language,
    /// The date it bears.
    pub at: Timestamp,
    /// The data its template reads.
    pub data: &'a Value,
    /// Whether an officer attested the wording of this template in this language.
    pub is_attested: bool,
    /// Name and bytes of the file attached to it: the same facts for programs.
    pub twin: Option<(&'a str, &'a [u8])>,
}

/// Sets documents. Fonts and templates are read once, when it is opened.
pub struct Press {
    config: Config,
    library: LazyHash<Library>,
    fonts: Fonts,
    templates: Templates,
    /// One document at a time: the memory of one is all that is ever needed.
    turn: Mutex<()>,
}

impl std::fmt::Debug for Press {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Press").finish_non_exhaustive()
    }
}

/// The cache of the typesetter belongs to the whole process and forgets nothing by itself: emptied
/// after each document, made or not.
struct EmptyCache;

impl Drop for EmptyCache {
    fn drop(&mut self) {
        comemo::evict(0);
    }
}

impl Press {
    /// Reads fonts and templates.
    ///
    /// # Errors
    ///
    /// [`DocumentError::Font`] naming each missing family and its package, and
    /// [`DocumentError::TemplateFile`] for a replacement that cannot be read.
    pub fn open(config: Config) -> Result<Self, DocumentError> {
        Ok(Self {
            library: LazyHash::new(Library::default()),
            fonts: Fonts::find(&config.font_dirs)?,
            templates: Templates::load(config.template_dir.as_deref())?,
            config,
            turn: Mutex::new(()),
        })
    }

    /// SHA-256 of all that decides how a document reads in a language: what an officer attests.
    pub fn template_sha256(&self, template: Template, language: Language) -> Sha256 {
        self.templates.sha256(template, language)
    }

    /// Sets a document as PDF/A-3a and PDF/UA-1. Blocks; the same sheet gives the same bytes.
    ///
    /// # Errors
    ///
    /// [`DocumentError`]: data, pages or time beyond their limits, a template that says no.
    pub fn set(&self, sheet: &Sheet<'_>) -> Result<Vec<u8>, DocumentError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let _empty = EmptyCache;
        let world = self.world(sheet)?;
        let failed = |errors: &[SourceDiagnostic]| DocumentError::Template {
            template: sheet.template.name(),
            said: first_said(&world, errors),
        };
        let compiled = typst::compile::<PagedDocument>(&world).output;
        if world.is_over() {
            return Err(self.too_slow());
        }
        let pages = compiled.map_err(|errors| failed(&errors))?;
        let (count, max_pages) = (pages.pages().len(), self.config.pages_max);
        if count > max_pages {
            return Err(DocumentError::TooManyPages {
                pages: count,
                max_pages,
            });
        }
        let bytes = typst_pdf::pdf(&pages, &self.options(sheet)?).map_err(|errors| {
            DocumentError::Archival {
                template: sheet.template.name(),
                said: first_said(&world, &errors),
            }
        })?;
        if world.is_over() {
            return Err(self.too_slow());
        }
        Ok(bytes)
    }

    fn too_slow(&self) -> DocumentError {
        DocumentError::TooSlow {
            timeout_ms: self.config.timeout_ms,
        }
    }

    fn world(&self, sheet: &Sheet<'_>) -> Result<ClosedWorld<'_>, DocumentError> {
        let size_bytes = sheet.data.to_string().len();
        let max_bytes = self.config.data_bytes_max;
        if size_bytes > max_bytes {
            return Err(DocumentError::DataTooLarge {
                size_bytes,
                max_bytes,
            });
        }
        let mut data = sheet.data.clone();
        let replaced = clean(&mut data, &self.config, &self.fonts)?;
        let about = json!({
            "language": sheet.language.code(),
            "at": sheet.at.rfc3339_seconds(),
            "template_sha256": self.template_sha256(sheet.template, sheet.language).to_string(),
            "is_attested": sheet.is_attested,
            "signs_replaced": replaced,
            "twin": sheet.twin.map(|(name, _)| name),
        });
        let (name, code) = (sheet.template.name(), sheet.language.code());
        let template = |path: String| self.templates.text(&path).unwrap_or_default().to_owned();
        let mut files = vec![
            (
                "page.typ",
                Bytes::from_string(template(format!("{name}/page.typ"))),
            ),
            (
                "words.toml",
                Bytes::from_string(template(format!("{name}/{code}.toml"))),
            ),
            (
                "house.typ",
                Bytes::from_string(template("house/page.typ".to_owned())),
            ),
            (
                "house.toml",
                Bytes::from_string(template(format!("house/{code}.toml"))),
            ),
            ("data.json", Bytes::from_string(data.to_string())),
            ("sheet.json", Bytes::from_string(about.to_string())),
        ];
        if let Some((_, bytes)) = sheet.twin {
            files.push(("twin", Bytes::new(bytes.to_vec())));
        }
        let files: Vec<(FileId, Bytes)> = files
            .into_iter()
            .filter_map(|(name, bytes)| Some((file_id(name)?, bytes)))
            .collect();
        let main = files
            .first()
            .map(|(id, _)| *id)
            .ok_or(DocumentError::Date)?;
        Ok(ClosedWorld {
            library: &self.library,
            fonts: &self.fonts,
            main,
            files,
            deadline: Instant::now() + Duration::from_millis(self.config.timeout_ms),
        })
    }

    fn options(&self, sheet: &Sheet<'_>) -> Result<PdfOptions, DocumentError> {
        let standards = [PdfStandard::A_3a, PdfStandard::Ua_1];
        let standards = PdfStandards::new(&standards).map_err(|error| DocumentError::Archival {
            template: sheet.template.name(),
            said: error.message().to_string(),
        })?;
        let hash = self.template_sha256(sheet.template, sheet.language);
        Ok(PdfOptions {
            ident: Smart::Custom(format!("{hash} {} {}", sheet.at.ms(), sheet.data)),
            creator: Smart::Custom(Some("Vigie".to_owned())),
            timestamp: Some(typst_pdf::Timestamp::new_utc(date_of(sheet.at)?)),
            page_ranges: None,
            standards,
            tagged: true,
            pretty: false,
        })
    }
}

/// The instant on the calendar of the typesetter.
fn date_of(at: Timestamp) -> Result<Datetime, DocumentError> {
    let text = at.rfc3339_seconds();
    let number = |range: std::ops::Range<usize>| -> Option<u8> { text.get(range)?.parse().ok() };
    let year: Option<i32> = text.get(..4).and_then(|year| year.parse().ok());
    let date = || {
        Datetime::from_ymd_hms(
            year?,
            number(5..7)?,
            number(8..10)?,
            number(11..13)?,
            number(14..16)?,
            number(17..19)?,
        )
    };
    date().ok_or(DocumentError::Date)
}

/// What is wrong, with its place in the template; never a word of the data.
fn first_said(world: &ClosedWorld<'_>, errors: &[SourceDiagnostic]) -> String {
    let Some(error) = errors.first() else {
        return "no reason was given".to_owned();
    };
    let at = world.range(error.span).map(|range| range.start);
    match at {
        Some(at) => format!("{} (byte {at} of the template)", error.message),
        None => error.message.to_string(),
    }
}
