//! Every route, one line each.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use vigie_desk::Desk;

use crate::config::Config;
use crate::failure::{self, Failure};
use crate::page::{
    answer, api_key, assessment, asset, bank, complaint, contact, designation, dossier, exhibit,
    home, intake, item, job, legal, log, mail, order, oversight, protected_source, provider,
    referral, report, review, session, setting, signal, text, user,
};
use crate::state::Web;
use crate::{api, header, health, metrics, origin};

/// Room for the other fields of a form with a file, in bytes.
const FORM_SLACK_BYTES: usize = 64 << 10;

/// The whole HTTP of a desk.
///
/// Shape: outermost first: one line and one count for each request; headers; every "no" gets its
/// body; time; panics; the origin of posts; the size of bodies.
pub fn router(desk: Arc<Desk>, config: &Config) -> axum::Router {
    let web = Web::new(desk, config);
    let timeout = Duration::from_millis(config.request_timeout_ms);
    pages()
        .merge(with_files(&web))
        .merge(open_to_anybody())
        .merge(api::router(&web))
        .fallback(|| async { Failure::NoSuchPage })
        .layer(DefaultBodyLimit::max(config.body_bytes_max))
        .layer(from_fn_with_state(web.clone(), origin::guard))
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            timeout,
        ))
        .layer(from_fn_with_state(web.clone(), failure::dress))
        .layer(from_fn(header::dress))
        .layer(from_fn_with_state(web.clone(), metrics::observe))
        .with_state(web)
}

/// What needs no account.
fn open_to_anybody() -> axum::Router<Web> {
    axum::Router::new()
        .route("/", get(home::show))
        .route(
            "/sign-in",
            get(session::sign_in::form).post(session::sign_in::submit),
        )
        .route("/sign-out", post(session::sign_out::submit))
        .route("/language", post(session::language::submit))
        .route(
            "/report",
            get(report::submit::form).post(report::submit::submit),
        )
        .route(
            "/answer/{token}",
            get(answer::show::page).post(answer::record::submit),
        )
        .route(
            "/complaint",
            get(complaint::submit::form).post(complaint::submit::submit),
        )
        .route(
            "/complaint/{token}",
            get(complaint::follow::page).post(complaint::follow::submit),
        )
        .route(
            "/answer/order/{token}",
            get(answer::order::show).post(answer::order::submit),
        )
        .route("/answer/order/{token}/form", post(answer::order::post_form))
        .route("/log/{*path}", get(log::file::show))
        .route("/asset/{name}", get(asset::show))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(metrics::show))
}

/// What takes a file.
fn with_files(web: &Web) -> axum::Router<Web> {
    let file_bytes_max = web.desk.config().intake.upload_bytes_max;
    axum::Router::new()
        .route("/intake/file", post(intake::file::submit))
        .route("/intake/text", post(intake::text::submit))
        .route("/intake/list", post(intake::list::submit))
        .route("/banks/{name}/import", post(bank::import::submit))
        .route(
            "/match",
            get(signal::lookup::form).post(signal::lookup::submit),
        )
        .layer(DefaultBodyLimit::max(
            file_bytes_max.saturating_add(FORM_SLACK_BYTES),
        ))
}

fn pages() -> axum::Router<Web> {
    axum::Router::new()
        .route("/queue", get(item::list::show))
        .route("/items/{id}", get(item::show::page))
        .route("/items/{id}/reveal", post(item::show::reveal))
        .route("/items/{id}/claim", post(item::act::claim))
        .route("/items/{id}/release", post(item::act::release))
        .route("/items/{id}/capture", post(item::act::capture))
        .route("/items/{id}/trace", post(item::act::trace))
        .route("/items/{id}/hold", post(item::act::hold))
        .route("/items/{id}/threat", post(item::act::report_threat))
        .route("/items/{id}/clear", post(item::act::clear))
        .route("/items/{id}/reopen", post(item::act::reopen))
        .route("/items/{id}/not-item", post(item::act::close_not_item))
        .route(
            "/items/{id}/assessment",
            get(assessment::record::form).post(assessment::record::submit),
        )
        .route("/items/{id}/settlement", post(assessment::settle::submit))
        .route(
            "/items/{id}/legal-look",
            post(assessment::legal_look::submit),
        )
        .route("/review", get(review::list::show))
        .route(
            "/items/{id}/review",
            get(review::record::form).post(review::record::submit),
        )
        .route(
            "/exhibits/{id}/records/{record}/blurred",
            get(exhibit::picture::blurred),
        )
        .route(
            "/exhibits/{id}/records/{record}/still",
            get(exhibit::picture::still),
        )
        .route("/exhibits/{id}/warc", post(exhibit::export::submit))
        .route("/exhibits/{id}/erasure", post(exhibit::erase::submit))
        .route("/intake", get(intake::form::show))
        .route("/intake/url", post(intake::url::submit))
        .route("/orders", get(order::list::show))
        .route(
            "/items/{id}/order",
            get(order::draft::form).post(order::draft::submit),
        )
        .route("/orders/{id}", get(order::show::page))
        .route("/orders/{id}/check", post(order::act::check))
        .route("/orders/{id}/information", post(order::act::inform))
        .route("/orders/{id}/signature", post(order::act::sign))
        .route("/orders/{id}/step", post(order::act::step))
        .route("/orders/{id}/paper/{name}", get(order::paper::show))
        .route("/legal", get(legal::list::show))
        .route("/legal/attestation", post(legal::attest::submit))
        .route("/referrals", get(referral::list::show))
        .route(
            "/items/{id}/referral",
            get(referral::draft::form).post(referral::draft::submit),
        )
        .route("/referrals/{id}", get(referral::show::page))
        .route("/referrals/{id}/preview", get(referral::preview::page))
        .route("/referrals/{id}/approval", post(referral::act::approve))
        .route("/referrals/{id}/withdrawal", post(referral::act::withdraw))
        .route("/referrals/{id}/certainty", post(referral::act::settle))
        .route("/referrals/{id}/closing", post(referral::act::close))
        .route("/referrals/{id}/contact", post(referral::act::readdress))
        .route("/referrals/{id}/retraction", post(referral::act::retract))
        .route("/complaints", get(complaint::list::show))
        .route("/complaints/{id}", get(complaint::show::page))
        .route("/complaints/{id}/link", post(complaint::act::link))
        .route("/complaints/{id}/assignment", post(complaint::act::assign))
        .route("/complaints/{id}/answer", post(complaint::act::decide))
        .route("/complaints/{id}/court", post(complaint::act::go_to_court))
        .route("/complaints/{id}/closing", post(complaint::act::close))
        .route("/oversight", get(oversight::list::show))
        .route("/oversight/sample", post(oversight::act::draw))
        .route(
            "/oversight/items/{id}",
            get(oversight::look::page).post(oversight::look::submit),
        )
        .route(
            "/oversight/recommendations/{id}/answer",
            post(oversight::act::answer_one),
        )
        .route(
            "/oversight/recommendations/{id}/contest",
            post(oversight::act::contest),
        )
        .route("/providers", get(provider::list::show))
        .route("/providers/{id}", get(provider::show::page))
        .route(
            "/providers/{id}/dossiers",
            get(dossier::list::show).post(dossier::compile::submit),
        )
        .route("/dossiers/{id}", get(dossier::show::page))
        .route("/dossiers/{id}/release", post(dossier::release::submit))
        .route("/dossiers/{id}/files/{name}", get(dossier::file::show))
        .route("/providers/{id}/volume", post(provider::volume::submit))
        .route(
            "/contacts",
            get(contact::list::show).post(contact::add::submit),
        )
        .route(
            "/contacts/{id}/confirmation",
            post(contact::confirm::submit),
        )
        .route("/banks", get(bank::list::show).post(bank::create::submit))
        .route("/banks/{name}", get(bank::show::show))
        .route("/banks/{name}/settings", post(bank::act::configure))
        .route("/banks/{name}/closing", post(bank::act::close))
        .route("/banks/{name}/entries", post(bank::act::add))
        .route("/banks/{name}/activation", post(bank::act::activate))
        .route(
            "/banks/{name}/entries/{entry}/move",
            post(bank::act::move_one),
        )
        .route(
            "/banks/{name}/entries/{entry}/opinion",
            post(bank::act::judge),
        )
        .route("/items/{id}/matches/{place}", get(signal::explain::show))
        .route("/items/{id}/banking", post(signal::explain::bank))
        .route("/exhibits/{id}/reading", get(text::explain::show))
        .route("/search", get(text::search::show))
        .route("/texts", get(text::show::show))
        .route("/texts/training", post(text::model::train))
        .route("/texts/promotion", post(text::model::promote))
        .route("/texts/rollback", post(text::model::roll_back))
        .route("/texts/terms", post(text::term::save))
        .route("/texts/terms/{name}", get(text::term::show))
        .route("/texts/terms/{name}/withdrawal", post(text::term::withdraw))
        .route("/banks/{name}/export", post(bank::export::submit))
        .route("/log", get(log::list::show))
        .route("/users", get(user::list::show).post(user::add::submit))
        .route("/users/{id}/closing", post(user::act::disable))
        .route("/users/{id}/password", post(user::act::set_password))
        .route("/keys", get(api_key::list::show).post(api_key::add::submit))
        .route("/keys/{id}/revocation", post(api_key::revoke::submit))
        .route("/settings", get(setting::show::page))
        .route(
            "/designations",
            get(designation::list::show).post(designation::record::submit),
        )
        .route("/designations/{id}/end", post(designation::end::submit))
        .route(
            "/protected-sources",
            get(protected_source::list::show).post(protected_source::add::submit),
        )
        .route(
            "/protected-sources/removal",
            post(protected_source::remove::submit),
        )
        .route("/mails", get(mail::list::show))
        .route("/mails/{id}", get(mail::show::page))
        .route("/mails/{id}/filing", post(mail::file::submit))
        .route("/jobs", get(job::list::show))
        .route("/jobs/{id}/requeue", post(job::requeue::submit))
}
