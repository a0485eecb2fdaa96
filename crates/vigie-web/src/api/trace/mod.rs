//! Who is responsible: the chain of an item, and whom it could be referred to.

mod addressee;
mod body;
mod request;
mod show;
mod statement;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Web;

pub(super) fn router() -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(show::show_chain))
        .routes(routes!(request::request_trace))
        .routes(routes!(statement::record_host_statement))
        .routes(routes!(addressee::list_addressees))
}
