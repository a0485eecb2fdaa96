//! Reading records: one after the other, within limits, past what is damaged.

use std::io::BufRead;

use vigie_domain::Timestamp;

use crate::Defect;

use super::http::{find_field, push_field};
use super::inflow::{Inflow, Stop};
use super::record::{Record, RecordKind, WarcLimits};

/// Defects named for one file; a file with more is not worth more words.
const DEFECTS_MAX: usize = 100;

/// Reads a WARC file record by record.
pub struct WarcReader<R: BufRead> {
    flow: Inflow<R>,
    limits: WarcLimits,
    defects: Vec<Defect>,
    records_read: usize,
    is_ended: bool,
}

/// Reads all records of a file that is in memory.
pub fn parse_warc(bytes: &[u8], limits: &WarcLimits) -> (Vec<Record>, Vec<Defect>) {
    let mut reader = WarcReader::new(bytes, *limits);
    let mut records = Vec::new();
    while let Some(record) = reader.next_record() {
        records.push(record);
    }
    (records, reader.into_defects())
}

impl<R: BufRead> WarcReader<R> {
    /// A reader of `source`, packed or plain.
    pub fn new(source: R, limits: WarcLimits) -> Self {
        let flow = Inflow::new(source, limits.total_size_bytes_max);
        Self {
            flow,
            limits,
            defects: Vec::new(),
            records_read: 0,
            is_ended: false,
        }
    }

    /// The next record; `None` at the end of the file or at a limit, which is then a defect.
    pub fn next_record(&mut self) -> Option<Record> {
        while !self.is_ended {
            let offset_bytes = self.find_start()?;
            if self.records_read == self.limits.records_max {
                self.note(
                    offset_bytes,
                    "there are more records than allowed; the rest was not read",
                );
                self.is_ended = true;
                return None;
            }
            self.records_read += 1;
            match self.read_record(offset_bytes) {
                Ok(Some(record)) => return Some(record),
                Ok(None) => {}
                Err(stop) => {
                    if stop == Stop::End {
                        self.note(offset_bytes, "the record ends in its header");
                    }
                    self.stop(stop);
                }
            }
        }
        None
    }

    /// What was wrong so far.
    pub fn defects(&self) -> &[Defect] {
        &self.defects
    }

    /// What was wrong.
    pub fn into_defects(self) -> Vec<Defect> {
        self.defects
    }

    /// Moves to the next version line; bytes before it are named once.
    fn find_start(&mut self) -> Option<u64> {
        let mut is_noted = false;
        loop {
            if let Err(stop) = self.skip_blank() {
                self.stop(stop);
                if self.is_ended {
                    return None;
                }
                continue;
            }
            let offset_bytes = self.flow.offset_bytes();
            let mut line = Vec::new();
            let answer = self
                .flow
                .take_line(&mut line, self.limits.header_size_bytes_max);
            // A line the damage cut off begins no record: what follows belongs to the next member.
            if answer.is_ok() && line.starts_with(b"WARC/") && line.len() < 16 {
                return Some(offset_bytes);
            }
            if !is_noted && !line.is_empty() {
                self.note(
                    offset_bytes,
                    "these bytes are not a WARC record; they were passed over",
                );
                is_noted = true;
            }
            if let Err(stop) = answer {
                self.stop(stop);
                if self.is_ended {
                    return None;
                }
            }
        }
    }

    fn skip_blank(&mut self) -> Result<(), Stop> {
        loop {
            let bytes = self.flow.peek()?;
            let blank = bytes
                .iter()
                .take_while(|&&b| matches!(b, b'\r' | b'\n'))
                .count();
            let more = blank == bytes.len();
            self.flow.skip(blank);
            if !more {
                return Ok(());
            }
        }
    }

    /// Reads header and block after the version line; `None` for a record left out.
    fn read_record(&mut self, offset_bytes: u64) -> Result<Option<Record>, Stop> {
        let mut headers = Vec::new();
        let mut size_bytes = 0;
        loop {
            let mut line = Vec::new();
            self.flow
                .take_line(&mut line, self.limits.header_size_bytes_max)?;
            size_bytes += line.len();
            if size_bytes >= self.limits.header_size_bytes_max {
                self.note(
                    offset_bytes,
                    "the header of the record is larger than allowed",
                );
                return Ok(None);
            }
            let line = line.trim_ascii_end();
            if line.is_empty() {
                break;
            }
            push_field(&mut headers, line);
        }
        let Some(length) =
            find_field(&headers, "Content-Length").and_then(|v| v.parse::<u64>().ok())
        else {
            self.note(offset_bytes, "the record has no length");
            return Ok(None);
        };
        if length > self.limits.block_size_bytes_max {
            self.note(
                offset_bytes,
                "the block of the record is larger than allowed; it was left out",
            );
            self.flow.pass(length)?;
            return Ok(None);
        }
        let mut block = Vec::new();
        let answer = self.flow.take(length, &mut block);
        if let Err(stop) = answer {
            self.note(offset_bytes, "the block of the record ends early");
            // What was read is evidence, too; the stop comes again with the next record.
            if matches!(stop, Stop::TooMuch) {
                self.stop(stop);
            }
        }
        let kind = RecordKind::parse(find_field(&headers, "WARC-Type").unwrap_or_default());
        let at = find_field(&headers, "WARC-Date").and_then(parse_date);
        let is_cut_short = answer.is_err();
        Ok(Some(Record {
            kind,
            headers,
            block,
            offset_bytes,
            at,
            is_cut_short,
        }))
    }

    fn stop(&mut self, stop: Stop) {
        match stop {
            Stop::End => self.is_ended = true,
            Stop::Damaged { member_bytes } => {
                self.note(member_bytes, "the compressed data is damaged or cut off");
            }
            Stop::TooMuch => {
                let offset_bytes = self.flow.offset_bytes();
                self.note(
                    offset_bytes,
                    "the archive decompresses to more than allowed; the rest was not read",
                );
                self.is_ended = true;
            }
        }
    }

    fn note(&mut self, offset_bytes: u64, what: &'static str) {
        let defect = Defect::at_byte(offset_bytes, what);
        if self.defects.len() < DEFECTS_MAX && self.defects.last() != Some(&defect) {
            self.defects.push(defect);
        }
    }
}

/// WARC 1.0 writes seconds, 1.1 may write fractions, some writers only the day.
fn parse_date(text: &str) -> Option<Timestamp> {
    Timestamp::parse_rfc3339(text)
        .or_else(|| Timestamp::parse_rfc3339(&format!("{text}T00:00:00Z")))
}
