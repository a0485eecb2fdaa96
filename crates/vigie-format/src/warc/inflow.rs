//! The decompressed flow of an archive, which remembers where each gzip member began.
//!
//! A damaged member ends the flow for the record in hand; reading goes on at the next member.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

const BUFFER_BYTES: usize = 64 * 1024;

/// First bytes of a gzip member. Source: RFC 1952.
const GZIP_MAGIC: [u8; 3] = [0x1f, 0x8b, 0x08];

/// Where the bytes come from at this moment.
enum Source<R: BufRead> {
    Plain(Counted<R>),
    Gzip(Box<GzDecoder<Counted<R>>>),
    Ended,
}

/// What stopped the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// There is no more.
    End,
    /// A gzip member that began here is damaged or cut off.
    Damaged { member_bytes: u64 },
    /// More was decompressed than allowed.
    TooMuch,
}

/// Bytes as they come out, whatever they were packed in.
pub(super) struct Inflow<R: BufRead> {
    source: Source<R>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Where the bytes in the buffer begin in the file: of their member, when packed.
    origin_bytes: u64,
    left_bytes: u64,
}

impl<R: BufRead> Inflow<R> {
    pub(super) fn new(source: R, total_size_bytes_max: u64) -> Self {
        let mut source = Counted {
            source,
            size_bytes: 0,
        };
        // One byte is enough: a source may give no more at first, and no plain file begins so.
        let packed = source
            .fill_buf()
            .is_ok_and(|bytes| bytes.first() == Some(&GZIP_MAGIC[0]));
        let source = if packed {
            Source::Gzip(Box::new(GzDecoder::new(source)))
        } else {
            Source::Plain(source)
        };
        Self {
            source,
            buffer: vec![0; BUFFER_BYTES],
            start: 0,
            end: 0,
            origin_bytes: 0,
            left_bytes: total_size_bytes_max,
        }
    }

    /// Where the next byte lies in the file; for packed files, where its member begins.
    pub(super) fn offset_bytes(&self) -> u64 {
        match self.source {
            Source::Plain(_) => self.origin_bytes + self.start as u64,
            Source::Gzip(_) | Source::Ended => self.origin_bytes,
        }
    }

    /// The bytes at hand, at least one.
    pub(super) fn peek(&mut self) -> Result<&[u8], Stop> {
        if self.start == self.end {
            self.fill()?;
        }
        Ok(&self.buffer[self.start..self.end])
    }

    pub(super) fn skip(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
    }

    /// Adds up to `count` bytes to `target`.
    pub(super) fn take(&mut self, mut count: u64, target: &mut Vec<u8>) -> Result<(), Stop> {
        while count > 0 {
            let bytes = self.peek()?;
            let size = bytes
                .len()
                .min(usize::try_from(count).unwrap_or(usize::MAX));
            target.extend_from_slice(&bytes[..size]);
            self.skip(size);
            count -= size as u64;
        }
        Ok(())
    }

    /// Passes over `count` bytes.
    pub(super) fn pass(&mut self, mut count: u64) -> Result<(), Stop> {
        while count > 0 {
            let size = self
                .peek()?
                .len()
                .min(usize::try_from(count).unwrap_or(usize::MAX));
            self.skip(size);
            count -= size as u64;
        }
        Ok(())
    }

    /// Adds bytes to `line` up to and including a line feed; stops at `max` bytes.
    pub(super) fn take_line(&mut self, line: &mut Vec<u8>, max: usize) -> Result<(), Stop> {
        while line.len() < max {
            let room = max - line.len();
            let bytes = self.peek()?;
            let bytes = &bytes[..bytes.len().min(room)];
            let (size, ended) = match bytes.iter().position(|&b| b == b'\n') {
                Some(at) => (at + 1, true),
                None => (bytes.len(), false),
            };
            line.extend_from_slice(&bytes[..size]);
            self.skip(size);
            if ended {
                break;
            }
        }
        Ok(())
    }

    fn fill(&mut self) -> Result<(), Stop> {
        loop {
            let (count, next) = match std::mem::replace(&mut self.source, Source::Ended) {
                Source::Ended => return Err(Stop::End),
                Source::Plain(mut source) => {
                    self.origin_bytes = source.size_bytes;
                    let count = read(&mut source, &mut self.buffer).map_err(|_| Stop::Damaged {
                        member_bytes: self.origin_bytes,
                    })?;
                    (
                        count,
                        if count == 0 {
                            Source::Ended
                        } else {
                            Source::Plain(source)
                        },
                    )
                }
                Source::Gzip(mut decoder) => match read(&mut decoder, &mut self.buffer) {
                    Ok(0) => {
                        let source = decoder.into_inner();
                        let member_bytes = source.size_bytes;
                        if self.open_next(source) {
                            continue;
                        }
                        return Err(Stop::Damaged { member_bytes });
                    }
                    Ok(count) => (count, Source::Gzip(decoder)),
                    Err(_) => {
                        let member_bytes = self.origin_bytes;
                        self.open_next(decoder.into_inner());
                        return Err(Stop::Damaged { member_bytes });
                    }
                },
            };
            self.source = next;
            if count == 0 {
                return Err(Stop::End);
            }
            if count as u64 > self.left_bytes {
                self.source = Source::Ended;
                return Err(Stop::TooMuch);
            }
            self.left_bytes -= count as u64;
            (self.start, self.end) = (0, count);
            return Ok(());
        }
    }

    /// Goes on at the next member; answers whether nothing but padding lay before it.
    fn open_next(&mut self, mut source: Counted<R>) -> bool {
        (self.start, self.end) = (0, 0);
        let (is_found, is_clean) = find_member(&mut source);
        if is_found {
            self.origin_bytes = source.size_bytes;
            self.source = Source::Gzip(Box::new(GzDecoder::new(source)));
        } else {
            self.source = Source::Ended;
        }
        is_clean
    }
}

fn read(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match source.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            answer => return answer,
        }
    }
}

/// Moves to the next gzip magic, each byte looked at once: whether there is one, and whether only
/// zeros lay before it.
///
/// The end of the source's buffer may hide the rest of a magic: its beginning is then believed,
/// and a wrong guess costs one more damaged member.
fn find_member<R: BufRead>(source: &mut Counted<R>) -> (bool, bool) {
    let mut is_clean = true;
    while let Ok(bytes) = source.fill_buf()
        && !bytes.is_empty()
    {
        let found = (0..bytes.len()).find(|&at| {
            let seen = &bytes[at..bytes.len().min(at + GZIP_MAGIC.len())];
            GZIP_MAGIC.starts_with(seen)
        });
        let size = found.unwrap_or(bytes.len());
        is_clean &= bytes[..size].iter().all(|&b| b == 0);
        source.consume(size);
        if found.is_some() {
            return (true, is_clean);
        }
    }
    (false, is_clean)
}

/// A source that knows how much was taken from it.
struct Counted<R> {
    source: R,
    size_bytes: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.size_bytes += count as u64;
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.source.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.size_bytes += count as u64;
        self.source.consume(count);
    }
}
