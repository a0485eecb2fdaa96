//! From the log to what a dossier says.

use std::collections::{BTreeMap, BTreeSet};

use vigie_domain::audit_event::Case;
use vigie_domain::scorecard::{
    self, DEFINITIONS, Figure, FigureKind, LineEnd, LineRecord, LoggedNotice, Scorecard, Survival,
};
use vigie_domain::time::DAY_MS;
use vigie_domain::{
    AuditEvent, AuditRecord, ClaimKind, Conclusion, Designation, Dossier, ItemId, Provider,
    Referral, ReferralId, Timestamp,
};
use vigie_store::LoggedEvent;
use vigie_tlog::{Leaf, leaf_hash};

use super::body::{
    ActBody, Answer, Basis, Body, Curves, FORMAT, FigurePair, Figures, Finding, ItemBody, Log,
    Measure, Named, NoticeBody, Period, Point, Totals,
};
use super::compile::head_of;
use super::mask::mask;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs};

/// Most notices of one dossier: each is a page of the chain of evidence at least.
const NOTICES_MAX: usize = 200;
/// Most items of one dossier.
const ITEMS_MAX: usize = 500;
/// Acts of one case read; looks at an item are the most of them, one a day for ninety days.
const CASE_ACTS_MAX: u32 = 500;
/// Acts of the log read for one dossier, of every provider.
const ACTS_MAX: usize = 2_000_000;
/// Acts read at a time.
const PAGE_ACTS: u32 = 2_000;
/// The longest time the curve is drawn for.
const HORIZON_MS_MAX: i64 = 30 * DAY_MS;

/// Kinds of acts the figures are read from.
const MEASURED: &[&str] = &[
    "referral.approved",
    "referral.sent",
    "uncertainty.settled",
    "referral.bounced",
    "claim.received",
    "line.sent_back",
    "line.closed",
    "referral.retracted",
    "recheck.observed",
    "item.came_back",
];

/// Kinds of acts that are links of the chain of evidence.
const LINKS: &[&str] = &[
    "item.added",
    "exhibit.sealed",
    "item.traced",
    "item.assessed",
    "item.reviewed",
    "item.settled",
    "referral.drafted",
    "referral.approved",
    "sending.begun",
    "referral.sent",
    "referral.bounced",
    "referral.reminded",
    "referral.set_waiting",
    "claim.received",
    "line.closed",
    "line.sent_back",
    "recheck.observed",
    "item.came_back",
    "referral.retracted",
    "referral.closed",
];

/// Reads what a dossier says out of the log, up to its checkpoint and no further.
pub(super) async fn read_body(desk: &Desk, dossier: &Dossier) -> Result<Body, DeskError> {
    let head = head_of(desk, dossier)?;
    let provider = desk.store().provider(dossier.provider).await?;
    let provider = provider.or_not_ours(desk, "provider")?;
    let acts = measured_acts(desk, dossier, head.size).await?;
    let in_period = |notice: &LoggedNotice| {
        let at = notice.record.received_at;
        at.is_some_and(|at| at >= dossier.from && at < dossier.until)
    };
    let notices = scorecard::read_log(&acts);
    let (own, others): (Vec<LoggedNotice>, Vec<LoggedNotice>) = notices
        .into_iter()
        .filter(in_period)
        .partition(|notice| notice.provider == dossier.provider);
    drop(acts);
    check_size(&own)?;
    let measure = |notices: &[LoggedNotice]| {
        Scorecard::measure(notices.iter().map(|notice| &notice.record), dossier.until)
    };
    let (card, peers) = (measure(&own), measure(&others));
    let peer_names: BTreeSet<_> = others.iter().map(|notice| notice.provider).collect();
    let has_peers = !peer_names.is_empty();
    let designations = desk.store().designations(desk.id).await?;
    let mut told = Told::new(desk, dossier, head.size, &own);
    told.read().await?;
    Ok(Body {
        format: FORMAT.to_owned(),
        is_released: dossier.release.is_some(),
        reference: dossier.reference.clone(),
        unit: Named {
            name: desk.config.unit.name.clone(),
            authority: authority_of(&designations, dossier.compiled_at),
        },
        provider: named(&provider),
        period: Period {
            from: dossier.from.rfc3339_seconds(),
            until: dossier.until.rfc3339_seconds(),
        },
        compiled_at: dossier.compiled_at.rfc3339_seconds(),
        peers: u32::try_from(peer_names.len()).unwrap_or(u32::MAX),
        totals: Totals {
            notices: card.referrals,
            items: card.lines,
        },
        findings: findings(&card, has_peers.then_some(&peers)),
        basis: bases(&told.notices, &designations, dossier.compiled_at),
        scorecard: figures(&card, has_peers.then_some(&peers)),
        survival: curves(&card.survival, &peers.survival),
        notices: told.notices,
        position: told.position,
        items: told.items,
        log: Log {
            origin: head.origin,
            size: head.size,
            root: root_of(&dossier.checkpoint),
            key: desk.log_key().verifier_key().to_string(),
        },
        definitions: DEFINITIONS
            .iter()
            .map(|(name, meaning)| ((*name).to_owned(), (*meaning).to_owned()))
            .collect(),
    })
}

/// The acts figures are read from, in the order of the log, up to the end of the period.
async fn measured_acts(
    desk: &Desk,
    dossier: &Dossier,
    size: u64,
) -> Result<Vec<AuditRecord>, DeskError> {
    let mut acts: Vec<AuditRecord> = Vec::new();
    let mut next = 0;
    loop {
        let page = desk
            .store()
            .events_of_kinds(desk.id, MEASURED, next, size, PAGE_ACTS)
            .await?;
        let Some(last) = page.last().and_then(|event| event.log_index) else {
            return Ok(acts);
        };
        next = last + 1;
        let records = page.into_iter().filter_map(|event| event.record);
        acts.extend(records.filter(|record| record.at < dossier.until));
        if acts.len() > ACTS_MAX {
            return Err(too_large("acts", ACTS_MAX));
        }
    }
}

fn check_size(own: &[LoggedNotice]) -> Result<(), DeskError> {
    if own.len() > NOTICES_MAX {
        return Err(too_large("notices", NOTICES_MAX));
    }
    if own.iter().map(|notice| notice.items.len()).sum::<usize>() > ITEMS_MAX {
        return Err(too_large("items", ITEMS_MAX));
    }
    Ok(())
}

fn too_large(what: &str, max: usize) -> DeskError {
    DeskError::input(
        "dossier_too_large",
        format!("one dossier holds at most {max} {what}: choose a shorter period"),
    )
}

fn named(provider: &Provider) -> Named {
    Named {
        name: provider.name.clone(),
        authority: String::new(),
    }
}

fn authority_of(designations: &[Designation], at: Timestamp) -> String {
    let valid = designations.iter().find(|one| one.is_valid(at));
    valid.map_or_else(String::new, |one| one.authority.clone())
}

/// The third line of a checkpoint is its root.
fn root_of(checkpoint: &str) -> String {
    checkpoint.lines().nth(2).unwrap_or_default().to_owned()
}

/// What a reader must know first: each only where there is something to say.
fn findings(card: &Scorecard, peers: Option<&Scorecard>) -> Vec<Finding> {
    let count = |code: &str, value: u32| {
        (value > 0).then(|| Finding {
            code: code.to_owned(),
            kind: "count".to_owned(),
            value: i64::from(value),
            peers: None,
        })
    };
    let of = |card: &Scorecard, name: &str| -> Option<i64> {
        let figures = card.figures();
        figures.iter().find(|one| one.name == name)?.value
    };
    let measured = |code: &str, kind: &str, name: &str| {
        of(card, name).map(|value| Finding {
            code: code.to_owned(),
            kind: kind.to_owned(),
            value,
            peers: peers.and_then(|peers| of(peers, name)),
        })
    };
    let all = [
        count("up", card.not_gone()),
        count("silent", card.silent()),
        count("refused", card.refused),
        count("came_back", card.came_back),
        measured("removed_24h", "share", "gone_within_24h"),
        measured("median", "time", "median_ms"),
        measured("answered", "share", "answer_rate"),
    ];
    all.into_iter().flatten().collect()
}

const fn kind_name(kind: FigureKind) -> &'static str {
    match kind {
        FigureKind::Count => "count",
        FigureKind::Share => "share",
        FigureKind::Time => "time",
    }
}

fn figures(card: &Scorecard, peers: Option<&Scorecard>) -> Figures {
    let value = |figure: &Figure| Measure {
        value: figure.value,
        low: figure.low,
        high: figure.high,
        n: figure.n,
    };
    let theirs = peers.map(Scorecard::figures);
    let pairs = card.figures().into_iter().enumerate().map(|(place, own)| {
        let theirs = theirs.as_ref().and_then(|figures| figures.get(place));
        FigurePair {
            name: own.name.to_owned(),
            kind: kind_name(own.kind).to_owned(),
            provider: value(&own),
            peers: theirs.map(value),
        }
    });
    Figures {
        version: scorecard::VERSION.to_owned(),
        figures: pairs.collect(),
    }
}

fn curves(own: &Survival, peers: &Survival) -> Curves {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a share lies between 0 and 1"
    )]
    let points = |curve: &Survival| -> Vec<Point> {
        let points = curve.steps.iter().map(|step| Point {
            time_ms: step.time_ms,
            share_up: (step.share_up * 1_000.0).round() as i64,
        });
        points.collect()
    };
    let longest_ms = own.longest_ms.max(peers.longest_ms);
    Curves {
        horizon_ms: longest_ms.clamp(DAY_MS, HORIZON_MS_MAX),
        provider: points(own),
        peers: points(peers),
    }
}

/// One line for each kind of act used, under the power that stood, or under the basis it cites.
fn bases(notices: &[NoticeBody], designations: &[Designation], at: Timestamp) -> Vec<Basis> {
    let mut bases: Vec<Basis> = Vec::new();
    for notice in notices {
        let given = designations
            .iter()
            .find(|one| one.instrument.name() == notice.instrument && one.is_valid(at));
        let basis = Basis {
            instrument: notice.instrument.clone(),
            article: given.map_or_else(|| notice.legal_basis.clone(), |one| one.article.clone()),
            authority: given.map_or_else(String::new, |one| one.authority.clone()),
            document: given.map_or_else(String::new, |one| one.document.clone()),
            valid_from: given.map(|one| one.valid_from.rfc3339_seconds()),
        };
        if !bases.contains(&basis) {
            bases.push(basis);
        }
    }
    bases
}

/// The chain of evidence: notices, answers and items, each act with its place in the log.
struct Told<'a> {
    desk: &'a Desk,
    dossier: &'a Dossier,
    size: u64,
    own: &'a [LoggedNotice],
    notices: Vec<NoticeBody>,
    position: Vec<Answer>,
    items: Vec<ItemBody>,
}

impl<'a> Told<'a> {
    fn new(desk: &'a Desk, dossier: &'a Dossier, size: u64, own: &'a [LoggedNotice]) -> Self {
        Self {
            desk,
            dossier,
            size,
            own,
            notices: Vec::new(),
            position: Vec::new(),
            items: Vec::new(),
        }
    }

    async fn read(&mut self) -> Result<(), DeskError> {
        let mut own: Vec<&LoggedNotice> = self.own.iter().collect();
        own.sort_by_key(|notice| (notice.record.received_at, notice.referral));
        let mut numbers: BTreeMap<ItemId, u32> = BTreeMap::new();
        for notice in own {
            let referral = self.desk.store().referral(notice.referral).await?;
            let referral = referral.or_not_ours(self.desk, "referral")?;
            let acts = self.acts_of(Case::Referral(notice.referral)).await?;
            let mut on_it = Vec::new();
            for (item, line) in notice.items.iter().zip(&notice.record.lines) {
                if line.end == LineEnd::SentBack {
                    continue;
                }
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX) + 1;
                let is_new = !numbers.contains_key(item);
                let number = *numbers.entry(*item).or_insert(next);
                on_it.push(number);
                if is_new {
                    let told = self
                        .item(*item, number, line, notice, &referral, &acts)
                        .await?;
                    self.items.push(told);
                }
            }
            self.notices
                .push(notice_body(&referral, notice, &acts, on_it));
            self.answers(&referral);
        }
        Ok(())
    }

    /// The acts of a case up to the checkpoint and the end of the period, in the order of the log.
    async fn acts_of(&self, case: Case) -> Result<Vec<LoggedEvent>, DeskError> {
        let mut acts = self.desk.store().events_of(case, CASE_ACTS_MAX).await?;
        acts.retain(|event| {
            let at = event.record.as_ref().map(|record| record.at);
            event.log_index.is_some_and(|index| index < self.size)
                && at.is_none_or(|at| at < self.dossier.until)
        });
        acts.sort_by_key(|event| event.log_index);
        Ok(acts)
    }

    async fn item(
        &self,
        item: ItemId,
        number: u32,
        line: &LineRecord,
        notice: &LoggedNotice,
        referral: &Referral,
        of_referral: &[LoggedEvent],
    ) -> Result<ItemBody, DeskError> {
        let of_item = self.acts_of(Case::Item(item)).await?;
        let finding = Found::of(&of_item);
        let own: BTreeSet<u64> = of_item.iter().filter_map(|event| event.log_index).collect();
        let mut acts: Vec<&LoggedEvent> = of_item.iter().collect();
        acts.extend(
            of_referral
                .iter()
                .filter(|event| event.log_index.is_some_and(|index| !own.contains(&index))),
        );
        acts.sort_by_key(|event| event.log_index);
        acts.retain(|event| is_link(event, item, notice.referral));
        let received = notice.record.received_at;
        let up_until = match line.end {
            LineEnd::Gone { first_gone, .. } => Some(first_gone),
            LineEnd::AlreadyGone | LineEnd::SentBack | LineEnd::Retracted => None,
            _ => line.last_up,
        };
        Ok(ItemBody {
            number,
            notice: referral.reference.clone(),
            case: case_of(&of_item),
            evidence_sha256: finding.evidence,
            conclusion: finding.conclusion,
            agreed: finding.agreed,
            outcome: outcome_name(line.end).to_owned(),
            time_ms: up_until
                .zip(received)
                .map(|(until, from)| until.since_ms(from).max(0)),
            acts: thin(&acts),
        })
    }

    /// The provider's own words, in the order in which it said them.
    fn answers(&mut self, referral: &Referral) {
        for claim in &referral.claims {
            if claim.at >= self.dossier.until {
                continue;
            }
            let (words, in_words) = mask(&claim.note);
            let said = match &claim.says {
                ClaimKind::Refused { ground } => ground.as_str(),
                ClaimKind::NotOurs { whose } => whose.as_str(),
                _ => "",
            };
            let (ground, in_ground) = mask(said);
            self.position.push(Answer {
                at: claim.at.rfc3339_seconds(),
                reference: referral.reference.clone(),
                via: claim.via.clone(),
                says: claim.says.name().to_owned(),
                ground,
                words,
                masked: in_words + in_ground,
            });
        }
        self.position.sort_by(|one, other| one.at.cmp(&other.at));
    }
}

/// What two people found, and on which evidence, as the log has it.
struct Found {
    conclusion: String,
    agreed: bool,
    evidence: Option<String>,
}

impl Found {
    fn of(acts: &[LoggedEvent]) -> Self {
        let mut found = Self {
            conclusion: "not_published".to_owned(),
            agreed: false,
            evidence: None,
        };
        let name = |conclusion: &Conclusion| conclusion.name().to_owned();
        for record in acts.iter().filter_map(|event| event.record.as_ref()) {
            match &record.event {
                AuditEvent::ExhibitSealed { warc_sha256, .. } => {
                    found.evidence = Some(warc_sha256.to_string());
                }
                AuditEvent::ItemReviewed {
                    agreed: true,
                    conclusion: Some(conclusion),
                    ..
                } => (found.conclusion, found.agreed) = (name(conclusion), true),
                AuditEvent::ItemSettled { conclusion, .. } => found.conclusion = name(conclusion),
                _ => {}
            }
        }
        found
    }
}

fn notice_body(
    referral: &Referral,
    notice: &LoggedNotice,
    acts: &[LoggedEvent],
    items: Vec<u32>,
) -> NoticeBody {
    let mut body = NoticeBody {
        reference: referral.reference.clone(),
        instrument: referral.instrument.name().to_owned(),
        sent_at: notice.record.received_at.map(Timestamp::rfc3339_seconds),
        sent_index: None,
        items,
        legal_basis: String::new(),
        reminders: Vec::new(),
        answers: 0,
        message_sha256: String::new(),
    };
    for event in acts {
        let Some(record) = &event.record else {
            continue;
        };
        match &record.event {
            AuditEvent::ReferralApproved { legal_basis, .. } => {
                body.legal_basis.clone_from(legal_basis);
            }
            // The first message is the notice; those after it remind of it.
            AuditEvent::SendingBegun { message_sha256, .. } if body.message_sha256.is_empty() => {
                body.message_sha256 = message_sha256.to_string();
            }
            AuditEvent::ReferralSent { .. }
            | AuditEvent::UncertaintySettled { arrived: true, .. } => {
                body.sent_index = event.log_index;
            }
            AuditEvent::ReferralReminded { .. } => {
                body.reminders.push(record.at.rfc3339_seconds());
            }
            AuditEvent::ClaimReceived { .. } => body.answers += 1,
            _ => {}
        }
    }
    body
}

/// Whether an act is a link of this item's chain on this notice.
fn is_link(event: &LoggedEvent, item: ItemId, referral: ReferralId) -> bool {
    let Some(record) = &event.record else {
        return false;
    };
    if !LINKS.contains(&record.event.kind()) {
        return false;
    }
    match record.event.case() {
        Some(Case::Item(of)) => of == item,
        Some(Case::Referral(of)) => of == referral,
        _ => false,
    }
}

/// Of looks that saw the same one after the other, the first and the last.
fn thin(acts: &[&LoggedEvent]) -> Vec<ActBody> {
    let bodies: Vec<ActBody> = acts.iter().filter_map(|event| act_body(event)).collect();
    let looked = "recheck.observed";
    let is_same = |one: &ActBody, other: &ActBody| {
        one.act == looked && other.act == looked && one.says == other.says
    };
    let is_inner = |place: usize| {
        let before = place.checked_sub(1).and_then(|before| bodies.get(before));
        let (Some(here), Some(after)) = (bodies.get(place), bodies.get(place + 1)) else {
            return false;
        };
        before.is_some_and(|before| is_same(before, here)) && is_same(here, after)
    };
    let kept = (0..bodies.len()).filter(|place| !is_inner(*place));
    kept.filter_map(|place| bodies.get(place).cloned())
        .collect()
}

fn act_body(event: &LoggedEvent) -> Option<ActBody> {
    let record = event.record.as_ref()?;
    let says = match &record.event {
        AuditEvent::RecheckObserved { state, .. } => state.clone(),
        AuditEvent::LineClosed { outcome, .. } => outcome.clone(),
        AuditEvent::ClaimReceived { says, .. } => says.clone(),
        _ => String::new(),
    };
    Some(ActBody {
        at: record.at.rfc3339_seconds(),
        act: record.event.kind().to_owned(),
        says,
        index: event.log_index?,
        leaf_sha256: leaf_hash(event.leaf.as_bytes()).to_string(),
    })
}

/// The pseudonym of the case, which every leaf about it bears.
fn case_of(acts: &[LoggedEvent]) -> String {
    let leaf = acts.iter().find_map(|event| {
        let leaf = Leaf::parse(event.leaf.as_bytes()).ok()?;
        let is_item = matches!(event.record.as_ref()?.event.case(), Some(Case::Item(_)));
        leaf.record().case_pseudonym.clone().filter(|_| is_item)
    });
    leaf.unwrap_or_default()
}

const fn outcome_name(end: LineEnd) -> &'static str {
    match end {
        LineEnd::Open => "open",
        LineEnd::Gone { .. } => "removed",
        LineEnd::AlreadyGone => "already_gone",
        LineEnd::RestrictedGeo => "restricted_geo",
        LineEnd::Refused => "refused",
        LineEnd::NoAnswer => "no_answer",
        LineEnd::SentBack => "sent_back",
        LineEnd::Retracted => "retracted",
    }
}
