//! Sets a document from a file of data: to look at a template while changing it.
//!
//! `cargo run -p vigie-document --example set -- TEMPLATE LANGUAGE DATA.json OUT.pdf [TEMPLATE_DIR]`

#![allow(clippy::print_stderr, reason = "an example tells how long it took")]

use std::time::Instant;

use vigie_document::{Config, Press, Sheet, Template};
use vigie_domain::{Language, Timestamp};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [template, language, data, out, rest @ ..] = args.as_slice() else {
        return Err("name a template, a language, a file of data and a file to write".into());
    };
    let bytes = std::fs::read(data)?;
    let config = Config {
        template_dir: rest.first().map(Into::into),
        ..Config::default()
    };
    let opened = Instant::now();
    let press = Press::open(config)?;
    let begun = Instant::now();
    let pdf = press.set(&Sheet {
        template: Template::parse(template).ok_or("there is no such template")?,
        language: Language::parse(language).ok_or("there is no such language")?,
        at: Timestamp::from_ms(1_795_000_000_000),
        data: &serde_json::from_slice(&bytes)?,
        is_attested: false,
        twin: Some(("data.json", &bytes)),
    })?;
    let (open_ms, set_ms) = (begun.duration_since(opened), begun.elapsed());
    eprintln!(
        "fonts {open_ms:.0?}, page {set_ms:.0?}, {} bytes",
        pdf.len()
    );
    std::fs::write(out, pdf)?;
    Ok(())
}
