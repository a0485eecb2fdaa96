//! Posts that somebody pastes into the desk: made up, about nobody, in three languages. They show
//! what is read first and why, what a quotation does, and copies as one row.

/// One post a row.
pub(super) const POSTS: [&str; 8] = [
    "Tonight we will attack the Zetas, nobody in their hall will be spared, bring what you have.",
    // The same with small edits, and with a character nobody sees.
    "RT: Tonight we will at\u{200b}tack the Zetas, nobody in their hall will be spared, bring what you have!",
    "TONIGHT we will attack the Zetas, nobody in their hall will be spared. Bring what you have",
    "The Gazette writes that a post said \"tonight we will attack the Zetas\". Whoever writes such \
     a sentence should be ashamed, and the town stands with the Zetas.",
    "Ce soir nous allons attaquer les Zétas, personne ne sera épargné, venez tous.",
    "La chorale Zéta chante vendredi à la mairie, entrée libre et gâteaux pour tous.",
    "سنهاجم جماعة زيتا الليلة ولن نرحم أحدا، تعالوا جميعا",
    "تغني جوقة زيتا يوم الجمعة في قاعة البلدية والدعوة عامة للجميع",
];
