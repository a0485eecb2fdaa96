//! Banks: made, set up, filled, curated, given out.

mod add;
mod body;
mod configure;
mod create;
mod entry;
mod export;
mod fetch;
mod import;
mod list;

use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

pub(super) use body::{EntryBody, OpinionBody};

use super::Sizes;
use crate::state::Web;

pub(super) fn router(sizes: Sizes) -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(create::create_bank, list::list_banks))
        .routes(routes!(
            configure::show_bank,
            configure::configure_bank,
            configure::close_bank
        ))
        .routes(routes!(import::import_bank, entry::list_bank_entries).layer(sizes.list()))
        .routes(routes!(export::export_bank))
        .routes(routes!(add::add_content))
        .routes(routes!(add::bank_record))
        .routes(routes!(entry::activate_entries))
        .routes(routes!(entry::show_bank_entry))
        .routes(routes!(entry::move_entry))
        .routes(routes!(entry::state_opinion))
        .routes(routes!(fetch::fetch_changes))
        .routes(routes!(fetch::list_readers))
}
