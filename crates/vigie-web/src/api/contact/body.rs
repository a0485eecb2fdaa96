//! Bodies of what a person says about a contact.

use serde::Deserialize;
use utoipa::ToSchema;
use vigie_desk::contact::Confirmation;

use crate::api::provider::HoursBody;
use crate::api::value::LanguageWord;

/// What a person found out about a contact.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmationBody {
    /// The language its owner declared.
    language: LanguageWord,
    /// IANA zone of its owner's office, `Europe/Paris`.
    zone: String,
    /// When somebody is there; `null` when around the clock.
    #[serde(default)]
    hours: Option<HoursBody>,
}

impl From<ConfirmationBody> for Confirmation {
    fn from(body: ConfirmationBody) -> Self {
        Self {
            language: body.language.0,
            zone: body.zone,
            hours: body.hours.map(HoursBody::into),
        }
    }
}

/// A contact that no machine found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactNew {
    /// The mail address.
    pub(super) address: String,
    /// What you know about it; you vouch for it at once.
    pub(super) confirmation: ConfirmationBody,
}
