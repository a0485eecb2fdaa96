//! Folding by table, the way back, hostile input.

use proptest::prelude::*;

use super::*;

/// Goal: each class of the folding table. Method: one line a class, original and folded.
#[test]
fn the_table_holds() {
    #[track_caller]
    fn case(original: &str, expected: &str) {
        assert_eq!(fold(original.as_bytes()).text, expected, "{original:?}");
    }
    case("", "");
    case("Hello  World", "hello world");
    case("آأإٱ", "اا"); // four forms of one letter: a run
    case("أحمد إلى آخر", "احمد الي اخر");
    case("مدرسة", "مدرسه");
    case("مسؤول رئيس", "مسوول رييس");
    case("كتاب کتاب", "كتاب كتاب");
    case("مُحَمَّد", "محمد");
    case("مـــرحـــبا", "مرحبا");
    case("ﻣﺮﺣﺒﺎ", "مرحبا");
    case("ﻻ ﻷ ﻹ ﻵ", "لا لا لا لا");
    case("ﷲ", "الله");
    case("ﷺ", "صلي الله عليه وسلم");
    case("ki\u{200B}l\u{200D}l\u{202E}", "kill");
    case("k\u{AD}i\u{34F}ll\u{FEFF}", "kill");
    case("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳", "0123456789 0123");
    case("Ｆｕｌｌ　ｗｉｄｔｈ１", "full width1");
    case("𝐤𝐢𝐥𝐥 𝓴𝓲𝓵𝓵 𝕜𝕚𝕝𝕝", "kill kill kill");
    case("ⓚⓘⓛⓛ", "kill");
    case("🅺🅸🅻🅻 🅐", "kill a");
    case("kіll", "kill"); // the i is Cyrillic
    case("мир", "мир"); // a Cyrillic word stays
    case("Élève œuvre straße", "eleve oeuvre strasse");
    case("l’attaque «non»", "l'attaque \"non\"");
    case("étudiant·e·s", "etudiantes");
    case("kiiiill noooo", "kiill noo");
    case("2000 aaa", "2000 aa");
    case("🔪🏿 🔫\u{FE0F}", "🔪 🔫");
    case("क्षि 你好 が", "क्षि 你好 が");
    case("a\u{0}b\u{7}c", "abc");
    case("نعم؟ لا، حسنا؛", "نعم? لا, حسنا;");
    case(
        "see https://Example.org/A?b=c now",
        "see https://example.org/a?b=c now",
    );
}

/// Goal: names, addresses and elisions are seen as such however their letters are written.
#[test]
fn forms_of_a_letter_do_not_hide_what_it_stands_in() {
    #[track_caller]
    fn same(plain: &str, evaded: &str) {
        let mut reader = Reader::new();
        reader.read(plain.as_bytes());
        let expected = reader.symbols().to_vec();
        reader.read(evaded.as_bytes());
        assert_eq!(reader.symbols(), expected, "{evaded:?}");
        reader.read_whole(evaded.as_bytes());
        assert_eq!(reader.symbols(), expected, "{evaded:?}, whole");
    }
    same("see https://a.example/B now", "see 𝐡𝐭𝐭𝐩𝐬://𝐚.𝐞𝐱𝐚𝐦𝐩𝐥𝐞/𝐁 now");
    same(
        "see http://a.example now",
        "see ｈｔｔｐ：／／ａ．ｅｘａｍｐｌｅ now",
    );
    same("thanks @anna and @Bert!", "thanks ＠ａｎｎａ and @𝐁𝐞𝐫𝐭！");
    same("ca$h for f!sh", "ｃａ＄ｈ for ｆ！ｓｈ");
    same("contre l'attaque ici", "contre l ' a t t a q u e ici");
    same("parce qu'attaque ici", "parce q u ’ a t t a q u e ici");
    same("they don't know", "they d o n ' t know");
    same("http is no address", "ｈｔｔｐ is no address");
}

/// Goal: signs that are spelled out, two symbols for one byte, have room however many there are.
#[test]
fn runs_of_any_sign_are_read() {
    for sign in (0_u8..128).map(char::from).chain("€№ﷺ🔪ß".chars()) {
        for text in [sign.to_string().repeat(500), format!("{sign}a").repeat(500)] {
            let folded = fold(text.as_bytes());
            assert_eq!(
                folded.offsets.len(),
                folded.text.chars().count(),
                "{sign:?}"
            );
        }
    }
}

/// Goal: what was done to hide is counted, and read in a further token.
#[test]
fn evasion_is_counted() {
    let folded = fold("k i l l th3m n\u{200B}ow kіll nooo 7arb ق ت ل".as_bytes());
    let signs = folded.signs;
    assert_eq!(
        (signs.invisible, signs.mixed_script, signs.spaced),
        (1, 1, 2)
    );
    assert_eq!((signs.repeated, signs.invalid), (1, 0));
    let extra: Vec<_> = folded
        .extra
        .iter()
        .map(|e| (e.text.as_str(), e.kind))
        .collect();
    assert!(extra.contains(&("kil", ExtraKind::Spaced)), "{extra:?}");
    assert!(extra.contains(&("them", ExtraKind::Leet)), "{extra:?}");
    assert!(extra.contains(&("حارب", ExtraKind::Arabizi)), "{extra:?}");
    assert!(extra.contains(&("قتل", ExtraKind::Spaced)), "{extra:?}");
    let spaced = folded.extra.iter().find(|e| e.text == "kil").unwrap();
    assert_eq!((spaced.start, spaced.end), (0, 7));
}

/// Goal: an evasion leaves the machine's symbols as they are in the plain text.
#[test]
fn symbols_do_not_change_under_evasion() {
    #[track_caller]
    fn same(plain: &str, evaded: &str) {
        let (mut one, mut two) = (Reader::new(), Reader::new());
        one.read(plain.as_bytes());
        two.read(evaded.as_bytes());
        let shown = spelled_out(two.symbols());
        assert_eq!(
            one.symbols(),
            two.symbols(),
            "{} / {shown}",
            spelled_out(one.symbols())
        );
    }
    same("kill them", "kiiiill theeem");
    same("kill them", "k1ll th3m");
    same("kill them", "k!ll them");
    same("attack pass", "@tt@ck p@ss");
    same("we kill them", "we k i l l them");
    same("we kill them now", "we  k i l l  t h e m  now");
    same("kill them", "kіll thеm");
    same("سنقتلهم غدا", "سـنـقـتـلـهـم غداً");
    same("سنقتلهم غدا", "سَنَقْتُلُهُمْ غَدًا");
    same("نقتل", "ن ق ت ل");
    same("l'attaque d’hier", "L’ATTAQUE d'hier");
    same("dont", "don't");
}

/// Goal: lengths at the edges of a reading, words and their borders agree.
#[test]
fn words_are_where_they_say() {
    let mut reader = Reader::new();
    reader.read_whole("we k i l l them 3ala l'eau @you http://a.b/c".as_bytes());
    let words: Vec<String> = reader
        .words
        .iter()
        .map(|word| spelled_out(&reader.symbols[word.start as usize..word.end as usize]))
        .collect();
    assert_eq!(
        words,
        ["we", "kil", "them", "eala", "l", "eau", "ayou", "عالا"]
    );
    assert_eq!(reader.symbol_offsets.len(), reader.symbols().len());
}

/// Goal: time and memory grow with the text, nothing panics. Method: ten megabytes of the worst.
#[test]
fn hostile_texts_are_read() {
    let size = 10 << 20;
    let mut reader = Reader::new();
    for unit in [
        "a", "\u{301}", "ﷺ", "é", "a ", "1a", "кa", "'", "\u{200B}", "🔪", "@", "$", "!a",
    ] {
        let text = unit.repeat(size / unit.len());
        let folded = reader.fold(text.as_bytes());
        assert_eq!(folded.offsets.len(), folded.text.chars().count());
    }
    for bytes in [
        &b"\xED\xA0\x80"[..],
        b"\xFF",
        b"\x00",
        b"\xF0\x9F",
        b"\xE0",
        b"a\xFF",
    ] {
        let text = bytes.repeat(size / bytes.len());
        reader.fold(&text);
        assert!(reader.signs().invalid + reader.signs().invisible > 0);
    }
}

/// What the machine sees: symbols, words, marks, signs.
fn seen(reader: &Reader) -> (Vec<u8>, Vec<Word>, Vec<u8>, EvasionSigns) {
    (
        reader.symbols().to_vec(),
        reader.words.clone(),
        reader.marks.get().to_vec(),
        reader.signs(),
    )
}

/// Goal: by blocks or letter by letter, the machine sees the same.
#[track_caller]
fn same_both_ways(text: &[u8]) {
    let (mut blocks, mut letters) = (Reader::new(), Reader::new());
    blocks.read(text);
    letters.read_whole(text);
    assert_eq!(seen(&blocks), seen(&letters), "{}", text.escape_ascii());
}

/// Goal: the same both ways on posts as people write them, at every offset of a block.
#[test]
fn blocks_read_as_letters_do() {
    let posts = [
        "I can't believe it's 3 o'clock!!! @user see https://example.org/a?b c",
        "والله لا نعرف، أين ذهبتم؟ السوق مُغْلَق اليوم، يا ناسسسس 2020 و 15:30",
        "J'ai dit « non » à l'été où ç'est déjà 2€, n'est-ce pas ? y a b c d",
        "a b c, d e  f g. h i j k 1 2 3 !! aaa a a bb  \t\n x y",
        "k i l l them ق ت ل هم the 2nd h0use 7arb thеy 🔪 … end",
        "l'ami d'un jusqu'au qu'il s'il QU'ON I'm o'clock y'a 'quoted' dogs' 80's '90 rock'n'roll c''est",
        "@name @anna x@y @bob's @عربي @bobعربي .@user (@user) @ @@x @user_2 @1 “a” – b—c ’tis ‘x’ … end",
        "no:no http://x :// a:/b wow!no wow! no !a $5 5$ $a \u{a0} \u{a0}x",
    ];
    for post in posts {
        for shift in 0..70 {
            let text = format!(
                "{}{post} {post}",
                "ab ".repeat(shift / 3) + &"z ".repeat(shift % 3)
            );
            same_both_ways(text.as_bytes());
        }
    }
}

proptest! {
    /// Goal: folding what is folded changes nothing that people compare; the way back is valid.
    #[test]
    fn the_way_back_holds(text in "\\PC{0,60}") {
        let folded = fold(text.as_bytes());
        prop_assert_eq!(folded.offsets.len(), folded.text.chars().count());
        prop_assert!(folded.offsets.iter().all(|at| text.is_char_boundary(*at as usize)));
        prop_assert!(folded.offsets.windows(2).all(|pair| pair[0] <= pair[1]));
    }

    /// Goal: bytes of any kind are read; both readings agree.
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let (mut quick, mut whole) = (Reader::new(), Reader::new());
        quick.read(&bytes);
        whole.read_whole(&bytes);
        prop_assert_eq!(quick.symbols(), whole.symbols());
        prop_assert_eq!(&quick.words, &whole.words);
        prop_assert_eq!(whole.symbol_offsets.len(), whole.symbols().len());
    }

    /// Goal: words hold no space and do not overlap, whatever is mixed.
    #[test]
    fn words_do_not_overlap(text in "[ak1@$!'. \u{430}\u{642}\u{200B}\u{FDFA}\u{1F52A}3]{0,40}") {
        let mut reader = Reader::new();
        reader.read_whole(text.as_bytes());
        let mut past = 0;
        for word in &reader.words {
            prop_assert!(word.start >= past && word.end > word.start, "{:?}", reader.words);
            let symbols = &reader.symbols[word.start as usize..word.end as usize];
            prop_assert!(!symbols.contains(&alphabet::SPACE), "{:?}", symbols);
            past = word.end;
        }
        prop_assert!(past as usize <= reader.length);
        prop_assert_eq!(reader.symbol_offsets.len(), reader.symbols().len());
    }

    #[test]
    fn blocks_read_as_letters_do_on_anything(
        text in "([a-c]{1,3}|[\u{642}\u{644}\u{64e}\u{640}\u{629}]{1,4}|[\u{e9}\u{c7}\u{ab}\u{a0}\u{df}]|[12]{1,2}|[ ,.!?:/'@$_\"\n\u{0}-]|\u{200B}|\u{1F52A}|\u{442}|\u{FDFA}|  |l'|qu'|@b|\u{201C}|\u{2019}|\u{2014}|\u{2026}){0,60}",
    ) {
        same_both_ways(text.as_bytes());
    }

    #[test]
    fn blocks_read_as_letters_do_on_bytes(
        bytes in proptest::collection::vec(prop_oneof![Just(b' '), Just(b'a'), Just(0xD9), Just(0x82), Just(0xC3), any::<u8>()], 0..300),
    ) {
        same_both_ways(&bytes);
    }
}
