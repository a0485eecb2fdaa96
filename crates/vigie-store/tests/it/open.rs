//! Opening: what is refused, with which sentence, and that nothing is left behind.

use std::os::unix::fs::PermissionsExt;

use vigie_store::{Config, Store, StoreError};

use crate::support::{Bed, NOON, contract, on_lite};

/// The whole of what a person reads.
fn sentence(refused: Result<Store, StoreError>) -> String {
    refused.map(|_| ()).unwrap_err().to_string()
}

/// The name of the last migration there is, as the folder holds it.
fn newest_migration() -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let names = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let stems = names.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned());
    stems.max().unwrap()
}

contract! {
    /// Goal: a database of a later release, or with another history, is not touched.
    another_schema => schemas
}
async fn schemas(store: Store, bed: Bed) {
    store.ready().await.unwrap();
    drop(store);
    let insert = "INSERT INTO schema_migration (name, sha256) VALUES ('20990101T0000_later', '00')";
    bed.tamper(insert).await;
    let refused = sentence(Store::open(&bed.config).await);
    let newest = newest_migration();
    assert_eq!(
        refused,
        format!(
            "the database has schema `20990101T0000_later`, this program knows up to \
         `{newest}`: install the newer release, or restore a backup made before the upgrade"
        )
    );
    bed.tamper("DELETE FROM schema_migration WHERE sha256 = '00'")
        .await;
    drop(Store::open(&bed.config).await.unwrap());
    bed.tamper("UPDATE schema_migration SET sha256 = 'ff'")
        .await;
    let refused = Store::open(&bed.config).await;
    assert!(
        matches!(refused, Err(StoreError::SchemaDiffers { .. })),
        "{refused:?}"
    );
    bed.finish().await;
}

contract! {
    /// Goal: a wrong, missing, malformed or public key file is named, and opens nothing.
    keys => key_files
}
async fn key_files(store: Store, bed: Bed) {
    drop(store);
    let path = bed.config.master_key_path();
    assert_eq!(
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let key = std::fs::read_to_string(&path).unwrap();

    std::fs::write(&path, "11".repeat(32)).unwrap();
    let refused = sentence(Store::open(&bed.config).await);
    let expected = format!(
        "the key in `{}` is not this desk's: put back the key file that belongs to it",
        path.display()
    );
    assert_eq!(refused, expected);
    for bad in ["", "11", &"zz".repeat(32), &"11".repeat(4096)] {
        std::fs::write(&path, bad).unwrap();
        let refused = Store::open(&bed.config).await;
        assert!(
            matches!(refused, Err(StoreError::BadKey { .. })),
            "{refused:?}"
        );
    }
    std::fs::write(&path, &key).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    let refused = Store::open(&bed.config).await;
    assert!(
        matches!(refused, Err(StoreError::BadKey { .. })),
        "{refused:?}"
    );
    std::fs::remove_file(&path).unwrap();
    assert!(!Store::exists(&bed.config));
    assert!(sentence(Store::open(&bed.config).await).contains("`vigie init`"));
    // `init` beside a database that has a desk: its new key is not this desk's, and goes again.
    let refused = Store::create(&bed.config).await;
    assert!(
        matches!(refused, Err(StoreError::WrongKey { .. })),
        "{refused:?}"
    );
    assert!(!path.exists());
    bed.finish().await;
}

contract! {
    /// Goal: the name of the log is free until a checkpoint is out, and fixed from then on.
    /// Method: opened as a server and beside one; nothing is written under the other name.
    another_name_of_the_log => log_names
}
async fn log_names(store: Store, bed: Bed) {
    drop(store);
    let named = |name: &str| Config {
        log_origin: name.to_owned(),
        ..bed.config.clone()
    };
    let first = named("unit.example/log");
    let store = Store::open(&first).await.unwrap();
    let signer = store.log_key().unwrap();
    let head = store.sequence(NOON, &signer).await.unwrap().unwrap();
    assert_eq!(head.origin, "unit.example/log");
    let note = store.checkpoint().await.unwrap().unwrap();
    drop(store);

    let other = named("other.example/log");
    let expected = "this desk signs the log `unit.example/log`, and the configuration names \
                    `other.example/log`: set `log_origin` of [store] back, a log never changes its name";
    assert_eq!(sentence(Store::open(&other).await), expected);
    assert_eq!(sentence(Store::open_beside(&other).await), expected);
    let store = Store::open(&first).await.unwrap();
    assert_eq!(store.checkpoint().await.unwrap(), Some(note));
    drop(store);
    bed.finish().await;
}

/// Goal: a second server on the same SQLite folder is refused; a command beside it works.
#[test]
fn one_server_per_folder() {
    on_lite(|store, bed| async move {
        let bed = bed; // whole, or its folder goes before the test

        let refused = sentence(Store::open(&bed.config).await);
        let expected = format!(
            "another process already serves `{}`: stop it first, or give this one a folder of its own",
            bed.config.data_dir.display()
        );
        assert_eq!(refused, expected);
        let beside = Store::open_beside(&bed.config).await.unwrap();
        assert_eq!(beside.desks().await.unwrap().len(), 1);
        drop((store, beside));
        Store::open(&bed.config).await.unwrap();
    });
}

contract! {
    /// Goal: several servers on one PostgreSQL database are allowed; SQLite starts again after a stop.
    opening_again => again
}
async fn again(store: Store, bed: Bed) {
    if bed.config.database_url.is_some() {
        let other = Store::open(&bed.config).await.unwrap();
        assert_eq!(other.desks().await.unwrap(), store.desks().await.unwrap());
    }
    drop(store);
    let store = Store::create(&bed.config).await.unwrap();
    assert_eq!(store.desks().await.unwrap().len(), 1);
    bed.finish().await;
}

/// Goal: a folder that cannot be written, and one that is not there, each get their sentence.
/// Method: `/proc` refuses files to everybody, whoever runs the tests.
#[test]
fn folders_that_do_not_work() {
    on_lite(|_, bed| async move {
        let bed = bed; // whole, or its folder goes before the test

        let nowhere = Config::for_testing(bed.dir.path().join("nothing/here"));
        assert!(sentence(Store::open(&nowhere).await).contains("`vigie init`"));
        let keys = bed.config.keys_dir();
        let proc = Config {
            data_dir: "/proc".into(),
            master_key_file: Some(keys.join("master.key")),
            log_key_file: Some(keys.join("log.key")),
            pseudonym_key_file: Some(keys.join("pseudonym.key")),
            ..bed.config.clone()
        };
        assert!(Store::open(&proc).await.is_err());
        assert!(Store::create(&proc).await.is_err());
    });
}

/// Goal: a file that is no database is refused at the start.
#[test]
fn a_file_that_is_no_database() {
    on_lite(|store, bed| async move {
        let bed = bed; // whole, or its folder goes before the test

        store.close().await;
        std::fs::write(
            bed.config.database_path(),
            b"this is a plain sentence, not a database",
        )
        .unwrap();
        for suffix in ["-wal", "-shm"] {
            let mut path = bed.config.database_path().into_os_string();
            path.push(suffix);
            let _ = std::fs::remove_file(path);
        }
        let refused = sentence(Store::open(&bed.config).await);
        assert_eq!(refused, "`vigie.db` is damaged; restore it from a backup");
    });
}

/// Goal: an empty section is a whole configuration; an unknown key is an error.
#[test]
fn configuration() {
    let empty: Config = serde_json::from_str("{}").unwrap();
    assert_eq!(empty, Config::default());
    assert!(serde_json::from_str::<Config>(r#"{"data_dirr": "x"}"#).is_err());
}
