//! An exhibit as a page shows it: blurred until somebody asks to see, one thing at a time.

use vigie_desk::exhibit::reveal_text;
use vigie_desk::{Desk, DeskError};
use vigie_domain::{Actor, CaptureStatus, Exhibit, ExhibitId, ExhibitRecord, RecordRole, Signal};

/// Pictures offered on one page: more are in the exported file.
const PICTURES_MAX: usize = 24;
/// Text shown on one page, in characters.
const TEXT_CHARS_MAX: usize = 20_000;

/// What a person asked to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Shown {
    /// Nothing: everything stays blurred.
    #[default]
    Nothing,
    /// One record, by its place.
    Record(usize),
    /// The readable text.
    Text,
}

impl Shown {
    /// Reads what a button says.
    pub(crate) fn parse(text: &str) -> Self {
        match text {
            "text" => Self::Text,
            place => place.parse().map_or(Self::Nothing, Self::Record),
        }
    }
}

/// A picture of an exhibit.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    pub(crate) place: usize,
    pub(crate) record: ExhibitRecord,
    pub(crate) is_shown: bool,
}

impl Picture {
    /// The stable name of what the record is for.
    pub(crate) fn role(&self) -> &'static str {
        match self.record.role {
            RecordRole::Primary => "primary",
            RecordRole::Redirect => "redirect",
            RecordRole::Requisite => "requisite",
            RecordRole::Derived => "derived",
            RecordRole::Metadata => "metadata",
        }
    }
}

/// The newest exhibit of an item, or the one a finding is about.
#[derive(Debug, Clone)]
pub(crate) struct Panel {
    pub(crate) exhibit: Exhibit,
    pub(crate) pictures: Vec<Picture>,
    /// Records that are no picture.
    pub(crate) others: Vec<ExhibitRecord>,
    pub(crate) has_text: bool,
    /// The text, when it was asked for.
    pub(crate) text: Option<String>,
}

impl Panel {
    /// Prepares an exhibit; showing its text is a look, which the desk writes down.
    pub(crate) async fn of(
        desk: &Desk,
        actor: &Actor,
        exhibit: Exhibit,
        shown: Shown,
    ) -> Result<Self, DeskError> {
        let mut panel = Self::hidden(exhibit);
        match shown {
            Shown::Record(place) => {
                for picture in &mut panel.pictures {
                    picture.is_shown = picture.place == place;
                }
            }
            Shown::Text if panel.has_text => {
                let text = reveal_text(desk, actor, panel.exhibit.id).await?;
                panel.text = Some(text.chars().take(TEXT_CHARS_MAX).collect());
            }
            Shown::Nothing | Shown::Text => {}
        }
        Ok(panel)
    }

    fn hidden(exhibit: Exhibit) -> Self {
        let is_erased = exhibit.erased_at.is_some();
        let mut pictures = Vec::new();
        let mut others = Vec::new();
        let mut has_text = false;
        for (place, record) in exhibit.records.iter().enumerate() {
            let is_text = record.content_type.starts_with("text/plain");
            has_text |= record.role == RecordRole::Derived && is_text && !is_erased;
            if is_picture(record) && !is_erased && pictures.len() < PICTURES_MAX {
                pictures.push(Picture {
                    place,
                    record: record.clone(),
                    is_shown: false,
                });
            } else {
                others.push(record.clone());
            }
        }
        Self {
            exhibit,
            pictures,
            others,
            has_text,
            text: None,
        }
    }

    /// The stable name of how complete it is.
    pub(crate) fn status(&self) -> &'static str {
        match self.exhibit.status {
            CaptureStatus::Complete => "complete",
            CaptureStatus::Partial => "partial",
            CaptureStatus::GeoBlocked => "geo_blocked",
            CaptureStatus::LoginWall => "login_wall",
            CaptureStatus::Gone => "gone",
        }
    }

    /// How its pill is coloured: anything but the whole is a warning.
    pub(crate) fn tone(&self) -> &'static str {
        if self.exhibit.status == CaptureStatus::Complete {
            "good"
        } else {
            "warn"
        }
    }

    /// The id, for the field that says which capture was looked at.
    pub(crate) fn id(&self) -> ExhibitId {
        self.exhibit.id
    }
}

/// Whether a still can be made of a record.
fn is_picture(record: &ExhibitRecord) -> bool {
    let has_still = |signal: &Signal| {
        matches!(
            signal,
            Signal::Pdq { .. } | Signal::Vpdq(_) | Signal::Pages(_)
        )
    };
    matches!(
        record.role,
        RecordRole::Primary | RecordRole::Requisite | RecordRole::Derived
    ) && record.signals.iter().any(has_still)
}
