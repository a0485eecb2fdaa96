//! Pictures made here: a coloured pattern, and headers that promise more than they hold.

/// A picture of coloured waves that PDQ can tell from others; `seed` chooses the waves.
pub(crate) fn pattern_png(seed: u32) -> Vec<u8> {
    const SIDE: u32 = 160;
    // Up and down again, so that nothing but the waves has an edge.
    let fold = |at: u32| (at % 256) ^ if at % 512 < 256 { 0 } else { 255 };
    let wave = |x: u32, y: u32, step: u32| {
        let along = x * (step + 5) + y * (seed % 7 + step + 2);
        let across = x * y / (9 + seed % 31);
        u8::try_from(u32::midpoint(fold(along), fold(across))).unwrap()
    };
    let mut pixels = Vec::with_capacity((SIDE * SIDE * 3) as usize);
    for y in 0..SIDE {
        for x in 0..SIDE {
            pixels.extend((0..3).map(|step| wave(x, y, step)));
        }
    }
    png(SIDE, SIDE, &pixels)
}

/// A well-formed picture whose head announces this size, and whose pixels end long before.
pub(crate) fn png_announcing(width: u32, height: u32) -> Vec<u8> {
    png(width, height, &[0; 3_000])
}

fn png(width: u32, height: u32, pixels: &[u8]) -> Vec<u8> {
    let mut head = Vec::new();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend([8, 2, 0, 0, 0]);
    let row_bytes = width as usize * 3;
    let mut rows = Vec::with_capacity(pixels.len() + height.min(10_000) as usize);
    for row in pixels.chunks(row_bytes) {
        rows.push(0);
        rows.extend(row);
    }
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, *b"IHDR", &head);
    chunk(&mut file, *b"IDAT", &zlib_stored(&rows));
    chunk(&mut file, *b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap();
    file.extend(length.to_be_bytes());
    let from = file.len();
    file.extend(kind);
    file.extend(data);
    let sum = crc32(&file[from..]);
    file.extend(sum.to_be_bytes());
}

/// Deflate without compression, RFC 1951 §3.2.4, in a zlib wrapper.
fn zlib_stored(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = data.chunks(0xffff).peekable();
    while let Some(block) = blocks.next() {
        out.push(u8::from(blocks.peek().is_none()));
        let length = u16::try_from(block.len()).unwrap();
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in data {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    out.extend(((b << 16) | a).to_be_bytes());
    out
}

/// CRC-32 as PNG wants it, RFC 2083 §3.4.
fn crc32(data: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in data {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 {
                (sum >> 1) ^ 0xedb8_8320
            } else {
                sum >> 1
            };
        }
    }
    !sum
}
