//! The decoding child: one request in, one answer out, nothing else.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use crate::decode::{Picture, decode};
use crate::sandbox::{Limits, SandboxReport, enter};
use crate::wire::{Answer, Header, Request, read_request, write_answer};

/// Decodes the one file on standard input and answers on standard output.
///
/// The whole life of `vigie decode`, to be called first in `main`, before any thread is started
/// or anything is opened. Not for people: input and output are those of [`crate::Decoder`].
pub fn run_child() -> ExitCode {
    // A message of a panicking decoder may quote the file.
    std::panic::set_hook(Box::new(|_| {}));
    match converse(&mut io::stdin().lock(), &mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(2),
    }
}

fn converse(input: &mut impl Read, output: &mut impl Write) -> io::Result<()> {
    let request = read_request(input)?;
    let limits = Limits {
        memory_bytes_max: request.memory_bytes_max,
        cpu_seconds_max: request.cpu_seconds_max,
    };
    let sandbox = match enter(limits, request.sandbox) {
        Ok(sandbox) => sandbox,
        Err(error) => {
            let answer = Answer::NoSandbox {
                missing: error.to_string(),
            };
            return write_answer(output, &answer, [&[], &[]]);
        }
    };
    // From here on the bytes may be anything.
    let mut bytes = Vec::new();
    input.take(request.input_bytes).read_to_end(&mut bytes)?;
    answer(output, &request, &bytes, sandbox)
}

fn answer(
    output: &mut impl Write,
    request: &Request,
    bytes: &[u8],
    sandbox: SandboxReport,
) -> io::Result<()> {
    let picture = match decode(bytes, request) {
        Ok(picture) => picture,
        Err(error) => {
            let answer = Answer::Undecodable { error, sandbox };
            return write_answer(output, &answer, [&[], &[]]);
        }
    };
    let Picture {
        kind,
        width,
        height,
        pdq,
        still,
        still_blurred,
    } = picture;
    let size = |still: &[u8]| u32::try_from(still.len()).map_err(io::Error::other);
    let header = Header {
        kind,
        width,
        height,
        pdq,
        still_bytes: size(&still)?,
        still_blurred_bytes: size(&still_blurred)?,
        sandbox,
    };
    write_answer(output, &Answer::Decoded(header), [&still, &still_blurred])
}
