//! Term lists of the desk: versioned, checked whole before they are used, the starters among them.

use vigie_domain::{Actor, AuditEvent, Permission, TermListVersion, Timestamp};
use vigie_text::{STARTERS, TermList, TermSet};

use super::gauge::{day_of, lists_in_use};
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// Longest list, in bytes.
const LIST_BYTES_MAX: usize = 4 << 20;
/// Longest name of a list, in characters.
const NAME_CHARS_MAX: usize = 60;

/// One list as it stands.
#[derive(Debug, Clone)]
pub struct TermListView {
    /// Its facts and terms.
    pub list: TermList,
    /// The whole list as it was written.
    pub text: String,
    /// Who wrote this version; `None` for one of the program.
    pub by: Option<vigie_domain::UserId>,
    /// When.
    pub at: Option<Timestamp>,
    /// Whether its day has come: it is silent.
    pub is_expired: bool,
    /// Whether it was taken out of use.
    pub is_withdrawn: bool,
}

impl TermListView {
    fn of(text: &str, own: Option<&TermListVersion>, today: &str) -> Result<Self, DeskError> {
        let mut list = TermList::parse(text).map_err(DeskError::broken)?;
        if let Some(own) = own {
            list.version = own.version;
        }
        Ok(Self {
            is_expired: list.expires.as_deref().is_some_and(|day| day <= today),
            is_withdrawn: own.is_some_and(|own| own.is_withdrawn),
            by: own.map(|own| own.by),
            at: own.map(|own| own.at),
            text: text.to_owned(),
            list,
        })
    }

    /// Words, phrases and expressions that are looked for.
    pub fn terms(&self) -> usize {
        self.list.terms.len() + self.list.patterns.len()
    }
}

/// Every list, by name; withdrawn ones too.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_terms(desk: &Desk, actor: &Actor) -> Result<Vec<TermListView>, DeskError> {
    actor.require(Permission::ReadItem)?;
    let own = desk.store().term_lists(desk.id).await?;
    let today = day_of(desk.now());
    let mut views = Vec::new();
    for version in &own {
        views.push(TermListView::of(&version.text, Some(version), &today)?);
    }
    for text in STARTERS {
        let view = TermListView::of(text, None, &today)?;
        if own.iter().all(|list| list.name != view.list.name) {
            views.push(view);
        }
    }
    views.sort_by(|a, b| a.list.name.cmp(&b.list.name));
    Ok(views)
}

/// One list with its earlier versions, newest first; a starter has none.
///
/// # Errors
///
/// [`DeskError::NotFound`] for an unknown name.
pub async fn show_terms(
    desk: &Desk,
    actor: &Actor,
    name: &str,
) -> Result<(TermListView, Vec<TermListVersion>), DeskError> {
    let views = list_terms(desk, actor).await?;
    let view = views.into_iter().find(|view| view.list.name == name);
    let view = view.or_not_found("term list")?;
    let versions = desk.store().term_list_versions(desk.id, name).await?;
    Ok((view, versions))
}

/// Writes a list: a new one, or the next version of one that is there.
///
/// The desk counts the versions; texts are read again by it in the background.
///
/// # Errors
///
/// [`DeskError::Refused`] naming the line that is wrong, or what all lists together are too much of;
/// nothing of it is used.
pub async fn save_terms(
    desk: &Desk,
    actor: &Actor,
    text: &str,
) -> Result<TermListVersion, DeskError> {
    actor.require(Permission::TeachText)?;
    let by = actor.user().ok_or(DeskError::Forbidden {
        permission: Permission::TeachText,
    })?;
    let malformed = |detail: String| DeskError::input("term_list_malformed", detail);
    if text.len() > LIST_BYTES_MAX {
        let detail = format!("a list has at most {LIST_BYTES_MAX} bytes; split it");
        return Err(malformed(detail));
    }
    let text = text.replace("\r\n", "\n").replace('\0', "");
    let list = TermList::parse(&text).map_err(|error| malformed(error.to_string()))?;
    check_name(&list.name)?;
    let terms = list.terms.len() + list.patterns.len();
    if terms == 0 {
        let detail = format!("the list `{}` has no term after the line `---`", list.name);
        return Err(malformed(detail));
    }
    let mut tx = desk.begin(actor).await?;
    let mut all = lists_in_use(&tx, desk.id).await?;
    all.retain(|other| other.name != list.name);
    let name = list.name.clone();
    all.push(list);
    TermSet::build(all, &day_of(desk.now())).map_err(|error| malformed(error.to_string()))?;
    let before = tx.term_list_versions(desk.id, &name).await?;
    let version = TermListVersion {
        version: before.first().map_or(1, |last| last.version + 1),
        terms: u32::try_from(terms).unwrap_or(u32::MAX),
        is_withdrawn: false,
        at: desk.now(),
        name,
        text,
        by,
    };
    tx.add_term_list(&version).await?;
    tx.commit(AuditEvent::TermListSaved {
        list: version.name.clone(),
        version: version.version,
        terms: version.terms,
    })
    .await?;
    Ok(version)
}

fn check_name(name: &str) -> Result<(), DeskError> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.len() <= NAME_CHARS_MAX && name.chars().all(is_plain) {
        return Ok(());
    }
    let detail = format!(
        "name the list with at most {NAME_CHARS_MAX} small Latin letters, digits and hyphens"
    );
    Err(DeskError::input("term_list_malformed", detail))
}

/// Takes a list out of use; it stays on record.
///
/// # Errors
///
/// [`DeskError::NotFound`] for an unknown name; [`DeskError::Refused`] when it is out already.
pub async fn withdraw_terms(desk: &Desk, actor: &Actor, name: &str) -> Result<(), DeskError> {
    actor.require(Permission::TeachText)?;
    let by = actor.user().ok_or(DeskError::Forbidden {
        permission: Permission::TeachText,
    })?;
    let (view, versions) = show_terms(desk, actor, name).await?;
    if view.is_withdrawn {
        let detail = "the list is out of use already";
        return Err(DeskError::input("term_list_withdrawn", detail));
    }
    let mut tx = desk.begin(actor).await?;
    let version = versions.first().map_or(1, |last| last.version + 1);
    tx.add_term_list(&TermListVersion {
        name: name.to_owned(),
        version,
        terms: u32::try_from(view.terms()).unwrap_or(u32::MAX),
        text: view.text,
        is_withdrawn: true,
        by,
        at: desk.now(),
    })
    .await?;
    tx.commit(AuditEvent::TermListWithdrawn {
        list: name.to_owned(),
        version,
    })
    .await?;
    Ok(())
}
