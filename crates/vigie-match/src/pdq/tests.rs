//! Equality with the reference on made-up pictures, and what the hasher refuses.

use proptest::prelude::*;

use super::*;

/// Hash and quality by PyPI `pdqhash` 0.2.8 of [`pattern`] at each size.
const REFERENCE: [(usize, usize, &str, u8); 17] = [
    (
        5,
        5,
        "97a50b42685bf4bd6b5ab4ad9b260b4294a50b4297a50b42685af4bd6b5af4bd",
        0,
    ),
    (
        5,
        300,
        "91a464d93b0e91e44e7391e4c6f19b66d4b57e1f2b4ac4b18b62c4f12b4ad4b5",
        100,
    ),
    (
        300,
        5,
        "16e4a5a5e91b4a5aabaaaa82a6aa555d5c5555b516e4a5a7e91b8a5aabaaaaa2",
        100,
    ),
    (
        6,
        7,
        "24969b69db6d64963193da6d2592ce6cda6d319324923193da6d2592ce3c9b69",
        7,
    ),
    (
        17,
        64,
        "4a6632bbcd99bb5966e671268c59d999a66e26564e3499899d137644666a998e",
        100,
    ),
    (
        63,
        65,
        "7d28718fb0d8b15b2f242a305397b17c64cbcdc90e69f4cb13ac7f0c11987ef0",
        100,
    ),
    (
        64,
        64,
        "bd78b94ba09faadb67646e305297a96c6ccacbc10e69e4eb11ac5f0c15985cb0",
        100,
    ),
    (
        65,
        63,
        "5572b94aa1cf6eb057c56e2056b7a98c6cf88b811e79eceb31ae5f0c15905cb0",
        100,
    ),
    (
        127,
        129,
        "4addc8afc2c5b74753ddbd57aa8d92f8e4f2cdb831d2c1381f80f6080182f638",
        100,
    ),
    (
        128,
        128,
        "4ad5c0aac0c5b7c7decdbf57eacd96f8a4f2cdb831d2c3381f80f4080182f698",
        100,
    ),
    (
        200,
        100,
        "53ffc6a7fc70add95575ad3aac35695bccb58ae01f4a39a4ed48f0201002d364",
        100,
    ),
    (
        256,
        256,
        "fa95ce3fca95df3db690ff332a8081224f91816200278b2fdf85cebf4e950131",
        100,
    ),
    (
        257,
        383,
        "7ffb2a91aad02a90efd38a902b72028523708a85efff4a85ed7b4bc58b902a97",
        100,
    ),
    (
        640,
        480,
        "882c5445bf5b5e5d00a051eabc7255addc595fefaea215ad4a5e0586a4495caf",
        100,
    ),
    (
        1023,
        769,
        "2b8a36c06104bfc86784aa6876b6b7c220c3bedc675cb29a2b08be9ca27b3fea",
        100,
    ),
    (
        2,
        900,
        "0000000000000000000000000000000000000000000000000000000000000000",
        0,
    ),
    (
        4,
        4,
        "0000000000000000000000000000000000000000000000000000000000000000",
        0,
    ),
];

/// A picture with edges, gradients and noise-like texture, the same in every language.
fn pattern(width: usize, height: usize) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(3 * width * height);
    for y in 0..height {
        for x in 0..width {
            let red = x * 7 + y * 3 + x * y / 16;
            let green = (x / 9) * 31 + (y / 5) * 47;
            let blue = (x * x + 3 * y * y) / 11;
            pixels.extend([red, green, blue].map(|value| u8::try_from(value % 256).unwrap()));
        }
    }
    pixels
}

/// Goal: bit-identical to the reference, for clipped, tiny, odd and unfiltered sizes too.
#[test]
fn equals_the_reference_bit_for_bit() {
    for (width, height, hash, quality) in REFERENCE {
        let result = pdq_from_rgb(width, height, &pattern(width, height)).unwrap();
        let expected = PdqResult {
            hash: hash.parse().unwrap(),
            quality,
        };
        assert_eq!(result, expected, "{width} x {height}");
    }
}

/// Goal: a picture without colour hashes like its copy with three equal channels.
#[test]
fn grey_rows_equal_rgb_rows() {
    let grey: Vec<u8> = pattern(90, 70).into_iter().step_by(3).collect();
    let mut hasher = PdqHasher::new(90, 70).unwrap();
    for row in grey.chunks(90) {
        hasher.push_row_grey(row).unwrap();
    }
    let rgb: Vec<u8> = grey.iter().flat_map(|value| [*value; 3]).collect();
    assert_eq!(
        hasher.finish().unwrap(),
        pdq_from_rgb(90, 70, &rgb).unwrap()
    );
}

/// Goal: rows that do not make the announced picture are named, and not taken.
#[test]
fn refuses_rows_that_do_not_fit() {
    let mut hasher = PdqHasher::new(10, 2).unwrap();
    assert_eq!(
        hasher.push_row_rgb(&[0; 29]),
        Err(PdqError::RowLength {
            expected: 30,
            found: 29
        })
    );
    hasher.push_row_rgb(&[0; 30]).unwrap();
    hasher.push_row_grey(&[0; 10]).unwrap();
    assert_eq!(
        hasher.push_row_rgb(&[0; 30]),
        Err(PdqError::TooManyRows { height: 2 })
    );

    let mut hasher = PdqHasher::new(10, 9).unwrap();
    hasher.push_row_grey(&[0; 10]).unwrap();
    assert_eq!(
        hasher.finish(),
        Err(PdqError::MissingRows {
            height: 9,
            found: 1
        })
    );
    assert!(matches!(
        PdqHasher::new(usize::MAX, 1),
        Err(PdqError::TooLarge { .. })
    ));
    assert_eq!(pdq_from_rgb(0, 0, &[]).unwrap().quality, 0);
}

/// Goal: the text form is checked, and says where it is wrong.
#[test]
fn parses_only_64_hexadecimal_digits() {
    let text = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";
    let hash: PdqHash = text.parse().unwrap();
    assert_eq!(hash.to_string(), text);
    assert_eq!(text.to_uppercase().parse(), Ok(hash));
    assert_eq!(
        "f8".parse::<PdqHash>(),
        Err(PdqHashParseError::Length { found: 2 })
    );
    let wrong = text.replacen('0', "g", 1);
    assert_eq!(
        wrong.parse::<PdqHash>(),
        Err(PdqHashParseError::Digit { at: 5 })
    );
    assert_eq!(
        "é".repeat(32).parse::<PdqHash>(),
        Err(PdqHashParseError::Digit { at: 0 })
    );
}

proptest! {
    /// Goal: text, bytes and hash are the same thing; distance counts differing bits.
    #[test]
    fn round_trips_and_measures(a: [u8; 32], b: [u8; 32]) {
        let (left, right) = (PdqHash::from_bytes(a), PdqHash::from_bytes(b));
        prop_assert_eq!(left.to_bytes(), a);
        prop_assert_eq!(left.to_string().parse(), Ok(left));
        let expected: u32 = a.iter().zip(b).map(|(a, b)| (a ^ b).count_ones()).sum();
        prop_assert_eq!(left.distance(&right), expected);
    }
}

fn streamed(geometry: PdqGeometry, pixels: &[u8]) -> PdqSketch {
    let mut stream = PdqStream::new(geometry).unwrap();
    let stride = pixels.len() / geometry.height.div_ceil(geometry.cell);
    for row in pixels.chunks(stride) {
        stream.push_row(row).unwrap();
    }
    stream.finish().unwrap()
}

fn careful(width: usize, height: usize, pixels: &[u8]) -> PdqSketch {
    let mut hasher = PdqHasher::new(width, height).unwrap();
    for row in pixels.chunks(3 * width) {
        hasher.push_row_rgb(row).unwrap();
    }
    hasher.finish_sketch().unwrap()
}

/// Asserts that the stream is as near to the careful hasher as it promises, and right when sure.
#[track_caller]
fn assert_kept_promise(width: usize, height: usize, pixels: &[u8]) -> bool {
    let fast = streamed(PdqGeometry::full(width, height, PdqChannels::Rgb), pixels);
    let slow = careful(width, height, pixels);
    let (samples, frequencies) = fast.largest_differences(&slow);
    let (samples_max, frequencies_max) = fast.tolerances();
    assert!(
        samples <= samples_max && frequencies <= frequencies_max,
        "{width} x {height}: samples {samples} of {samples_max}, \
         frequencies {frequencies} of {frequencies_max}"
    );
    assert_eq!(slow.certain(), Some(slow.result()));
    if let Some(result) = fast.certain() {
        assert_eq!(result, slow.result(), "{width} x {height}");
    }
    fast.certain().is_some()
}

/// Goal: the stream never claims a hash the reference would not make. Method: sizes where windows
/// are clipped, even, odd, or one pixel wide, and pictures whose rounding errors add up.
#[test]
fn stays_within_its_tolerance() {
    let sides = [
        5, 6, 17, 63, 64, 65, 127, 128, 129, 200, 256, 257, 640, 1023, 2500,
    ];
    let mut certain = 0;
    for width in sides {
        for height in [5, 64, 100, 129, 300, 1200] {
            certain += usize::from(assert_kept_promise(width, height, &pattern(width, height)));
            let stripes: Vec<u8> = (0..3 * width * height)
                .map(|at| [251, 3, 255, 7, 199][(at / 3 % width + at / (3 * width) * 2) % 5])
                .collect();
            assert_kept_promise(width, height, &stripes);
        }
    }
    assert!(certain > 40, "only {certain} of 90 patterns were certain");
}

/// Goal: a flat picture, where rounding alone decides, is never certain.
#[test]
fn a_flat_picture_is_left_to_the_careful_hasher() {
    for grey in [1, 100, 255] {
        let geometry = PdqGeometry::full(300, 200, PdqChannels::Luma);
        assert_eq!(streamed(geometry, &vec![grey; 300 * 200]).certain(), None);
    }
}

const DIHEDRAL: [&str; 8] = [
    "00ff55aa5d08ea773d00f66f7d38ce727f2022527f300047652a76773d2aa2e3",
    "15018e7f1aa7975d3ba0945d14859555c0006abac1087fffc60a6befd5016bff",
    "55a8ff00085540fd6855aced785d66f82855aaea6055aaae547deafa605da8ea",
    "405524d14ff03ff76ed53ef741503fff9555c010955dd451975fc1450055c155",
    "00fdaa555d0015b83d007db83d0833ad7d00ffbf3500fffb01289daf1508ddbf",
    "55aa00ff0855bf126855d71a785d99372a55551568555551547d7715605df717",
    "150177ac1eef6ea63ba26fae15e56aaac0019555d7af9364e60a9414d55f9415",
    "4455db2e4ff7c2086ed5c5084154c00095553fef955d3bae975f3eba00553eaa",
];

/// Goal: one pass tells all eight turned hashes. Method: against PyPI `pdqhash` 0.2.8,
/// `compute_dihedral` of [`pattern`] at 300 × 200.
#[test]
fn dihedral_hashes_equal_the_reference() {
    let sketch = careful(300, 200, &pattern(300, 200));
    let hashes = Turn::ALL.map(|turn| sketch.hash(turn).to_string());
    assert_eq!(hashes, DIHEDRAL);
}

/// Goal: an orientation gives the hash of the upright pixels. Method: pixels turned by hand.
#[test]
fn an_orientation_is_undone() {
    let (width, height) = (90, 140);
    let upright = pattern(width, height);
    let pixel = |x: usize, y: usize| &upright[3 * (y * width + x)..][..3];
    let expected = careful(width, height, &upright);
    for number in 0..10 {
        // Where the stored pixel (column, row) is seen in the upright picture.
        let is_transposed = (5..=8).contains(&number);
        let (columns, rows) = if is_transposed {
            (height, width)
        } else {
            (width, height)
        };
        let place = |column: usize, row: usize| match number {
            2 => (columns - 1 - column, row),
            3 => (columns - 1 - column, rows - 1 - row),
            4 => (column, rows - 1 - row),
            5 => (row, column),
            6 => (rows - 1 - row, column),
            7 => (rows - 1 - row, columns - 1 - column),
            8 => (row, columns - 1 - column),
            _ => (column, row),
        };
        let stored: Vec<u8> = (0..rows)
            .flat_map(|row| (0..columns).map(move |column| (column, row)))
            .flat_map(|(column, row)| {
                let (x, y) = place(column, row);
                pixel(x, y).to_vec()
            })
            .collect();
        let geometry = PdqGeometry {
            orientation: Orientation::from_exif(number),
            ..PdqGeometry::full(columns, rows, PdqChannels::Rgb)
        };
        let found = streamed(geometry, &stored);
        let (samples, _) = found.largest_differences(&expected);
        assert!(samples < 0.01, "orientation {number}: {samples}");
        assert_eq!(found.result(), expected.result(), "orientation {number}");
    }
}

/// Goal: shrunken pixels give nearly the samples of the whole ones. Method: each cell holds the
/// average of its pixels; what is lost is where in a cell a pixel lies, and the rounding.
#[test]
fn shrunken_pixels_give_nearly_the_same_hash() {
    let (width, height, cell) = (1023_usize, 771_usize, 2);
    let grey: Vec<u8> = (0..width * height)
        .map(|at| {
            let (x, y) = (at % width, at / width);
            u8::try_from(128 + (x * y / 900) % 100 + (x / 50 + y / 70) % 20).unwrap()
        })
        .collect();
    let small: Vec<u8> = (0..height.div_ceil(cell))
        .flat_map(|row| (0..width.div_ceil(cell)).map(move |column| (column, row)))
        .map(|(column, row)| {
            let ys = row * cell..(row * cell + cell).min(height);
            let values: Vec<u32> = ys
                .flat_map(|y| {
                    let xs = column * cell..(column * cell + cell).min(width);
                    xs.map(move |x| y * width + x)
                })
                .map(|at| u32::from(grey[at]))
                .collect();
            let count = u32::try_from(values.len()).unwrap();
            u8::try_from((values.iter().sum::<u32>() + count / 2) / count).unwrap()
        })
        .collect();
    let whole = PdqGeometry::full(width, height, PdqChannels::Luma);
    let full = streamed(whole, &grey).result();
    let fast = streamed(PdqGeometry { cell, ..whole }, &small).result();
    assert!(full.hash.distance(&fast.hash) <= 4, "{full:?} {fast:?}");
    assert!(full.quality.abs_diff(fast.quality) <= 2);
}

/// Goal: the stream refuses what does not fit, as the careful hasher does.
#[test]
fn the_stream_refuses_rows_that_do_not_fit() {
    let geometry = PdqGeometry {
        cell: 4,
        ..PdqGeometry::full(10, 5, PdqChannels::Rgb)
    };
    let mut stream = PdqStream::new(geometry).unwrap();
    assert_eq!(
        stream.push_row(&[0; 30]),
        Err(PdqError::RowLength {
            expected: 9,
            found: 30
        })
    );
    stream.push_row(&[0; 9]).unwrap();
    stream.push_row(&[0; 9]).unwrap();
    assert_eq!(
        stream.push_row(&[0; 9]),
        Err(PdqError::TooManyRows { height: 2 })
    );
    let tiny = PdqGeometry::full(4, 4, PdqChannels::Rgb);
    assert_eq!(
        streamed(tiny, &[7; 48]).certain(),
        Some(PdqResult {
            hash: PdqHash::default(),
            quality: 0
        })
    );
    let empty = PdqStream::new(PdqGeometry::full(0, 0, PdqChannels::Luma)).unwrap();
    assert_eq!(empty.finish().unwrap().result().quality, 0);
    let missing = PdqStream::new(PdqGeometry::full(9, 9, PdqChannels::Luma)).unwrap();
    assert!(matches!(
        missing.finish(),
        Err(PdqError::MissingRows {
            height: 9,
            found: 0
        })
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Goal: as above, on noise, gradients and blocks of any size.
    #[test]
    fn the_stream_is_right_when_it_is_sure(
        width in 5_usize..400,
        height in 5_usize..400,
        grain in 1_usize..40,
        seed: u32,
    ) {
        let pixels: Vec<u8> = (0..3 * width * height)
            .map(|at| {
                let (x, y) = (at / 3 % width / grain, at / 3 / width / grain);
                let mixed = u64::from(seed) ^ (x * 7919 + y * 104_729 + at % 3) as u64;
                (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8
            })
            .collect();
        assert_kept_promise(width, height, &pixels);
    }
}
