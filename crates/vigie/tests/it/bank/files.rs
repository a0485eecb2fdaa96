//! Videos and magazines through the whole desk: banked once, found again in other shapes, and
//! answered for when they are broken.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use vigie_desk::bank::{bank_record, create_bank};
use vigie_desk::item::{Upload, UploadKind, upload_item};
use vigie_desk::job::list_dead_jobs;
use vigie_desk::signal::explain_match;
use vigie_domain::{ExhibitId, ExhibitRecord, ItemId, Signal, SignalType};

use crate::support::TestDesk;

/// Runs `ffmpeg` as anybody would.
pub(super) fn made(folder: &Path, name: &str, arguments: &[&str]) -> Vec<u8> {
    let path = folder.join(name);
    let status = Command::new("ffmpeg")
        .args(["-nostdin", "-loglevel", "error", "-y"])
        .args(arguments)
        .arg(&path)
        .stdin(Stdio::null())
        .status()
        .expect("ffmpeg is installed by script/setup");
    assert!(status.success(), "{name}");
    std::fs::read(path).unwrap()
}

/// A made-up film of coloured tiles that change every other second; `seed` makes it another one.
fn film(folder: &Path, seed: u32) -> Vec<u8> {
    let hash = |salt: u32| {
        let of = format!("X+Y*43+N*1009+{salt}*77");
        format!("mod(abs(sin(({of})*12.9898+{seed}*78.233)*43758.5453)\\,1)*255")
    };
    let pictures = format!(
        "nullsrc=size=40x24:rate=1/2:duration=16,geq=lum='{}':cb='{}':cr='{}',\
         scale=480:270:flags=neighbor,gblur=sigma=2,fps=12,format=yuv420p",
        hash(1),
        hash(2),
        hash(3)
    );
    let coding = [
        "-t",
        "16",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-g",
        "24",
    ];
    let source = ["-f", "lavfi", "-i", &pictures];
    made(
        folder,
        &format!("film{seed}.mp4"),
        &[&source[..], &coding].concat(),
    )
}

/// A made-up magazine: the pages of these numbers, each of coloured tiles; `encrypt` claims a
/// password.
fn magazine(numbers: &[u32], encrypt: bool) -> Vec<u8> {
    let mut objects = vec!["<</Type/Catalog/Pages 2 0 R>>".to_owned(), String::new()];
    let mut kids = String::new();
    for number in numbers {
        let first = objects.len() + 1;
        let _ = write!(kids, "{first} 0 R ");
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 594]/Contents {} 0 R/Resources<<>>>>",
            first + 1
        ));
        let drawing = tiles(*number);
        let length = drawing.len();
        objects.push(format!("<</Length {length}>>stream\n{drawing}\nendstream"));
    }
    objects[1] = format!("<</Type/Pages/Count {}/Kids[{kids}]>>", numbers.len());
    let mut bytes = "%PDF-1.4\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, body) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", bytes.len());
        let _ = write!(bytes, "{} 0 obj\n{body}\nendobj\n", at + 1);
    }
    let word = "41".repeat(32);
    let secret = if encrypt {
        format!("/Encrypt<</Filter/Standard/V 1/R 2/O<{word}>/U<{word}>/P -4>>/ID[<41><41>]")
    } else {
        String::new()
    };
    let (start, size) = (bytes.len(), objects.len() + 1);
    let trailer =
        format!("trailer<</Size {size}/Root 1 0 R{secret}>>\nstartxref\n{start}\n%%EOF\n");
    (bytes + &table + &trailer).into_bytes()
}

/// Thirty coloured rectangles, those of a page's number.
fn tiles(number: u32) -> String {
    let mut state = u64::from(number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut draw = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) % below
    };
    let mut drawing = String::new();
    for _ in 0..30 {
        let (left, top, width, height) = (draw(360), draw(520), 30 + draw(120), 20 + draw(90));
        let [red, green, blue] = [draw(10), draw(10), draw(10)];
        let _ = writeln!(
            drawing,
            "0.{red} 0.{green} 0.{blue} rg {left} {top} {width} {height} re f"
        );
    }
    drawing
}

async fn uploaded(test: &TestDesk, file_name: &str, bytes: Vec<u8>) -> ItemId {
    let upload = Upload {
        kind: UploadKind::File,
        file_name: file_name.to_owned(),
        bytes,
        url: None,
        supplied_by: "a colleague".to_owned(),
        note: None,
    };
    let added = upload_item(&test.desk, &test.people.analyst, upload).await;
    let item = added.unwrap().item;
    test.work().await;
    item
}

/// The record of an item's exhibit that holds a signal of this type.
async fn record_with(test: &TestDesk, item: ItemId, kind: SignalType) -> Option<(ExhibitId, u32)> {
    let id = test.exhibit_of(item).await;
    let exhibit = test.desk.store().exhibit(id).await.unwrap().unwrap();
    let holds = |record: &ExhibitRecord| {
        record
            .signals
            .iter()
            .any(|signal: &Signal| signal.signal_type() == kind)
    };
    let place = exhibit.records.iter().position(holds)?;
    Some((id, u32::try_from(place).unwrap()))
}

async fn defects(test: &TestDesk, item: ItemId) -> Vec<String> {
    let id = test.exhibit_of(item).await;
    test.desk
        .store()
        .exhibit(id)
        .await
        .unwrap()
        .unwrap()
        .defects
}

/// Banks the record of an item, and lets the desk look among what it has.
async fn banked(test: &TestDesk, item: ItemId, kind: SignalType, label: &str) {
    let record = record_with(test, item, kind).await.unwrap();
    let analyst = &test.people.analyst;
    bank_record(&test.desk, analyst, "zeta", record, label)
        .await
        .unwrap();
    test.work().await;
}

/// The types of signal by which an item matches.
async fn matched(test: &TestDesk, item: ItemId) -> Vec<SignalType> {
    let found = test.desk.store().matches_of(item).await.unwrap();
    found.iter().map(|one| one.signal.signal_type()).collect()
}

on_both! {
    /// Goal: a video banked today finds its smaller copy taken in yesterday and a part of it taken in
    /// tomorrow; another film matches nothing; the page explains the match.
    async fn a_video_is_found_in_other_shapes(test) {
        let folder = tempfile::tempdir().unwrap();
        let original = film(folder.path(), 1);
        let source = folder.path().join("film1.mp4");
        let source = source.to_str().unwrap();
        let small = made(folder.path(), "small.mkv", &["-i", source, "-vf", "scale=240:-2", "-c:v", "libx264", "-crf", "32"]);
        let part = made(folder.path(), "part.mp4", &["-ss", "4", "-t", "8", "-i", source, "-c:v", "libx264", "-preset", "ultrafast"]);
        create_bank(&test.desk, &test.people.admin, "zeta", "films").await.unwrap();

        let yesterday = uploaded(&test, "small.mkv", small).await;
        let known = uploaded(&test, "film.mp4", original).await;
        let stranger = uploaded(&test, "other.mp4", film(folder.path(), 2)).await;
        banked(&test, known, SignalType::Vpdq, "A film").await;
        let tomorrow = uploaded(&test, "part.mp4", part).await;

        assert!(matched(&test, yesterday).await.contains(&SignalType::Vpdq));
        assert!(matched(&test, tomorrow).await.contains(&SignalType::Vpdq));
        assert_eq!(matched(&test, stranger).await, []);
        let explained = explain_match(&test.desk, &test.people.analyst, tomorrow, 0).await.unwrap();
        assert_eq!(explained.bank.name, "zeta");
        let browser = test.browser_of(&test.people.analyst).await;
        browser.get(&format!("/items/{tomorrow}/matches/0")).await.expect(200);
    }

    /// Goal: three pages of a magazine are that magazine; other pages are not.
    async fn three_pages_are_the_magazine(test) {
        create_bank(&test.desk, &test.people.admin, "zeta", "magazines").await.unwrap();
        let whole = uploaded(&test, "issue.pdf", magazine(&[1, 2, 3, 4, 5, 6], false)).await;
        let part = uploaded(&test, "part.pdf", magazine(&[5, 2, 6], false)).await;
        let other = uploaded(&test, "other.pdf", magazine(&[11, 12, 13, 14], false)).await;
        banked(&test, whole, SignalType::Pages, "A magazine").await;

        assert!(matched(&test, part).await.contains(&SignalType::Pages));
        assert_eq!(matched(&test, other).await, []);
    }

    /// Goal: files that are closed, cut off or no film at all are kept as evidence and say what is
    /// wrong with them; nothing fails for good.
    async fn broken_files_are_kept_and_say_so(test) {
        let folder = tempfile::tempdir().unwrap();
        let whole = film(folder.path(), 3);
        let cut = whole[..whole.len() / 3].to_vec();
        let mut lying = whole[..32].to_vec();
        lying.extend_from_slice(&[0x5a; 4096]);
        let table = [
            ("closed.pdf", magazine(&[1, 2], true)),
            ("broken.pdf", magazine(&[1, 2], false)[..200].to_vec()),
            ("cut.mp4", cut),
            ("lying.mp4", lying),
            ("cut.zip", b"PK\x03\x04\x14\0\0\0\x08\0cut off".to_vec()),
        ];
        for (name, bytes) in table {
            let item = uploaded(&test, name, bytes).await;
            assert_eq!(test.state_of(item).await.name(), "captured", "{name}");
            let said = defects(&test, item).await;
            assert!(!said.is_empty(), "{name} says nothing");
            assert_eq!(matched(&test, item).await, [], "{name}");
        }
        let dead = list_dead_jobs(&test.desk, &test.people.admin).await.unwrap();
        assert!(dead.is_empty(), "{dead:?}");
    }
}
