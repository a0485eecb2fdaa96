//! The log: what an outsider can check, and what a crash may not change.

use std::collections::BTreeMap;

use vigie_domain::time::MINUTE_MS;
use vigie_domain::{AuditEvent, EventId, ItemId, Timestamp};
use vigie_store::{LogFiles, Store};
use vigie_tlog::{Checkpoint, Leaf, Report, verify_log};

use crate::support::{Bed, NOON, act_at, contract};

async fn acts(store: &Store, now: Timestamp, count: u128) -> Vec<EventId> {
    let tx = store.begin(act_at(now)).await.unwrap();
    let events = (0..count).map(|number| AuditEvent::ItemAdded {
        item: ItemId::from_u128(number),
        channel: "list".to_owned(),
    });
    tx.commit_all(events.collect()).await.unwrap()
}

async fn sequence(store: &Store, now: Timestamp) -> Option<Checkpoint> {
    let mut last = None;
    let signer = store.log_key().unwrap();
    while let Some(head) = store.sequence(now, &signer).await.unwrap() {
        last = Some(head);
    }
    last
}

fn verify(store: &Store, older: &[Checkpoint]) -> (Report, BTreeMap<u64, Vec<u8>>) {
    let key = store.log_key().unwrap().verifier_key().clone();
    let mut entries = BTreeMap::new();
    let files = LogFiles::new(store.log_dir());
    let report = verify_log(&files, &key, older, &mut |index, entry| {
        entries.insert(index, entry.to_vec());
    });
    (report.unwrap(), entries)
}

contract! {
    /// Goal: events enter in the order of their acts; each can be proved; the whole verifies.
    events_enter_in_order => in_order
}
async fn in_order(store: Store, bed: Bed) {
    assert_eq!(store.checkpoint().await.unwrap(), None);
    let mut ids = Vec::new();
    let mut heads = Vec::new();
    for (round, count) in [1, 5, 250, 300, 700, 3].into_iter().enumerate() {
        let now = NOON.plus_ms(i64::try_from(round).unwrap());
        ids.extend(acts(&store, now, count).await);
        heads.push(sequence(&store, now).await.unwrap());
    }
    assert_eq!(sequence(&store, NOON).await, None);
    // One more than the acts above: the desk itself.
    assert_eq!(heads.last().unwrap().size, 1 + ids.len() as u64);
    assert_eq!(store.events_pending().await.unwrap(), 0);
    let key = store.log_key().unwrap().verifier_key().clone();
    for (index, id) in (1_u64..).zip(&ids).step_by(83) {
        assert_eq!(store.log_index_of(*id).await.unwrap(), Some(index));
        let leaf = store.event(*id).await.unwrap().unwrap().leaf;
        let proof = store.inclusion_proof(index).await.unwrap().unwrap();
        assert_eq!(
            &proof.verify_leaf(&key, leaf.as_bytes()).unwrap(),
            heads.last().unwrap()
        );
    }
    let (report, entries) = verify(&store, &heads);
    assert!(report.is_sound(), "{:?}", report.defects);
    assert_eq!(
        (report.older_checkpoints, entries.len()),
        (6, 0),
        "all are under embargo"
    );
    assert_eq!(store.inclusion_proof(99_999).await.unwrap(), None);
    let after = store
        .events_after(crate::support::DESK, 1, 2)
        .await
        .unwrap();
    assert_eq!(after.iter().map(|e| e.id).collect::<Vec<_>>(), ids[..2]);
    bed.finish().await;
}

contract! {
    /// Goal: records come out after the embargo, in order, and none after a younger one.
    embargo => embargo_holds
}
async fn embargo_holds(store: Store, bed: Bed) {
    let published = |now| {
        let store = store.clone();
        async move {
            sequence(&store, now).await;
            let (report, entries) = verify(&store, &[]);
            assert!(report.is_sound(), "{:?}", report.defects);
            assert_eq!(
                entries.len() as u64,
                store.published_size(now).await.unwrap()
            );
            entries.len()
        }
    };
    acts(&store, NOON, 300).await;
    acts(&store, NOON.plus_ms(10), 1).await;
    // A clock that went back: its entry waits behind the younger one.
    acts(&store, NOON.plus_ms(5), 1).await;
    assert_eq!(published(NOON.plus_ms(MINUTE_MS - 1)).await, 0);
    assert_eq!(published(NOON.plus_ms(MINUTE_MS)).await, 301);
    assert_eq!(published(NOON.plus_ms(MINUTE_MS + 9)).await, 301);
    assert_eq!(published(NOON.plus_ms(MINUTE_MS + 10)).await, 303);
    acts(&store, NOON.plus_ms(MINUTE_MS + 10), 1).await;
    assert_eq!(published(NOON.plus_ms(MINUTE_MS + 10)).await, 303);
    assert_eq!(
        published(NOON.plus_ms(MINUTE_MS)).await,
        303,
        "what is out stays out"
    );
    let (_, entries) = verify(&store, &[]);
    let leaf = Leaf::parse(&entries[&1]).unwrap();
    assert_eq!(
        (leaf.record().kind.as_str(), leaf.record().at_minute),
        ("item_added", NOON)
    );
    bed.finish().await;
}

contract! {
    /// Goal: files lost or cut off at any point of their writing are made again, byte for byte.
    files_follow_the_rows => repaired
}
async fn repaired(store: Store, bed: Bed) {
    acts(&store, NOON, 600).await;
    let head = sequence(&store, NOON.plus_ms(2 * MINUTE_MS)).await.unwrap();
    let note = store.checkpoint().await.unwrap().unwrap();
    let dir = store.log_dir();
    drop(store);
    let all = [
        "checkpoint",
        "published",
        "tile/0/002.p/89",
        "tile/1/000.p/2",
        "tile/0/000",
    ];
    for lost in all.iter().map(|path| vec![*path]).chain([all.to_vec()]) {
        for path in &lost {
            std::fs::remove_file(dir.join(path)).unwrap();
        }
        // A full tile in the middle is missed only by who reads it: the rows give it back on demand.
        if lost == ["tile/0/000"] {
            std::fs::remove_file(dir.join("checkpoint")).unwrap();
            std::fs::remove_dir_all(dir.join("tile/1")).unwrap();
        }
        let store = Store::open(&bed.config).await.unwrap();
        assert_eq!(
            store.checkpoint().await.unwrap().as_ref(),
            Some(&note),
            "{lost:?}"
        );
        let (report, entries) = verify(&store, std::slice::from_ref(&head));
        assert!(report.is_sound(), "{lost:?}: {:?}", report.defects);
        assert_eq!(entries.len(), 601);
    }
    std::fs::remove_dir_all(&dir).unwrap();
    let store = Store::open(&bed.config).await.unwrap();
    assert!(verify(&store, std::slice::from_ref(&head)).0.is_sound());
    acts(&store, NOON, 3).await;
    sequence(&store, NOON).await.unwrap();
    assert!(verify(&store, &[head]).0.is_sound());
    bed.finish().await;
}

contract! {
    /// Goal: acts and several sequencers at once: one log, every event in it once.
    sequencers_at_once => at_once
}
async fn at_once(store: Store, bed: Bed) {
    // A worker beside the server, on the same folder.
    let beside = Store::open_beside(&bed.config).await.unwrap();
    let mut stores = vec![store.clone(), beside];
    if bed.config.database_url.is_some() {
        // Another server on the same database, with a folder and a copy of the keys of its own.
        let mut config = bed.config.clone();
        config.data_dir = bed.dir.path().join("other");
        std::fs::create_dir_all(config.keys_dir()).unwrap();
        for name in ["master.key", "log.key", "pseudonym.key"] {
            std::fs::copy(
                bed.config.keys_dir().join(name),
                config.keys_dir().join(name),
            )
            .unwrap();
        }
        stores.push(Store::open(&config).await.unwrap());
    }
    let tasks: Vec<_> = (0..6_usize)
        .map(|number| {
            let store = stores[number % stores.len()].clone();
            tokio::spawn(async move {
                let mut heads = Vec::new();
                for _ in 0..12 {
                    acts(&store, NOON, 7).await;
                    let signer = store.log_key().unwrap();
                    heads.extend(store.sequence(NOON, &signer).await.unwrap());
                }
                heads
            })
        })
        .collect();
    let mut heads = Vec::new();
    for task in tasks {
        heads.extend(task.await.unwrap());
    }
    for store in &stores {
        sequence(store, NOON.plus_ms(2 * MINUTE_MS)).await;
        let (report, entries) = verify(store, &heads);
        assert!(report.is_sound(), "{:?}", report.defects);
        assert_eq!(entries.len(), 1 + 6 * 12 * 7);
    }
    bed.finish().await;
}
