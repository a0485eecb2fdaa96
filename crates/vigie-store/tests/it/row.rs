//! Rows: what is put is what is read, and what only grows only grows.

use serde_json::json;
use vigie_domain::id::*;
use vigie_domain::*;
use vigie_store::*;

use crate::sample;
use crate::support::{AMINA, Bed, DESK, NOON, act, commit, contract, desk};

contract! {
    /// Goal: desks, logins, keys, designations, settings, batches come back as they were put.
    people_and_settings => people
}
async fn people(store: Store, bed: Bed) {
    let mut user = User {
        id: AMINA,
        desk: DESK,
        login: "amina".to_owned(),
        name: "Amina".to_owned(),
        roles: vec![Role::Analyst],
        language: Language::Ar,
        password_hash: None,
        disabled_at: None,
        created_at: NOON,
    };
    let key = ApiKey {
        id: ApiKeyId::from_u128(5),
        desk: DESK,
        user: AMINA,
        label: "intake".to_owned(),
        scope: vec![Permission::AddItem],
        secret_sha256: Sha256([9; 32]),
        created_at: NOON,
        expires_at: None,
        revoked_at: None,
    };
    let designation = Designation {
        id: DesignationId::from_u128(6),
        desk: DESK,
        instrument: Instrument::TcoRemovalOrder,
        authority: "Authority Zeta".to_owned(),
        article: "Article 3".to_owned(),
        document: "Decree 1".to_owned(),
        valid_from: NOON,
        valid_until: None,
    };
    let batch = BatchRow {
        id: BatchId::from_u128(7),
        desk: DESK,
        created_at: NOON,
        summary: json!({"added": 3}),
    };
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_user(&user).await.unwrap();
    tx.put_api_key(&key).await.unwrap();
    tx.put_designation(&designation).await.unwrap();
    tx.put_setting("log.origin", &json!({"a": [1, null, "\u{0}"]}))
        .await
        .unwrap();
    tx.put_batch(&batch).await.unwrap();
    user.name.push_str(" B.");
    tx.put_user(&user).await.unwrap();
    commit(tx).await;

    assert_eq!(store.desks().await.unwrap(), [desk()]);
    assert_eq!(store.desk_by_name("unit-1").await.unwrap(), Some(desk()));
    assert_eq!(
        store.user_by_login(DESK, "amina").await.unwrap(),
        Some(user.clone())
    );
    assert_eq!(store.user(AMINA).await.unwrap(), Some(user.clone()));
    assert_eq!(store.users(DESK).await.unwrap(), [user]);
    assert_eq!(
        store.api_key_by_secret(Sha256([9; 32])).await.unwrap(),
        Some(key.clone())
    );
    assert_eq!(store.api_keys(DESK).await.unwrap(), [key]);
    assert_eq!(store.designations(DESK).await.unwrap(), [designation]);
    let setting = store.setting(DESK, "log.origin").await.unwrap();
    assert_eq!(setting, Some(json!({"a": [1, null, "\u{0}"]})));
    assert_eq!(store.batch(batch.id).await.unwrap(), Some(batch));
    bed.finish().await;
}

contract! {
    /// Goal: sessions and rate counters live without acts.
    sessions_and_rates => sessions
}
async fn sessions(store: Store, bed: Bed) {
    let session = SessionRow {
        token_sha256: Sha256([1; 32]),
        user: AMINA,
        desk: DESK,
        side: Side::Provider,
        created_at: NOON,
        seen_at: NOON,
        csrf: Some("token".to_owned()),
    };
    store.put_session(&session).await.unwrap();
    store
        .touch_session(session.token_sha256, NOON.plus_ms(5))
        .await
        .unwrap();
    let seen = SessionRow {
        seen_at: NOON.plus_ms(5),
        ..session.clone()
    };
    assert_eq!(
        store.session(session.token_sha256).await.unwrap(),
        Some(seen.clone())
    );
    assert_eq!(store.sessions_of(AMINA).await.unwrap(), [seen]);
    assert_eq!(store.expire_sessions(NOON.plus_ms(5)).await.unwrap(), 0);
    assert_eq!(store.expire_sessions(NOON.plus_ms(6)).await.unwrap(), 1);
    assert_eq!(store.session(session.token_sha256).await.unwrap(), None);

    for expected in 1..=3 {
        assert_eq!(
            store.count_hit("form/1", NOON, 1_000).await.unwrap(),
            expected
        );
    }
    assert_eq!(store.count_hit("form/2", NOON, 1_000).await.unwrap(), 1);
    assert_eq!(
        store
            .count_hit("form/1", NOON.plus_ms(1_000), 1_000)
            .await
            .unwrap(),
        1
    );
    bed.finish().await;
}

contract! {
    /// Goal: an item is found by each of its locators and by the caller's own id.
    items_are_found => items
}
async fn items(store: Store, bed: Bed) {
    let mut item = sample::item(1);
    item.external_id = Some("ext-1".to_owned());
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_item(&item).await.unwrap();
    item.locators.push(sample::locator(77));
    item.state = ItemState::Triaged;
    tx.put_item(&item).await.unwrap();
    assert_eq!(
        tx.item_for_update(item.id).await.unwrap(),
        Some(item.clone())
    );
    commit(tx).await;

    for locator in &item.locators {
        assert_eq!(
            store.item_by_key(DESK, &locator.key).await.unwrap(),
            Some(item.clone())
        );
    }
    assert_eq!(
        store.item_by_external_id(DESK, "ext-1").await.unwrap(),
        Some(item.clone())
    );
    assert_eq!(
        store
            .item_by_key(DeskId::from_u128(9), &item.locators[0].key)
            .await
            .unwrap(),
        None
    );
    let keys = vec!["unknown".to_owned(), sample::locator(77).key];
    let known = store.items_by_keys(DESK, &keys).await.unwrap();
    assert_eq!(
        known.into_iter().collect::<Vec<_>>(),
        [(keys[1].clone(), item.id)]
    );
    assert_eq!(
        store.queue_counts(DESK).await.unwrap(),
        [("triaged".to_owned(), 1)]
    );

    let mut other = sample::item(2);
    other.locators = vec![sample::locator(77)];
    let mut tx = store.begin(act()).await.unwrap();
    let refused = tx.put_item(&other).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict { what: "locator" })),
        "{refused:?}"
    );
    drop(tx);
    let mut tx = store.begin(act()).await.unwrap();
    let refused = tx.add_items(&[other]).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict { .. })),
        "{refused:?}"
    );
    drop(tx);
    assert_eq!(
        store.items(&[ItemId::from_u128(0), item.id]).await.unwrap(),
        [item]
    );
    bed.finish().await;
}

contract! {
    /// Goal: only one person has an item until the claim ends.
    one_person_is_on_an_item => claims
}
async fn claims(store: Store, bed: Bed) {
    let item = sample::item(1);
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_item(&item).await.unwrap();
    commit(tx).await;
    let claim = |user: u128, until: i64| ItemClaim {
        item: item.id,
        user: UserId::from_u128(user),
        until: NOON.plus_ms(until),
    };

    assert_eq!(
        store.claim_item(&claim(1, 10), NOON).await.unwrap(),
        claim(1, 10)
    );
    assert_eq!(
        store.claim_item(&claim(2, 20), NOON).await.unwrap(),
        claim(1, 10)
    );
    assert_eq!(
        store.claim_item(&claim(1, 30), NOON).await.unwrap(),
        claim(1, 30)
    );
    assert_eq!(
        store
            .claim_item(&claim(2, 60), NOON.plus_ms(30))
            .await
            .unwrap(),
        claim(2, 60)
    );
    store
        .release_item(item.id, UserId::from_u128(1))
        .await
        .unwrap();
    assert_eq!(
        store.item_claim(item.id, NOON).await.unwrap(),
        Some(claim(2, 60))
    );
    let many = [ItemId::from_u128(404), item.id];
    let claims = store.item_claims(&many, NOON).await.unwrap();
    assert_eq!(
        claims.into_iter().collect::<Vec<_>>(),
        [(item.id, UserId::from_u128(2))]
    );
    let later = NOON.plus_ms(60);
    assert!(store.item_claims(&many, later).await.unwrap().is_empty());
    store
        .release_item(item.id, UserId::from_u128(2))
        .await
        .unwrap();
    assert_eq!(store.item_claim(item.id, NOON).await.unwrap(), None);
    let unknown = ItemClaim {
        item: ItemId::from_u128(404),
        ..claim(1, 1)
    };
    let refused = store.claim_item(&unknown, NOON).await;
    assert!(
        matches!(refused, Err(StoreError::Missing { .. })),
        "{refused:?}"
    );
    bed.finish().await;
}

contract! {
    /// Goal: evidence and findings are written once; only erasure and the legal officer's word are added.
    evidence_is_written_once => evidence
}
async fn evidence(store: Store, bed: Bed) {
    let item = sample::item(1).id;
    let exhibit = sample::exhibit(1, item);
    let assessment = sample::assessment(1, item);
    let review = Review {
        id: ReviewId::from_u128(1),
        desk: DESK,
        assessment: assessment.id,
        item,
        exhibit: exhibit.id,
        by: UserId::from_u128(2),
        at: NOON,
        form: sample::form(),
        agreement: Agreement::Disagree,
    };
    let observation = Observation {
        id: ObservationId::from_u128(1),
        desk: DESK,
        item,
        url: "https://archive.example/x".to_owned(),
        at: NOON,
        vantage: "paris".to_owned(),
        state: PageState::Up,
        signs: Vec::new(),
        status: Some(200),
        peer: None,
        sha256: None,
        retry_after_ms: None,
    };
    let reasons = Sha256([3; 32]);
    let mut tx = store.begin(act()).await.unwrap();
    for _ in 0..2 {
        tx.put_exhibit(&exhibit).await.unwrap();
        tx.put_assessment(&assessment, reasons).await.unwrap();
        tx.put_review(&review).await.unwrap();
        tx.put_observation(&observation).await.unwrap();
    }
    let refused = [
        tx.put_exhibit(&Exhibit {
            warc_size_bytes: 13,
            ..exhibit.clone()
        })
        .await,
        tx.put_assessment(
            &Assessment {
                second_eyes: false,
                ..assessment.clone()
            },
            reasons,
        )
        .await,
        tx.put_review(&Review {
            at: NOON.plus_ms(1),
            ..review.clone()
        })
        .await,
        tx.put_observation(&Observation {
            status: None,
            ..observation.clone()
        })
        .await,
    ];
    assert!(
        refused
            .iter()
            .all(|r| matches!(r, Err(StoreError::Conflict { .. }))),
        "{refused:?}"
    );
    let look = LegalLook {
        by: AMINA,
        at: NOON,
        finding: "Seen".to_owned(),
    };
    tx.put_legal_look(assessment.id, &look).await.unwrap();
    commit(tx).await;

    assert_eq!(store.exhibits_of(item).await.unwrap(), [exhibit]);
    let looked = Assessment {
        legal_officer: Some(look),
        ..assessment.clone()
    };
    assert_eq!(store.assessments_of(item).await.unwrap(), [looked]);
    let same = store
        .assessments_with_reasons_hash(DESK, reasons)
        .await
        .unwrap();
    assert_eq!(same, [(assessment.id, item)]);
    assert_eq!(store.reviews_of(assessment.id).await.unwrap(), [review]);
    assert_eq!(store.observations_of(item, 5).await.unwrap(), [observation]);
    bed.finish().await;
}

contract! {
    /// Goal: providers are found by name and by the closest domain; contacts wait to be confirmed.
    providers_are_found => providers
}
async fn providers(store: Store, bed: Bed) {
    let mut one = sample::provider(1);
    let mut two = sample::provider(2);
    two.domains = vec!["media.zeta-1.example".to_owned()];
    let contact = Contact {
        id: ContactId::from_u128(1),
        desk: DESK,
        provider: one.id,
        address: "abuse@zeta-1.example".to_owned(),
        source: "rdap".to_owned(),
        scope: vigie_domain::ContactScope::Abuse,
        language: Language::Fr,
        zone: "Europe/Paris".to_owned(),
        hours: None,
        confirmed: None,
        bounces: 0,
        quarantined_at: None,
        created_at: NOON,
    };
    let source = ProtectedSource {
        domain: "library.example".to_owned(),
        kind: "library".to_owned(),
        note: String::new(),
    };
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_provider(&one).await.unwrap();
    tx.put_provider(&two).await.unwrap();
    tx.put_contact(&contact).await.unwrap();
    tx.put_protected_source(&source).await.unwrap();
    let chain = json!([{"link": "host"}]);
    tx.put_chain(sample::item(1).id, &json!([]), NOON)
        .await
        .unwrap();
    tx.put_chain(sample::item(1).id, &chain, NOON.plus_ms(1))
        .await
        .unwrap();
    commit(tx).await;

    assert_eq!(
        store.provider_by_name(DESK, &one.name).await.unwrap(),
        Some(one.clone())
    );
    let at = |name: &'static str| store.provider_by_domain(DESK, name);
    assert_eq!(at("zeta-1.example").await.unwrap(), Some(one.clone()));
    assert_eq!(at("www.zeta-1.example").await.unwrap(), Some(one.clone()));
    assert_eq!(
        at("a.media.zeta-1.example").await.unwrap(),
        Some(two.clone())
    );
    assert_eq!(at("notzeta-1.example").await.unwrap(), None);
    assert_eq!(store.providers(DESK).await.unwrap(), [one.clone(), two]);
    assert_eq!(
        store.contacts_unconfirmed(DESK).await.unwrap(),
        std::slice::from_ref(&contact)
    );
    assert_eq!(
        store
            .contact_by_address(one.id, &contact.address)
            .await
            .unwrap(),
        Some(contact.clone())
    );
    assert_eq!(
        store
            .protected_source_of(DESK, "www.library.example")
            .await
            .unwrap(),
        Some(source)
    );
    assert_eq!(
        store.chain_of(sample::item(1).id).await.unwrap(),
        Some((NOON.plus_ms(1), chain))
    );

    one.domains.clear();
    let confirmed = Contact {
        confirmed: Some((AMINA, NOON)),
        ..contact
    };
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_provider(&one).await.unwrap();
    tx.put_contact(&confirmed).await.unwrap();
    assert!(tx.delete_protected_source("library.example").await.unwrap());
    commit(tx).await;
    assert_eq!(at("www.zeta-1.example").await.unwrap(), None);
    assert_eq!(store.contacts_unconfirmed(DESK).await.unwrap(), []);
    assert_eq!(store.contacts_of(one.id).await.unwrap(), [confirmed]);
    assert_eq!(store.protected_sources(DESK).await.unwrap(), []);
    bed.finish().await;
}

contract! {
    /// Goal: a referral is found by all it is quoted by; its lines count while they should.
    referrals_are_found_and_counted => referrals
}
async fn referrals(store: Store, bed: Bed) {
    let items = [sample::item(1).id, sample::item(2).id];
    let mut referral = sample::referral(1, &items);
    let provider = referral.provider;
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_referral(&referral).await.unwrap();
    for number in 2..=5 {
        tx.put_referral(&sample::referral(number, &[]))
            .await
            .unwrap();
    }
    commit(tx).await;

    let found = Some(referral.clone());
    assert_eq!(store.referral_by_token("token-1").await.unwrap(), found);
    assert_eq!(
        store
            .referral_by_answer_token(Sha256([1; 32]))
            .await
            .unwrap(),
        found
    );
    assert_eq!(
        store
            .referral_by_message_id("<1@desk.example>")
            .await
            .unwrap(),
        found
    );
    assert_eq!(
        store
            .referral_by_reference(DESK, "V-2026-000001")
            .await
            .unwrap(),
        found
    );
    assert_eq!(
        store.referrals_of_item(items[1]).await.unwrap(),
        [referral.clone()]
    );
    let open = store.open_referral_for(items[0], provider).await.unwrap();
    assert_eq!(open.as_deref(), Some("V-2026-000001"));
    assert_eq!(
        store.lines_to_provider_since(provider, NOON).await.unwrap(),
        0,
        "a draft counts for nothing"
    );

    referral.state = ReferralState::Approved {
        by: AMINA,
        at: NOON,
        event: EventId::from_u128(1),
    };
    put(&store, &referral).await;
    assert_eq!(
        store.lines_to_provider_since(provider, NOON).await.unwrap(),
        2
    );
    assert_eq!(
        store
            .lines_to_provider_since(provider, NOON.plus_ms(1))
            .await
            .unwrap(),
        0
    );
    referral.lines[0].outcome = LineOutcome::SentBack {
        why: "changed".to_owned(),
    };
    put(&store, &referral).await;
    assert_eq!(
        store.lines_to_provider_since(provider, NOON).await.unwrap(),
        1
    );
    assert_eq!(
        store.open_referral_for(items[0], provider).await.unwrap(),
        None
    );
    referral.state = ReferralState::Withdrawn { at: NOON };
    put(&store, &referral).await;
    assert_eq!(
        store.lines_to_provider_since(provider, NOON).await.unwrap(),
        0
    );
    assert_eq!(
        store.open_referral_for(items[1], provider).await.unwrap(),
        None
    );
    referral.lines.clear();
    put(&store, &referral).await;
    assert_eq!(store.referrals_of_item(items[1]).await.unwrap(), []);

    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = store
            .referrals(DESK, &ReferralFilter::default(), after, 2)
            .await
            .unwrap();
        seen.extend(page.rows.into_iter().map(|r| r.reference));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let newest_first = [5, 4, 3, 2, 1].map(|n| format!("V-2026-{n:06}"));
    assert_eq!(seen, newest_first);
    let drafts = ReferralFilter {
        state: Some("draft"),
        provider: Some(provider),
    };
    assert_eq!(
        store
            .referrals(DESK, &drafts, None, 9)
            .await
            .unwrap()
            .rows
            .len(),
        4
    );
    bed.finish().await;
}

async fn put(store: &Store, referral: &Referral) {
    let mut tx = store.begin(act()).await.unwrap();
    assert!(tx.referral_for_update(referral.id).await.unwrap().is_some());
    tx.put_referral(referral).await.unwrap();
    commit(tx).await;
}

contract! {
    /// Goal: watches come due in order; a host is asked by one at a time.
    watches_and_budgets => watches
}
async fn watches(store: Store, bed: Bed) {
    let watch = |number: u128, next: Option<i64>| Recheck {
        id: RecheckId::from_u128(number),
        desk: DESK,
        line: LineId::from_u128(number),
        referral: ReferralId::from_u128(1),
        item: sample::item(number).id,
        url: "https://archive.example/x".to_owned(),
        host: "archive.example".to_owned(),
        sent_at: NOON,
        last_up: None,
        gone_vantages: Vec::new(),
        watch: Watch::Watching,
        next_at: next.map(|ms| NOON.plus_ms(ms)),
        looks: 0,
    };
    let mut tx = store.begin(act()).await.unwrap();
    for watch in [
        watch(1, Some(20)),
        watch(2, Some(10)),
        watch(3, None),
        watch(4, Some(99)),
    ] {
        tx.put_recheck(&watch).await.unwrap();
    }
    commit(tx).await;
    let due = store.rechecks_due(NOON.plus_ms(20), 9).await.unwrap();
    assert_eq!(due, [watch(2, Some(10)), watch(1, Some(20))]);
    assert_eq!(store.rechecks_due(NOON.plus_ms(9), 9).await.unwrap(), []);
    assert_eq!(
        store.next_recheck_at(DESK).await.unwrap(),
        Some(NOON.plus_ms(10))
    );
    assert_eq!(
        store
            .rechecks_of(ReferralId::from_u128(1))
            .await
            .unwrap()
            .len(),
        4
    );
    assert_eq!(
        store.rechecks_of_item(sample::item(4).id).await.unwrap(),
        [watch(4, Some(99))]
    );

    assert!(store.reserve_host("a.example", NOON, 100).await.unwrap());
    assert!(
        !store
            .reserve_host("a.example", NOON.plus_ms(99), 100)
            .await
            .unwrap()
    );
    assert!(store.reserve_host("b.example", NOON, 100).await.unwrap());
    assert!(
        store
            .reserve_host("a.example", NOON.plus_ms(100), 100)
            .await
            .unwrap()
    );
    store
        .delay_host("a.example", NOON.plus_ms(900))
        .await
        .unwrap();
    store
        .delay_host("a.example", NOON.plus_ms(300))
        .await
        .unwrap();
    assert_eq!(
        store.host_next_free("a.example").await.unwrap(),
        Some(NOON.plus_ms(900))
    );
    bed.finish().await;
}

contract! {
    /// Goal: who was told what is a ledger; retractions say when they were sent.
    told_and_taken_back => ledger
}
async fn ledger(store: Store, bed: Bed) {
    let items = vec![sample::item(1).id, sample::item(2).id];
    let told = Disclosure {
        desk: DESK,
        referral: ReferralId::from_u128(1),
        items: items.clone(),
        provider: sample::provider(1).id,
        contact: ContactId::from_u128(1),
        kind: "referral".to_owned(),
        at: NOON,
        message_sha256: Sha256([1; 32]),
    };
    let reminded = Disclosure {
        kind: "reminder".to_owned(),
        items: vec![items[1]],
        ..told.clone()
    };
    let mut retraction = Retraction {
        id: RetractionId::from_u128(1),
        desk: DESK,
        referral: told.referral,
        lines: vec![],
        reason: "a wrong line".to_owned(),
        by: AMINA,
        found_at: NOON,
        sent_at: None,
    };
    let mut tx = store.begin(act()).await.unwrap();
    tx.add_disclosure(&told).await.unwrap();
    tx.add_disclosure(&reminded).await.unwrap();
    tx.put_retraction(&retraction).await.unwrap();
    retraction.sent_at = Some(NOON);
    tx.put_retraction(&retraction).await.unwrap();
    commit(tx).await;
    assert_eq!(
        store.disclosures_of(told.referral).await.unwrap(),
        [told.clone(), reminded.clone()]
    );
    assert_eq!(
        store.disclosures_of_item(items[0]).await.unwrap(),
        std::slice::from_ref(&told)
    );
    assert_eq!(
        store.disclosures_of_item(items[1]).await.unwrap(),
        [told, reminded]
    );
    assert_eq!(
        store.retractions_of(retraction.referral).await.unwrap(),
        [retraction]
    );
    bed.finish().await;
}

contract! {
    /// Goal: mails are filed once; a reporter's address is sealed, and erased when it expires.
    mails_and_reports => mails
}
async fn mails(store: Store, bed: Bed) {
    let mut mail = MailRow {
        id: MailId::from_u128(1),
        desk: DESK,
        referral: None,
        class: "other".to_owned(),
        received_at: NOON,
        raw_sha256: Sha256([5; 32]),
        summary: json!({"subject": "Zeta"}),
    };
    let sealed = store.seal_field("reporter", b"r@example.org").unwrap();
    let report = ReportRow {
        id: new_id(NOON).unwrap(),
        item: sample::item(1).id,
        received_at: NOON,
        contact: Some(sealed.clone()),
        contact_expires_at: Some(NOON.plus_ms(10)),
        language: Language::Ar,
    };
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_mail(&mail).await.unwrap();
    tx.put_report(&report).await.unwrap();
    commit(tx).await;
    assert_eq!(store.mails_unfiled(DESK).await.unwrap(), [mail.clone()]);
    assert_eq!(
        store.mail_by_raw(DESK, mail.raw_sha256).await.unwrap(),
        Some(mail.clone())
    );
    assert_eq!(
        store.reports_of(report.item).await.unwrap(),
        std::slice::from_ref(&report)
    );
    assert_eq!(
        store.open_field("reporter", &sealed).unwrap(),
        b"r@example.org"
    );
    assert!(store.open_field("other", &sealed).is_err());

    mail.referral = Some(ReferralId::from_u128(1));
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_mail(&mail).await.unwrap();
    assert!(!store.has_expired_reports(NOON.plus_ms(9)).await.unwrap());
    assert!(store.has_expired_reports(NOON.plus_ms(10)).await.unwrap());
    assert_eq!(tx.expire_reports(NOON.plus_ms(10)).await.unwrap(), 1);
    commit(tx).await;
    assert_eq!(store.mails_unfiled(DESK).await.unwrap(), []);
    assert_eq!(
        store.mails_of(ReferralId::from_u128(1)).await.unwrap(),
        [mail]
    );
    assert_eq!(
        store.reports_of(report.item).await.unwrap()[0].contact,
        None
    );
    bed.finish().await;
}
