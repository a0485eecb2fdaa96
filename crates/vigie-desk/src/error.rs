//! What a use case answers instead of a result: five buckets, no more.
//!
//! A *refusal* is a rule saying no: expected, shown, tested. Anything else is the world failing.

use vigie_domain::{
    AssessmentRefusal, BankRefusal, ComplaintRefusal, ContactRefusal, DeskId, DossierRefusal,
    InstrumentRefusal, ItemRefusal, LegalRefusal, OrderRefusal, OversightRefusal, Permission,
    ReferralRefusal,
};
use vigie_format::key::LocatorRefusal;

use crate::desk::Desk;

/// Why a use case did nothing. Nothing was written, unless the variant says so.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// There is no such thing on this desk.
    #[error("there is no such {what}")]
    NotFound {
        /// What was looked for.
        what: &'static str,
    },
    /// The actor may not.
    #[error(
        "this needs the permission `{permission:?}`, which you do not have; ask an administrator of the desk"
    )]
    Forbidden {
        /// What was asked for.
        permission: Permission,
    },
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Later.
    #[error("the desk is busy; try again in {retry_after_ms} ms")]
    Busy {
        /// When.
        retry_after_ms: i64,
    },
    /// The world failed.
    #[error("an internal error occurred")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A rule that said no, with a stable code.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Of a locator.
    #[error(transparent)]
    Locator(#[from] LocatorRefusal),
    /// Of a case.
    #[error(transparent)]
    Item(#[from] ItemRefusal),
    /// Of a finding.
    #[error(transparent)]
    Assessment(#[from] AssessmentRefusal),
    /// Of a referral.
    #[error(transparent)]
    Referral(#[from] ReferralRefusal),
    /// Of an order.
    #[error(transparent)]
    Order(#[from] OrderRefusal),
    /// Of a legal basis.
    #[error(transparent)]
    Legal(#[from] LegalRefusal),
    /// Of a contact.
    #[error(transparent)]
    Contact(#[from] ContactRefusal),
    /// Of an instrument.
    #[error(transparent)]
    Instrument(#[from] InstrumentRefusal),
    /// Of a bank or an entry.
    #[error(transparent)]
    Bank(#[from] BankRefusal),
    /// Of a recommendation of oversight.
    #[error(transparent)]
    Oversight(#[from] OversightRefusal),
    /// Of a complaint.
    #[error(transparent)]
    Complaint(#[from] ComplaintRefusal),
    /// Of a dossier.
    #[error(transparent)]
    Dossier(#[from] DossierRefusal),
    /// Of what was typed or handed over.
    #[error("{detail}")]
    Input {
        /// A stable word.
        code: &'static str,
        /// What was wrong and what to do.
        detail: String,
    },
}

impl Refusal {
    /// A refusal of what was typed or handed over.
    pub fn input(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Input {
            code,
            detail: detail.into(),
        }
    }

    /// The stable code, a page of the manual each.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locator(_) => "locator_refused",
            Self::Item(ItemRefusal::SamePairOfEyes)
            | Self::Referral(ReferralRefusal::SamePairOfEyes)
            | Self::Oversight(OversightRefusal::SamePairOfEyes)
            | Self::Bank(BankRefusal::SamePairOfEyes)
            | Self::Dossier(DossierRefusal::SamePairOfEyes) => "same_pair_of_eyes",
            Self::Dossier(DossierRefusal::Released) => "dossier_released",
            Self::Dossier(DossierRefusal::Period { .. }) => "dossier_period",
            Self::Item(ItemRefusal::OtherExhibit) => "other_exhibit",
            Self::Item(_) => "item_state",
            Self::Assessment(_) | Self::Referral(ReferralRefusal::Finding(_)) => {
                "assessment_incomplete"
            }
            Self::Referral(refusal) => referral_code(refusal),
            Self::Order(refusal) => order_code(refusal),
            Self::Legal(refusal) => legal_code(refusal),
            Self::Contact(_) => "contact_unusable",
            Self::Instrument(_) => "instrument_not_allowed",
            Self::Bank(BankRefusal::WrongState { .. }) => "entry_state",
            Self::Bank(BankRefusal::ReasonMissing { .. })
            | Self::Oversight(OversightRefusal::ReasonsMissing { .. }) => "reason_missing",
            Self::Bank(BankRefusal::Red) => "bank_red",
            Self::Bank(BankRefusal::NotSubscribed) => "not_subscribed",
            Self::Bank(BankRefusal::Closed) => "bank_closed",
            Self::Oversight(OversightRefusal::WrongState { .. }) => "recommendation_state",
            Self::Complaint(refusal) => complaint_code(refusal),
            Self::Input { code, .. } => code,
        }
    }
}

const fn complaint_code(refusal: &ComplaintRefusal) -> &'static str {
    match refusal {
        ComplaintRefusal::TouchedTheCase { .. } => "touched_the_case",
        ComplaintRefusal::NotTheAssignee => "not_the_assignee",
        ComplaintRefusal::ReasonsMissing { .. } => "reason_missing",
        ComplaintRefusal::SubjectMissing => "nothing_linked",
        ComplaintRefusal::WrongState { .. } => "complaint_state",
    }
}

fn referral_code(refusal: &ReferralRefusal) -> &'static str {
    use ReferralRefusal as R;
    match refusal {
        R::SamePairOfEyes => "same_pair_of_eyes",
        R::WrongState { .. } => "referral_state",
        R::NoLine => "no_line",
        R::NotThisAddress => "not_this_address",
        R::StaleCapture { .. } => "stale_capture",
        R::ObjectChanged => "object_changed",
        R::NotReviewed => "not_reviewed",
        R::Finding(_) => "assessment_incomplete",
        R::NotActionable { .. } => "not_actionable",
        R::ScopeNotItem { .. } => "scope_not_item",
        R::AccountForOrder { .. } => "account_for_order",
        R::AccountWithoutBasis { .. } => "account_without_basis",
        R::ProtectedSource { .. } => "protected_source",
        R::ExemptionUnclear { .. } => "exemption_unclear",
        R::SameReasons => "same_reasons",
        R::TooManyLines { .. } => "too_many_lines",
        R::OutlierVolume { .. } => "outlier_volume",
        R::Instrument(_) => "instrument_not_allowed",
        R::WeakTrace { .. } => "weak_trace",
        R::ApprovalNotLogged => "approval_not_logged",
        R::AlreadyReferred { .. } => "already_referred",
        R::HostChanged => "host_changed",
    }
}

fn order_code(refusal: &OrderRefusal) -> &'static str {
    use OrderRefusal as R;
    match refusal {
        R::WrongState { .. } | R::WrongRegion { .. } => "order_state",
        R::OwnCheck | R::IssuerInvolved => "same_pair_of_eyes",
        R::Form(_) => "order_incomplete",
        R::Answer(_) => "form_refused",
        R::Legal(refusal) => legal_code(refusal),
        R::Instrument(_) => "instrument_not_allowed",
        R::Unattested { .. } => "form_unattested",
        R::FirstInformationMissing | R::FirstInformationTooRecent { .. } => "first_information",
        R::GroundsMissing { .. } => "grounds_missing",
        R::TooLong { .. } => "text_malformed",
        R::NoLine => "no_line",
        R::AlreadyOrdered { .. } => "already_ordered",
        R::NotTheContactPoint { .. } => "not_the_contact_point",
        R::HomeUnknown | R::HomeAuthorityUnknown { .. } => "home_authority_unknown",
        R::TimeImpossible => "time_impossible",
        R::ReceiptStands | R::NoReceipt => "order_receipt",
        R::TooMany { .. } => "too_many_claims",
        R::NoAnswer => "form_judged",
        R::NotDue | R::TooLate | R::ExtendedBefore => "out_of_time",
        R::ReferralUnfit => "referral_unfit",
        R::OnHold => "item_on_hold",
    }
}

fn legal_code(refusal: &LegalRefusal) -> &'static str {
    use LegalRefusal as R;
    match refusal {
        R::OtherSchema | R::Size { .. } | R::Malformed { .. } => "legal_set_malformed",
        R::VersionChanged { .. } => "legal_version_changed",
        R::NoBasis { .. } => "no_legal_basis",
        R::Withdrawn { .. } => "legal_basis_withdrawn",
        R::Silent { .. } | R::ZoneUnknown { .. } => "legal_deadline_unknown",
        R::RoleNotAllowed { .. } => "instrument_not_allowed",
        R::OtherLetter { .. } => "instrument_not_a_letter",
    }
}

macro_rules! refusals {
    ($($refusal:ty),*) => {$(
        impl From<$refusal> for DeskError {
            fn from(refusal: $refusal) -> Self {
                Self::Refused(refusal.into())
            }
        }
    )*};
}
refusals!(
    LocatorRefusal,
    ItemRefusal,
    AssessmentRefusal,
    ReferralRefusal,
    OrderRefusal,
    LegalRefusal,
    ContactRefusal,
    InstrumentRefusal,
    BankRefusal,
    ComplaintRefusal,
    OversightRefusal,
    DossierRefusal
);

macro_rules! broken {
    ($($error:ty),*) => {$(
        impl From<$error> for DeskError {
            fn from(error: $error) -> Self {
                Self::Broken(Box::new(error))
            }
        }
    )*};
}
broken!(
    vigie_store::StoreError,
    vigie_media::MediaError,
    serde_json::Error,
    std::io::Error
);

impl DeskError {
    /// The stable code of the answer.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "not_found",
            Self::Forbidden { .. } => "forbidden",
            Self::Refused(refusal) => refusal.code(),
            Self::Busy { .. } => "busy",
            Self::Broken(_) => "internal",
        }
    }

    /// The world failed in this way.
    pub(crate) fn broken(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Broken(cause.into())
    }

    /// A refusal of what was typed or handed over.
    pub fn input(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Refused(Refusal::input(code, detail))
    }
}

/// Asks the actor's permission in the words of a use case.
pub(crate) trait Require {
    fn require(&self, permission: Permission) -> Result<(), DeskError>;
}

impl Require for vigie_domain::Actor {
    fn require(&self, permission: Permission) -> Result<(), DeskError> {
        if self.may(permission) {
            Ok(())
        } else {
            Err(DeskError::Forbidden { permission })
        }
    }
}

/// Turns "no row" into the answer a caller understands.
pub(crate) trait OrNotFound<T> {
    fn or_not_found(self, what: &'static str) -> Result<T, DeskError>;
}

impl<T> OrNotFound<T> for Option<T> {
    fn or_not_found(self, what: &'static str) -> Result<T, DeskError> {
        self.ok_or(DeskError::NotFound { what })
    }
}

/// A row that belongs to one desk.
pub(crate) trait OfDesk {
    /// Which.
    fn owner(&self) -> DeskId;
}

macro_rules! of_desk {
    ($($row:ident),*) => {$(
        impl OfDesk for vigie_domain::$row {
            fn owner(&self) -> DeskId {
                self.desk
            }
        }
    )*};
}
of_desk!(
    ApiKey,
    Complaint,
    Contact,
    Dossier,
    Exhibit,
    Item,
    Order,
    Provider,
    Referral,
    Recommendation,
    User
);

/// Several desks can share one database: what belongs to another is not there.
pub(crate) trait OrNotOurs<T> {
    fn or_not_ours(self, desk: &Desk, what: &'static str) -> Result<T, DeskError>;
}

impl<T: OfDesk> OrNotOurs<T> for Option<T> {
    fn or_not_ours(self, desk: &Desk, what: &'static str) -> Result<T, DeskError> {
        self.filter(|row| row.owner() == desk.id).or_not_found(what)
    }
}
