//! A fresh store per test, on either engine.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::Connection;
use vigie_domain::id::{DeskId, UserId};
use vigie_domain::{ActorKind, AuditEvent, Side, Timestamp};
use vigie_store::{Act, Config, Desk, Store, Tx};

/// A Monday at noon, UTC.
pub(crate) const NOON: Timestamp = Timestamp::from_ms(1_795_435_200_000);
pub(crate) const DESK: DeskId = DeskId::from_u128(0xde51);
pub(crate) const AMINA: UserId = UserId::from_u128(0xa1);

static NEXT: AtomicU64 = AtomicU64::new(1);

/// A folder, its configuration and what must be dropped with it.
pub(crate) struct Bed {
    pub(crate) config: Config,
    pub(crate) dir: tempfile::TempDir,
    schema: Option<(String, String)>,
}

impl Bed {
    pub(crate) fn lite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self {
            config: Config::for_testing(dir.path().join("desk")),
            dir,
            schema: None,
        }
    }

    /// `None` where no PostgreSQL is at hand; says so.
    pub(crate) async fn pg() -> Option<Self> {
        let Ok(url) = std::env::var("VIGIE_TEST_PG") else {
            println!("skipped: VIGIE_TEST_PG is not set");
            return None;
        };
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let schema = format!("test_{}_{number}", std::process::id());
        run_sql(
            &url,
            &format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}"),
        )
        .await;
        let mut bed = Self::lite();
        let glue = if url.contains('?') { '&' } else { '?' };
        bed.config.database_url = Some(format!("{url}{glue}options=-csearch_path%3D{schema}"));
        bed.schema = Some((url, schema));
        Some(bed)
    }

    /// Another folder, and on PostgreSQL another schema.
    pub(crate) async fn another(&self) -> Self {
        match self.schema {
            None => Self::lite(),
            Some(_) => Self::pg().await.unwrap(),
        }
    }

    pub(crate) async fn create(&self) -> Store {
        let store = Store::create(&self.config).await.unwrap();
        let mut tx = store.begin(act()).await.unwrap();
        tx.put_desk(&desk()).await.unwrap();
        let name = desk().name;
        tx.commit(AuditEvent::DeskCreated { name }).await.unwrap();
        store
    }

    pub(crate) async fn finish(self) {
        if let Some((url, schema)) = &self.schema {
            run_sql(url, &format!("DROP SCHEMA IF EXISTS {schema} CASCADE")).await;
        }
    }

    /// Runs statements behind the store's back.
    pub(crate) async fn tamper(&self, sql: &str) {
        if let Some((url, schema)) = &self.schema {
            run_sql(url, &format!("SET search_path = {schema}; {sql}")).await;
            return;
        }
        let options =
            sqlx::sqlite::SqliteConnectOptions::new().filename(self.config.database_path());
        let mut conn = sqlx::SqliteConnection::connect_with(&options)
            .await
            .unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))
            .execute(&mut conn)
            .await
            .unwrap();
        conn.close().await.unwrap();
    }
}

async fn run_sql(url: &str, sql: &str) {
    let mut conn = sqlx::PgConnection::connect(url).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))
        .execute(&mut conn)
        .await
        .unwrap();
    conn.close().await.unwrap();
}

pub(crate) fn desk() -> Desk {
    Desk {
        id: DESK,
        name: "unit-1".to_owned(),
        side: Side::Unit,
        created_at: NOON,
    }
}

pub(crate) fn act() -> Act {
    act_at(NOON)
}

pub(crate) fn act_at(now: Timestamp) -> Act {
    Act {
        desk: DESK,
        side: Side::Unit,
        actor: ActorKind::Person { user: AMINA },
        now,
    }
}

/// An event that names nothing.
pub(crate) fn event() -> AuditEvent {
    AuditEvent::DataImported { tables: 1 }
}

pub(crate) async fn commit(tx: Tx<'_>) {
    tx.commit(event()).await.unwrap();
}

/// Runs a test on SQLite.
pub(crate) fn on_lite<F: Future<Output = ()>>(test: impl FnOnce(Store, Bed) -> F) {
    runtime().block_on(async {
        let bed = Bed::lite();
        test(bed.create().await, bed).await;
    });
}

/// Runs a test on PostgreSQL, where there is one.
pub(crate) fn on_pg<F: Future<Output = ()>>(test: impl FnOnce(Store, Bed) -> F) {
    runtime().block_on(async {
        if let Some(bed) = Bed::pg().await {
            test(bed.create().await, bed).await;
        }
    });
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

/// One contract, two tests.
macro_rules! contract {
    ($(#[$doc:meta])* $name:ident => $test:path) => {
        $(#[$doc])*
        #[test]
        fn $name() {
            crate::support::on_lite($test);
            crate::support::on_pg($test);
        }
    };
}
pub(crate) use contract;

/// Numbers that look random and are the same each time (xorshift64*).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % below
    }
}
