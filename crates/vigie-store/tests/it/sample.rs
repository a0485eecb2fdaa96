//! Benign, made-up values of every kind.

use vigie_domain::id::*;
use vigie_domain::item::{IntakeChannel, ItemState, Locator, Side, UrlScope};
use vigie_domain::*;

use crate::support::{AMINA, DESK, NOON};

pub(crate) fn item(number: u128) -> Item {
    Item {
        id: ItemId::from_u128(0x1000_0000 + number),
        desk: DESK,
        side: Side::Unit,
        locators: vec![locator(number)],
        channel: IntakeChannel::Desk,
        external_id: None,
        batch: None,
        note: Some("A coloured pattern, \"quoted\", and a snowman \u{2603}".to_owned()),
        state: ItemState::New,
        priority: 0,
        priority_reasons: Vec::new(),
        account_pseudonym: None,
        reupload_of: None,
        reading: None,
        created_at: NOON,
        updated_at: NOON,
    }
}

pub(crate) fn locator(number: u128) -> Locator {
    Locator {
        url: format!("https://archive.example/details/pattern-{number}"),
        key: format!("web:item:archive.example/pattern-{number:06}"),
        scope: UrlScope::Item,
        host: "archive.example".to_owned(),
        first_seen: NOON,
    }
}

pub(crate) fn exhibit(number: u128, item: ItemId) -> Exhibit {
    Exhibit {
        id: ExhibitId::from_u128(0x2000_0000 + number),
        desk: DESK,
        item,
        url: Some("https://archive.example/details/pattern".to_owned()),
        url_final: None,
        captured_at: NOON,
        origin: CustodyOrigin::Supplied {
            by: "Training Organisation Zeta".to_owned(),
            taken_by: Some(AMINA),
        },
        status: CaptureStatus::Complete,
        warc_sha256: Sha256([7; 32]),
        warc_size_bytes: 12,
        records: Vec::new(),
        defects: vec!["no length".to_owned()],
        text_sketch: Some(u64::MAX),
        erased_at: None,
    }
}

pub(crate) fn form() -> FindingForm {
    FindingForm {
        offence: "Made-up offence, article 1".to_owned(),
        categories: vec![CategoryFinding {
            category: Category::B,
            reason: "A plain sentence that stands for a reason.".to_owned(),
        }],
        danger: DangerFinding {
            finding: Finding::Present,
            reason: "None in a training item".to_owned(),
        },
        exemptions: FindingForm::no_exemptions(),
        attribution: None,
        conclusion: Conclusion::IllegalOther,
        context: String::new(),
    }
}

pub(crate) fn assessment(number: u128, item: ItemId) -> Assessment {
    Assessment {
        id: AssessmentId::from_u128(0x3000_0000 + number),
        desk: DESK,
        item,
        exhibit: ExhibitId::from_u128(0x2000_0000 + number),
        by: AMINA,
        at: NOON,
        form: form(),
        second_eyes: true,
        legal_officer: None,
    }
}

pub(crate) fn provider(number: u128) -> Provider {
    Provider {
        id: ProviderId::from_u128(0x4000_0000 + number),
        desk: DESK,
        name: format!("Archive Zeta {number}"),
        domains: vec![format!("zeta-{number}.example")],
        asns: vec![64_500],
        country: Some("FR".to_owned()),
        created_at: NOON,
    }
}

pub(crate) fn referral(number: u128, items: &[ItemId]) -> Referral {
    Referral {
        id: ReferralId::from_u128(0x5000_0000 + number),
        desk: DESK,
        side: Side::Unit,
        reference: format!("V-2026-{number:06}"),
        instrument: Instrument::TcoReferral,
        basis: None,
        provider: provider(1).id,
        role: ProviderRole::HostingProvider,
        contact: ContactId::from_u128(0x4100),
        language: Language::Fr,
        lines: items
            .iter()
            .map(|item| Line {
                id: LineId::from_u128((number << 64) + item.0.as_u128()),
                item: *item,
                url: "https://archive.example/details/pattern".to_owned(),
                key: "web:item:archive.example/pattern".to_owned(),
                exhibit: ExhibitId::from_u128(1),
                assessment: AssessmentId::from_u128(1),
                review: None,
                outcome: LineOutcome::Open,
            })
            .collect(),
        state: ReferralState::Draft,
        is_urgent: false,
        drafted_by: AMINA,
        message_id: format!("<{number}@desk.example>"),
        reply_token: format!("token-{number}"),
        answer_token_sha256: Sha256([u8::try_from(number).unwrap(); 32]),
        claims: Vec::new(),
        created_at: NOON.plus_ms(i64::try_from(number).unwrap()),
        updated_at: NOON,
    }
}
