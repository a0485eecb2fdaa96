//! Everything the guards ask about one item, read together.
//!
//! Nothing is decided here: [`vigie_domain::referral::check_line`] decides.

use vigie_domain::referral::check_line;
use vigie_domain::signal::PDQ_DISTANCE_BITS_MAX;
use vigie_domain::{
    Assessment, CaptureStatus, CustodyOrigin, Designation, Exhibit, Grade, Instrument, Item,
    LineFacts, Locator, ProviderId, ProviderRole, ReferralRefusal, Review, Timestamp,
};
use vigie_store::Reader;
use vigie_trace::ProviderChain;

use crate::assessment::reasons_sha256;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};
use crate::trace::{chain_of, find_provider};

/// What the guards ask about one item.
#[derive(Debug, Clone)]
pub(crate) struct Gathered {
    pub(crate) item: Item,
    pub(crate) locator: Locator,
    pub(crate) assessment: Assessment,
    pub(crate) review: Option<Review>,
    /// The capture that was assessed.
    pub(crate) exhibit: Exhibit,
    /// When the same object was last captured here.
    pub(crate) verified_at: Timestamp,
    pub(crate) chain: Option<ProviderChain>,
    protected_domain: Option<String>,
    reasons_repeat: bool,
    account_items: usize,
}

/// As what, and how surely, a provider stands in a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) role: ProviderRole,
    pub(crate) grade: Grade,
}

impl Standing {
    /// The standing of one that a chain does not name.
    pub(crate) const UNTRACED: Self = Self {
        role: ProviderRole::HostingProvider,
        grade: Grade::Low,
    };
}

impl Gathered {
    /// Asks the guards.
    pub(crate) fn check(
        &self,
        desk: &Desk,
        instrument: Instrument,
        standing: Standing,
        designations: &[Designation],
    ) -> Result<(), ReferralRefusal> {
        let facts = LineFacts {
            url: &self.locator.url,
            scope: self.locator.scope,
            assessment: &self.assessment,
            review: self.review.as_ref(),
            exhibit: &self.exhibit,
            verified_at: self.verified_at,
            protected_domain: self.protected_domain.as_deref(),
            reasons_repeat: self.reasons_repeat,
            account_items: self.account_items,
            instrument,
            role: standing.role,
            grade: standing.grade,
            designations,
        };
        check_line(&facts, &desk.config.referral, desk.now())
    }
}

/// Reads what the guards ask about an item that a finding stands for.
///
/// # Errors
///
/// [`DeskError::NotFound`] without a finding; [`DeskError::Refused`] where no capture of our own
/// was ever made of the address.
pub(crate) async fn gather(desk: &Desk, rows: &Reader, item: Item) -> Result<Gathered, DeskError> {
    let finding = item
        .state
        .assessment()
        .or_not_found("finding on this item")?;
    let assessment = rows
        .assessment(finding)
        .await?
        .or_not_found("finding on this item")?;
    let exhibit = rows
        .exhibit(assessment.exhibit)
        .await?
        .or_not_found("exhibit")?;
    let locator = locator_of(&item, &exhibit)
        .ok_or(ReferralRefusal::NotThisAddress)?
        .clone();
    let exhibits = rows.exhibits_of(item.id).await?;
    let verified_at = verified_at(&exhibit, &exhibits).ok_or(ReferralRefusal::NotThisAddress)?;
    let reviews = rows.reviews_of(finding).await?;
    let review = reviews
        .into_iter()
        .rev()
        .find(|review| review.by != assessment.by);
    let chain = chain_of(rows, item.id).await?.map(|(_, chain)| chain);
    Ok(Gathered {
        protected_domain: protected_domain(desk, rows, &locator, &exhibit).await?,
        reasons_repeat: reasons_repeat(desk, rows, &item, &assessment, &exhibit).await?,
        account_items: account_items(desk, rows, &item).await?,
        item,
        locator,
        assessment,
        review,
        exhibit,
        verified_at,
        chain,
    })
}

/// As what a provider stands in the chain of an item: the role closest to the content that the
/// instrument may address, else the closest of all.
pub(crate) async fn standing_of(
    desk: &Desk,
    rows: &Reader,
    chain: Option<&ProviderChain>,
    provider: ProviderId,
    instrument: Instrument,
) -> Result<Option<Standing>, DeskError> {
    let Some(chain) = chain else { return Ok(None) };
    let mut closest = None;
    for link in &chain.links {
        let named = find_provider(desk, rows, chain, link).await?;
        if named.is_none_or(|named| named.id != provider) {
            continue;
        }
        let standing = Standing {
            role: link.role,
            grade: link.grade,
        };
        if instrument.allows(link.role) {
            return Ok(Some(standing));
        }
        closest = closest.or(Some(standing));
    }
    Ok(closest)
}

/// The address of the item that was captured, as asked for or as it was led to.
pub(super) fn locator_of<'a>(item: &'a Item, exhibit: &Exhibit) -> Option<&'a Locator> {
    let captured = [exhibit.url.as_deref(), exhibit.url_final.as_deref()];
    item.locators
        .iter()
        .find(|locator| captured.contains(&Some(locator.url.as_str())))
}

/// When our own collector last captured the assessed object; what somebody handed over proves
/// when we had it, not that it is there.
fn verified_at(assessed: &Exhibit, exhibits: &[Exhibit]) -> Option<Timestamp> {
    exhibits
        .iter()
        .filter(|exhibit| {
            matches!(exhibit.origin, CustodyOrigin::Captured { .. })
                && matches!(
                    exhibit.status,
                    CaptureStatus::Complete | CaptureStatus::Partial
                )
                && exhibit.url == assessed.url
                && (exhibit.id == assessed.id
                    || assessed.shows_same_object(exhibit, PDQ_DISTANCE_BITS_MAX))
        })
        .map(|exhibit| exhibit.captured_at)
        .max()
}

/// The register's entry for the host of the address, or for the host it led to.
async fn protected_domain(
    desk: &Desk,
    rows: &Reader,
    locator: &Locator,
    exhibit: &Exhibit,
) -> Result<Option<String>, DeskError> {
    let led_to = exhibit
        .url_final
        .as_deref()
        .and_then(|url| url::Url::parse(url).ok());
    let led_to = led_to.as_ref().and_then(url::Url::host_str);
    for host in std::iter::once(locator.host.as_str()).chain(led_to) {
        if let Some(source) = rows.protected_source_of(desk.id, host).await? {
            return Ok(Some(source.domain));
        }
    }
    Ok(None)
}

/// Whether another item, not a near-duplicate, was found unlawful in the same words.
async fn reasons_repeat(
    desk: &Desk,
    rows: &Reader,
    item: &Item,
    assessment: &Assessment,
    exhibit: &Exhibit,
) -> Result<bool, DeskError> {
    let Some(digest) = reasons_sha256(&assessment.form) else {
        return Ok(false);
    };
    for (id, other) in rows.assessments_with_reasons_hash(desk.id, digest).await? {
        if other == item.id {
            continue;
        }
        let Some(twin) = rows.assessment(id).await? else {
            continue;
        };
        let Some(shown) = rows.exhibit(twin.exhibit).await? else {
            continue;
        };
        if !are_near_duplicates(exhibit, &shown) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether two exhibits show the same thing: bytes, a picture within its distance, or a text.
pub(crate) fn are_near_duplicates(one: &Exhibit, other: &Exhibit) -> bool {
    if one.shows_same_object(other, PDQ_DISTANCE_BITS_MAX) {
        return true;
    }
    if one.text_sketch.is_some() && one.text_sketch == other.text_sketch {
        return true;
    }
    one.media().any(|mine| {
        other.media().any(|theirs| {
            mine.sha256 == theirs.sha256
                || mine
                    .signals
                    .iter()
                    .filter(|signal| signal.is_pdq())
                    .any(|signal| {
                        theirs
                            .signals
                            .iter()
                            .filter(|signal| signal.is_pdq())
                            .any(|near| {
                                let distance = signal.distance_bits(near);
                                distance.is_some_and(|bits| bits <= PDQ_DISTANCE_BITS_MAX)
                            })
                    })
        })
    })
}

/// Items of the same account that two people found unlawful; asked for accounts only.
async fn account_items(desk: &Desk, rows: &Reader, item: &Item) -> Result<usize, DeskError> {
    let Some(pseudonym) = &item.account_pseudonym else {
        return Ok(0);
    };
    let is_account = item
        .locators
        .iter()
        .any(|locator| locator.scope.is_account());
    if !is_account {
        return Ok(0);
    }
    let items = rows.items_of_account(desk.id, pseudonym).await?;
    let is_found = |one: &&Item| {
        let counts = matches!(
            one.state.name(),
            "actionable"
                | "held"
                | "acting"
                | "monitoring"
                | "closed_removed"
                | "closed_partial"
                | "escalated"
        );
        counts && one.id != item.id
    };
    Ok(items.iter().filter(is_found).count())
}
