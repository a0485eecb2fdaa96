//! Languages of plain sentences; bad tables are refused.

use super::*;

fn language(text: &str) -> &'static str {
    let (mut reader, mut grams) = (Reader::new(), Grams::default());
    reader.read(text.as_bytes());
    grams.read(&reader);
    LanguageTable::embedded().detect(&reader, &grams)
}

/// Goal: each language is told by a plain sentence.
#[test]
fn plain_sentences() {
    #[track_caller]
    fn case(expected: &str, text: &str) {
        assert_eq!(language(text), expected, "{text}");
    }
    case("ar", "ذهبت إلى السوق صباح اليوم واشتريت الخبز والفاكهة");
    case("fa", "من امروز صبح به بازار رفتم و نان و میوه خریدم");
    case("ur", "میں آج صبح بازار گیا اور روٹی اور پھل خریدے");
    case("ckb", "ئەمڕۆ بەیانی چووم بۆ بازاڕ و نان و میوەم کڕی");
    case(
        "fr",
        "Je suis allé au marché ce matin et j'ai acheté du pain",
    );
    case(
        "en",
        "I went to the market this morning and bought some bread",
    );
    case("es", "Esta mañana fui al mercado y compré pan y fruta");
    case(
        "de",
        "Ich war heute Morgen auf dem Markt und habe Brot gekauft",
    );
    case(
        "it",
        "Questa mattina sono andato al mercato e ho comprato il pane",
    );
    case("tr", "Bu sabah pazara gittim, ekmek ve meyve satın aldım");
    case("ar-Latn", "ana ra7 3al sou2 el yom w 2eshtaret 5obz");
    case("unknown", "");
    case("unknown", "12345 !!! 🔪");
    case("unknown", "Сегодня утром я пошёл на рынок и купил хлеба");
}

/// Goal: the rows of letters are where the alphabet puts them.
#[test]
fn scripts_are_told_by_symbols() {
    let mut reader = Reader::new();
    reader.read("اب ڭب аб zz".as_bytes());
    let first: Vec<u8> = reader
        .words
        .iter()
        .map(|word| reader.symbols[word.start as usize])
        .collect();
    assert_eq!(first[0], ARABIC_A);
    assert!(first[1] < CYRILLIC_A);
    assert_eq!(first[2], CYRILLIC_A);
    assert_eq!(first[3], ARABIC_A - 1);
}

/// Goal: other files are refused.
#[test]
fn bad_tables_are_refused() {
    let bytes = LanguageTable::embedded().to_bytes();
    assert!(LanguageTable::from_bytes(&bytes).is_ok());
    let refused = |bytes: &[u8]| LanguageTable::from_bytes(bytes).err();
    assert_eq!(refused(b"x"), Some(ModelError::NotAModel));
    assert!(matches!(
        refused(&bytes[..bytes.len() - 1]),
        Some(ModelError::WrongLength { .. })
    ));
    let mut later = bytes;
    later[8] = 2;
    assert_eq!(
        refused(&later),
        Some(ModelError::OtherVersion {
            found: 2,
            expected: 1
        })
    );
}
