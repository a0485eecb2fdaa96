//! A legal officer says that a printed form was compared with the official text.
//!
//! The word holds for exactly one printed form: its hash covers all that decides how it reads. A
//! changed template, or another edition of the annex, is unattested again.

use vigie_document::Template;
use vigie_domain::legal_basis::LegalSet;
use vigie_domain::{
    Actor, Attestation, AuditEvent, FormKind, Instrument, Language, Permission, Sha256,
};
use vigie_store::Reader;

use super::book::LegalBook;
use crate::desk::Desk;
use crate::error::{DeskError, Require};
use crate::text::checked_text;

/// One printed form in one language, and whether its wording counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormStanding {
    /// Which form.
    pub form: FormKind,
    /// In which language.
    pub language: Language,
    /// The edition of the annex the legal basis names.
    pub edition: String,
    /// The fingerprint of what is printed.
    pub template_sha256: Sha256,
    /// The legal officer's word, where it was given for this very form.
    pub attestation: Option<Attestation>,
}

/// The printed document of a form.
pub(crate) const fn template_of(form: FormKind) -> Template {
    match form {
        FormKind::Order => Template::Order,
        FormKind::Executed => Template::AnnexIi,
        FormKind::Impossible => Template::AnnexIii,
    }
}

/// Lists the printed forms and whether they were attested.
///
/// # Errors
///
/// [`DeskError::Forbidden`]; [`DeskError::Refused`] when fonts are missing, naming them.
pub async fn list_forms(desk: &Desk, actor: &Actor) -> Result<Vec<FormStanding>, DeskError> {
    actor.require(Permission::ReadLog)?;
    let book = LegalBook::read(desk, desk.store()).await?;
    let attestations = desk.store().attestations(desk.id).await?;
    let mut forms = Vec::new();
    for form in FormKind::ALL {
        for language in Language::ALL {
            let edition = edition_of(desk, &book.current, form)?;
            let template_sha256 = desk
                .rooms
                .paper
                .template_sha256(template_of(form), language)?;
            let attestation = attestations.iter().find(|one| {
                one.form == form
                    && one.language == language
                    && one.edition == edition
                    && one.template_sha256 == template_sha256
            });
            forms.push(FormStanding {
                form,
                language,
                template_sha256,
                attestation: attestation.cloned(),
                edition,
            });
        }
    }
    Ok(forms)
}

/// Attests a printed form. `compared_with` says with what it was compared.
///
/// # Errors
///
/// [`DeskError::Refused`] when what is printed is no longer what was looked at, or no source is named.
pub async fn attest_form(
    desk: &Desk,
    actor: &Actor,
    form: FormKind,
    language: Language,
    looked_at: Sha256,
    compared_with: &str,
) -> Result<(), DeskError> {
    actor.require(Permission::CheckOrder)?;
    let permission = Permission::CheckOrder;
    let by = actor.user().ok_or(DeskError::Forbidden { permission })?;
    let compared_with = checked_text("text it was compared with", compared_with)?;
    let template_sha256 = desk
        .rooms
        .paper
        .template_sha256(template_of(form), language)?;
    if template_sha256 != looked_at {
        let detail = "the printed form is another by now; look at it again, then attest it";
        return Err(DeskError::input("form_changed", detail));
    }
    let mut tx = desk.begin(actor).await?;
    let book = LegalBook::read(desk, &tx).await?;
    tx.put_attestation(&Attestation {
        form,
        language,
        edition: edition_of(desk, &book.current, form)?,
        template_sha256,
        by,
        at: desk.now(),
        compared_with,
    })
    .await?;
    tx.commit(AuditEvent::FormAttested {
        form: form.name().to_owned(),
        language: language.code().to_owned(),
        template_sha256,
    })
    .await?;
    Ok(())
}

/// Whether what is printed today as this form was attested for that edition.
pub(crate) async fn is_attested(
    desk: &Desk,
    rows: &Reader,
    form: FormKind,
    language: Language,
    edition: &str,
) -> Result<bool, DeskError> {
    let template_sha256 = desk
        .rooms
        .paper
        .template_sha256(template_of(form), language)?;
    let attestations = rows.attestations(desk.id).await?;
    Ok(attestations.iter().any(|one| {
        one.form == form
            && one.language == language
            && one.edition == edition
            && one.template_sha256 == template_sha256
    }))
}

/// The edition of a form that the basis of orders in force names.
fn edition_of(desk: &Desk, set: &LegalSet, form: FormKind) -> Result<String, DeskError> {
    let basis = set.in_force(Instrument::TcoRemovalOrder, desk.now())?;
    Ok(basis.forms.get(&form).cloned().unwrap_or_default())
}
