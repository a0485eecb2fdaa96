//! What oversight did not look at, what was drawn for it, what it recommends.

use vigie_domain::id::*;
use vigie_domain::*;
use vigie_store::*;

use crate::sample;
use crate::support::{AMINA, Bed, DESK, NOON, act, commit, contract};

contract! {
    /// Goal: what was told outside waits until a look serves it; what was drawn comes first, and back.
    what_is_unseen_waits => unseen
}
async fn unseen(store: Store, bed: Bed) {
    let items: Vec<Item> = (1..=3).map(sample::item).collect();
    let ids: Vec<ItemId> = items.iter().map(|item| item.id).collect();
    let mut tx = store.begin(act()).await.unwrap();
    for item in &items {
        tx.put_item(item).await.unwrap();
    }
    tx.add_disclosure(&Disclosure {
        desk: DESK,
        referral: ReferralId::from_u128(1),
        items: ids[..2].to_vec(),
        provider: ProviderId::from_u128(1),
        contact: ContactId::from_u128(1),
        kind: "referral".to_owned(),
        at: NOON,
        message_sha256: Sha256([1; 32]),
    })
    .await
    .unwrap();
    commit(tx).await;
    let row = |item: ItemId, is_drawn| UnseenItem {
        item,
        cluster: None,
        is_drawn,
    };
    assert_eq!(store.told_items(DESK).await.unwrap(), ids[..2]);
    assert_eq!(store.told_copies(ids[0]).await.unwrap(), []);
    let waits = store.unseen_items(DESK, 9).await.unwrap();
    assert_eq!(waits, [row(ids[1], false), row(ids[0], false)]);
    let look = OversightLook {
        desk: DESK,
        item: ids[0],
        items: ids[..2].to_vec(),
        by: AMINA,
        at: NOON,
        took_ms: 700,
        outcome: LookOutcome::InOrder,
    };
    let mut tx = store.begin(act()).await.unwrap();
    tx.add_oversight_look(&look).await.unwrap();
    commit(tx).await;
    assert_eq!(store.unseen_items(DESK, 9).await.unwrap(), []);
    assert_eq!(store.items_seen(DESK).await.unwrap(), 2);
    let mut tx = store.begin(act()).await.unwrap();
    tx.draw_items(&ids[..1], NOON).await.unwrap();
    tx.draw_items(&ids[..1], NOON).await.unwrap();
    commit(tx).await;
    assert_eq!(
        store.unseen_items(DESK, 9).await.unwrap(),
        [row(ids[0], true)]
    );
    let mut tx = store.begin(act()).await.unwrap();
    let second = OversightLook {
        took_ms: 300,
        ..look
    };
    tx.add_oversight_look(&second).await.unwrap();
    commit(tx).await;
    assert_eq!(store.look_times_ms(DESK).await.unwrap(), [300, 700]);
    bed.finish().await;
}

contract! {
    /// Goal: recommendations come back as they were put and are counted by state; who wants a login
    /// closed is remembered.
    recommendations_are_kept => recommendations
}
async fn recommendations(store: Store, bed: Bed) {
    let one = |number: u128, state| Recommendation {
        id: RecommendationId::from_u128(number),
        desk: DESK,
        item: ItemId::from_u128(7),
        asked: Asked::Practice,
        reasons: "the reasons of a look".to_owned(),
        by: AMINA,
        at: NOON,
        state,
    };
    let followed = RecommendationState::Followed {
        by: AMINA,
        at: NOON,
    };
    let mut tx = store.begin(act()).await.unwrap();
    for put in [
        one(1, RecommendationState::Open),
        one(2, RecommendationState::Open),
        one(1, followed.clone()),
    ] {
        tx.put_recommendation(&put).await.unwrap();
    }
    let held = tx.recommendation_for_update(RecommendationId::from_u128(1));
    assert_eq!(held.await.unwrap(), Some(one(1, followed.clone())));
    tx.put_oversight_closing(AMINA, UserId::from_u128(9))
        .await
        .unwrap();
    commit(tx).await;
    let newest = store.recommendations(DESK, 9).await.unwrap();
    assert_eq!(
        newest,
        [one(2, RecommendationState::Open), one(1, followed)]
    );
    let count = |name: &str| OversightCount {
        name: name.to_owned(),
        count: 1,
    };
    let counts = store.recommendation_counts(DESK).await.unwrap();
    assert_eq!(counts, [count("followed"), count("open")]);
    let asked = store.oversight_closing(AMINA).await.unwrap();
    assert_eq!(asked, Some(UserId::from_u128(9)));
    let nobody = store.oversight_closing(UserId::from_u128(9)).await.unwrap();
    assert_eq!(nobody, None);
    bed.finish().await;
}
