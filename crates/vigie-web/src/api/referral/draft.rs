//! `POST /referrals`: one or several items to one provider, each past every guard.

use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_desk::referral::NewReferral;
use vigie_desk::{Desk, referral};
use vigie_domain::Instrument;

use super::body::ReferralBody;
use crate::api::answer::{Created, created};
use crate::api::caller::Caller;
use crate::api::read::Body;
use crate::api::value::{Id, InstrumentWord, LanguageWord};
use crate::failure::Failure;

/// What is to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReferralNew {
    /// About which items.
    items: Vec<Id>,
    /// What kind of act; `tco_referral` when absent.
    #[serde(default)]
    instrument: Option<InstrumentWord>,
    /// To whom; the hosting provider of the first item when absent.
    #[serde(default)]
    provider: Option<Id>,
    /// Through which address; the provider's first usable one when absent.
    #[serde(default)]
    contact: Option<Id>,
    /// In which language; the one the contact declared when absent.
    #[serde(default)]
    language: Option<LanguageWord>,
    /// Whether it leaves at once, without waiting for the recipient's working hours.
    #[serde(default)]
    is_urgent: bool,
}

impl From<ReferralNew> for NewReferral {
    fn from(body: ReferralNew) -> Self {
        Self {
            items: body.items.into_iter().map(Id::to).collect(),
            instrument: body
                .instrument
                .map_or(Instrument::TcoReferral, |word| word.0),
            provider: body.provider.map(Id::to),
            contact: body.contact.map(Id::to),
            language: body.language.map(|word| word.0),
            is_urgent: body.is_urgent,
        }
    }
}

/// Writes a referral. Nothing leaves: a second person approves it first.
#[utoipa::path(
    post,
    path = "/referrals",
    tag = "referrals",
    request_body = ReferralNew,
    responses((status = 201, description = "Written.", body = ReferralBody)),
    security(("key" = ["draft_referral"]), ("session" = [])),
)]
pub(super) async fn draft_referral(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Body(new): Body<ReferralNew>,
) -> Result<Created<ReferralBody>, Failure> {
    let referral = referral::draft_referral(&desk, &actor, new.into()).await?;
    let id = referral.id;
    Ok(created("referrals", id, referral.into()))
}
