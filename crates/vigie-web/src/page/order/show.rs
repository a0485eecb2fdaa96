//! `GET /orders/{id}`: what an order says, where it stands, what runs, what can be done about it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vigie_desk::Desk;
use vigie_desk::order::{OrderFile, OrderView, show_order};
use vigie_domain::order::region::{Appeal, HomeCopyState, NonDisclosure, Reinstatement, Scrutiny};
use vigie_domain::order::{AnswerForm, AnswerStanding, OrderAnswer};
use vigie_domain::{Order, OrderId, OrderState, Permission, Timestamp};

use crate::failure::Failure;
use crate::page::item::history::Act;
use crate::page::people::People;
use crate::session::Session;
use crate::view::{Page, render};

/// A form for one step, with the fields it needs.
pub(super) struct StepForm {
    pub(super) step: &'static str,
    pub(super) needs: &'static [&'static str],
}

#[derive(Template)]
#[template(path = "order/show.html")]
struct OrderPage {
    page: Page,
    order: Order,
    view: OrderView,
    history: Vec<Act>,
    people: People,
}

impl OrderPage {
    fn is(&self, state: &str) -> bool {
        self.order.state.name() == state
    }

    fn may_check(&self) -> bool {
        self.is("draft") && self.page.may(Permission::CheckOrder)
    }

    fn may_inform(&self) -> bool {
        let may = self.page.may(Permission::CheckOrder) || self.page.may(Permission::SignOrder);
        self.is("legal_ok") && self.view.is_first && may
    }

    fn may_sign(&self) -> bool {
        (self.is("legal_ok") || self.is("first_notice_sent"))
            && self.page.may(Permission::SignOrder)
    }

    fn may_judge(&self) -> bool {
        self.page.may(Permission::FollowOrder)
    }

    fn received(&self, answer: &OrderAnswer) -> String {
        self.page.stamp(&answer.form.received_at())
    }

    fn files(&self) -> Vec<&'static str> {
        let is_signed = !self.order.papers.is_empty();
        let printable = OrderFile::ALL
            .into_iter()
            .filter(|file| is_signed || matches!(file, OrderFile::Form | OrderFile::Twin));
        printable.map(OrderFile::name).collect()
    }

    /// When a clock is out, where it runs or ran out.
    #[expect(clippy::unused_self, reason = "templates call methods of their page")]
    fn out_at(&self, clock: &vigie_domain::Clock) -> Option<Timestamp> {
        match clock.state {
            vigie_domain::ClockState::Running { due }
            | vigie_domain::ClockState::Missed { due } => Some(due),
            _ => None,
        }
    }

    /// The steps that the order, as it stands, may be asked for by whoever looks at it.
    fn steps(&self) -> Vec<StepForm> {
        steps_of(&self.order)
            .into_iter()
            .filter(|(_, permissions, _)| permissions.iter().any(|one| self.page.may(*one)))
            .map(|(step, _, needs)| StepForm { step, needs })
            .collect()
    }
}

type Offered = (&'static str, &'static [Permission], &'static [&'static str]);

/// Every step that could lead on from here, who may take it, what it needs.
fn steps_of(order: &Order) -> Vec<Offered> {
    const FOLLOW: &[Permission] = &[Permission::FollowOrder];
    const SIGN: &[Permission] = &[Permission::SignOrder];
    const CHECK: &[Permission] = &[Permission::CheckOrder];
    const REVOKE: &[Permission] = &[Permission::SignOrder, Permission::CheckOrder];
    const WITHDRAW: &[Permission] = &[Permission::DraftOrder, Permission::CheckOrder];
    let state = &order.state;
    let is_out = state.has_left() && !matches!(state, OrderState::Void { .. });
    let scrutinised = matches!(order.scrutiny, Scrutiny::Open { .. });
    let pending = matches!(order.appeal, Appeal::Pending { .. });
    let can_appeal = matches!(order.appeal, Appeal::Open { .. } | Appeal::Lapsed { .. });
    let silent = order.non_disclosure.until().is_some();
    let before = matches!(
        state,
        OrderState::Draft | OrderState::LegalOk { .. } | OrderState::FirstNoticeSent { .. }
    );
    let asked = |is_answered| matches!(state, OrderState::Clarification { answered, .. } if *answered == is_answered);
    let copied = matches!(order.home_copy, HomeCopyState::Sent { .. });
    let can_open = order.form.cross_border && is_out && order.scrutiny == Scrutiny::None;
    let untold = order.is_final() && order.final_told_at.is_none();
    let active = matches!(order.non_disclosure, NonDisclosure::Active { .. });
    let demanded = matches!(order.reinstatement, Reinstatement::Demanded { .. });
    let signed = matches!(state, OrderState::Signed { .. });
    let impossible = matches!(state, OrderState::Impossible { .. });
    let table: [(bool, Offered); 20] = [
        (
            matches!(state, OrderState::Sent { .. }),
            ("receipt", FOLLOW, &["at", "evidence"]),
        ),
        (
            is_out && !order.receipts.is_empty(),
            ("correct_receipt", FOLLOW, &["at", "evidence", "reason"]),
        ),
        (state.is_open(), ("executed", FOLLOW, &["at", "measure"])),
        (impossible, ("grounds_ceased", FOLLOW, &["at"])),
        (asked(false), ("clarify", FOLLOW, &["reason"])),
        (asked(true), ("clarified", FOLLOW, &["at"])),
        (copied, ("copy_acknowledged", FOLLOW, &["at"])),
        (can_open, ("open_scrutiny", FOLLOW, &["at", "by"])),
        (scrutinised, ("intent", FOLLOW, &["reason"])),
        (scrutinised, ("no_infringement", FOLLOW, &["reason"])),
        (scrutinised, ("infringement", FOLLOW, &["reason"])),
        (can_appeal && is_out, ("lodge_appeal", FOLLOW, &["at"])),
        (pending, ("appeal_confirmed", FOLLOW, &[])),
        (pending, ("appeal_annulled", FOLLOW, &[])),
        (untold, ("report_final", FOLLOW, &[])),
        (active, ("extend_silence", SIGN, &["reason"])),
        (silent, ("end_silence", CHECK, &[])),
        (demanded, ("reinstated", FOLLOW, &["at"])),
        (is_out || signed, ("revoke", REVOKE, &["reason"])),
        (before, ("withdraw", WITHDRAW, &["reason"])),
    ];
    let offered = table.into_iter().filter(|(is_offered, _)| *is_offered);
    offered.map(|(_, step)| step).collect()
}

/// # Errors
///
/// Nothing there, or not allowed.
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<OrderId>,
) -> Result<Response, Failure> {
    let Session { actor, page, .. } = session;
    let view = show_order(&desk, &actor, id).await?;
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
    Ok(render(&OrderPage {
        page,
        order: view.order.clone(),
        view,
        history,
        people,
    }))
}
