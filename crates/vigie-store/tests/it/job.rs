//! Jobs: leased by one, fenced, retried, set aside, never lost.

use std::collections::BTreeSet;

use serde_json::json;
use vigie_domain::JobId;
use vigie_store::{Failed, Job, Store, StoreError};

use crate::support::{Bed, DESK, NOON, act, act_at, commit, contract};

fn job(number: i64) -> Job {
    Job {
        kind: "capture".to_owned(),
        payload: json!({"number": number}),
        run_at: NOON.plus_ms(number),
        dedup_key: None,
        priority: 0,
    }
}

async fn enqueue(store: &Store, jobs: impl IntoIterator<Item = Job>) -> Vec<Option<JobId>> {
    let mut tx = store.begin(act()).await.unwrap();
    let mut ids = Vec::new();
    for job in jobs {
        ids.push(tx.enqueue(job).await.unwrap());
    }
    commit(tx).await;
    ids
}

contract! {
    /// Goal: urgent first, then oldest due; nothing before its time; nothing of a dropped act.
    order_and_time => order
}
async fn order(store: Store, bed: Bed) {
    let mut tx = store.begin(act()).await.unwrap();
    tx.enqueue(job(0)).await.unwrap();
    drop(tx);
    assert_eq!(store.next_job_at().await.unwrap(), None);
    enqueue(
        &store,
        [
            job(1),
            job(2),
            Job {
                priority: 5,
                ..job(3)
            },
            job(500),
        ],
    )
    .await;
    assert_eq!(store.next_job_at().await.unwrap(), Some(NOON.plus_ms(1)));
    assert_eq!(store.lease_jobs("w", NOON, 9, 100).await.unwrap(), []);

    let leased = store
        .lease_jobs("w", NOON.plus_ms(10), 9, 100)
        .await
        .unwrap();
    let numbers: Vec<_> = leased
        .iter()
        .map(|job| job.payload["number"].as_i64().unwrap())
        .collect();
    assert_eq!(numbers, [3, 1, 2]);
    assert_eq!(store.next_job_at().await.unwrap(), Some(NOON.plus_ms(110)));
    bed.finish().await;
}

contract! {
    /// Goal: a lease that ended goes to another; the first is refused whatever it wants.
    the_fence_holds => fence
}
async fn fence(store: Store, bed: Bed) {
    enqueue(&store, [job(0)]).await;
    let first = store.lease_jobs("a", NOON, 1, 100).await.unwrap().remove(0);
    assert_eq!(
        store
            .lease_jobs("b", NOON.plus_ms(99), 1, 100)
            .await
            .unwrap(),
        []
    );
    let second = store
        .lease_jobs("b", NOON.plus_ms(100), 1, 100)
        .await
        .unwrap()
        .remove(0);
    assert_eq!((second.id, second.attempts), (first.id, 2));
    assert!(second.fence > first.fence);

    let late = NOON.plus_ms(101);
    let lost = [
        store.finish_job(first.id, first.fence).await.err(),
        store
            .fail_job(first.id, first.fence, late, "x", None)
            .await
            .err(),
        store.extend_job(first.id, first.fence, late).await.err(),
    ];
    assert!(
        lost.iter()
            .all(|e| matches!(e, Some(StoreError::LeaseLost))),
        "{lost:?}"
    );
    let mut tx = store.begin(act()).await.unwrap();
    let lost = tx.finish_job(first.id, first.fence).await;
    assert!(matches!(lost, Err(StoreError::LeaseLost)), "{lost:?}");
    drop(tx);
    store
        .extend_job(second.id, second.fence, NOON.plus_ms(900))
        .await
        .unwrap();
    assert_eq!(
        store
            .lease_jobs("c", NOON.plus_ms(899), 1, 100)
            .await
            .unwrap(),
        []
    );

    let mut tx = store.begin(act()).await.unwrap();
    tx.finish_job(second.id, second.fence).await.unwrap();
    drop(tx);
    assert_eq!(
        store.job_counts().await.unwrap(),
        [("leased".to_owned(), 1)],
        "the act was dropped"
    );
    let mut tx = store.begin(act()).await.unwrap();
    tx.finish_job(second.id, second.fence).await.unwrap();
    commit(tx).await;
    assert_eq!(store.job_counts().await.unwrap(), []);
    let gone = store.finish_job(second.id, second.fence).await;
    assert!(matches!(gone, Err(StoreError::LeaseLost)), "{gone:?}");
    bed.finish().await;
}

contract! {
    /// Goal: failures wait longer each time, then an operator sees them and puts them back.
    failures_back_off_and_die => failures
}
async fn failures(store: Store, bed: Bed) {
    enqueue(&store, [job(0)]).await;
    let mut now = NOON;
    for pause_ms in [1_000, 2_000] {
        let leased = store.lease_jobs("w", now, 1, 100).await.unwrap().remove(0);
        let failed = store
            .fail_job(leased.id, leased.fence, now, "refused", None)
            .await
            .unwrap();
        let at = now.plus_ms(pause_ms);
        assert_eq!(failed, Failed::Retried { at });
        assert_eq!(
            store.lease_jobs("w", at.plus_ms(-1), 1, 100).await.unwrap(),
            []
        );
        now = at;
    }
    let leased = store.lease_jobs("w", now, 1, 100).await.unwrap().remove(0);
    let failed = store
        .fail_job(leased.id, leased.fence, now, "refused\0", None)
        .await
        .unwrap();
    assert_eq!(failed, Failed::Died);
    assert_eq!(store.next_job_at().await.unwrap(), None);
    let dead = store.dead_jobs(DESK).await.unwrap();
    assert_eq!(
        (dead.len(), &*dead[0].last_error, dead[0].attempts),
        (1, "refused", 3)
    );

    let mut tx = store.begin(act_at(now)).await.unwrap();
    tx.requeue_job(dead[0].id).await.unwrap();
    let twice = tx.requeue_job(dead[0].id).await;
    assert!(
        matches!(twice, Err(StoreError::Missing { .. })),
        "{twice:?}"
    );
    commit(tx).await;
    let again = store.lease_jobs("w", now, 1, 100).await.unwrap().remove(0);
    assert_eq!((again.id, again.attempts), (leased.id, 1));
    let lost = store.finish_job(leased.id, leased.fence).await;
    assert!(matches!(lost, Err(StoreError::LeaseLost)), "{lost:?}");
    bed.finish().await;
}

contract! {
    /// Goal: work that kills every worker is set aside, not tried for ever.
    a_killer_job_dies => killer
}
async fn killer(store: Store, bed: Bed) {
    enqueue(&store, [job(0)]).await;
    let mut now = NOON;
    for attempt in 1..=3 {
        let leased = store.lease_jobs("w", now, 1, 100).await.unwrap();
        assert_eq!(leased[0].attempts, attempt);
        now = now.plus_ms(100);
    }
    assert_eq!(store.lease_jobs("w", now, 1, 100).await.unwrap(), []);
    assert_eq!(store.dead_jobs(DESK).await.unwrap().len(), 1);
    bed.finish().await;
}

contract! {
    /// Goal: while one of a key waits there is no second; once it runs there may be.
    one_waits_per_key => dedup
}
async fn dedup(store: Store, bed: Bed) {
    let keyed = || Job {
        dedup_key: Some("item/1".to_owned()),
        ..job(0)
    };
    let other_kind = Job {
        kind: "trace".to_owned(),
        ..keyed()
    };
    let ids = enqueue(&store, [keyed(), keyed(), other_kind, job(0), job(0)]).await;
    let added: Vec<bool> = ids.iter().map(Option::is_some).collect();
    assert_eq!(added, [true, false, true, true, true]);
    let leased = store.lease_jobs("w", NOON, 9, 100).await.unwrap();
    assert_eq!(leased.len(), 4);
    assert!(enqueue(&store, [keyed()]).await[0].is_some());
    // The first one failed meanwhile: both wait, none is lost, and no third comes.
    let first = leased.iter().find(|job| Some(job.id) == ids[0]).unwrap();
    store
        .fail_job(first.id, first.fence, NOON, "x", None)
        .await
        .unwrap();
    assert!(enqueue(&store, [keyed()]).await[0].is_none());
    bed.finish().await;
}

contract! {
    /// Goal: much work at once is the same as one after the other, across statements.
    much_at_once => much
}
async fn much(store: Store, bed: Bed) {
    const COUNT: i64 = 250;
    let keyed = |number: i64| Job {
        dedup_key: Some(format!("item/{number}")),
        ..job(number)
    };
    enqueue(&store, [keyed(7)]).await;
    let mut tx = store.begin(act()).await.unwrap();
    // Known before; twice in one statement; twice in two.
    let jobs = (0..COUNT).chain([0, COUNT - 1]).map(keyed).collect();
    let added = tx.enqueue_all(jobs).await.unwrap();
    assert_eq!(tx.enqueue_all(Vec::new()).await.unwrap(), 0);
    commit(tx).await;
    assert_eq!(added, 249);
    let late = NOON.plus_ms(COUNT);
    let leased = store.lease_jobs("w", late, 999, 100).await.unwrap();
    let numbers: Vec<_> = leased
        .iter()
        .map(|job| job.payload["number"].as_i64().unwrap())
        .collect();
    assert_eq!(numbers, (0..COUNT).collect::<Vec<_>>());
    bed.finish().await;
}

contract! {
    /// Goal: many workers at once get each job once.
    workers_share_without_overlap => share
}
async fn share(store: Store, bed: Bed) {
    let ids = enqueue(&store, (0..60).map(|_| job(0))).await;
    let workers: Vec<_> = (0..4)
        .map(|worker| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                for _ in 0..100 {
                    let name = format!("w{worker}");
                    let leased = store.lease_jobs(&name, NOON, 3, 1_000).await.unwrap();
                    for job in leased {
                        store.finish_job(job.id, job.fence).await.unwrap();
                        mine.push(job.id);
                    }
                    if store.next_job_at().await.unwrap().is_none() {
                        break;
                    }
                }
                mine
            })
        })
        .collect();
    let mut done = Vec::new();
    for worker in workers {
        done.extend(worker.await.unwrap());
    }
    assert_eq!(done.len(), 60);
    let done: BTreeSet<JobId> = done.into_iter().collect();
    assert_eq!(done, ids.into_iter().flatten().collect());
    bed.finish().await;
}
