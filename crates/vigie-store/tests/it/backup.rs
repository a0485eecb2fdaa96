//! Backup and restore: the same desk, on either engine, without what was destroyed since.

use std::path::Path;

use vigie_domain::{AuditEvent, Exhibit};
use vigie_store::{Config, Job, LogFiles, RestoreSource, Store, StoreError, restore};
use vigie_tlog::{Checkpoint, verify_log};

use crate::sample;
use crate::support::{Bed, DESK, NOON, act, commit, contract};

/// A desk with something of everything that a backup must carry.
async fn fill(store: &Store) -> (Exhibit, Exhibit) {
    let exhibits = [1, 2].map(|number| sample::exhibit(number, sample::item(number).id));
    let mut tx = store.begin(act()).await.unwrap();
    for (exhibit, number) in exhibits.iter().zip(1..) {
        let mut item = sample::item(number);
        item.note = Some("one line\nanother\u{2028}\u{0} \"quoted\" \\ \u{1f4a1}".to_owned());
        tx.put_item(&item).await.unwrap();
        tx.put_exhibit(exhibit).await.unwrap();
    }
    tx.put_referral(&sample::referral(1, &[sample::item(1).id]))
        .await
        .unwrap();
    tx.next_reference(DESK, 2026).await.unwrap();
    let job = Job {
        kind: "trace".to_owned(),
        payload: serde_json::json!({"a": 1}),
        run_at: NOON,
        dedup_key: None,
        priority: 0,
    };
    tx.enqueue(job).await.unwrap();
    let events = (0..300).map(|_| AuditEvent::DataImported { tables: 1 });
    tx.commit_all(events.collect()).await.unwrap();
    let [one, two] = exhibits;
    (one, two)
}

async fn seal(store: &Store, exhibit: &Exhibit) -> vigie_domain::Sha256 {
    let plain = exhibit.id.to_string().into_bytes();
    store.blobs().put_sealed(exhibit.id, plain).await.unwrap()
}

async fn check(store: &Store, one: &Exhibit, heads: &[Checkpoint]) {
    let name = seal(store, one).await;
    let plain = store.blobs().get_sealed(one.id, name).await.unwrap();
    assert_eq!(plain, one.id.to_string().into_bytes());
    let key = store.log_key().unwrap();
    let files = LogFiles::new(store.log_dir());
    let report = verify_log(&files, key.verifier_key(), heads, &mut |_, _| {}).unwrap();
    assert!(report.is_sound(), "{:?}", report.defects);
    assert_eq!(report.checkpoint.size, 301);
    assert_eq!(
        store
            .referral_by_token("token-1")
            .await
            .unwrap()
            .unwrap()
            .lines
            .len(),
        1
    );
    assert_eq!(
        store.queue_counts(DESK).await.unwrap(),
        [("new".to_owned(), 2)]
    );

    // The desk goes on where it was: references, events, jobs, log.
    let mut tx = store.begin(act()).await.unwrap();
    assert_eq!(
        tx.next_reference(DESK, 2026).await.unwrap(),
        "V-2026-000002"
    );
    commit(tx).await;
    let head = store.sequence(NOON, &key).await.unwrap().unwrap();
    assert_eq!(head.size, 302);
    assert_eq!(store.lease_jobs("w", NOON, 9, 1).await.unwrap().len(), 1);
    let report = verify_log(&files, key.verifier_key(), heads, &mut |_, _| {}).unwrap();
    assert!(report.is_sound(), "{:?}", report.defects);
}

contract! {
    /// Goal: a restored desk is the one that was backed up, on its engine and on the other.
    there_and_back => round_trip
}
async fn round_trip(store: Store, bed: Bed) {
    let (one, _) = fill(&store).await;
    seal(&store, &one).await;
    let letter = store.blobs().put_plain(b"a letter".to_vec()).await.unwrap();
    let signer = store.log_key().unwrap();
    let head = store.sequence(NOON, &signer).await.unwrap().unwrap();
    let dir = bed.dir.path().join("backup");
    let report = store.backup(&dir).await.unwrap();
    assert!(report.rows > 300 && report.files > 40, "{report:?}");

    let mut targets = vec![bed.another().await, Bed::lite()];
    targets.extend(Bed::pg().await);
    for target in targets {
        let restored = restore(&RestoreSource::new(&dir), &target.config)
            .await
            .unwrap();
        assert_eq!(
            (restored.rows, restored.erasures_replayed),
            (report.rows, 0)
        );
        let again = restore(&RestoreSource::new(&dir), &target.config).await;
        assert!(
            matches!(again, Err(StoreError::NotEmpty { .. })),
            "{again:?}"
        );
        let restored = Store::open(&target.config).await.unwrap();
        assert_eq!(
            restored.item(sample::item(1).id).await.unwrap(),
            store.item(sample::item(1).id).await.unwrap()
        );
        assert_eq!(
            restored.blobs().get_plain(letter).await.unwrap().unwrap(),
            b"a letter"
        );
        check(&restored, &one, std::slice::from_ref(&head)).await;
        drop(restored);
        target.finish().await;
    }
    let again = store.backup(&dir).await;
    assert!(
        matches!(again, Err(StoreError::NotEmpty { .. })),
        "{again:?}"
    );
    bed.finish().await;
}

contract! {
    /// Goal: what was destroyed after a backup stays destroyed when that backup is restored.
    destroyed_stays_destroyed => replayed
}
async fn replayed(store: Store, bed: Bed) {
    let (one, two) = fill(&store).await;
    let name = seal(&store, &one).await;
    seal(&store, &two).await;
    store
        .sequence(NOON, &store.log_key().unwrap())
        .await
        .unwrap();
    let (older, newer) = (bed.dir.path().join("older"), bed.dir.path().join("newer"));
    store.backup(&older).await.unwrap();
    let mut tx = store.begin(act()).await.unwrap();
    tx.destroy_key(one.id, "a judge said so").await.unwrap();
    tx.commit(AuditEvent::ExhibitErased {
        exhibit: one.id,
        item: one.item,
        reason: "x".to_owned(),
    })
    .await
    .unwrap();
    store.backup(&newer).await.unwrap();

    // The older rows with today's ledger, and the older rows with today's keys.
    let today = bed.config.keys_dir().join("destroyed.jsonl");
    let with_ledger = RestoreSource {
        ledgers: vec![today],
        ..RestoreSource::new(&older)
    };
    let with_keys = RestoreSource {
        keys: Some(newer.join("keys")),
        ..RestoreSource::new(&older)
    };
    for source in [with_ledger, with_keys] {
        let target = bed.another().await;
        let report = restore(&source, &target.config).await.unwrap();
        assert_eq!(report.erasures_replayed, 1);
        let restored = Store::open(&target.config).await.unwrap();
        let read = restored.blobs().get_sealed(one.id, name).await;
        assert!(matches!(read, Err(StoreError::Erased { .. })), "{read:?}");
        assert!(!restored.blobs().has_sealed(one.id, name));
        let row = restored.exhibit(one.id).await.unwrap().unwrap();
        assert_eq!(row.erased_at, Some(act().now));
        check(&restored, &two, &[]).await;
        drop(restored);
        target.finish().await;
    }
    // Rows and blobs alone open nothing.
    let rows = std::fs::read_dir(newer.join("row")).unwrap();
    assert!(rows.count() > 30);
    assert!(!newer.join("row/exhibit_key.jsonl").exists());
    bed.finish().await;
}

/// Goal: any changed byte of a backup is found before anything is made.
#[test]
fn a_damaged_backup() {
    crate::support::on_lite(|store, bed| async move {
        let bed = bed; // whole, or its folder goes before the test

        let (one, _) = fill(&store).await;
        seal(&store, &one).await;
        let dir = bed.dir.path().join("backup");
        store.backup(&dir).await.unwrap();
        let manifest = std::fs::read_to_string(dir.join("manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        let target = Config::for_testing(bed.dir.path().join("target"));
        for name in manifest["files"].as_object().unwrap().keys() {
            let path = dir.join(name);
            let whole = std::fs::read(&path).unwrap();
            // Blobs are links to the desk's own files: never write into one, replace it.
            std::fs::remove_file(&path).unwrap();
            let mut bytes = whole.clone();
            bytes[whole.len() / 2] ^= 1;
            std::fs::write(&path, bytes).unwrap();
            expect_refused(&dir, &target).await;
            std::fs::remove_file(&path).unwrap();
            expect_refused(&dir, &target).await;
            std::fs::write(&path, whole).unwrap();
            if name.starts_with("keys/") {
                use std::os::unix::fs::PermissionsExt;
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
            }
        }
        restore(&RestoreSource::new(&dir), &target).await.unwrap();
        let empty = bed.dir.path().join("empty");
        std::fs::create_dir(&empty).unwrap();
        expect_refused(&empty, &Config::for_testing(bed.dir.path().join("other"))).await;
    });
}

async fn expect_refused(dir: &Path, target: &Config) {
    let refused = restore(&RestoreSource::new(dir), target).await;
    assert!(refused.is_err());
    assert!(!target.data_dir.exists(), "{refused:?} left something");
}
