//! Sealed files: nothing plain on the disk, every flipped byte found, a destroyed key final.

use std::path::{Path, PathBuf};

use sha2::Digest;
use vigie_domain::{Exhibit, Sha256};
use vigie_store::{Store, StoreError};

use crate::sample;
use crate::support::{Bed, act, commit, contract};

fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::digest(bytes).into())
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

contract! {
    /// Goal: every size around a chunk's edge comes back; the disk holds no plain byte of it.
    sizes_around_a_chunk => sizes
}
async fn sizes(store: Store, bed: Bed) {
    let exhibit = sample::exhibit(1, sample::item(1).id).id;
    for size in [0, 1, 65_535, 65_536, 65_537, 200_000] {
        let plain: Vec<u8> = b"TRAINING PATTERN "
            .iter()
            .copied()
            .cycle()
            .take(size)
            .collect();
        let name = store
            .blobs()
            .put_sealed(exhibit, plain.clone())
            .await
            .unwrap();
        assert_eq!(name, sha256(&plain));
        assert_eq!(
            store.blobs().get_sealed(exhibit, name).await.unwrap(),
            plain
        );
        let name = store.blobs().put_plain(plain.clone()).await.unwrap();
        assert_eq!(
            store.blobs().get_plain(name).await.unwrap(),
            Some(plain.clone())
        );

        let source = bed.dir.path().join("source");
        std::fs::write(&source, &plain).unwrap();
        let other = sample::exhibit(2, sample::item(1).id).id;
        let sealed = store.blobs().put_sealed_file(other, source).await.unwrap();
        assert_eq!(sealed, (name, size as u64));
        let target = bed.dir.path().join(format!("target-{size}"));
        store
            .blobs()
            .export_sealed(other, name, target.clone())
            .await
            .unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), plain);
        let again = store.blobs().export_sealed(other, name, target).await;
        assert!(again.is_err(), "an export never overwrites");
    }
    for file in files(&bed.config.data_dir.join("blob")) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(
            !bytes.windows(8).any(|window| window == b"TRAINING"),
            "{}",
            file.display()
        );
    }
    assert_eq!(
        store.blobs().get_plain(Sha256([0; 32])).await.unwrap(),
        None
    );
    bed.finish().await;
}

contract! {
    /// Goal: any flipped byte, any cut, another exhibit's file: each is found.
    damage_is_found => damage
}
async fn damage(store: Store, bed: Bed) {
    let [one, two] = [1, 2].map(|n| sample::exhibit(n, sample::item(1).id).id);
    let plain = vec![42; 70_000];
    let name = store.blobs().put_sealed(one, plain.clone()).await.unwrap();
    store.blobs().put_sealed(two, plain.clone()).await.unwrap();
    let dir = bed.config.data_dir.join("blob/exhibit");
    let path = dir.join(one.to_string()).join(name.to_string());
    let sealed = std::fs::read(&path).unwrap();
    let mut damaged: Vec<Vec<u8>> = (0..sealed.len())
        .step_by(997)
        .chain([0, 15, 16, 34, 35, sealed.len() - 1])
        .map(|at| {
            let mut bytes = sealed.clone();
            bytes[at] ^= 1;
            bytes
        })
        .collect();
    // Cut at a chunk's end, cut anywhere, empty, lengthened, and sealed for somebody else.
    damaged.push(sealed[..16 + 19 + 65_552].to_vec());
    damaged.push(sealed[..100].to_vec());
    damaged.push(Vec::new());
    damaged.push([&*sealed, b"x"].concat());
    damaged.push(std::fs::read(dir.join(two.to_string()).join(name.to_string())).unwrap());
    for bytes in damaged {
        std::fs::write(&path, &bytes).unwrap();
        let read = store.blobs().get_sealed(one, name).await;
        assert!(matches!(read, Err(StoreError::Corrupt { .. })), "{read:?}");
        let again = store.blobs().put_sealed(one, plain.clone()).await;
        assert!(
            matches!(again, Err(StoreError::Corrupt { .. })),
            "a damaged file is not taken over"
        );
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "and not overwritten");
    }
    std::fs::write(&path, &sealed).unwrap();
    assert_eq!(store.blobs().get_sealed(one, name).await.unwrap(), plain);
    bed.finish().await;
}

contract! {
    /// Goal: a blob that says it failed but was written is written once more without harm.
    a_blob_that_lies => lie
}
async fn lie(store: Store, bed: Bed) {
    let exhibit = sample::exhibit(1, sample::item(1).id).id;
    store.faults().lie_about_blob();
    assert!(
        store
            .blobs()
            .put_sealed(exhibit, b"a pattern".to_vec())
            .await
            .is_err()
    );
    let before = files(&bed.config.data_dir.join("blob"));
    let name = store
        .blobs()
        .put_sealed(exhibit, b"a pattern".to_vec())
        .await
        .unwrap();
    assert_eq!(
        store.blobs().get_sealed(exhibit, name).await.unwrap(),
        b"a pattern"
    );
    assert_eq!(files(&bed.config.data_dir.join("blob")), before);
    bed.finish().await;
}

contract! {
    /// Goal: a destroyed key erases; the row says when, the key cannot come back under that name.
    a_destroyed_key_erases => erase
}
async fn erase(store: Store, bed: Bed) {
    let exhibit = sample::exhibit(1, sample::item(1).id);
    let name = store
        .blobs()
        .put_sealed(exhibit.id, b"a pattern".to_vec())
        .await
        .unwrap();
    let mut tx = store.begin(act()).await.unwrap();
    tx.put_exhibit(&exhibit).await.unwrap();
    commit(tx).await;
    let mut tx = store.begin(act()).await.unwrap();
    tx.destroy_key(exhibit.id, "retention").await.unwrap();
    drop(tx);
    assert_eq!(
        store.blobs().get_sealed(exhibit.id, name).await.unwrap(),
        b"a pattern"
    );

    let mut tx = store.begin(act()).await.unwrap();
    tx.destroy_key(exhibit.id, "retention").await.unwrap();
    let unknown = sample::exhibit(9, sample::item(1).id).id;
    let missing = tx.destroy_key(unknown, "x").await;
    assert!(
        matches!(missing, Err(StoreError::Missing { .. })),
        "{missing:?}"
    );
    commit(tx).await;

    for read in [
        store.blobs().get_sealed(exhibit.id, name).await.err(),
        store
            .blobs()
            .put_sealed(exhibit.id, b"x".to_vec())
            .await
            .err(),
    ] {
        assert!(matches!(read, Some(StoreError::Erased { .. })), "{read:?}");
    }
    let erased = Exhibit {
        erased_at: Some(act().now),
        ..exhibit.clone()
    };
    assert_eq!(store.exhibit(exhibit.id).await.unwrap(), Some(erased));
    assert!(
        !bed.config
            .data_dir
            .join("blob/exhibit")
            .join(exhibit.id.to_string())
            .exists()
    );
    let ledger = std::fs::read_to_string(bed.config.keys_dir().join("destroyed.jsonl")).unwrap();
    assert!(ledger.contains(&exhibit.id.to_string()) && ledger.contains("retention"));
    bed.finish().await;
}
