//! A referral as a letter: every fact the letter says, read from what was assessed.

use url::Url;
use vigie_dispatch::{
    Detail, Ground, Hashes, Kind, Letter, LogProof, Notice, NoticeLine, Recipient, Relay, Token,
    Unit, answer_link,
};
use vigie_domain::referral::ANSWER_LINK_MS;
use vigie_domain::{
    Assessment, Contact, Exhibit, Language, Line, ProviderRole, Referral, Signal, Timestamp,
};
use vigie_store::Reader;

use super::token::answer_token;
use super::wording;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};
use crate::legal::LegalBook;
use crate::trace::chain_of;

/// What one letter of a referral has that another has not.
pub(crate) struct Occasion {
    /// What kind of letter.
    pub(crate) letter: Letter,
    /// How much it says.
    pub(crate) detail: Detail,
    /// Its Message-ID.
    pub(crate) message_id: String,
    /// Its date.
    pub(crate) issued_at: Timestamp,
    /// Where what it does stands in the log.
    pub(crate) log: LogProof,
}

/// The letter about these lines of a referral.
pub(crate) async fn notice_of(
    desk: &Desk,
    rows: &Reader,
    referral: &Referral,
    contact: &Contact,
    lines: &[&Line],
    occasion: Occasion,
) -> Result<Notice, DeskError> {
    let provider = rows
        .provider(referral.provider)
        .await?
        .or_not_found("provider")?;
    let person = rows
        .user(referral.drafted_by)
        .await?
        .or_not_found("person")?;
    let book = LegalBook::read(desk, rows).await?;
    let basis = book.basis_of(referral, occasion.issued_at)?;
    let mut notice_lines = Vec::with_capacity(lines.len());
    for line in lines {
        notice_lines.push(notice_line(rows, line, referral.language).await?);
    }
    let base = Url::parse(&desk.config.public_url).map_err(DeskError::broken)?;
    let token = answer_token(desk, referral.id, contact.id)?;
    let unit = &desk.config.unit;
    Ok(Notice {
        reference: referral.reference.clone(),
        letter: occasion.letter,
        detail: occasion.detail,
        unit: Unit {
            name: unit.name.clone(),
            display_name: unit.display_name.clone(),
            sender_address: unit.sender_address.clone(),
            complaint_contact: unit.complaint_contact.clone(),
            phone: unit.phone.clone(),
            via: unit.via.clone().map(|name| Relay {
                name,
                address: None,
            }),
        },
        recipient: Recipient {
            name: provider.name,
            address: contact.address.clone(),
            language: referral.language,
            zone: contact.zone.clone(),
        },
        lines: notice_lines,
        legal_hook: basis.text.get(referral.language).to_owned(),
        answer_link: answer_link(&base, token).to_string(),
        answer_until: occasion.issued_at.plus_ms(ANSWER_LINK_MS),
        reply_token: Token::parse(&referral.reply_token).or_not_found("reply token")?,
        message_id: occasion.message_id,
        issued_at: occasion.issued_at,
        person: person.name,
        may_forward: true,
        log: occasion.log,
    })
}

/// One line of a letter.
pub(super) async fn notice_line(
    rows: &Reader,
    line: &Line,
    language: Language,
) -> Result<NoticeLine, DeskError> {
    let item = rows.item(line.item).await?.or_not_found("item")?;
    let assessment = rows
        .assessment(line.assessment)
        .await?
        .or_not_found("finding")?;
    let exhibit = rows.exhibit(line.exhibit).await?.or_not_found("exhibit")?;
    let later = rows.exhibits_of(line.item).await?;
    let same = later.iter().filter(|other| {
        exhibit.shows_same_object(other, vigie_domain::signal::PDQ_DISTANCE_BITS_MAX)
    });
    let captured_at = same
        .map(|other| other.captured_at)
        .max()
        .unwrap_or(exhibit.captured_at);
    let first_seen = item.locators.iter().find(|locator| locator.url == line.url);
    let chain = chain_of(rows, line.item).await?.map(|(_, chain)| chain);
    let network = chain
        .as_ref()
        .and_then(|chain| chain.find_link(ProviderRole::Network));
    Ok(NoticeLine {
        url: line.url.clone(),
        key: line.key.clone(),
        kind: kind_of(line, &exhibit),
        hashes: hashes_of(&exhibit),
        captured_at,
        first_seen: first_seen.map_or(item.created_at, |locator| locator.first_seen),
        offence: assessment.form.offence.clone(),
        grounds: grounds_of(&assessment, language),
        ip: chain
            .as_ref()
            .and_then(|chain| chain.dns.addresses.first().copied()),
        asn: network.and_then(|link| link.asn),
    })
}

fn grounds_of(assessment: &Assessment, language: Language) -> Vec<Ground> {
    let form = &assessment.form;
    let found = form.categories.iter().map(|finding| Ground {
        category: wording::category(finding.category, language).to_owned(),
        reasons: finding.reason.clone(),
    });
    let grounds: Vec<Ground> = found.collect();
    if !grounds.is_empty() {
        return grounds;
    }
    let category = wording::other_category(language).to_owned();
    vec![Ground {
        category,
        reasons: form.danger.reason.clone(),
    }]
}

fn kind_of(line: &Line, exhibit: &Exhibit) -> Kind {
    let kind = line.key.split(':').nth(1).unwrap_or_default();
    if matches!(kind, "profile" | "channel" | "account" | "user") {
        return Kind::Account;
    }
    let media = exhibit
        .primary()
        .map_or("", |record| record.content_type.as_str());
    match media.split(['/', ';']).next().unwrap_or_default() {
        "image" => Kind::Picture,
        "video" => Kind::Video,
        "audio" => Kind::Audio,
        _ if matches!(kind, "post" | "status" | "message") => Kind::Post,
        "text" => Kind::Page,
        _ if media.starts_with("application/pdf") => Kind::Document,
        _ if media.starts_with("application/xhtml") => Kind::Page,
        _ => Kind::Other,
    }
}

/// Digests of the assessed file. A page is rendered anew for each visitor: its digest would name nothing.
fn hashes_of(exhibit: &Exhibit) -> Hashes {
    let Some(primary) = exhibit.primary() else {
        return Hashes::default();
    };
    if primary.content_type.starts_with("text/html")
        || primary.content_type.starts_with("application/xhtml")
    {
        return Hashes::default();
    }
    let pdq = primary.signals.iter().find_map(|signal| match signal {
        Signal::Pdq { hash, .. } if signal.is_pdq() => Some(*hash),
        _ => None,
    });
    Hashes {
        sha256: Some(primary.sha256),
        md5: Some(primary.md5),
        pdq,
    }
}
