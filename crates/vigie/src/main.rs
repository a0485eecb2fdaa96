//! The desk of an internet referral unit in one program. Every command, one line each.

mod command;
mod config;
mod output;
mod wiring;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::command as c;
use crate::output::{Output, say};

/// The desk of an internet referral unit: from a reported address to "removed", each act checkable.
#[derive(Debug, Parser)]
#[command(name = "vigie", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    /// Configuration file; `vigie.toml` here when there is one.
    #[arg(long, global = true, env = "VIGIE_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of the desk; overrides `data_dir` of section `[store]`.
    #[arg(long, global = true, env = "VIGIE_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// One JSON value a line instead of text.
    #[arg(long, global = true)]
    json: bool,
    /// More words on stderr; twice for everything.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    /// Take the time from a file, in milliseconds since 1970: for drills and tests only.
    #[arg(long, global = true, hide = true, value_name = "FILE")]
    simulated_clock: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes the folder of a new desk, with its keys.
    Init(c::init::Init),
    /// Serves the desk: pages, programming interface, and the work that follows.
    Serve(c::serve::Serve),
    /// Does the work that follows acts, without serving pages.
    Worker(c::worker::Worker),
    /// Starts a desk in front of a small made-up internet.
    Demo(c::demo::Demo),
    /// Takes in, lists and shows items.
    #[command(subcommand)]
    Item(c::item::Item),
    /// Captures one address into a WARC file, without a desk.
    Capture(c::capture::Capture),
    /// Shows, exports and erases exhibits.
    #[command(subcommand)]
    Exhibit(c::exhibit::Exhibit),
    /// Prints the signals of files.
    Hash(c::hash::Hash),
    /// Builds, extends, searches and verifies index files.
    #[command(subcommand)]
    Index(c::index::Index),
    /// Creates, lists, imports and exports banks.
    #[command(subcommand)]
    Bank(c::bank::Bank),
    /// Asks the banks whether a signal or a file is known.
    Match(c::matches::Match),
    /// Folds, scores, explains, compares and learns texts.
    #[command(subcommand)]
    Text(c::text::Text),
    /// Traces who is responsible for an address.
    Trace(c::trace::Trace),
    /// Looks whether something is still there.
    Recheck(c::recheck::Recheck),
    /// Lists and shows referrals.
    #[command(subcommand)]
    Referral(c::referral::Referral),
    /// Lists and shows complaints, and what was taken back.
    #[command(subcommand)]
    Complaint(c::complaint::Complaint),
    /// The providers the desk has met, and how they behave by measure.
    #[command(subcommand)]
    Provider(c::provider::Provider),
    /// Compiles a dossier about a provider; another person releases it; anybody verifies it.
    Dossier(c::dossier::Dossier),
    /// Publishes, shows and verifies yearly reports.
    #[command(subcommand)]
    Report(c::report::Report),
    /// Files mail that came in.
    #[command(subcommand)]
    Mail(c::mail::Mail),
    /// Brings in reference tables.
    #[command(subcommand)]
    Data(c::data::Data),
    /// The transparency log: checkpoint, proofs, verification.
    #[command(subcommand)]
    Log(c::log::Log),
    /// Adds, lists and disables people.
    #[command(subcommand)]
    User(c::user::User),
    /// Prints canonical keys of addresses; keeps keys of the programming interface.
    Key(c::key::Key),
    /// The register of contacts: lists, takes in and hands out.
    #[command(subcommand)]
    Contact(c::contact::Contact),
    /// Records, ends and lists the powers of the desk.
    #[command(subcommand)]
    Designation(c::designation::Designation),
    /// Lists, compares and replaces the legal bases.
    #[command(subcommand)]
    Legal(c::legal::Legal),
    /// Lists and shows removal orders.
    #[command(subcommand)]
    Order(c::order::Order),
    /// Keeps the register of protected sources.
    #[command(subcommand)]
    Protected(c::protected::Protected),
    /// Work that failed for good.
    #[command(subcommand)]
    Job(c::job::Job),
    /// Shows and checks the configuration.
    #[command(subcommand)]
    Config(c::config::Config),
    /// Looks for what is missing, old or wrong, and says what to do.
    Doctor(c::doctor::Doctor),
    /// Copies the whole desk into a folder.
    Backup(c::backup::Backup),
    /// Makes a desk from such a folder.
    Restore(c::backup::Restore),
    /// Decodes one picture inside the sandbox; run by the program itself.
    #[command(hide = true)]
    Decode,
    /// Writes the reference pages of the manual.
    #[command(hide = true)]
    Reference(c::reference::Reference),
}

impl Answer {
    /// A yes only when both are.
    pub(crate) const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::No,
        }
    }
}

/// What a command answers when nothing failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Done, or found: exit 0.
    Yes,
    /// A clean no: no match, still online: exit 1.
    No,
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(2)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    // The child is confined before it reads its first byte: no runtime, no configuration.
    if matches!(arguments.command, Command::Decode) {
        return vigie_media::run_child();
    }
    start_tracing(arguments.verbose, arguments.json);
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            say(format_args!("error: no threads could be started: {error}"));
            return ExitCode::from(2);
        }
    };
    match runtime.block_on(run(arguments)) {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Err(error) => {
            explain(&error);
            ExitCode::from(2)
        }
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<Answer> {
    let out = Output {
        is_json: arguments.json,
    };
    if let Some(path) = arguments.simulated_clock {
        tracing::warn!("the time comes from a file: nothing done now is evidence of when");
        let _ = wiring::SIMULATED_CLOCK.set(path);
    }
    let file = arguments.config.as_deref();
    let config = config::Config::load(file, arguments.data.as_deref())?;
    match arguments.command {
        Command::Init(command) => command.run(&config, out).await,
        Command::Serve(command) => command.run(config).await,
        Command::Worker(command) => command.run(&config).await,
        Command::Demo(command) => command.run(&config, arguments.data, out).await,
        Command::Item(command) => command.run(&config, out).await,
        Command::Capture(command) => command.run(&config, out).await,
        Command::Exhibit(command) => command.run(&config, out).await,
        Command::Hash(command) => command.run(&config, out).await,
        Command::Index(command) => command.run(out),
        Command::Bank(command) => command.run(&config, out).await,
        Command::Match(command) => command.run(&config, out).await,
        Command::Text(command) => command.run(&config, out).await,
        Command::Trace(command) => command.run(&config, out).await,
        Command::Recheck(command) => command.run(&config, out).await,
        Command::Referral(command) => command.run(&config, out).await,
        Command::Complaint(command) => command.run(&config, out).await,
        Command::Provider(command) => command.run(&config, out).await,
        Command::Dossier(command) => command.run(&config, out).await,
        Command::Report(command) => command.run(&config, out).await,
        Command::Mail(command) => command.run(&config, out).await,
        Command::Data(command) => command.run(&config, out).await,
        Command::Log(command) => command.run(&config, out).await,
        Command::User(command) => command.run(&config, out).await,
        Command::Key(command) => command.run(&config, out).await,
        Command::Contact(command) => command.run(&config, out).await,
        Command::Designation(command) => command.run(&config, out).await,
        Command::Legal(command) => command.run(&config, out).await,
        Command::Order(command) => command.run(&config, out).await,
        Command::Protected(command) => command.run(&config, out).await,
        Command::Job(command) => command.run(&config, out).await,
        Command::Config(command) => command.run(&config, out),
        Command::Doctor(command) => command.run(&config, out).await,
        Command::Backup(command) => command.run(&config, out).await,
        Command::Restore(command) => command.run(&config, out).await,
        Command::Decode => Ok(Answer::No),
        Command::Reference(command) => command.run(),
    }
}

/// `error:`, then what caused it, then what to do.
fn explain(error: &anyhow::Error) {
    let mut said: Vec<String> = Vec::new();
    // "An internal error occurred" is for strangers; the person at the machine is told which.
    let is_veil = |cause: &(dyn std::error::Error + 'static)| {
        matches!(cause.downcast_ref(), Some(vigie_desk::DeskError::Broken(_)))
    };
    for cause in error.chain().filter(|cause| !is_veil(*cause)) {
        let words = cause.to_string();
        // Errors that only hand on another's sentence would say it twice.
        if said.iter().any(|earlier| earlier.contains(&words)) {
            continue;
        }
        let head = if said.is_empty() {
            "error"
        } else {
            "caused by"
        };
        say(format_args!("{head}: {words}"));
        said.push(words);
    }
    if let Some(hint) = command::hint(error) {
        say(format_args!("hint: {hint}"));
    }
}

/// Structured words on stderr. Never content, names, addresses of people, tokens or full URLs.
fn start_tracing(verbose: u8, is_json: bool) {
    let quiet = match verbose {
        0 => "warn",
        1 => "info",
        _ => "debug",
    };
    let filter = tracing_subscriber::EnvFilter::try_from_env("VIGIE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(quiet));
    let words = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()));
    if is_json {
        words.json().init();
    } else {
        words.with_target(false).init();
    }
}
