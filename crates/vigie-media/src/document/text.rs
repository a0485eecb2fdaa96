//! Letters with their places, put together to words and lines.

use hayro::hayro_interpret::hayro_cmap::BfString;

/// Units of a glyph's outline in one size of type. Source: PDF 32000, 9.2.4.
const UNITS_PER_SIZE: f64 = 1000.0;

/// Gap between the beginnings of two letters, in sizes of type, from which words are apart:
/// wider than nearly any letter.
const WORD_GAP_SIZES: f64 = 1.1;

/// Step up or down, in sizes of type, that begins a line.
const LINE_STEP_SIZES: f64 = 0.6;

/// Letters kept of one page; a page with more is no page.
const LETTERS_MAX: usize = 200_000;

/// The letters of a page so far.
#[derive(Debug, Default)]
pub(super) struct Letters {
    text: String,
    last: Option<(f64, f64)>,
}

impl Letters {
    /// Takes a letter, `None` where nobody knows which; `place` maps its outline to the page.
    pub(super) fn push(&mut self, letter: Option<&BfString>, place: [f64; 6]) {
        if self.text.len() >= LETTERS_MAX {
            return;
        }
        let [.., x, y] = place;
        let size = place[0].hypot(place[1]).max(place[2].hypot(place[3])) * UNITS_PER_SIZE;
        if let Some((last_x, last_y)) = self.last {
            if (y - last_y).abs() > size * LINE_STEP_SIZES {
                self.text.push('\n');
            } else if (x - last_x).abs() > size * WORD_GAP_SIZES {
                self.text.push(' ');
            }
        }
        self.last = Some((x, y));
        match letter {
            Some(BfString::Char(letter)) => self.text.push(*letter),
            Some(BfString::String(letters)) => self.text.push_str(letters),
            None => {}
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}
