//! Addresses in, canonical keys out: one JSON value a line, in the order of the input.
//!
//! No desk is opened: the rules are those of the configuration.

use std::io::{BufRead as _, BufWriter, Write as _};

use serde_json::{Value, json};
use url::Url;
use vigie_capture::Capturer;
use vigie_domain::UrlScope;
use vigie_format::key::{KeyRules, LOCATOR_BYTES_MAX, ParsedLocator};

use crate::Answer;
use crate::config::Config;
use crate::wiring;

/// Prints the keys; a clean no when one of the addresses was refused.
pub(super) async fn print_keys(
    config: &Config,
    urls: &[String],
    resolve: bool,
) -> anyhow::Result<Answer> {
    let rules = wiring::keys(config)?.rules(wiring::clock().now());
    let resolver = if resolve {
        Some(Capturer::new(
            wiring::egress(config)?,
            config.capture.clone(),
        ))
    } else {
        None
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut answer = Answer::Yes;
    for url in urls.iter().filter(|url| *url != "-") {
        answer = answer.and(print_one(&rules, resolver.as_ref(), url, &mut out).await?);
    }
    if urls.iter().any(|url| url == "-") {
        for line in std::io::stdin().lock().split(b'\n') {
            let line = line?;
            let text = String::from_utf8_lossy(&line[..line.len().min(LOCATOR_BYTES_MAX + 1)]);
            let text = text.trim();
            if !text.is_empty() {
                answer = answer.and(print_one(&rules, resolver.as_ref(), text, &mut out).await?);
            }
        }
    }
    match out.flush() {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(answer),
    }
}

async fn print_one(
    rules: &KeyRules,
    resolver: Option<&Capturer>,
    input: &str,
    out: &mut impl std::io::Write,
) -> anyhow::Result<Answer> {
    let (value, answer) = match rules.parse_locator(input) {
        Err(refusal) => {
            let value = json!({
                "input": input,
                "refusal": {"code": refusal.code(), "detail": refusal.to_string()},
            });
            (value, Answer::No)
        }
        Ok(locator) => {
            let mut value = describe(input, &locator);
            if let Some(resolver) = resolver
                && locator.scope == UrlScope::Redirector
            {
                value["leads"] = follow(rules, resolver, &locator).await;
            }
            (value, Answer::Yes)
        }
    };
    serde_json::to_writer(&mut *out, &value)?;
    out.write_all(b"\n")?;
    Ok(answer)
}

/// Only what is there: a file inside, what a copy is of, the wrappers on the way.
fn describe(input: &str, locator: &ParsedLocator) -> Value {
    let mut value = json!({
        "input": input,
        "key": locator.key,
        "kind": format!("{}:{}", locator.key.platform(), locator.key.kind()),
        "scope": locator.scope.name(),
        "url": locator.url,
    });
    if let Some(part) = &locator.part {
        value["part"] = json!(part);
    }
    if let Some(inner) = &locator.inner {
        value["copy_of"] = json!(inner.key);
    }
    if !locator.wrapped_by.is_empty() {
        value["wrapped_by"] = json!(locator.wrapped_by);
    }
    value
}

/// Every hop a shortener sends through, and the key at its end, or why there is none.
async fn follow(rules: &KeyRules, resolver: &Capturer, locator: &ParsedLocator) -> Value {
    let Ok(url) = Url::parse(&locator.url) else {
        return Value::Null;
    };
    match resolver.resolve(&url, wiring::clock().now()).await {
        Err(error) => json!({"error": error.to_string()}),
        Ok(hops) => {
            let end = hops.last().map(|hop| rules.parse_locator(hop.url.as_str()));
            let hops: Vec<Value> = hops
                .iter()
                .map(|hop| json!({"url": hop.url.as_str(), "status": hop.status}))
                .collect();
            match end {
                Some(Ok(end)) => json!({"hops": hops, "key": end.key, "scope": end.scope.name()}),
                Some(Err(refusal)) => json!({"hops": hops, "refusal": refusal.code()}),
                None => Value::Null,
            }
        }
    }
}
