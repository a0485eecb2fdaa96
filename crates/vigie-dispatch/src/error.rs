//! Why a letter was not written, or the room not opened.
//!
//! What happens to a letter on its way is no error but a [`crate::Delivery`].

use std::path::PathBuf;

/// Why a letter was refused, or a part of the room cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DispatchError {
    /// A template names something that has no value.
    #[error("the letter `{template}` has no value for `{placeholder}` (line {line})")]
    Unfilled {
        /// Template, `referral/fr/body.txt`.
        template: String,
        /// The placeholder as it stands in the template.
        placeholder: String,
        /// Line of the template, from 1.
        line: usize,
    },
    /// The finished text still holds a mark that somebody meant to replace.
    #[error("the letter `{template}` still holds `{marker}`, which somebody meant to fill in")]
    LeftOver {
        /// Template, `referral/fr/body.txt`.
        template: String,
        /// The mark, cut to a readable length.
        marker: String,
    },
    /// A template is not well formed.
    #[error("the template `{template}` is not well formed (line {line}): {reason}")]
    BadTemplate {
        /// Template, `referral/fr/body.txt`.
        template: String,
        /// Line of the template, from 1.
        line: usize,
        /// What the engine says.
        reason: String,
    },
    /// A fact every letter needs is blank.
    #[error("the notice has no {field}")]
    Blank {
        /// Field of the notice, `lines[2].reasons`.
        field: String,
    },
    /// An address is not one mail can be sent to or from.
    #[error("the {field} is not a mail address that can be used")]
    BadAddress {
        /// Field of the notice.
        field: &'static str,
    },
    /// An id that must be plain letters and digits is not.
    #[error("the {field} is not of the form it must have")]
    BadId {
        /// Field of the notice.
        field: &'static str,
    },
    /// More items than one letter may carry.
    #[error("the notice has {lines} lines; one letter carries {lines_max}")]
    TooManyLines {
        /// Lines of the notice.
        lines: usize,
        /// The limit.
        lines_max: usize,
    },
    /// The letter is larger than its limit.
    #[error("the letter is {size_bytes} bytes; its limit is {limit_bytes}")]
    TooLarge {
        /// Size of the letter.
        size_bytes: usize,
        /// The limit.
        limit_bytes: usize,
    },
    /// No signing key belongs to the sender's domain.
    #[error(
        "no key in `dispatch.dkim` may sign for `{domain}`: a letter is signed by the unit that issues it, or not sent"
    )]
    ForeignSender {
        /// Domain of the unit's address.
        domain: String,
    },
    /// The mail library refused a value.
    #[error("the letter could not be put together: {reason}")]
    Unbuildable {
        /// What the library says.
        reason: String,
    },
    /// A file the configuration names cannot be read.
    #[error("cannot read `{path}`", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A key file is not a key that can sign.
    #[error("`{path}` is not a signing key: {reason}", path = path.display())]
    BadKey {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Certificate and key cannot sign together.
    #[error("`{path}` cannot sign orders: {source}", path = path.display())]
    BadSeal {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: crate::cms::CmsError,
    },
    /// Two settings contradict each other.
    #[error("{reason}")]
    BadConfig {
        /// What contradicts what, naming the keys.
        reason: &'static str,
    },
}
