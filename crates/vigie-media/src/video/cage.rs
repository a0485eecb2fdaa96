//! The launcher: confines itself, then becomes `ffmpeg`. It sees no byte of the file but to copy it.
//!
//! ```text
//! server ──head, file──▶ launcher ──the file into memory, limits, landlock, seccomp──▶ ffmpeg
//!        ◀──frames, log─────────────────────────────────────────────────────────────────┘
//! ```
//! `ffmpeg` is a large program that starts from libraries, so its cage has other bars than that of
//! our own workers: it may read and execute what lies in the folders of libraries, and nothing
//! else; it may start threads, not processes; it has no socket, writes no file, and any call not
//! on the list is one its kernel "does not know". Its input is a file in memory, because videos
//! are read back and forth; its output are two pipes.

use std::collections::BTreeMap;
use std::ffi::CString;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::os::fd::{AsRawFd, FromRawFd};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use landlock::{
    ABI, Access, AccessFs, AccessNet, PathBeneath, PathFd, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
};
use seccompiler::{BpfProgram, SeccompAction, SeccompCmpOp, SeccompFilter, TargetArch};
use serde::{Deserialize, Serialize};

use crate::config::SandboxMode;
use crate::sandbox::{
    LandlockStatus, Limits, SandboxError, SandboxReport, bits, condition, limit_resources, rule,
    set_limit,
};
use crate::wire::frame;

/// The newest landlock rules asked for; an older kernel enforces those it knows.
const LANDLOCK: ABI = ABI::V6;

/// Where programs and their libraries lie; what is missing is passed over.
const LIBRARY_PATHS: [&str; 6] = [
    "/usr/lib",
    "/usr/lib64",
    "/lib",
    "/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
];

/// Descriptors `ffmpeg` may hold: its libraries are opened one by one and closed again.
const DESCRIPTORS_MAX: u64 = 64;

/// Where the file in memory is found by its name.
pub(super) const INPUT: &str = "/proc/self/fd/0";

/// What a child is to become, instead of a worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Launch {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
    /// Size of the file that follows.
    pub(crate) input_bytes: u64,
}

/// What the launcher says on standard error, before `ffmpeg` can say anything there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Launched {
    /// Confined; the next byte is `ffmpeg`'s.
    Confined { sandbox: SandboxReport },
    /// Not confined, gone.
    NoSandbox { missing: String },
}

/// Confines this process and makes it `ffmpeg`; returns only where that fails.
pub(crate) fn launch(
    launch: &Launch,
    limits: Limits,
    mode: SandboxMode,
    input: impl Read,
) -> io::Error {
    match confined(launch, limits, mode, input) {
        Ok(mut command) => command.exec(),
        Err(error) => error,
    }
}

fn confined(
    launch: &Launch,
    limits: Limits,
    mode: SandboxMode,
    input: impl Read,
) -> io::Result<Command> {
    let mut file = memory_file()?;
    io::copy(&mut input.take(launch.input_bytes), &mut file)?;
    file.rewind()?;
    become_input(&file)?;
    drop(file);

    let said = match confine(&launch.program, limits, mode) {
        Ok(sandbox) => Launched::Confined { sandbox },
        Err(error) => Launched::NoSandbox {
            missing: error.to_string(),
        },
    };
    io::stderr().write_all(&frame(&said)?)?;
    if matches!(said, Launched::NoSandbox { .. }) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let mut command = Command::new(&launch.program);
    command.args(&launch.arguments).env_clear();
    Ok(command)
}

/// A file that lies in memory only.
fn memory_file() -> io::Result<File> {
    let name = CString::default();
    #[expect(
        unsafe_code,
        reason = "the kernel reads one string, and answers with a descriptor of our own"
    )]
    unsafe {
        let descriptor = libc::memfd_create(name.as_ptr(), libc::MFD_CLOEXEC);
        if descriptor < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(File::from_raw_fd(descriptor))
    }
}

/// Makes `file` the standard input.
fn become_input(file: &File) -> io::Result<()> {
    #[expect(
        unsafe_code,
        reason = "dup2 takes two descriptors and touches no memory"
    )]
    let answer = unsafe { libc::dup2(file.as_raw_fd(), libc::STDIN_FILENO) };
    if answer < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Limits, landlock and seccomp, for a program that has yet to be loaded.
fn confine(
    program: &Path,
    limits: Limits,
    mode: SandboxMode,
) -> Result<SandboxReport, SandboxError> {
    limit_resources(limits)?;
    set_limit(libc::RLIMIT_NOFILE, DESCRIPTORS_MAX, DESCRIPTORS_MAX)?;
    set_limit(libc::RLIMIT_FSIZE, 0, 0)?;
    let is_required = mode == SandboxMode::Required;
    let landlock = match confine_files(program) {
        Ok(status) => status,
        Err(error) if is_required => return Err(SandboxError::Landlock(Some(error))),
        Err(_) => LandlockStatus::Absent,
    };
    if is_required && landlock == LandlockStatus::Absent {
        return Err(SandboxError::Landlock(None));
    }
    let seccomp = match filter_calls() {
        Ok(()) => true,
        Err(error) if is_required => return Err(error),
        Err(_) => false,
    };
    Ok(SandboxReport { landlock, seccomp })
}

/// Leaves the libraries and the program itself, to be read and executed.
fn confine_files(program: &Path) -> Result<LandlockStatus, RulesetError> {
    let access = AccessFs::ReadFile | AccessFs::Execute;
    let mut ruleset = Ruleset::default()
        .handle_access(AccessFs::from_all(LANDLOCK))?
        .handle_access(AccessNet::from_all(LANDLOCK))?
        .scope(Scope::from_all(LANDLOCK))?
        .create()?;
    for path in LIBRARY_PATHS.iter().map(Path::new).chain([program]) {
        // A path that is not there gives no access either.
        if let Ok(path) = PathFd::new(path) {
            ruleset = ruleset.add_rule(PathBeneath::new(path, access))?;
        }
    }
    let status = ruleset.restrict_self()?;
    Ok(match status.ruleset {
        RulesetStatus::FullyEnforced => LandlockStatus::Full,
        RulesetStatus::PartiallyEnforced => LandlockStatus::Partial,
        RulesetStatus::NotEnforced => LandlockStatus::Absent,
    })
}

fn filter_calls() -> Result<(), SandboxError> {
    let program = compile_filter().map_err(|error| SandboxError::Seccomp(Some(error.into())))?;
    let program = program.ok_or(SandboxError::Seccomp(None))?;
    seccompiler::apply_filter_all_threads(&program)
        .map_err(|error| SandboxError::Seccomp(Some(error)))
}

/// The filter for this machine; `None` on an architecture the filter compiler does not know.
///
/// No socket, no process, no signal to others, no mount, no keyring, no tracing: those are not on
/// the list. A call that is not on it fails as if the kernel were older, which programs expect;
/// killing would make each new version of a C library a broken one.
fn compile_filter() -> Result<Option<BpfProgram>, seccompiler::BackendError> {
    let Ok(arch) = TargetArch::try_from(std::env::consts::ARCH) else {
        return Ok(None);
    };
    let mut rules = BTreeMap::new();
    for call in [
        // Loading a program.
        libc::SYS_execve,
        libc::SYS_openat,
        libc::SYS_fstat,
        libc::SYS_newfstatat,
        libc::SYS_statx,
        libc::SYS_faccessat,
        libc::SYS_faccessat2,
        libc::SYS_pread64,
        libc::SYS_mmap,
        libc::SYS_mprotect,
        libc::SYS_set_tid_address,
        libc::SYS_set_robust_list,
        libc::SYS_rseq,
        libc::SYS_prlimit64,
        libc::SYS_uname,
        // Working.
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_lseek,
        libc::SYS_close,
        libc::SYS_fcntl,
        libc::SYS_ppoll,
        libc::SYS_brk,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_futex,
        libc::SYS_getrandom,
        libc::SYS_clock_gettime,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_gettimeofday,
        libc::SYS_getrusage,
        libc::SYS_sysinfo,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_getuid,
        libc::SYS_geteuid,
        libc::SYS_getgid,
        libc::SYS_getegid,
        libc::SYS_sigaltstack,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ] {
        rules.insert(call, Vec::new());
    }
    // Older doors to the same things, which newer machines do not have.
    #[cfg(target_arch = "x86_64")]
    for call in [
        libc::SYS_open,
        libc::SYS_stat,
        libc::SYS_lstat,
        libc::SYS_access,
        libc::SYS_arch_prctl,
        libc::SYS_poll,
        libc::SYS_time,
    ] {
        rules.insert(call, Vec::new());
    }
    // A thread, never a process; `clone3` hides its flags in memory, and programs fall back.
    let thread = bits(libc::CLONE_THREAD);
    let is_thread = condition(0, SeccompCmpOp::MaskedEq(thread), thread)?;
    rules.insert(libc::SYS_clone, vec![rule([is_thread])?]);
    let own = condition(0, SeccompCmpOp::Eq, u64::from(std::process::id()))?;
    rules.insert(libc::SYS_tgkill, vec![rule([own])?]);

    let unknown = u32::try_from(libc::ENOSYS).unwrap_or(1);
    let filter = SeccompFilter::new(
        rules,
        SeccompAction::Errno(unknown),
        SeccompAction::Allow,
        arch,
    )?;
    filter.try_into().map(Some)
}
