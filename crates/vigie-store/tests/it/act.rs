//! Acts: nothing is written without saying what happened.

use vigie_domain::audit_event::Case;
use vigie_domain::{AuditEvent, ItemId, ProviderId, ReferralId};
use vigie_store::{Store, StoreError};
use vigie_tlog::{Leaf, verify_commitment};

use crate::sample;
use crate::support::{Bed, act, commit, contract, desk, event};

contract! {
    /// Goal: a commit without an event is refused and leaves nothing.
    no_commit_without_an_event => without_event
}
async fn without_event(store: Store, bed: Bed) {
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_item(&sample::item(1)).await.unwrap();
    assert!(tx.item(sample::item(1).id).await.unwrap().is_some());

    let refused = tx.commit_all(Vec::new()).await;

    assert!(matches!(refused, Err(StoreError::NoEvent)), "{refused:?}");
    assert_eq!(store.item(sample::item(1).id).await.unwrap(), None);
    assert_eq!(store.queue_counts(desk().id).await.unwrap(), []);
    bed.finish().await;
}

contract! {
    /// Goal: a dropped transaction leaves nothing, and the next one works.
    a_dropped_transaction_leaves_nothing => dropped
}
async fn dropped(store: Store, bed: Bed) {
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_item(&sample::item(1)).await.unwrap();
    drop(tx);

    let mut tx = store.begin(act()).await.unwrap();
    assert_eq!(tx.item(sample::item(1).id).await.unwrap(), None);
    tx.put_item(&sample::item(2)).await.unwrap();
    commit(tx).await;

    assert_eq!(
        store.item(sample::item(2).id).await.unwrap(),
        Some(sample::item(2))
    );
    bed.finish().await;
}

contract! {
    /// Goal: an event carries who, where and when; its leaf commits to it and names nobody.
    an_event_is_a_record_and_a_leaf => record_and_leaf
}
async fn record_and_leaf(store: Store, bed: Bed) {
    let item = sample::item(1);
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_item(&item).await.unwrap();
    let reserved = tx.reserve_event_id().unwrap();
    let added = AuditEvent::ItemAdded {
        item: item.id,
        channel: "desk".to_owned(),
    };
    let ids = tx.commit_all(vec![added.clone(), event()]).await.unwrap();

    assert_eq!(ids[0], reserved);
    let logged = store.event(ids[0]).await.unwrap().unwrap();
    let record = logged.record.clone().unwrap();
    assert_eq!(
        (record.event, record.actor, record.at),
        (added, act().actor, act().now)
    );
    let leaf = Leaf::parse(logged.leaf.as_bytes()).unwrap();
    assert_eq!(leaf.record().kind, "item_added");
    assert_eq!(leaf.record().desk, "unit-1");
    assert!(!logged.leaf.contains(&item.id.to_string()));
    let (salt, private) = store.event_private(ids[0]).await.unwrap().unwrap();
    assert!(verify_commitment(
        leaf.commitment(),
        &salt,
        private.as_bytes()
    ));

    let mut tx = store.begin(act()).await.unwrap();
    assert_eq!(tx.erase_private(&ids[..1]).await.unwrap(), 1);
    commit(tx).await;
    let erased = store.event(ids[0]).await.unwrap().unwrap();
    assert_eq!((erased.record, erased.leaf), (None, logged.leaf));
    assert_eq!(store.event_private(ids[0]).await.unwrap(), None);
    bed.finish().await;
}

contract! {
    /// Goal: the history of an item shows the acts on its referrals, newest first.
    history_of_a_case => history
}
async fn history(store: Store, bed: Bed) {
    let (one, two) = (ItemId::from_u128(1), ItemId::from_u128(2));
    let referral = ReferralId::from_u128(3);
    let added = |item| AuditEvent::ItemAdded {
        item,
        channel: "list".to_owned(),
    };
    let drafted = AuditEvent::ReferralDrafted {
        referral,
        instrument: "tco_referral".to_owned(),
        provider: ProviderId::from_u128(4),
        items: vec![one],
    };
    let tx = store.begin(act()).await.unwrap();
    tx.commit_all(vec![added(one), added(two), drafted.clone()])
        .await
        .unwrap();

    let of = |case| {
        let store = store.clone();
        async move {
            let events = store.events_of(case, 10).await.unwrap();
            events
                .into_iter()
                .map(|e| e.record.unwrap().event)
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(of(Case::Item(one)).await, [drafted.clone(), added(one)]);
    assert_eq!(of(Case::Item(two)).await, [added(two)]);
    assert_eq!(of(Case::Referral(referral)).await, [drafted]);
    assert_eq!(store.events_of(Case::Item(one), 1).await.unwrap().len(), 1);
    bed.finish().await;
}

contract! {
    /// Goal: many acts at once all commit, each once, on one writer as on many.
    acts_of_many_at_once => many_at_once
}
async fn many_at_once(store: Store, bed: Bed) {
    let tasks: Vec<_> = (0..24_u128)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut tx = store.begin(act()).await.unwrap();
                tx.put_item(&sample::item(number)).await.unwrap();
                let reference = tx.next_reference(desk().id, 2026).await.unwrap();
                commit(tx).await;
                reference
            })
        })
        .collect();
    let mut references = Vec::new();
    for task in tasks {
        references.push(task.await.unwrap());
    }
    references.sort();

    let expected: Vec<String> = (1..=24).map(|n| format!("V-2026-{n:06}")).collect();
    assert_eq!(references, expected);
    assert_eq!(
        store.queue_counts(desk().id).await.unwrap(),
        [("new".to_owned(), 24)]
    );
    assert_eq!(store.events_pending().await.unwrap(), 25);
    bed.finish().await;
}

/// Goal: ids made in one millisecond are in the order they were made, and are UUIDv7 of it.
#[test]
fn ids_keep_their_order() {
    let ids: Vec<uuid::Uuid> = (0..5_000)
        .map(|_| vigie_store::new_id(act().now).unwrap())
        .collect();
    assert!(ids.is_sorted_by(|a, b| a < b));
    let ms = u64::try_from(act().now.ms()).unwrap();
    for id in ids {
        assert_eq!(
            (id.get_version_num(), id.get_variant()),
            (7, uuid::Variant::RFC4122)
        );
        let (seconds, nanos) = id.get_timestamp().unwrap().to_unix();
        assert_eq!(seconds * 1_000 + u64::from(nanos) / 1_000_000, ms);
    }
}

contract! {
    /// Goal: a dropped transaction gives its reference back; years and desks count apart.
    references_have_no_gaps => references
}
async fn references(store: Store, bed: Bed) {
    let mut tx = store.begin(act()).await.unwrap();
    assert_eq!(
        tx.next_reference(desk().id, 2026).await.unwrap(),
        "V-2026-000001"
    );
    drop(tx);
    let mut tx = store.begin(act()).await.unwrap();
    assert_eq!(
        tx.next_reference(desk().id, 2026).await.unwrap(),
        "V-2026-000001"
    );
    assert_eq!(
        tx.next_reference(desk().id, 2026).await.unwrap(),
        "V-2026-000002"
    );
    assert_eq!(
        tx.next_reference(desk().id, 2027).await.unwrap(),
        "V-2027-000001"
    );
    commit(tx).await;
    bed.finish().await;
}
