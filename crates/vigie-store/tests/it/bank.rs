//! Banks: each signal once, states counted, changes in the order of commits, nothing captured lost.

use serde_json::json;
use vigie_domain::bank::PAST_DAYS;
use vigie_domain::id::*;
use vigie_domain::*;
use vigie_store::*;

use crate::sample;
use crate::support::{AMINA, Bed, DESK, NOON, act, act_at, commit, contract};

const BRUNO: UserId = UserId::from_u128(0xb2);

fn bank(number: u128) -> Bank {
    Bank::new(
        BankId::from_u128(number),
        DESK,
        format!("zeta-{number}"),
        NOON,
    )
}

fn pdq(number: u8) -> Signal {
    Signal::Pdq {
        hash: Sha256([number; 32]),
        quality: 60,
    }
}

fn entry(bank: &Bank, number: u8, signal: Signal) -> BankEntry {
    BankEntry {
        source: "list".to_owned(),
        label: "pattern".to_owned(),
        ..BankEntry::new(
            BankEntryId::from_u128(u128::from(number)),
            bank,
            signal,
            Some(AMINA),
            NOON,
        )
    }
}

/// As it is read back: with its number and the change that wrote it.
fn stored(entry: &BankEntry, content: u64, change: i64) -> BankEntry {
    BankEntry {
        content,
        change,
        ..entry.clone()
    }
}

contract! {
    /// Goal: a bank knows each signal once; every change is noticed by other processes.
    banks_know_each_signal_once => banks
}
async fn banks(store: Store, bed: Bed) {
    let mut bank = bank(1);
    let entries: Vec<BankEntry> = (1..=250)
        .map(|n| entry(&bank, n, pdq(n)))
        .chain([
            entry(&bank, 251, Signal::Md5(Md5([1; 16]))),
            entry(&bank, 252, Signal::Url("k".to_owned())),
        ])
        .collect();
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_bank(&bank).await.unwrap();
    let first = tx.add_bank_entries(bank.id, &entries[..200]).await.unwrap();
    let second = tx.add_bank_entries(bank.id, &entries[150..]).await.unwrap();
    commit(tx).await;
    assert_eq!((first.added, first.known), (200, 0));
    assert_eq!((second.added, second.known), (52, 50));

    let found = store.bank_by_name(DESK, "zeta-1").await.unwrap();
    assert_eq!(found, Some(bank.clone()));
    assert_eq!(store.bank_size(bank.id).await.unwrap(), 252);
    let page = store.bank_entries(bank.id, &[], None, 200).await.unwrap();
    let rest = store
        .bank_entries(bank.id, &[], page.next, 200)
        .await
        .unwrap();
    let read = [page.rows, rest.rows].concat();
    // The second list took numbers for what it had in common with the first, too.
    let numbered = |place: usize| if place < 200 { place + 1 } else { place + 51 };
    let expected: Vec<BankEntry> = entries
        .iter()
        .enumerate()
        .map(|(place, one)| {
            let change = if place < 200 { 2 } else { 3 };
            stored(one, numbered(place) as u64, change)
        })
        .collect();
    assert_eq!(read, expected);

    let md5 = vec![Md5([1; 16]).to_string(), Md5([2; 16]).to_string()];
    let exact = |values: Vec<String>| {
        let store = store.clone();
        async move {
            store
                .exact_entries(DESK, SignalType::Md5, &values)
                .await
                .unwrap()
        }
    };
    let known = KnownEntry {
        bank_name: "zeta-1".to_owned(),
        entry: expected[250].clone(),
    };
    assert_eq!(exact(md5.clone()).await, std::slice::from_ref(&known));
    let contents = [known.entry.content, 999_999];
    assert_eq!(
        store.content_entries(DESK, &contents).await.unwrap(),
        [known]
    );
    let same = store.entry_of_signal(bank.id, &pdq(9)).await.unwrap();
    assert_eq!(same.map(|found| found.id), Some(entries[8].id));
    assert_eq!(
        store.index_rows(bank.id, None, 1_000).await.unwrap().len(),
        250
    );

    let before = store.bank_generation(DESK).await.unwrap();
    bank.is_enabled = false;
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_bank(&bank).await.unwrap();
    commit(tx).await;
    assert!(store.bank_generation(DESK).await.unwrap() > before);
    assert_eq!(exact(md5).await, []);
    bed.finish().await;
}

contract! {
    /// Goal: where an entry stands is what answers; states are counted; what was withdrawn stays
    /// out when a list brings it again.
    entries_move_and_are_counted => moves
}
async fn moves(store: Store, bed: Bed) {
    let mut bank = bank(1);
    bank.activation = Activation::TwoPeople;
    let entries: Vec<BankEntry> = (1..=5).map(|n| entry(&bank, n, pdq(n))).collect();
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_bank(&bank).await.unwrap();
    tx.add_bank_entries(bank.id, &entries).await.unwrap();
    commit(tx).await;
    let counts = async |store: &Store| store.bank_counts(bank.id).await.unwrap();
    assert_eq!(counts(&store).await, [(EntryState::Proposed, 5)]);
    assert_eq!(store.index_rows(bank.id, None, 10).await.unwrap(), []);

    let mut tx = store.begin(act_at(NOON.plus_ms(1))).await.unwrap();
    // One's own wait on; so does what came after the last one that was looked at.
    let own = tx
        .activate_proposed(&bank, AMINA, entries[4].id)
        .await
        .unwrap();
    let others = tx
        .activate_proposed(&bank, BRUNO, entries[2].id)
        .await
        .unwrap();
    commit(tx).await;
    assert_eq!((own, others), (0, 3));
    assert_eq!(
        counts(&store).await,
        [(EntryState::Active, 3), (EntryState::Proposed, 2)]
    );

    let now = NOON.plus_ms(2);
    let mut tx = store.begin(act_at(now)).await.unwrap();
    let mut one = tx
        .bank_entry_for_update(entries[0].id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(one.activated_at, Some(NOON.plus_ms(1)));
    let reason = "a plain border".to_owned();
    one = one
        .apply(
            EntryCommand::Withdraw { reason },
            Activation::TwoPeople,
            Some(BRUNO),
            now,
        )
        .unwrap();
    one.shown_in = Some((ExhibitId::from_u128(4), 2));
    one.silent_until = Some(NOON.plus_ms(9));
    tx.put_bank_entry(&one).await.unwrap();
    let again = tx.add_bank_entries(bank.id, &entries[..1]).await.unwrap();
    commit(tx).await;
    assert_eq!((again.added, again.known), (0, 1));
    let read = store.bank_entry(one.id).await.unwrap().unwrap();
    assert!(read.change > one.change);
    assert_eq!(stored(&read, one.content, 0), stored(&one, one.content, 0));
    let waiting = [EntryState::Proposed, EntryState::Withdrawn];
    let page = store
        .bank_entries(bank.id, &waiting, None, 10)
        .await
        .unwrap();
    let ids: Vec<_> = page.rows.iter().map(|one| one.id).collect();
    assert_eq!(ids, [entries[0].id, entries[3].id, entries[4].id]);

    bank.closed_at = Some(now);
    let mut tx = store.begin(act_at(now)).await.unwrap();
    assert_eq!(tx.withdraw_all(&bank).await.unwrap(), 4);
    tx.put_bank(&bank).await.unwrap();
    commit(tx).await;
    assert_eq!(counts(&store).await, [(EntryState::Withdrawn, 5)]);
    // A closed bank gives its name back, and is still there by its id.
    assert_eq!(store.bank_by_name(DESK, "zeta-1").await.unwrap(), None);
    let by_id = store.bank_by_name(DESK, &bank.id.to_string()).await;
    assert_eq!(by_id.unwrap(), None);
    assert_eq!(store.bank(bank.id).await.unwrap(), Some(bank));
    assert_eq!(store.banks(DESK).await.unwrap(), []);
    bed.finish().await;
}

contract! {
    /// Goal: a subscriber that reads on from its cursor, in pages of any size, ends with the same
    /// set as the bank, tombstones included, and sees nothing that never answered.
    subscribers_catch_up => changes
}
async fn changes(store: Store, bed: Bed) {
    let bank = bank(1);
    let mut waiting = bank.clone();
    waiting.activation = Activation::TwoPeople;
    let entries: Vec<BankEntry> = (1..=20).map(|n| entry(&bank, n, pdq(n))).collect();
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_bank(&bank).await.unwrap();
    tx.add_bank_entries(bank.id, &entries).await.unwrap();
    let hidden = entry(&waiting, 30, pdq(30));
    tx.add_bank_entries(bank.id, &[hidden]).await.unwrap();
    commit(tx).await;

    for limit in [1, 3, 50] {
        let mut held = std::collections::BTreeMap::new();
        let mut since = ChangeCursor {
            change: 0,
            entry: None,
        };
        for round in 0..100_u8 {
            let page = store.bank_changes(bank.id, since, limit).await.unwrap();
            let Some(last) = page.last() else { break };
            since = ChangeCursor {
                change: last.change,
                entry: Some(last.id),
            };
            held.extend(page.iter().map(|one| (one.id, one.state)));
            if round == 2 {
                // Somebody withdraws one that was read, and one that was not, in between.
                let mut tx = store.begin(act()).await.unwrap();
                for place in [0, 19] {
                    let id = entries[place].id;
                    let mut one = tx.bank_entry_for_update(id).await.unwrap().unwrap();
                    one.state = EntryState::Withdrawn;
                    one.withdrawn_at = Some(NOON);
                    tx.put_bank_entry(&one).await.unwrap();
                }
                commit(tx).await;
            }
        }
        let mut expected = std::collections::BTreeMap::new();
        let all = store.bank_entries(bank.id, &[], None, 100).await.unwrap();
        for one in all.rows.iter().filter(|one| one.activated_at.is_some()) {
            expected.insert(one.id, one.state);
        }
        assert_eq!(held, expected, "pages of {limit}");
        let whole = ChangeCursor {
            entry: None,
            ..since
        };
        assert_eq!(store.bank_changes(bank.id, whole, 9).await.unwrap(), []);
        let rows = store.index_changes(bank.id, whole, 9).await.unwrap();
        assert_eq!(rows, []);
    }
    let first = ChangeCursor {
        change: 0,
        entry: None,
    };
    let rows = store.index_changes(bank.id, first, 100).await.unwrap();
    assert_eq!(rows.len(), 21);
    assert_eq!(rows.iter().filter(|row| row.is_active).count(), 18);

    let mut tx = store.begin(act()).await.unwrap();
    for entries in [3, 4] {
        tx.add_bank_fetch(DESK, bank.id, "key-1", 7, entries)
            .await
            .unwrap();
    }
    commit(tx).await;
    let readers = store.bank_readers(bank.id).await.unwrap();
    assert_eq!(
        readers,
        [BankReader {
            reader: "key-1".to_owned(),
            until_change: 7,
            fetches: 2,
            entries: 7,
            fetched_at: NOON,
        }]
    );
    bed.finish().await;
}

contract! {
    /// Goal: the last opinion of each holder counts, and makes the entry a changed one; what a
    /// client said of a content comes back.
    opinions_and_notes => opinions
}
async fn opinions(store: Store, bed: Bed) {
    let bank = bank(1);
    let one = entry(&bank, 1, pdq(1));
    let opinion = |holder, stance, minute: i64| Opinion {
        entry: one.id,
        holder,
        stance,
        note: "seen \u{2603}".to_owned(),
        at: NOON.plus_ms(minute),
    };
    let note = json!({"note": "a border", "metadata": {"content_id": "7"}});
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_bank(&bank).await.unwrap();
    tx.add_bank_entries(bank.id, std::slice::from_ref(&one))
        .await
        .unwrap();
    let before = store.bank_generation(DESK).await.unwrap();
    for stated in [
        opinion(AMINA, Stance::Agree, 0),
        opinion(BRUNO, Stance::Agree, 1),
        opinion(AMINA, Stance::Disagree, 2),
    ] {
        tx.put_opinion(DESK, bank.id, &stated).await.unwrap();
    }
    tx.put_content_note(DESK, bank.id, 1, &note).await.unwrap();
    commit(tx).await;
    let read = store.opinions_of(&[one.id]).await.unwrap();
    assert_eq!(
        read,
        [
            opinion(BRUNO, Stance::Agree, 1),
            opinion(AMINA, Stance::Disagree, 2)
        ]
    );
    let since = ChangeCursor {
        change: before,
        entry: None,
    };
    assert_eq!(
        store.bank_changes(bank.id, since, 9).await.unwrap().len(),
        1
    );
    assert_eq!(store.content_note(DESK, 1).await.unwrap(), Some(note));
    assert_eq!(store.content_note(DESK, 2).await.unwrap(), None);
    bed.finish().await;
}

contract! {
    /// Goal: matches of all processes add up by day; what is past is what a mean is taken of.
    hits_add_up => hits
}
async fn hits(store: Store, bed: Bed) {
    let past = i64::from(PAST_DAYS);
    let count = async |day: i64, hits: &[(u64, u32)]| {
        store
            .count_hits(DESK, Side::Unit, day, hits, 1)
            .await
            .unwrap()
    };
    count(100 - past - 1, &[(1, 1_000)]).await;
    count(100 - past, &[(1, 5)]).await;
    count(99, &[(1, 6), (2, 7)]).await;
    let mut stand = [
        count(100, &[(1, 2), (2, 3)]).await,
        count(100, &[(1, 2)]).await,
    ]
    .concat();
    stand.sort_by_key(|one| (one.content, one.today));
    let is = |content, today, past| HitCount {
        content,
        today,
        past,
    };
    assert_eq!(stand, [is(1, 2, 11), is(1, 4, 11), is(2, 3, 7)]);
    store.drop_old_hits(100 + past).await.unwrap();
    let later = count(100 + past, &[(1, 2)]).await;
    assert_eq!(later, [is(1, 2, 4)]);
    let few = count(101 + past, &[(1, 1)]).await;
    assert_eq!(
        few,
        [is(1, 1, 0)],
        "what is past is not asked of those below the bound"
    );
    bed.finish().await;
}

contract! {
    /// Goal: every signal of every exhibit is found again, in pages, and only once.
    captured_signals_are_found => captured
}
async fn captured(store: Store, bed: Bed) {
    let item = sample::item(1);
    let record = |number: u8| ExhibitRecord {
        role: RecordRole::Requisite,
        url: String::new(),
        status: None,
        content_type: "image/png".to_owned(),
        size_bytes: 3,
        sha256: Sha256([number; 32]),
        sha1: Sha1([1; 20]),
        md5: Md5([1; 16]),
        collector: "vigie".to_owned(),
        method: "http".to_owned(),
        warc_offset_bytes: None,
        signals: vec![pdq(number), Signal::Sha256(Sha256([number; 32]))],
    };
    let mut exhibits = Vec::new();
    for number in 1..=4_u8 {
        let mut exhibit = sample::exhibit(u128::from(number), item.id);
        exhibit.records = vec![record(number), record(100), record(number)];
        exhibits.push(exhibit);
    }
    let mut tx = store.begin(act()).await.unwrap();
    for exhibit in &exhibits {
        tx.put_exhibit(exhibit).await.unwrap();
        tx.put_exhibit(exhibit).await.unwrap();
    }
    commit(tx).await;

    let mut seen = Vec::new();
    let mut cursor = None;
    for _ in 0..20 {
        let page = store
            .captured_pdq(DESK, SignalType::Pdq, cursor.as_ref(), 5)
            .await
            .unwrap();
        let Some(last) = page.last() else { break };
        cursor = Some(last.cursor());
        seen.extend(page);
    }
    assert_eq!(seen.len(), 12);
    assert!(seen.is_sorted_by_key(CapturedSignal::cursor));
    assert!(seen.last().unwrap().seq <= store.captured_seq(DESK).await.unwrap());
    assert!(seen.iter().all(|one| one.item == item.id));
    let values = [Sha256([100; 32]).to_string(), Sha256([2; 32]).to_string()];
    let exact = store
        .captured_exact(DESK, SignalType::Sha256, &values)
        .await
        .unwrap();
    let places: Vec<_> = exact.iter().map(|one| (one.exhibit, one.place)).collect();
    let id = |place: usize| exhibits[place].id;
    assert_eq!(
        places,
        [
            (id(0), 1),
            (id(1), 0),
            (id(1), 1),
            (id(1), 2),
            (id(2), 1),
            (id(3), 1)
        ]
    );
    bed.finish().await;
}

contract! {
    /// Goal: a desk of the release before keeps its entries, withdrawn ones as such, gets numbers
    /// for them, and finds what it captured before the upgrade.
    an_older_desk_is_brought_up => upgrade
}
async fn upgrade(store: Store, bed: Bed) {
    let bank = bank(1);
    let entries = [entry(&bank, 1, pdq(1)), entry(&bank, 2, pdq(2))];
    let item = sample::item(1);
    let mut exhibit = sample::exhibit(1, item.id);
    exhibit.records = vec![ExhibitRecord {
        role: RecordRole::Primary,
        url: String::new(),
        status: None,
        content_type: "image/png".to_owned(),
        size_bytes: 3,
        sha256: Sha256([1; 32]),
        sha1: Sha1([1; 20]),
        md5: Md5([1; 16]),
        collector: "vigie".to_owned(),
        method: "http".to_owned(),
        warc_offset_bytes: None,
        signals: vec![pdq(7), Signal::Md5(Md5([3; 16]))],
    }];
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_bank(&bank).await.unwrap();
    tx.add_bank_entries(bank.id, &entries).await.unwrap();
    tx.put_exhibit(&exhibit).await.unwrap();
    commit(tx).await;
    store.close().await;
    bed.tamper(
        "DELETE FROM schema_migration WHERE name >= '20261123T2100_banks'; \
         DROP TABLE legal_set; DROP TABLE attestation; DROP TABLE removal_order; \
         DROP TABLE removal_order_line; DROP TABLE legal_clock; DROP TABLE first_information; \
         DROP TABLE exposure; DROP TABLE complaint; DROP TABLE complaint_item; \
         DROP TABLE complaint_note; DROP INDEX retraction_unsent; DROP INDEX retraction_newest; \
         DROP TABLE oversight_look; DROP TABLE oversight_seen; DROP TABLE oversight_draw; \
         DROP TABLE recommendation; DROP TABLE oversight_closing; DROP INDEX disclosure_item_desk; \
         DROP TABLE dossier; \
         DROP TABLE text_token; DROP TABLE IF EXISTS text_search; DROP TABLE text_reading; \
         DROP TABLE text_count; DROP TABLE text_label; DROP TABLE text_model; DROP TABLE term_list; \
         DROP INDEX item_queue; DROP INDEX item_queue_heads; DROP INDEX item_queue_host; \
         DROP INDEX item_queue_matched; DROP INDEX item_queue_language; DROP INDEX item_queue_label; \
         DROP INDEX item_queue_cluster; DROP INDEX item_cluster_head; \
         ALTER TABLE item DROP COLUMN place; ALTER TABLE item DROP COLUMN language; \
         ALTER TABLE item DROP COLUMN label; ALTER TABLE item DROP COLUMN cluster; \
         ALTER TABLE item DROP COLUMN is_head; \
         CREATE INDEX item_queue ON item (desk_id); CREATE INDEX item_queue_host ON item (host); \
         CREATE INDEX item_queue_matched ON item (matched); \
         UPDATE bank_entry SET withdrawn_at = 5 WHERE value LIKE '02%'; \
         DROP INDEX bank_entry_change; DROP INDEX bank_entry_content; DROP INDEX bank_entry_waiting; \
         CREATE INDEX bank_entry_type ON bank_entry (desk_id, signal_type, id); \
         ALTER TABLE bank_entry DROP COLUMN content; ALTER TABLE bank_entry DROP COLUMN transform; \
         ALTER TABLE bank_entry DROP COLUMN state; ALTER TABLE bank_entry DROP COLUMN proposed_by; \
         ALTER TABLE bank_entry DROP COLUMN activated_at; \
         ALTER TABLE bank_entry DROP COLUMN silent_until; \
         ALTER TABLE bank_entry DROP COLUMN detail; ALTER TABLE bank_entry DROP COLUMN change; \
         ALTER TABLE bank_generation DROP COLUMN content; \
         DROP TABLE bank_count; DROP TABLE bank_content; DROP TABLE bank_opinion; \
         DROP TABLE bank_reader; DROP TABLE bank_hit; DROP TABLE captured_signal; \
         DROP TABLE captured_count",
    )
    .await;

    let store = Store::open(&bed.config).await.unwrap();
    let page = store.bank_entries(bank.id, &[], None, 9).await.unwrap();
    let stand: Vec<_> = page
        .rows
        .iter()
        .map(|one| (one.content, one.state, one.activated_at))
        .collect();
    assert_eq!(
        stand,
        [
            (1, EntryState::Active, Some(NOON)),
            (2, EntryState::Withdrawn, Some(NOON))
        ]
    );
    assert_eq!(store.bank_size(bank.id).await.unwrap(), 1);
    let found = store
        .captured_pdq(DESK, SignalType::Pdq, None, 9)
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].exhibit, found[0].place), (exhibit.id, 0));
    assert_eq!(found[0].signal, pdq(7));
    let md5 = [Md5([3; 16]).to_string()];
    let found = store
        .captured_exact(DESK, SignalType::Md5, &md5)
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    // New numbers and changes go on from there.
    let mut tx = store.begin(act()).await.unwrap();
    tx.add_bank_entries(bank.id, &[entry(&bank, 3, pdq(3))])
        .await
        .unwrap();
    tx.put_exhibit(&sample::exhibit(2, item.id)).await.unwrap();
    commit(tx).await;
    let page = store.bank_entries(bank.id, &[], None, 9).await.unwrap();
    assert_eq!(page.rows[2].content, 3);
    assert!(page.rows[2].change > page.rows[1].change);
    bed.finish().await;
}
