//! Contacts of providers as a CSV list: what one desk hands to another, and what a register keeps.
//!
//! ```text
//! provider,country,address,scope,language,zone,days,from,until,source,verified_by,verified_at,bounces,set_aside
//! ```
//!
//! Only `provider` and `address` are needed. Who verified a contact is told, never believed: what
//! comes in is unconfirmed until a person of this desk confirms it.

use std::borrow::Cow;
use std::fmt::Write as _;

use vigie_domain::{ContactScope, Language, Timestamp, WorkingHours};

use crate::Defect;
use crate::lines::{cells, lines, separator_of};

/// Rows read of one list.
const ROWS_MAX: usize = 100_000;
/// Defects named for one list.
const DEFECTS_MAX: usize = 100;

/// Columns as they are written.
const COLUMNS: [&str; 14] = [
    "provider",
    "country",
    "address",
    "scope",
    "language",
    "zone",
    "days",
    "from",
    "until",
    "source",
    "verified_by",
    "verified_at",
    "bounces",
    "set_aside",
];

/// One contact of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactRow {
    /// Name of the provider.
    pub provider: String,
    /// Country of its main establishment, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// The mail address.
    pub address: String,
    /// What it is published for.
    pub scope: ContactScope,
    /// The language its owner declared.
    pub language: Option<Language>,
    /// IANA zone of its owner's office.
    pub zone: Option<String>,
    /// When somebody is there; `None` when around the clock or not stated.
    pub hours: Option<WorkingHours>,
    /// Where it was found.
    pub source: String,
    /// Who verified it, in words.
    pub verified_by: Option<String>,
    /// When.
    pub verified_at: Option<Timestamp>,
    /// Hard bounces since the last delivery.
    pub bounces: u32,
    /// Whether it is set aside.
    pub is_set_aside: bool,
}

/// Reads a list; rows that are no contact are defects, by their line.
pub fn parse_contact_list(bytes: &[u8]) -> (Vec<ContactRow>, Vec<Defect>) {
    let mut rows = Vec::new();
    let mut defects = Vec::new();
    let mut read = lines(bytes, Some('#'));
    let Some((number, header)) = read.next() else {
        return (rows, defects);
    };
    let header = header.unwrap_or_default();
    let separator = separator_of(header).unwrap_or(',');
    let names: Vec<String> = cells(header, separator)
        .unwrap_or_default()
        .iter()
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    if !["provider", "address"]
        .iter()
        .all(|name| names.iter().any(|known| known == name))
    {
        let what = "the first line names the columns, `provider` and `address` among them";
        return (rows, vec![Defect::at_line(number, what)]);
    }
    for (number, line) in read.take(ROWS_MAX) {
        match line.and_then(|line| read_row(&names, &cells(line, separator)?)) {
            Ok(row) => rows.push(row),
            Err(what) if defects.len() < DEFECTS_MAX => defects.push(Defect::at_line(number, what)),
            Err(_) => {}
        }
    }
    (rows, defects)
}

fn read_row(names: &[String], cells: &[Cow<'_, str>]) -> Result<ContactRow, &'static str> {
    let cell = |wanted: &str| {
        let at = names.iter().position(|name| name == wanted)?;
        let text = cells.get(at)?.trim().trim_start_matches('\'');
        (!text.is_empty()).then(|| text.to_owned())
    };
    let scope = match cell("scope") {
        None => ContactScope::default(),
        Some(name) => ContactScope::parse(&name).ok_or("the scope is none that is known")?,
    };
    let language = match cell("language") {
        None => None,
        Some(code) => Some(Language::parse(&code).ok_or("the language is none that letters have")?),
    };
    let hours = match (cell("days"), cell("from"), cell("until")) {
        (None, None, None) => None,
        (Some(days), Some(from), Some(until)) => Some(
            read_hours(&days, &from, &until)
                .ok_or("hours are days like `1-5` and times like `09:00`")?,
        ),
        _ => return Err("days, from and until stand together"),
    };
    Ok(ContactRow {
        provider: cell("provider").ok_or("the row names no provider")?,
        country: cell("country"),
        address: cell("address")
            .ok_or("the row has no address")?
            .to_ascii_lowercase(),
        scope,
        language,
        zone: cell("zone"),
        hours,
        source: cell("source").unwrap_or_else(|| "import".to_owned()),
        verified_by: cell("verified_by"),
        verified_at: cell("verified_at").and_then(|text| Timestamp::parse_rfc3339(&text)),
        bounces: cell("bounces")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0),
        is_set_aside: cell("set_aside").is_some_and(|text| text == "yes"),
    })
}

/// `1-5` or `1 2 3`, and two times of the day.
fn read_hours(days: &str, from: &str, until: &str) -> Option<WorkingHours> {
    let minute = |text: &str| {
        let (hours, minutes) = text.split_once(':')?;
        let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
        ((0..=24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
    };
    let mut all = Vec::new();
    for part in days.split_whitespace() {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last): (i8, i8) = (first.parse().ok()?, last.parse().ok()?);
        if !(1..=7).contains(&first) || !(first..=7).contains(&last) {
            return None;
        }
        all.extend(first..=last);
    }
    all.sort_unstable();
    all.dedup();
    Some(WorkingHours {
        days: all,
        from_minute: minute(from)?,
        until_minute: minute(until)?,
    })
}

/// Writes a list that [`parse_contact_list`] reads back.
pub fn render_contact_list<'a>(rows: impl IntoIterator<Item = &'a ContactRow>) -> String {
    let mut text = COLUMNS.join(",");
    text.push_str("\r\n");
    for row in rows {
        let time = |minute: i32| format!("{:02}:{:02}", minute / 60, minute % 60);
        let hours = row.hours.as_ref();
        let days = hours.map(|hours| {
            let days: Vec<String> = hours.days.iter().map(ToString::to_string).collect();
            days.join(" ")
        });
        let written: [String; 14] = [
            row.provider.clone(),
            row.country.clone().unwrap_or_default(),
            row.address.clone(),
            row.scope.name().to_owned(),
            row.language
                .map(|language| language.code().to_owned())
                .unwrap_or_default(),
            row.zone.clone().unwrap_or_default(),
            days.unwrap_or_default(),
            hours
                .map(|hours| time(hours.from_minute))
                .unwrap_or_default(),
            hours
                .map(|hours| time(hours.until_minute))
                .unwrap_or_default(),
            row.source.clone(),
            row.verified_by.clone().unwrap_or_default(),
            row.verified_at
                .map(Timestamp::rfc3339_seconds)
                .unwrap_or_default(),
            row.bounces.to_string(),
            if row.is_set_aside {
                "yes".to_owned()
            } else {
                String::new()
            },
        ];
        for (at, value) in written.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            let _ = write!(text, "{comma}{}", quoted(value));
        }
        text.push_str("\r\n");
    }
    text
}

/// A cell that no spreadsheet runs: names come from registries, where anybody writes anything.
fn quoted(value: &str) -> String {
    let plain: String = value
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let guard = if plain.starts_with(['=', '+', '-', '@', '\'']) {
        "'"
    } else {
        ""
    };
    if guard.is_empty() && !plain.contains(['"', ',', ';']) {
        return plain;
    }
    format!("\"{guard}{}\"", plain.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: what is written is read back, formulas and quotes among it.
    #[test]
    fn lists_round_trip() {
        let rows = [
            ContactRow {
                provider: "Zeta \"Hosting\", S.A.".to_owned(),
                country: Some("FR".to_owned()),
                address: "abuse@zeta.example".to_owned(),
                scope: ContactScope::TcoContactPoint,
                language: Some(Language::Fr),
                zone: Some("Europe/Paris".to_owned()),
                hours: Some(WorkingHours::default()),
                source: "register".to_owned(),
                verified_by: Some("amina".to_owned()),
                verified_at: Some(Timestamp::from_ms(1_795_435_200_000)),
                bounces: 1,
                is_set_aside: true,
            },
            ContactRow {
                provider: "=1+1".to_owned(),
                address: "a@b.example".to_owned(),
                source: "import".to_owned(),
                ..ContactRow::default()
            },
        ];
        let text = render_contact_list(&rows);
        assert!(!text.contains("\n=") && text.contains("\"'=1+1\""));
        let (read, defects) = parse_contact_list(text.as_bytes());
        assert_eq!(defects, []);
        assert_eq!(read, rows);
    }

    /// Goal: the least a list may hold is read, in any order of columns; bad rows cost themselves only.
    #[test]
    fn bad_rows_are_named() {
        let (rows, defects) = parse_contact_list(
            b"address;provider;days;from;until\nA@b.example;Zeta;1-5 7;09:00;17:30\n;Zeta;;;\nx@y.example;Zeta;8;1;2\nx@y.example;Zeta;1;;\n",
        );
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].address, "a@b.example");
        let hours = rows[0].hours.as_ref().unwrap();
        assert_eq!((hours.days.len(), hours.until_minute), (6, 17 * 60 + 30));
        assert_eq!(
            defects.iter().filter_map(Defect::line).collect::<Vec<_>>(),
            [3, 4, 5]
        );
        let (rows, defects) = parse_contact_list(b"mail\nx@y.example\n");
        assert!(rows.is_empty() && defects.len() == 1);
        assert_eq!(parse_contact_list(b"").1.len(), 0);
    }
}
