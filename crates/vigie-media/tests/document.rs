//! Documents and archives through real, confined workers: magazines found, bad files answered for.
#![allow(clippy::unwrap_used, reason = "tests fail loudly")]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::format_collect,
    clippy::many_single_char_names,
    reason = "small made-up pictures and texts"
)]

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use vigie_match::page;
use vigie_media::{
    Config, Decoder, Document, DocumentConfig, DocumentDefect, MediaError, MediaKind, Undecodable,
};

const WIDTH: u32 = 420;
const HEIGHT: u32 = 594;

fn config() -> Config {
    Config {
        program: Some(env!("CARGO_BIN_EXE_vigie-media-child").into()),
        memory_bytes_max: 512 << 20,
        ..Config::for_testing()
    }
}

async fn read(bytes: &[u8]) -> Document {
    Decoder::new(config())
        .unwrap()
        .document(bytes)
        .await
        .unwrap()
}

async fn refused(bytes: &[u8]) -> MediaError {
    Decoder::new(config())
        .unwrap()
        .document(bytes)
        .await
        .unwrap_err()
}

/// A coloured rectangle: left, top, width, height, colour.
type Tile = (u32, u32, u32, u32, [u8; 3]);

/// The look of page `number` of the made-up magazine `issue`: a title bar, a picture of tiles, and
/// grey lines where text stands.
fn tiles(issue: u32, number: u32) -> Vec<Tile> {
    let mut state = u64::from(issue * 1000 + number).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut draw = |below: u32| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u32::try_from((state >> 33) % u64::from(below)).unwrap()
    };
    let mut tiles = vec![(0, 0, WIDTH, 40 + draw(40), [40, 60, 120])];
    for _ in 0..30 {
        let (left, top) = (draw(WIDTH - 60), 80 + draw(250));
        let colour = [draw(256), draw(256), draw(256)].map(|value| u8::try_from(value).unwrap());
        tiles.push((left, top, 30 + draw(120), 20 + draw(90), colour));
    }
    for line in 0..14 {
        let length = 120 + draw(230);
        tiles.push((30, 400 + line * 12, length, 5, [90, 90, 90]));
    }
    tiles
}

/// Plain words of page `number`.
fn words(issue: u32, number: u32) -> String {
    let syllables = [
        "ga", "ri", "har", "mo", "be", "scu", "win", "lo", "ter", "na", "sil", "ud",
    ];
    let mut state =
        u64::from(issue * 7919 + number * 31 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut syllable = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        syllables[usize::try_from(state >> 33).unwrap() % syllables.len()]
    };
    (0..60)
        .map(|_| format!("{}{}{} ", syllable(), syllable(), syllable()))
        .collect()
}

fn raster(tiles: &[Tile]) -> RgbImage {
    let mut picture = RgbImage::from_pixel(WIDTH, HEIGHT, Rgb([255; 3]));
    for (left, top, width, height, colour) in tiles {
        for y in *top..(top + height).min(HEIGHT) {
            for x in *left..(left + width).min(WIDTH) {
                picture.put_pixel(x, y, Rgb(*colour));
            }
        }
    }
    picture
}

/// The same picture turned by a degree, a little grey, with noise: as a scanner sees a page.
fn scanned(picture: &RgbImage) -> RgbImage {
    let (sine, cosine) = 0.8_f32.to_radians().sin_cos();
    let (cx, cy) = (WIDTH as f32 / 2.0, HEIGHT as f32 / 2.0);
    RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let (dx, dy) = (x as f32 - cx, y as f32 - cy);
        let (sx, sy) = (cx + dx * cosine - dy * sine, cy + dx * sine + dy * cosine);
        let inside = sx >= 0.0 && sy >= 0.0 && sx < WIDTH as f32 && sy < HEIGHT as f32;
        let Rgb(pixel) = if inside {
            *picture.get_pixel(sx as u32, sy as u32)
        } else {
            Rgb([200; 3])
        };
        let noise = (x * 31 + y * 17 + x * y) % 13;
        Rgb(pixel.map(|value| (value / 10 * 9).saturating_add(u8::try_from(noise).unwrap())))
    })
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    DynamicImage::ImageRgb8(picture.clone())
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg)
        .unwrap();
    bytes
}

/// One page of a PDF: what is drawn, and a JPEG to draw with, if any.
struct Sheet {
    drawing: String,
    picture: Option<Vec<u8>>,
}

fn drawn(tiles: &[Tile], text: &str) -> Sheet {
    let mut drawing = String::new();
    for (left, top, width, height, colour) in tiles {
        let [r, g, b] = colour.map(|value| f64::from(value) / 255.0);
        let bottom = i64::from(HEIGHT) - i64::from(top + height);
        let _ = writeln!(
            drawing,
            "{r:.3} {g:.3} {b:.3} rg {left} {bottom} {width} {height} re f"
        );
    }
    let _ = writeln!(drawing, "1 1 1 rg BT /F1 6 Tf 7 TL 10 20 Td");
    for line in text.split_whitespace().collect::<Vec<_>>().chunks(12) {
        let _ = writeln!(drawing, "({}) Tj T*", line.join(" "));
    }
    drawing.push_str("ET\n");
    Sheet {
        drawing,
        picture: None,
    }
}

fn photographed(picture: &RgbImage) -> Sheet {
    Sheet {
        drawing: format!("q {WIDTH} 0 0 {HEIGHT} 0 0 cm /I1 Do Q"),
        picture: Some(jpeg(picture)),
    }
}

/// A PDF of these pages, as plain as the format allows; `encrypt` claims a password.
fn pdf(sheets: &[Sheet], encrypt: bool) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let mut object = |bytes: &mut Vec<u8>, body: &[u8]| {
        places.push(bytes.len());
        let _ = writeln!(bytes, "{} 0 obj", places.len());
        bytes.extend_from_slice(body);
        bytes.extend_from_slice(b"\nendobj\n");
    };
    let kids: String = (0..sheets.len())
        .map(|at| format!("{} 0 R ", 4 + 3 * at))
        .collect();
    object(&mut bytes, b"<</Type/Catalog/Pages 2 0 R>>");
    let pages = format!("<</Type/Pages/Count {}/Kids[{kids}]>>", sheets.len());
    object(&mut bytes, pages.as_bytes());
    object(
        &mut bytes,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    );
    for (at, sheet) in sheets.iter().enumerate() {
        let first = 4 + 3 * at;
        let page = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents {} 0 R\
             /Resources<</Font<</F1 3 0 R>>/XObject<</I1 {} 0 R>>>>>>",
            first + 1,
            first + 2
        );
        object(&mut bytes, page.as_bytes());
        let drawing = &sheet.drawing;
        let contents = format!("<</Length {}>>stream\n{drawing}\nendstream", drawing.len());
        object(&mut bytes, contents.as_bytes());
        let picture = sheet.picture.clone().unwrap_or_default();
        let mut image = format!(
            "<</Type/XObject/Subtype/Image/Width {WIDTH}/Height {HEIGHT}/ColorSpace/DeviceRGB\
             /BitsPerComponent 8/Filter/DCTDecode/Length {}>>stream\n",
            picture.len()
        )
        .into_bytes();
        image.extend(picture);
        image.extend(b"\nendstream");
        object(&mut bytes, &image);
    }
    let secret = if encrypt {
        let word = "41".repeat(32);
        format!("/Encrypt<</Filter/Standard/V 1/R 2/O<{word}>/U<{word}>/P -4>>/ID[<41><41>]")
    } else {
        String::new()
    };
    let start = bytes.len();
    let _ = write!(bytes, "xref\n0 {}\n0000000000 65535 f \n", places.len() + 1);
    for place in &places {
        let _ = writeln!(bytes, "{place:010} 00000 n ");
    }
    let _ = write!(
        bytes,
        "trailer<</Size {}/Root 1 0 R{secret}>>\nstartxref\n{start}\n%%EOF\n",
        places.len() + 1
    );
    bytes
}

fn magazine(issue: u32, pages: u32) -> Vec<u8> {
    let sheets: Vec<Sheet> = (0..pages)
        .map(|number| drawn(&tiles(issue, number), &words(issue, number)))
        .collect();
    pdf(&sheets, false)
}

/// A ZIP of these files; `flags` as the format has them.
fn zip(files: &[(&str, &[u8])], flags: u16) -> Vec<u8> {
    let (mut bytes, mut list) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let offset = u32::try_from(bytes.len()).unwrap();
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).unwrap();
        // The first file of a book is stored, so that its kind can be read.
        let (method, packed) = if *name == "mimetype" {
            (0_u16, content.to_vec())
        } else {
            (8, encoder.finish().unwrap())
        };
        let mut head = Vec::new();
        head.extend(20_u16.to_le_bytes());
        head.extend(flags.to_le_bytes());
        head.extend(method.to_le_bytes());
        head.extend([0; 8]);
        head.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
        head.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
        head.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        head.extend([0; 2]);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&head);
        bytes.extend(name.as_bytes());
        bytes.extend(packed);
        list.extend(b"PK\x01\x02");
        list.extend([20, 0]);
        list.extend(&head);
        list.extend([0; 10]);
        list.extend(offset.to_le_bytes());
        list.extend(name.as_bytes());
    }
    let start = u32::try_from(bytes.len()).unwrap();
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    bytes.extend(&list);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count);
    bytes.extend(count);
    bytes.extend(u32::try_from(list.len()).unwrap().to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

#[tokio::test]
async fn a_magazine_gives_pages_and_words() {
    let found = read(&magazine(1, 6)).await;

    assert_eq!((found.kind, found.pages), (MediaKind::Pdf, 6));
    assert_eq!(found.sketch.pages().len(), 6);
    assert!(found.sketch.pages().iter().all(|page| page.text.is_some()));
    let said: Vec<&str> = found.text.split_whitespace().collect();
    let meant = words(1, 0);
    let meant: Vec<&str> = meant.split_whitespace().collect();
    assert_eq!(said[..60], meant[..60]);
    assert!(found.still.starts_with(&[0xff, 0xd8]));
    assert!(found.sandbox.is_enforced());
    assert_eq!(found.defects, []);
}

/// Goal: any three pages are enough, rasterised or scanned; another issue is not taken for it.
#[tokio::test]
async fn three_pages_are_enough() {
    let known = read(&magazine(1, 16)).await;
    let chosen = [2, 7, 13];
    let pictures: Vec<RgbImage> = chosen.iter().map(|n| raster(&tiles(1, *n))).collect();

    let drawn: Vec<Sheet> = chosen
        .iter()
        .map(|n| drawn(&tiles(1, *n), &words(1, *n)))
        .collect();
    let rasterised: Vec<Sheet> = pictures.iter().map(photographed).collect();
    let scans: Vec<Sheet> = pictures
        .iter()
        .map(|page| photographed(&scanned(page)))
        .collect();
    for (name, sheets) in [
        ("drawn", drawn),
        ("rasterised", rasterised),
        ("scans", scans),
    ] {
        let copy = read(&pdf(&sheets, false)).await;
        let found = page::compare(&copy.sketch, &known.sketch);
        let found = found.unwrap_or_else(|| panic!("{name} was not found"));
        let pages: Vec<u32> = found.pages.iter().map(|page| page.reference_page).collect();
        assert_eq!(pages, [3, 8, 14], "{name}");
    }

    let files: Vec<Vec<u8>> = pictures.iter().map(|page| jpeg(&scanned(page))).collect();
    let named: Vec<(&str, &[u8])> = ["a.jpg", "b.jpg", "c.jpg"]
        .into_iter()
        .zip(files.iter().map(Vec::as_slice))
        .collect();
    let folder = read(&zip(&named, 0)).await;
    assert!(page::compare(&folder.sketch, &known.sketch).is_some());

    let other = read(&magazine(2, 16)).await;
    assert_eq!(page::compare(&other.sketch, &known.sketch), None);
}

/// Goal: a picture in a document has the hash it would have by itself.
#[tokio::test]
async fn pictures_are_taken_out() {
    let picture = raster(&tiles(5, 5));
    let alone = Decoder::new(config())
        .unwrap()
        .decode(&jpeg(&picture))
        .await
        .unwrap();

    let found = read(&pdf(&[photographed(&picture)], false)).await;

    assert_eq!(found.pictures, [alone.pdq]);
}

#[tokio::test]
async fn archives_give_files_and_what_is_in_them() {
    let picture = jpeg(&raster(&tiles(5, 5)));
    let inner = zip(&[("deep.jpg", &jpeg(&raster(&tiles(5, 6))))], 0);
    let magazine = magazine(1, 4);
    let text = words(3, 3).into_bytes();
    let files: [(&str, &[u8]); 5] = [
        ("one.jpg", &picture),
        ("two.zip", &inner),
        ("three.pdf", &magazine),
        ("four.txt", &text),
        ("five.mp4", b"\0\0\0\x18ftypmp42"),
    ];

    let found = read(&zip(&files, 0)).await;

    assert_eq!(
        found.members.len(),
        6,
        "the file within the inner archive among them"
    );
    assert_eq!(
        found.members[0].size_bytes,
        u64::try_from(picture.len()).unwrap()
    );
    assert_eq!(found.pictures.len(), 2);
    assert_eq!(found.defects, [DocumentDefect::Footage { member: 5 }]);
    let known = read(&magazine).await;
    assert!(page::compare(&known.sketch, &found.sketch).is_some());
}

#[tokio::test]
async fn books_are_read_in_their_order() {
    let container =
        br#"<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>"#;
    let package =
        br#"<package><manifest><item id="a" href="one.xhtml"/><item id="b" href="two.xhtml"/>
        </manifest><spine><itemref idref="b"/><itemref idref="a"/></spine></package>"#;
    let chapter = |n: u32| format!("<html><body><p>{}</p></body></html>", words(9, n)).into_bytes();
    let (one, two) = (chapter(1), chapter(2));
    let book = zip(
        &[
            ("mimetype", b"application/epub+zip"),
            ("META-INF/container.xml", container),
            ("OEBPS/book.opf", package),
            ("OEBPS/one.xhtml", &one),
            ("OEBPS/two.xhtml", &two),
        ],
        0,
    );

    let found = read(&book).await;

    assert_eq!((found.kind, found.pages), (MediaKind::Epub, 2));
    let said: Vec<&str> = found.text.split_whitespace().collect();
    let order = [words(9, 2), words(9, 1)].concat();
    assert_eq!(said, order.split_whitespace().collect::<Vec<_>>());
    let again = read(&book).await;
    assert_eq!(
        page::compare(&again.sketch, &found.sketch)
            .unwrap()
            .query_percent,
        100
    );
}

/// Goal: passwords and broken files say so.
#[tokio::test]
async fn closed_and_broken_files_say_so() {
    let sheets = [drawn(&tiles(1, 1), "")];
    let closed = refused(&pdf(&sheets, true)).await;
    assert_eq!(
        closed.to_string(),
        "the application/pdf file is protected by a password"
    );
    let closed = refused(&zip(&[("a.txt", b"words")], 1)).await;
    assert_eq!(
        closed.to_string(),
        "the application/zip file is protected by a password"
    );

    for bytes in [
        &b"%PDF-1.7 and nothing else"[..],
        b"PK\x03\x04 and nothing else",
    ] {
        let answer = refused(bytes).await;
        assert!(
            matches!(
                answer,
                MediaError::Undecodable(Undecodable::Malformed { .. })
            ),
            "{answer}"
        );
    }
    let answer = refused(b"plain words").await;
    assert!(
        matches!(answer, MediaError::NotADocument { .. }),
        "{answer}"
    );
}

/// Goal: a magazine that was cut off on its way gives the pages that are there, and says so.
#[tokio::test]
async fn a_cut_magazine_says_so() {
    let whole = magazine(1, 4);
    let found = read(&whole).await;
    assert_eq!(found.defects, []);
    let found = read(&whole[..whole.len() * 3 / 4]).await;
    assert!(
        found.defects.contains(&DocumentDefect::CutOff),
        "{:?}",
        found.defects
    );
    assert!(found.sketch.pages().len() >= 2, "{:?}", found.defects);
}

/// Goal: a document that is cut off or damaged anywhere gives what can be read, or an error.
#[tokio::test]
async fn damage_is_survived() {
    let decoder = Decoder::new(config()).unwrap();
    let picture = jpeg(&raster(&tiles(5, 5)));
    let files: [(&str, &[u8]); 2] = [("one.jpg", &picture), ("two.txt", b"some plain words")];
    for whole in [magazine(1, 3), zip(&files, 0)] {
        for round in 0..20_usize {
            let mut bytes = whole.clone();
            bytes.truncate(whole.len() - whole.len() * (round % 5) / 7);
            for flip in 0..round * 3 {
                let at = (round * 7919 + flip * 104_729 + flip * flip * 31) % bytes.len();
                bytes[at] ^= 1 << (flip % 8);
            }
            if let Err(error) = decoder.document(&bytes).await {
                assert!(error.is_about_bytes(), "{error}");
            }
        }
    }
}

/// Goal: no limit is passed, and each says so.
#[tokio::test]
async fn limits_hold() {
    let with = |document: DocumentConfig| {
        Decoder::new(Config {
            document,
            ..config()
        })
        .unwrap()
    };
    let limits = DocumentConfig::default();

    let few = with(DocumentConfig {
        pages_max: 2,
        ..limits.clone()
    });
    let found = few.document(&magazine(1, 5)).await.unwrap();
    assert_eq!((found.pages, found.sketch.pages().len()), (5, 2));
    assert_eq!(found.defects, [DocumentDefect::MorePages { pages_max: 2 }]);

    let small = with(DocumentConfig {
        unpacked_bytes_max: 1 << 20,
        ..limits.clone()
    });
    let bomb = zip(
        &[("bomb.txt", &vec![b'a'; 200 << 20]), ("rest.txt", b"words")],
        0,
    );
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    let found = small.document(&bomb).await.unwrap();
    let larger = DocumentDefect::Larger {
        unpacked_bytes_max: 1 << 20,
    };
    assert!(found.defects.contains(&larger), "{:?}", found.defects);

    let hasty = with(DocumentConfig {
        budget_ms: 0,
        ..limits.clone()
    });
    let found = hasty.document(&magazine(1, 3)).await.unwrap();
    assert_eq!(found.defects, [DocumentDefect::TimedOut { budget_ms: 0 }]);

    let nested = (0..6).fold(b"plain words".to_vec(), |inner, _| {
        zip(&[("a.zip", &inner)], 0)
    });
    let found = read(&nested).await;
    assert_eq!(found.defects, [DocumentDefect::Deeper { depth_max: 2 }]);

    let terse = with(DocumentConfig {
        text_bytes_max: 100,
        ..limits
    });
    let found = terse.document(&magazine(1, 3)).await.unwrap();
    assert!(found.text.len() <= 100, "{}", found.text.len());
    assert_eq!(
        found.defects,
        [DocumentDefect::MoreText {
            text_bytes_max: 100
        }]
    );
}
