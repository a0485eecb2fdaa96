//! `GET /referrals/{id}`: where it stands, what was said back, who was told what.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vigie_desk::Desk;
use vigie_desk::contact::list_contacts;
use vigie_desk::referral::{ReferralView, show_referral};
use vigie_domain::{
    ClaimKind, Contact, LineOutcome, Permission, Referral, ReferralId, ReferralState,
};

use crate::failure::Failure;
use crate::page::item::history::Act;
use crate::page::people::People;
use crate::session::Session;
use crate::view::{Page, render};

#[derive(Template)]
#[template(path = "referral/show.html")]
struct ReferralPage {
    page: Page,
    referral: Referral,
    view: ReferralView,
    contacts: Vec<Contact>,
    history: Vec<Act>,
    people: People,
}

impl ReferralPage {
    fn is(&self, state: &str) -> bool {
        self.referral.state.name() == state
    }

    fn may_preview(&self) -> bool {
        [
            Permission::DraftReferral,
            Permission::ApproveReferral,
            Permission::CloseReferral,
        ]
        .into_iter()
        .any(|permission| self.page.may(permission))
    }

    fn may_withdraw(&self) -> bool {
        self.may_preview() && (self.is("draft") || self.is("approved"))
    }

    fn may_close(&self) -> bool {
        let is_out = self.is("sent") || self.is("waiting") || self.is("bounced");
        is_out && self.page.may(Permission::CloseReferral)
    }

    fn may_retract(&self) -> bool {
        let has_left = ["sent", "waiting", "uncertain", "closed"]
            .iter()
            .any(|state| self.is(state));
        has_left && self.page.may(Permission::RetractReferral)
    }

    fn may_settle(&self) -> bool {
        self.is("uncertain") && self.page.may(Permission::CloseReferral)
    }

    fn may_readdress(&self) -> bool {
        self.is("bounced") && self.page.may(Permission::CloseReferral)
    }
}

/// # Errors
///
/// Nothing there, or not allowed.
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ReferralId>,
) -> Result<Response, Failure> {
    let Session { actor, page, .. } = session;
    let view = show_referral(&desk, &actor, id).await?;
    let contacts = list_contacts(&desk, &actor, view.referral.provider).await?;
    let people = People::of(&desk).await?;
    let acts = view.history.iter();
    let history = acts
        .filter_map(|logged| {
            Some(Act::of(
                &page,
                &people,
                logged.record.as_ref()?,
                logged.log_index,
            ))
        })
        .collect();
    let referral = view.referral.clone();
    Ok(render(&ReferralPage {
        page,
        referral,
        view,
        contacts,
        history,
        people,
    }))
}
