//! Stills have the right size, the right colours, and the blurred ones nothing else.

use super::*;

fn shrink(columns: usize, rows: usize, side_px_max: u32, rgb: &[u8]) -> Small {
    let mut shrinker = Shrinker::new(columns, rows, side_px_max);
    for row in rgb.chunks_exact(3 * columns) {
        shrinker.push(row);
    }
    shrinker.finish()
}

/// Goal: every size gives a full still within the limit, at least one pixel each way.
#[test]
fn shrinks_any_size() {
    #[track_caller]
    fn case(columns: usize, rows: usize, expected: (u32, u32)) {
        let small = shrink(columns, rows, 20, &vec![77; 3 * columns * rows]);
        assert_eq!((small.width, small.height), expected);
        assert_eq!(
            small.rgb.len(),
            3 * usize::try_from(expected.0 * expected.1).unwrap()
        );
        assert!(
            small.rgb.iter().all(|value| *value == 77),
            "{columns} x {rows}"
        );
        let blurred = blur(&small);
        assert_eq!(blurred.rgb, small.rgb);
    }
    case(1, 1, (1, 1));
    case(20, 3, (20, 3));
    case(21, 20, (20, 19));
    case(39, 41, (19, 20));
    case(4000, 1, (20, 1));
    case(1, 997, (1, 20));
    case(400, 300, (20, 15));
}

/// Goal: each pixel of a still is the mean of its own cell.
#[test]
fn averages_each_cell() {
    let rows: Vec<u8> = (0..4_u8)
        .flat_map(|y| (0..4_u8).flat_map(move |x| [x / 2 * 100 + x % 2 * 2, y / 2 * 50, y % 2 * 4]))
        .collect();
    let small = shrink(4, 4, 2, &rows);
    assert_eq!(small.rgb, [1, 0, 2, 101, 0, 2, 1, 50, 2, 101, 50, 2]);
}

/// Goal: fine detail does not survive the blur, large colour does.
#[test]
fn blurring_leaves_colours_only() {
    let side = 200_usize;
    let rgb: Vec<u8> = (0..side)
        .flat_map(|y| {
            (0..side).flat_map(move |x| {
                let stripe = if (x / 4 + y / 4) % 2 == 0 { 255 } else { 0 };
                [stripe, if x < side / 2 { 200 } else { 0 }, 0]
            })
        })
        .collect();
    let blurred = blur(&shrink(side, side, 320, &rgb));
    let pixels = blurred.rgb.as_chunks::<3>().0;
    assert!(
        pixels.iter().all(|pixel| (100..=155).contains(&pixel[0])),
        "stripes are gone"
    );
    assert_eq!((blurred.width, blurred.height), (80, 80));
    assert_eq!((pixels[0][1], pixels[79][1]), (200, 0), "halves are not");
}

/// Goal: a still is a JPEG file of its size.
#[test]
fn renders_jpeg() {
    let bytes = render_jpeg(&shrink(30, 10, 30, &[9; 900])).unwrap();
    let image = image::load_from_memory(&bytes).unwrap();
    assert_eq!((image.width(), image.height()), (30, 10));
}
