//! Names of things: UUIDv7 as text, one type for each kind of thing.
//!
//! The ground draws no random number: ids are made at the roof and passed in.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// The id a small number stands for in tests and fixtures.
            pub const fn from_u128(value: u128) -> Self {
                Self(uuid::Uuid::from_u128(value))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<uuid::Uuid> for $name {
            fn from(value: uuid::Uuid) -> Self {
                Self(value)
            }
        }
    )*};
}

ids! {
    /// A desk: an organisational unit with its own queue, people and legal basis.
    DeskId
    /// A person's login.
    UserId
    /// A content item.
    ItemId
    /// A sealed exhibit.
    ExhibitId
    /// An assessment.
    AssessmentId
    /// A second person's review.
    ReviewId
    /// A provider.
    ProviderId
    /// A published address for notices.
    ContactId
    /// A referral.
    ReferralId
    /// One line of a referral: one item.
    LineId
    /// A removal order.
    OrderId
    /// A scheduled observation after an act.
    RecheckId
    /// An observed fact.
    ObservationId
    /// A bank of known items.
    BankId
    /// An entry of a bank.
    BankEntryId
    /// A retraction of something sent.
    RetractionId
    /// An escalation dossier.
    DossierId
    /// An entry of the audit log.
    EventId
    /// A unit of work in the queue.
    JobId
    /// A batch taken in together.
    BatchId
    /// A complaint.
    ComplaintId
    /// A recommendation of oversight.
    RecommendationId
    /// A mail received.
    MailId
    /// A dated power of a desk to use an instrument.
    DesignationId
    /// A key of the programming interface.
    ApiKeyId
}
