//! What is stored stays readable: one of each kind as it lies in the database, and back again.

use std::fmt::Debug;

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::id::{ApiKeyId, BatchId, DesignationId, EventId, ObservationId, RetractionId};
use crate::item::ITEM_STATES;
use crate::sample::{
    AMINA, ASSESSMENT, BANK, BRUNO, CHIARA, CONTACT, DESK, ENTRY, EVENT, EXHIBIT, ITEM, LINE, NOON,
    PROVIDER, REFERRAL, URL, assessment, contact, exhibit, item, line, locator, pdq, recheck,
    record, referral, review,
};
use crate::time::HOUR_MS;
use crate::{
    ActorKind, Agreement, ApiKey, Attribution, AuditEvent, AuditRecord, Bank, BankEntry, Claim,
    ClaimKind, Conclusion, CustodyOrigin, Designation, Disclosure, Finding, Grade, Instrument,
    ItemState, Language, LegalLook, LineOutcome, Locator, Match, Md5, Observation, PageState,
    Permission, PriorityReason, ProtectedSource, Provider, RecordRole, ReferralPolicy,
    ReferralState, RemovalInterval, Retraction, ReviewPolicy, Role, Sha1, Sha256, Side, Sign,
    Signal, Timestamp, Transform, User, Watch, WorkingHours,
};

/// Writes, compares with what lies in databases, and reads back.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "rows of a table are values")]
fn stored<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, expected: Value) {
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&text).unwrap(),
        expected,
        "{text}"
    );
    assert_eq!(serde_json::from_str::<T>(&text).unwrap(), *value);
}

/// Reads back what was written, whatever it looks like.
#[track_caller]
fn read_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(serde_json::from_str::<T>(&text).unwrap(), *value, "{text}");
}

fn removal() -> RemovalInterval {
    RemovalInterval {
        last_up: NOON,
        first_gone: NOON.plus_ms(HOUR_MS),
        seen_from_one: true,
    }
}

/// Goal: an item in each of its states.
#[test]
fn items_are_stored() {
    let (exhibit, assessment, referral, by) = (EXHIBIT, ASSESSMENT, REFERRAL, AMINA);
    let held = ItemState::Held {
        exhibit,
        assessment,
        until: NOON,
    };
    let mut one = item(held);
    one.external_id = Some("partner-7".to_owned());
    one.batch = Some(BatchId::from_u128(14));
    one.priority = 400;
    one.priority_reasons = vec![
        PriorityReason::Match {
            bank: "zeta".to_owned(),
            distance_bits: 0,
        },
        PriorityReason::Reports { count: 3 },
        PriorityReason::Reupload,
        PriorityReason::ThreatToLife,
    ];
    stored(
        &one,
        json!({
            "id": "00000000-0000-0000-0000-000000000002",
            "desk": "00000000-0000-0000-0000-000000000001",
            "side": "unit",
            "locators": [{
                "url": "https://archive.test/details/zeta-poster",
                "key": "archive:item:zeta-poster",
                "scope": "item",
                "host": "archive.test",
                "first_seen": 1_795_435_200_000_i64,
            }],
            "channel": "desk",
            "external_id": "partner-7",
            "batch": "00000000-0000-0000-0000-00000000000e",
            "note": null,
            "state": "held",
            "exhibit": "00000000-0000-0000-0000-000000000003",
            "assessment": "00000000-0000-0000-0000-000000000004",
            "until": 1_795_435_200_000_i64,
            "priority": 400,
            "priority_reasons": [
                {"reason": "match", "bank": "zeta", "distance_bits": 0},
                {"reason": "reports", "count": 3},
                {"reason": "reupload"},
                {"reason": "threat_to_life"},
            ],
            "account_pseudonym": null,
            "reupload_of": null,
            "created_at": 1_795_435_200_000_i64,
            "updated_at": 1_795_435_200_000_i64,
        }),
    );
    let states = [
        ItemState::New,
        ItemState::Triaged,
        ItemState::Capturing,
        ItemState::CaptureFailed,
        ItemState::Captured { exhibit },
        ItemState::Assessed {
            exhibit,
            assessment,
            by,
        },
        ItemState::Disputed {
            exhibit,
            assessment,
            by,
            reviewed_by: BRUNO,
        },
        ItemState::ClosedNotItem,
        ItemState::ClosedLawful,
        ItemState::ClosedExempt,
        ItemState::ClosedTosOnly,
        ItemState::ClosedUndetermined,
        ItemState::Actionable {
            exhibit,
            assessment,
        },
        held,
        ItemState::Acting {
            exhibit,
            assessment,
            referral,
        },
        ItemState::Monitoring {
            exhibit,
            assessment,
            referral,
        },
        ItemState::ClosedRemoved,
        ItemState::ClosedPartial,
        ItemState::Escalated {
            exhibit,
            assessment,
            referral,
        },
    ];
    for (state, name) in states.into_iter().zip(ITEM_STATES) {
        read_back(&item(state));
        assert_eq!(serde_json::to_value(item(state)).unwrap()["state"], name);
    }
}

/// Goal: a finding, with all it may hold.
#[test]
fn findings_are_stored() {
    let mut one = assessment();
    one.form.attribution = Some(Attribution {
        entity: "Training Organisation Zeta".to_owned(),
        listing: "List T, entry 7".to_owned(),
        as_of: NOON,
    });
    one.form.exemptions[3].finding = Finding::Unclear;
    one.form.exemptions[3].note = Some("a reading list?".to_owned());
    one.legal_officer = Some(LegalLook {
        by: CHIARA,
        at: NOON,
        finding: "no research purpose".to_owned(),
    });
    stored(
        &one,
        json!({
            "id": "00000000-0000-0000-0000-000000000004",
            "desk": "00000000-0000-0000-0000-000000000001",
            "item": "00000000-0000-0000-0000-000000000002",
            "exhibit": "00000000-0000-0000-0000-000000000003",
            "by": "00000000-0000-0000-0000-0000000000a1",
            "at": 1_795_435_200_000_i64,
            "form": {
                "offence": "solicitation, Art. 6 of the Directive",
                "categories": [{
                    "category": "b",
                    "reason": "the poster of Training Organisation Zeta asks to join",
                }],
                "danger": {"finding": "present", "reason": "names a place and a day"},
                "exemptions": [
                    {"exemption": "educational", "finding": "none", "note": null},
                    {"exemption": "journalistic", "finding": "none", "note": null},
                    {"exemption": "artistic", "finding": "none", "note": null},
                    {"exemption": "research", "finding": "unclear", "note": "a reading list?"},
                    {"exemption": "counter_terrorism", "finding": "none", "note": null},
                    {"exemption": "public_debate", "finding": "none", "note": null},
                ],
                "attribution": {
                    "entity": "Training Organisation Zeta",
                    "listing": "List T, entry 7",
                    "as_of": 1_795_435_200_000_i64,
                },
                "conclusion": "terrorist_content",
                "context": "",
            },
            "second_eyes": true,
            "legal_officer": {
                "by": "00000000-0000-0000-0000-0000000000c3",
                "at": 1_795_435_200_000_i64,
                "finding": "no research purpose",
            },
        }),
    );
    read_back(&review());
    let agree = Agreement::Agree {
        conclusion: Conclusion::Exempt,
    };
    stored(&agree, json!({"result": "agree", "conclusion": "exempt"}));
    stored(&Agreement::Disagree, json!({"result": "disagree"}));
    stored(
        &ReviewPolicy::default(),
        json!({"closed_share_permille": 1_000}),
    );
}

/// Goal: an exhibit with its records and both kinds of custody.
#[test]
fn exhibits_are_stored() {
    let mut one = exhibit();
    one.text_sketch = Some(u64::MAX);
    one.records[0].signals = vec![pdq(0, 90), Signal::Url("archive:item:zeta".to_owned())];
    stored(
        &one,
        json!({
            "id": "00000000-0000-0000-0000-000000000003",
            "desk": "00000000-0000-0000-0000-000000000001",
            "item": "00000000-0000-0000-0000-000000000002",
            "url": "https://archive.test/details/zeta-poster",
            "url_final": null,
            "captured_at": 1_795_435_200_000_i64,
            "custody": "captured",
            "collector": "vigie-capture 0.1.0",
            "vantage": "desk",
            "status": "complete",
            "warc_sha256": "ab".repeat(32),
            "warc_size_bytes": 2_048,
            "records": [{
                "url": "https://archive.test/details/zeta-poster",
                "role": "primary",
                "content_type": "image/png",
                "status": 200,
                "size_bytes": 1_000,
                "sha256": "01".repeat(32),
                "sha1": "01".repeat(20),
                "md5": "01".repeat(16),
                "collector": "vigie-capture 0.1.0",
                "method": "http",
                "warc_offset_bytes": 512,
                "signals": [
                    {"type": "pdq", "value": {"hash": "00".repeat(32), "quality": 90}},
                    {"type": "url", "value": "archive:item:zeta"},
                ],
            }],
            "defects": [],
            "text_sketch": u64::MAX,
            "erased_at": null,
        }),
    );
    one.origin = CustodyOrigin::Supplied {
        by: "a partner".to_owned(),
        taken_by: Some(BRUNO),
    };
    one.records
        .push(record(RecordRole::Metadata, "application/json", 2));
    read_back(&one);
}

/// Goal: a referral in each of its states, its lines with each outcome, its claims of each kind.
#[test]
fn referrals_are_stored() {
    let (by, at, event, since) = (BRUNO, NOON, EVENT, NOON);
    let (approved_at, receipt_at) = (NOON, NOON);
    let mut one = referral(ReferralState::Sending {
        by,
        approved_at,
        event,
        since,
    });
    one.lines = vec![line(LineOutcome::Removed { removal: removal() })];
    one.claims = vec![Claim {
        at: NOON,
        says: ClaimKind::Refused {
            ground: "within our terms".to_owned(),
        },
        via: "link".to_owned(),
        note: String::new(),
    }];
    stored(
        &one,
        json!({
            "id": "00000000-0000-0000-0000-000000000006",
            "desk": "00000000-0000-0000-0000-000000000001",
            "side": "unit",
            "reference": "V-2026-000001",
            "instrument": "tco_referral",
            "provider": "00000000-0000-0000-0000-000000000008",
            "role": "hosting_provider",
            "contact": "00000000-0000-0000-0000-000000000009",
            "language": "en",
            "lines": [{
                "id": "00000000-0000-0000-0000-000000000007",
                "item": "00000000-0000-0000-0000-000000000002",
                "url": "https://archive.test/details/zeta-poster",
                "key": "archive:item:zeta-poster",
                "exhibit": "00000000-0000-0000-0000-000000000003",
                "assessment": "00000000-0000-0000-0000-000000000004",
                "review": "00000000-0000-0000-0000-000000000005",
                "outcome": "removed",
                "removal": {
                    "last_up": 1_795_435_200_000_i64,
                    "first_gone": 1_795_438_800_000_i64,
                    "seen_from_one": true,
                },
            }],
            "state": "sending",
            "by": "00000000-0000-0000-0000-0000000000b2",
            "approved_at": 1_795_435_200_000_i64,
            "event": "00000000-0000-0000-0000-00000000000a",
            "since": 1_795_435_200_000_i64,
            "is_urgent": false,
            "drafted_by": "00000000-0000-0000-0000-0000000000a1",
            "message_id": "<v-2026-000001@desk.test>",
            "reply_token": "t0k3n",
            "answer_token_sha256": "07".repeat(32),
            "claims": [{
                "at": 1_795_435_200_000_i64,
                "says": "refused",
                "ground": "within our terms",
                "via": "link",
                "note": "",
            }],
            "created_at": 1_795_435_200_000_i64,
            "updated_at": 1_795_435_200_000_i64,
        }),
    );
    for state in [
        ReferralState::Draft,
        ReferralState::Approved { by, at, event },
        ReferralState::Uncertain {
            by,
            approved_at,
            event,
            since,
        },
        ReferralState::Sent {
            receipt_at,
            reminders: 2,
        },
        ReferralState::Waiting { receipt_at, since },
        ReferralState::Bounced { at },
        ReferralState::Closed { at },
        ReferralState::Withdrawn { at },
        ReferralState::Retracted { at },
    ] {
        read_back(&referral(state.clone()));
        assert_eq!(serde_json::to_value(&state).unwrap()["state"], state.name());
    }
    for outcome in [
        LineOutcome::Open,
        LineOutcome::AlreadyGone { at },
        LineOutcome::RestrictedGeo,
        LineOutcome::Refused {
            ground: "ours".to_owned(),
        },
        LineOutcome::NoAnswer,
        LineOutcome::SentBack {
            why: "object_changed".to_owned(),
        },
        LineOutcome::Retracted,
    ] {
        read_back(&line(outcome.clone()));
        assert_eq!(
            serde_json::to_value(&outcome).unwrap()["outcome"],
            outcome.name()
        );
    }
    for says in [
        ClaimKind::Acknowledged,
        ClaimKind::Removed { stated_at: None },
        ClaimKind::Removed {
            stated_at: Some(NOON),
        },
        ClaimKind::NotOurs {
            whose: "a reseller".to_owned(),
        },
        ClaimKind::Message,
    ] {
        let claim = Claim {
            at,
            says,
            via: "mail".to_owned(),
            note: "…".to_owned(),
        };
        read_back(&claim);
        assert_eq!(
            serde_json::to_value(&claim).unwrap()["says"],
            claim.says.name()
        );
    }
    stored(
        &ReferralPolicy::default(),
        json!({
            "lines_max": 20,
            "lines_per_day_max": 50,
            "capture_age_ms_max": 86_400_000,
            "account_items_min": 3,
        }),
    );
}

/// Goal: a watch in each of its states, and what was seen.
#[test]
fn watches_are_stored() {
    let mut one = recheck();
    one.watch = Watch::Gone { removal: removal() };
    one.gone_vantages = vec!["desk".to_owned()];
    one.next_at = Some(NOON);
    stored(
        &one,
        json!({
            "id": "00000000-0000-0000-0000-00000000000b",
            "desk": "00000000-0000-0000-0000-000000000001",
            "line": "00000000-0000-0000-0000-000000000007",
            "referral": "00000000-0000-0000-0000-000000000006",
            "item": "00000000-0000-0000-0000-000000000002",
            "url": "https://archive.test/details/zeta-poster",
            "host": "archive.test",
            "sent_at": 1_795_435_200_000_i64,
            "last_up": null,
            "gone_vantages": ["desk"],
            "watch": "gone",
            "removal": {
                "last_up": 1_795_435_200_000_i64,
                "first_gone": 1_795_438_800_000_i64,
                "seen_from_one": true,
            },
            "next_at": 1_795_435_200_000_i64,
            "looks": 0,
        }),
    );
    let (first_gone, seen_at) = (NOON, NOON);
    for watch in [
        Watch::Watching,
        Watch::Suspected { first_gone },
        Watch::Back { seen_at },
    ] {
        read_back(&crate::Recheck { watch, ..recheck() });
    }
    for state in PageState::ALL {
        let seen = Observation {
            id: ObservationId::from_u128(15),
            desk: DESK,
            item: ITEM,
            url: URL.to_owned(),
            at: NOON,
            vantage: "desk".to_owned(),
            state,
            signs: vec![Sign::Status],
            status: Some(404),
            peer: Some("192.0.2.1".to_owned()),
            sha256: Some(Sha256([1; 32])),
            retry_after_ms: None,
        };
        read_back(&seen);
        assert_eq!(serde_json::to_value(&seen).unwrap()["state"], state.name());
    }
}

/// Goal: providers, contacts, the register and powers.
#[test]
fn providers_and_powers_are_stored() {
    stored(
        &contact(),
        json!({
            "id": "00000000-0000-0000-0000-000000000009",
            "desk": "00000000-0000-0000-0000-000000000001",
            "provider": "00000000-0000-0000-0000-000000000008",
            "address": "abuse@archive.test",
            "source": "rdap",
            "scope": "abuse",
            "language": "en",
            "zone": "Europe/Paris",
            "hours": {"days": [1, 2, 3, 4, 5], "from_minute": 540, "until_minute": 1_020},
            "confirmed": ["00000000-0000-0000-0000-0000000000a1", 1_795_435_200_000_i64],
            "bounces": 0,
            "quarantined_at": null,
            "created_at": 1_795_435_200_000_i64,
        }),
    );
    stored(
        &Provider {
            id: PROVIDER,
            desk: DESK,
            name: "Archive Test".to_owned(),
            domains: vec!["archive.test".to_owned()],
            asns: vec![64_500, u32::MAX],
            country: Some("ZZ".to_owned()),
            created_at: NOON,
        },
        json!({
            "id": "00000000-0000-0000-0000-000000000008",
            "desk": "00000000-0000-0000-0000-000000000001",
            "name": "Archive Test",
            "domains": ["archive.test"],
            "asns": [64_500, 4_294_967_295_u32],
            "country": "ZZ",
            "created_at": 1_795_435_200_000_i64,
        }),
    );
    stored(
        &ProtectedSource {
            domain: "library.test".to_owned(),
            kind: "library".to_owned(),
            note: "a national library".to_owned(),
        },
        json!({"domain": "library.test", "kind": "library", "note": "a national library"}),
    );
    stored(
        &Designation {
            id: DesignationId::from_u128(16),
            desk: DESK,
            instrument: Instrument::Fr61BlockOrDelist,
            authority: "Authority of Testland".to_owned(),
            article: "Article 12".to_owned(),
            document: "Decree 1 of 2026".to_owned(),
            valid_from: NOON,
            valid_until: None,
        },
        json!({
            "id": "00000000-0000-0000-0000-000000000010",
            "desk": "00000000-0000-0000-0000-000000000001",
            "instrument": "fr_6_1_block_or_delist",
            "authority": "Authority of Testland",
            "article": "Article 12",
            "document": "Decree 1 of 2026",
            "valid_from": 1_795_435_200_000_i64,
            "valid_until": null,
        }),
    );
    for grade in [Grade::Low, Grade::Medium, Grade::High, Grade::Confirmed] {
        stored(&grade, json!(grade.name()));
    }
    for side in [Side::Unit, Side::Provider] {
        stored(&side, json!(side.name()));
    }
}

/// Goal: people and keys, without anything that opens a door.
#[test]
fn people_are_stored() {
    stored(
        &User {
            id: AMINA,
            desk: DESK,
            login: "amina".to_owned(),
            name: "Amina".to_owned(),
            roles: vec![Role::Analyst, Role::LegalOfficer],
            language: Language::Ar,
            password_hash: None,
            disabled_at: None,
            created_at: NOON,
        },
        json!({
            "id": "00000000-0000-0000-0000-0000000000a1",
            "desk": "00000000-0000-0000-0000-000000000001",
            "login": "amina",
            "name": "Amina",
            "roles": ["analyst", "legal_officer"],
            "language": "ar",
            "password_hash": null,
            "disabled_at": null,
            "created_at": 1_795_435_200_000_i64,
        }),
    );
    stored(
        &ApiKey {
            id: ApiKeyId::from_u128(17),
            desk: DESK,
            user: AMINA,
            label: "intake".to_owned(),
            scope: vec![Permission::AddItem],
            secret_sha256: Sha256([9; 32]),
            created_at: NOON,
            expires_at: Some(NOON),
            revoked_at: None,
        },
        json!({
            "id": "00000000-0000-0000-0000-000000000011",
            "desk": "00000000-0000-0000-0000-000000000001",
            "user": "00000000-0000-0000-0000-0000000000a1",
            "label": "intake",
            "scope": ["add_item"],
            "secret_sha256": "09".repeat(32),
            "created_at": 1_795_435_200_000_i64,
            "expires_at": 1_795_435_200_000_i64,
            "revoked_at": null,
        }),
    );
}

/// Goal: banks, their entries and what came near them.
#[test]
fn banks_are_stored() {
    let bank = Bank::new(BANK, DESK, "zeta".to_owned(), NOON);
    stored(
        &bank,
        json!({
            "id": "00000000-0000-0000-0000-00000000000c",
            "desk": "00000000-0000-0000-0000-000000000001",
            "name": "zeta",
            "description": "",
            "is_enabled": true,
            "created_at": 1_795_435_200_000_i64,
            "role": "known",
            "owner": "",
            "sharing": "amber",
            "distance_bits_max": 31,
            "enabled_ratio": 1_000_000,
            "activation": "one_person",
            "flood_floor_per_day": 1_000,
            "subscribers": [],
            "closed_at": null,
        }),
    );
    // As the first release wrote it.
    let first = json!({
        "id": "00000000-0000-0000-0000-00000000000c",
        "desk": "00000000-0000-0000-0000-000000000001",
        "name": "zeta",
        "description": "",
        "is_enabled": true,
        "created_at": 1_795_435_200_000_i64,
    });
    assert_eq!(serde_json::from_value::<Bank>(first).unwrap(), bank);
    read_back(&BankEntry {
        source: "partner".to_owned(),
        label: "poster".to_owned(),
        shown_in: Some((EXHIBIT, 2)),
        ..BankEntry::new(
            ENTRY,
            &bank,
            Signal::Sha256(Sha256([2; 32])),
            Some(AMINA),
            NOON,
        )
    });
    read_back(&Match {
        item: ITEM,
        exhibit: None,
        signal: pdq(3, 80),
        bank: BANK,
        bank_name: "zeta".to_owned(),
        entry: ENTRY,
        label: "poster".to_owned(),
        source: "partner".to_owned(),
        distance_bits: 3,
        found_at: NOON,
        transform: Transform::FlipY,
        overlap: None,
        suppressed_by: None,
    });
}

/// Goal: who was told what, and what was taken back.
#[test]
fn the_ledger_is_stored() {
    stored(
        &Disclosure {
            desk: DESK,
            referral: REFERRAL,
            items: vec![ITEM],
            provider: PROVIDER,
            contact: CONTACT,
            kind: "referral".to_owned(),
            at: NOON,
            message_sha256: Sha256([3; 32]),
        },
        json!({
            "desk": "00000000-0000-0000-0000-000000000001",
            "referral": "00000000-0000-0000-0000-000000000006",
            "items": ["00000000-0000-0000-0000-000000000002"],
            "provider": "00000000-0000-0000-0000-000000000008",
            "contact": "00000000-0000-0000-0000-000000000009",
            "kind": "referral",
            "at": 1_795_435_200_000_i64,
            "message_sha256": "03".repeat(32),
        }),
    );
    read_back(&Retraction {
        id: RetractionId::from_u128(18),
        desk: DESK,
        referral: REFERRAL,
        lines: vec![LINE],
        reason: "a catalogue, not a call".to_owned(),
        by: CHIARA,
        found_at: NOON,
        sent_at: None,
    });
}

/// Goal: a row of the record, with each kind of actor.
#[test]
fn the_record_is_stored() {
    let record = |actor| AuditRecord {
        id: EVENT,
        desk: DESK,
        side: Side::Unit,
        actor,
        at: NOON,
        event: AuditEvent::ReferralClosed { referral: REFERRAL },
    };
    let key = ActorKind::Key {
        key: ApiKeyId::from_u128(17),
        user: AMINA,
    };
    stored(
        &record(key),
        json!({
            "id": "00000000-0000-0000-0000-00000000000a",
            "desk": "00000000-0000-0000-0000-000000000001",
            "side": "unit",
            "actor": {
                "kind": "key",
                "key": "00000000-0000-0000-0000-000000000011",
                "user": "00000000-0000-0000-0000-0000000000a1",
            },
            "at": 1_795_435_200_000_i64,
            "event": {
                "kind": "referral.closed",
                "referral": "00000000-0000-0000-0000-000000000006",
            },
        }),
    );
    for (actor, kind) in [
        (ActorKind::Person { user: AMINA }, "person"),
        (ActorKind::Job, "job"),
        (ActorKind::Reporter, "reporter"),
        (ActorKind::LinkHolder, "link_holder"),
    ] {
        assert_eq!(serde_json::to_value(&actor).unwrap()["kind"], kind);
        read_back(&record(actor));
    }
}

proptest! {
    #![proptest_config(super::model::config())]

    /// Goal: ids, instants and digests of any value, and locators of any text, are read back.
    #[test]
    fn any_value_is_read_back(
        number in any::<u128>(),
        ms in any::<i64>(),
        bytes in any::<[u8; 32]>(),
        text in any::<String>(),
    ) {
        let id = EventId::from_u128(number);
        read_back(&id);
        prop_assert_eq!(id.to_string().parse::<EventId>().unwrap(), id);
        read_back(&Timestamp::from_ms(ms));
        read_back(&Sha256(bytes));
        read_back(&Sha1(bytes[..20].try_into().unwrap()));
        read_back(&Md5(bytes[..16].try_into().unwrap()));
        read_back(&Signal::Pdq { hash: Sha256(bytes), quality: bytes[0] });
        read_back(&Signal::Url(text.clone()));
        read_back(&Locator { url: text.clone(), key: text, ..locator() });
        read_back(&item(ItemState::Held {
            exhibit: EXHIBIT,
            assessment: ASSESSMENT,
            until: Timestamp::from_ms(ms),
        }));
    }

    /// Goal: an instant in the years people live in is written and read without loss.
    #[test]
    fn instants_survive_their_text(ms in -62_135_596_800_000_i64..253_402_300_799_999) {
        let at = Timestamp::from_ms(ms);
        prop_assert_eq!(Timestamp::parse_rfc3339(&at.rfc3339()), Some(at));
        prop_assert!(at.floor_minute() <= at && at.since_ms(at.floor_minute()) < 60_000);
    }
}

proptest! {
    // Each case walks up to eight days in quarters of an hour.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    /// Goal: hours of any shape never stop the program, and never open in the past.
    #[test]
    fn any_hours_are_survived(
        days in proptest::collection::vec(-1_i8..10, 0..9),
        from_minute in -100..1_600,
        until_minute in -100..1_600,
        ms in prop_oneof![any::<i64>(), 0..4_102_444_800_000_i64],
    ) {
        let hours = WorkingHours { days, from_minute, until_minute };
        let now = Timestamp::from_ms(ms);
        if let Some(open) = hours.next_open("Europe/Paris", now) {
            prop_assert!(open >= now);
            prop_assert_eq!(hours.is_open("Europe/Paris", open), Some(true));
        }
    }
}
