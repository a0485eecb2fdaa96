//! What a worker gives up before it sees the first hostile byte.
//!
//! Three layers, each enough to keep it from files and network: resource limits, landlock (no
//! file, no TCP), and seccomp (a list of the few system calls a decoder needs; anything else
//! kills the process). None of them can be taken back.

use std::collections::BTreeMap;
use std::io;

use landlock::{
    ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetError, RulesetStatus, Scope,
};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch,
};
use serde::{Deserialize, Serialize};

use crate::config::SandboxMode;

/// The newest landlock rules asked for; an older kernel enforces those it knows.
const LANDLOCK: ABI = ABI::V6;

/// What a child may use up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Address space beside what the program already takes.
    pub memory_bytes_max: u64,
    /// Processor time for one file.
    pub cpu_seconds_max: u64,
    /// Files it will be given; what bounds its processor time as a whole.
    pub files_max: u32,
}

/// How far landlock is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LandlockStatus {
    /// Files, TCP, abstract sockets and signals.
    Full,
    /// Files, and what else the kernel knows.
    Partial,
    /// Not at all.
    Absent,
}

/// Which layers are in force in a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SandboxReport {
    /// Landlock.
    pub landlock: LandlockStatus,
    /// Whether system calls are filtered.
    pub seccomp: bool,
}

impl SandboxReport {
    /// Whether both layers that [`SandboxMode::Required`] asks for are in force.
    pub fn is_enforced(&self) -> bool {
        self.landlock != LandlockStatus::Absent && self.seccomp
    }
}

/// Why the sandbox is not complete.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// A resource limit was refused.
    #[error("a resource limit could not be set")]
    Limit(#[source] io::Error),
    /// Landlock is missing or off.
    #[error("the kernel does not enforce landlock")]
    Landlock(#[source] Option<RulesetError>),
    /// The filter of system calls was refused.
    #[error("the kernel does not filter system calls by seccomp")]
    Seccomp(#[source] Option<seccompiler::Error>),
}

/// Enters the sandbox for good: limits, then landlock, then seccomp.
///
/// # Errors
///
/// [`SandboxError`] under [`SandboxMode::Required`] when a layer is missing; the process must
/// not read the file then. Limits must hold in either mode.
pub fn enter(limits: Limits, mode: SandboxMode) -> Result<SandboxReport, SandboxError> {
    limit_resources(limits)?;
    let is_required = mode == SandboxMode::Required;
    let landlock = match confine_files() {
        Ok(status) => status,
        Err(error) if is_required => return Err(SandboxError::Landlock(Some(error))),
        Err(_) => LandlockStatus::Absent,
    };
    if is_required && landlock == LandlockStatus::Absent {
        return Err(SandboxError::Landlock(None));
    }
    limit_descriptors()?;
    let seccomp = match filter_calls() {
        Ok(()) => true,
        Err(error) if is_required => return Err(error),
        Err(_) => false,
    };
    Ok(SandboxReport { landlock, seccomp })
}

/// Limits memory, processor time and core dumps, and hides the process from debuggers.
pub fn limit_resources(limits: Limits) -> Result<(), SandboxError> {
    let memory = own_address_space_bytes().saturating_add(limits.memory_bytes_max);
    set_limit(libc::RLIMIT_AS, memory, memory)?;
    // The first limit says why the process dies, and moves with each file; the second makes sure.
    let seconds = limits.cpu_seconds_max;
    let seconds_in_all = (seconds.saturating_add(1)).saturating_mul(limits.files_max.into());
    set_limit(
        libc::RLIMIT_CPU,
        seconds,
        seconds_in_all.max(seconds.saturating_add(1)),
    )?;
    set_limit(libc::RLIMIT_CORE, 0, 0)?;
    #[expect(
        unsafe_code,
        reason = "PR_SET_DUMPABLE takes integers only and touches no memory"
    )]
    let answer = unsafe { libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0) };
    if answer == 0 {
        Ok(())
    } else {
        Err(SandboxError::Limit(io::Error::last_os_error()))
    }
}

/// Allows itself so much processor time from now on: a new file has come.
///
/// Only the first of the two limits moves, and never beyond the second.
pub(crate) fn allow_cpu_seconds(seconds: u64) -> Result<(), SandboxError> {
    let failed = || SandboxError::Limit(io::Error::last_os_error());
    let mut used = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    let mut limit = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    #[expect(
        unsafe_code,
        reason = "the kernel writes one `timespec` and one `rlimit`, which live across the calls"
    )]
    let is_known = unsafe {
        libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &raw mut used) == 0
            && libc::getrlimit(libc::RLIMIT_CPU, &raw mut limit) == 0
    };
    if !is_known {
        return Err(failed());
    }
    // The kernel counts whole seconds: the one begun is not this file's.
    let used = u64::try_from(used.tv_sec).unwrap_or(0) + 1;
    let soft = used.saturating_add(seconds).min(limit.rlim_max);
    set_limit(libc::RLIMIT_CPU, soft, limit.rlim_max)
}

/// Takes away every file and, where the kernel can, TCP, abstract sockets and foreign signals.
pub fn confine_files() -> Result<LandlockStatus, RulesetError> {
    // No rule is added: nothing handled is allowed anywhere.
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(LANDLOCK))?
        .handle_access(AccessNet::from_all(LANDLOCK))?
        .scope(Scope::from_all(LANDLOCK))?
        .create()?
        .restrict_self()?;
    Ok(match status.ruleset {
        RulesetStatus::FullyEnforced => LandlockStatus::Full,
        RulesetStatus::PartiallyEnforced => LandlockStatus::Partial,
        RulesetStatus::NotEnforced => LandlockStatus::Absent,
    })
}

/// No new descriptors, no processes; after landlock, which needs a descriptor itself.
fn limit_descriptors() -> Result<(), SandboxError> {
    set_limit(libc::RLIMIT_NOFILE, 0, 0)?;
    set_limit(libc::RLIMIT_NPROC, 0, 0)?;
    set_limit(libc::RLIMIT_FSIZE, 0, 0)
}

/// Leaves only the system calls a decoder needs, in every thread; any other kills the process.
pub fn filter_calls() -> Result<(), SandboxError> {
    let program = compile_filter().map_err(|error| SandboxError::Seccomp(Some(error.into())))?;
    let Some(program) = program else {
        return Err(SandboxError::Seccomp(None));
    };
    seccompiler::apply_filter_all_threads(&program)
        .map_err(|error| SandboxError::Seccomp(Some(error)))
}

/// The filter for this machine; `None` on an architecture the filter compiler does not know.
fn compile_filter() -> Result<Option<BpfProgram>, seccompiler::BackendError> {
    let Ok(arch) = TargetArch::try_from(std::env::consts::ARCH) else {
        return Ok(None);
    };
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = BTreeMap::new();
    for call in [
        libc::SYS_brk,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_futex,
        libc::SYS_getrandom,
        libc::SYS_clock_gettime,
        libc::SYS_sched_yield,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_sigaltstack,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ] {
        rules.insert(call, Vec::new());
    }
    let input = || condition(0, SeccompCmpOp::Eq, 0);
    let output = |descriptor| condition(0, SeccompCmpOp::Eq, descriptor);
    rules.insert(libc::SYS_read, vec![rule([input()?])?]);
    for call in [libc::SYS_write, libc::SYS_writev] {
        rules.insert(call, vec![rule([output(1)?])?, rule([output(2)?])?]);
    }
    // Memory is never executable, and never a file.
    let not_executable = || condition(2, SeccompCmpOp::MaskedEq(bits(libc::PROT_EXEC)), 0);
    let anonymous = bits(libc::MAP_ANONYMOUS);
    let anonymous = condition(3, SeccompCmpOp::MaskedEq(anonymous), anonymous)?;
    rules.insert(libc::SYS_mmap, vec![rule([not_executable()?, anonymous])?]);
    rules.insert(libc::SYS_mprotect, vec![rule([not_executable()?])?]);
    // A worker's allowance of processor time moves with each file.
    let itself = condition(0, SeccompCmpOp::Eq, 0)?;
    let processor_time = condition(1, SeccompCmpOp::Eq, u64::from(libc::RLIMIT_CPU))?;
    rules.insert(libc::SYS_prlimit64, vec![rule([itself, processor_time])?]);
    // `abort` signals the process itself.
    let own = condition(0, SeccompCmpOp::Eq, u64::from(std::process::id()))?;
    rules.insert(libc::SYS_tgkill, vec![rule([own])?]);

    let filter = SeccompFilter::new(
        rules,
        SeccompAction::KillProcess,
        SeccompAction::Allow,
        arch,
    )?;
    filter.try_into().map(Some)
}

pub(crate) fn rule<const N: usize>(
    conditions: [SeccompCondition; N],
) -> Result<SeccompRule, seccompiler::BackendError> {
    SeccompRule::new(conditions.into())
}

/// A condition on the lower half of argument `at`: descriptors, flags and process ids fit it.
pub(crate) fn condition(
    at: u8,
    operator: SeccompCmpOp,
    value: u64,
) -> Result<SeccompCondition, seccompiler::BackendError> {
    SeccompCondition::new(at, SeccompCmpArgLen::Dword, operator, value)
}

pub(crate) fn bits(flag: libc::c_int) -> u64 {
    u64::from(flag.unsigned_abs())
}

pub(crate) fn set_limit(
    resource: libc::__rlimit_resource_t,
    soft: u64,
    hard: u64,
) -> Result<(), SandboxError> {
    let limit = libc::rlimit {
        rlim_cur: soft,
        rlim_max: hard,
    };
    #[expect(
        unsafe_code,
        reason = "the kernel reads one `rlimit`, which lives across the call"
    )]
    let answer = unsafe { libc::setrlimit(resource, &raw const limit) };
    if answer == 0 {
        Ok(())
    } else {
        Err(SandboxError::Limit(io::Error::last_os_error()))
    }
}

/// Address space the program takes before it decodes; 0 where the system does not say.
fn own_address_space_bytes() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|text| text.split_ascii_whitespace().next()?.parse::<u64>().ok());
    #[expect(unsafe_code, reason = "sysconf takes an integer and touches no memory")]
    let page_bytes = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    pages
        .unwrap_or(0)
        .saturating_mul(u64::try_from(page_bytes).unwrap_or(4096))
}
