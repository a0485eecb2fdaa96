//! Removal orders: written, checked in law, signed, sent, received, answered, looked at, undone.

mod answer;
mod authority;
mod check;
mod clock;
pub mod config;
mod draft;
mod letter;
mod list;
mod print;
mod show;
mod sign;
mod step;
mod wording;

pub use answer::{OrderAnswerView, open_order_answer, record_order_answer};
pub use check::check_order;
pub(crate) use clock::run_order_clock;
pub use draft::{NewOrder, draft_order};
pub(crate) use letter::send_order_letter;
pub use letter::{OrderLetter, inform_provider};
pub use list::{OrderTodo, list_order_tasks, list_orders};
pub use print::{OrderFile, OrderPaper, print_order};
pub use show::{OrderView, show_order};
pub use sign::{NewSignature, sign_order};
pub use step::{OrderStep, take_step};
pub use vigie_store::{OrderCursor, OrderFilter};
