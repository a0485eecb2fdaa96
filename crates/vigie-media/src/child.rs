//! A worker: confined first, then one file after the other, nothing else.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use crate::error::Undecodable;
use crate::kind::{MediaKind, sniff};
use crate::sandbox::{Limits, allow_cpu_seconds, enter};
use crate::video;
use crate::wire::{Hello, Request, Setup, frame, read_head, write_answer};

/// As much of a file as tells its kind.
const SNIFFED_BYTES: u64 = 4096;

/// Works on the files on standard input and answers on standard output, until that is closed.
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
    let Some(setup) = read_head::<Setup>(input)? else {
        return Ok(());
    };
    let limits = Limits {
        memory_bytes_max: setup.memory_bytes_max,
        cpu_seconds_max: setup.cpu_seconds_max,
        files_max: setup.files_max,
    };
    if let Some(launch) = &setup.launch {
        return Err(video::launch(launch, limits, setup.sandbox, input));
    }
    let hello = match enter(limits, setup.sandbox) {
        Ok(sandbox) => Hello::Ready { sandbox },
        Err(error) => Hello::NoSandbox {
            missing: error.to_string(),
        },
    };
    output.write_all(&frame(&hello)?)?;
    output.flush()?;
    if matches!(hello, Hello::NoSandbox { .. }) {
        return Ok(());
    }
    // From here on the bytes may be anything.
    while let Some(request) = read_head::<Request>(input)? {
        allow_cpu_seconds(setup.cpu_seconds_max).map_err(io::Error::other)?;
        let outcome = match read_file(input, request.input_bytes)? {
            Ok(bytes) => request.task.perform(&bytes),
            Err(format) => Err(Undecodable::TooMuchMemory { format }),
        };
        write_answer(output, request.number, outcome)?;
    }
    Ok(())
}

/// The file; of one that does not fit into the memory allowed, only what kind it is.
///
/// The memory is asked for in one piece: a buffer that grew would hold the file twice for a moment,
/// and a failure to grow ends the worker without an answer.
fn read_file(input: &mut impl Read, input_bytes: u64) -> io::Result<Result<Vec<u8>, MediaKind>> {
    let mut file = input.take(input_bytes);
    let mut bytes = Vec::new();
    let size = usize::try_from(input_bytes).unwrap_or(usize::MAX);
    if bytes.try_reserve_exact(size).is_ok() {
        file.read_to_end(&mut bytes)?;
        return Ok(Ok(bytes));
    }
    let mut beginning = Vec::new();
    (&mut file)
        .take(SNIFFED_BYTES)
        .read_to_end(&mut beginning)?;
    // The next request stands behind the rest.
    io::copy(&mut file, &mut io::sink())?;
    Ok(Err(sniff(&beginning)))
}
