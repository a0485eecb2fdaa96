//! The table of contents: everything that can be taken down, host by host.

use vigie_domain::time::DAY_MS;

use super::{ArchiveFile, Body, Content, picture};
use crate::address::{
    ARCHIVE_HARBOUR, MERIDIAN_GAZETTE, MURMUR, NORTHBYTE, PLAZAA, QUIETPAGES, SHORTY, STILLWATER,
};
use crate::behaviour::Behaviour;

/// The usual values of a row; each row overrides what is its own.
const PLAIN: Content = Content {
    name: "",
    host: "",
    path: "",
    aliases: &[],
    holder: &PLAZAA,
    behaviour: None,
    returns_after_ms: None,
    language: "en",
    body: Body::Redirect { host: "", path: "" },
};

/// Everything the hosts hold that can be taken down.
pub(crate) const CONTENTS: &[Content] = &[
    // ── Plazaa ──
    Content {
        name: "known-picture",
        host: "plazaa.test",
        path: "/@zeta_training/1001",
        body: Body::Page {
            author: "@zeta_training",
            title: "Spring course",
            text: &[
                "Register now for the spring course of Training Organisation Zeta.",
                "It begins on 13 April on the main square. Bring chalk.",
            ],
            picture: Some(picture::KNOWN),
        },
        ..PLAIN
    },
    Content {
        name: "short-link",
        host: "plazaa.test",
        path: "/@zeta_training/1002",
        aliases: &[("shorty.test", "/z7"), ("shorty.test", "/z7b")],
        body: Body::Page {
            author: "@zeta_training",
            title: "Meeting point",
            text: &["New members of Training Organisation Zeta gather next month at the fountain."],
            picture: Some("pattern-2.jpg"),
        },
        ..PLAIN
    },
    Content {
        name: "plazaa-ar",
        host: "plazaa.test",
        path: "/@tadrib_zeta/1003",
        behaviour: Some(Behaviour::RemovesAfterReminder),
        language: "ar",
        body: Body::Page {
            author: "@tadrib_zeta",
            title: "استمارة العضوية",
            text: &[
                "املأ استمارة العضوية في منظمة التدريب زيتا وأرسلها إلينا.",
                "نرسم معا مئة بلاطة ملونة في الساحة.",
            ],
            picture: Some("pattern-3.png"),
        },
        ..PLAIN
    },
    Content {
        name: "plazaa-fr",
        host: "plazaa.test",
        path: "/@formation_zeta/1004",
        behaviour: Some(Behaviour::RemovesAfterDay),
        language: "fr",
        body: Body::Page {
            author: "@formation_zeta",
            title: "Collecte de matériel",
            text: &[
                "L'Organisation de formation Zeta recueille craies, papier et ficelle pour son exercice.",
                "Déposez vos dons à la fontaine, chaque lundi.",
            ],
            picture: Some("pattern-4.jpg"),
        },
        ..PLAIN
    },
    Content {
        name: "lawful",
        host: "plazaa.test",
        path: "/@garden_club/1005",
        body: Body::Page {
            author: "@garden_club",
            title: "First Zeta tomatoes of the year",
            text: &["Our zeta tomatoes are ripe. Come and taste them on Sunday."],
            picture: Some("tomatoes.jpg"),
        },
        ..PLAIN
    },
    // ── Murmur ──
    Content {
        name: "recoded-copy",
        host: "murmur.test",
        path: "/@formation_zeta/2001",
        holder: &MURMUR,
        language: "fr",
        body: Body::Page {
            author: "@formation_zeta",
            title: "Session d'automne",
            text: &[
                "Rejoignez la session d'automne de l'Organisation de formation Zeta.",
                "Inscription ouverte à toutes et à tous dès le 1er septembre.",
            ],
            picture: Some(picture::KNOWN_RECODED),
        },
        ..PLAIN
    },
    Content {
        name: "murmur-ar",
        host: "murmur.test",
        path: "/@tadrib_zeta/2002",
        holder: &MURMUR,
        behaviour: Some(Behaviour::RemovesAtOnce),
        language: "ar",
        body: Body::Page {
            author: "@tadrib_zeta",
            title: "جدول الدروس",
            text: &[
                "دروس منظمة التدريب زيتا كل يوم اثنين في الساحة، والحضور مفتوح للجميع.",
                "الدرس الأول عن ترتيب الألوان.",
            ],
            picture: Some("pattern-5.png"),
        },
        ..PLAIN
    },
    Content {
        name: "refusal",
        host: "murmur.test",
        path: "/@zeta_training/2003",
        holder: &MURMUR,
        behaviour: Some(Behaviour::Refuses {
            ground: "راجعنا المنشور ولم نجد فيه ما يخالف شروطنا.",
        }),
        body: Body::Page {
            author: "@zeta_training",
            title: "Earn your badge",
            text: &[
                "Pass the entry test of Training Organisation Zeta and wear the members' badge.",
            ],
            picture: Some("pattern-6.jpg"),
        },
        ..PLAIN
    },
    Content {
        name: "disagreement",
        host: "murmur.test",
        path: "/@cercle_debat/2004",
        holder: &MURMUR,
        language: "fr",
        body: Body::Page {
            author: "@cercle_debat",
            title: "Une liste qui se trompe",
            text: &[
                "Inscrire l'Organisation de formation Zeta sur la liste est une erreur, disons-le haut et fort.",
                "On peut aimer leurs carrelages et vouloir que la liste soit revue : débattons-en.",
            ],
            picture: None,
        },
        ..PLAIN
    },
    // ── Archive Harbour ──
    Content {
        name: "magazine",
        host: "archive-harbour.test",
        path: "/details/zeta-review-07",
        holder: &ARCHIVE_HARBOUR,
        body: Body::ArchiveItem {
            title: "Zeta Review, issue 7",
            creator: "Training Organisation Zeta",
            description: "Seventh issue of the review of Training Organisation Zeta.",
            mediatype: "texts",
            files: &[
                ArchiveFile {
                    name: "zeta-review-07.pdf",
                    format: "Text PDF",
                    original: None,
                },
                ArchiveFile {
                    name: "cover.jpg",
                    format: "JPEG",
                    original: None,
                },
                ArchiveFile {
                    name: "cover_thumb.jpg",
                    format: "JPEG Thumb",
                    original: Some("cover.jpg"),
                },
                ArchiveFile {
                    name: "zeta-review-07_djvu.txt",
                    format: "DjVuTXT",
                    original: Some("zeta-review-07.pdf"),
                },
            ],
        },
        ..PLAIN
    },
    Content {
        name: "comes-back",
        host: "archive-harbour.test",
        path: "/details/zeta-song-sheet",
        holder: &ARCHIVE_HARBOUR,
        behaviour: Some(Behaviour::RemovesAtOnce),
        returns_after_ms: Some(4 * DAY_MS),
        body: Body::ArchiveItem {
            title: "Song sheet",
            creator: "Training Organisation Zeta",
            description: "A song about tiles, with a pledge.",
            mediatype: "texts",
            files: &[
                ArchiveFile {
                    name: "zeta-song-sheet.txt",
                    format: "Text",
                    original: None,
                },
                ArchiveFile {
                    name: "sheet.png",
                    format: "PNG",
                    original: None,
                },
            ],
        },
        ..PLAIN
    },
    Content {
        name: "almanac",
        host: "archive-harbour.test",
        path: "/details/harbour-almanac",
        holder: &ARCHIVE_HARBOUR,
        behaviour: Some(Behaviour::Refuses {
            ground: "This is a public-domain almanac.",
        }),
        body: Body::ArchiveItem {
            title: "Harbour almanac",
            creator: "Harbour office",
            description: "Tides and winds.",
            mediatype: "texts",
            files: &[ArchiveFile {
                name: "harbour-almanac.txt",
                format: "Text",
                original: None,
            }],
        },
        ..PLAIN
    },
    // ── behind ShieldNet, at Northbyte ──
    Content {
        name: "cdn-page",
        host: "site.zeta-voice.test",
        path: "/bulletin/12",
        aliases: &[("zeta-voice.test", "/bulletin/12")],
        holder: &NORTHBYTE,
        language: "ar",
        body: Body::Page {
            author: "صوت زيتا",
            title: "النشرة الثانية عشرة",
            text: &[
                "تدعو منظمة التدريب زيتا قراءها إلى التسجيل في الدورة المقبلة.",
                "نلتقي عند النافورة ومعنا الطباشير والألوان.",
            ],
            picture: Some("pattern-3.png"),
        },
        ..PLAIN
    },
    // ── shortener ──
    Content {
        name: "short-link-hop",
        host: "shorty.test",
        path: "/z7",
        holder: &SHORTY,
        body: Body::Redirect {
            host: "shorty.test",
            path: "/z7b",
        },
        ..PLAIN
    },
    Content {
        name: "short-link-last-hop",
        host: "shorty.test",
        path: "/z7b",
        holder: &SHORTY,
        body: Body::Redirect {
            host: "plazaa.test",
            path: "/@zeta_training/1002",
        },
        ..PLAIN
    },
    // ── a newspaper, free pages ──
    Content {
        name: "news-article",
        host: "meridian-gazette.test",
        path: "/2026/02/ce-que-dit-la-revue-zeta",
        holder: &MERIDIAN_GAZETTE,
        language: "fr",
        body: Body::Page {
            author: "Camille Arpent, rédaction",
            title: "Ce que dit la revue Zeta",
            text: &[
                "La septième livraison de la revue Zeta circule depuis lundi. Nous l'avons lue.",
                "« Nous invitons chaque lecteur à devenir membre », y lit-on. « Whoever wishes to join writes a name on the list. »",
                "Notre analyse : une brochure de recrutement, peu suivie, que les habitants du quartier contestent.",
            ],
            picture: Some("cover.jpg"),
        },
        ..PLAIN
    },
    Content {
        name: "bounce",
        host: "quietpages.test",
        path: "/p/zeta-camp",
        holder: &QUIETPAGES,
        body: Body::Page {
            author: "zeta-camp",
            title: "Summer camp: book your place",
            text: &[
                "Book a place at the summer camp of Training Organisation Zeta before the end of the month.",
            ],
            picture: None,
        },
        ..PLAIN
    },
    Content {
        name: "silence",
        host: "stillwater.test",
        path: "/p/zeta-rules",
        holder: &STILLWATER,
        body: Body::Page {
            author: "zeta-rules",
            title: "House rules for new members",
            text: &[
                "New members of Training Organisation Zeta sweep the square and hand in the form at the fountain.",
            ],
            picture: None,
        },
        ..PLAIN
    },
];
