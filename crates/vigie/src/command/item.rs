//! `vigie item`: taken in by argument, file or standard input; listed; shown.

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, Subcommand};
use serde_json::json;
use vigie_desk::item::{self as desk_item, ListLine, NewItem, Upload, UploadKind};
use vigie_domain::{IntakeChannel, ItemId};
use vigie_format::url_list::parse_url_list;
use vigie_store::QueueFilter;

use super::read_input;
use crate::Answer;
use crate::config::Config;
use crate::output::{Output, progress, say};
use crate::wiring::{self, Hold, Opened};

/// Largest list read, in bytes.
const LIST_BYTES_MAX: u64 = 1 << 30;

/// Takes in, lists and shows items.
#[derive(Debug, Subcommand)]
pub(crate) enum Item {
    /// Takes in addresses; prints one line for each.
    Add(Add),
    /// Lists the queue, most urgent first.
    List(List),
    /// Shows one item.
    Show(Show),
    /// Takes in a file somebody handed over.
    Upload(UploadFile),
}

/// Takes in addresses; prints one line for each.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// Addresses; without any, they are read from standard input.
    urls: Vec<String>,
    /// A list: one address a line, or CSV with a column `url`. `-` is standard input.
    #[arg(long, short, value_name = "FILE", conflicts_with = "urls")]
    file: Option<PathBuf>,
}

/// Lists the queue, most urgent first.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only items in this state; may be given several times.
    #[arg(long, value_name = "STATE")]
    state: Vec<String>,
    /// Only items that a bank knows.
    #[arg(long)]
    matched: bool,
    /// At most this many.
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: u32,
}

/// Shows one item.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Its id.
    id: ItemId,
}

/// Takes in a file somebody handed over.
#[derive(Debug, Args)]
pub(crate) struct UploadFile {
    /// The file: a picture, a document, a WARC or WACZ archive. `-` is standard input.
    file: PathBuf,
    /// Who hands it over, in words.
    #[arg(long, value_name = "WHO")]
    by: String,
    /// Where it is said to come from.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

impl Item {
    pub(crate) async fn run(self, config: &Config, out: Output) -> anyhow::Result<Answer> {
        let opened = wiring::open(config, Hold::Beside).await?;
        match self {
            Self::Add(command) => command.run(&opened, out).await,
            Self::List(command) => command.run(&opened, out).await,
            Self::Show(command) => command.run(&opened, out).await,
            Self::Upload(command) => command.run(config, &opened, out).await,
        }
    }
}

/// What is to be taken in.
#[derive(Default)]
struct Reading {
    /// Of the file.
    name: String,
    items: Vec<NewItem>,
    /// Number of each item's line in the file; empty for addresses that were typed.
    lines: Vec<u64>,
    /// Lines that could not be read at all.
    refused: u32,
}

impl Add {
    async fn run(self, opened: &Opened, out: Output) -> anyhow::Result<Answer> {
        let Reading {
            name,
            items,
            lines,
            mut refused,
        } = self.read()?;
        let urls: Vec<String> = items.iter().map(|item| item.url.clone()).collect();
        let bar = progress(items.len(), "items");
        let report = desk_item::add_list(&opened.desk, &opened.operator, items, |done| {
            bar.set_position(done as u64);
        })
        .await?;
        bar.finish_and_clear();
        for (at, (url, line)) in urls.iter().zip(&report.lines).enumerate() {
            match line {
                ListLine::Added { item, key } => out.line(
                    &format!("added\t{item}\t{key}"),
                    &json!({"result": "added", "id": item, "key": key, "url": url}),
                )?,
                ListLine::Known { item, key } => out.line(
                    &format!("known\t{item}\t{key}"),
                    &json!({"result": "known", "id": item, "key": key, "url": url}),
                )?,
                ListLine::Refused { why } => {
                    refused += 1;
                    let number = lines.get(at);
                    if let Some(number) = number {
                        say(format_args!("{name}:{number}: {why}"));
                    }
                    let shown: String = url.chars().take(200).collect();
                    out.line(
                        &format!("refused\t{}\t{why}", shown.escape_debug()),
                        &json!({"result": "refused", "url": shown, "why": why.to_string(), "line": number}),
                    )?;
                }
            }
        }
        let (added, known) = (report.items_added, report.items_known);
        say(format_args!(
            "{added} added, {known} known, {refused} refused"
        ));
        Ok(if refused == 0 {
            Answer::Yes
        } else {
            Answer::No
        })
    }

    fn read(&self) -> anyhow::Result<Reading> {
        if !self.urls.is_empty() {
            let items = self
                .urls
                .iter()
                .map(|url| NewItem::url(url, IntakeChannel::Desk));
            return Ok(Reading {
                items: items.collect(),
                ..Reading::default()
            });
        }
        let path = self.file.clone().unwrap_or_else(|| PathBuf::from("-"));
        let bytes = read_input(&path, LIST_BYTES_MAX)?;
        let (entries, defects) = parse_url_list(&bytes);
        let name = path.display().to_string();
        for defect in &defects {
            say(format_args!("{name}: {defect}"));
        }
        if entries.is_empty() && defects.is_empty() {
            bail!("the list is empty; write one address a line");
        }
        let lines = entries.iter().map(|entry| entry.line).collect();
        let items = entries
            .into_iter()
            .map(|entry| {
                let mut item = NewItem::url(entry.url, IntakeChannel::List);
                item.external_id = entry.reference;
                item.note = entry.note;
                item
            })
            .collect();
        let refused = u32::try_from(defects.len()).unwrap_or(u32::MAX);
        Ok(Reading {
            name,
            items,
            lines,
            refused,
        })
    }
}

impl List {
    async fn run(self, opened: &Opened, out: Output) -> anyhow::Result<Answer> {
        let known = &vigie_domain::item::ITEM_STATES;
        let mut states = Vec::new();
        for wanted in &self.state {
            match known.iter().find(|state| *state == wanted) {
                Some(state) => states.push(*state),
                None => bail!("no state `{wanted}`; there are {}", known.join(", ")),
            }
        }
        let filter = QueueFilter {
            states,
            matched: self.matched.then_some(true),
            ..QueueFilter::default()
        };
        let (mut after, mut left) = (None, self.limit);
        let mut is_empty = true;
        while left > 0 {
            let page =
                desk_item::list_queue(&opened.desk, &opened.operator, &filter, after, left).await?;
            for item in &page.rows {
                is_empty = false;
                let url = item
                    .primary_locator()
                    .map_or("", |locator| locator.url.as_str());
                let (id, state, priority) = (item.id, item.state.name(), item.priority);
                out.line(&format!("{id}\t{state}\t{priority}\t{url}"), item)?;
            }
            left = left.saturating_sub(u32::try_from(page.rows.len()).unwrap_or(u32::MAX));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok(if is_empty { Answer::No } else { Answer::Yes })
    }
}

impl Show {
    async fn run(self, opened: &Opened, out: Output) -> anyhow::Result<Answer> {
        let view = desk_item::show_item(&opened.desk, &opened.operator, self.id).await?;
        if out.is_json {
            let history: Vec<_> = view
                .history
                .iter()
                .map(|logged| json!({"record": logged.record, "log_index": logged.log_index}))
                .collect();
            out.line(
                "",
                &json!({
                    "item": view.item, "exhibits": view.exhibits, "matches": view.matches,
                    "assessments": view.assessments, "reviews": view.reviews,
                    "observations": view.observations, "rechecks": view.rechecks,
                    "chain": view.chain.map(|(at, chain)| json!({"at": at, "chain": chain})),
                    "history": history,
                }),
            )?;
            return Ok(Answer::Yes);
        }
        let item = &view.item;
        out.line(&format!("item      {}", item.id), &())?;
        out.line(&format!("state     {}", item.state.name()), &())?;
        out.line(&format!("priority  {}", item.priority), &())?;
        for locator in &item.locators {
            out.line(
                &format!("locator   {} ({})", locator.url, locator.scope.name()),
                &(),
            )?;
        }
        for found in &view.matches {
            let text = format!(
                "match     {} {} at {} bits, {}",
                found.bank_name,
                found.signal.signal_type().name(),
                found.distance_bits,
                found.label
            );
            out.line(&text, &())?;
        }
        for exhibit in &view.exhibits {
            out.line(
                &format!("exhibit   {} {}", exhibit.id, exhibit.captured_at),
                &(),
            )?;
        }
        for logged in &view.history {
            let Some(record) = &logged.record else {
                continue;
            };
            let index = logged
                .log_index
                .map_or_else(|| "-".to_owned(), |index| index.to_string());
            out.line(
                &format!("event     {} {index} {}", record.at, record.event.kind()),
                &(),
            )?;
        }
        Ok(Answer::Yes)
    }
}

impl UploadFile {
    async fn run(self, config: &Config, opened: &Opened, out: Output) -> anyhow::Result<Answer> {
        let bytes = read_input(&self.file, config.desk.intake.upload_bytes_max as u64)?;
        let file_name = self
            .file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let upload = Upload {
            kind: UploadKind::File,
            file_name,
            bytes,
            url: self.url,
            supplied_by: self.by,
            note: None,
        };
        let added = desk_item::upload_item(&opened.desk, &opened.operator, upload).await?;
        let word = if added.is_new { "added" } else { "known" };
        out.line(
            &format!("{word}\t{}\t{}", added.item, added.key),
            &json!({"result": word, "id": added.item, "key": added.key}),
        )?;
        Ok(Answer::Yes)
    }
}
