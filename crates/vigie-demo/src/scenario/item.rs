//! The table of the demo's items.

use vigie_domain::time::{DAY_MS, HOUR_MS};

use super::finding::{JOURNALISTIC, POLEMIC, actionable, exempt, lawful, provoking};
use super::{DemoItem, End, Finding, ItemKind};
use crate::address::{
    ARCHIVE_HARBOUR, MURMUR, PLAZAA, Provider, QUIETPAGES, SHIELDNET, STILLWATER,
};

/// One row: everything of a [`DemoItem`] that does not depend on a port.
pub(crate) struct Row {
    /// Name, also the name of the content behind it.
    pub(crate) name: &'static str,
    host: &'static str,
    path: &'static str,
    language: &'static str,
    kind: ItemKind,
    reported_after_ms: i64,
    addressee: Option<&'static Provider>,
    analyst: Option<Finding>,
    reviewer: Option<Finding>,
    legal_officer: Option<Finding>,
    end: End,
}

/// The items with the URLs they have where web hosts answer at `http_port`.
pub(crate) fn scripted_items(http_port: u16) -> Vec<DemoItem> {
    ROWS.iter()
        .map(|row| DemoItem {
            name: row.name,
            url: crate::site::url(row.host, http_port, row.path),
            language: row.language,
            kind: row.kind,
            reported_after_ms: row.reported_after_ms,
            addressee: row.addressee,
            analyst: row.analyst,
            reviewer: row.reviewer,
            legal_officer: row.legal_officer,
            scripted_end: row.end,
        })
        .collect()
}

/// The script, by time of report.
pub(crate) const ROWS: &[Row] = &[
    Row {
        name: "known-picture",
        host: "plazaa.test",
        path: "/@zeta_training/1001",
        language: "en",
        kind: ItemKind::Post,
        reported_after_ms: 0,
        addressee: Some(&PLAZAA),
        analyst: Some(actionable(
            &[(
                'c',
                "The post shows the banner of the organisation and calls on readers to register for its spring course.",
            )],
            "The course has a date and a place; readers can act on the call at once.",
            "Recruiting post with the known banner picture of Training Organisation Zeta.",
        )),
        reviewer: Some(actionable(
            &[(
                'c',
                "Readers are asked to sign up with the listed organisation; the picture is its banner.",
            )],
            "A registration address is given, so the invitation can be followed today.",
            "Invitation to join, illustrated with the organisation's banner.",
        )),
        legal_officer: None,
        end: End::Removed,
    },
    Row {
        name: "recoded-copy",
        host: "murmur.test",
        path: "/@formation_zeta/2001",
        language: "fr",
        kind: ItemKind::Post,
        reported_after_ms: HOUR_MS,
        addressee: Some(&MURMUR),
        analyst: Some(actionable(
            &[(
                'c',
                "Le message reprend la bannière de l'organisation, réduite, et invite à rejoindre la session d'automne.",
            )],
            "L'invitation est datée et s'adresse à tout lecteur.",
            "Copie réduite de la bannière connue, avec une invitation à s'inscrire à la session d'automne.",
        )),
        reviewer: Some(actionable(
            &[(
                'c',
                "Appel à participer aux activités de l'organisation inscrite, image de recrutement à l'appui.",
            )],
            "Le lecteur sait où et quand se présenter.",
            "Appel à l'inscription, image recompressée de la bannière.",
        )),
        legal_officer: None,
        end: End::RemovedAfterQuestion,
    },
    Row {
        name: "magazine",
        host: "archive-harbour.test",
        path: "/details/zeta-review-07",
        language: "en",
        kind: ItemKind::Document,
        reported_after_ms: 2 * HOUR_MS,
        addressee: Some(&ARCHIVE_HARBOUR),
        analyst: Some(actionable(
            &[
                (
                    'b',
                    "Page 2 asks supporters to contribute to the organisation's spring exercise.",
                ),
                ('c', "Page 1 invites readers to become members."),
            ],
            "The issue is complete, current and open for download by anyone.",
            "Seventh issue of the organisation's own review, with an appeal to contribute and to join.",
        )),
        reviewer: Some(actionable(
            &[(
                'c',
                "The whole issue solicits membership; the appeal to contribute serves the same end.",
            )],
            "Every file of the item can be fetched without an account.",
            "Own publication of the listed organisation, soliciting members.",
        )),
        legal_officer: None,
        end: End::Removed,
    },
    Row {
        name: "news-article",
        host: "meridian-gazette.test",
        path: "/2026/02/ce-que-dit-la-revue-zeta",
        language: "fr",
        kind: ItemKind::Page,
        reported_after_ms: 3 * HOUR_MS,
        addressee: None,
        analyst: Some(exempt(
            JOURNALISTIC,
            "L'article met les citations à distance et n'appelle à rien.",
            "Article de presse qui cite deux phrases de la revue pour les analyser ; but journalistique établi.",
        )),
        reviewer: Some(exempt(
            JOURNALISTIC,
            "Aucun appel : les phrases citées sont commentées et contredites.",
            "Travail d'un journal sur la revue, avec rédaction et auteur nommés.",
        )),
        legal_officer: None,
        end: End::ClosedExempt,
    },
    Row {
        name: "library-collection",
        host: "open-stacks.test",
        path: "/collections/periodicals",
        language: "en",
        kind: ItemKind::Collection,
        reported_after_ms: 4 * HOUR_MS,
        addressee: None,
        analyst: None,
        reviewer: None,
        legal_officer: None,
        end: End::RefusedByScope,
    },
    Row {
        name: "archive-texts",
        host: "archive-harbour.test",
        path: "/details/texts",
        language: "en",
        kind: ItemKind::Collection,
        reported_after_ms: 4 * HOUR_MS,
        addressee: None,
        analyst: None,
        reviewer: None,
        legal_officer: None,
        end: End::RefusedByScope,
    },
    Row {
        name: "archive-search",
        host: "archive-harbour.test",
        path: "/search?q=zeta",
        language: "en",
        kind: ItemKind::Search,
        reported_after_ms: 4 * HOUR_MS,
        addressee: None,
        analyst: None,
        reviewer: None,
        legal_officer: None,
        end: End::RefusedByScope,
    },
    Row {
        name: "profile",
        host: "plazaa.test",
        path: "/@zeta_training",
        language: "en",
        kind: ItemKind::Profile,
        reported_after_ms: 4 * HOUR_MS,
        addressee: None,
        analyst: None,
        reviewer: None,
        legal_officer: None,
        end: End::RefusedByScope,
    },
    Row {
        name: "cdn-page",
        host: "site.zeta-voice.test",
        path: "/bulletin/12",
        language: "ar",
        kind: ItemKind::Page,
        reported_after_ms: 5 * HOUR_MS,
        addressee: Some(&SHIELDNET),
        analyst: Some(actionable(
            &[(
                'c',
                "تدعو النشرة الثانية عشرة القراء إلى الانضمام إلى دورات المنظمة.",
            )],
            "الدعوة مؤرخة والموقع مفتوح للجميع.",
            "نشرة على موقع المنظمة نفسها تطلب من القراء التسجيل في الدورة المقبلة.",
        )),
        reviewer: Some(actionable(
            &[(
                'c',
                "النص دعوة صريحة إلى المشاركة في أنشطة المنظمة المدرجة.",
            )],
            "يستطيع كل زائر أن يتبع التعليمات اليوم.",
            "دعوة إلى العضوية منشورة على موقع المنظمة خلف شبكة توزيع.",
        )),
        legal_officer: None,
        end: End::RemovedAtOrigin,
    },
    Row {
        name: "short-link",
        host: "shorty.test",
        path: "/z7",
        language: "en",
        kind: ItemKind::ShortLink,
        reported_after_ms: 6 * HOUR_MS,
        addressee: Some(&PLAZAA),
        analyst: Some(actionable(
            &[(
                'c',
                "The post behind the link announces the meeting point for new members.",
            )],
            "The meeting is next month and open to whoever comes.",
            "Shortened link to a post that gathers new members at a meeting point.",
        )),
        reviewer: Some(actionable(
            &[(
                'c',
                "New members are told where to gather; the link only hides the post.",
            )],
            "Place and month are named in plain words.",
            "Post calling new members together, reached over two redirects.",
        )),
        legal_officer: None,
        end: End::Removed,
    },
    Row {
        name: "plazaa-ar",
        host: "plazaa.test",
        path: "/@tadrib_zeta/1003",
        language: "ar",
        kind: ItemKind::Post,
        reported_after_ms: 7 * HOUR_MS,
        addressee: Some(&PLAZAA),
        analyst: Some(actionable(
            &[(
                'c',
                "يطلب المنشور من المتابعين ملء استمارة العضوية في المنظمة.",
            )],
            "الاستمارة متاحة والمنشور واسع الانتشار.",
            "منشور عربي يوزع استمارة عضوية المنظمة مع صورة ملونة لها.",
        )),
        reviewer: Some(actionable(
            &[('c', "دعوة مباشرة إلى ملء استمارة الانضمام.")],
            "لا شيء يمنع القارئ من إرسال الاستمارة فورا.",
            "توزيع استمارة انضمام باسم المنظمة المدرجة.",
        )),
        legal_officer: None,
        end: End::RemovedAfterReminder,
    },
    Row {
        name: "murmur-ar",
        host: "murmur.test",
        path: "/@tadrib_zeta/2002",
        language: "ar",
        kind: ItemKind::Post,
        reported_after_ms: 8 * HOUR_MS,
        addressee: Some(&MURMUR),
        analyst: Some(actionable(
            &[('c', "يعلن المنشور جدول الدروس الأسبوعية ويدعو إلى حضورها.")],
            "الجدول يبدأ هذا الأسبوع.",
            "جدول دروس المنظمة مع دعوة مفتوحة إلى الحضور.",
        )),
        reviewer: Some(actionable(
            &[('c', "حضور الدروس مشاركة في أنشطة المنظمة، والمنشور يطلبها.")],
            "المواعيد قريبة ومحددة.",
            "دعوة إلى دروس المنظمة بجدول محدد.",
        )),
        legal_officer: None,
        end: End::Removed,
    },
    Row {
        name: "plazaa-fr",
        host: "plazaa.test",
        path: "/@formation_zeta/1004",
        language: "fr",
        kind: ItemKind::Post,
        reported_after_ms: 9 * HOUR_MS,
        addressee: Some(&PLAZAA),
        analyst: Some(actionable(
            &[(
                'b',
                "Le message sollicite des dons de matériel pour l'exercice de l'organisation.",
            )],
            "Une adresse de dépôt est indiquée.",
            "Collecte de matériel au profit de l'organisation, photo colorée à l'appui.",
        )),
        reviewer: Some(actionable(
            &[(
                'b',
                "Demande publique de contribution matérielle à l'organisation inscrite.",
            )],
            "La contribution peut être remise dès demain.",
            "Appel aux contributions en nature pour l'exercice.",
        )),
        legal_officer: None,
        end: End::Removed,
    },
    Row {
        name: "refusal",
        host: "murmur.test",
        path: "/@zeta_training/2003",
        language: "en",
        kind: ItemKind::Post,
        reported_after_ms: 10 * HOUR_MS,
        addressee: Some(&MURMUR),
        analyst: Some(actionable(
            &[(
                'c',
                "The post offers a members' badge to whoever passes the entry test.",
            )],
            "The test is linked and can be taken by anyone.",
            "Offer of a members' badge in exchange for taking the organisation's entry test.",
        )),
        reviewer: Some(actionable(
            &[(
                'c',
                "An entry test is the first step of membership; the post solicits it.",
            )],
            "The step costs a reader nothing and leads into the organisation.",
            "Entry test for membership, advertised with a badge.",
        )),
        legal_officer: None,
        end: End::Refused,
    },
    Row {
        name: "comes-back",
        host: "archive-harbour.test",
        path: "/details/zeta-song-sheet",
        language: "en",
        kind: ItemKind::Document,
        reported_after_ms: 11 * HOUR_MS,
        addressee: Some(&ARCHIVE_HARBOUR),
        analyst: Some(actionable(
            &[(
                'c',
                "The sheet closes with a pledge of membership to be sung and signed.",
            )],
            "It is made to be printed and handed out.",
            "Song sheet of the organisation with a pledge of membership at its end.",
        )),
        reviewer: Some(actionable(
            &[(
                'c',
                "The pledge binds the signer to the organisation; the sheet asks for signatures.",
            )],
            "Printing and signing is all a reader has to do.",
            "Pledge form set as a song sheet, soliciting signatures.",
        )),
        legal_officer: None,
        end: End::ReappearedThenRemoved,
    },
    Row {
        name: "bounce",
        host: "quietpages.test",
        path: "/p/zeta-camp",
        language: "en",
        kind: ItemKind::Page,
        reported_after_ms: 12 * HOUR_MS,
        addressee: Some(&QUIETPAGES),
        analyst: Some(actionable(
            &[(
                'c',
                "The page takes bookings for the organisation's summer camp.",
            )],
            "Bookings are open until the end of the month.",
            "Booking page of the summer camp of Training Organisation Zeta.",
        )),
        reviewer: Some(actionable(
            &[(
                'c',
                "Booking a place at the camp is joining its activities; the page asks for it.",
            )],
            "Places are offered to the public without any check.",
            "Public booking of places at the organisation's camp.",
        )),
        legal_officer: None,
        end: End::Bounced,
    },
    Row {
        name: "silence",
        host: "stillwater.test",
        path: "/p/zeta-rules",
        language: "en",
        kind: ItemKind::Page,
        reported_after_ms: 13 * HOUR_MS,
        addressee: Some(&STILLWATER),
        analyst: Some(actionable(
            &[(
                'c',
                "The page lists the duties of new members and where to hand in the form.",
            )],
            "The form is one click away.",
            "House rules for new members with the membership form attached.",
        )),
        reviewer: Some(actionable(
            &[(
                'c',
                "Duties and form together are an offer of membership to every reader.",
            )],
            "Whoever reads it can enrol.",
            "Enrolment page dressed as house rules.",
        )),
        legal_officer: None,
        end: End::NoAnswer,
    },
    Row {
        name: "lawful",
        host: "plazaa.test",
        path: "/@garden_club/1005",
        language: "en",
        kind: ItemKind::Post,
        reported_after_ms: DAY_MS,
        addressee: None,
        analyst: Some(lawful(
            "Nobody is called to anything but planting tomatoes.",
            "Garden club reporting its zeta variety of tomato; the word alone led to the report.",
        )),
        reviewer: Some(lawful(
            "The post concerns vegetables.",
            "A tomato named zeta; no relation to the organisation.",
        )),
        legal_officer: None,
        end: End::ClosedLawful,
    },
    Row {
        name: "disagreement",
        host: "murmur.test",
        path: "/@cercle_debat/2004",
        language: "fr",
        kind: ItemKind::Post,
        reported_after_ms: DAY_MS + HOUR_MS,
        addressee: None,
        analyst: Some(provoking(
            &[(
                'a',
                "Le message loue l'organisation et reproche à l'État de l'avoir inscrite sur la liste.",
            )],
            "L'éloge peut donner envie de la rejoindre.",
            "Éloge appuyé de l'organisation dans un fil très lu.",
        )),
        reviewer: Some(exempt(
            POLEMIC,
            "Le texte critique une décision publique et n'incite à aucun acte.",
            "Opinion polémique dans un débat public sur la liste elle-même.",
        )),
        legal_officer: Some(exempt(
            POLEMIC,
            "Aucun passage ne demande d'agir ni de rejoindre.",
            "La critique d'une inscription relève du débat public ; l'exemption prime.",
        )),
        end: End::ExemptByLegalOfficer,
    },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::scenario::FindingConclusion;

    /// Goal: the story is as long and as varied as promised, and in order of report.
    #[test]
    fn the_script_holds_what_the_story_needs() {
        assert!(ROWS.len() >= 14);
        let ends: HashSet<End> = ROWS.iter().map(|row| row.end).collect();
        assert_eq!(ends.len(), 12, "every end is played");
        let languages: HashSet<&str> = ROWS.iter().map(|row| row.language).collect();
        assert_eq!(languages, HashSet::from(["ar", "en", "fr"]));
        assert!(ROWS.is_sorted_by_key(|row| row.reported_after_ms));
        let names: HashSet<&str> = ROWS.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), ROWS.len());
    }

    /// Goal: no reason is used twice: the desk refuses copied reasons.
    #[test]
    fn every_reason_is_written_for_its_item() {
        let mut seen = HashSet::new();
        for row in ROWS {
            for finding in [row.analyst, row.reviewer, row.legal_officer]
                .into_iter()
                .flatten()
            {
                assert!(
                    seen.insert(finding.reasons),
                    "{}: reasons used twice",
                    row.name
                );
                assert!(
                    seen.insert(finding.danger),
                    "{}: danger used twice",
                    row.name
                );
                for (_, reason) in finding.categories {
                    assert!(
                        seen.insert(reason),
                        "{}: category reason used twice",
                        row.name
                    );
                }
            }
        }
    }

    /// Goal: findings agree with the end: what leaves the house was found so by both.
    #[test]
    fn findings_lead_to_the_scripted_end() {
        for row in ROWS {
            let found = |finding: &Option<Finding>| finding.map(|finding| finding.conclusion);
            let (first, second) = (found(&row.analyst), found(&row.reviewer));
            assert_eq!(
                row.addressee.is_some(),
                row.end.needs_referral(),
                "{}",
                row.name
            );
            match row.end {
                End::RefusedByScope => assert_eq!((first, second), (None, None)),
                End::ClosedExempt => assert_eq!(first, Some(FindingConclusion::Exempt)),
                End::ClosedLawful => assert_eq!(first, Some(FindingConclusion::Lawful)),
                End::ExemptByLegalOfficer => assert!(row.legal_officer.is_some()),
                _ => assert_eq!(first, Some(FindingConclusion::TerroristContent)),
            }
            assert_eq!(first == second, row.legal_officer.is_none(), "{}", row.name);
        }
    }
}
