//! The nouns of the desk and their life. A crate for purity: it must not be able to do IO.
//!
//! Everything else is named after what stands here. State machines answer a command with the next
//! state or a refusal that a person can read. Never: a clock, a random number, a database, a
//! network, a legal deadline that a desk could not replace.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests fail loudly"))]

pub mod actor;
pub mod assessment;
pub mod audit_event;
pub mod bank;
pub mod clock;
pub mod complaint;
pub mod digest;
pub mod dossier;
pub mod exhibit;
pub mod id;
pub mod item;
pub mod legal_basis;
pub mod observation;
pub mod order;
pub mod oversight;
pub mod provider;
pub mod reading;
pub mod recheck;
pub mod referral;
pub mod report;
pub mod retraction;
#[cfg(test)]
mod sample;
pub mod scorecard;
pub mod signal;
#[cfg(test)]
mod tests;
pub mod time;

pub use actor::{Actor, ActorKind, ApiKey, Language, Permission, Role, User};
pub use assessment::{
    Assessment, AssessmentRefusal, Attribution, Category, CategoryFinding, Conclusion,
    DangerFinding, Exemption, ExemptionFinding, Finding, FindingForm, LegalLook, Review,
    ReviewPolicy,
};
pub use audit_event::{AuditEvent, AuditRecord, Case, PublicPart};
pub use bank::{
    Activation, Bank, BankEntry, BankRefusal, BankRole, EnabledRatio, EntryCommand, EntryState,
    Opinion, SharingLabel, Stance,
};
pub use clock::{Clock, ClockKind, ClockState, Span};
pub use complaint::{
    Complainant, Complaint, ComplaintCommand, ComplaintOutcome, ComplaintRefusal, ComplaintState,
    Decision, Involvement, Subject,
};
pub use digest::{Md5, Sha1, Sha256};
pub use dossier::{Dossier, DossierRefusal, DossierRelease};
pub use exhibit::{CaptureStatus, CustodyOrigin, Exhibit, ExhibitRecord, RecordRole};
pub use id::{
    ApiKeyId, AssessmentId, BankEntryId, BankId, BatchId, ComplaintId, ContactId, DesignationId,
    DeskId, DossierId, EventId, ExhibitId, ItemId, JobId, LineId, MailId, ObservationId, OrderId,
    ProviderId, RecheckId, RecommendationId, ReferralId, RetractionId, ReviewId, UserId,
};
pub use item::{
    Agreement, IntakeChannel, Item, ItemCommand, ItemRefusal, ItemState, Locator, PriorityReason,
    SecondEyes, Side, UrlScope,
};
pub use legal_basis::{
    Attestation, BasisRef, Designation, FormKind, Instrument, InstrumentRefusal, LegalBasis,
    LegalDiff, LegalRefusal, LegalSet,
};
pub use observation::{Observation, PageState, Sign};
pub use order::{Order, OrderCommand, OrderRefusal, OrderState};
pub use oversight::{
    Asked, LookOutcome, OversightLook, OversightRefusal, Recommendation, RecommendationCommand,
    RecommendationState, Risk,
};
pub use provider::{
    Contact, ContactRefusal, ContactScope, Grade, ProtectedSource, Provider, ProviderRole,
    WorkingHours,
};
pub use reading::{
    FoundTerm, ItemReading, LabelSource, ModelStanding, NearestText, TermListVersion, TextLabel,
    TextModel, TextReading, TextSource,
};
pub use recheck::{Recheck, RemovalInterval, Seen, Watch};
pub use referral::{
    Claim, ClaimKind, Line, LineFacts, LineOutcome, Nudge, Referral, ReferralCommand,
    ReferralPolicy, ReferralRefusal, ReferralState,
};
pub use retraction::{Disclosure, Retraction};
pub use signal::{Match, Overlap, Signal, SignalType, Stretch, Transform};
pub use time::Timestamp;
