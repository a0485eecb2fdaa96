//! Complaints: a public door, somebody who had no hand in the case, an answer with reasons in time,
//! and everything taken back where the complaint was right.

mod assign;
mod close;
mod decide;
mod figures;
mod follow;
mod form;
mod inform;
mod involvement;
mod link;
mod list;
mod remind;
mod show;
mod submit;

pub use assign::assign_complaint;
pub use close::{close_complaint, take_to_court};
pub use decide::{Answer, decide_complaint};
pub(crate) use figures::nearest_rank;
pub use figures::{ComplaintFigures, complaint_figures};
pub use follow::{Followed, add_to_complaint, open_complaint, withdraw_complaint};
pub use form::open_form;
pub(crate) use inform::inform_complainant;
pub use link::link_complaint;
pub use list::{ComplaintRow, list_complaints};
pub(crate) use remind::remind_of_complaint;
pub use show::{ComplaintView, Handler, SubjectLine, show_complaint};
pub use submit::{PublicComplaint, SubmittedComplaint, submit_complaint};
pub use vigie_store::ComplaintCursor;
