//! Complaints: found by token, form, item and time; what expires is gone; what is late is counted.

use vigie_domain::id::*;
use vigie_domain::*;
use vigie_store::*;

use crate::support::{AMINA, Bed, DESK, NOON, act, commit, contract};

fn complaint(number: u128) -> Complaint {
    let received_at = NOON.plus_ms(i64::try_from(number).unwrap());
    Complaint {
        id: ComplaintId::from_u128(number),
        desk: DESK,
        from: Complainant::Author,
        language: Language::Ar,
        subjects: vec![Subject::Item {
            item: ItemId::from_u128(7),
        }],
        state: ComplaintState::Received,
        received_at,
        due_at: received_at.plus_ms(1_000),
        reminders: 0,
        retractions: Vec::new(),
    }
}

fn papers(number: u8) -> NewComplaint {
    NewComplaint {
        token_sha256: Sha256([number; 32]),
        proof_sha256: Sha256([number.wrapping_add(100); 32]),
        about: b"sealed address".to_vec(),
        contact: (number == 1).then(|| b"sealed mail".to_vec()),
        contact_expires_at: (number == 1).then(|| NOON.plus_ms(50)),
    }
}

contract! {
    /// Goal: a complaint is found by its token, once for one form, and by its item; pages go from new to old.
    complaints_are_found => found
}
async fn found(store: Store, bed: Bed) {
    for number in 1..=3_u8 {
        let one = complaint(u128::from(number));
        let mut tx = store.begin(act()).await.unwrap();
        assert!(tx.add_complaint(&one, &papers(number)).await.unwrap());
        tx.add_complaint_note(one.id, 0, b"sealed words")
            .await
            .unwrap();
        if number < 3 {
            let items = [ItemId::from_u128(7), ItemId::from_u128(7)];
            tx.put_complaint_items(one.id, &items).await.unwrap();
        }
        commit(tx).await;
    }
    let mut tx = store.begin(act()).await.unwrap();
    let again = NewComplaint {
        token_sha256: Sha256([77; 32]),
        ..papers(1)
    };
    assert!(!tx.add_complaint(&complaint(9), &again).await.unwrap());
    drop(tx);
    let of = |number: u8| Sha256([number; 32]);
    let by_token = store.complaint_by_token(of(2)).await.unwrap();
    assert_eq!(by_token, Some(complaint(2)));
    assert_eq!(store.complaint_by_token(of(9)).await.unwrap(), None);
    assert!(store.has_complaint_of(of(101)).await.unwrap());
    assert!(!store.has_complaint_of(of(99)).await.unwrap());
    let about = store
        .complaints_of_item(ItemId::from_u128(7))
        .await
        .unwrap();
    assert_eq!(about, [complaint(1), complaint(2)]);
    let first = store.complaints(DESK, None, 2).await.unwrap();
    assert_eq!(first.rows, [complaint(3), complaint(2)]);
    let last = store.complaints(DESK, first.next, 2).await.unwrap();
    assert_eq!((last.rows, last.next), (vec![complaint(1)], None));
    let kept = store
        .complaint_papers(ComplaintId::from_u128(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.about, b"sealed address");
    assert_eq!(kept.contact.as_deref(), Some(b"sealed mail".as_slice()));
    assert_eq!(kept.notes, [(NOON, b"sealed words".to_vec())]);
    let nobody = store
        .complaint_papers(ComplaintId::from_u128(99))
        .await
        .unwrap();
    assert_eq!(nobody, None);
    bed.finish().await;
}

contract! {
    /// Goal: what waits comes due in order, what is answered is counted with its time, late ones apart.
    complaints_are_counted => counted
}
async fn counted(store: Store, bed: Bed) {
    let mut all: Vec<Complaint> = (1..=3).map(complaint).collect();
    for (one, number) in all.iter().zip(1..) {
        let mut tx = store.begin(act()).await.unwrap();
        tx.add_complaint(one, &papers(number)).await.unwrap();
        commit(tx).await;
    }
    let decided = |one: &Complaint, after_ms: i64, outcome| Complaint {
        state: ComplaintState::Decided {
            decision: Decision {
                outcome,
                reasons: "because".to_owned(),
                by: AMINA,
                at: one.received_at.plus_ms(after_ms),
                event: EventId::from_u128(1),
            },
        },
        ..one.clone()
    };
    all[0] = decided(&all[0], 400, ComplaintOutcome::Upheld);
    all[1] = decided(&all[1], 1_001, ComplaintOutcome::Rejected);
    let mut tx = store.begin(act()).await.unwrap();
    let held = tx.complaint_for_update(all[0].id).await.unwrap();
    assert_eq!(held, Some(complaint(1)));
    for one in &all[..2] {
        tx.put_complaint(one).await.unwrap();
    }
    commit(tx).await;
    assert_eq!(store.complaints_waiting(DESK, 9).await.unwrap(), all[2..]);
    assert_eq!(store.complaint_times_ms(DESK).await.unwrap(), [400, 1_001]);
    let at = all[2].due_at;
    assert_eq!(store.complaints_late(DESK, at).await.unwrap(), 1);
    assert_eq!(store.complaints_late(DESK, at.plus_ms(1)).await.unwrap(), 2);
    let count = |state: &str, outcome: Option<&str>| ComplaintCount {
        state: state.to_owned(),
        outcome: outcome.map(str::to_owned),
        complaints: 1,
    };
    assert_eq!(
        store.complaint_counts(DESK).await.unwrap(),
        [
            count("decided", Some("rejected")),
            count("decided", Some("upheld")),
            count("received", None),
        ]
    );
    // The address goes at its end, and the complaint stays.
    assert!(
        !store
            .has_expired_complainants(NOON.plus_ms(49))
            .await
            .unwrap()
    );
    assert!(
        store
            .has_expired_complainants(NOON.plus_ms(50))
            .await
            .unwrap()
    );
    let mut tx = store.begin(act()).await.unwrap();
    assert_eq!(tx.expire_complainants(NOON.plus_ms(50)).await.unwrap(), 1);
    commit(tx).await;
    assert!(
        !store
            .has_expired_complainants(NOON.plus_ms(50))
            .await
            .unwrap()
    );
    let kept = store.complaint_papers(all[0].id).await.unwrap().unwrap();
    assert_eq!(kept.contact, None);
    bed.finish().await;
}

contract! {
    /// Goal: what everybody was told of does not wait any more.
    retractions_wait_until_sent => unsent
}
async fn unsent(store: Store, bed: Bed) {
    let one = |number: u128| Retraction {
        id: RetractionId::from_u128(number),
        desk: DESK,
        referral: ReferralId::from_u128(1),
        lines: Vec::new(),
        reason: "the wrong page".to_owned(),
        by: AMINA,
        found_at: NOON,
        sent_at: None,
    };
    let sent = Retraction {
        sent_at: Some(NOON),
        ..one(2)
    };
    let mut tx = store.begin(act()).await.unwrap();
    for retraction in [&one(1), &one(2), &sent, &one(3)] {
        tx.put_retraction(retraction).await.unwrap();
    }
    commit(tx).await;
    assert_eq!(
        store.retractions_unsent(DESK, 9).await.unwrap(),
        [one(1), one(3)]
    );
    assert_eq!(store.retractions_unsent(DESK, 1).await.unwrap(), [one(1)]);
    assert_eq!(store.retractions(DESK, 2).await.unwrap(), [one(3), sent]);
    bed.finish().await;
}
