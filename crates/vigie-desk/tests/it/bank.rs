//! Banks at work: what is banked finds what was captured, what is silenced loses its place.

use vigie_desk::bank::*;
use vigie_desk::item::{NewItem, add_item};
use vigie_desk::signal::{ServiceLookup, explain_match, find_known, look_up};
use vigie_desk::{DeskError, setup};
use vigie_domain::time::DAY_MS;
use vigie_domain::*;

use crate::world::{World, code};

pub(crate) async fn operator(w: &World) -> Actor {
    let fresh = vigie_store::new_id(w.desk.now()).unwrap();
    setup::local_operator(w.desk.store(), w.desk.id(), fresh, w.desk.now())
        .await
        .unwrap()
}

/// A made-up hash with the first `bits` bits of a pattern turned over.
fn pdq(bits: usize) -> Signal {
    let mut hash = [0x5a; 32];
    for bit in 0..bits {
        hash[bit / 8] ^= 0x80 >> (bit % 8);
    }
    Signal::Pdq {
        hash: Sha256(hash),
        quality: 90,
    }
}

fn content(signal: Signal) -> NewContent {
    NewContent {
        signals: vec![(signal, Transform::AsIs)],
        label: "poster of the Training Organisation Zeta".to_owned(),
        source: "desk".to_owned(),
        ..NewContent::default()
    }
}

/// An item in whose capture a picture of that hash was seen.
pub(crate) async fn captured(w: &World, path: &str, signal: Signal) -> ItemId {
    w.put(path, "a plain page");
    let url = format!("http://host.example:{}{path}", w.port);
    let new = NewItem::url(url, IntakeChannel::Desk);
    let item = add_item(&w.desk, &w.analyst, new).await.unwrap().item;
    w.settle().await;
    let exhibits = w.desk.store().exhibits_of(item).await.unwrap();
    let mut exhibit = exhibits[0].clone();
    exhibit.id = vigie_store::new_id(w.desk.now()).unwrap();
    exhibit.captured_at = w.desk.now().plus_ms(1);
    exhibit.records[0].signals = vec![signal];
    let act = vigie_store::Act {
        desk: w.desk.id(),
        side: Side::Unit,
        actor: Actor::job(w.desk.id()).kind,
        now: w.desk.now(),
    };
    let mut tx = w.desk.store().begin(act).await.unwrap();
    tx.put_exhibit(&exhibit).await.unwrap();
    tx.commit(AuditEvent::DataImported { tables: 1 })
        .await
        .unwrap();
    item
}

async fn bank(w: &World, name: &str, settings: BankSettings) -> Actor {
    let admin = operator(w).await;
    create_bank_with(&w.desk, &admin, name, settings)
        .await
        .unwrap();
    admin
}

async fn matches(w: &World, item: ItemId) -> Vec<Match> {
    w.desk.store().matches_of(item).await.unwrap()
}

/// What the matches of an item weigh in the queue, its text left out.
pub(crate) async fn points(w: &World, item: ItemId) -> u16 {
    let mut reasons = w.item(item).await.priority_reasons;
    reasons.retain(|reason| matches!(reason, PriorityReason::Match { .. }));
    vigie_domain::item::priority(&reasons)
}

async fn known(w: &World, signal: &Signal) -> Vec<(String, u32)> {
    let signals = std::slice::from_ref(signal);
    let found = find_known(&w.desk, &w.analyst, signals, None)
        .await
        .unwrap();
    found
        .into_iter()
        .filter(|one| one.suppressed_by.is_none())
        .map(|one| (one.bank, one.distance_bits))
        .collect()
}

/// The kinds of the entries of the log that are about banks, oldest first.
async fn bank_events(w: &World) -> Vec<&'static str> {
    w.settle().await;
    let all = w.desk.store().events_after(w.desk.id(), 0, 1_000).await;
    let kinds = all.unwrap().into_iter().filter_map(|event| event.record);
    kinds
        .map(|record| record.event.kind())
        .filter(|kind| kind.contains("bank") || kind.starts_with("opinion"))
        .collect()
}

/// Goal: a new entry is looked up at once in what was captured long ago; the match appears in the
/// queue and explains itself; withdrawn, it is gone from there.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_banked_finds_what_was_captured() {
    let w = World::new().await;
    let near = captured(&w, "/near", pdq(12)).await;
    let far = captured(&w, "/far", pdq(40)).await;
    let negative = captured(&w, "/negative", pdq(3).inverted().unwrap()).await;
    let admin = bank(&w, "zeta", BankSettings::default()).await;
    w.settle().await;

    let banked = add_content(&w.desk, &w.analyst, "zeta", content(pdq(0)))
        .await
        .unwrap();
    w.settle().await;

    let found = matches(&w, near).await;
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].distance_bits, found[0].transform),
        (12, Transform::AsIs)
    );
    assert_eq!(points(&w, near).await, 400 - 8 * 12);
    assert_eq!(matches(&w, far).await, []);
    let inverted = matches(&w, negative).await;
    assert_eq!(
        (inverted[0].distance_bits, inverted[0].transform),
        (3, Transform::Invert)
    );

    let explained = explain_match(&w.desk, &w.analyst, near, 0).await.unwrap();
    assert_eq!(explained.entry.id, banked.entries[0].id);
    assert_eq!(explained.profile, "pdq/full");
    assert_eq!(explained.differing_bits, (0..12).collect::<Vec<u8>>());
    assert!(explained.item_picture.is_some() && explained.entry_picture.is_none());
    let explained = explain_match(&w.desk, &w.analyst, negative, 0)
        .await
        .unwrap();
    assert_eq!(explained.differing_bits, [0, 1, 2]);
    let nothing = explain_match(&w.desk, &w.analyst, near, 1)
        .await
        .unwrap_err();
    assert_eq!(code(&nothing), "not_found");

    let reason = "a pattern that many share".to_owned();
    let withdraw = EntryCommand::Withdraw { reason };
    let entry = banked.entries[0].id;
    move_entry(&w.desk, &w.reviewer, "zeta", entry, withdraw)
        .await
        .unwrap();
    assert_eq!(known(&w, &pdq(0)).await, []);
    w.settle().await;
    assert_eq!(matches(&w, near).await, []);
    assert_eq!(points(&w, near).await, 0);
    assert_eq!(
        bank_events(&w).await,
        [
            "bank.created",
            "bank_entry.added",
            "bank.searched",
            "bank_entry.withdrawn",
            "bank.searched"
        ]
    );
    drop(admin);
}

/// Goal: an entry from an exhibit knows where it was seen, and what else was captured is found by
/// it; the same again is the same content.
#[tokio::test(flavor = "multi_thread")]
async fn a_captured_record_is_banked() {
    let w = World::new().await;
    let first = captured(&w, "/first", pdq(0)).await;
    let copy = captured(&w, "/copy", pdq(5)).await;
    bank(&w, "zeta", BankSettings::default()).await;
    let exhibits = w.desk.store().exhibits_of(first).await.unwrap();
    let shown = (exhibits[0].id, 0);

    let banked = bank_record(&w.desk, &w.analyst, "zeta", shown, "poster")
        .await
        .unwrap();
    let again = bank_record(&w.desk, &w.reviewer, "zeta", shown, "poster")
        .await
        .unwrap();
    assert_eq!(
        (banked.is_new, again.is_new, again.content),
        (true, false, banked.content)
    );
    w.settle().await;
    let explained = explain_match(&w.desk, &w.analyst, copy, 0).await.unwrap();
    assert_eq!(explained.entry_picture, Some(shown));
    assert_ne!(explained.item_picture, explained.entry_picture);

    for (record, expected) in [(1, "signal_malformed"), (99, "not_found")] {
        let none = bank_record(&w.desk, &w.analyst, "zeta", (shown.0, record), "poster").await;
        assert_eq!(code(&none.unwrap_err()), expected);
    }
    let blind = bank_record(&w.desk, &w.liaison, "zeta", shown, "poster").await;
    assert_eq!(code(&blind.unwrap_err()), "forbidden");
}

/// Goal: where a bank asks for two, nobody activates what they put forward; others do, and only
/// what they looked at.
#[tokio::test(flavor = "multi_thread")]
async fn two_people_activate() {
    let w = World::new().await;
    let settings = BankSettings {
        activation: Some(Activation::TwoPeople),
        ..BankSettings::default()
    };
    bank(&w, "zeta", settings).await;
    let mut entries = Vec::new();
    for bits in [0, 80, 160] {
        let added = add_content(&w.desk, &w.analyst, "zeta", content(pdq(bits)))
            .await
            .unwrap();
        assert_eq!(added.entries[0].state, EntryState::Proposed);
        entries.push(added.entries[0].id);
        // Ids of one millisecond have no order.
        w.clock.advance_to(w.desk.now().plus_ms(1));
    }
    assert_eq!(known(&w, &pdq(0)).await, []);

    let activate = |who: Actor, entry| {
        let desk = &w.desk;
        async move { move_entry(desk, &who, "zeta", entry, EntryCommand::Activate).await }
    };
    let own = activate(w.analyst.clone(), entries[0]).await.unwrap_err();
    assert_eq!(code(&own), "same_pair_of_eyes");
    let own = activate_entries(&w.desk, &w.analyst, "zeta", entries[2]).await;
    assert_eq!(code(&own.unwrap_err()), "same_pair_of_eyes");
    activate(w.reviewer.clone(), entries[0]).await.unwrap();
    assert_eq!(known(&w, &pdq(0)).await, [("zeta".to_owned(), 0)]);
    let twice = activate(w.reviewer.clone(), entries[0]).await.unwrap_err();
    assert_eq!(code(&twice), "entry_state");
    let others = activate_entries(&w.desk, &w.reviewer, "zeta", entries[1]).await;
    assert_eq!(others.unwrap(), 1);
    assert_eq!(known(&w, &pdq(160)).await, []);
    let outsider = activate(w.liaison.clone(), entries[2]).await.unwrap_err();
    assert_eq!(code(&outsider), "forbidden");

    // Contested, it is silent until somebody else upholds it.
    let contest = EntryCommand::Contest {
        reason: "a flag of a country".to_owned(),
    };
    let moved = move_entry(&w.desk, &w.legal, "zeta", entries[0], contest).await;
    assert_eq!(moved.unwrap().state, EntryState::Contested);
    assert_eq!(known(&w, &pdq(0)).await, []);
    let own = move_entry(&w.desk, &w.legal, "zeta", entries[0], EntryCommand::Uphold).await;
    assert_eq!(code(&own.unwrap_err()), "same_pair_of_eyes");
    move_entry(
        &w.desk,
        &w.analyst,
        "zeta",
        entries[0],
        EntryCommand::Uphold,
    )
    .await
    .unwrap();
    assert_eq!(known(&w, &pdq(0)).await, [("zeta".to_owned(), 0)]);
}

/// Goal: each bank has its own distance and its share of lookups; a bank that is switched off or
/// closed answers nothing; a closed name is free.
#[tokio::test(flavor = "multi_thread")]
async fn each_bank_answers_in_its_own_way() {
    let w = World::new().await;
    let narrow = BankSettings {
        distance_bits_max: Some(4),
        ..BankSettings::default()
    };
    let admin = bank(&w, "narrow", narrow).await;
    bank(&w, "wide", BankSettings::default()).await;
    for name in ["narrow", "wide"] {
        add_content(&w.desk, &w.analyst, name, content(pdq(0)))
            .await
            .unwrap();
    }
    let names = async |bits| {
        let mut found = known(&w, &pdq(bits)).await;
        found.sort();
        found.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(names(4).await, ["narrow", "wide"]);
    assert_eq!(names(5).await, ["wide"]);
    assert_eq!(names(31).await, ["wide"]);
    assert_eq!(names(32).await, [""; 0]);
    let asked = find_known(&w.desk, &w.analyst, &[pdq(40)], Some(40)).await;
    assert_eq!(asked.unwrap().len(), 2);
    let asked = find_known(&w.desk, &w.analyst, &[pdq(0)], Some(64)).await;
    assert_eq!(code(&asked.unwrap_err()), "distance_too_large");

    let half = BankSettings {
        enabled_ratio: Some(0.5),
        ..BankSettings::default()
    };
    configure_bank(&w.desk, &admin, "wide", half).await.unwrap();
    let mut answered = 0;
    for seed in 0..400 {
        let seed = seed.to_string();
        let how = ServiceLookup {
            seed: Some(&seed),
            ..ServiceLookup::default()
        };
        let found = look_up(&w.desk, &w.analyst, &pdq(5), how).await.unwrap();
        let again = look_up(&w.desk, &w.analyst, &pdq(5), how).await.unwrap();
        assert_eq!(found, again, "the same seed draws the same");
        answered += found.len();
    }
    assert!(
        (120..280).contains(&answered),
        "{answered} of 400 at one half"
    );
    let how = ServiceLookup {
        bypasses_ratio: true,
        ..ServiceLookup::default()
    };
    assert_eq!(
        look_up(&w.desk, &w.analyst, &pdq(5), how)
            .await
            .unwrap()
            .len(),
        1
    );

    let off = BankSettings {
        is_enabled: Some(false),
        ..BankSettings::default()
    };
    configure_bank(&w.desk, &admin, "wide", off).await.unwrap();
    assert_eq!(names(0).await, ["narrow"]);
    assert_eq!(close_bank(&w.desk, &admin, "narrow").await.unwrap(), 1);
    assert_eq!(names(0).await, [""; 0]);
    let gone = close_bank(&w.desk, &admin, "narrow").await.unwrap_err();
    assert_eq!(code(&gone), "not_found");
    create_bank(&w.desk, &admin, "narrow", "").await.unwrap();
    for (settings, expected) in [
        (
            BankSettings {
                enabled_ratio: Some(1.5),
                ..Default::default()
            },
            "ratio_malformed",
        ),
        (
            BankSettings {
                distance_bits_max: Some(64),
                ..Default::default()
            },
            "distance_too_large",
        ),
        (
            BankSettings {
                owner: Some("a\nb".to_owned()),
                ..Default::default()
            },
            "text_malformed",
        ),
        (
            BankSettings {
                name: Some("wide".to_owned()),
                ..Default::default()
            },
            "bank_exists",
        ),
        (
            BankSettings {
                name: Some("a b".to_owned()),
                ..Default::default()
            },
            "bank_name",
        ),
    ] {
        let refused = configure_bank(&w.desk, &admin, "narrow", settings).await;
        assert_eq!(code(&refused.unwrap_err()), expected);
    }
    let role = BankSettings {
        role: Some(BankRole::Negative),
        ..BankSettings::default()
    };
    let refused = configure_bank(&w.desk, &admin, "wide", role).await;
    assert_eq!(code(&refused.unwrap_err()), "bank_not_empty");
}

/// Goal: what a negative bank knows is shown and orders no queue; taken back, it does again.
#[tokio::test(flavor = "multi_thread")]
async fn a_negative_bank_suppresses() {
    let w = World::new().await;
    let item = captured(&w, "/flag", pdq(10)).await;
    bank(&w, "zeta", BankSettings::default()).await;
    let negative = BankSettings {
        role: Some(BankRole::Negative),
        distance_bits_max: Some(8),
        ..BankSettings::default()
    };
    bank(&w, "harmless", negative).await;
    add_content(&w.desk, &w.analyst, "zeta", content(pdq(0)))
        .await
        .unwrap();
    w.settle().await;
    assert!(points(&w, item).await > 0);

    let added = add_content(&w.desk, &w.analyst, "harmless", content(pdq(14)))
        .await
        .unwrap();
    assert_eq!(added.entries[0].state, EntryState::Proposed, "it takes two");
    let entry = added.entries[0].id;
    move_entry(&w.desk, &w.legal, "harmless", entry, EntryCommand::Activate)
        .await
        .unwrap();
    w.settle().await;
    let found = matches(&w, item).await;
    assert_eq!(found[0].suppressed_by.as_deref(), Some("harmless"));
    assert_eq!(points(&w, item).await, 0);
    let raw = ServiceLookup {
        is_raw: true,
        ..ServiceLookup::default()
    };
    assert_eq!(
        look_up(&w.desk, &w.analyst, &pdq(10), raw).await.unwrap(),
        []
    );
    // Beyond its own distance it says nothing.
    assert_eq!(known(&w, &pdq(5)).await, [("zeta".to_owned(), 5)]);

    let withdraw = EntryCommand::Withdraw {
        reason: "not harmless".to_owned(),
    };
    move_entry(&w.desk, &w.analyst, "harmless", entry, withdraw)
        .await
        .unwrap();
    w.settle().await;
    assert!(points(&w, item).await > 0);
}

/// Goal: an entry that matches more than its baseline is silenced, a person lets it answer again
/// with a limit of its own, and a day of the usual matches is none of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_is_silenced() {
    let w = World::new().await;
    let settings = BankSettings {
        flood_floor_per_day: Some(5),
        ..BankSettings::default()
    };
    bank(&w, "zeta", settings).await;
    let added = add_content(&w.desk, &w.analyst, "zeta", content(pdq(0)))
        .await
        .unwrap();
    let entry = added.entries[0].id;
    let ask = async |times: u32| {
        let mut answered = 0;
        for _ in 0..times {
            answered += known(&w, &pdq(0)).await.len();
        }
        w.settle().await;
        answered
    };
    let state = async || {
        let found = w.desk.store().bank_entry(entry).await.unwrap().unwrap();
        (found.state, found.reason)
    };
    assert_eq!(ask(5).await, 5);
    assert_eq!(state().await.0, EntryState::Active);
    assert_eq!(ask(1).await, 1);
    let reason = Some("6 matches in a day, at most 5".to_owned());
    assert_eq!(state().await, (EntryState::Quarantined, reason));
    assert_eq!(ask(3).await, 0);

    let release = EntryCommand::Release {
        limit_per_day: Some(8),
    };
    move_entry(&w.desk, &w.reviewer, "zeta", entry, release)
        .await
        .unwrap();
    assert_eq!(ask(2).await, 2);
    assert_eq!(state().await.0, EntryState::Active, "8 of 8");
    w.clock.advance_to(w.desk.now().plus_ms(DAY_MS));
    assert_eq!(ask(8).await, 8, "another day");
    assert_eq!(state().await.0, EntryState::Active);
    assert_eq!(ask(1).await, 1);
    assert_eq!(state().await.0, EntryState::Quarantined);
    assert!(bank_events(&w).await.contains(&"bank_entry.quarantined"));
}

/// Goal: subscribers get what changed, tombstones and opinions with it; the label decides who;
/// every fetch that brought something is on record.
#[tokio::test(flavor = "multi_thread")]
async fn subscribers_fetch_what_changed() {
    let w = World::new().await;
    let admin = bank(&w, "zeta", BankSettings::default()).await;
    let (id, user) = (ApiKeyId::from_u128(77), admin.user().unwrap());
    let partner = Actor {
        kind: ActorKind::Key { key: id, user },
        scope: Some(vec![Permission::SubscribeBank]),
        ..admin.clone()
    };
    let mut entries = Vec::new();
    for bits in [0, 80, 160] {
        let added = add_content(&w.desk, &w.analyst, "zeta", content(pdq(bits))).await;
        entries.push(added.unwrap().entries[0].id);
    }
    let fetch =
        async |since: Since, limit| fetch_changes(&w.desk, &partner, "zeta", since, limit).await;
    let stranger = fetch(Since::BEGINNING, 9).await.unwrap_err();
    assert_eq!(code(&stranger), "not_subscribed");
    let share = async |sharing| {
        let settings = BankSettings {
            sharing: Some(sharing),
            subscribers: Some(vec![id]),
            ..BankSettings::default()
        };
        configure_bank(&w.desk, &admin, "zeta", settings)
            .await
            .unwrap();
    };
    share(SharingLabel::Red).await;
    assert_eq!(
        code(&fetch(Since::BEGINNING, 9).await.unwrap_err()),
        "bank_red"
    );
    let exported = export_bank(&w.desk, &admin, "zeta", ExportFormat::Csv).await;
    assert_eq!(code(&exported.unwrap_err()), "bank_red");
    share(SharingLabel::Amber).await;

    let first = fetch(Since::BEGINNING, 2).await.unwrap();
    assert!(first.has_more && first.changes.iter().all(|change| change.is_standing));
    let rest = fetch(first.next, 2).await.unwrap();
    assert_eq!((rest.changes.len(), rest.has_more), (1, false));
    let nothing = fetch(rest.next, 2).await.unwrap();
    assert_eq!((nothing.changes.len(), nothing.next), (0, rest.next));

    let said = (Stance::Disagree, "a plain border");
    state_opinion(&w.desk, &partner, "zeta", entries[1], said)
        .await
        .unwrap();
    let withdraw = EntryCommand::Withdraw {
        reason: "a plain border".to_owned(),
    };
    move_entry(&w.desk, &w.reviewer, "zeta", entries[0], withdraw)
        .await
        .unwrap();
    let later = fetch(rest.next, 9).await.unwrap();
    let told: Vec<_> = later
        .changes
        .iter()
        .map(|one| (one.entry.id, one.is_standing, one.opinions.len()))
        .collect();
    assert_eq!(told, [(entries[1], true, 1), (entries[0], false, 0)]);
    let list = export_bank(&w.desk, &admin, "zeta", ExportFormat::ThreatExchangeCsv).await;
    let list = list.unwrap();
    assert_eq!(list.matches(",DISPUTED,").count(), 1);
    assert_eq!(list.matches(",POSITIVE_CLASS,").count(), 1);

    let readers = list_readers(&w.desk, &admin, "zeta").await.unwrap();
    assert_eq!(readers.len(), 1);
    let reader = &readers[0];
    assert_eq!(reader.reader, id.to_string());
    assert_eq!((reader.fetches, reader.entries), (3, 5));
    let fetched = bank_events(&w).await;
    assert_eq!(
        fetched
            .iter()
            .filter(|kind| **kind == "bank.fetched")
            .count(),
        3
    );

    assert_eq!(close_bank(&w.desk, &admin, "zeta").await.unwrap(), 2);
    let bank = later.bank.id.to_string();
    let end = fetch_changes(&w.desk, &partner, &bank, later.next, 9).await;
    let end = end.unwrap();
    assert_eq!(end.changes.len(), 2, "the third was withdrawn before");
    assert!(end.changes.iter().all(|change| !change.is_standing));
}

/// Goal: lists of python-threatexchange come in and go out; what is not ours is named.
#[tokio::test(flavor = "multi_thread")]
async fn lists_of_the_library_go_both_ways() {
    let w = World::new().await;
    let admin = bank(&w, "zeta", BankSettings::default()).await;
    let md5 = "0a".repeat(16);
    let list = format!(
        "pdq {}\nvideo_md5 {md5}\nraw_text words\npdq 12\n",
        pdq(0).value()
    );
    let form = ImportForm::ThreatExchange;
    let report = import_bank(&w.desk, &admin, "zeta", form, "tx", list.as_bytes())
        .await
        .unwrap();
    assert_eq!(report.entries_added, 2);
    let lines: Vec<u64> = report.refused.iter().map(|refused| refused.line).collect();
    assert_eq!(lines, [3, 4]);
    let text = export_bank(&w.desk, &admin, "zeta", ExportFormat::ThreatExchangeLines)
        .await
        .unwrap();
    assert_eq!(text, format!("pdq {}\nvideo_md5 {md5}\n", pdq(0).value()));
    let known = known(&w, &Signal::Md5(Md5([10; 16]))).await;
    assert_eq!(known, [("zeta".to_owned(), 0)]);
    let missing = import_bank(&w.desk, &admin, "eta", form, "tx", b"").await;
    assert!(matches!(missing, Err(DeskError::NotFound { .. })));
}

/// Goal: what a client silences for a time answers raw lookups only, and comes back by itself.
#[tokio::test(flavor = "multi_thread")]
async fn silence_ends_by_itself() {
    let w = World::new().await;
    bank(&w, "zeta", BankSettings::default()).await;
    let added = add_content(&w.desk, &w.analyst, "zeta", content(pdq(0)))
        .await
        .unwrap();
    let until = w.desk.now().plus_ms(DAY_MS);
    let silence = ContentChange::Silence { until: Some(until) };
    let changed = change_content(&w.desk, &w.analyst, "zeta", added.content, silence).await;
    assert_eq!(changed.unwrap(), 1);
    let ask = async |is_raw| {
        let how = ServiceLookup {
            is_raw,
            ..ServiceLookup::default()
        };
        look_up(&w.desk, &w.analyst, &pdq(0), how)
            .await
            .unwrap()
            .len()
    };
    assert_eq!((ask(false).await, ask(true).await), (0, 1));
    w.clock.advance_to(until);
    assert_eq!((ask(false).await, ask(true).await), (1, 1));
    let unknown = ContentChange::Silence { until: None };
    let refused = change_content(&w.desk, &w.analyst, "zeta", 999, unknown).await;
    assert_eq!(code(&refused.unwrap_err()), "not_found");
}
