//! `vigie reference DIR`: the pages of the manual that the program itself knows best.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, CommandFactory};
use vigie_domain::AuditEvent;

use super::write_file;
use crate::{Answer, Arguments};

/// Writes the reference pages of the manual.
#[derive(Debug, Args)]
pub(crate) struct Reference {
    /// The folder.
    folder: PathBuf,
}

/// The sections of the configuration and the sources that document them.
const SECTIONS: &[(&str, &str)] = &[
    ("desk", include_str!("../../../vigie-desk/src/config.rs")),
    ("store", include_str!("../../../vigie-store/src/config.rs")),
    (
        "egress",
        include_str!("../../../vigie-egress/src/config.rs"),
    ),
    (
        "capture",
        include_str!("../../../vigie-capture/src/config.rs"),
    ),
    ("media", include_str!("../../../vigie-media/src/config.rs")),
    ("trace", include_str!("../../../vigie-trace/src/config.rs")),
    (
        "dispatch",
        include_str!("../../../vigie-dispatch/src/config.rs"),
    ),
    (
        "document",
        include_str!("../../../vigie-document/src/config.rs"),
    ),
    ("web", include_str!("../../../vigie-web/src/config.rs")),
];

impl Reference {
    pub(crate) fn run(self) -> anyhow::Result<Answer> {
        std::fs::create_dir_all(&self.folder)?;
        write_file(&self.folder.join("cli.md"), cli().as_bytes())?;
        write_file(
            &self.folder.join("audit-events.md"),
            audit_events().as_bytes(),
        )?;
        write_file(
            &self.folder.join("configuration.md"),
            configuration()?.as_bytes(),
        )?;
        let api = vigie_web::openapi_json();
        write_file(&self.folder.join("openapi.json"), api.as_bytes())?;
        Ok(Answer::Yes)
    }
}

fn cli() -> String {
    let mut page = String::from(
        "# Command line\n\nGenerated from the program. Data go to stdout, words to stderr. Exit 0: done or found; 1: a clean no; 2: an error, with a hint where there is one.\n",
    );
    let mut root = Arguments::command();
    root.build();
    describe(&root, "vigie", &mut page);
    page
}

fn describe(command: &clap::Command, name: &str, page: &mut String) {
    if command.is_hide_set() {
        return;
    }
    let about = command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default();
    let _ = write!(page, "\n## `{name}`\n\n{about}\n");
    let options: Vec<&clap::Arg> = command
        .get_arguments()
        .filter(|arg| !arg.is_hide_set() && !arg.is_global_set() || name == "vigie")
        .collect();
    if options
        .iter()
        .any(|arg| arg.get_id() != "help" && arg.get_id() != "version")
    {
        page.push_str("\n| argument | meaning |\n|---|---|\n");
    }
    for arg in options {
        if arg.get_id() == "help" || arg.get_id() == "version" {
            continue;
        }
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(
            page,
            "| `{}` | {} |",
            arg.to_string().replace('|', "\\|"),
            help.replace('|', "\\|")
        );
    }
    for sub in command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help")
    {
        describe(sub, &format!("{name} {}", sub.get_name()), page);
    }
}

fn audit_events() -> String {
    let mut page = String::from(
        "# Audit events\n\nGenerated from the program: everything that can happen. Each is one entry of the log.\n\n| kind | what happened |\n|---|---|\n",
    );
    for (kind, sentence) in AuditEvent::CATALOGUE {
        let _ = writeln!(page, "| `{kind}` | {} |", sentence.trim());
    }
    page
}

/// The keys with their doc comments and their defaults.
fn configuration() -> anyhow::Result<String> {
    let mut page = String::from(
        "# Configuration\n\nGenerated from the program. One `vigie.toml`; any key can be overridden by `VIGIE_<SECTION>__<KEY>`. A secret is always a path to a file. An empty file starts a working desk.\n",
    );
    for (section, source) in SECTIONS {
        let _ = write!(page, "\n## `[{section}]`\n");
        for (name, fields) in structs(source) {
            if name != "Config" {
                let _ = write!(page, "\n### {name}\n");
            }
            page.push_str("\n| key | meaning |\n|---|---|\n");
            for (key, words) in fields {
                let _ = writeln!(page, "| `{key}` | {} |", words.replace('|', "\\|"));
            }
        }
    }
    let defaults = toml::to_string_pretty(&crate::config::Config::default())?;
    let _ = write!(page, "\n## Defaults\n\n```toml\n{defaults}```\n");
    Ok(page)
}

type Fields = Vec<(String, String)>;

/// The public structs of a source, with the public fields of each and their doc comments.
fn structs(source: &str) -> Vec<(String, Fields)> {
    let mut found: Vec<(String, Fields)> = Vec::new();
    let (mut words, mut is_inside) = (String::new(), false);
    for line in source.lines() {
        let line = line.trim();
        if let Some(doc) = line.strip_prefix("///") {
            words.push_str(doc);
        } else if let Some(rest) = line.strip_prefix("pub struct ") {
            is_inside = rest.ends_with('{');
            if is_inside {
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
                found.push((name, Vec::new()));
            }
            words.clear();
        } else if line == "}" {
            is_inside = false;
            words.clear();
        } else if let (true, Some(rest)) = (is_inside, line.strip_prefix("pub ")) {
            let key = rest.split(':').next().unwrap_or_default().to_owned();
            if let Some((_, fields)) = found.last_mut() {
                fields.push((key, words.trim().to_owned()));
            }
            words.clear();
        } else if !line.starts_with("#[") {
            words.clear();
        }
    }
    found
}
