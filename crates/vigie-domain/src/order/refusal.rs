//! Why an order said no.

use super::form::{AnswerRefusal, FormRefusal};
use crate::legal_basis::{InstrumentRefusal, LegalRefusal};

/// Why an order refused. Shown to people; never holds content or personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrderRefusal {
    /// Not from here.
    #[error("an order that is `{state}` cannot do this")]
    WrongState {
        /// Where it stands.
        state: &'static str,
    },
    /// Not from here, in a region.
    #[error("the {region} of this order is `{state}` and cannot do this")]
    WrongRegion {
        /// Which region.
        region: &'static str,
        /// Where it stands.
        state: &'static str,
    },
    /// Two people.
    #[error("whoever checks an order in law is somebody else than who wrote it")]
    OwnCheck,
    /// Invariant I2.
    #[error(
        "an order is signed by somebody who neither wrote it nor found or reviewed what it rests on; ask another issuer"
    )]
    IssuerInvolved,
    /// An element of the form.
    #[error(transparent)]
    Form(#[from] FormRefusal),
    /// An answer.
    #[error(transparent)]
    Answer(#[from] AnswerRefusal),
    /// The basis.
    #[error(transparent)]
    Legal(#[from] LegalRefusal),
    /// No power, or the wrong addressee.
    #[error(transparent)]
    Instrument(#[from] InstrumentRefusal),
    /// Nobody compared the printed form with the law.
    #[error(
        "the printed form `{form}` in `{language}` was not attested: a legal officer compares it with the official text and attests it first"
    )]
    Unattested {
        /// Which form.
        form: &'static str,
        /// In which language.
        language: &'static str,
    },
    /// Invariant I9.
    #[error(
        "this would be the first order to this provider: it is told how orders work first, and the order waits until then; send the information, or give grounds for an emergency"
    )]
    FirstInformationMissing,
    /// Invariant I9.
    #[error(
        "the provider was told how orders work less than the law's time ago; {remaining_ms} ms remain, or give grounds for an emergency"
    )]
    FirstInformationTooRecent {
        /// How long it still waits.
        remaining_ms: i64,
    },
    /// Grounds that are none.
    #[error(
        "write the {what} in at least {chars_min} characters: it is what the decision rests on"
    )]
    GroundsMissing {
        /// Which.
        what: &'static str,
        /// The limit.
        chars_min: usize,
    },
    /// Too long.
    #[error("the {what} is longer than {chars_max} characters; shorten it")]
    TooLong {
        /// Which.
        what: &'static str,
        /// The limit.
        chars_max: usize,
    },
    /// Nothing on it.
    #[error("an order needs at least one item")]
    NoLine,
    /// Said twice.
    #[error("this item is already on order `{reference}`")]
    AlreadyOrdered {
        /// Which.
        reference: String,
    },
    /// An order by the wrong door.
    #[error(
        "orders go to the contact point the provider published for them; this address is published for `{scope}`"
    )]
    NotTheContactPoint {
        /// What it is published for.
        scope: &'static str,
    },
    /// No state.
    #[error("the Member State of this provider is not known; name it on the form, as two letters")]
    HomeUnknown,
    /// No authority of that state.
    #[error(
        "no authority of `{state}` is known, so the copy cannot leave with the order; import a set of legal bases that names it"
    )]
    HomeAuthorityUnknown {
        /// Which state.
        state: String,
    },
    /// Not before what it follows, and not in the future.
    #[error(
        "the time named cannot be: it is before what it follows, or still to come; check it and its zone"
    )]
    TimeImpossible,
    /// Invariant I11.
    #[error(
        "a receipt stands already and is never changed; correct it with a reason, both stay on record"
    )]
    ReceiptStands,
    /// Nothing to correct.
    #[error("there is no receipt to correct")]
    NoReceipt,
    /// Too many.
    #[error("too much is on record of this already: at most {count_max}")]
    TooMany {
        /// The limit.
        count_max: usize,
    },
    /// No such answer, or judged already.
    #[error("there is no such answer to judge, or somebody did already")]
    NoAnswer,
    /// Before its time.
    #[error("it is too early for this: the time is not out")]
    NotDue,
    /// Out of its time.
    #[error("the time in which this can be done is over")]
    TooLate,
    /// Extended before.
    #[error("not telling the author can be extended once, and was")]
    ExtendedBefore,
    /// A referral that is none.
    #[error(
        "the referral named as failed did not go to this provider about these items, or never left"
    )]
    ReferralUnfit,
    /// Part 5.
    #[error("another authority asked to wait on this item; nothing leaves before the hold ends")]
    OnHold,
}
