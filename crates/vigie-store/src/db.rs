//! One SQL text on two engines: binding, running, reading rows.
//!
//! Only texts and integers are bound, so that nothing depends on an engine's own types.

use futures_util::TryStreamExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::postgres::{PgArguments, PgConnection, PgPool, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteConnection, SqlitePool, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, Postgres, Row as _, SqlSafeStr, SqlStr, Sqlite, Transaction};
use tokio::sync::Mutex;
use uuid::Uuid;

use vigie_domain::id::{
    ApiKeyId, AssessmentId, BankEntryId, BankId, BatchId, ComplaintId, ContactId, DesignationId,
    DeskId, DossierId, EventId, ExhibitId, ItemId, JobId, LineId, MailId, ObservationId, OrderId,
    ProviderId, RecheckId, RecommendationId, ReferralId, RetractionId, ReviewId, UserId,
};
use vigie_domain::{Sha256, Timestamp};

use crate::error::StoreError;

/// A value bound to a placeholder.
#[derive(Debug, Clone)]
pub(crate) enum Arg {
    Text(String),
    Int(i64),
    NoText,
    NoInt,
}

macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Arg::from($value)),*] };
}
pub(crate) use args;

macro_rules! texts {
    ($($id:ident)*) => {$(
        impl From<$id> for Arg {
            fn from(value: $id) -> Self { Self::Text(value.to_string()) }
        }
        impl From<Option<$id>> for Arg {
            fn from(value: Option<$id>) -> Self {
                value.map_or(Self::NoText, |value| Self::Text(value.to_string()))
            }
        }
    )*};
}
texts! {
    DeskId UserId ItemId ExhibitId AssessmentId ReviewId ProviderId ContactId ReferralId LineId
    RecheckId ObservationId BankId BankEntryId RetractionId EventId DossierId JobId BatchId MailId
    DesignationId ApiKeyId OrderId ComplaintId RecommendationId Sha256 Uuid
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}
impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}
impl From<Option<&str>> for Arg {
    fn from(value: Option<&str>) -> Self {
        value.map_or(Self::NoText, Self::from)
    }
}
impl From<Option<String>> for Arg {
    fn from(value: Option<String>) -> Self {
        value.map_or(Self::NoText, Self::Text)
    }
}
impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
impl From<Option<i64>> for Arg {
    fn from(value: Option<i64>) -> Self {
        value.map_or(Self::NoInt, Self::Int)
    }
}
impl From<bool> for Arg {
    fn from(value: bool) -> Self {
        Self::Int(i64::from(value))
    }
}
impl From<u32> for Arg {
    fn from(value: u32) -> Self {
        Self::Int(i64::from(value))
    }
}
impl From<u16> for Arg {
    fn from(value: u16) -> Self {
        Self::Int(i64::from(value))
    }
}
impl From<Timestamp> for Arg {
    fn from(value: Timestamp) -> Self {
        Self::Int(value.ms())
    }
}
impl From<Option<Timestamp>> for Arg {
    fn from(value: Option<Timestamp>) -> Self {
        value.map_or(Self::NoInt, |value| Self::Int(value.ms()))
    }
}

/// The struct as JSON text.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unstorable {
        what: std::any::type_name::<T>().to_owned(),
    })
}

/// A row of either engine; columns are read by place.
pub(crate) enum Row {
    Lite(SqliteRow),
    Pg(PgRow),
}

impl Row {
    pub(crate) fn text(&self, column: usize) -> Result<String, StoreError> {
        Ok(match self {
            Self::Lite(row) => row.try_get_unchecked(column)?,
            Self::Pg(row) => row.try_get_unchecked(column)?,
        })
    }

    pub(crate) fn opt_text(&self, column: usize) -> Result<Option<String>, StoreError> {
        Ok(match self {
            Self::Lite(row) => row.try_get_unchecked(column)?,
            Self::Pg(row) => row.try_get_unchecked(column)?,
        })
    }

    pub(crate) fn int(&self, column: usize) -> Result<i64, StoreError> {
        Ok(match self {
            Self::Lite(row) => row.try_get_unchecked(column)?,
            Self::Pg(row) => row.try_get_unchecked(column)?,
        })
    }

    pub(crate) fn opt_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        Ok(match self {
            Self::Lite(row) => row.try_get_unchecked(column)?,
            Self::Pg(row) => row.try_get_unchecked(column)?,
        })
    }

    pub(crate) fn time(&self, column: usize) -> Result<Timestamp, StoreError> {
        self.int(column).map(Timestamp::from_ms)
    }

    /// A column that holds an id, a digest or another value with a text form.
    pub(crate) fn parsed<T: std::str::FromStr>(&self, column: usize) -> Result<T, StoreError> {
        self.text(column)?
            .parse()
            .map_err(|_| StoreError::corrupt("a row"))
    }

    pub(crate) fn opt_parsed<T: std::str::FromStr>(
        &self,
        column: usize,
    ) -> Result<Option<T>, StoreError> {
        self.opt_text(column)?
            .map(|text| text.parse().map_err(|_| StoreError::corrupt("a row")))
            .transpose()
    }

    pub(crate) fn sha256(&self, column: usize) -> Result<Sha256, StoreError> {
        Sha256::parse_hex(&self.text(column)?).ok_or_else(|| StoreError::corrupt("a row"))
    }

    pub(crate) fn json<T: DeserializeOwned>(&self, column: usize) -> Result<T, StoreError> {
        serde_json::from_str(&self.text(column)?).map_err(|_| StoreError::corrupt("a row"))
    }
}

/// The database behind a store.
#[derive(Debug, Clone)]
pub(crate) enum Engine {
    /// One writer, several readers of the same file.
    Lite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Pg(PgPool),
}

/// A transaction of either engine; dropped, it rolls back.
pub(crate) enum Open {
    Lite(Transaction<'static, Sqlite>),
    Pg(Transaction<'static, Postgres>),
}

impl Engine {
    pub(crate) fn is_pg(&self) -> bool {
        matches!(self, Self::Pg(_))
    }

    /// Begins to write; on SQLite this waits for the one writer.
    pub(crate) async fn begin(&self) -> Result<Open, StoreError> {
        Ok(match self {
            Self::Lite { writer, .. } => Open::Lite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Pg(pool) => Open::Pg(pool.begin().await?),
        })
    }

    /// Ends every connection.
    pub(crate) async fn close(&self) {
        match self {
            Self::Lite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Pg(pool) => pool.close().await,
        }
    }

    /// Begins to read one unchanging state of the whole database.
    pub(crate) async fn snapshot(&self) -> Result<Open, StoreError> {
        Ok(match self {
            Self::Lite { readers, .. } => Open::Lite(readers.begin().await?),
            Self::Pg(pool) => Open::Pg(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            ),
        })
    }
}

impl Open {
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Lite(tx) => tx.commit().await?,
            Self::Pg(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// PostgreSQL keeps no NUL in a text; what one engine refuses, both do.
fn storable(text: String) -> Result<String, StoreError> {
    if text.contains('\0') {
        return Err(StoreError::Unstorable {
            what: "a text with a NUL".to_owned(),
        });
    }
    Ok(text)
}

fn lite_args(args: Vec<Arg>) -> Result<SqliteArguments, StoreError> {
    let mut bound = SqliteArguments::default();
    for arg in args {
        match arg {
            Arg::Text(text) => bound.add(storable(text)?),
            Arg::Int(int) => bound.add(int),
            Arg::NoText => bound.add(None::<String>),
            Arg::NoInt => bound.add(None::<i64>),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(bound)
}

fn pg_args(args: Vec<Arg>) -> Result<PgArguments, StoreError> {
    let mut bound = PgArguments::default();
    for arg in args {
        match arg {
            Arg::Text(text) => bound.add(storable(text)?),
            Arg::Int(int) => bound.add(int),
            Arg::NoText => bound.add(None::<String>),
            Arg::NoInt => bound.add(None::<i64>),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(bound)
}

async fn lite_rows<'e, E>(conn: E, sql: SqlStr, args: Vec<Arg>) -> Result<Vec<Row>, StoreError>
where
    E: sqlx::Executor<'e, Database = Sqlite>,
{
    let rows = sqlx::query_with::<Sqlite, _>(sql, lite_args(args)?)
        .fetch_all(conn)
        .await?;
    Ok(rows.into_iter().map(Row::Lite).collect())
}

async fn pg_rows<'e, E>(conn: E, sql: SqlStr, args: Vec<Arg>) -> Result<Vec<Row>, StoreError>
where
    E: sqlx::Executor<'e, Database = Postgres>,
{
    let rows = sqlx::query_with::<Postgres, _>(sql, pg_args(args)?)
        .fetch_all(conn)
        .await?;
    Ok(rows.into_iter().map(Row::Pg).collect())
}

async fn lite_run(
    conn: &mut SqliteConnection,
    sql: SqlStr,
    args: Vec<Arg>,
) -> Result<u64, StoreError> {
    let done = sqlx::query_with::<Sqlite, _>(sql, lite_args(args)?)
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}

async fn pg_run(conn: &mut PgConnection, sql: SqlStr, args: Vec<Arg>) -> Result<u64, StoreError> {
    let done = sqlx::query_with::<Postgres, _>(sql, pg_args(args)?)
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}

/// Everything that can be read, alike outside and inside a transaction.
///
/// [`Store`](crate::Store) and [`Tx`](crate::Tx) both deref to it; inside a transaction it sees the
/// transaction's own writes.
pub struct Reader {
    pub(crate) source: Source,
    is_pg: bool,
}

pub(crate) enum Source {
    Pool(Engine),
    Tx(Mutex<Open>),
}

impl Reader {
    pub(crate) fn of_pool(engine: Engine) -> Self {
        Self {
            is_pg: engine.is_pg(),
            source: Source::Pool(engine),
        }
    }

    pub(crate) fn of_tx(open: Open) -> Self {
        Self {
            is_pg: matches!(open, Open::Pg(_)),
            source: Source::Tx(Mutex::new(open)),
        }
    }

    /// The transaction, to commit it; `None` for a pool.
    pub(crate) fn into_open(self) -> Option<Open> {
        match self.source {
            Source::Tx(open) => Some(open.into_inner()),
            Source::Pool(_) => None,
        }
    }

    pub(crate) fn is_pg(&self) -> bool {
        self.is_pg
    }

    /// The text for the engine at hand, where the two really differ.
    pub(crate) fn pick(&self, lite: &'static str, pg: &'static str) -> &'static str {
        if self.is_pg { pg } else { lite }
    }

    /// A statement with a great many placeholders, each named once and in order.
    ///
    /// SQLite keeps the names of placeholders in a list that is searched from its beginning for
    /// each value: a thousand names cost half a million steps. Without names they cost none.
    pub(crate) fn bulk(&self, sql: String) -> AssertSqlSafe<String> {
        if self.is_pg {
            return built(sql);
        }
        built(unnamed(&sql))
    }

    /// Runs a query and answers all its rows.
    pub(crate) async fn rows(
        &self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<Vec<Row>, StoreError> {
        let sql = sql.into_sql_str();
        match &self.source {
            Source::Pool(Engine::Lite { readers, .. }) => lite_rows(readers, sql, args).await,
            Source::Pool(Engine::Pg(pool)) => pg_rows(pool, sql, args).await,
            Source::Tx(open) => match &mut *open.lock().await {
                Open::Lite(tx) => lite_rows(&mut **tx, sql, args).await,
                Open::Pg(tx) => pg_rows(&mut **tx, sql, args).await,
            },
        }
    }

    /// Runs a query inside a transaction and hands over its rows one by one.
    pub(crate) async fn each(
        &self,
        sql: impl SqlSafeStr,
        mut on_row: impl FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let sql = sql.into_sql_str();
        let Source::Tx(open) = &self.source else {
            return self
                .rows(sql, Vec::new())
                .await?
                .into_iter()
                .try_for_each(on_row);
        };
        match &mut *open.lock().await {
            Open::Lite(tx) => {
                let mut rows = sqlx::query::<Sqlite>(sql).fetch(&mut **tx);
                while let Some(row) = rows.try_next().await? {
                    on_row(Row::Lite(row))?;
                }
            }
            Open::Pg(tx) => {
                let mut rows = sqlx::query::<Postgres>(sql).fetch(&mut **tx);
                while let Some(row) = rows.try_next().await? {
                    on_row(Row::Pg(row))?;
                }
            }
        }
        Ok(())
    }

    /// Runs a statement and answers how many rows it changed. Outside a transaction it is one itself.
    pub(crate) async fn run(
        &self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<u64, StoreError> {
        let sql = sql.into_sql_str();
        match &self.source {
            Source::Pool(Engine::Lite { writer, .. }) => {
                lite_run(&mut *writer.acquire().await?, sql, args).await
            }
            Source::Pool(Engine::Pg(pool)) => pg_run(&mut *pool.acquire().await?, sql, args).await,
            Source::Tx(open) => match &mut *open.lock().await {
                Open::Lite(tx) => lite_run(&mut *tx, sql, args).await,
                Open::Pg(tx) => pg_run(&mut *tx, sql, args).await,
            },
        }
    }

    /// Runs a statement that changes rows and answers some of them (`RETURNING`).
    pub(crate) async fn run_rows(
        &self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<Vec<Row>, StoreError> {
        match &self.source {
            Source::Pool(Engine::Lite { writer, .. }) => {
                lite_rows(writer, sql.into_sql_str(), args).await
            }
            _ => self.rows(sql, args).await,
        }
    }

    /// Runs several statements without arguments.
    pub(crate) async fn script(&self, sql: String) -> Result<(), StoreError> {
        let script = sqlx::raw_sql(AssertSqlSafe(sql));
        match &self.source {
            Source::Pool(Engine::Lite { writer, .. }) => {
                script.execute(&mut *writer.acquire().await?).await?;
            }
            Source::Pool(Engine::Pg(pool)) => {
                script.execute(&mut *pool.acquire().await?).await?;
            }
            Source::Tx(open) => match &mut *open.lock().await {
                Open::Lite(tx) => {
                    script.execute(&mut **tx).await?;
                }
                Open::Pg(tx) => {
                    script.execute(&mut **tx).await?;
                }
            },
        }
        Ok(())
    }

    pub(crate) async fn row(
        &self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    /// The struct in the first column of the first row.
    pub(crate) async fn body<T: DeserializeOwned>(
        &self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<Option<T>, StoreError> {
        self.row(sql, args)
            .await?
            .map(|row| row.json(0))
            .transpose()
    }

    /// The structs in the first column.
    pub(crate) async fn bodies<T: DeserializeOwned>(
        &self,
        sql: impl SqlSafeStr,
        args: Vec<Arg>,
    ) -> Result<Vec<T>, StoreError> {
        self.rows(sql, args)
            .await?
            .iter()
            .map(|row| row.json(0))
            .collect()
    }
}

/// A text put together piece by piece, with its values.
pub(crate) struct Query {
    sql: String,
    args: Vec<Arg>,
}

impl Query {
    pub(crate) fn new(sql: impl Into<String>, args: Vec<Arg>) -> Self {
        Self {
            sql: sql.into(),
            args,
        }
    }

    pub(crate) fn push(&mut self, sql: &'static str) {
        self.sql.push_str(sql);
    }

    /// Adds a placeholder for `value` between two pieces.
    pub(crate) fn bind(
        &mut self,
        before: &'static str,
        value: impl Into<Arg>,
        after: &'static str,
    ) {
        use std::fmt::Write as _;
        self.args.push(value.into());
        let _ = write!(self.sql, "{before}${}{after}", self.args.len());
    }

    /// Adds a list of placeholders between two pieces.
    pub(crate) fn bind_list(
        &mut self,
        before: &'static str,
        values: impl IntoIterator<Item = Arg>,
        after: &'static str,
    ) {
        let first = self.args.len() + 1;
        self.args.extend(values);
        self.sql.push_str(before);
        self.sql
            .push_str(&list_of(self.args.len() + 1 - first, first));
        self.sql.push_str(after);
    }

    pub(crate) fn into_parts(self) -> (AssertSqlSafe<String>, Vec<Arg>) {
        (built(self.sql), self.args)
    }
}

/// `($1,$2),($3,$4)`: placeholders of `rows` rows of `width` values, numbered from `first`.
pub(crate) fn placeholders(rows: usize, width: usize, first: usize) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(rows * width * 6);
    let mut number = first;
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..width {
            let comma = if column == 0 { "" } else { "," };
            let _ = write!(text, "{comma}${number}");
            number += 1;
        }
        text.push(')');
    }
    text
}

/// `($1,$2,$3)`: placeholders of a list of `count` values, numbered from `first`.
pub(crate) fn list_of(count: usize, first: usize) -> String {
    placeholders(1, count, first)
}

/// `$1`, `$2`, … in order become `?`, which counts by itself. O(length).
fn unnamed(sql: &str) -> String {
    let mut parts = sql.split('$');
    let mut text = String::with_capacity(sql.len());
    text.push_str(parts.next().unwrap_or_default());
    for (place, part) in parts.enumerate() {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        debug_assert_eq!(
            part[..part.len() - rest.len()].parse(),
            Ok(place + 1),
            "placeholders stand in order, each once"
        );
        text.push('?');
        text.push_str(rest);
    }
    text
}

/// Marks a text put together from our own fragments and placeholders as free of outside input.
pub(crate) fn built(sql: String) -> AssertSqlSafe<String> {
    AssertSqlSafe(sql)
}
