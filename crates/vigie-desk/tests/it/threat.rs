//! A life is in danger: one act, logged, that leaves the case alone.

use vigie_desk::item::{NewItem, add_item};
use vigie_desk::threat::report_threat;
use vigie_domain::*;

use crate::world::{World, code};

/// Goal: who was told stands in the record with its minute, the item comes first, and nothing of the
/// case moves; whoever may not, and whoever names nobody, is told so.
#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_told_and_the_case_stays() {
    let w = World::new().await;
    w.put(
        "/posts/one",
        "A plain sentence by Training Organisation Zeta.",
    );
    let url = format!("http://host.example:{}/posts/one", w.port);
    let new = NewItem::url(url, IntakeChannel::Desk);
    let id = add_item(&w.desk, &w.analyst, new).await.unwrap().item;
    w.settle().await;
    let before = w.item(id).await;
    for bad in ["", "  ", "two\nlines"] {
        let refused = report_threat(&w.desk, &w.analyst, id, bad).await;
        assert_eq!(code(&refused.unwrap_err()), "text_malformed", "{bad:?}");
    }
    let admin = Actor::person(w.analyst.user().unwrap(), w.desk.id(), vec![Role::Admin]);
    let refused = report_threat(&w.desk, &admin, id, "Duty officer").await;
    assert_eq!(code(&refused.unwrap_err()), "forbidden");
    let nothing = ItemId::from_u128(7);
    let missing = report_threat(&w.desk, &w.analyst, nothing, "Duty officer").await;
    assert_eq!(code(&missing.unwrap_err()), "not_found");
    assert_eq!(w.item(id).await, before);
    for contact in ["Duty officer of Testland", "Duty officer of Zetaland"] {
        report_threat(&w.desk, &w.analyst, id, contact)
            .await
            .unwrap();
    }
    let after = w.item(id).await;
    assert_eq!(after.state, before.state);
    assert!(after.priority > before.priority);
    let first = PriorityReason::ThreatToLife;
    let reasons = after.priority_reasons.iter();
    assert_eq!(reasons.filter(|one| **one == first).count(), 1);
    let events = w.desk.store().events_of(Case::Item(id), 99).await.unwrap();
    let told: Vec<_> = events
        .into_iter()
        .filter_map(|event| event.record)
        .filter(|record| record.event.kind() == "threat.reported")
        .map(|record| (record.at, record.actor))
        .collect();
    assert_eq!(told.len(), 2);
    assert!(
        told.iter()
            .all(|(at, actor)| *at == w.desk.now() && *actor == w.analyst.kind)
    );
}
