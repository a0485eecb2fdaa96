//! What was done to a picture, in the one word a queue shows.

use vigie_domain::Transform;
use vigie_match::{CopyForm, CopyFound, Part, Turn};

/// The change behind a copy that was found.
pub(super) fn transform_of(found: &CopyFound) -> Transform {
    transform_of_parts(found.banked, found.asked, found.form)
}

/// The change behind two parts that are alike: what was cut off first, then how it lies.
pub(super) fn transform_of_parts(banked: Part, asked: Part, form: CopyForm) -> Transform {
    match (banked, asked) {
        (Part::Tilted(_), _) | (_, Part::Tilted(_)) => Transform::Tilt,
        (Part::Whole, Part::Whole) => transform_of_form(form),
        (whole, other) | (other, whole) if whole == Part::Whole => match other {
            Part::Trimmed | Part::Uncaptioned | Part::Unframed => Transform::Trim,
            _ => Transform::Crop,
        },
        (
            Part::Trimmed | Part::Uncaptioned | Part::Unframed,
            Part::Trimmed | Part::Uncaptioned | Part::Unframed,
        ) => Transform::Trim,
        _ => Transform::Crop,
    }
}

/// How a whole picture lies; light and dark are told where it was not turned as well.
pub(super) fn transform_of_form(form: CopyForm) -> Transform {
    match form.turn {
        Turn::None if form.is_inverted => Transform::Invert,
        Turn::None => Transform::AsIs,
        Turn::Rotate90 => Transform::Rotate90,
        Turn::Rotate180 => Transform::Rotate180,
        Turn::Rotate270 => Transform::Rotate270,
        Turn::FlipX => Transform::FlipX,
        Turn::FlipY => Transform::FlipY,
        Turn::FlipPlus1 => Transform::FlipPlus,
        Turn::FlipMinus1 => Transform::FlipMinus,
    }
}

/// The form a word of [`transform_of_form`] stands for; `None` for parts.
pub(super) fn form_of(transform: Transform) -> Option<CopyForm> {
    CopyForm::all().find(|form| transform_of_form(*form) == transform)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: every word of a whole picture leads back to its form, and none of a part does.
    #[test]
    fn words_and_forms_agree() {
        for transform in Transform::ALL {
            let is_part = matches!(
                transform,
                Transform::Trim | Transform::Crop | Transform::Tilt
            );
            match form_of(transform) {
                Some(form) => assert_eq!(transform_of_form(form), transform),
                None => assert!(is_part, "{transform:?}"),
            }
        }
        let parts = [
            (Part::Whole, Part::Trimmed, Transform::Trim),
            (Part::Unframed, Part::Trimmed, Transform::Trim),
            (Part::Middle(6), Part::Whole, Transform::Crop),
            (Part::Trimmed, Part::WithoutTop(6), Transform::Crop),
            (Part::Tilted(5), Part::Middle(5), Transform::Tilt),
        ];
        for (banked, asked, expected) in parts {
            let found = transform_of_parts(banked, asked, CopyForm::PLAIN);
            assert_eq!(found, expected, "{banked} {asked}");
        }
    }
}
