//! Bringing a database to the schema of this program: forward only, each step in one transaction.

use sha2::Digest;

use crate::db::{Engine, Reader, args};
use crate::error::StoreError;

/// Every migration, oldest first: its name begins with the time it was written.
const MIGRATIONS: &[(&str, &str)] = &[
    (
        "20261123T1700_first",
        include_str!("../migrations/20261123T1700_first.sql"),
    ),
    (
        "20261123T2100_banks",
        include_str!("../migrations/20261123T2100_banks.sql"),
    ),
    (
        "20261124T0010_readings",
        include_str!("../migrations/20261124T0010_readings.sql"),
    ),
    (
        "20261124T0330_orders",
        include_str!("../migrations/20261124T0330_orders.sql"),
    ),
    (
        "20261124T0400_complaints",
        include_str!("../migrations/20261124T0400_complaints.sql"),
    ),
    (
        "20261124T0415_oversight",
        include_str!("../migrations/20261124T0415_oversight.sql"),
    ),
    (
        "20261124T0425_dossiers",
        include_str!("../migrations/20261124T0425_dossiers.sql"),
    ),
];

/// Serialises the starts of several servers on one PostgreSQL database; a number of our own.
const PG_LOCK: i64 = 0x7669_6769;

/// Applies what is missing.
///
/// Refuses a database of a later release, and one whose history differs from ours.
pub(crate) async fn migrate(engine: &Engine) -> Result<(), StoreError> {
    migrate_to(engine, MIGRATIONS).await
}

/// Applies the migrations up to the one of that name: the schema a backup was taken from.
pub(crate) async fn migrate_up_to(engine: &Engine, name: &str) -> Result<(), StoreError> {
    let Some(last) = MIGRATIONS.iter().position(|(known, _)| *known == name) else {
        return Err(StoreError::SchemaNewer {
            found: name.to_owned(),
            known: MIGRATIONS
                .last()
                .map_or("none", |(name, _)| name)
                .to_owned(),
        });
    };
    migrate_to(engine, &MIGRATIONS[..=last]).await
}

/// Whether no migration was ever applied.
pub(crate) async fn is_empty(engine: &Engine) -> Result<bool, StoreError> {
    Ok(applied(&Reader::of_pool(engine.clone())).await?.is_empty())
}

async fn migrate_to(engine: &Engine, migrations: &[(&str, &str)]) -> Result<(), StoreError> {
    let db = Reader::of_tx(engine.begin().await?);
    if engine.is_pg() {
        db.rows("SELECT pg_advisory_xact_lock($1) IS NULL", args![PG_LOCK])
            .await?;
    }
    let before = applied(&db).await?;
    check(&before, migrations)?;
    if before.len() == migrations.len() {
        // Nothing to write: a start on a healthy desk changes no byte.
        return Ok(());
    }
    db.script(
        "CREATE TABLE IF NOT EXISTS schema_migration \
         (name TEXT PRIMARY KEY NOT NULL, sha256 TEXT NOT NULL)"
            .to_owned(),
    )
    .await?;
    for (name, text) in &migrations[before.len()..] {
        db.script(for_engine(text, engine.is_pg())).await?;
        db.run(
            "INSERT INTO schema_migration (name, sha256) VALUES ($1, $2)",
            args![*name, checksum(text)],
        )
        .await?;
    }
    match db.into_open() {
        Some(open) => open.commit().await,
        None => Ok(()),
    }
}

/// Names and checksums of what was applied, oldest first.
async fn applied(db: &Reader) -> Result<Vec<(String, String)>, StoreError> {
    let exists = db
        .row(
            db.pick(
                "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'",
                "SELECT COUNT(*) FROM information_schema.tables \
                 WHERE table_schema = current_schema() AND table_name = 'schema_migration'",
            ),
            args![],
        )
        .await?;
    if exists.map_or(Ok(0), |row| row.int(0))? == 0 {
        return Ok(Vec::new());
    }
    db.rows(
        "SELECT name, sha256 FROM schema_migration ORDER BY name",
        args![],
    )
    .await?
    .iter()
    .map(|row| Ok((row.text(0)?, row.text(1)?)))
    .collect()
}

fn check(applied: &[(String, String)], known: &[(&str, &str)]) -> Result<(), StoreError> {
    if let Some((found, _)) = applied.get(known.len()..).and_then(<[_]>::last) {
        return Err(StoreError::SchemaNewer {
            found: found.clone(),
            known: known.last().map_or("none", |(name, _)| name).to_owned(),
        });
    }
    for ((name, sha256), (known_name, text)) in applied.iter().zip(known) {
        if name != known_name || *sha256 != checksum(text) {
            return Err(StoreError::SchemaDiffers { name: name.clone() });
        }
    }
    Ok(())
}

fn checksum(text: &str) -> String {
    hex::encode(sha2::Sha256::digest(text.as_bytes()))
}

/// Bytewise order of texts on both engines, and what the two say differently: a counter, and lines
/// that begin with the name of one of them.
fn for_engine(text: &str, is_pg: bool) -> String {
    if is_pg {
        let text = text.replace("-- postgresql: ", "");
        text.replace(" TEXT", " TEXT COLLATE \"C\"").replace(
            "{serial}",
            "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
        )
    } else {
        text.replace("-- sqlite: ", "")
            .replace("{serial}", "INTEGER PRIMARY KEY AUTOINCREMENT")
    }
}
