//! Contacts: found by a machine or taken from a list, unusable until a person confirms them, set
//! aside when they bounce.

mod add;
mod bounce;
mod confirm;
mod list;
mod security_txt;
mod table;

pub use add::{NewContact, add_contact, is_mail_address};
pub(crate) use bounce::note_bounce;
pub use confirm::{Confirmation, confirm_contact};
pub use list::{list_contacts, list_unconfirmed};
pub use security_txt::fetch_security_txt;
pub use table::{
    ContactImport, RegisteredContact, export_contacts, import_contacts, list_register,
};
