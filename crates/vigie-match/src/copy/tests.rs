//! Copies that are found, and strangers that are not.

use super::*;

/// A made-up scene: light from one side, shapes and texture.
fn scene(width: usize, height: usize, seed: usize) -> Plane {
    let mut builder = PlaneBuilder::new(width, height);
    for y in 0..height {
        let row: Vec<u8> = (0..width)
            .flat_map(|x| {
                let (u, v) = (x * 1000 / width, y * 1000 / height);
                let blob = |n: usize| {
                    let (cx, cy) = ((n * 379 + seed * 131) % 1000, (n * 613 + seed * 197) % 1000);
                    let far = cx.abs_diff(u).pow(2) + cy.abs_diff(v).pow(2);
                    usize::from(far < 9000 + n * 2500) * (30 + n * 17)
                };
                let value = (u / 12 + (0..6).map(blob).sum::<usize>() + (u * v / 7000) % 20) % 256;
                [u8::try_from(value).unwrap(); 3]
            })
            .collect();
        builder.push_row_rgb(&row);
    }
    builder.finish()
}

fn sketch(plane: &Plane, side: CopySide) -> CopySketch {
    CopySketch::new(side.codes(plane))
}

fn likeness(banked: &Plane, asked: &Plane) -> Option<(Likeness, Part, Turn)> {
    let found = sketch(banked, CopySide::Banked).find(&sketch(asked, CopySide::Asked))?;
    Some((found.likeness, found.banked, found.form.turn))
}

/// The plane with `pixel` applied to each (x, y) of a frame of another size.
fn redrawn(width: usize, height: usize, pixel: impl Fn(usize, usize) -> u8) -> Plane {
    Plane {
        width,
        height,
        luma: (0..width * height)
            .map(|at| pixel(at % width, at / width))
            .collect(),
    }
}

/// Goal: a picture is near itself, as ever.
#[test]
fn a_picture_is_near_itself() {
    let plane = scene(500, 400, 1);
    assert_eq!(
        likeness(&plane, &plane),
        Some((Likeness::Near, Part::Whole, Turn::None))
    );
}

/// Goal: each turn is found under its own name. Method: pixels turned by hand.
#[test]
fn turned_copies_are_found() {
    let plane = scene(400, 400, 2);
    let (w, h) = (plane.width, plane.height);
    let mirrored = redrawn(w, h, |x, y| plane.at(w - 1 - x, y));
    let quarter = redrawn(h, w, |x, y| plane.at(w - 1 - y, x));
    let half = redrawn(w, h, |x, y| plane.at(w - 1 - x, h - 1 - y));
    let expected = |turn| Some((Likeness::Confirmed, Part::Whole, turn));
    assert_eq!(likeness(&plane, &mirrored), expected(Turn::FlipY));
    assert_eq!(likeness(&plane, &quarter), expected(Turn::Rotate90));
    assert_eq!(likeness(&plane, &half), expected(Turn::Rotate180));
}

/// Goal: crops, frames, captions and the negative are found; a stranger is not.
#[test]
fn edited_copies_are_found() {
    let plane = scene(600, 480, 3);
    let (w, h) = (plane.width, plane.height);
    let is_found =
        |asked: &Plane| matches!(likeness(&plane, asked), Some((Likeness::Confirmed, ..)));
    let cropped = plane.cut(w / 10, h / 10, w * 8 / 10, h * 8 / 10);
    assert!(is_found(&cropped), "10 % off each side");
    let framed = redrawn(w + 120, h + 80, |x, y| {
        let inside = (60..60 + w).contains(&x) && (40..40 + h).contains(&y);
        if inside {
            plane.at(x - 60, y - 40)
        } else {
            250
        }
    });
    assert!(is_found(&framed), "a white frame");
    let captioned = redrawn(w, h + 90, |x, y| match y {
        0..90 => {
            if (25..60).contains(&y) && x % 9 < 4 {
                10
            } else {
                255
            }
        }
        _ => plane.at(x, y - 90),
    });
    assert!(is_found(&captioned), "a caption above");
    let negative = redrawn(w, h, |x, y| 255 - plane.at(x, y));
    assert!(is_found(&negative), "light and dark exchanged");
    for seed in 4..12 {
        assert_eq!(
            likeness(&plane, &scene(600, 480, seed)),
            None,
            "stranger {seed}"
        );
    }
}

/// Goal: no picture is too small, too flat or too narrow to be asked about.
#[test]
fn any_plane_has_codes() {
    for (width, height) in [(1, 1), (5, 400), (63, 64), (700, 3), (3000, 40)] {
        let plane = scene(width, height, 5);
        let codes = CopySide::Asked.codes(&plane);
        assert!((1..=CODES_MAX).contains(&CopySide::Banked.codes(&plane).len()));
        assert!(
            codes
                .iter()
                .all(|code| code.part == Part::Whole || width > 63)
        );
    }
    let flat = redrawn(300, 300, |_, _| 7);
    let codes = CopySide::Asked.codes(&flat);
    assert!(codes.iter().all(|code| code.quality == 0));
}

/// Goal: the plane keeps the mean of each cell, at the edges too.
#[test]
fn a_plane_averages_cells() {
    let mut builder = PlaneBuilder::new(513, 515);
    for y in 0..515_usize {
        let row: Vec<u8> = (0..513_usize)
            .flat_map(|x| [if (x + y) % 2 == 0 { 10 } else { 30 }; 3])
            .collect();
        builder.push_row_rgb(&row);
    }
    let plane = builder.finish();
    assert_eq!((plane.width, plane.height), (257, 258));
    assert_eq!((plane.at(0, 0), plane.at(255, 100)), (20, 20));
    assert_eq!((plane.at(256, 0), plane.at(0, 257)), (20, 20));
    assert_eq!(plane.at(256, 257), 30 - 20 * u8::from((512 + 514) % 2 == 0));
}

/// Goal: a detail is turned as the pixels are. Method: the detail of pixels turned by hand.
#[test]
fn details_are_turned_exactly() {
    let plane = scene(256, 256, 6);
    let side = plane.width;
    let last = side - 1;
    let detail = |plane: &Plane| detail::Grid::of(plane).detail();
    for (turn, pixel) in [
        (
            Turn::None,
            (|x, y, _| (x, y)) as fn(usize, usize, usize) -> _,
        ),
        (Turn::Rotate90, |x, y, last| (last - y, x)),
        (Turn::Rotate180, |x, y, last| (last - x, last - y)),
        (Turn::Rotate270, |x, y, last| (y, last - x)),
        (Turn::FlipX, |x, y, last| (x, last - y)),
        (Turn::FlipY, |x, y, last| (last - x, y)),
        (Turn::FlipPlus1, |x, y, _| (y, x)),
        (Turn::FlipMinus1, |x, y, last| (last - y, last - x)),
    ] {
        let moved = redrawn(side, side, |x, y| {
            let (x, y) = pixel(x, y, last);
            plane.at(x, y)
        });
        assert_eq!(detail(&plane).turned(turn), detail(&moved), "{turn:?}");
        let back = detail(&moved).turned(turn.inverse());
        assert_eq!(back, detail(&plane), "{turn:?} and back");
    }
}

/// Goal: the hash turned by its bits is that of the turned picture but for a few, and comes back.
#[test]
fn hashes_are_turned_by_their_bits() {
    for seed in 0..6 {
        let sketch = scene(300, 280, seed).sketch();
        let hash = sketch.hash(Turn::None);
        for turn in Turn::ALL {
            let distance = hash.turned(turn).distance(&sketch.hash(turn));
            assert!(distance <= 16, "{turn:?} of scene {seed}: {distance}");
            assert_eq!(hash.turned(turn).turned(turn.inverse()), hash, "{turn:?}");
        }
        for turn in [Turn::None, Turn::FlipPlus1] {
            assert_eq!(hash.turned(turn), sketch.hash(turn), "{turn:?}");
        }
    }
}

/// Goal: a sketch is read back as written, and what is none is named.
#[test]
fn sketches_are_read_back() {
    let sketch = sketch(&scene(400, 300, 7), CopySide::Banked);
    let text = sketch.to_string();
    assert_eq!(text.parse::<CopySketch>().unwrap(), sketch);
    assert_eq!("[]".parse(), Ok(CopySketch::default()));

    let code = text[2..].split('"').next().unwrap().to_owned();
    let list = |codes: &[&str]| format!("[\"{}\"]", codes.join("\", \""));
    let refused = |text: &str| text.parse::<CopySketch>().unwrap_err();
    assert_eq!(refused("no list"), CopySketchError::List { at: 0 });
    assert_eq!(refused(&list(&vec![&*code; 41])), CopySketchError::TooMany);
    for bad in [
        code.replace("whole", "hole"),
        code.replace("whole", "whole:3"),
        code.replace("whole", "middle:x"),
        code.replace("whole,", "whole,101"),
        format!("{code}0"),
        format!("{code},"),
        code[..code.len() - 1].to_owned(),
        format!("{}g", &code[..code.len() - 1]),
    ] {
        let refused = refused(&list(&[&code, &bad]));
        assert_eq!(refused, CopySketchError::Code { code: 1 }, "{bad}");
    }
}
