//! Who acts, and what a role may do.
//!
//! Separation is enforced here, in one table: an administrator sets the desk up and sees no
//! evidence, oversight sees everything and sends nothing, and no role holds both ends of an act
//! that needs two people (the two people are checked again where the act is decided).

use serde::{Deserialize, Serialize};

use crate::id::{ApiKeyId, DeskId, UserId};

/// What a person is on the desk. A person may hold several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Takes in what is reported.
    Intake,
    /// Assesses.
    Analyst,
    /// Reviews blind, approves referrals.
    Reviewer,
    /// Settles disagreements, protected sources and account-level cases.
    LegalOfficer,
    /// Signs binding orders.
    Issuer,
    /// Talks to providers, confirms contacts, follows what waits.
    Liaison,
    /// Reads every item and every act; sends nothing.
    Oversight,
    /// Reads the log only.
    Auditor,
    /// Sets the desk up; sees no evidence.
    Admin,
}

impl Role {
    /// Every role, in the order of the working day.
    pub const ALL: [Self; 9] = [
        Self::Intake,
        Self::Analyst,
        Self::Reviewer,
        Self::LegalOfficer,
        Self::Issuer,
        Self::Liaison,
        Self::Oversight,
        Self::Auditor,
        Self::Admin,
    ];

    /// The stable name, as stored and as typed on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Analyst => "analyst",
            Self::Reviewer => "reviewer",
            Self::LegalOfficer => "legal_officer",
            Self::Issuer => "issuer",
            Self::Liaison => "liaison",
            Self::Oversight => "oversight",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }

    /// The role of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// What the role may do.
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Self::Intake => &[P::AddItem, P::ReadItem, P::ReportThreat],
            Self::Analyst => &[
                P::AddItem,
                P::ReadItem,
                P::ReadExhibit,
                P::AssessItem,
                P::DraftReferral,
                P::DraftOrder,
                P::ReadProvider,
                P::MatchSignal,
                P::CurateBank,
                P::TeachText,
                P::ReadLog,
                P::ReopenItem,
                P::ReportThreat,
            ],
            Self::Reviewer => &[
                P::AddItem,
                P::ReadItem,
                P::ReadExhibit,
                P::ReviewItem,
                P::ApproveReferral,
                P::ReadProvider,
                P::MatchSignal,
                P::CurateBank,
                P::ReadLog,
                P::ReadComplaint,
                P::DecideComplaint,
                P::ReportThreat,
            ],
            Self::LegalOfficer => &[
                P::ReadItem,
                P::ReadExhibit,
                P::SettleItem,
                P::ApproveReferral,
                P::RetractReferral,
                P::CheckOrder,
                P::ReadProvider,
                P::MatchSignal,
                P::CurateBank,
                P::SubscribeBank,
                P::ReadLog,
                P::ReopenItem,
                P::ExportExhibit,
                P::ManageProtectedSource,
                P::TeachText,
                P::ReadComplaint,
                P::AssignComplaint,
                P::DecideComplaint,
                P::AnswerOversight,
                P::ReportThreat,
                P::CompileDossier,
            ],
            Self::Issuer => &[
                P::ReadItem,
                P::ReadExhibit,
                P::SignOrder,
                P::ReadProvider,
                P::ReadLog,
                P::ReportThreat,
            ],
            Self::Liaison => &[
                P::AddItem,
                P::ReadItem,
                P::ReadProvider,
                P::ConfirmContact,
                P::CloseReferral,
                P::RetractReferral,
                P::FollowOrder,
                P::IngestMail,
                P::SubscribeBank,
                P::ReadLog,
                P::ReadComplaint,
                P::AssignComplaint,
                P::ReportThreat,
                P::CompileDossier,
            ],
            Self::Oversight => &[
                P::ReadItem,
                P::ReadExhibit,
                P::ExportExhibit,
                P::ReadProvider,
                P::ReadLog,
                P::ReadAssessment,
                P::ReadUser,
                P::ReadComplaint,
                P::Oversee,
            ],
            Self::Auditor => &[P::ReadLog],
            Self::Admin => &[
                P::ManageUser,
                P::ReadUser,
                P::ManageBank,
                P::CurateBank,
                P::SubscribeBank,
                P::MatchSignal,
                P::ManageDesk,
                P::ImportData,
                P::ManageJob,
                P::ReadLog,
                P::EraseExhibit,
            ],
        }
    }
}

/// One kind of act. The list is complete: what is not here cannot be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Take in an item, by URL, upload or list.
    AddItem,
    /// See an item's facts, without what was captured.
    ReadItem,
    /// See what was captured.
    ReadExhibit,
    /// Take a copy of an exhibit out of the desk.
    ExportExhibit,
    /// Destroy the key of an exhibit.
    EraseExhibit,
    /// Read a finding that one did not make oneself, at any time.
    ReadAssessment,
    /// Write an assessment.
    AssessItem,
    /// Review blind.
    ReviewItem,
    /// Settle a disagreement.
    SettleItem,
    /// Open a closed item again.
    ReopenItem,
    /// Draft a referral.
    DraftReferral,
    /// Let a referral leave.
    ApproveReferral,
    /// Close what waits for a person.
    CloseReferral,
    /// Take back what was sent.
    RetractReferral,
    /// Draft a removal order.
    DraftOrder,
    /// Check a removal order in law, and attest printed forms.
    CheckOrder,
    /// Sign a removal order, and revoke it.
    SignOrder,
    /// Write down what becomes of a removal order: receipts, answers, appeals.
    FollowOrder,
    /// Read complaints and what became of them.
    ReadComplaint,
    /// Link a complaint to what it is about, give it to somebody, follow it to court, close it.
    AssignComplaint,
    /// Answer a complaint; who may take it on is what the log says of the case.
    DecideComplaint,
    /// Write down that somebody was told of a danger to life.
    ReportThreat,
    /// Look for oversight, recommend, contest, draw a sample.
    Oversee,
    /// Follow a recommendation of oversight, or refuse it with reasons.
    AnswerOversight,
    /// See providers and their measured behaviour.
    ReadProvider,
    /// Confirm a contact that was found.
    ConfirmContact,
    /// File a mail that came in.
    IngestMail,
    /// Ask whether a signal is known.
    MatchSignal,
    /// Create, set up, import, export and close banks.
    ManageBank,
    /// Add, activate, contest and withdraw entries, and state opinions of them.
    CurateBank,
    /// Fetch what changed in a bank.
    SubscribeBank,
    /// Keep the register of protected sources.
    ManageProtectedSource,
    /// Write term lists; learn, promote and roll back models of text.
    TeachText,
    /// Add, change and disable people and keys.
    ManageUser,
    /// See who is on the desk.
    ReadUser,
    /// Change the desk's settings and designations.
    ManageDesk,
    /// Bring in reference tables.
    ImportData,
    /// Requeue work that failed.
    ManageJob,
    /// Compile a dossier about a provider, and let another's leave.
    CompileDossier,
    /// Read the log.
    ReadLog,
}

/// In whose name a thing is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ActorKind {
    /// A person who signed in, or who runs the program on the desk's own machine.
    Person {
        /// The login.
        user: UserId,
    },
    /// A program with a key of the programming interface, on behalf of the person who made it.
    Key {
        /// The key.
        key: ApiKeyId,
        /// Who answers for it.
        user: UserId,
    },
    /// Work done in the name of an earlier act.
    Job,
    /// Somebody without an account who used the public report form.
    Reporter,
    /// Whoever holds the answer link of a notice: unauthenticated.
    LinkHolder,
    /// Somebody without an account who complains, or holds the token of a complaint.
    Complainant,
}

/// An actor with what it may do on one desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub kind: ActorKind,
    /// On which desk.
    pub desk: DeskId,
    /// As what.
    pub roles: Vec<Role>,
    /// For a key: the only permissions it was given; `None` means all those of the roles.
    pub scope: Option<Vec<Permission>>,
}

impl Actor {
    /// The house itself, finishing what a person began.
    pub fn job(desk: DeskId) -> Self {
        Self {
            kind: ActorKind::Job,
            desk,
            roles: Vec::new(),
            scope: None,
        }
    }

    /// A person with these roles.
    pub fn person(user: UserId, desk: DeskId, roles: Vec<Role>) -> Self {
        Self {
            kind: ActorKind::Person { user },
            desk,
            roles,
            scope: None,
        }
    }

    /// The person who answers for what is done, if there is one.
    pub fn user(&self) -> Option<UserId> {
        match self.kind {
            ActorKind::Person { user } | ActorKind::Key { user, .. } => Some(user),
            ActorKind::Job
            | ActorKind::Reporter
            | ActorKind::LinkHolder
            | ActorKind::Complainant => None,
        }
    }

    /// Whether the actor may.
    pub fn may(&self, permission: Permission) -> bool {
        let held = self
            .roles
            .iter()
            .any(|role| role.permissions().contains(&permission));
        held && self
            .scope
            .as_ref()
            .is_none_or(|scope| scope.contains(&permission))
    }

    /// Whether the actor holds the role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// A login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The desk the person works on.
    pub desk: DeskId,
    /// The name typed at sign-in, lower case.
    pub login: String,
    /// The name shown to colleagues.
    pub name: String,
    /// What the person is.
    pub roles: Vec<Role>,
    /// Interface language: `ar`, `fr` or `en`.
    pub language: Language,
    /// Argon2id in PHC form; `None` until a password was set.
    pub password_hash: Option<String>,
    /// Since when the login is closed.
    pub disabled_at: Option<crate::Timestamp>,
    /// When the login was made.
    pub created_at: crate::Timestamp,
}

/// A language of the desk and of its letters.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Arabic, written from right to left.
    Ar,
    /// French.
    Fr,
    /// English.
    #[default]
    En,
}

impl Language {
    /// Every language, in the order menus show them.
    pub const ALL: [Self; 3] = [Self::Ar, Self::Fr, Self::En];

    /// The BCP 47 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ar => "ar",
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The language of that code; regional forms count as their language.
    pub fn parse(code: &str) -> Option<Self> {
        let code = code.split(['-', '_']).next()?.to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|language| language.code() == code)
    }

    /// `rtl` or `ltr`.
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Ar => "rtl",
            Self::Fr | Self::En => "ltr",
        }
    }
}

/// A key of the programming interface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// The desk it works on.
    pub desk: DeskId,
    /// Who answers for it.
    pub user: UserId,
    /// What it is for, in the words of who made it.
    pub label: String,
    /// The only permissions it has.
    pub scope: Vec<Permission>,
    /// SHA-256 of the secret; the secret itself is shown once and kept nowhere.
    pub secret_sha256: crate::Sha256,
    /// When it was made.
    pub created_at: crate::Timestamp,
    /// When it stops working by itself.
    pub expires_at: Option<crate::Timestamp>,
    /// When it was withdrawn.
    pub revoked_at: Option<crate::Timestamp>,
}

#[cfg(test)]
mod tests;
