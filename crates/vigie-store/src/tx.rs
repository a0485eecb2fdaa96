//! A transaction: begun in somebody's name, committed only with what happened.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use vigie_domain::{
    ActorKind, AuditEvent, AuditRecord, DeskId, EventId, ExhibitId, Side, Timestamp,
};

use crate::db::{Arg, Open, Reader};
use crate::error::StoreError;
use crate::store::{Store, new_id};

/// In whose name, on which desk, and when: the same for everything one transaction does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The desk.
    pub desk: DeskId,
    /// Which side it is on.
    pub side: Side,
    /// In whose name.
    pub actor: ActorKind,
    /// When.
    pub now: Timestamp,
}

/// A transaction. Reads through it see its own writes; dropped, it leaves nothing.
#[must_use = "a transaction that is dropped leaves nothing"]
pub struct Tx<'s> {
    pub(crate) store: &'s Store,
    reader: Reader,
    pub(crate) act: Act,
    /// How many items each state won or lost; written last, in one order, so that two
    /// transactions never wait for each other in a circle.
    pub(crate) counts: BTreeMap<(DeskId, &'static str), i64>,
    /// Clusters of near texts, with the states in which their head may be another.
    pub(crate) clusters: BTreeSet<(String, String, DeskId)>,
    reserved: VecDeque<EventId>,
    pub(crate) destroyed: Vec<ExhibitId>,
}

impl std::ops::Deref for Tx<'_> {
    type Target = Reader;
    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl<'s> Tx<'s> {
    pub(crate) fn new(store: &'s Store, open: Open, act: Act) -> Self {
        Self {
            store,
            reader: Reader::of_tx(open),
            act,
            counts: BTreeMap::new(),
            clusters: BTreeSet::new(),
            reserved: VecDeque::new(),
            destroyed: Vec::new(),
        }
    }

    /// In whose name it was begun.
    pub fn act(&self) -> &Act {
        &self.act
    }

    /// The id the next event of this transaction will have, for rows that name it.
    ///
    /// Ids are given to the events of the commit in the order they were reserved.
    pub fn reserve_event_id(&mut self) -> Result<EventId, StoreError> {
        let id = new_id(self.act.now)?;
        self.reserved.push_back(id);
        Ok(id)
    }

    /// Commits with what happened; the only way to commit, with [`Self::commit_all`].
    ///
    /// The event, its leaf of the log and everything written become durable together.
    pub async fn commit(self, event: AuditEvent) -> Result<EventId, StoreError> {
        let ids = self.commit_all(vec![event]).await?;
        ids.first().copied().ok_or(StoreError::NoEvent)
    }

    /// Commits with several events, in order. None is refused: [`StoreError::NoEvent`].
    pub async fn commit_all(mut self, events: Vec<AuditEvent>) -> Result<Vec<EventId>, StoreError> {
        if events.is_empty() {
            return Err(StoreError::NoEvent);
        }
        let mut records = Vec::with_capacity(events.len());
        for event in events {
            let id = match self.reserved.pop_front() {
                Some(id) => id,
                None => new_id(self.act.now)?,
            };
            records.push(AuditRecord {
                id,
                desk: self.act.desk,
                side: self.act.side,
                actor: self.act.actor.clone(),
                at: self.act.now,
                event,
            });
        }
        let desk_name = self.write_events(&records).await?;
        self.write_heads().await?;
        self.write_counts().await?;
        #[cfg(any(test, feature = "faults"))]
        self.store.faults().before_commit()?;
        let Self {
            store,
            reader,
            destroyed,
            act,
            ..
        } = self;
        if let Some(open) = reader.into_open() {
            open.commit().await?;
        }
        Self::remember_desk(store, act.desk, desk_name);
        store.inner.commits.send_modify(|commits| *commits += 1);
        if !destroyed.is_empty() {
            store.finish_destruction(&destroyed).await?;
        }
        Ok(records.into_iter().map(|record| record.id).collect())
    }

    /// Writes one row; on a second put with the same key the columns after the key are replaced.
    pub(crate) async fn upsert(&self, sql: &'static str, args: Vec<Arg>) -> Result<(), StoreError> {
        self.run(sql, args).await.map(|_| ())
    }

    /// Writes a row that never changes: the same bytes again are fine, others are a conflict.
    pub(crate) async fn insert_once(
        &self,
        what: &'static str,
        insert: &'static str,
        select_body: &'static str,
        args: Vec<Arg>,
    ) -> Result<(), StoreError> {
        let (id, body) = match (args.first(), args.last()) {
            (Some(id), Some(Arg::Text(body))) => (id.clone(), body.clone()),
            _ => return Err(StoreError::Conflict { what }),
        };
        if self.run(insert, args).await? == 1 {
            return Ok(());
        }
        let found = self.row(select_body, vec![id]).await?;
        match found.map(|row| row.text(0)).transpose()? {
            Some(found) if found == body => Ok(()),
            _ => Err(StoreError::Conflict { what }),
        }
    }
}
