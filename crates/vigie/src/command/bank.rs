//! `vigie bank`: created, set up, filled, curated, given out.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::bank as desk_bank;
use vigie_desk::bank::{BankSettings, ExportFormat, ImportForm, NewContent, Since};
use vigie_domain::{
    Activation, ApiKeyId, BankEntry, BankEntryId, BankRole, EntryCommand, EntryState, SharingLabel,
    Signal, SignalType, Stance, Transform,
};

use super::{read_input, write_file};
use crate::Answer;
use crate::config::Config;
use crate::output::{Output, say};
use crate::wiring::{self, Hold, Opened};

/// Largest list read, in bytes.
const LIST_BYTES_MAX: u64 = 2 << 30;
/// Entries of a list read at a time.
const PAGE_ENTRIES: u32 = 1_000;
/// Changes fetched at a time.
const PAGE_CHANGES: u32 = 10_000;

/// Creates, sets up, fills, curates and exports banks.
#[derive(Debug, Subcommand)]
pub(crate) enum Bank {
    /// Makes a bank.
    Create(Create),
    /// Lists the banks.
    List,
    /// Shows how a bank is set up, how its entries stand, and who fetched from it.
    Show(Named),
    /// Changes how a bank is set up.
    Set(Set),
    /// Closes a bank: it answers nothing, and subscribers see every entry withdrawn.
    Close(Named),
    /// Adds signals from a list: hexadecimal lines, CSV `hash,bank,source,label`, or a list of
    /// python-threatexchange.
    Import(Import),
    /// Writes the answering entries as a list, or what changed since a fetch.
    Export(Export),
    /// Adds one content by its signals.
    Add(Add),
    /// Lists the entries of a bank.
    Entries(Entries),
    /// Lets a proposed entry answer, or all that others put forward up to one.
    Activate(Activate),
    /// Says that an entry is wrong; it is silent until another person upholds it.
    Contest(Because),
    /// Says that a contested entry is right.
    Uphold(OfEntry),
    /// Lets an entry answer again that matched too much.
    Release(Release),
    /// Takes an entry out.
    Withdraw(Because),
    /// Puts a withdrawn entry forward once more.
    Propose(OfEntry),
    /// States a view of an entry: agree or disagree.
    Opinion(Opinion),
}

/// How a bank is set up.
#[derive(Debug, Args)]
pub(crate) struct Settings {
    /// What it is for.
    #[arg(long, value_name = "WORDS")]
    description: Option<String>,
    /// What a match with it means: known or negative.
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// Who answers for it.
    #[arg(long, value_name = "WHO")]
    owner: Option<String>,
    /// How far it may be given on: red, amber, green or clear.
    #[arg(long, value_name = "LABEL")]
    sharing: Option<String>,
    /// Distance within which a PDQ is a match with it, in bits, 0 to 63.
    #[arg(long, value_name = "BITS")]
    distance: Option<u32>,
    /// The share of lookups it answers, 0 to 1.
    #[arg(long, value_name = "SHARE")]
    ratio: Option<f64>,
    /// Who makes an entry answer: one_person or two_people.
    #[arg(long, value_name = "RULE")]
    activation: Option<String>,
    /// Matches of one entry in a day that are never a flood; 0 watches for none.
    #[arg(long, value_name = "MATCHES")]
    flood_floor: Option<u32>,
}

/// Makes a bank.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// Its name.
    name: String,
    #[command(flatten)]
    settings: Settings,
}

/// Changes how a bank is set up.
#[derive(Debug, Args)]
pub(crate) struct Set {
    /// The bank.
    name: String,
    #[command(flatten)]
    settings: Settings,
    /// Its new name.
    #[arg(long, value_name = "NAME")]
    rename: Option<String>,
    /// Whether it answers.
    #[arg(long, value_name = "BOOL")]
    enabled: Option<bool>,
    /// The keys that may subscribe to a bank labelled amber, in the place of those named before.
    #[arg(long, value_name = "KEY")]
    subscriber: Option<Vec<ApiKeyId>>,
}

/// A bank.
#[derive(Debug, Args)]
pub(crate) struct Named {
    /// The bank.
    name: String,
}

/// Adds signals from a list.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The bank.
    name: String,
    /// The list; `-` is standard input.
    file: PathBuf,
    /// What the list holds: pdq, sha256, md5 or url; `tx` for a list of python-threatexchange.
    #[arg(long = "type", default_value = "pdq", value_name = "TYPE")]
    kind: String,
    /// Who vouches for lines that name nobody.
    #[arg(long, default_value = "import", value_name = "WHO")]
    source: String,
}

/// Writes the answering entries, or what changed.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The bank.
    name: String,
    /// The file to write; `-` is standard output.
    #[arg(long, short, default_value = "-", value_name = "FILE")]
    out: PathBuf,
    /// csv; tx or tx_csv for python-threatexchange.
    #[arg(
        long,
        default_value = "csv",
        value_name = "FORMAT",
        conflicts_with = "since"
    )]
    format: String,
    /// Write what changed instead, one JSON value a line, tombstones among them: 0 for everything,
    /// else `next` of the last line that was written.
    #[arg(long, value_name = "CURSOR")]
    since: Option<String>,
}

/// Adds one content.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The bank.
    name: String,
    /// Its signals, each `type:value`: `pdq:…`, `sha256:…`, `md5:…`, `url:…`.
    #[arg(required = true)]
    signals: Vec<String>,
    /// What it is, in a few words.
    #[arg(long, default_value = "", value_name = "WORDS")]
    label: String,
    /// Who vouches for it.
    #[arg(long, default_value = "desk", value_name = "WHO")]
    source: String,
}

/// Lists entries.
#[derive(Debug, Args)]
pub(crate) struct Entries {
    /// The bank.
    name: String,
    /// Only those in this state: proposed, active, contested, quarantined or withdrawn.
    #[arg(long, value_name = "STATE")]
    state: Option<String>,
}

/// Activates.
#[derive(Debug, Args)]
pub(crate) struct Activate {
    /// The bank.
    name: String,
    /// The entry.
    entry: BankEntryId,
    /// All that others put forward up to this entry.
    #[arg(long)]
    up_to: bool,
}

/// An entry.
#[derive(Debug, Args)]
pub(crate) struct OfEntry {
    /// The bank.
    name: String,
    /// The entry.
    entry: BankEntryId,
}

/// An entry, and why.
#[derive(Debug, Args)]
pub(crate) struct Because {
    /// The bank.
    name: String,
    /// The entry.
    entry: BankEntryId,
    /// Why.
    #[arg(long, value_name = "WORDS")]
    reason: String,
}

/// Lets an entry answer again.
#[derive(Debug, Args)]
pub(crate) struct Release {
    /// The bank.
    name: String,
    /// The entry.
    entry: BankEntryId,
    /// Most matches in a day from now on.
    #[arg(long, value_name = "MATCHES")]
    limit: Option<u32>,
}

/// States a view.
#[derive(Debug, Args)]
pub(crate) struct Opinion {
    /// The bank.
    name: String,
    /// The entry.
    entry: BankEntryId,
    /// agree or disagree.
    stance: String,
    /// In words.
    #[arg(long, default_value = "", value_name = "WORDS")]
    note: String,
}

/// The member of a fixed list of that name, or a sentence that lists them.
fn word<T: Copy>(
    text: &str,
    what: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> anyhow::Result<T> {
    let found = all.iter().copied().find(|one| name(*one) == text);
    found.with_context(|| {
        let names: Vec<_> = all.iter().map(|one| name(*one)).collect();
        format!("no {what} `{text}`; there are {}", names.join(", "))
    })
}

impl Settings {
    fn read(self) -> anyhow::Result<BankSettings> {
        let role = self
            .role
            .map(|text| word(&text, "role", BankRole::ALL, BankRole::name));
        let sharing = self
            .sharing
            .map(|text| word(&text, "label", SharingLabel::ALL, SharingLabel::name));
        let activation = self
            .activation
            .map(|text| word(&text, "rule", Activation::ALL, Activation::name));
        Ok(BankSettings {
            description: self.description,
            role: role.transpose()?,
            owner: self.owner,
            sharing: sharing.transpose()?,
            distance_bits_max: self.distance,
            enabled_ratio: self.ratio,
            activation: activation.transpose()?,
            flood_floor_per_day: self.flood_floor,
            ..BankSettings::default()
        })
    }
}

impl Bank {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        match self {
            Self::Create(create) => create.run(&opened, out).await,
            Self::List => list(&opened, out).await,
            Self::Show(Named { name }) => show(&opened, &name, out).await,
            Self::Set(set) => set.run(&opened).await,
            Self::Close(Named { name }) => {
                let (desk, actor) = (&opened.desk, &opened.operator);
                let entries = desk_bank::close_bank(desk, actor, &name).await?;
                out.line(
                    &format!("{entries} entries withdrawn"),
                    &json!({"entries": entries}),
                )?;
                Ok(Answer::Yes)
            }
            Self::Import(import) => import.run(&opened, out).await,
            Self::Export(export) => export.run(&opened).await,
            Self::Add(add) => add.run(&opened, out).await,
            Self::Entries(entries) => entries.run(&opened, out).await,
            Self::Activate(activate) => activate.run(&opened, out).await,
            Self::Contest(Because {
                name,
                entry,
                reason,
            }) => move_entry(&opened, &name, entry, EntryCommand::Contest { reason }, out).await,
            Self::Uphold(OfEntry { name, entry }) => {
                move_entry(&opened, &name, entry, EntryCommand::Uphold, out).await
            }
            Self::Release(Release { name, entry, limit }) => {
                let release = EntryCommand::Release {
                    limit_per_day: limit,
                };
                move_entry(&opened, &name, entry, release, out).await
            }
            Self::Withdraw(Because {
                name,
                entry,
                reason,
            }) => {
                move_entry(
                    &opened,
                    &name,
                    entry,
                    EntryCommand::Withdraw { reason },
                    out,
                )
                .await
            }
            Self::Propose(OfEntry { name, entry }) => {
                move_entry(&opened, &name, entry, EntryCommand::Propose, out).await
            }
            Self::Opinion(opinion) => opinion.run(&opened).await,
        }
    }
}

impl Create {
    async fn run(self, opened: &Opened, out: Output) -> anyhow::Result<Answer> {
        let (name, settings) = (self.name, self.settings.read()?);
        let (desk, actor) = (&opened.desk, &opened.operator);
        let id = desk_bank::create_bank_with(desk, actor, &name, settings).await?;
        out.line(&format!("{id}\t{name}"), &json!({"id": id, "name": name}))?;
        Ok(Answer::Yes)
    }
}

impl Set {
    async fn run(self, opened: &Opened) -> anyhow::Result<Answer> {
        let settings = BankSettings {
            name: self.rename,
            is_enabled: self.enabled,
            subscribers: self.subscriber,
            ..self.settings.read()?
        };
        desk_bank::configure_bank(&opened.desk, &opened.operator, &self.name, settings).await?;
        Ok(Answer::Yes)
    }
}

async fn list(opened: &Opened, out: Output) -> anyhow::Result<Answer> {
    let banks = desk_bank::list_banks(&opened.desk, &opened.operator).await?;
    for view in &banks {
        let (id, name) = (view.bank.id, &view.bank.name);
        out.line(&format!("{id}\t{name}\t{}", view.entries), view)?;
    }
    Ok(if banks.is_empty() {
        Answer::No
    } else {
        Answer::Yes
    })
}

async fn show(opened: &Opened, name: &str, out: Output) -> anyhow::Result<Answer> {
    let detail = desk_bank::show_bank(&opened.desk, &opened.operator, name).await?;
    let bank = &detail.bank;
    let counts: Vec<_> = detail
        .counts
        .iter()
        .map(|(state, entries)| format!("{entries} {}", state.name()))
        .collect();
    let readers: Vec<_> = detail
        .readers
        .iter()
        .map(|reader| {
            json!({
                "reader": reader.reader, "until_change": reader.until_change,
                "fetches": reader.fetches, "entries": reader.entries,
                "fetched_at": reader.fetched_at.rfc3339(),
            })
        })
        .collect();
    let text = format!(
        "{}\t{}\t{}\t{}\tdistance {}\tratio {}\t{}\t{}\treaders {}",
        bank.id,
        bank.name,
        bank.role.name(),
        bank.sharing.tlp(),
        bank.distance_bits_max,
        bank.enabled_ratio.fraction(),
        bank.activation().name(),
        counts.join(", "),
        readers.len(),
    );
    out.line(
        &text,
        &json!({"bank": bank, "counts": detail.counts, "readers": readers}),
    )?;
    Ok(Answer::Yes)
}

impl Import {
    async fn run(self, opened: &Opened, out: Output) -> anyhow::Result<Answer> {
        let Self {
            name,
            file,
            kind,
            source,
        } = self;
        let form = match kind.as_str() {
            "tx" => ImportForm::ThreatExchange,
            kind => ImportForm::Values(
                SignalType::parse(kind)
                    .with_context(|| no_type(kind, "pdq, sha256, md5, url, tx"))?,
            ),
        };
        let list = read_input(&file, LIST_BYTES_MAX)?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        let report = desk_bank::import_bank(desk, actor, &name, form, &source, &list).await?;
        for refused in &report.refused {
            say(format_args!(
                "{}:{}: {}",
                file.display(),
                refused.line,
                refused.why
            ));
        }
        let (added, known) = (report.entries_added, report.entries_known);
        let refused = report.refused.len();
        out.line(
            &format!("{added} added, {known} known, {refused} refused"),
            &json!({"added": added, "known": known, "refused": refused}),
        )?;
        Ok(if refused == 0 {
            Answer::Yes
        } else {
            Answer::No
        })
    }
}

fn no_type(kind: &str, known: &str) -> String {
    format!("no type `{kind}`; there are {known}")
}

impl Export {
    async fn run(self, opened: &Opened) -> anyhow::Result<Answer> {
        let text = if let Some(since) = &self.since {
            changes(opened, &self.name, since).await?
        } else {
            let format = ExportFormat::parse(&self.format).with_context(|| {
                format!("no format `{}`; there are csv, tx, tx_csv", self.format)
            })?;
            desk_bank::export_bank(&opened.desk, &opened.operator, &self.name, format).await?
        };
        if self.out == Path::new("-") {
            Output::bytes(text.as_bytes())?;
        } else {
            write_file(&self.out, text.as_bytes())?;
        }
        Ok(Answer::Yes)
    }
}

/// What changed, a JSON value a line; the last line says where to go on.
async fn changes(opened: &Opened, name: &str, since: &str) -> anyhow::Result<String> {
    let mut since: Since = since.parse()?;
    let mut lines = String::new();
    let mut push = |value: serde_json::Value| {
        lines.push_str(&value.to_string());
        lines.push('\n');
    };
    loop {
        let (desk, actor) = (&opened.desk, &opened.operator);
        let fetched = desk_bank::fetch_changes(desk, actor, name, since, PAGE_CHANGES).await?;
        for change in fetched.changes {
            let entry = change.entry;
            let mut line = json!({
                "id": entry.id,
                "signal": entry.signal,
                "is_tombstone": !change.is_standing,
                "change": entry.change,
            });
            if change.is_standing {
                line["transform"] = json!(entry.transform);
                line["label"] = json!(entry.label);
                line["source"] = json!(entry.source);
                line["opinions"] = json!(change.opinions);
            }
            push(line);
        }
        since = fetched.next;
        if !fetched.has_more {
            break;
        }
    }
    push(json!({"next": since.to_string()}));
    Ok(lines)
}

impl Add {
    async fn run(self, opened: &Opened, out: Output) -> anyhow::Result<Answer> {
        let signals = self.signals.iter().map(|text| read_signal(opened, text));
        let new = NewContent {
            signals: signals
                .map(|signal| Ok((signal?, Transform::AsIs)))
                .collect::<anyhow::Result<Vec<_>>>()?,
            label: self.label,
            source: self.source,
            ..NewContent::default()
        };
        let (desk, actor) = (&opened.desk, &opened.operator);
        let banked = desk_bank::add_content(desk, actor, &self.name, new).await?;
        for entry in &banked.entries {
            line(entry, out)?;
        }
        Ok(Answer::Yes)
    }
}

fn read_signal(opened: &Opened, text: &str) -> anyhow::Result<Signal> {
    let (kind, value) = text
        .split_once(':')
        .with_context(|| format!("`{text}` is no signal; write `type:value`"))?;
    let kind = SignalType::parse(kind).with_context(|| no_type(kind, "pdq, sha256, md5, url"))?;
    if kind == SignalType::Url {
        let key = vigie_desk::signal::address_key(&opened.desk, value);
        return Ok(Signal::Url(
            key.with_context(|| format!("`{value}` is no address"))?,
        ));
    }
    match Signal::parse(kind, value) {
        Some(signal) => Ok(signal),
        None => bail!("`{value}` is no {} value", kind.name()),
    }
}

fn line(entry: &BankEntry, out: Output) -> anyhow::Result<()> {
    let text = format!(
        "{}\t{}\t{}\t{}\t{}\t{}",
        entry.id,
        entry.content,
        entry.state.name(),
        entry.signal.signal_type().name(),
        entry.signal.value(),
        entry.label
    );
    out.line(&text, entry)
}

impl Entries {
    async fn run(self, opened: &Opened, out: Output) -> anyhow::Result<Answer> {
        let state = self
            .state
            .map(|text| word(&text, "state", EntryState::ALL, EntryState::name));
        let states: Vec<EntryState> = state.transpose()?.into_iter().collect();
        let (desk, actor) = (&opened.desk, &opened.operator);
        let mut after = None;
        let mut is_any = false;
        loop {
            let page =
                desk_bank::list_entries(desk, actor, &self.name, &states, (after, PAGE_ENTRIES))
                    .await?;
            for entry in &page.rows {
                is_any = true;
                line(entry, out)?;
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok(if is_any { Answer::Yes } else { Answer::No })
    }
}

impl Activate {
    async fn run(self, opened: &Opened, out: Output) -> anyhow::Result<Answer> {
        let (desk, actor) = (&opened.desk, &opened.operator);
        if !self.up_to {
            let command = EntryCommand::Activate;
            return move_entry(opened, &self.name, self.entry, command, out).await;
        }
        let entries = desk_bank::activate_entries(desk, actor, &self.name, self.entry).await?;
        out.line(
            &format!("{entries} activated"),
            &json!({"entries": entries}),
        )?;
        Ok(Answer::Yes)
    }
}

async fn move_entry(
    opened: &Opened,
    name: &str,
    entry: BankEntryId,
    command: EntryCommand,
    out: Output,
) -> anyhow::Result<Answer> {
    let (desk, actor) = (&opened.desk, &opened.operator);
    let moved = desk_bank::move_entry(desk, actor, name, entry, command).await?;
    line(&moved, out)?;
    Ok(Answer::Yes)
}

impl Opinion {
    async fn run(self, opened: &Opened) -> anyhow::Result<Answer> {
        let stance = word(&self.stance, "stance", Stance::ALL, Stance::name)?;
        let (desk, actor) = (&opened.desk, &opened.operator);
        let said = (stance, self.note.as_str());
        desk_bank::state_opinion(desk, actor, &self.name, self.entry, said).await?;
        Ok(Answer::Yes)
    }
}
