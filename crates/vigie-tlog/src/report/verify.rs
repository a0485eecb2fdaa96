//! The outsider's check of a report: the figures counted again, the files made again.

use super::count::{CountError, count_log};
use super::render::{list_of, render_files, sha256};
use super::{Body, FORMAT, JSON_PATH, REPORT_NOTE_PATH};
use crate::checkpoint::{CHECKPOINT_PATH, Checkpoint};
use crate::note::VerifierKey;
use crate::source::{LogSource, ReadError, read_path};
use crate::verify::{Defect, Report, VerifyError};

/// What was checked and what was found.
#[derive(Debug)]
pub struct ReportCheck {
    /// The year of the report; `None` when it does not read.
    pub year: Option<u16>,
    /// Figures that were counted again.
    pub figures: u64,
    /// The check of the log, where it came to that.
    pub log: Option<Report>,
    /// Whether the log holds the entry of this report; it may be under embargo still.
    pub is_entered: bool,
    /// Everything that is wrong with the report.
    pub defects: Vec<ReportDefect>,
}

/// Something wrong with a report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportDefect {
    /// A file is not there.
    #[error("`{name}` is missing")]
    Missing {
        /// Which.
        name: String,
    },
    /// The figures do not read.
    #[error("`report.json` is no report of a known format")]
    Malformed,
    /// The checkpoint beside the figures is not the log's, or not the one they stand on.
    #[error("the checkpoint of the report is not signed by this key, or not the one it names")]
    Checkpoint,
    /// The list is not signed by the log's key, or does not list these files.
    #[error("`report.note` is not the list of these files, signed by this key")]
    Note,
    /// A file is not what the figures give.
    #[error("`{name}` is not the file these figures give")]
    Changed {
        /// Which.
        name: String,
    },
    /// A figure is not what the log gives.
    #[error("`{figure}` row `{row}`: the report says {said}, the log gives {counted}")]
    Figure {
        /// Its name.
        figure: String,
        /// Which of its rows.
        row: String,
        /// What is printed.
        said: String,
        /// What was counted again.
        counted: String,
    },
    /// The figures are not those of the table, in its order.
    #[error("the report does not hold the figures of its definitions")]
    Table,
    /// The log is not sound.
    #[error("the log: {0}")]
    Log(Defect),
    /// Too much is wrong with the log to list it.
    #[error("the log has {found} defects in all")]
    LogDefects {
        /// How many.
        found: u64,
    },
    /// Entries that no version of the log writes.
    #[error("{entries} entries of the log are no acts")]
    Unread {
        /// How many.
        entries: u64,
    },
    /// The log gives fewer entries than were counted, or the year is not all out.
    #[error("the log does not give the {entries} entries the report was counted from")]
    Withheld {
        /// Entries counted.
        entries: u64,
    },
    /// Acts of the year lie beyond the entries that were counted.
    #[error("{entries} acts of the year were left out")]
    LeftOut {
        /// How many.
        entries: u64,
    },
    /// The log does not know this report.
    #[error("the log has no entry of this report, and nothing under embargo that could be it")]
    NotEntered,
}

/// Checks a report against the public log under the log's key; answers every difference.
///
/// One pass over the log. Nothing of the desk is needed.
///
/// # Errors
///
/// [`VerifyError`] when files or log cannot be read at all: then nothing is said about the report.
pub fn verify_report(
    files: &dyn LogSource,
    log: &dyn LogSource,
    key: &VerifierKey,
) -> Result<ReportCheck, VerifyError> {
    let mut check = ReportCheck {
        year: None,
        figures: 0,
        log: None,
        is_entered: false,
        defects: Vec::new(),
    };
    let Some((body, checkpoint, head)) = read_body(files, key, &mut check)? else {
        return Ok(check);
    };
    check.year = Some(body.year);
    let counted = match count_log(
        log,
        key,
        std::slice::from_ref(&head),
        body.year,
        body.entries,
    ) {
        Ok(counted) => counted,
        Err(CountError::Log(error)) => return Err(error),
        Err(CountError::Year { .. }) => {
            check.defects.push(ReportDefect::Malformed);
            return Ok(check);
        }
    };
    check.figures = counted.figures.len() as u64;
    check.add_log(&counted.log, counted.entries_unread);
    let is_held = counted.log.entries >= body.entries && body.entries <= body.log_size;
    // What came after its checkpoint, such as its own entry, may be under embargo still.
    let is_hidden = counted.is_partial && counted.log.entries < body.log_size;
    if !is_held || is_hidden {
        let entries = body.entries;
        check.defects.push(ReportDefect::Withheld { entries });
    }
    if counted.entries_left_out > 0 {
        let entries = counted.entries_left_out;
        check.defects.push(ReportDefect::LeftOut { entries });
    }
    check.compare(&body, &counted.figures);
    let again = Body {
        figures: counted.figures,
        ..body
    };
    let rendered = render_files(&again, &checkpoint);
    for (name, bytes) in &rendered {
        match read_path(files, name)? {
            None => check
                .defects
                .push(ReportDefect::Missing { name: name.clone() }),
            Some(found) if found != *bytes => {
                check
                    .defects
                    .push(ReportDefect::Changed { name: name.clone() });
            }
            Some(_) => {}
        }
    }
    check.note(
        files,
        key,
        &list_of(&again, &rendered),
        &counted.reports_entered,
    )?;
    let could_be_out = counted.log.entries_embargoed == 0;
    if !check.is_entered && could_be_out {
        check.defects.push(ReportDefect::NotEntered);
    }
    check.log = Some(counted.log);
    Ok(check)
}

/// The figures and the checkpoint they stand on; `None` with a defect when they do not read.
fn read_body(
    files: &dyn LogSource,
    key: &VerifierKey,
    check: &mut ReportCheck,
) -> Result<Option<(Body, String, Checkpoint)>, ReadError> {
    let missing = |name: &str| ReportDefect::Missing {
        name: name.to_owned(),
    };
    let Some(json) = read_path(files, JSON_PATH)? else {
        check.defects.push(missing(JSON_PATH));
        return Ok(None);
    };
    let Some(note) = read_path(files, CHECKPOINT_PATH)? else {
        check.defects.push(missing(CHECKPOINT_PATH));
        return Ok(None);
    };
    let body = serde_json::from_slice::<Body>(&json).ok();
    let Some(body) = body.filter(|body| body.format == FORMAT) else {
        check.defects.push(ReportDefect::Malformed);
        return Ok(None);
    };
    let head = Checkpoint::verify(&note, key).ok();
    let head = head.filter(|head| head.size == body.log_size && head.origin == body.origin);
    let (Some(head), Ok(note)) = (head, String::from_utf8(note)) else {
        check.defects.push(ReportDefect::Checkpoint);
        return Ok(None);
    };
    Ok(Some((body, note, head)))
}

impl ReportCheck {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.defects.is_empty()
    }

    fn add_log(&mut self, log: &Report, entries_unread: u64) {
        let listed = log.defects.iter().cloned().map(ReportDefect::Log);
        self.defects.extend(listed);
        let found = log.defects_found;
        if found > log.defects.len() as u64 {
            self.defects.push(ReportDefect::LogDefects { found });
        }
        if entries_unread > 0 {
            let entries = entries_unread;
            self.defects.push(ReportDefect::Unread { entries });
        }
    }

    fn compare(&mut self, body: &Body, counted: &[vigie_domain::report::Counted]) {
        let is_table = body.figures.len() == counted.len()
            && body.figures.iter().zip(counted).all(|(said, counted)| {
                let words = |rows: &[vigie_domain::report::Row]| -> Vec<String> {
                    rows.iter().map(|row| row.row.clone()).collect()
                };
                (&said.name, said.version) == (&counted.name, counted.version)
                    && words(&said.rows) == words(&counted.rows)
            });
        if !is_table {
            self.defects.push(ReportDefect::Table);
            return;
        }
        for (said, counted) in body.figures.iter().zip(counted) {
            for (row, again) in said.rows.iter().zip(&counted.rows) {
                if row.value != again.value {
                    let text = |value| serde_json::to_string(value).unwrap_or_default();
                    self.defects.push(ReportDefect::Figure {
                        figure: said.name.clone(),
                        row: row.row.clone(),
                        said: text(&row.value),
                        counted: text(&again.value),
                    });
                }
            }
        }
    }

    /// Checks the signed list, and whether the log names it.
    fn note(
        &mut self,
        files: &dyn LogSource,
        key: &VerifierKey,
        list: &str,
        entered: &[String],
    ) -> Result<(), ReadError> {
        let Some(note) = read_path(files, REPORT_NOTE_PATH)? else {
            let name = REPORT_NOTE_PATH.to_owned();
            self.defects.push(ReportDefect::Missing { name });
            return Ok(());
        };
        if key.open_note(&note).ok() != Some(list) {
            self.defects.push(ReportDefect::Note);
        }
        self.is_entered = entered.contains(&sha256(&note).to_string());
        Ok(())
    }
}
