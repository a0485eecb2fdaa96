//! `vigie doctor`: what is missing, old or wrong, each with what to do.

use clap::Args;
use serde::Serialize;
use vigie_store::Store;
use vigie_trace::ReferenceData;

use crate::Answer;
use crate::config::Config;
use crate::output::Output;
use crate::wiring::{self, Hold};

/// Looks for what is missing, old or wrong, and says what to do.
#[derive(Debug, Args)]
pub(crate) struct Doctor {}

/// One thing looked at.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    /// `ok`, `warn` or `fail`.
    state: &'static str,
    said: String,
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn ok(&mut self, what: &'static str, said: impl Into<String>) {
        self.0.push(Finding {
            what,
            state: "ok",
            said: said.into(),
        });
    }
    fn warn(&mut self, what: &'static str, said: impl Into<String>) {
        self.0.push(Finding {
            what,
            state: "warn",
            said: said.into(),
        });
    }
    fn fail(&mut self, what: &'static str, said: impl Into<String>) {
        self.0.push(Finding {
            what,
            state: "fail",
            said: said.into(),
        });
    }
}

impl Doctor {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let mut findings = Findings::default();
        look_at_desk(config, &mut findings).await;
        look_at_sandbox(config, &mut findings).await;
        look_at_tables(config, &mut findings);
        look_at_mail(config, &mut findings);
        look_at_paper(config, &mut findings);
        look_at_seal(config, &mut findings);
        look_at_guard(config, &mut findings);
        for finding in &findings.0 {
            out.line(
                &format!("{:<5} {:<10} {}", finding.state, finding.what, finding.said),
                finding,
            )?;
        }
        let is_well = findings.0.iter().all(|finding| finding.state != "fail");
        Ok(if is_well { Answer::Yes } else { Answer::No })
    }
}

async fn look_at_desk(config: &Config, findings: &mut Findings) {
    if !Store::exists(&config.store) {
        let folder = config.store.data_dir.display();
        findings.fail("desk", format!("no desk in `{folder}`: run `vigie init`"));
        return;
    }
    let opened = match wiring::open(config, Hold::Beside).await {
        Ok(opened) => opened,
        Err(error) => return findings.fail("desk", format!("{error:#}")),
    };
    findings.ok("desk", format!("`{}` opens", config.desk.name));
    match opened.desk.store().dead_jobs(opened.desk.id()).await {
        Ok(dead) if dead.is_empty() => findings.ok("work", "nothing failed for good"),
        Ok(dead) => {
            findings.warn(
                "work",
                format!("{} jobs failed for good: `vigie job list`", dead.len()),
            );
        }
        Err(error) => findings.fail("work", error.to_string()),
    }
}

async fn look_at_sandbox(config: &Config, findings: &mut Findings) {
    let decoder = match wiring::decoder(config) {
        Ok(decoder) => decoder,
        Err(error) => return findings.fail("sandbox", format!("{error:#}")),
    };
    match decoder.check().await {
        Ok(report) if report.is_enforced() => {
            findings.ok("sandbox", "landlock and seccomp are in force");
        }
        Ok(_) => findings.warn("sandbox", "the kernel confines decoders only in part"),
        Err(error) => findings.fail("sandbox", error.to_string()),
    }
    if decoder.reads_videos() {
        findings.ok("video", "ffmpeg is there");
    } else {
        let program = config.media.video.program.display();
        findings.warn(
            "video",
            format!(
                "there is no `{program}`: videos and sounds have no signals but their digests; \
                 install ffmpeg, or set `media.video.program`"
            ),
        );
    }
}

fn look_at_tables(config: &Config, findings: &mut Findings) {
    let folder = wiring::reference_dir(&config.store.data_dir);
    match ReferenceData::load(&folder) {
        Err(error) => findings.fail("tables", error.to_string()),
        Ok((data, missing)) => {
            for absent in &missing {
                let said = format!("`{}` is missing: `vigie data import FOLDER`", absent.table);
                findings.warn("tables", said);
            }
            let tables = data.list(wiring::clock().now(), config.trace.reference_age_days_max);
            for table in tables.iter().filter(|table| table.is_old) {
                let (name, days) = (&table.info.table, table.age_days);
                findings.warn(
                    "tables",
                    format!("`{name}` is {days} days old: import a newer one"),
                );
            }
            findings.ok("tables", format!("{} tables are in use", tables.len()));
        }
    }
}

fn look_at_mail(config: &Config, findings: &mut Findings) {
    if config.dispatch.smtp_host.is_empty() || config.desk.unit.sender_address.is_empty() {
        findings.warn(
            "mail",
            "nothing can be sent: set `smtp_host` of [dispatch] and `sender_address` of [desk.unit]",
        );
        return;
    }
    match vigie_dispatch::Mailer::open(config.dispatch.clone()) {
        Err(error) => findings.fail("mail", error.to_string()),
        Ok(mailer) if mailer.signers().is_empty() => {
            findings.warn(
                "mail",
                "letters leave unsigned: add a key under [[dispatch.dkim]]",
            );
        }
        Ok(_) => findings.ok(
            "mail",
            format!("letters leave through {}", config.dispatch.smtp_host),
        ),
    }
}

fn look_at_paper(config: &Config, findings: &mut Findings) {
    match vigie_document::Press::open(config.document.clone()) {
        Ok(_) => findings.ok(
            "paper",
            "orders and dossiers can be set: every font is there",
        ),
        Err(error) => findings.warn("paper", error.to_string()),
    }
}

/// Days before its end at which a certificate is named as ending: time to order another.
const SEAL_DAYS_MIN: i64 = 30;

fn look_at_seal(config: &Config, findings: &mut Findings) {
    let sealer = match vigie_dispatch::cms::Sealer::open(&config.dispatch.seal) {
        Ok(sealer) => sealer,
        Err(error) => return findings.fail("seal", error.to_string()),
    };
    let Some(sealer) = sealer else {
        return findings.warn(
            "seal",
            "orders and dossiers are not signed with a certificate: set `certificate_file` and \
             `key_file` of [dispatch.seal]",
        );
    };
    let (days, until) = (
        sealer.days_left(wiring::clock().now()),
        sealer.not_after().rfc3339_seconds(),
    );
    if days < 0 {
        findings.fail(
            "seal",
            format!("the certificate ended on {until}: put a new one in place"),
        );
    } else if days < SEAL_DAYS_MIN {
        findings.warn(
            "seal",
            format!("the certificate ends in {days} days, on {until}"),
        );
    } else {
        findings.ok(
            "seal",
            format!("the certificate is good for {days} days, until {until}"),
        );
    }
}

fn look_at_guard(config: &Config, findings: &mut Findings) {
    if config.egress.allow_addresses.is_empty() {
        findings.ok("guard", "private addresses are refused");
    } else {
        findings.warn(
            "guard",
            "content may lead to private addresses: empty `allow_addresses` of [egress]",
        );
    }
}
