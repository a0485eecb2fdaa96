//! Items: taken in, shown, judged, held, opened again.

mod assess;
mod batch;
mod body;
mod capture;
mod claim;
mod close;
mod create;
mod hold;
mod legal_look;
mod list;
mod refresh;
mod reopen;
mod review;
mod settle;
mod show;
mod threat;
mod upload;

use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

pub(super) use body::ItemBody;
pub(super) use list::{open_cursor, page_body};

use super::Sizes;
use crate::state::Web;

pub(super) fn router(sizes: Sizes) -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(create::create_item, list::list_items))
        .routes(routes!(batch::create_batch).layer(sizes.list()))
        .routes(routes!(upload::upload_item).layer(sizes.file()))
        .routes(routes!(show::show_item))
        .routes(routes!(capture::request_capture))
        .routes(routes!(claim::claim_item, claim::release_item))
        .routes(routes!(refresh::refresh_finding))
        .routes(routes!(assess::assess_item))
        .routes(routes!(review::review_item))
        .routes(routes!(settle::settle_item))
        .routes(routes!(legal_look::look_at_item))
        .routes(routes!(hold::hold_item, hold::clear_item))
        .routes(routes!(close::close_item))
        .routes(routes!(reopen::reopen_item))
        .routes(routes!(threat::report_threat))
}
