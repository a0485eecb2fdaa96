//! Every document in every language, judged by programs we did not write, and what hostile data do.

#![allow(clippy::unwrap_used, reason = "a test fails loudly")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use vigie_document::{Config, DocumentError, Press, Sheet, Template};
use vigie_domain::{Language, Timestamp};

/// 24 November 2026, the day the samples are from.
const DAY: Timestamp = Timestamp::from_ms(1_795_489_500_000);

fn sample(template: Template) -> Value {
    let name = format!(
        "{}/tests/sample/{}.json",
        env!("CARGO_MANIFEST_DIR"),
        template.name()
    );
    serde_json::from_slice(&std::fs::read(name).unwrap()).unwrap()
}

fn sheet(template: Template, language: Language, data: &Value) -> Sheet<'_> {
    Sheet {
        template,
        language,
        at: DAY,
        data,
        is_attested: false,
        twin: Some(("facts.json", b"{\"made\":\"up\"}")),
    }
}

fn press() -> Press {
    Press::open(Config::default()).unwrap()
}

/// What an outside program says of a file; its absence fails the test, because a document that
/// nobody else checked is not checked.
fn ask(program: &str, args: &[&str], file: &Path) -> String {
    let answer = Command::new(program).args(args).arg(file).output();
    let answer = answer.unwrap_or_else(|error| {
        panic!("`{program}` does not run ({error}): `script/setup test` installs it")
    });
    let said = String::from_utf8_lossy(&answer.stdout).into_owned();
    let wrong = String::from_utf8_lossy(&answer.stderr).into_owned();
    assert!(answer.status.success(), "{program}: {said}{wrong}");
    said
}

fn write(dir: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Goal: qpdf finds no fault, every font is inside, the twin is attached, the claim of PDF/A-3a is
/// made, and the same sheet gives the same bytes. Method: every document in every language.
#[test]
fn documents_hold_before_other_programs() {
    let (press, dir) = (press(), tempfile::tempdir().unwrap());
    for template in Template::ALL {
        let data = sample(template);
        for language in Language::ALL {
            let name = format!("{}-{}.pdf", template.name(), language.code());
            let bytes = press.set(&sheet(template, language, &data)).unwrap();
            assert_eq!(
                bytes,
                press.set(&sheet(template, language, &data)).unwrap(),
                "{name}"
            );
            let file = write(dir.path(), &name, &bytes);
            let said = ask("qpdf", &["--check"], &file);
            assert!(
                said.contains("No syntax or stream encoding errors"),
                "{name}: {said}"
            );
            let fonts = ask("pdffonts", &[], &file);
            let mut count = 0;
            for font in fonts.lines().skip(2) {
                // Columns before the object: embedded, subset, mapped to Unicode.
                let columns: Vec<&str> = font.split_whitespace().rev().skip(2).take(3).collect();
                assert_eq!(columns, ["yes", "yes", "yes"], "{name}: {font}");
                count += 1;
            }
            assert!(count >= 2, "{name}: {fonts}");
            let attached = ask("pdfdetach", &["-list"], &file);
            assert!(attached.contains("facts.json"), "{name}: {attached}");
            let open = String::from_utf8_lossy(&bytes);
            assert!(open.contains("<pdfaid:part>3</pdfaid:part>"), "{name}");
            assert!(
                open.contains("<pdfaid:conformance>A</pdfaid:conformance>"),
                "{name}"
            );
        }
    }
}

/// Goal: a date is an argument. Method: another instant gives other bytes.
#[test]
fn the_date_is_the_argument() {
    let (press, data) = (press(), sample(Template::Dossier));
    let one = sheet(Template::Dossier, Language::En, &data);
    let other = Sheet {
        at: DAY.plus_ms(1_000),
        ..one.clone()
    };
    assert_ne!(press.set(&one).unwrap(), press.set(&other).unwrap());
}

fn text_of(bytes: &[u8]) -> String {
    let dir = tempfile::tempdir().unwrap();
    let file = write(dir.path(), "page.pdf", bytes);
    let out = dir.path().join("page.txt");
    let answer = Command::new("pdftotext").arg(&file).arg(&out).output();
    answer.expect("`script/setup test` installs pdftotext");
    std::fs::read_to_string(out).unwrap()
}

/// Goal: what strangers write is text, whatever it looks like. Method: markup, code and signs that
/// steer or that no font has, in the name and in the quoted answer.
#[test]
fn data_are_never_markup() {
    let mut data = sample(Template::Dossier);
    let hostile = "#panic(1) *b* _i_ $x$ @r <l> #read(\"/etc/passwd\") \\ `raw` // c";
    data["provider"]["name"] = json!("Zeta #import \"@preview/a:1.0.0\" \u{202e}dlrow");
    data["position"][0]["words"] = json!(format!("{hostile} \u{4e2d}\u{6587} \u{0} end"));
    let bytes = press()
        .set(&sheet(Template::Dossier, Language::En, &data))
        .unwrap();
    let text = text_of(&bytes)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(text.contains("#panic(1) *b* _i_ $x$ @r <l>"), "{text}");
    assert!(text.contains("Zeta #import"), "{text}");
    assert!(
        text.contains("dlrow") && !text.contains('\u{202e}'),
        "{text}"
    );
    assert!(text.contains("2 signs that no font has"), "{text}");
    assert!(!text.contains("root:"), "{text}");
}

/// Goal: a document sees nothing but its own files. Method: templates that reach out.
#[test]
fn a_template_reaches_nothing() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("dossier")).unwrap();
    for reach in [
        "#read(\"/etc/hostname\")",
        "#import \"@preview/cetz:0.3.0\"",
        "#image(\"logo.png\")",
        "#datetime.today()",
    ] {
        std::fs::write(dir.path().join("dossier/page.typ"), reach).unwrap();
        let config = Config {
            template_dir: Some(dir.path().to_path_buf()),
            ..Config::default()
        };
        let press = Press::open(config).unwrap();
        let data = json!({});
        let refused = press.set(&sheet(Template::Dossier, Language::En, &data));
        assert!(
            matches!(refused, Err(DocumentError::Template { .. })),
            "{reach}: {refused:?}"
        );
    }
}

/// Goal: each limit answers with its own error, and the next document is made all the same.
#[test]
fn limits_hold() {
    let data = sample(Template::Dossier);
    let with = |change: fn(&mut Config)| {
        let mut config = Config::default();
        change(&mut config);
        let press = Press::open(config).unwrap();
        press
            .set(&sheet(Template::Dossier, Language::Fr, &data))
            .unwrap_err()
    };
    let large = with(|config| config.data_bytes_max = 1_000);
    assert!(
        matches!(large, DocumentError::DataTooLarge { .. }),
        "{large}"
    );
    let long = with(|config| config.text_chars_max = 20);
    assert!(matches!(long, DocumentError::TextTooLong { .. }), "{long}");
    let thick = with(|config| config.pages_max = 2);
    assert!(
        matches!(thick, DocumentError::TooManyPages { .. }),
        "{thick}"
    );
    let slow = with(|config| config.timeout_ms = 0);
    assert!(matches!(slow, DocumentError::TooSlow { .. }), "{slow}");
    let deep = (0..64).fold(json!(1), |inner, _| json!([inner]));
    let deep = press()
        .set(&sheet(Template::Dossier, Language::Fr, &deep))
        .unwrap_err();
    assert!(matches!(deep, DocumentError::TooDeep { .. }), "{deep}");
    let empty = press()
        .set(&sheet(Template::Dossier, Language::Fr, &json!({})))
        .unwrap_err();
    assert!(matches!(empty, DocumentError::Template { .. }), "{empty}");
    assert!(
        press()
            .set(&sheet(Template::Dossier, Language::Fr, &data))
            .is_ok()
    );
}

/// Goal: who lacks a font reads which, and what to install. Method: an empty folder, and one
/// with half of a family.
#[test]
fn a_missing_font_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let open = || {
        Press::open(Config {
            font_dirs: vec![dir.path().to_path_buf()],
            ..Config::default()
        })
    };
    let said = open().unwrap_err().to_string();
    for word in [
        "`Amiri`",
        "`DejaVu Sans`",
        "fonts-hosny-amiri and fonts-dejavu-core",
        "font_dirs",
    ] {
        assert!(said.contains(word), "{said}");
    }
    std::fs::write(dir.path().join("Amiri-Regular.ttf"), b"no font").unwrap();
    let error = open().unwrap_err();
    let DocumentError::Font { missing } = error else {
        panic!("{error}");
    };
    assert_eq!(missing.families.len(), 3);
}

/// Goal: no figure of the scorecard is printed by its stable name. Method: the words of each
/// language against the figures of the domain.
#[test]
fn every_figure_has_words() {
    for language in Language::ALL {
        let path = format!(
            "{}/templates/dossier/{}.toml",
            env!("CARGO_MANIFEST_DIR"),
            language.code()
        );
        let words = std::fs::read_to_string(path).unwrap();
        for section in ["[figure]", "[definition]"] {
            let (_, words) = words.split_once(section).unwrap();
            let words = words.split("\n[").next().unwrap();
            for figure in vigie_domain::scorecard::Scorecard::default().figures() {
                let key = format!("\n{} = ", figure.name);
                assert!(
                    words.contains(&key),
                    "{} in {section} of {language:?}",
                    figure.name
                );
            }
        }
    }
}
