//! The files of a report: each a function of the same body.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256 as Hasher};
use vigie_domain::report::{FIGURES, Row, Value};
use vigie_domain::{Language, Sha256, Timestamp};

use super::count::Count;
use super::{Body, FORMAT, JSON_PATH, REPORT_NOTE_PATH};
use crate::checkpoint::CHECKPOINT_PATH;
use crate::note::LogKey;

/// A report, ready to be served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedReport {
    /// Name and bytes of each file, the signed list last.
    pub files: Vec<(String, Vec<u8>)>,
    /// SHA-256 of the signed list: what is entered in the log.
    pub note_sha256: Sha256,
}

/// Makes the files of a report from what was counted.
///
/// `checkpoint` is the note the count stands on, byte for byte.
pub fn publish_report(
    count: &Count,
    year: u16,
    checkpoint: &str,
    key: &LogKey,
    now: Timestamp,
) -> PublishedReport {
    let body = Body {
        format: FORMAT.to_owned(),
        year,
        published_at: now.rfc3339_seconds(),
        origin: count.log.checkpoint.origin.clone(),
        log_size: count.log.checkpoint.size,
        entries: count.log.entries,
        figures: count.figures.clone(),
    };
    let mut files = render_files(&body, checkpoint);
    let note = key.sign_note(&list_of(&body, &files)).into_bytes();
    let note_sha256 = sha256(&note);
    files.push((REPORT_NOTE_PATH.to_owned(), note));
    PublishedReport { files, note_sha256 }
}

/// Every file but the signed list.
pub(super) fn render_files(body: &Body, checkpoint: &str) -> Vec<(String, Vec<u8>)> {
    let mut json = serde_json::to_vec_pretty(body).expect("words and numbers always serialise");
    json.push(b'\n');
    [
        (JSON_PATH, json),
        ("report.csv", csv_of(body).into_bytes()),
        ("index.html", html_of(body).into_bytes()),
        (CHECKPOINT_PATH, checkpoint.as_bytes().to_vec()),
    ]
    .map(|(name, bytes)| (name.to_owned(), bytes))
    .into()
}

/// The text the log's key signs: its first line keeps it apart from any checkpoint.
pub(super) fn list_of(body: &Body, files: &[(String, Vec<u8>)]) -> String {
    let mut text = format!("{FORMAT} {}\n{}\n", body.year, body.origin);
    for (name, bytes) in files {
        let _ = writeln!(text, "{}  {name}", sha256(bytes));
    }
    text
}

pub(super) fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256(Hasher::digest(bytes).into())
}

/// The named numbers of a value, as the columns of the table.
fn numbers(value: &Value) -> Vec<(&'static str, String)> {
    let open = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    match value {
        Value::Count { count } => vec![("count", count.to_string())],
        Value::Share {
            part,
            whole,
            ppm,
            low_ppm,
            high_ppm,
        } => vec![
            ("part", part.to_string()),
            ("whole", whole.to_string()),
            ("ppm", open(ppm.map(i64::from))),
            ("low_ppm", low_ppm.to_string()),
            ("high_ppm", high_ppm.to_string()),
        ],
        Value::Time {
            began,
            ended,
            median_ms,
            p90_ms,
        } => vec![
            ("began", began.to_string()),
            ("ended", ended.to_string()),
            ("median_ms", open(*median_ms)),
            ("p90_ms", open(*p90_ms)),
        ],
    }
}

/// One line for each number: figure, version, row, which number, the number.
fn csv_of(body: &Body) -> String {
    let mut text = String::from("figure,version,row,number,value\r\n");
    for figure in &body.figures {
        for Row { row, value } in &figure.rows {
            for (name, number) in numbers(value) {
                let (figure, version) = (&figure.name, figure.version);
                let _ = write!(text, "{figure},{version},{row},{name},{number}\r\n");
            }
        }
    }
    text
}

/// The words of the page around the figures: code, direction, title, columns.
const PAGES: [(Language, &str, &str, &str, [&str; 4]); 3] = [
    (
        Language::En,
        "en",
        "ltr",
        "Report for the year",
        ["Figure", "Asked for by", "Row", "Value"],
    ),
    (
        Language::Fr,
        "fr",
        "ltr",
        "Rapport de l’année",
        ["Chiffre", "Demandé par", "Ligne", "Valeur"],
    ),
    (
        Language::Ar,
        "ar",
        "rtl",
        "تقرير سنة",
        ["الرقم", "يطلبه", "السطر", "القيمة"],
    ),
];

/// The public page: all three languages, no script, nothing fetched.
fn html_of(body: &Body) -> String {
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{year} · {origin}</title><style>body{{font:1rem/1.5 \
         system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}table{{border-\
         collapse:collapse;width:100%}}td,th{{border-bottom:1px solid;padding:.3rem;text-align:\
         start;vertical-align:top}}</style></head><body>\n<nav><a href=\"#en\">English</a> · <a \
         href=\"#fr\">Français</a> · <a href=\"#ar\">العربية</a> · <a href=\"report.json\">JSON</a> \
         · <a href=\"report.csv\">CSV</a> · <a href=\"report.note\">report.note</a></nav>\n",
        year = body.year,
        origin = escape(&body.origin),
    );
    for (language, code, direction, title, columns) in PAGES {
        let _ = write!(
            page,
            "<section id=\"{code}\" lang=\"{code}\" dir=\"{direction}\"><h1>{title} {}</h1>\n<p><bdi \
             dir=\"ltr\">{} · {} / {} · {}</bdi></p>\n<table><thead><tr>",
            body.year,
            escape(&body.origin),
            body.entries,
            body.log_size,
            escape(&body.published_at),
        );
        for column in columns {
            let _ = write!(page, "<th scope=\"col\">{column}</th>");
        }
        page.push_str("</tr></thead><tbody>\n");
        body.figures
            .iter()
            .for_each(|figure| figure_rows(&mut page, figure, language));
        page.push_str("</tbody></table></section>\n");
    }
    page.push_str("</body></html>\n");
    page
}

fn figure_rows(page: &mut String, figure: &vigie_domain::report::Counted, language: Language) {
    let known = FIGURES.iter().find(|known| known.name == figure.name);
    let sentence = known.map_or("", |known| known.sentence(language));
    let laws = known.map(|known| known.laws.join(", ")).unwrap_or_default();
    for (place, Row { row, value }) in figure.rows.iter().enumerate() {
        page.push_str("<tr>");
        if place == 0 {
            let _ = write!(
                page,
                "<td rowspan=\"{rows}\">{sentence}<br><code dir=\"ltr\">{name}/{version}</code></td>\
                 <td rowspan=\"{rows}\"><bdi dir=\"ltr\">{laws}</bdi></td>",
                rows = figure.rows.len(),
                name = escape(&figure.name),
                version = figure.version,
            );
        }
        let shown: Vec<String> = numbers(value)
            .into_iter()
            .map(|(name, number)| match number.as_str() {
                "" => format!("{name} –"),
                number => format!("{name} {number}"),
            })
            .collect();
        let _ = writeln!(
            page,
            "<td><code dir=\"ltr\">{}</code></td><td><bdi dir=\"ltr\">{}</bdi></td></tr>",
            escape(row),
            shown.join(" · "),
        );
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
