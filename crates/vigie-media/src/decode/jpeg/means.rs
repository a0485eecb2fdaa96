//! The mean of each block of luma, straight out of the entropy coding of a baseline JPEG.
//!
//! At an eighth of the size a block is one value, its first coefficient; the other 63 need not be
//! known, only stepped over. A table answers for twelve bits of the file at once how many whole
//! codes they hold and how many coefficients these step over: two or three for each look. That is
//! several times faster than decoding them one by one, which is all the time a fast hash takes.
//!
//! Whatever is not plain (several scans, twelve bits, arithmetic coding, an unexpected marker, an
//! invalid code, an early end) is left to libjpeg, which decides what it means.

/// Bits of the file a table is asked about at once.
const LOOK_BITS: u32 = 12;

/// Longest code. Source: ITU T.81, annex C.
const CODE_BITS_MAX: usize = 16;

/// Coefficients of a block.
const BLOCK_COEFFICIENTS: u32 = 64;

/// Components of a picture this reads.
const COMPONENTS_MAX: usize = 4;

/// Segments looked at before the scan.
const SEGMENTS_MAX: usize = 1000;

/// Hands `push` one row after the other of the means of luma blocks, each `width / 8` long,
/// rounded up.
///
/// `None` where libjpeg has to look: nothing is said about the file then, and rows may have been
/// handed out.
pub(in crate::decode) fn read_means(
    bytes: &[u8],
    mut push: impl FnMut(&[u8]) -> Option<()>,
) -> Option<()> {
    let head = Head::read(bytes)?;
    let mut bits = Bits::new(&bytes[head.scan_at..]);
    let luma = head.components[0];
    let across = usize::from(luma.across);
    let down = usize::from(luma.down);
    let units_across = head.width.div_ceil(8 * across);
    let units_down = head.height.div_ceil(8 * down);
    let (columns, rows) = (head.width.div_ceil(8), head.height.div_ceil(8));
    let stride = units_across * across;
    let mut means = vec![0_u8; stride * down];
    let mut last = [0_i32; COMPONENTS_MAX];
    let mut until_restart = head.restart_interval;
    for unit_row in 0..units_down {
        for unit in 0..units_across {
            if head.restart_interval > 0 {
                if until_restart == 0 {
                    bits.restart()?;
                    last = [0; COMPONENTS_MAX];
                    until_restart = head.restart_interval;
                }
                until_restart -= 1;
            }
            for (component, last) in head.components.iter().zip(&mut last) {
                let first = head.first_tables[component.first_table].as_ref()?;
                let rest = head.rest_tables[component.rest_table].as_ref()?;
                for block in 0..usize::from(component.across) * usize::from(component.down) {
                    *last += bits.read_first(first)?;
                    bits.skip_rest(rest)?;
                    if component.is_luma {
                        let (x, y) = (block % across, block / across);
                        let mean = mean_of(*last, head.first_step);
                        means[y * stride + unit * across + x] = mean;
                    }
                }
            }
        }
        // Bits past the end of the file were made up.
        if bits.has_overrun() {
            return None;
        }
        let left = rows - unit_row * down;
        for row in means.chunks_exact(stride).take(left) {
            push(&row[..columns])?;
        }
    }
    Some(())
}

/// The value of a block of which only the first coefficient counts, as libjpeg rounds it.
fn mean_of(first: i32, step: i32) -> u8 {
    let mean = (first.saturating_mul(step).saturating_add(4) >> 3).saturating_add(128);
    u8::try_from(mean.clamp(0, 255)).unwrap_or(0)
}

/// One component of the scan.
#[derive(Debug, Clone, Copy)]
struct Component {
    name: u8,
    /// Blocks a unit of the scan has of it, in each direction.
    across: u8,
    down: u8,
    quantization: usize,
    first_table: usize,
    rest_table: usize,
    is_luma: bool,
}

/// Everything up to the entropy-coded bytes.
struct Head {
    width: usize,
    height: usize,
    components: Vec<Component>,
    /// What the first coefficient of luma counts in.
    first_step: i32,
    restart_interval: usize,
    first_tables: [Option<Table>; 4],
    rest_tables: [Option<Table>; 4],
    scan_at: usize,
}

impl Head {
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut head = Self {
            width: 0,
            height: 0,
            components: Vec::new(),
            first_step: 0,
            restart_interval: 0,
            first_tables: [const { None }; 4],
            rest_tables: [const { None }; 4],
            scan_at: 0,
        };
        let mut steps = [0_i32; 4];
        let mut at = 2;
        for _ in 0..SEGMENTS_MAX {
            let [0xff, marker, high, low] = *bytes.get(at..at + 4)? else {
                return None;
            };
            let size = usize::from(u16::from_be_bytes([high, low]));
            let body = bytes.get(at + 4..at + 2 + size)?;
            at += 2 + size;
            match marker {
                0xc0 | 0xc1 => head.read_frame(body)?,
                // Other frames: progressive, lossless, arithmetic.
                0xc2..=0xc3 | 0xc5..=0xcf | 0xd0..=0xd9 => return None,
                0xc4 => head.read_tables(body)?,
                0xdb => read_steps(body, &mut steps)?,
                0xdd => {
                    head.restart_interval =
                        usize::from(u16::from_be_bytes(*body.first_chunk::<2>()?));
                }
                0xda => {
                    head.read_scan(body)?;
                    head.scan_at = at;
                    head.first_step = *steps.get(head.components[0].quantization)?;
                    return (head.first_step > 0).then_some(head);
                }
                _ => {}
            }
        }
        None
    }

    fn read_frame(&mut self, body: &[u8]) -> Option<()> {
        let (&[depth, h1, h2, w1, w2, count], rest) = body.split_first_chunk::<6>()?;
        self.height = usize::from(u16::from_be_bytes([h1, h2]));
        self.width = usize::from(u16::from_be_bytes([w1, w2]));
        let is_known = matches!(count, 1 | 3) && rest.len() == 3 * usize::from(count);
        if depth != 8 || self.width == 0 || self.height == 0 || !is_known {
            return None;
        }
        self.components.clear();
        for [name, factors, quantization] in rest.as_chunks::<3>().0 {
            let (across, down) = if count == 1 {
                (1, 1)
            } else {
                (factors >> 4, factors & 15)
            };
            if !(1..=4).contains(&across) || !(1..=4).contains(&down) {
                return None;
            }
            self.components.push(Component {
                name: *name,
                across,
                down,
                quantization: usize::from(*quantization),
                first_table: 0,
                rest_table: 0,
                is_luma: self.components.is_empty(),
            });
        }
        // Luma must be the component that is sampled most, and wholly.
        let luma = self.components[0];
        let is_finest = |other: &Component| {
            luma.across.is_multiple_of(other.across) && luma.down.is_multiple_of(other.down)
        };
        self.components.iter().all(is_finest).then_some(())
    }

    fn read_scan(&mut self, body: &[u8]) -> Option<()> {
        let (count, rest) = body.split_first()?;
        if usize::from(*count) != self.components.len() || self.components.is_empty() {
            return None;
        }
        let (selectors, rest) = rest.split_at_checked(2 * self.components.len())?;
        for (component, [name, tables]) in
            self.components.iter_mut().zip(selectors.as_chunks::<2>().0)
        {
            if component.name != *name {
                return None;
            }
            component.first_table = usize::from(tables >> 4);
            component.rest_table = usize::from(tables & 15);
            if component.first_table > 3 || component.rest_table > 3 {
                return None;
            }
        }
        (rest == [0, 63, 0]).then_some(())
    }

    fn read_tables(&mut self, mut body: &[u8]) -> Option<()> {
        while let Some((&[kind, ref counts @ ..], rest)) = body.split_first_chunk::<17>() {
            let total = counts.iter().map(|count| usize::from(*count)).sum();
            let (symbols, rest) = rest.split_at_checked(total)?;
            let place = usize::from(kind & 15);
            let is_rest = kind >> 4 == 1;
            let table = Table::new(counts, symbols, is_rest)?;
            let tables = if is_rest {
                &mut self.rest_tables
            } else {
                &mut self.first_tables
            };
            *tables.get_mut(place)? = Some(table);
            body = rest;
        }
        body.is_empty().then_some(())
    }
}

/// The first step of each quantization table: all that a mean needs.
fn read_steps(mut body: &[u8], steps: &mut [i32; 4]) -> Option<()> {
    while let Some((kind, rest)) = body.split_first() {
        let size = if kind >> 4 == 0 { 64 } else { 128 };
        let (values, rest) = rest.split_at_checked(size)?;
        *steps.get_mut(usize::from(kind & 15))? = match size {
            64 => i32::from(values[0]),
            _ => i32::from(u16::from_be_bytes([values[0], values[1]])),
        };
        body = rest;
    }
    Some(())
}

/// What some bits of the file mean.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    /// Bits taken, values behind codes included; 0 where the look was too short.
    bits: u8,
    /// Coefficients stepped over.
    steps: u8,
    /// Whether the block ends with it.
    is_last: bool,
    /// Bits of the value behind the code; of a single code only.
    value_bits: u8,
}

/// A Huffman table, prepared for looking at many bits at once.
#[derive(Debug)]
struct Table {
    /// The first code of a look.
    one: Vec<Look>,
    /// As many whole codes as there are in a look.
    many: Vec<Look>,
    /// For each length the end of its codes, aligned to 16 bits, and where its symbols start.
    ends: [u32; CODE_BITS_MAX + 1],
    firsts: [u32; CODE_BITS_MAX + 1],
    starts: [usize; CODE_BITS_MAX + 1],
    symbols: Vec<u8>,
}

impl Table {
    /// From the number of codes of each length, and their symbols. Source: ITU T.81, annex C.
    fn new(counts: &[u8], symbols: &[u8], is_rest: bool) -> Option<Self> {
        let mut table = Self {
            one: vec![Look::default(); 1 << LOOK_BITS],
            many: Vec::new(),
            ends: [0; CODE_BITS_MAX + 1],
            firsts: [0; CODE_BITS_MAX + 1],
            starts: [0; CODE_BITS_MAX + 1],
            symbols: symbols.to_vec(),
        };
        let (mut code, mut start) = (0_u32, 0);
        for (length, count) in (1_u32..).zip(counts) {
            let at = usize::try_from(length).ok()?;
            table.firsts[at] = code;
            table.starts[at] = start;
            code += u32::from(*count);
            start += usize::from(*count);
            if code > 1 << length {
                return None;
            }
            table.ends[at] = code << (16 - length);
            code <<= 1;
        }
        for look in 0..1_u32 << LOOK_BITS {
            if let Some((length, symbol)) = table.find(look << (16 - LOOK_BITS))
                && length <= LOOK_BITS
            {
                let found = describe(length, symbol, is_rest);
                table.one[usize::try_from(look).ok()?] = found;
            }
        }
        if is_rest {
            table.many = (0..1_u32 << LOOK_BITS)
                .map(|look| table.gather(look))
                .collect();
        }
        Some(table)
    }

    /// The code the next 16 bits begin with: its length and its symbol.
    fn find(&self, next: u32) -> Option<(u32, u8)> {
        (1_u32..=16).zip(&self.ends[1..]).find_map(|(length, end)| {
            if next >= *end {
                return None;
            }
            let at = usize::try_from(length).ok()?;
            let place = (next >> (16 - length)).checked_sub(self.firsts[at])?;
            let symbol = self
                .symbols
                .get(self.starts[at] + usize::try_from(place).ok()?)?;
            Some((length, *symbol))
        })
    }

    /// Every code that lies within the look with its value, up to the end of the block.
    fn gather(&self, look: u32) -> Look {
        let mask = (1 << LOOK_BITS) - 1;
        let at = |look: u32| usize::try_from(look).map_or(Look::default(), |at| self.one[at]);
        let mut all = at(look);
        if u32::from(all.bits) > LOOK_BITS {
            return all;
        }
        while all.bits > 0 && !all.is_last {
            let left = LOOK_BITS - u32::from(all.bits);
            let next = at(look << all.bits & mask);
            if next.bits == 0 || u32::from(next.bits) > left {
                break;
            }
            all.bits += next.bits;
            all.steps += next.steps;
            all.is_last = next.is_last;
        }
        all
    }
}

/// What a code means: of a first coefficient, or of those after it.
fn describe(length: u32, symbol: u8, is_rest: bool) -> Look {
    let length = u8::try_from(length).unwrap_or(0);
    if !is_rest {
        return Look {
            bits: length,
            steps: 0,
            is_last: false,
            value_bits: symbol,
        };
    }
    let (zeros, value_bits) = (symbol >> 4, symbol & 15);
    // Without a value: sixteen zeros, or the end of the block.
    let is_last = value_bits == 0 && zeros != 15;
    Look {
        bits: length + value_bits,
        steps: if is_last { 0 } else { zeros + 1 },
        is_last,
        value_bits,
    }
}

/// The entropy-coded bytes, as bits.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The next bits, the first one uppermost.
    held: u64,
    count: u32,
    /// How many of the last of them were made up, at the end of the bytes or before a marker.
    made_up: u32,
    has_overrun: bool,
}

impl<'a> Bits<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            held: 0,
            count: 0,
            made_up: 0,
            has_overrun: false,
        }
    }

    /// Holds at least 32 bits.
    #[inline]
    fn fill(&mut self) {
        if self.count >= 32 {
            return;
        }
        if let Some(next) = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk::<4>)
            && !next.contains(&0xff)
        {
            self.held |= u64::from(u32::from_be_bytes(*next)) << (32 - self.count);
            self.count += 32;
            self.at += 4;
            return;
        }
        self.fill_slowly();
    }

    #[cold]
    fn fill_slowly(&mut self) {
        // What was taken of the zeros is not held any more.
        self.has_overrun |= self.made_up > self.count;
        self.made_up = self.made_up.min(self.count);
        while self.count <= 56 {
            let byte = match self.bytes.get(self.at..) {
                Some([0xff, 0, ..]) => {
                    self.at += 2;
                    0xff
                }
                // A marker: what lies behind it is not read, zeros are, and counted.
                Some([0xff, ..] | []) | None => {
                    self.made_up += 8;
                    0
                }
                Some([byte, ..]) => {
                    self.at += 1;
                    *byte
                }
            };
            self.held |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    #[inline]
    fn take(&mut self, bits: u32) {
        self.held <<= bits;
        self.count -= bits;
    }

    /// Whether a bit was taken that the file does not have.
    fn has_overrun(&self) -> bool {
        self.has_overrun || self.made_up > self.count
    }

    #[inline]
    fn look(&self) -> usize {
        usize::try_from(self.held >> (64 - LOOK_BITS)).unwrap_or(0)
    }

    /// The next code, however long it is.
    #[cold]
    fn find(&self, table: &Table, is_rest: bool) -> Option<Look> {
        let next = u32::try_from(self.held >> 48).ok()?;
        let (length, symbol) = table.find(next)?;
        Some(describe(length, symbol, is_rest))
    }

    /// The step from the last block's first coefficient to this one's.
    #[inline]
    fn read_first(&mut self, table: &Table) -> Option<i32> {
        self.fill();
        let mut look = table.one[self.look()];
        if look.bits == 0 {
            look = self.find(table, false)?;
        }
        self.take(u32::from(look.bits));
        let bits = u32::from(look.value_bits);
        if bits == 0 {
            return Some(0);
        }
        if bits > 11 {
            return None;
        }
        self.fill();
        let value = i32::try_from(self.held >> (64 - bits)).ok()?;
        self.take(bits);
        // The upper half is positive, the lower half negative. Source: ITU T.81, F.2.2.1.
        Some(if value < 1 << (bits - 1) {
            value - (1 << bits) + 1
        } else {
            value
        })
    }

    /// Steps over the other coefficients of a block.
    #[inline]
    fn skip_rest(&mut self, table: &Table) -> Option<()> {
        let mut place = 1_u32;
        loop {
            self.fill();
            let at = self.look();
            let mut look = table.many[at];
            if look.bits == 0 || place + u32::from(look.steps) >= BLOCK_COEFFICIENTS {
                // Codes behind the last coefficient would be the next block's.
                look = table.one[at];
                if look.bits == 0 {
                    look = self.find(table, true)?;
                }
            }
            self.take(u32::from(look.bits));
            place += u32::from(look.steps);
            if look.is_last || place == BLOCK_COEFFICIENTS {
                return Some(());
            }
            if place > BLOCK_COEFFICIENTS {
                return None;
            }
        }
    }

    /// Goes on behind the restart marker that must come now.
    fn restart(&mut self) -> Option<()> {
        if self.has_overrun() {
            return None;
        }
        // Whole bytes that were held beyond the marker cannot be: filling stops before it.
        let [0xff, 0xd0..=0xd7, ..] = self.bytes.get(self.at..)? else {
            return None;
        };
        if self.count - self.made_up >= 8 {
            return None;
        }
        *self = Self {
            bytes: self.bytes,
            at: self.at + 2,
            held: 0,
            count: 0,
            made_up: 0,
            has_overrun: false,
        };
        Some(())
    }
}
