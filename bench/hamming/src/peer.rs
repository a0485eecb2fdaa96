//! The engines the index is measured beside: faiss in Python, and `mih-rs` four times over.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, anyhow, ensure};
use mih_rs::Index;
use vigie_match::PdqHash;

use super::HammingRun;

/// One index of faiss in a process of its own.
pub(super) struct Peer {
    pub(super) kind: &'static str,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts it and waits until it has built its index.
    pub(super) fn start(
        run: &HammingRun,
        kind: &'static str,
        folder: &Path,
    ) -> anyhow::Result<Self> {
        let mut child = Command::new(&run.python)
            .arg(&run.peer)
            .arg(kind)
            .arg(folder.join("base"))
            .arg(folder.join("queries"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the peer could not be started")?;
        let input = child.stdin.take().context("the peer has no input")?;
        let output = child.stdout.take().context("the peer has no output")?;
        let mut peer = Self {
            kind,
            child,
            input,
            output: BufReader::new(output),
        };
        let build_us = peer.read()?;
        crate::table::say(&format!("{kind}: built, {build_us:.2} µs a hash"));
        Ok(peer)
    }

    /// Microseconds a query.
    pub(super) fn ask(&mut self, verb: &str, count: usize) -> anyhow::Result<f64> {
        writeln!(self.input, "{verb} {count}")?;
        self.read()
    }

    /// Query, position and distance of what it finds, in this order.
    pub(super) fn hits(
        &mut self,
        count: usize,
        distance: u32,
        file: &Path,
    ) -> anyhow::Result<Vec<[u32; 3]>> {
        writeln!(self.input, "hits {count} {distance} {}", file.display())?;
        self.read()?;
        let bytes = std::fs::read(file)?;
        let numbers: Vec<u32> = bytes
            .chunks_exact(4)
            .map(|bytes| bytes.try_into().map_or(0, u32::from_le_bytes))
            .collect();
        let mut hits: Vec<[u32; 3]> = numbers
            .chunks_exact(3)
            .map(|row| [row[0], row[1], row[2]])
            .collect();
        hits.sort_unstable();
        Ok(hits)
    }

    fn read(&mut self) -> anyhow::Result<f64> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        ensure!(!line.is_empty(), "the peer `{}` ended", self.kind);
        line.trim()
            .parse()
            .context("the peer answered something else")
    }

    /// Ends it: its input ends, and so does it.
    pub(super) fn end(self) {
        let Self {
            mut child, input, ..
        } = self;
        drop(input);
        let _ = child.wait();
    }
}

/// `mih-rs` knows hashes of 64 bits: four of them, one for each quarter. Of 31 bits that differ, some
/// quarter has at most seven; what it names is compared in full.
pub(super) struct FourIndexes<'a> {
    hashes: &'a [[u8; 32]],
    quarters: Vec<Index<u64>>,
}

/// Bits that may differ in a quarter: `31 / 4`.
const QUARTER_BITS_MAX: usize = 7;

impl<'a> FourIndexes<'a> {
    pub(super) fn build(hashes: &'a [[u8; 32]]) -> anyhow::Result<Self> {
        let quarters = (0..4)
            .map(|quarter| {
                let codes: Vec<u64> = hashes.iter().map(|hash| code(hash, quarter)).collect();
                Index::new(codes).map_err(|error| anyhow!("mih-rs: {error}"))
            })
            .collect::<anyhow::Result<_>>()?;
        Ok(Self { hashes, quarters })
    }

    /// What searches each quarter, to be used again.
    pub(super) fn searchers(&self) -> Vec<impl FnMut(u64, &mut Vec<u32>)> {
        self.quarters
            .iter()
            .map(|quarter| {
                let mut searcher = quarter.range_searcher();
                move |code: u64, named: &mut Vec<u32>| {
                    named.extend_from_slice(searcher.run(code, QUARTER_BITS_MAX));
                }
            })
            .collect()
    }

    /// Positions of what lies within the distance, which is at most 31, in order.
    pub(super) fn search(
        &self,
        searchers: &mut [impl FnMut(u64, &mut Vec<u32>)],
        query: &PdqHash,
        distance_bits_max: u32,
    ) -> Vec<u32> {
        let bytes = query.to_bytes();
        let mut found: Vec<u32> = Vec::new();
        for (number, searcher) in searchers.iter_mut().enumerate() {
            searcher(code(&bytes, number), &mut found);
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|position| {
            let hash = PdqHash::from_bytes(self.hashes[*position as usize]);
            hash.distance(query) <= distance_bits_max
        });
        found
    }
}

fn code(hash: &[u8; 32], quarter: usize) -> u64 {
    let part = &hash[quarter * 8..quarter * 8 + 8];
    part.try_into().map_or(0, u64::from_le_bytes)
}
