//! What folding hides, and how far sketches lie apart.

use super::*;

const NOTICE: &str = "The training magazine of Training Organisation Zeta shows a coloured pattern \
    on page four, repeats the sentence about the blue square three times and asks the reader to \
    draw the same square on paper. The page was seen on the fourth of May by the desk, together \
    with the list of its other pages, and none of them quotes or reports on the sentence.";

/// Goal: what a reader does not see makes no difference; what he reads does.
#[test]
fn folding_hides_what_readers_do_not_see() {
    #[track_caller]
    fn case(text: &str, expected: &str) {
        assert_eq!(fold_text(text), expected);
        assert_eq!(
            fold_text(expected),
            expected,
            "folding twice changes nothing"
        );
    }
    case("  A\tplain \n sentence ", "a plain sentence");
    case("مُدَرِّسَـــةٌ", "مدرسة");
    case(
        "inv\u{200b}isi\u{00ad}ble \u{202e}marks\u{202c}",
        "invisible marks",
    );
    case("ＦＵＬＬ ﬁgure", "full figure");
    case("É\u{0301}te\u{0301}", "É\u{0301}té".to_lowercase().as_str());
    case("\u{200f}\u{feff} \u{2003}", "");
}

/// Goal: copies are equal, one changed word is near, another text is far.
#[test]
fn sketches_follow_the_text() {
    let sketch = text_sketch(NOTICE);
    assert_eq!(
        text_sketch(&NOTICE.to_uppercase().replace(' ', "  ")),
        sketch
    );

    let edited = text_sketch(&NOTICE.replace("fourth of May", "fifth of May"));
    let other = text_sketch(
        "A library catalogue lists plain maps of rivers and towns by year, printer and paper size, \
         and says where each may be read by the public on working days between nine and five.",
    );
    assert!(sketch.is_near(edited), "{}", sketch.distance(edited));
    assert!(sketch.distance(other) >= 20, "{}", sketch.distance(other));
    assert!(!sketch.is_near(other));
}

/// Goal: sketches are stored, so they must not change between versions.
#[test]
fn sketches_are_stable() {
    assert_eq!(text_sketch(""), TextSketch(0));
    assert_eq!(text_sketch("...").distance(TextSketch(0)), 0);
    assert_eq!(text_sketch("one two three").to_string(), "dbd80f7f8bc1a326");
    assert_eq!(
        "g".repeat(16).parse::<TextSketch>(),
        Err(TextSketchParseError)
    );
    assert_eq!("00000000000000ff".parse(), Ok(TextSketch(255)));
}
