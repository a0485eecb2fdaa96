//! Bodies that several nouns share: events, signals, exhibits, watches.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_domain::{
    ActorKind, AuditRecord, CustodyOrigin, Exhibit, ExhibitRecord, Recheck, Signal, Watch,
};

use super::page::Cursor;
use super::value::{Id, SignalTypeWord, Time, bodies, stored_word};

/// Why an act is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reason {
    /// In words.
    pub(super) reason: String,
}

/// An act as the history shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventBody {
    /// Its id.
    id: Id,
    /// When.
    at: Time,
    /// What: a kind of the list of audit events.
    kind: &'static str,
    /// `person`, `key`, `job`, `reporter`, `link_holder`.
    actor: &'static str,
    /// The person who answers for it.
    user: Option<Id>,
    /// The key it was done with.
    key: Option<Id>,
    /// By which instrument.
    instrument: Option<String>,
    /// On which legal basis.
    legal_basis: Option<String>,
    /// With which outcome.
    outcome: Option<String>,
    /// Its place in the log; `null` until it has one.
    log_index: Option<u64>,
}

impl EventBody {
    /// Events with their places in the log; one whose private part was erased says nothing here.
    pub(super) fn list<'a>(
        events: impl Iterator<Item = (Option<&'a AuditRecord>, Option<u64>)>,
    ) -> Vec<Self> {
        events
            .filter_map(|(record, index)| Some(Self::of(record?, index)))
            .collect()
    }

    pub(super) fn of(record: &AuditRecord, log_index: Option<u64>) -> Self {
        let public = record.event.public();
        let (actor, key) = match record.actor {
            ActorKind::Person { .. } => ("person", None),
            ActorKind::Key { key, .. } => ("key", Some(Id(key.0))),
            ActorKind::Job => ("job", None),
            ActorKind::Reporter => ("reporter", None),
            ActorKind::LinkHolder => ("link_holder", None),
            ActorKind::Complainant => ("complainant", None),
        };
        let user = match record.actor {
            ActorKind::Person { user } | ActorKind::Key { user, .. } => Some(Id(user.0)),
            ActorKind::Job
            | ActorKind::Reporter
            | ActorKind::LinkHolder
            | ActorKind::Complainant => None,
        };
        Self {
            id: Id(record.id.0),
            at: record.at.into(),
            kind: public.kind,
            actor,
            user,
            key,
            instrument: public.instrument,
            legal_basis: public.legal_basis,
            outcome: public.outcome,
            log_index,
        }
    }
}

/// Something comparable.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignalBody {
    /// Its type.
    pub(super) r#type: SignalTypeWord,
    /// Hexadecimal digits; for `url` the canonical key.
    pub(super) value: String,
    /// Of a PDQ, 0 to 100; below 50 it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) quality: Option<u8>,
}

impl From<&Signal> for SignalBody {
    fn from(signal: &Signal) -> Self {
        let quality = match signal {
            Signal::Pdq { quality, .. } => Some(*quality),
            _ => None,
        };
        Self {
            r#type: signal.signal_type().into(),
            value: signal.value(),
            quality,
        }
    }
}

/// Captured bytes with their custody.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ExhibitBody {
    /// Its id.
    id: Id,
    /// Of which item.
    item: Id,
    /// The URL it is a capture of.
    url: Option<String>,
    /// Where redirects led.
    url_final: Option<String>,
    /// The moment of acquisition by the collector's clock.
    captured_at: Time,
    /// `captured` or `supplied`.
    custody: &'static str,
    /// Program and version, where we fetched it.
    collector: Option<String>,
    /// From where on the network, where we fetched it.
    vantage: Option<String>,
    /// By whom, where it was handed over.
    supplied_by: Option<String>,
    /// The person of the desk who took it.
    taken_by: Option<Id>,
    /// `complete`, `partial`, `geo_blocked`, `login_wall`, `gone`.
    status: String,
    /// SHA-256 of the plain WARC file.
    warc_sha256: String,
    /// Size of the plain WARC file.
    warc_size_bytes: u64,
    /// What it holds.
    records: Vec<RecordBody>,
    /// What was odd about it.
    defects: Vec<String>,
    /// When its key was destroyed; the bytes are gone.
    erased_at: Option<Time>,
}

impl From<Exhibit> for ExhibitBody {
    fn from(exhibit: Exhibit) -> Self {
        let mut body = Self {
            id: Id(exhibit.id.0),
            item: Id(exhibit.item.0),
            url: exhibit.url,
            url_final: exhibit.url_final,
            captured_at: exhibit.captured_at.into(),
            custody: "captured",
            collector: None,
            vantage: None,
            supplied_by: None,
            taken_by: None,
            status: stored_word(&exhibit.status),
            warc_sha256: exhibit.warc_sha256.to_string(),
            warc_size_bytes: exhibit.warc_size_bytes,
            records: bodies(exhibit.records),
            defects: exhibit.defects,
            erased_at: exhibit.erased_at.map(Time),
        };
        match exhibit.origin {
            CustodyOrigin::Captured { collector, vantage } => {
                body.collector = Some(collector);
                body.vantage = Some(vantage);
            }
            CustodyOrigin::Supplied { by, taken_by } => {
                body.custody = "supplied";
                body.supplied_by = Some(by);
                body.taken_by = taken_by.map(|user| Id(user.0));
            }
        }
        body
    }
}

/// One record of an exhibit.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RecordBody {
    /// The address it was read from; empty for what was handed over without one.
    url: String,
    /// `primary`, `redirect`, `requisite`, `derived`, `metadata`.
    role: String,
    /// Media type as served or as found.
    content_type: String,
    /// HTTP status, where there was one.
    status: Option<u16>,
    /// Bytes of the payload.
    size_bytes: u64,
    /// SHA-256 of the payload.
    sha256: String,
    /// SHA-1 of the payload.
    sha1: String,
    /// MD5 of the payload.
    md5: String,
    /// Program and version that made the record.
    collector: String,
    /// `http`, `upload`, `browser`, `partner`.
    method: String,
    /// Where the record begins in the WARC file.
    warc_offset_bytes: Option<u64>,
    /// Fingerprints found in it.
    signals: Vec<SignalBody>,
}

impl From<ExhibitRecord> for RecordBody {
    fn from(record: ExhibitRecord) -> Self {
        Self {
            url: record.url,
            role: stored_word(&record.role),
            content_type: record.content_type,
            status: record.status,
            size_bytes: record.size_bytes,
            sha256: record.sha256.to_string(),
            sha1: record.sha1.to_string(),
            md5: record.md5.to_string(),
            collector: record.collector,
            method: record.method,
            warc_offset_bytes: record.warc_offset_bytes,
            signals: bodies(&record.signals),
        }
    }
}

/// The watch over one item on a referral.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RecheckBody {
    /// Of which referral.
    referral: Id,
    /// Which line.
    line: Id,
    /// Which item.
    item: Id,
    /// The address looked at.
    url: String,
    /// `watching`, `suspected`, `gone`, `back`; `awaiting` and `reinstated` after it was taken back.
    watch: &'static str,
    /// When it was last seen up.
    last_up: Option<Time>,
    /// When it was first seen gone.
    first_gone: Option<Time>,
    /// Whether "gone" was seen from one vantage only; counted apart.
    is_seen_from_one: bool,
    /// The next look; `null` when the watch ended.
    next_at: Option<Time>,
    /// Looks made.
    looks: u32,
}

impl From<Recheck> for RecheckBody {
    fn from(recheck: Recheck) -> Self {
        let (watch, first_gone, is_seen_from_one) = match recheck.watch {
            Watch::Watching => ("watching", None, false),
            Watch::Suspected { first_gone } => ("suspected", Some(first_gone), false),
            Watch::Gone { removal } => ("gone", Some(removal.first_gone), removal.seen_from_one),
            Watch::Back { .. } => ("back", None, false),
            Watch::Awaiting { .. } => ("awaiting", None, false),
            Watch::Reinstated { .. } => ("reinstated", None, false),
        };
        Self {
            referral: Id(recheck.referral.0),
            line: Id(recheck.line.0),
            item: Id(recheck.item.0),
            url: recheck.url,
            watch,
            last_up: recheck.last_up.map(Time),
            first_gone: first_gone.map(Time),
            is_seen_from_one,
            next_at: recheck.next_at.map(Time),
            looks: recheck.looks,
        }
    }
}

/// A page of a list.
///
/// Shape: `rows` in the order of the list; `next` for the page after, `null` at the end.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PageBody<T> {
    /// The rows.
    rows: Vec<T>,
    /// The cursor of the next page.
    next: Option<Cursor>,
}

impl<T> PageBody<T> {
    pub(super) fn new(rows: Vec<T>, next: Option<Cursor>) -> Self {
        Self { rows, next }
    }
}
