//! Prints how many pictures a second are hashed, beside PyPI `pdqhash` on the same pixels.
//!
//! `cargo run --release -p vigie-match --example pdq_speed -- [PYTHON]`, where PYTHON is an
//! interpreter that has `pdqhash` and `numpy`. Nothing is asserted but that the hashes are equal.
#![allow(clippy::print_stdout, reason = "printing is what it does")]

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use vigie_match::{PdqResult, pdq_from_rgb};

const SIZES: [(usize, usize); 4] = [(256, 256), (800, 600), (1600, 1004), (4032, 3024)];

/// Time spent on each size, at least.
const ROUND: Duration = Duration::from_millis(600);

const PEER: &str = "
import sys, time, numpy, pdqhash
w, h = int(sys.argv[1]), int(sys.argv[2])
a = numpy.frombuffer(sys.stdin.buffer.read(), dtype=numpy.uint8).reshape(h, w, 3).copy()
n, start = 0, time.perf_counter()
while time.perf_counter() - start < 0.6:
    bits, quality = pdqhash.compute(a)
    n += 1
rate = n / (time.perf_counter() - start)
print(rate, '%064x' % int(''.join(str(int(b)) for b in bits), 2), quality)
";

fn main() {
    let python = std::env::args().nth(1);
    println!(
        "{:>12} {:>12} {:>12} {:>8}",
        "pixels", "ours/s", "pdqhash/s", "ratio"
    );
    for (width, height) in SIZES {
        let pixels = pattern(width, height);
        let (ours, result) = measure(width, height, &pixels);
        let peer = python
            .as_ref()
            .and_then(|python| ask(python, width, height, &pixels));
        let size = format!("{width}x{height}");
        match peer {
            Some((theirs, expected)) => {
                assert_eq!(result, expected, "hashes differ at {size}");
                println!(
                    "{size:>12} {ours:>12.1} {theirs:>12.1} {:>8.1}",
                    ours / theirs
                );
            }
            None => println!("{size:>12} {ours:>12.1} {:>12} {:>8}", "-", "-"),
        }
    }
}

fn measure(width: usize, height: usize, pixels: &[u8]) -> (f64, PdqResult) {
    let start = Instant::now();
    let mut count = 0.0;
    loop {
        let result = pdq_from_rgb(width, height, pixels).expect("the buffer has this size");
        count += 1.0;
        if start.elapsed() > ROUND {
            return (count / start.elapsed().as_secs_f64(), result);
        }
    }
}

fn ask(python: &str, width: usize, height: usize, pixels: &[u8]) -> Option<(f64, PdqResult)> {
    let mut peer = Command::new(python)
        .args(["-c", PEER, &width.to_string(), &height.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    peer.stdin.take()?.write_all(pixels).ok()?;
    let output = peer.wait_with_output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut words = text.split_ascii_whitespace();
    let rate = words.next()?.parse().ok()?;
    let hash = words.next()?.parse().ok()?;
    Some((
        rate,
        PdqResult {
            hash,
            quality: words.next()?.parse().ok()?,
        },
    ))
}

fn pattern(width: usize, height: usize) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(3 * width * height);
    for y in 0..height {
        for x in 0..width {
            for value in [x * 7 + y, (x / 9) * 31 + (y / 5) * 47, x * y / 11] {
                pixels.push(u8::try_from(value % 256).unwrap_or(0));
            }
        }
    }
    pixels
}
