//! Everything that can happen in the house, as one enum.
//!
//! A transaction commits only with one of these. The list feeds the log, the history page of an
//! item, the transparency report and `docs/reference/audit-events.md`. Variants carry what a later
//! reader needs to understand the act; the log publishes only [`AuditEvent::public`] of it and a
//! salted commitment to the rest.

use serde::{Deserialize, Serialize};

use crate::actor::ActorKind;
use crate::assessment::Conclusion;
use crate::id::{
    ApiKeyId, AssessmentId, BankEntryId, BankId, BatchId, ComplaintId, ContactId, DesignationId,
    DeskId, DossierId, EventId, ExhibitId, ItemId, JobId, LineId, MailId, OrderId, ProviderId,
    RecommendationId, ReferralId, RetractionId, ReviewId, UserId,
};
use crate::item::Side;
use crate::{Sha256, Timestamp};

macro_rules! events {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident = $kind:literal { $( $(#[doc = $fdoc:literal])* $field:ident : $ty:ty ),* $(,)? }
    )*) => {
        /// What happened.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        pub enum AuditEvent {$(
            $(#[doc = $doc])*
            #[serde(rename = $kind)]
            $name { $( $(#[doc = $fdoc])* $field: $ty ),* },
        )*}

        impl AuditEvent {
            /// The stable name: `noun.past_participle`.
            pub const fn kind(&self) -> &'static str {
                match self { $( Self::$name { .. } => $kind, )* }
            }

            /// Every kind with its sentence, for the generated reference.
            pub const CATALOGUE: &'static [(&'static str, &'static str)] =
                &[ $( ($kind, concat!($($doc),*)), )* ];
        }
    };
}

events! {
    /// The desk was made.
    DeskCreated = "desk.created" { /// Its name.
        name: String }
    /// A setting of the desk changed.
    DeskConfigured = "desk.configured" { /// Which.
        setting: String }
    /// A dated power was recorded.
    DesignationRecorded = "designation.recorded" { /// Which.
        designation: DesignationId, /// The instrument it allows.
        instrument: String, /// The article.
        article: String }
    /// A dated power was ended.
    DesignationEnded = "designation.ended" { /// Which.
        designation: DesignationId, /// The instrument it allowed.
        instrument: String, /// From when it allows nothing more.
        until: Timestamp }
    /// A login was made.
    UserAdded = "user.added" { /// Whose.
        user: UserId, /// With which roles.
        roles: Vec<String> }
    /// A login was changed.
    UserChanged = "user.changed" { /// Whose.
        user: UserId }
    /// A login was closed.
    UserDisabled = "user.disabled" { /// Whose.
        user: UserId }
    /// Somebody signed in.
    SessionOpened = "session.opened" { /// Who.
        user: UserId }
    /// A key of the programming interface was made.
    ApiKeyAdded = "api_key.added" { /// Which.
        key: ApiKeyId }
    /// A key of the programming interface was withdrawn.
    ApiKeyRevoked = "api_key.revoked" { /// Which.
        key: ApiKeyId }

    /// An item was taken in.
    ItemAdded = "item.added" { /// Which.
        item: ItemId, /// Through which door.
        channel: String }
    /// An item that was known was reported again.
    ItemReportedAgain = "item.reported_again" { /// Which.
        item: ItemId, /// Through which door.
        channel: String }
    /// A list of items was taken in.
    BatchAdded = "batch.added" { /// Which.
        batch: BatchId, /// New items.
        items_added: u32, /// Items known before.
        items_known: u32, /// Lines refused.
        lines_refused: u32 }
    /// An item came back after it was gone.
    ItemCameBack = "item.came_back" { /// Which.
        item: ItemId, /// The item it repeats.
        reupload_of: Option<ItemId> }
    /// A closed case was opened again.
    ItemReopened = "item.reopened" { /// Which.
        item: ItemId, /// Why.
        reason: String }
    /// A locator was seen not to be one item, and its case closed.
    ItemNotItem = "item.closed_not_item" { /// Which.
        item: ItemId, /// What it is instead.
        scope: String }
    /// A case was put on hold for another authority.
    ItemHeld = "item.held" { /// Which.
        item: ItemId, /// Until when.
        until: Timestamp, /// Why.
        reason: String }
    /// A hold ended.
    ItemCleared = "item.cleared" { /// Which.
        item: ItemId }
    /// A capture was asked for.
    CaptureStarted = "capture.started" { /// Of which item.
        item: ItemId }
    /// Evidence was sealed.
    ExhibitSealed = "exhibit.sealed" { /// Which.
        exhibit: ExhibitId, /// Of which item.
        item: ItemId, /// SHA-256 of the plain WARC file.
        warc_sha256: Sha256 }
    /// A capture failed.
    CaptureFailed = "capture.failed" { /// Of which item.
        item: ItemId, /// In which way: a stable word, no address.
        cause: String }
    /// Evidence was shown to a person.
    ExhibitRevealed = "exhibit.revealed" { /// Which.
        exhibit: ExhibitId, /// Of which item.
        item: ItemId }
    /// A copy of evidence left the desk.
    ExhibitExported = "exhibit.exported" { /// Which.
        exhibit: ExhibitId, /// Of which item.
        item: ItemId }
    /// The key of evidence was destroyed.
    ExhibitErased = "exhibit.erased" { /// Which.
        exhibit: ExhibitId, /// Of which item.
        item: ItemId, /// Why.
        reason: String }
    /// Signals of an item were compared with the banks.
    ItemMatched = "item.matched" { /// Which.
        item: ItemId, /// How many banked signals were near.
        matches: u32, /// The nearest, in bits.
        distance_bits_min: Option<u32> }
    /// The texts of evidence were read by the machine, to order the queue.
    TextRead = "text.read" { /// Of which item.
        item: ItemId, /// In which exhibit.
        exhibit: ExhibitId, /// Texts read.
        texts: u32, /// Texts that could not be read.
        unread: u32 }
    /// Texts were read again by another model or other term lists.
    TextsReread = "text.reread" { /// In how many exhibits.
        exhibits: u32, /// By which model.
        model: String }
    /// A model was learned from the desk's decisions; it scores beside the one that orders.
    TextModelTrained = "text_model.trained" { /// Its hash.
        model: String, /// The model it was learned on top of.
        prior: String, /// Decisions it was learned from.
        labels: u32 }
    /// A person let a model order the queue.
    TextModelPromoted = "text_model.promoted" { /// Its hash.
        model: String, /// The model before.
        before: String }
    /// The model before orders the queue again.
    TextModelRolledBack = "text_model.rolled_back" { /// The hash of the one that orders now.
        model: String, /// The model that is out.
        before: String, /// Why.
        reason: String }
    /// A term list was written or changed.
    TermListSaved = "term_list.saved" { /// Its name.
        list: String, /// Its version.
        version: u32, /// Terms and patterns in it.
        terms: u32 }
    /// A term list was taken out of use.
    TermListWithdrawn = "term_list.withdrawn" { /// Its name.
        list: String, /// Its last version.
        version: u32 }
    /// The responsible providers were traced.
    ItemTraced = "item.traced" { /// Which.
        item: ItemId, /// Links found.
        links: u32 }
    /// The rules of canonical keys changed, and with them a key of an item; the old one still finds it.
    ItemRekeyed = "item.rekeyed" { /// Which.
        item: ItemId }

    /// A person found something about an item.
    ItemAssessed = "item.assessed" { /// Which.
        item: ItemId, /// The finding.
        assessment: AssessmentId, /// What it comes to.
        conclusion: Conclusion, /// Whether a second person is asked.
        second_eyes: bool }
    /// A second person looked, without knowing the first finding.
    ItemReviewed = "item.reviewed" { /// Which.
        item: ItemId, /// The first finding.
        assessment: AssessmentId, /// The second.
        review: ReviewId, /// Whether they agree.
        agreed: bool, /// What both conclude, when they do.
        conclusion: Option<Conclusion> }
    /// The legal officer settled or confirmed a finding.
    ItemSettled = "item.settled" { /// Which.
        item: ItemId, /// The finding.
        assessment: AssessmentId, /// What holds.
        conclusion: Conclusion }

    /// A provider was met for the first time.
    ProviderAdded = "provider.added" { /// Which.
        provider: ProviderId }
    /// A provider's facts were changed.
    ProviderChanged = "provider.changed" { /// Which.
        provider: ProviderId }
    /// An address for notices was found.
    ContactFound = "contact.found" { /// Which.
        contact: ContactId, /// Whose.
        provider: ProviderId, /// Where.
        source: String }
    /// A person confirmed an address for notices.
    ContactConfirmed = "contact.confirmed" { /// Which.
        contact: ContactId, /// Whose.
        provider: ProviderId }
    /// An address for notices was set aside.
    ContactQuarantined = "contact.quarantined" { /// Which.
        contact: ContactId, /// Whose.
        provider: ProviderId, /// How often it bounced.
        bounces: u32 }
    /// The register of protected sources changed.
    ProtectedSourceChanged = "protected_source.changed" { /// Which domain.
        domain: String }

    /// A referral was written.
    ReferralDrafted = "referral.drafted" { /// Which.
        referral: ReferralId, /// What kind of act.
        instrument: String, /// To whom.
        provider: ProviderId, /// About which items.
        items: Vec<ItemId> }
    /// A second person let a referral leave.
    ReferralApproved = "referral.approved" { /// Which.
        referral: ReferralId, /// What kind of act.
        instrument: String, /// On which basis.
        legal_basis: String, /// To whom.
        provider: ProviderId, /// About which items.
        items: Vec<ItemId> }
    /// A line went back to the analyst before it left.
    LineSentBack = "line.sent_back" { /// Of which referral.
        referral: ReferralId, /// Which.
        line: LineId, /// Its item.
        item: ItemId, /// Why: a stable word.
        why: String }
    /// A referral was given up before it left.
    ReferralWithdrawn = "referral.withdrawn" { /// Which.
        referral: ReferralId, /// Why.
        reason: String }
    /// Handing a message over to the mail server began.
    SendingBegun = "sending.begun" { /// Of which referral.
        referral: ReferralId, /// SHA-256 of the exact message.
        message_sha256: Sha256 }
    /// The provider's mail server took the message.
    ReferralSent = "referral.sent" { /// Which.
        referral: ReferralId, /// What kind of act.
        instrument: String, /// How many items.
        items: u32 }
    /// The message was certainly not taken.
    SendingFailed = "sending.failed" { /// Of which referral.
        referral: ReferralId, /// In which way: a stable word.
        cause: String }
    /// Nobody can tell whether the message was taken.
    SendingUncertain = "sending.left_uncertain" { /// Of which referral.
        referral: ReferralId }
    /// A person found out whether an uncertain message arrived.
    UncertaintySettled = "uncertainty.settled" { /// Of which referral.
        referral: ReferralId, /// Whether it arrived.
        arrived: bool }
    /// The message came back undeliverable.
    ReferralBounced = "referral.bounced" { /// Which.
        referral: ReferralId, /// The enhanced status code, where one was given.
        status: Option<String> }
    /// A reminder left.
    ReferralReminded = "referral.reminded" { /// Which.
        referral: ReferralId, /// The how-manieth.
        reminder: u8 }
    /// A referral waits for the liaison officer.
    ReferralWaits = "referral.set_waiting" { /// Which.
        referral: ReferralId }
    /// Somebody answered: a claim, which closes nothing by itself.
    ClaimReceived = "claim.received" { /// About which referral.
        referral: ReferralId, /// What it says.
        says: String, /// Through which door.
        via: String }
    /// A mail was filed.
    MailFiled = "mail.filed" { /// Which.
        mail: MailId, /// Under which referral.
        referral: Option<ReferralId>, /// What it is.
        class: String }
    /// A line ended.
    LineClosed = "line.closed" { /// Of which referral.
        referral: ReferralId, /// Which.
        line: LineId, /// Its item.
        item: ItemId, /// How.
        outcome: String, /// From the receipt to the first sighting gone.
        time_to_removal_ms: Option<i64> }
    /// Every line of a referral has its outcome.
    ReferralClosed = "referral.closed" { /// Which.
        referral: ReferralId }
    /// A locator was looked at again.
    RecheckObserved = "recheck.observed" { /// Which item.
        item: ItemId, /// What was seen.
        state: String }
    /// Something sent was taken back.
    ReferralRetracted = "referral.retracted" { /// Which.
        referral: ReferralId, /// The retraction.
        retraction: RetractionId, /// About which items.
        items: Vec<ItemId> }
    /// The provider was told of a retraction.
    RetractionSent = "retraction.sent" { /// Which.
        retraction: RetractionId, /// Of which referral.
        referral: ReferralId }

    /// A set of legal bases took the place of another.
    LegalSetImported = "legal_set.imported" { /// Its edition.
        edition: String, /// Bases in it.
        bases: u32, /// Bases no longer in it.
        bases_withdrawn: u32 }
    /// A legal officer compared a printed form with the official text.
    FormAttested = "form.attested" { /// Which form.
        form: String, /// In which language.
        language: String, /// SHA-256 of the page it is printed by.
        template_sha256: Sha256 }
    /// A removal order was written.
    OrderDrafted = "order.drafted" { /// Which.
        order: OrderId, /// What kind of act.
        instrument: String, /// To whom.
        provider: ProviderId, /// About which items.
        items: Vec<ItemId> }
    /// A legal officer found an order lawful.
    OrderChecked = "order.checked" { /// Which.
        order: OrderId }
    /// The provider was told how orders work, before the first one.
    OrderInformed = "order.informed" { /// Before which.
        order: OrderId }
    /// An issuer signed an order; the copy to the home authority is in the post since then.
    OrderSigned = "order.signed" { /// Which.
        order: OrderId, /// What kind of act.
        instrument: String, /// On which basis.
        legal_basis: String, /// To whom.
        provider: ProviderId, /// About which items.
        items: Vec<ItemId>, /// SHA-256 of the form's JSON.
        form_sha256: Sha256, /// `ordinary`, or `emergency` when the first information was not waited for.
        outcome: String }
    /// A letter that belongs to an order left.
    OrderLetterSent = "order_letter.sent" { /// Of which order.
        order: OrderId, /// Which letter.
        letter: String, /// SHA-256 of the exact message.
        message_sha256: Sha256 }
    /// An order left.
    OrderSent = "order.sent" { /// Which.
        order: OrderId, /// What kind of act.
        instrument: String, /// About how many items.
        orders: u32 }
    /// The receipt of an order is proven; its time runs.
    OrderReceived = "order.received" { /// Which.
        order: OrderId, /// By which kind of evidence.
        source: String }
    /// A receipt was corrected by another; both stay on record.
    OrderReceiptCorrected = "order_receipt.corrected" { /// Of which order.
        order: OrderId, /// Why.
        reason: String }
    /// The time of an order is out.
    OrderOverdue = "order.expired" { /// Which.
        order: OrderId }
    /// A form came back: a claim, until a person accepts it.
    OrderAnswered = "order.answered" { /// About which order.
        order: OrderId, /// What it says.
        says: String, /// Through which door.
        via: String }
    /// A person said whether a form counts.
    OrderAnswerJudged = "order_answer.judged" { /// About which order.
        order: OrderId, /// `accepted` or `rejected`.
        outcome: String, /// Why not.
        reason: Option<String> }
    /// An order was executed.
    OrderExecuted = "order.executed" { /// Which.
        order: OrderId, /// `in_time` or `late`.
        outcome: String, /// From the receipt to the measure.
        time_to_removal_ms: Option<i64> }
    /// The time of an order stands.
    OrderStopped = "order.stopped" { /// Which.
        order: OrderId, /// `impossible` or `clarification`.
        outcome: String }
    /// We answered what a provider asked.
    OrderClarified = "order.clarified" { /// About which order.
        order: OrderId }
    /// The time of an order began anew.
    OrderRestarted = "order.restarted" { /// Which.
        order: OrderId, /// What set it going: `grounds_ceased` or `clarified`.
        outcome: String }
    /// The copy of an order moved on.
    OrderCopied = "order.copied" { /// Which.
        order: OrderId, /// `sent` or `acknowledged`.
        outcome: String }
    /// The home authority looked at an order.
    OrderScrutinised = "order.scrutinised" { /// Which.
        order: OrderId, /// `opened`, `intent`, `no_infringement` or `infringement`.
        outcome: String }
    /// An appeal against an order moved on.
    OrderAppealed = "order.appealed" { /// Which.
        order: OrderId, /// `lodged`, `lapsed`, `confirmed` or `annulled`.
        outcome: String }
    /// The home authority was told that an order is final.
    OrderFinalTold = "order_finality.reported" { /// Which.
        order: OrderId }
    /// The time in which the author is not told moved on.
    NonDisclosureChanged = "non_disclosure.changed" { /// Of which order.
        order: OrderId, /// `extended`, `ended` or `told`.
        outcome: String, /// Why, where it was extended.
        reason: Option<String> }
    /// An order lost its effect.
    OrderVoided = "order.voided" { /// Which.
        order: OrderId, /// By what.
        outcome: String, /// Why, where we revoked it.
        reason: Option<String> }
    /// The way back of an order that fell moved on.
    OrderReinstated = "order_reinstatement.changed" { /// Of which order.
        order: OrderId, /// `demanded` or `reinstated`.
        outcome: String }
    /// An order was given up before it was signed.
    OrderWithdrawn = "order.withdrawn" { /// Which.
        order: OrderId, /// Why.
        reason: String }
    /// A provider has so many final orders that its home authority may call it exposed.
    ProviderExposed = "provider.exposed" { /// Which.
        provider: ProviderId, /// By which order.
        order: OrderId, /// Final orders in the window.
        orders: u32 }
    /// Something that went because of us, and was taken back, was seen again.
    ItemReinstated = "item.reinstated" { /// Which.
        item: ItemId, /// By which notice it had gone.
        referral: ReferralId }

    /// Somebody complained.
    ComplaintReceived = "complaint.received" { /// Which.
        complaint: ComplaintId, /// Who complains: author, provider, third party, oversight.
        from: String, /// About which items, as far as found.
        items: Vec<ItemId> }
    /// The complainant holds the token that follows the complaint.
    ComplaintAcknowledged = "complaint.acknowledged" { /// Which.
        complaint: ComplaintId }
    /// The complainant added something.
    ComplaintNoted = "complaint.noted" { /// To which.
        complaint: ComplaintId }
    /// A person found out what a complaint is about.
    ComplaintLinked = "complaint.linked" { /// Which.
        complaint: ComplaintId, /// About which items.
        items: Vec<ItemId> }
    /// A complaint was given to somebody who had no hand in the case.
    ComplaintAssigned = "complaint.assigned" { /// Which.
        complaint: ComplaintId, /// To whom.
        to: UserId }
    /// The desk was reminded of a complaint.
    ComplaintReminded = "complaint.reminded" { /// Of which.
        complaint: ComplaintId, /// The how-manieth.
        reminder: u32 }
    /// A complaint was not answered in time.
    ComplaintOverdue = "complaint.left_overdue" { /// Which.
        complaint: ComplaintId }
    /// A complaint was answered.
    ComplaintDecided = "complaint.decided" { /// Which.
        complaint: ComplaintId, /// How.
        outcome: String, /// About which items.
        items: Vec<ItemId> }
    /// The answer stands on the page of the token.
    ComplaintInformed = "complaint.informed" { /// Which.
        complaint: ComplaintId }
    /// A complaint went before a court.
    ComplaintAtCourt = "complaint.contested" { /// Which.
        complaint: ComplaintId }
    /// A complaint is over.
    ComplaintClosed = "complaint.closed" { /// Which.
        complaint: ComplaintId }
    /// Whoever complained took it back.
    ComplaintWithdrawn = "complaint.withdrawn" { /// Which.
        complaint: ComplaintId }
    /// A complainant's address reached its end and was erased.
    ComplainantErased = "complainant.erased" { /// How many.
        complaints: u32 }

    /// Somebody who can help was told of a danger to life.
    ThreatReported = "threat.reported" { /// By which item.
        item: ItemId, /// Who was told.
        contact: String }

    /// Oversight drew a random sample by the log.
    OversightSampled = "oversight.sampled" { /// Size of the log it was drawn by.
        tree_size: u64, /// Root hash of the log at that size: the seed.
        root: Sha256, /// Cases it was drawn from.
        population: u32, /// The items drawn.
        items: Vec<ItemId> }
    /// Oversight looked at a case; the time it took is published in the aggregate only.
    OversightLooked = "oversight.looked" { /// At which item.
        item: ItemId, /// It and the copies that the look serves.
        copies: u32, /// How long it took.
        took_ms: i64, /// `in_order` or `recommended`.
        outcome: String }
    /// Oversight recommended something.
    RecommendationMade = "recommendation.recorded" { /// About which item.
        item: ItemId, /// Which.
        recommendation: RecommendationId, /// What for: `retract`, `reassess`, `practice`.
        outcome: String }
    /// A recommendation was followed.
    RecommendationFollowed = "recommendation.followed" { /// About which item.
        item: ItemId, /// Which.
        recommendation: RecommendationId }
    /// A recommendation was refused.
    RecommendationRefused = "recommendation.refused" { /// About which item.
        item: ItemId, /// Which.
        recommendation: RecommendationId, /// Why.
        reason: String }
    /// Oversight contested a refusal.
    RecommendationContested = "recommendation.contested" { /// About which item.
        item: ItemId, /// Which.
        recommendation: RecommendationId, /// Why.
        reason: String }
    /// Somebody wants to close a login of oversight: a second person must want it too.
    OversightClosingAsked = "oversight_closing.requested" { /// Whose.
        user: UserId }
    /// Two people closed a login of oversight.
    OversightClosed = "oversight_login.closed" { /// Whose.
        user: UserId }
    /// A dossier about a provider was compiled: a draft, for the house.
    DossierCompiled = "dossier.compiled" { /// Which.
        dossier: DossierId, /// About whom.
        provider: ProviderId, /// Entries of the log it stands on.
        log_size: u64 }
    /// A second person let a dossier leave the house.
    DossierReleased = "dossier.released" { /// Which.
        dossier: DossierId, /// About whom.
        provider: ProviderId, /// SHA-256 of the list of its files.
        manifest_sha256: Sha256 }
    /// A yearly report was published.
    ReportPublished = "report.published" { /// Of which year.
        year: u16, /// SHA-256 of the signed list of its files.
        outcome: String }

    /// A bank was made.
    BankCreated = "bank.created" { /// Which.
        bank: BankId }
    /// Signals were added to a bank.
    BankImported = "bank.imported" { /// Which.
        bank: BankId, /// New entries.
        entries_added: u32, /// Entries known before.
        entries_known: u32, /// Lines refused.
        lines_refused: u32 }
    /// A bank was exported.
    BankExported = "bank.exported" { /// Which.
        bank: BankId, /// Entries.
        entries: u32 }
    /// The settings of a bank changed.
    BankConfigured = "bank.configured" { /// Which.
        bank: BankId }
    /// A bank was closed, and its entries withdrawn.
    BankClosed = "bank.closed" { /// Which.
        bank: BankId, /// Entries withdrawn with it.
        entries: u32 }
    /// A client fetched what changed in a bank.
    BankFetched = "bank.fetched" { /// Which.
        bank: BankId, /// Entries and tombstones it was given.
        entries: u32, /// The state of the banks it has from now on.
        until_change: i64 }
    /// A file of the index was damaged: the index was made again from the rows, and what the file
    /// had answered was asked again.
    IndexRebuilt = "index.rebuilt" { /// What was damaged.
        damage: String, /// Items compared again.
        items_again: u32, /// Whether those are all; otherwise everything captured is looked up.
        is_complete: bool }
    /// New entries of a bank were looked up among everything ever captured.
    BankSearched = "bank.searched" { /// Which.
        bank: BankId, /// Entries looked up.
        entries: u32, /// Items near one of them.
        matches: u32 }
    /// Entries were added to a bank by hand or by a program.
    BankEntriesAdded = "bank_entry.added" { /// To which bank.
        bank: BankId, /// New entries.
        entries_added: u32, /// Entries known before.
        entries_known: u32 }
    /// Proposed entries began to answer.
    BankEntriesActivated = "bank_entry.activated" { /// Of which bank.
        bank: BankId, /// How many.
        entries: u32 }
    /// Somebody said that an entry is wrong.
    BankEntryContested = "bank_entry.contested" { /// Of which bank.
        bank: BankId, /// Which.
        entry: BankEntryId, /// Why.
        reason: String }
    /// Another person said that a contested entry is right.
    BankEntryUpheld = "bank_entry.upheld" { /// Of which bank.
        bank: BankId, /// Which.
        entry: BankEntryId }
    /// An entry matched more than it ever did, and was silenced.
    BankEntryQuarantined = "bank_entry.quarantined" { /// Of which bank.
        bank: BankId, /// Which.
        entry: BankEntryId, /// Matches of the day.
        matches: u32 }
    /// A person let a silenced entry answer again.
    BankEntryReleased = "bank_entry.released" { /// Of which bank.
        bank: BankId, /// Which.
        entry: BankEntryId }
    /// An entry was withdrawn from a bank.
    BankEntryWithdrawn = "bank_entry.withdrawn" { /// Of which bank.
        bank: BankId, /// Which.
        entry: BankEntryId, /// Why.
        reason: String }
    /// A withdrawn entry was put forward once more.
    BankEntryProposed = "bank_entry.proposed" { /// Of which bank.
        bank: BankId, /// Which.
        entry: BankEntryId }
    /// What lookups say of an entry was changed by a program: silent for a time, a note.
    BankEntryChanged = "bank_entry.changed" { /// Of which bank.
        bank: BankId, /// Which.
        entry: BankEntryId }
    /// Somebody stated a view of an entry.
    OpinionStated = "opinion.stated" { /// Of which bank.
        bank: BankId, /// Of which entry.
        entry: BankEntryId, /// What it says.
        says: String }
    /// Reference tables were brought in.
    DataImported = "data.imported" { /// How many tables.
        tables: u32 }
    /// Work that failed for good was put back in the queue.
    JobRequeued = "job.requeued" { /// Which.
        job: JobId }
    /// Work failed for good; an operator must look.
    JobDied = "job.died" { /// Which.
        job: JobId, /// What kind of work.
        job_kind: String }
    /// The desk was restored from a backup.
    DeskRestored = "desk.restored" { /// Key destructions replayed.
        erasures_replayed: u32 }
    /// A public reporter left an address to be answered at, sealed.
    ReporterKept = "reporter.kept" { /// About which item.
        item: ItemId }
    /// A reporter's address reached its end and was erased.
    ReporterErased = "reporter.erased" { /// How many.
        reports: u32 }
}

/// The part of an event that anybody may read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicPart {
    /// What kind of act.
    pub kind: &'static str,
    /// Which instrument.
    pub instrument: Option<String>,
    /// On which legal basis.
    pub legal_basis: Option<String>,
    /// With which outcome.
    pub outcome: Option<String>,
    /// The case it belongs to; published as a pseudonym only.
    pub case: Option<Case>,
}

/// What a case is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "case", content = "id", rename_all = "snake_case")]
pub enum Case {
    /// An item.
    Item(ItemId),
    /// A referral.
    Referral(ReferralId),
    /// A removal order.
    Order(OrderId),
    /// A complaint.
    Complaint(ComplaintId),
}

impl Case {
    /// The id alone: one name space for all cases, whose ids never coincide.
    pub const fn id(self) -> uuid::Uuid {
        match self {
            Self::Item(id) => id.0,
            Self::Referral(id) => id.0,
            Self::Order(id) => id.0,
            Self::Complaint(id) => id.0,
        }
    }
}

impl AuditEvent {
    /// The public part: enough to count by, nothing that names anybody.
    pub fn public(&self) -> PublicPart {
        PublicPart {
            kind: self.kind(),
            instrument: self.instrument().map(str::to_owned),
            legal_basis: match self {
                Self::ReferralApproved { legal_basis, .. }
                | Self::OrderSigned { legal_basis, .. } => Some(legal_basis.clone()),
                _ => None,
            },
            outcome: self.outcome(),
            case: self.case(),
        }
    }

    fn instrument(&self) -> Option<&str> {
        match self {
            Self::ReferralDrafted { instrument, .. }
            | Self::ReferralApproved { instrument, .. }
            | Self::ReferralSent { instrument, .. }
            | Self::OrderDrafted { instrument, .. }
            | Self::OrderSigned { instrument, .. }
            | Self::OrderSent { instrument, .. }
            | Self::DesignationRecorded { instrument, .. }
            | Self::DesignationEnded { instrument, .. } => Some(instrument),
            _ => None,
        }
    }

    fn outcome(&self) -> Option<String> {
        match self {
            // A single finding is not published before the second: it would tell the reviewer.
            Self::ItemReviewed {
                conclusion: Some(conclusion),
                ..
            }
            | Self::ItemSettled { conclusion, .. } => Some(conclusion.name().to_owned()),
            Self::ItemReviewed {
                conclusion: None, ..
            } => Some("disagreed".to_owned()),
            Self::LineClosed { outcome, .. }
            | Self::OrderSigned { outcome, .. }
            | Self::OrderAnswerJudged { outcome, .. }
            | Self::OrderExecuted { outcome, .. }
            | Self::OrderStopped { outcome, .. }
            | Self::OrderRestarted { outcome, .. }
            | Self::OrderCopied { outcome, .. }
            | Self::OrderScrutinised { outcome, .. }
            | Self::OrderAppealed { outcome, .. }
            | Self::NonDisclosureChanged { outcome, .. }
            | Self::OrderVoided { outcome, .. }
            | Self::OrderReinstated { outcome, .. }
            | Self::ComplaintDecided { outcome, .. }
            | Self::OversightLooked { outcome, .. }
            | Self::RecommendationMade { outcome, .. }
            | Self::ReportPublished { outcome, .. } => Some(outcome.clone()),
            Self::ItemNotItem { scope, .. } => Some(scope.clone()),
            // Which model orders the queue is anybody's to know.
            Self::TextModelTrained { model, .. }
            | Self::TextModelPromoted { model, .. }
            | Self::TextModelRolledBack { model, .. } => Some(model.clone()),
            Self::ClaimReceived { says, .. }
            | Self::OrderAnswered { says, .. }
            | Self::OpinionStated { says, .. } => Some(says.clone()),
            _ => None,
        }
    }

    /// The item, referral or order the event belongs to.
    pub fn case(&self) -> Option<Case> {
        match self {
            Self::ItemAdded { item, .. }
            | Self::ItemReportedAgain { item, .. }
            | Self::ItemCameBack { item, .. }
            | Self::ItemReopened { item, .. }
            | Self::ItemNotItem { item, .. }
            | Self::ItemHeld { item, .. }
            | Self::ItemCleared { item }
            | Self::CaptureStarted { item }
            | Self::ExhibitSealed { item, .. }
            | Self::CaptureFailed { item, .. }
            | Self::ExhibitRevealed { item, .. }
            | Self::ExhibitExported { item, .. }
            | Self::ExhibitErased { item, .. }
            | Self::ItemMatched { item, .. }
            | Self::TextRead { item, .. }
            | Self::ItemTraced { item, .. }
            | Self::ItemRekeyed { item }
            | Self::ItemAssessed { item, .. }
            | Self::ItemReviewed { item, .. }
            | Self::ItemSettled { item, .. }
            | Self::ReporterKept { item }
            | Self::LineSentBack { item, .. }
            | Self::LineClosed { item, .. }
            | Self::ItemReinstated { item, .. }
            | Self::ThreatReported { item, .. }
            | Self::OversightLooked { item, .. }
            | Self::RecommendationMade { item, .. }
            | Self::RecommendationFollowed { item, .. }
            | Self::RecommendationRefused { item, .. }
            | Self::RecommendationContested { item, .. }
            | Self::RecheckObserved { item, .. } => Some(Case::Item(*item)),
            Self::ComplaintReceived { complaint, .. }
            | Self::ComplaintAcknowledged { complaint }
            | Self::ComplaintNoted { complaint }
            | Self::ComplaintLinked { complaint, .. }
            | Self::ComplaintAssigned { complaint, .. }
            | Self::ComplaintReminded { complaint, .. }
            | Self::ComplaintOverdue { complaint }
            | Self::ComplaintDecided { complaint, .. }
            | Self::ComplaintInformed { complaint }
            | Self::ComplaintAtCourt { complaint }
            | Self::ComplaintClosed { complaint }
            | Self::ComplaintWithdrawn { complaint } => Some(Case::Complaint(*complaint)),
            Self::ReferralDrafted { referral, .. }
            | Self::ReferralApproved { referral, .. }
            | Self::ReferralWithdrawn { referral, .. }
            | Self::SendingBegun { referral, .. }
            | Self::ReferralSent { referral, .. }
            | Self::SendingFailed { referral, .. }
            | Self::SendingUncertain { referral }
            | Self::UncertaintySettled { referral, .. }
            | Self::ReferralBounced { referral, .. }
            | Self::ReferralReminded { referral, .. }
            | Self::ReferralWaits { referral }
            | Self::ClaimReceived { referral, .. }
            | Self::ReferralClosed { referral }
            | Self::ReferralRetracted { referral, .. }
            | Self::RetractionSent { referral, .. } => Some(Case::Referral(*referral)),
            Self::OrderDrafted { order, .. }
            | Self::OrderChecked { order, .. }
            | Self::OrderInformed { order, .. }
            | Self::OrderSigned { order, .. }
            | Self::OrderLetterSent { order, .. }
            | Self::OrderSent { order, .. }
            | Self::OrderReceived { order, .. }
            | Self::OrderReceiptCorrected { order, .. }
            | Self::OrderOverdue { order, .. }
            | Self::OrderAnswered { order, .. }
            | Self::OrderAnswerJudged { order, .. }
            | Self::OrderExecuted { order, .. }
            | Self::OrderStopped { order, .. }
            | Self::OrderClarified { order, .. }
            | Self::OrderRestarted { order, .. }
            | Self::OrderCopied { order, .. }
            | Self::OrderScrutinised { order, .. }
            | Self::OrderAppealed { order, .. }
            | Self::OrderFinalTold { order, .. }
            | Self::NonDisclosureChanged { order, .. }
            | Self::OrderVoided { order, .. }
            | Self::OrderReinstated { order, .. }
            | Self::OrderWithdrawn { order, .. }
            | Self::ProviderExposed { order, .. } => Some(Case::Order(*order)),
            Self::MailFiled { referral, .. } => referral.map(Case::Referral),
            _ => None,
        }
    }

    /// Items besides the case that the event belongs to: the history of each shows it.
    pub fn other_items(&self) -> &[ItemId] {
        match self {
            Self::ReferralDrafted { items, .. }
            | Self::ReferralApproved { items, .. }
            | Self::ReferralRetracted { items, .. }
            | Self::OrderDrafted { items, .. }
            | Self::OrderSigned { items, .. }
            | Self::ComplaintReceived { items, .. }
            | Self::ComplaintLinked { items, .. }
            | Self::ComplaintDecided { items, .. }
            | Self::OversightSampled { items, .. } => items,
            _ => &[],
        }
    }
}

/// An event with who, where and when: one row of the record, one leaf of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRecord {
    /// Its id.
    pub id: EventId,
    /// The desk.
    pub desk: DeskId,
    /// Which side it is on.
    pub side: Side,
    /// In whose name.
    pub actor: ActorKind,
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: AuditEvent,
}

#[cfg(test)]
mod tests;
