//! The table: every figure a report may print.

use super::{Act, CONCLUSIONS};
use crate::{Instrument, Language};

/// One figure: a name, a version, what it means, and how it is counted.
#[derive(Debug)]
pub struct Figure {
    /// The stable name.
    pub name: &'static str,
    /// Version of the definition: never the same for another rule.
    pub version: u16,
    /// Where it is asked for, as `TCO 21`; `house` where no law does.
    pub laws: &'static [&'static str],
    sentences: [&'static str; 3],
    /// The counting rule.
    pub rule: Rule,
}

impl Figure {
    /// What it counts, in one sentence.
    pub const fn sentence(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.sentences[0],
            Language::Fr => self.sentences[1],
            Language::Ar => self.sentences[2],
        }
    }
}

/// How a figure is counted.
#[derive(Debug)]
pub enum Rule {
    /// Acts that fit.
    Count(Match),
    /// Acts that fit, by a word of theirs; words the rows do not name are `other`.
    By {
        /// Which acts.
        of: Match,
        /// By which word.
        field: Field,
        /// The words, zero rows too.
        rows: &'static [&'static str],
    },
    /// Acts that fit both, of those that fit `whole`.
    Share {
        /// The part.
        part: Match,
        /// The whole.
        whole: Match,
    },
    /// From the first act of a case that fits `from` to the next that fits `to`.
    Time {
        /// The beginning.
        from: Match,
        /// The end.
        to: Match,
    },
}

impl Rule {
    /// Kinds of acts the rule looks at; a kind may come twice.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        let (one, other) = match self {
            Self::Count(one) | Self::By { of: one, .. } => (one, &[][..]),
            Self::Share { part, whole } => (part, whole.kinds),
            Self::Time { from, to } => (from, to.kinds),
        };
        one.kinds.iter().chain(other).copied()
    }
}

/// A word acts are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The instrument.
    Instrument,
    /// The outcome.
    Outcome,
}

/// Which acts fit.
#[derive(Debug, Clone, Copy)]
pub struct Match {
    kinds: &'static [&'static str],
    only: Option<&'static [&'static str]>,
    without: &'static [&'static str],
}

impl Match {
    const fn of(kinds: &'static [&'static str]) -> Self {
        Self {
            kinds,
            only: None,
            without: &[],
        }
    }

    const fn only(self, outcomes: &'static [&'static str]) -> Self {
        Self {
            only: Some(outcomes),
            ..self
        }
    }

    const fn without(self, outcomes: &'static [&'static str]) -> Self {
        Self {
            without: outcomes,
            ..self
        }
    }

    /// Whether an act fits.
    pub fn fits(&self, act: &Act<'_>) -> bool {
        let outcome = act.outcome.unwrap_or_default();
        self.kinds.contains(&act.kind)
            && self.only.is_none_or(|only| only.contains(&outcome))
            && !self.without.contains(&outcome)
    }
}

/// What a second finding comes to, as rows.
const REVIEWED: &[&str] = &[
    CONCLUSIONS[0],
    CONCLUSIONS[1],
    CONCLUSIONS[2],
    CONCLUSIONS[3],
    CONCLUSIONS[4],
    CONCLUSIONS[5],
    "disagreed",
];

/// Every instrument, as rows.
const INSTRUMENTS: &[&str] = &{
    let mut names = [""; Instrument::ALL.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = Instrument::ALL[at].name();
        at += 1;
    }
    names
};

/// How an item on a referral can end, as rows.
const LINE_ENDS: &[&str] = &[
    "gone",
    "gone_seen_from_one",
    "restricted_geo",
    "refused",
    "no_answer",
    "already_gone",
    "sent_back",
    "retracted",
];

/// Every figure, in the order it is printed.
pub const FIGURES: &[Figure] = &[
    Figure {
        name: "items_received",
        version: 1,
        laws: &["TCO 7"],
        sentences: [
            "Items taken in for the first time.",
            "Éléments reçus pour la première fois.",
            "المواد الواردة للمرة الأولى.",
        ],
        rule: Rule::Count(Match::of(&["item_added"])),
    },
    Figure {
        name: "items_reported_again",
        version: 1,
        laws: &["DSA 22"],
        sentences: [
            "Reports of items that were known already.",
            "Signalements d’éléments déjà connus.",
            "البلاغات عن مواد معروفة من قبل.",
        ],
        rule: Rule::Count(Match::of(&["item_reported_again"])),
    },
    Figure {
        name: "items_captured",
        version: 1,
        laws: &["house"],
        sentences: [
            "Captures sealed as evidence.",
            "Captures scellées comme preuves.",
            "اللقطات المختومة دليلًا.",
        ],
        rule: Rule::Count(Match::of(&["exhibit_sealed"])),
    },
    Figure {
        name: "items_reviewed",
        version: 1,
        laws: &["house"],
        sentences: [
            "Findings that a second person gave without seeing the first.",
            "Constats d’une deuxième personne, faits sans voir le premier.",
            "النتائج التي وضعها شخص ثانٍ دون أن يرى الأولى.",
        ],
        rule: Rule::Count(Match::of(&["item_reviewed"])),
    },
    Figure {
        name: "findings_agreed",
        version: 1,
        laws: &["TCO 21"],
        sentences: [
            "What two people found independently, by conclusion; `disagreed` where they did not agree.",
            "Ce que deux personnes ont constaté séparément, par conclusion ; `disagreed` en cas de désaccord.",
            "ما وجده شخصان كلٌّ على حدة، بحسب النتيجة؛ `disagreed` عند الاختلاف.",
        ],
        rule: Rule::By {
            of: Match::of(&["item_reviewed"]),
            field: Field::Outcome,
            rows: REVIEWED,
        },
    },
    Figure {
        name: "findings_settled",
        version: 1,
        laws: &["TCO 21"],
        sentences: [
            "Findings that a legal officer settled, by conclusion.",
            "Constats tranchés par un juriste, par conclusion.",
            "النتائج التي حسمها مسؤول قانوني، بحسب النتيجة.",
        ],
        rule: Rule::By {
            of: Match::of(&["item_settled"]),
            field: Field::Outcome,
            rows: CONCLUSIONS,
        },
    },
    Figure {
        name: "agreement_observed",
        version: 1,
        laws: &["house"],
        sentences: [
            "Share of second findings that agree with the first. Cohen’s kappa cannot be told from public entries, which never show a single finding.",
            "Part des deuxièmes constats conformes au premier. Le kappa de Cohen ne peut se déduire des entrées publiques, qui ne montrent jamais un constat seul.",
            "نسبة النتائج الثانية الموافقة للأولى. لا يمكن استنتاج معامل كابا لكوهين من القيود العلنية، فهي لا تُظهر نتيجة منفردة أبدًا.",
        ],
        rule: Rule::Share {
            part: Match::of(&["item_reviewed"]).without(&["disagreed"]),
            whole: Match::of(&["item_reviewed"]),
        },
    },
    Figure {
        name: "referrals_sent",
        version: 1,
        laws: &["TCO 21", "DSA 22"],
        sentences: [
            "Referrals and notices that a provider’s server took, by instrument.",
            "Signalements et notifications pris par le serveur d’un fournisseur, par instrument.",
            "الإحالات والإشعارات التي تسلّمها خادم مزوّد، بحسب الأداة.",
        ],
        rule: Rule::By {
            of: Match::of(&["referral_sent"]),
            field: Field::Instrument,
            rows: INSTRUMENTS,
        },
    },
    Figure {
        name: "lines_closed",
        version: 1,
        laws: &["TCO 21", "DSA 24"],
        sentences: [
            "Items on referrals that reached an end, by outcome.",
            "Éléments signalés dont l’issue est connue, par issue.",
            "المواد المحالة التي انتهى أمرها، بحسب المآل.",
        ],
        rule: Rule::By {
            of: Match::of(&["line_closed"]),
            field: Field::Outcome,
            rows: LINE_ENDS,
        },
    },
    Figure {
        name: "precision",
        version: 1,
        laws: &["DSA 22"],
        sentences: [
            "Share of the items that left the desk and reached an end that were not taken back; what a complaint upheld or oversight recommended counts here once it is taken back.",
            "Part des éléments sortis du bureau et dont l’issue est connue qui n’ont pas été repris ; une plainte fondée ou une recommandation du contrôle compte ici dès la reprise.",
            "نسبة المواد الخارجة من المكتب المنتهي أمرها التي لم تُسحب؛ وتُحسب هنا كل شكوى مقبولة أو توصية رقابية منذ السحب.",
        ],
        rule: Rule::Share {
            part: Match::of(&["line_closed"]).without(&["sent_back", "retracted"]),
            whole: Match::of(&["line_closed"]).without(&["sent_back"]),
        },
    },
    Figure {
        name: "time_to_gone",
        version: 1,
        laws: &["TCO 21"],
        sentences: [
            "Time from the intake of an item to its outcome `gone`.",
            "Temps entre la réception d’un élément et son issue `gone`.",
            "المدة من ورود المادة إلى مآلها `gone`.",
        ],
        rule: Rule::Time {
            from: Match::of(&["item_added"]),
            to: Match::of(&["line_closed"]).only(&["gone", "gone_seen_from_one"]),
        },
    },
    Figure {
        name: "orders_signed",
        version: 1,
        laws: &["TCO 7", "TCO 8", "TCO 21"],
        sentences: [
            "Removal orders signed, by instrument.",
            "Injonctions signées, par instrument.",
            "أوامر الإزالة الموقّعة، بحسب الأداة.",
        ],
        rule: Rule::By {
            of: Match::of(&["order_signed"]),
            field: Field::Instrument,
            rows: INSTRUMENTS,
        },
    },
    Figure {
        name: "orders_executed",
        version: 1,
        laws: &["TCO 7", "TCO 8"],
        sentences: [
            "Orders executed, in time or late.",
            "Injonctions exécutées, à temps ou en retard.",
            "الأوامر المنفّذة، في أجلها أو بعده.",
        ],
        rule: Rule::By {
            of: Match::of(&["order_executed"]),
            field: Field::Outcome,
            rows: &["in_time", "late"],
        },
    },
    Figure {
        name: "orders_stopped",
        version: 1,
        laws: &["TCO 7", "TCO 8"],
        sentences: [
            "Orders whose time was stopped, by ground.",
            "Injonctions dont le délai a été suspendu, par motif.",
            "الأوامر التي أُوقف أجلها، بحسب السبب.",
        ],
        rule: Rule::By {
            of: Match::of(&["order_stopped"]),
            field: Field::Outcome,
            rows: &["impossible", "clarification"],
        },
    },
    Figure {
        name: "orders_expired",
        version: 1,
        laws: &["TCO 8"],
        sentences: [
            "Orders not executed when their time was out.",
            "Injonctions non exécutées à l’échéance.",
            "الأوامر التي انقضى أجلها دون تنفيذ.",
        ],
        rule: Rule::Count(Match::of(&["order_expired"])),
    },
    Figure {
        name: "orders_scrutinised",
        version: 1,
        laws: &["TCO 8"],
        sentences: [
            "Steps of scrutiny by a home authority.",
            "Étapes d’examen par une autorité du lieu d’établissement.",
            "خطوات التدقيق لدى سلطة المقر.",
        ],
        rule: Rule::By {
            of: Match::of(&["order_scrutinised"]),
            field: Field::Outcome,
            rows: &["opened", "intent", "no_infringement", "infringement"],
        },
    },
    Figure {
        name: "orders_appealed",
        version: 1,
        laws: &["TCO 7", "TCO 8"],
        sentences: [
            "Steps of appeals against orders.",
            "Étapes des recours contre des injonctions.",
            "خطوات الطعن في الأوامر.",
        ],
        rule: Rule::By {
            of: Match::of(&["order_appealed"]),
            field: Field::Outcome,
            rows: &["lodged", "lapsed", "confirmed", "annulled"],
        },
    },
    Figure {
        name: "orders_voided",
        version: 1,
        laws: &["TCO 8", "TCO 21"],
        sentences: [
            "Orders that lost their effect.",
            "Injonctions ayant perdu leur effet.",
            "الأوامر التي فقدت أثرها.",
        ],
        rule: Rule::Count(Match::of(&["order_voided"])),
    },
    Figure {
        name: "time_to_execution",
        version: 1,
        laws: &["TCO 8"],
        sentences: [
            "Time from the proven receipt of an order to its execution being recorded.",
            "Temps entre la réception prouvée d’une injonction et l’enregistrement de son exécution.",
            "المدة من التسلّم المثبت للأمر إلى تسجيل تنفيذه.",
        ],
        rule: Rule::Time {
            from: Match::of(&["order_received"]),
            to: Match::of(&["order_executed"]),
        },
    },
    Figure {
        name: "non_disclosure",
        version: 1,
        laws: &["TCO 8"],
        sentences: [
            "Steps of the time in which the author is not told.",
            "Étapes de la période de non-divulgation.",
            "خطوات مدة عدم إبلاغ صاحب المحتوى.",
        ],
        rule: Rule::By {
            of: Match::of(&["non_disclosure_changed"]),
            field: Field::Outcome,
            rows: &["extended", "ended", "told"],
        },
    },
    Figure {
        name: "complaints_received",
        version: 1,
        laws: &["TCO 7", "DSA 24"],
        sentences: [
            "Complaints received.",
            "Plaintes reçues.",
            "الشكاوى الواردة.",
        ],
        rule: Rule::Count(Match::of(&["complaint_received"])),
    },
    Figure {
        name: "complaints_decided",
        version: 1,
        laws: &["TCO 7", "DSA 24"],
        sentences: [
            "Complaints answered, by outcome.",
            "Plaintes traitées, par issue.",
            "الشكاوى المجاب عنها، بحسب النتيجة.",
        ],
        rule: Rule::By {
            of: Match::of(&["complaint_decided"]),
            field: Field::Outcome,
            rows: &["upheld", "partly_upheld", "rejected"],
        },
    },
    Figure {
        name: "complaints_upheld_share",
        version: 1,
        laws: &["DSA 24"],
        sentences: [
            "Share of the complaints answered that were upheld, in whole or in part.",
            "Part des plaintes traitées jugées fondées, en tout ou partie.",
            "نسبة الشكاوى المقبولة كليًا أو جزئيًا من المجاب عنها.",
        ],
        rule: Rule::Share {
            part: Match::of(&["complaint_decided"]).only(&["upheld", "partly_upheld"]),
            whole: Match::of(&["complaint_decided"]),
        },
    },
    Figure {
        name: "complaints_overdue",
        version: 1,
        laws: &["DSA 24"],
        sentences: [
            "Complaints not answered in time.",
            "Plaintes non traitées à temps.",
            "الشكاوى التي لم يُجب عنها في أجلها.",
        ],
        rule: Rule::Count(Match::of(&["complaint_left_overdue"])),
    },
    Figure {
        name: "time_to_decision",
        version: 1,
        laws: &["DSA 24"],
        sentences: [
            "Time from the receipt of a complaint to its answer.",
            "Temps entre la réception d’une plainte et sa réponse.",
            "المدة من ورود الشكوى إلى الجواب عنها.",
        ],
        rule: Rule::Time {
            from: Match::of(&["complaint_received"]),
            to: Match::of(&["complaint_decided"]),
        },
    },
    Figure {
        name: "retractions_sent",
        version: 1,
        laws: &["DSA 22"],
        sentences: [
            "Retractions that addressees were told of.",
            "Rétractations portées à la connaissance des destinataires.",
            "حالات السحب التي أُبلغ بها المخاطَبون.",
        ],
        rule: Rule::Count(Match::of(&["retraction_sent"])),
    },
    Figure {
        name: "items_reinstated",
        version: 1,
        laws: &["TCO 7"],
        sentences: [
            "Items seen again after they were taken back.",
            "Éléments revus après leur reprise.",
            "المواد التي ظهرت ثانية بعد سحب طلبها.",
        ],
        rule: Rule::Count(Match::of(&["item_reinstated"])),
    },
    Figure {
        name: "items_came_back",
        version: 1,
        laws: &["TCO 21"],
        sentences: [
            "Items seen again after they were gone.",
            "Éléments revus après leur disparition.",
            "المواد التي عادت بعد زوالها.",
        ],
        rule: Rule::Count(Match::of(&["item_came_back"])),
    },
    Figure {
        name: "oversight_looked",
        version: 1,
        laws: &["TCO 21"],
        sentences: [
            "Looks of oversight, by outcome.",
            "Examens du contrôle, par issue.",
            "نظرات الرقابة، بحسب النتيجة.",
        ],
        rule: Rule::By {
            of: Match::of(&["oversight_looked"]),
            field: Field::Outcome,
            rows: &["in_order", "recommended"],
        },
    },
    Figure {
        name: "oversight_recommended",
        version: 1,
        laws: &["TCO 21"],
        sentences: [
            "Recommendations of oversight, by kind.",
            "Recommandations du contrôle, par nature.",
            "توصيات الرقابة، بحسب النوع.",
        ],
        rule: Rule::By {
            of: Match::of(&["recommendation_recorded"]),
            field: Field::Outcome,
            rows: &["retract", "reassess", "practice"],
        },
    },
    Figure {
        name: "oversight_refused",
        version: 1,
        laws: &["TCO 21"],
        sentences: [
            "Recommendations of oversight that were refused with reasons.",
            "Recommandations du contrôle refusées avec motifs.",
            "توصيات الرقابة المرفوضة مع التعليل.",
        ],
        rule: Rule::Count(Match::of(&["recommendation_refused"])),
    },
    Figure {
        name: "threats_reported",
        version: 1,
        laws: &["TCO 14", "DSA 18"],
        sentences: [
            "Times somebody who can help was told of a danger to life.",
            "Signalements d’un danger pour la vie à qui peut agir.",
            "مرات الإبلاغ عن خطر على الحياة إلى من يستطيع العون.",
        ],
        rule: Rule::Count(Match::of(&["threat_reported"])),
    },
    Figure {
        name: "exhibits_revealed",
        version: 1,
        laws: &["TCO 6"],
        sentences: [
            "Times evidence was shown to a person.",
            "Fois où une preuve a été montrée à une personne.",
            "مرات عرض دليل على شخص.",
        ],
        rule: Rule::Count(Match::of(&["exhibit_revealed"])),
    },
    Figure {
        name: "exhibits_erased",
        version: 1,
        laws: &["TCO 6"],
        sentences: [
            "Evidence whose key was destroyed.",
            "Preuves dont la clé a été détruite.",
            "الأدلة التي أُتلف مفتاحها.",
        ],
        rule: Rule::Count(Match::of(&["exhibit_erased"])),
    },
];
