//! `GET /orders`: what a person has to do, and the orders, newest first.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use vigie_desk::Desk;
use vigie_desk::order::{OrderCursor, OrderFilter, OrderTodo, list_order_tasks, list_orders};
use vigie_domain::order::ORDER_STATES;
use vigie_domain::{Order, Timestamp};

use crate::failure::Failure;
use crate::session::Session;
use crate::view::{Page, render};

/// Orders on one page.
const PAGE_ORDERS: u32 = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    state: String,
    after: String,
}

#[derive(Template)]
#[template(path = "order/list.html")]
struct OrdersPage {
    page: Page,
    asked: Asked,
    orders: Vec<Order>,
    tasks: Vec<OrderTodo>,
    exposures: usize,
    next: Option<String>,
}

impl OrdersPage {
    fn is_exposed(&self) -> bool {
        self.exposures > 0
    }

    #[expect(clippy::unused_self, reason = "templates call methods of their page")]
    fn states(&self) -> [&'static str; 12] {
        ORDER_STATES
    }
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let filter = OrderFilter {
        state: ORDER_STATES.into_iter().find(|state| *state == asked.state),
        ..OrderFilter::default()
    };
    let after = parse_cursor(&asked.after);
    let found = list_orders(&desk, &session.actor, &filter, after, PAGE_ORDERS).await?;
    let (tasks, exposures) = list_order_tasks(&desk, &session.actor).await?;
    let next = found.next;
    Ok(render(&OrdersPage {
        page: session.page,
        asked,
        orders: found.rows,
        tasks,
        exposures: exposures.len(),
        next: next.map(|cursor| format!("{}.{}", cursor.created_at.ms(), cursor.id)),
    }))
}

fn parse_cursor(text: &str) -> Option<OrderCursor> {
    let (ms, id) = text.split_once('.')?;
    Some(OrderCursor {
        created_at: Timestamp::from_ms(ms.parse().ok()?),
        id: id.parse().ok()?,
    })
}
