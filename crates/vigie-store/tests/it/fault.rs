//! Faults: a commit that fails, a disk without room, a database that goes away.

use vigie_domain::{Item, ItemId};
use vigie_store::{Store, StoreError};

use crate::sample;
use crate::support::{Bed, act, commit, contract, event, runtime};

contract! {
    /// Goal: a commit that fails leaves nothing, and the same act works when tried again.
    the_store_dies_before_commit => dies
}
async fn dies(store: Store, bed: Bed) {
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_item(&sample::item(1)).await.unwrap();
    store.faults().fail_commit();
    let failed = tx.commit(event()).await;
    assert!(
        matches!(failed, Err(StoreError::Unavailable(_))),
        "{failed:?}"
    );
    assert_eq!(store.item(sample::item(1).id).await.unwrap(), None);
    assert_eq!(store.events_pending().await.unwrap(), 1);

    let mut tx = store.begin(act()).await.unwrap();
    tx.put_item(&sample::item(1)).await.unwrap();
    commit(tx).await;
    assert_eq!(store.events_pending().await.unwrap(), 2);
    bed.finish().await;
}

/// Goal: a full disk gets its sentence; what was acknowledged is there, and room heals it.
#[test]
fn a_full_disk() {
    runtime().block_on(async {
        let mut bed = Bed::lite();
        bed.config.database_size_bytes_max = 4 << 20;
        let store = bed.create().await;
        let mut kept: Vec<ItemId> = Vec::new();
        let mut refused = None;
        for number in 0..10_000_u128 {
            let item = Item {
                note: Some("a plain sentence ".repeat(200)),
                ..sample::item(number)
            };
            let mut tx = store.begin(act()).await.unwrap();
            let done = match tx.put_item(&item).await {
                Ok(()) => tx.commit(event()).await.map(|_| ()),
                Err(error) => Err(error),
            };
            if let Err(error) = done {
                refused = Some(error);
                break;
            }
            kept.push(item.id);
        }
        let refused = refused.unwrap();
        assert!(matches!(refused, StoreError::Full), "{refused:?}");
        assert_eq!(
            refused.to_string(),
            "the disk is full; free some space, nothing of this act was written"
        );
        assert!(kept.len() > 20);
        assert_eq!(store.items(&kept).await.unwrap().len(), kept.len());
        drop(store);

        bed.config.database_size_bytes_max = 0;
        let store = Store::open(&bed.config).await.unwrap();
        assert_eq!(store.items(&kept).await.unwrap().len(), kept.len());
        let mut tx = store.begin(act()).await.unwrap();
        tx.put_item(&sample::item(1_000_000)).await.unwrap();
        commit(tx).await;
    });
}

contract! {
    /// Goal: a text the engine cannot hold is refused, not mangled.
    a_text_with_a_nul => nul
}
async fn nul(store: Store, bed: Bed) {
    let mut item = sample::item(1);
    item.note = Some("a\0b".to_owned());
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_item(&item).await.unwrap();
    commit(tx).await;
    assert_eq!(store.item(item.id).await.unwrap(), Some(item));

    let mut item = sample::item(2);
    item.locators[0].key.push('\0');
    let mut tx = store.begin(act()).await.unwrap();
    let refused = tx.put_item(&item).await;
    assert!(
        matches!(refused, Err(StoreError::Unstorable { .. })),
        "{refused:?}"
    );
    drop(tx);
    bed.finish().await;
}
