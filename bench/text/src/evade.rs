//! What people do to a text so that machines do not see it.

/// A sequence that depends on nothing but where it begins.
pub(crate) struct Sequence(pub(crate) u64);

impl Sequence {
    pub(crate) fn draw(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        usize::try_from((mixed ^ mixed >> 27) >> 33).unwrap_or(0) % below.max(1)
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.draw(count) == 0
    }
}

/// One way to evade: its name, whether a reader loses nothing, and what it does.
pub(crate) struct Evasion {
    pub(crate) name: &'static str,
    pub(crate) is_lossless: bool,
    apply: fn(&str, &mut Sequence) -> String,
}

impl Evasion {
    /// The text, evaded; the same every time.
    pub(crate) fn of(&self, text: &str) -> String {
        (self.apply)(text, &mut Sequence(crate::data::number(text)))
    }
}

/// All that are measured.
pub(crate) const EVASIONS: [Evasion; 12] = [
    lossless("vowel signs", |text, chance| {
        with(text, chance, |c, chance| {
            (is_arabic(c) && chance.one_in(2)).then_some("\u{64E}")
        })
    }),
    lossless("tatweel", |text, chance| {
        with(text, chance, |c, chance| {
            (is_arabic(c) && chance.one_in(3)).then_some("\u{640}")
        })
    }),
    lossless("zero-width", |text, chance| {
        with(text, chance, |c, chance| {
            (c.is_alphabetic() && chance.one_in(3)).then_some("\u{200B}")
        })
    }),
    lossless("direction marks", |text, chance| {
        with(text, chance, |c, chance| {
            (c.is_alphabetic() && chance.one_in(3)).then_some("\u{202E}\u{202C}")
        })
    }),
    lossless("forms of alef, ya, ta", |text, chance| {
        each(text, |c| match c {
            'ا' => ['أ', 'إ', 'آ', 'ا'][chance.draw(4)],
            'ي' => ['ى', 'ی'][chance.draw(2)],
            'ة' | 'ه' => ['ة', 'ه'][chance.draw(2)],
            'ك' => ['ک', 'ك'][chance.draw(2)],
            other => other,
        })
    }),
    lossless("presentation forms", |text, _| each(text, presented)),
    lossless("full-width", |text, _| {
        each(text, |c| match c {
            '!'..='~' => shifted(c, '!', 0xFF01),
            other => other,
        })
    }),
    lossless("mathematical", |text, _| {
        each(text, |c| match c {
            'a'..='z' => shifted(c, 'a', 0x1_D41A),
            'A'..='Z' => shifted(c, 'A', 0x1_D400),
            other => other,
        })
    }),
    lossy("look-alikes", |text, chance| {
        each(text, |c| match c {
            'a' | 'e' | 'o' | 'c' | 'p' | 'x' | 'i' if chance.one_in(2) => match c {
                'a' => 'а',
                'e' => 'е',
                'o' => 'о',
                'c' => 'с',
                'p' => 'р',
                'x' => 'х',
                _ => 'і',
            },
            other => other,
        })
    }),
    lossy("leet", |text, chance| {
        each(text, |c| match c {
            'a' | 'e' | 'i' | 'o' | 's' | 't' if chance.draw(5) < 2 => match c {
                'a' => '4',
                'e' => '3',
                'i' => '1',
                'o' => '0',
                's' => '5',
                _ => '7',
            },
            other => other,
        })
    }),
    lossy("spaced letters", |text, chance| {
        let words = text.split(' ').map(|word| {
            if word.chars().count() > 3 && chance.one_in(4) {
                word.chars()
                    .flat_map(|c| [c, ' '])
                    .collect::<String>()
                    .trim_end()
                    .to_owned()
            } else {
                word.to_owned()
            }
        });
        words.collect::<Vec<_>>().join(" ")
    }),
    lossy("repeats", |text, chance| {
        let mut out = String::new();
        for c in text.chars() {
            let count = if c.is_alphabetic() && chance.one_in(6) {
                4
            } else {
                1
            };
            out.extend(std::iter::repeat_n(c, count));
        }
        out
    }),
];

const fn lossless(name: &'static str, apply: fn(&str, &mut Sequence) -> String) -> Evasion {
    Evasion {
        name,
        is_lossless: true,
        apply,
    }
}

const fn lossy(name: &'static str, apply: fn(&str, &mut Sequence) -> String) -> Evasion {
    Evasion {
        name,
        is_lossless: false,
        apply,
    }
}

fn is_arabic(c: char) -> bool {
    ('\u{620}'..='\u{64A}').contains(&c)
}

fn each(text: &str, change: impl FnMut(char) -> char) -> String {
    text.chars().map(change).collect()
}

/// Each letter with what is put behind it.
fn with(
    text: &str,
    chance: &mut Sequence,
    behind: impl Fn(char, &mut Sequence) -> Option<&'static str>,
) -> String {
    let mut out = String::new();
    for c in text.chars() {
        out.push(c);
        out.push_str(behind(c, chance).unwrap_or_default());
    }
    out
}

fn shifted(c: char, from: char, to: u32) -> char {
    char::from_u32(c as u32 - from as u32 + to).unwrap_or(c)
}

/// The isolated form of an Arabic letter.
fn presented(c: char) -> char {
    // Base letters and the code points of their isolated forms, in the order of Unicode.
    const LETTERS: &str = "ابةتثجحخدذرزسشصضطظعغفقكلمنهوىي";
    const FORMS: [u32; 30] = [
        0xFE8D, 0xFE8F, 0xFE93, 0xFE95, 0xFE99, 0xFE9D, 0xFEA1, 0xFEA5, 0xFEA9, 0xFEAB, 0xFEAD,
        0xFEAF, 0xFEB1, 0xFEB5, 0xFEB9, 0xFEBD, 0xFEC1, 0xFEC5, 0xFEC9, 0xFECD, 0xFED1, 0xFED5,
        0xFED9, 0xFEDD, 0xFEE1, 0xFEE5, 0xFEE9, 0xFEED, 0xFEEF, 0xFEF1,
    ];
    let at = LETTERS.chars().position(|letter| letter == c);
    at.and_then(|at| char::from_u32(FORMS[at])).unwrap_or(c)
}
