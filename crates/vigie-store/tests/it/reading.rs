//! Readings of texts: sealed, found by blind words, folded in the queue, gone with their exhibit.

use vigie_domain::{
    ActorKind, AuditEvent, ExhibitId, FoundTerm, Item, ItemId, ItemReading, ItemState, LabelSource,
    Sha256, TextLabel, TextReading, TextSource,
};
use vigie_store::{NewReading, QueueFilter, RestoreSource, Store, StoreError, restore};

use crate::sample;
use crate::support::{AMINA, Bed, DESK, NOON, act, commit, contract};

/// A word that stands nowhere in the database as it is written.
const SECRET: &str = "zetaword";

fn reading(exhibit: ExhibitId, item: ItemId, rank: u16) -> TextReading {
    TextReading {
        exhibit,
        item,
        place: 0,
        source: TextSource::Page,
        text_sha256: Sha256([1; 32]),
        size_bytes: 9,
        language: "en".to_owned(),
        labels: vec![("threat".to_owned(), rank)],
        flags: Vec::new(),
        flagged: vec!["threat".to_owned()],
        terms: vec![FoundTerm {
            list: "one".to_owned(),
            version: 1,
            category: None,
            term: SECRET.to_owned(),
            suppressed_by: None,
        }],
        rank,
        shadow_rank: Some(rank / 2),
        evasions: 0,
        nearest: None,
        model: "m".to_owned(),
        shadow: Some("s".to_owned()),
        read_at: NOON,
    }
}

fn label(exhibit: ExhibitId, item: ItemId) -> TextLabel {
    TextLabel {
        exhibit,
        item,
        at: NOON,
        source: LabelSource::Assessment,
        conclusion: vigie_domain::Conclusion::Lawful,
        categories: Vec::new(),
        is_sampled: true,
        rank: 500,
        shadow_rank: None,
        model: "m".to_owned(),
        shadow: None,
    }
}

/// An item with an exhibit that holds these words.
async fn put(store: &Store, number: u128, words: &str, rank: u16) -> (ItemId, ExhibitId) {
    let item = sample::item(number);
    let exhibit = sample::exhibit(number, item.id);
    store
        .blobs()
        .put_sealed(exhibit.id, words.as_bytes().to_vec())
        .await
        .unwrap();
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_item(&item).await.unwrap();
    tx.put_exhibit(&exhibit).await.unwrap();
    let new = NewReading {
        reading: reading(exhibit.id, item.id, rank),
        edition: "first".to_owned(),
        signature: Some(words.as_bytes().to_vec()),
        tokens: store.blind_words(DESK, words.split(' ')),
    };
    tx.put_readings(exhibit.id, item.id, &[new]).await.unwrap();
    tx.add_text_label(uuid::Uuid::from_u128(number), &label(exhibit.id, item.id))
        .await
        .unwrap();
    commit(tx).await;
    (item.id, exhibit.id)
}

async fn found(store: &Store, phrases: &[&str]) -> Vec<ExhibitId> {
    let phrases: Vec<Vec<String>> = phrases
        .iter()
        .map(|phrase| store.blind_words(DESK, phrase.split(' ')))
        .collect();
    let hits = store.search_text(DESK, &phrases, None, 10).await.unwrap();
    hits.into_iter().map(|hit| hit.exhibit).collect()
}

contract! {
    /// Goal: words and phrases are found newest first, page by page; a word of another desk never.
    words_are_found => search
}
async fn search(store: Store, bed: Bed) {
    let (_, one) = put(&store, 1, "the choir sings zetaword today", 10).await;
    let (_, two) = put(&store, 2, "today zetaword sings the choir", 20).await;
    assert_eq!(found(&store, &["zetaword"]).await, [two, one]);
    assert_eq!(found(&store, &["choir sings"]).await, [one]);
    assert_eq!(found(&store, &["choir", "zetaword sings"]).await, [two]);
    assert_eq!(found(&store, &["choir", "absent"]).await, []);
    assert_eq!(found(&store, &[]).await, []);
    let word = vec![store.blind_words(DESK, ["choir"].into_iter())];
    let page = store.search_text(DESK, &word, None, 1).await.unwrap();
    let next = store.search_text(DESK, &word, Some(page[0].seq), 5).await;
    assert_eq!(next.unwrap()[0].exhibit, one);
    let other = vigie_domain::DeskId::from_u128(99);
    assert_ne!(store.blind_words(other, ["choir"].into_iter()), word[0]);
    assert!(
        store
            .search_text(other, &word, None, 5)
            .await
            .unwrap()
            .is_empty()
    );

    // A text of many rows: words at its ends, and a phrase across an edge.
    let mut words: Vec<String> = (0..20_000).map(|n| format!("w{n}")).collect();
    "edge".clone_into(&mut words[7_999]);
    "beyond".clone_into(&mut words[8_000]);
    let (_, long) = put(&store, 3, &words.join(" "), 30).await;
    for phrase in ["w0", "w19999", "edge beyond", "w15990 w15991"] {
        assert!(found(&store, &[phrase]).await.contains(&long), "{phrase}");
    }
    bed.finish().await;
}

contract! {
    /// Goal: what was read is opened with the exhibit's key and gone with it, in backups too; the
    /// words stand nowhere as they are written.
    readings_go_with_their_exhibit => erased
}
async fn erased(store: Store, bed: Bed) {
    let (item, one) = put(&store, 1, SECRET, 400).await;
    let (_, two) = put(&store, 2, SECRET, 700).await;
    assert_eq!(
        store.readings_of(one).await.unwrap(),
        [reading(one, item, 400)]
    );
    let known = store.text_signatures(DESK, 0, 10).await.unwrap();
    assert_eq!(known.len(), 2);
    assert_eq!(known[0].signature.as_deref(), Some(SECRET.as_bytes()));
    assert_eq!(store.text_seq(DESK).await.unwrap(), 2);

    let dir = bed.dir.path().join("backup");
    store.backup(&dir).await.unwrap();
    for file in std::fs::read_dir(dir.join("row")).unwrap() {
        let path = file.unwrap().path();
        let rows = std::fs::read_to_string(&path).unwrap();
        assert!(!rows.contains(SECRET), "{}", path.display());
    }

    let mut tx = store.begin(act()).await.unwrap();
    tx.destroy_key(one, "a judge said so").await.unwrap();
    tx.commit(AuditEvent::ExhibitErased {
        exhibit: one,
        item,
        reason: "x".to_owned(),
    })
    .await
    .unwrap();
    assert_eq!(store.readings_of(one).await.unwrap(), []);
    assert_eq!(found(&store, &[SECRET]).await, [two]);
    assert_eq!(store.read_rank(one).await.unwrap(), None);
    let (labels, _) = store.text_labels(DESK, None, 10).await.unwrap();
    assert_eq!(labels, [label(two, sample::item(2).id)]);
    let mut tx = store.begin(act()).await.unwrap();
    let refused = tx.put_readings(one, item, &[]).await;
    assert!(
        matches!(refused, Err(StoreError::Erased { .. })),
        "{refused:?}"
    );
    drop(tx);

    let target = bed.another().await;
    let source = RestoreSource {
        ledgers: vec![bed.config.keys_dir().join("destroyed.jsonl")],
        ..RestoreSource::new(&dir)
    };
    restore(&source, &target.config).await.unwrap();
    let restored = Store::open(&target.config).await.unwrap();
    assert_eq!(found(&restored, &[SECRET]).await, [two]);
    assert_eq!(restored.readings_of(one).await.unwrap(), []);
    assert_eq!(restored.readings_of(two).await.unwrap()[0].rank, 700);
    drop(restored);
    target.finish().await;
    bed.finish().await;
}

contract! {
    /// Goal: another edition finds what is left to read; ranks are compared without opening any.
    editions_and_ranks => ranks
}
async fn ranks(store: Store, bed: Bed) {
    let (_, one) = put(&store, 1, "one", 100).await;
    let (item, two) = put(&store, 2, "two", 900).await;
    let mut outdated = store.outdated_readings(DESK, "second", 10).await.unwrap();
    outdated.sort_unstable();
    assert_eq!(outdated, [one, two]);
    assert_eq!(
        store.outdated_readings(DESK, "first", 10).await.unwrap(),
        []
    );
    let again = TextReading {
        shadow_rank: Some(850),
        ..reading(two, item, 950)
    };
    let mut tx = store.begin(act()).await.unwrap();
    tx.reread(two, "second", std::slice::from_ref(&again))
        .await
        .unwrap();
    commit(tx).await;
    assert_eq!(
        store.outdated_readings(DESK, "second", 10).await.unwrap(),
        [one]
    );
    assert_eq!(store.readings_of(two).await.unwrap(), [again]);
    assert_eq!(found(&store, &["two"]).await, [two]);
    assert_eq!(store.rank_of_share(DESK, 10, 0).await.unwrap(), Some(950));
    assert_eq!(store.rank_of_share(DESK, 10, 500).await.unwrap(), Some(100));
    let agreement = store.shadow_agreement(DESK, 10, 900).await.unwrap();
    assert_eq!((agreement.texts, agreement.agreed), (2, 1));
    assert_eq!(agreement.distance, 75, "the mean of 50 and 100");
    let mut list = vigie_domain::TermListVersion {
        name: "one".to_owned(),
        version: 1,
        text: "name: one\n---\nword\n".to_owned(),
        terms: 1,
        is_withdrawn: false,
        by: AMINA,
        at: NOON,
    };
    for version in 1..=2 {
        list.version = version;
        let mut tx = store.begin(act()).await.unwrap();
        tx.add_term_list(&list).await.unwrap();
        commit(tx).await;
    }
    assert_eq!(store.term_lists(DESK).await.unwrap(), [list.clone()]);
    let versions = store.term_list_versions(DESK, "one").await.unwrap();
    assert_eq!(versions.len(), 2);
    let mut tx = store.begin(act()).await.unwrap();
    let twice = tx.add_term_list(&list).await;
    assert!(
        matches!(twice, Err(StoreError::Conflict { .. })),
        "{twice:?}"
    );
    drop(tx);
    assert!(matches!(act().actor, ActorKind::Person { .. }));
    bed.finish().await;
}

fn copy(number: u128, cluster: ItemId, priority: u16, state: ItemState) -> Item {
    let mut item = sample::item(number);
    item.state = state;
    item.priority = priority;
    item.reading = Some(ItemReading {
        exhibit: ExhibitId::from_u128(number),
        language: "fr".to_owned(),
        label: Some("threat".to_owned()),
        rank: priority,
        unread: 0,
        cluster: Some(cluster),
    });
    item
}

async fn queue(store: &Store, filter: QueueFilter) -> Vec<ItemId> {
    let page = store.queue(DESK, &filter, None, 50).await.unwrap();
    page.rows.into_iter().map(|item| item.id).collect()
}

contract! {
    /// Goal: of copies in one state the foremost stands for all; when it moves on, the next does;
    /// a narrower filter shows every one.
    copies_are_one_row => copies
}
async fn copies(store: Store, bed: Bed) {
    let captured = ItemState::Captured {
        exhibit: ExhibitId::from_u128(1),
    };
    let cluster = sample::item(1).id;
    let mut all: Vec<Item> = (1..=4)
        .map(|number| {
            copy(
                number,
                cluster,
                100 * u16::try_from(number).unwrap(),
                captured,
            )
        })
        .collect();
    let mut alone = sample::item(9);
    alone.state = captured;
    alone.priority = 250;
    let mut tx = store.begin(act()).await.unwrap();
    tx.add_items(&all).await.unwrap();
    tx.put_item(&alone).await.unwrap();
    commit(tx).await;
    let folded = || QueueFilter {
        states: vec!["captured"],
        folds_copies: true,
        ..QueueFilter::default()
    };
    assert_eq!(queue(&store, folded()).await, [all[3].id, alone.id]);
    let copies = store.copies_of(DESK, &all[..1]).await.unwrap();
    assert_eq!(copies[&(cluster, "captured".to_owned())], 4);

    all[3].state = ItemState::ClosedLawful;
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_item(&all[3]).await.unwrap();
    commit(tx).await;
    assert_eq!(queue(&store, folded()).await, [all[2].id, alone.id]);
    let closed = QueueFilter {
        states: vec!["closed_lawful"],
        ..folded()
    };
    assert_eq!(queue(&store, closed).await, [all[3].id]);
    let of_cluster = QueueFilter {
        cluster: Some(cluster),
        ..folded()
    };
    let three = [all[2].id, all[1].id, all[0].id];
    assert_eq!(queue(&store, of_cluster).await, three);
    let french = QueueFilter {
        language: Some("fr".to_owned()),
        label: Some("threat".to_owned()),
        ..folded()
    };
    assert_eq!(queue(&store, french).await, three);

    // One that leaves its cluster is a row of its own.
    all[0].reading = None;
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_item(&all[0]).await.unwrap();
    commit(tx).await;
    let rows = queue(&store, folded()).await;
    assert_eq!(rows, [all[2].id, alone.id, all[0].id]);
    bed.finish().await;
}
