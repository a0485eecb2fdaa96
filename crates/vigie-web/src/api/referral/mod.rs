//! Referrals: written, read before they leave, approved, followed, taken back.

mod approve;
mod body;
mod close;
mod draft;
mod list;
mod preview;
mod readdress;
mod retract;
mod settle_uncertain;
mod show;
mod withdraw;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) use body::ReferralBody;

use crate::state::Web;

pub(super) fn router() -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(draft::draft_referral, list::list_referrals))
        .routes(routes!(show::show_referral))
        .routes(routes!(preview::preview_referral))
        .routes(routes!(approve::approve_referral))
        .routes(routes!(withdraw::withdraw_referral))
        .routes(routes!(settle_uncertain::settle_uncertain))
        .routes(routes!(readdress::readdress_referral))
        .routes(routes!(close::close_referral))
        .routes(routes!(retract::retract_referral))
}
