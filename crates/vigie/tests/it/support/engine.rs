//! Where a desk under test keeps its rows: SQLite in a folder, or a schema of its own on PostgreSQL.

use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::Connection as _;
use vigie_store::Config;

/// One of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgresql,
}

/// A database that is gone when the test is over.
pub(crate) struct Database {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) config: Config,
    schema: Option<(String, String)>,
}

static NEXT: AtomicU64 = AtomicU64::new(1);

impl Database {
    /// A fresh one; `None` where there is no PostgreSQL, which is said.
    pub(crate) async fn fresh(engine: Engine) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::for_testing(folder.path().join("desk"));
        let mut schema = None;
        if engine == Engine::Postgresql {
            let Ok(url) = std::env::var("VIGIE_TEST_PG") else {
                println!("skipped: VIGIE_TEST_PG is not set");
                return None;
            };
            let number = NEXT.fetch_add(1, Ordering::SeqCst);
            let name = format!("it_{}_{number}", std::process::id());
            run(
                &url,
                &format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}"),
            )
            .await;
            let glue = if url.contains('?') { '&' } else { '?' };
            config.database_url = Some(format!("{url}{glue}options=-csearch_path%3D{name}"));
            schema = Some((url, name));
        }
        Some(Self {
            folder,
            config,
            schema,
        })
    }

    /// Runs statements behind the desk's back.
    pub(crate) async fn tamper(&self, sql: &str) {
        if let Some((url, schema)) = &self.schema {
            return run(url, &format!("SET search_path = {schema}; {sql}")).await;
        }
        let options =
            sqlx::sqlite::SqliteConnectOptions::new().filename(self.config.database_path());
        let mut connection = sqlx::SqliteConnection::connect_with(&options)
            .await
            .unwrap();
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    /// Whether rows lie on PostgreSQL.
    pub(crate) fn is_postgresql(&self) -> bool {
        self.schema.is_some()
    }

    /// Leaves nothing on the server.
    pub(crate) async fn drop_schema(&self) {
        if let Some((url, schema)) = &self.schema {
            run(url, &format!("DROP SCHEMA IF EXISTS {schema} CASCADE")).await;
        }
    }
}

async fn run(url: &str, sql: &str) {
    let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}
