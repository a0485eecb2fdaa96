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
