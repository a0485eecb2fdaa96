//! Made-up people, findings, captures and referrals that the tests of this crate start from.

use crate::assessment::{REASON_CHARS_MIN, compare};
use crate::clock::{ClockKind, Span};
use crate::id::OrderId;
use crate::id::{
    AssessmentId, BankEntryId, BankId, ContactId, DeskId, EventId, ExhibitId, ItemId, LineId,
    ProviderId, RecheckId, ReferralId, ReviewId, UserId,
};
use crate::legal_basis::{Certainty, FormKind, LegalBasis, LetterKind, Texts};
use crate::order::form::{
    ANNEX_II_SCHEMA, ANNEX_III_SCHEMA, Addressee, AnswerHead, AnsweredBy, Authority, AuthorityKind,
    BasisLine, FormContact, HomeCopy, Impossibility, ImpossibleAnswer, MaterialReason, Measure,
    NonDisclosureLine, ORDER_SCHEMA, OrderForm, OrderLocation, Redress, RemovalAnswer,
    SignatureLine,
};
use crate::order::region::{Appeal, HomeCopyState, NonDisclosure, Reinstatement, Scrutiny};
use crate::order::{Order, OrderLine, OrderState, WhyOrder};
use crate::{
    Assessment, CaptureStatus, Category, CategoryFinding, Conclusion, Contact, CustodyOrigin,
    DangerFinding, Exemption, Exhibit, ExhibitRecord, Finding, FindingForm, Instrument,
    IntakeChannel, Item, ItemState, Language, Line, LineOutcome, Locator, Md5, ProviderRole,
    Recheck, RecordRole, Referral, ReferralState, Review, Sha1, Sha256, Side, Signal, Timestamp,
    UrlScope, Watch, WorkingHours,
};

/// Monday 2026-11-23, 12:00:00.000 UTC.
pub(crate) const NOON: Timestamp = Timestamp::from_ms(1_795_435_200_000);

pub(crate) const AMINA: UserId = UserId::from_u128(0xA1);
pub(crate) const BRUNO: UserId = UserId::from_u128(0xB2);
pub(crate) const CHIARA: UserId = UserId::from_u128(0xC3);

pub(crate) const DESK: DeskId = DeskId::from_u128(1);
pub(crate) const ITEM: ItemId = ItemId::from_u128(2);
pub(crate) const EXHIBIT: ExhibitId = ExhibitId::from_u128(3);
pub(crate) const ASSESSMENT: AssessmentId = AssessmentId::from_u128(4);
pub(crate) const REVIEW: ReviewId = ReviewId::from_u128(5);
pub(crate) const REFERRAL: ReferralId = ReferralId::from_u128(6);
pub(crate) const LINE: LineId = LineId::from_u128(7);
pub(crate) const PROVIDER: ProviderId = ProviderId::from_u128(8);
pub(crate) const CONTACT: ContactId = ContactId::from_u128(9);
pub(crate) const EVENT: EventId = EventId::from_u128(10);
pub(crate) const RECHECK: RecheckId = RecheckId::from_u128(11);
pub(crate) const BANK: BankId = BankId::from_u128(12);
pub(crate) const ENTRY: BankEntryId = BankEntryId::from_u128(13);

pub(crate) const URL: &str = "https://archive.test/details/zeta-poster";

/// A complete form with this conclusion.
pub(crate) fn form(conclusion: Conclusion) -> FindingForm {
    let mut form = FindingForm {
        offence: "solicitation, Art. 6 of the Directive".to_owned(),
        categories: vec![because(Category::B)],
        danger: DangerFinding {
            finding: Finding::Present,
            reason: "names a place and a day".to_owned(),
        },
        exemptions: FindingForm::no_exemptions(),
        attribution: None,
        conclusion,
        context: String::new(),
    };
    if conclusion == Conclusion::Exempt {
        answer(&mut form, Exemption::Research, Finding::Present);
    }
    form
}

/// A category with a reason long enough.
pub(crate) fn because(category: Category) -> CategoryFinding {
    let reason = "the poster of Training Organisation Zeta asks to join".to_owned();
    assert!(reason.chars().count() >= REASON_CHARS_MIN);
    CategoryFinding { category, reason }
}

/// Changes the answer about one purpose.
pub(crate) fn answer(form: &mut FindingForm, exemption: Exemption, finding: Finding) {
    for one in &mut form.exemptions {
        if one.exemption == exemption {
            one.finding = finding;
        }
    }
}

/// A's finding that something may leave.
pub(crate) fn assessment() -> Assessment {
    Assessment {
        id: ASSESSMENT,
        desk: DESK,
        item: ITEM,
        exhibit: EXHIBIT,
        by: AMINA,
        at: NOON,
        form: form(Conclusion::TerroristContent),
        second_eyes: true,
        legal_officer: None,
    }
}

/// B's agreement with [`assessment`].
pub(crate) fn review() -> Review {
    let form = form(Conclusion::TerroristContent);
    Review {
        id: REVIEW,
        desk: DESK,
        assessment: ASSESSMENT,
        item: ITEM,
        exhibit: EXHIBIT,
        by: BRUNO,
        at: NOON,
        agreement: compare(&form, &form),
        form,
    }
}

/// A complete capture of [`URL`] at noon: one picture.
pub(crate) fn exhibit() -> Exhibit {
    Exhibit {
        id: EXHIBIT,
        desk: DESK,
        item: ITEM,
        url: Some(URL.to_owned()),
        url_final: None,
        captured_at: NOON,
        origin: CustodyOrigin::Captured {
            collector: "vigie-capture 0.1.0".to_owned(),
            vantage: "desk".to_owned(),
        },
        status: CaptureStatus::Complete,
        warc_sha256: Sha256([0xAB; 32]),
        warc_size_bytes: 2_048,
        records: vec![record(RecordRole::Primary, "image/png", 1)],
        defects: Vec::new(),
        text_sketch: None,
        erased_at: None,
    }
}

/// A record whose bytes are those of `content`.
pub(crate) fn record(role: RecordRole, content_type: &str, content: u8) -> ExhibitRecord {
    ExhibitRecord {
        url: URL.to_owned(),
        role,
        content_type: content_type.to_owned(),
        status: Some(200),
        size_bytes: 1_000,
        sha256: Sha256([content; 32]),
        sha1: Sha1([content; 20]),
        md5: Md5([content; 16]),
        collector: "vigie-capture 0.1.0".to_owned(),
        method: "http".to_owned(),
        warc_offset_bytes: Some(512),
        signals: Vec::new(),
    }
}

/// A PDQ whose first `bits` bits are set.
pub(crate) fn pdq(bits: usize, quality: u8) -> Signal {
    let mut hash = [0; 32];
    for bit in 0..bits {
        hash[bit / 8] |= 1 << (bit % 8);
    }
    let hash = Sha256(hash);
    Signal::Pdq { hash, quality }
}

pub(crate) fn locator() -> Locator {
    Locator {
        url: URL.to_owned(),
        key: "archive:item:zeta-poster".to_owned(),
        scope: UrlScope::Item,
        host: "archive.test".to_owned(),
        first_seen: NOON,
    }
}

pub(crate) fn item(state: ItemState) -> Item {
    Item {
        id: ITEM,
        desk: DESK,
        side: Side::Unit,
        locators: vec![locator()],
        channel: IntakeChannel::Desk,
        external_id: None,
        batch: None,
        note: None,
        state,
        priority: 0,
        priority_reasons: Vec::new(),
        account_pseudonym: None,
        reupload_of: None,
        reading: None,
        created_at: NOON,
        updated_at: NOON,
    }
}

pub(crate) fn line(outcome: LineOutcome) -> Line {
    Line {
        id: LINE,
        item: ITEM,
        url: URL.to_owned(),
        key: "archive:item:zeta-poster".to_owned(),
        exhibit: EXHIBIT,
        assessment: ASSESSMENT,
        review: Some(REVIEW),
        outcome,
    }
}

/// A referral with one open line, drafted by A.
pub(crate) fn referral(state: ReferralState) -> Referral {
    Referral {
        id: REFERRAL,
        desk: DESK,
        side: Side::Unit,
        reference: "V-2026-000001".to_owned(),
        instrument: Instrument::TcoReferral,
        basis: None,
        provider: PROVIDER,
        role: ProviderRole::HostingProvider,
        contact: CONTACT,
        language: Language::En,
        lines: vec![line(LineOutcome::Open)],
        state,
        is_urgent: false,
        drafted_by: AMINA,
        message_id: "<v-2026-000001@desk.test>".to_owned(),
        reply_token: "t0k3n".to_owned(),
        answer_token_sha256: Sha256([7; 32]),
        claims: Vec::new(),
        created_at: NOON,
        updated_at: NOON,
    }
}

pub(crate) fn contact() -> Contact {
    Contact {
        id: CONTACT,
        desk: DESK,
        provider: PROVIDER,
        address: "abuse@archive.test".to_owned(),
        source: "rdap".to_owned(),
        scope: crate::ContactScope::Abuse,
        language: Language::En,
        zone: "Europe/Paris".to_owned(),
        hours: Some(WorkingHours::default()),
        confirmed: Some((AMINA, NOON)),
        bounces: 0,
        quarantined_at: None,
        created_at: NOON,
    }
}

/// A watch over something received at noon.
pub(crate) fn recheck() -> Recheck {
    Recheck {
        id: RECHECK,
        desk: DESK,
        line: LINE,
        referral: REFERRAL,
        item: ITEM,
        url: URL.to_owned(),
        host: "archive.test".to_owned(),
        sent_at: NOON,
        last_up: None,
        gone_vantages: Vec::new(),
        watch: Watch::Watching,
        next_at: None,
        looks: 0,
    }
}

/// A complete and signed order, cross-border and with a decision not to tell the author.
pub(crate) fn order_form() -> OrderForm {
    OrderForm {
        schema: ORDER_SCHEMA.to_owned(),
        edition: "annex-i/2021-05-17".to_owned(),
        language: Language::En,
        legal_basis: BasisLine {
            code: "tco_removal_order".to_owned(),
            version: 1,
            text: "Regulation (EU) 2021/784, Article 3".to_owned(),
        },
        issuing_state: "FR".to_owned(),
        addressee: Addressee {
            name: "Host Example".to_owned(),
            legal_representative: None,
            contact_point: "tco@host.example".to_owned(),
            member_state: "IE".to_owned(),
        },
        reference: "V-2026-000007".to_owned(),
        issued_at: Some(NOON),
        execute_within_ms: crate::time::HOUR_MS,
        locations: vec![OrderLocation {
            url: URL.to_owned(),
            additional_identification: None,
            sha256: Some(Sha256([7; 32])),
        }],
        material: vec![MaterialReason {
            category: Category::C,
            reasons: "It asks readers to join the training of Organisation Zeta.".to_owned(),
        }],
        additional_reasons: None,
        non_disclosure: Some(NonDisclosureLine {
            reasons: "A training inquiry of Organisation Zeta is under way.".to_owned(),
            until: NOON.plus_ms(6 * crate::time::WEEK_MS),
        }),
        cross_border: true,
        home_copy: Some(HomeCopy {
            authority: FormContact {
                name: "Home Authority of the Training State".to_owned(),
                email: "orders@home.example".to_owned(),
                phone: None,
            },
            sent_at: Some(NOON),
        }),
        authority: Authority {
            kind: AuthorityKind::LawEnforcement,
            name: "Training Unit".to_owned(),
            designation: "Decree 7 of the training code".to_owned(),
            file_number: "2026/7".to_owned(),
            address: "1 Training Street".to_owned(),
            phone: "+33 0 00 00 00 00".to_owned(),
            email: "unit@unit.example".to_owned(),
        },
        signature: Some(SignatureLine {
            name: "Chiara".to_owned(),
            post: "Head of unit".to_owned(),
            at: NOON,
        }),
        feedback_contact: FormContact {
            name: "Training Unit".to_owned(),
            email: "unit@unit.example".to_owned(),
            phone: None,
        },
        redress: Redress {
            body: "Administrative Court of the Training State".to_owned(),
            within_days: 60,
            counted_from: "receipt of the order".to_owned(),
            for_provider: "Write to the court named above.".to_owned(),
            for_author: "Write to the court named above.".to_owned(),
            law_url: "https://law.example/redress".to_owned(),
        },
    }
}

fn answer_head() -> AnswerHead {
    AnswerHead {
        addressee: "Host Example".to_owned(),
        issuing_authority: "Training Unit".to_owned(),
        authority_reference: "V-2026-000007".to_owned(),
        addressee_reference: Some("T-1".to_owned()),
        received_at: NOON,
    }
}

fn answered_by() -> AnsweredBy {
    AnsweredBy {
        provider_name: "Host Example".to_owned(),
        member_state: "IE".to_owned(),
        authorised_person: "The abuse desk".to_owned(),
        contact: "abuse@host.example".to_owned(),
        at: NOON.plus_ms(crate::time::HOUR_MS / 2),
    }
}

/// The order of [`order_form`] was executed within half an hour.
pub(crate) fn annex_ii() -> RemovalAnswer {
    RemovalAnswer {
        schema: ANNEX_II_SCHEMA.to_owned(),
        head: answer_head(),
        measure: Measure::Removed,
        measure_at: NOON.plus_ms(crate::time::HOUR_MS / 2),
        by: answered_by(),
    }
}

/// The order of [`order_form`] cannot be executed, for this reason.
pub(crate) fn annex_iii(reason: Impossibility) -> ImpossibleAnswer {
    ImpossibleAnswer {
        schema: ANNEX_III_SCHEMA.to_owned(),
        head: answer_head(),
        reasons: vec![reason],
        explanation: "The storage of Host Example is being moved.".to_owned(),
        clarification_needed: reason
            .asks()
            .then(|| "Which of the two posters is meant?".to_owned()),
        by: answered_by(),
    }
}

/// The basis of removal orders, with the deadlines of the Regulation.
pub(crate) fn order_basis() -> LegalBasis {
    let weeks = |weeks| Span {
        weeks,
        ..Span::default()
    };
    let months = |months| Span {
        months,
        ..Span::default()
    };
    let appeal = Span {
        days: 60,
        ..Span::default()
    };
    let deadlines = [
        (ClockKind::FirstInformation, Span::hours(12)),
        (ClockKind::Execute, Span::hours(1)),
        (ClockKind::ScrutinyRequest, Span::hours(48)),
        (ClockKind::Scrutiny, Span::hours(72)),
        (ClockKind::Appeal, appeal),
        (ClockKind::NonDisclosure, weeks(6)),
        (ClockKind::NonDisclosureExtension, weeks(6)),
        (ClockKind::Preservation, months(6)),
        (ClockKind::Exposure, months(12)),
    ];
    let text = || "Article 3 of Regulation (EU) 2021/784".to_owned();
    LegalBasis {
        code: "tco_removal_order".to_owned(),
        version: 1,
        instrument: Instrument::TcoRemovalOrder,
        jurisdiction: "EU".to_owned(),
        cite: "Regulation (EU) 2021/784, Article 3".to_owned(),
        text: Texts {
            ar: text(),
            fr: text(),
            en: text(),
        },
        addressees: vec![ProviderRole::HostingProvider],
        valid_from: Timestamp::from_ms(1_654_560_000_000),
        valid_until: None,
        deadlines: deadlines.into_iter().collect(),
        exposure_orders: Some(2),
        letter: LetterKind::Order,
        forms: FormKind::ALL
            .into_iter()
            .map(|form| (form, "2021-05-17".to_owned()))
            .collect(),
        source: "https://law.example/2021-784".to_owned(),
        certainty: Certainty::Memory,
    }
}

/// A cross-border order as drafted by Amina, with a decision not to tell the author.
pub(crate) fn order() -> Order {
    let mut form = order_form();
    (form.issued_at, form.signature) = (None, None);
    if let Some(copy) = &mut form.home_copy {
        copy.sent_at = None;
    }
    Order {
        id: OrderId::from_u128(14),
        desk: DESK,
        side: Side::Unit,
        provider: PROVIDER,
        role: ProviderRole::HostingProvider,
        contact: CONTACT,
        basis: order_basis(),
        zone: "UTC".to_owned(),
        form,
        lines: vec![OrderLine {
            id: LINE,
            item: ITEM,
            url: URL.to_owned(),
            key: "url:archive.test/details/zeta-poster".to_owned(),
            exhibit: EXHIBIT,
            assessment: ASSESSMENT,
            review: REVIEW,
        }],
        why: WhyOrder::ReferralUnsuited {
            reason: "The provider answered no referral in a year.".to_owned(),
        },
        drafted_by: AMINA,
        involved: vec![AMINA, BRUNO],
        state: OrderState::Draft,
        sent_at: None,
        emergency: None,
        receipts: Vec::new(),
        answers: Vec::new(),
        clarifications: Vec::new(),
        home_copy: HomeCopyState::NotNeeded,
        scrutiny: Scrutiny::None,
        appeal: Appeal::NotOpen,
        non_disclosure: NonDisclosure::None,
        reinstatement: Reinstatement::NotDue,
        final_told_at: None,
        message_id: "V-2026-000007.1@unit.example".to_owned(),
        reply_token: "0123456789abcdef".to_owned(),
        answer_token_sha256: Sha256([9; 32]),
        papers: Vec::new(),
        created_at: NOON,
        updated_at: NOON,
    }
}
