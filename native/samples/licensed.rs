//! A program that runs only with a valid license: one that is installed on this computer, or a file passed to it.
//! airlatch_kit.rs is the vendor's kit, written by `airlatch-vendor kit PRODUCT --format rs`. docs/guides/native-rust.md
//! shows how to make it, and how to build this.
//!
//!     licensed [FILE]

mod airlatch_kit;

use airlatch::{Kit, Question};
use std::error::Error;
use std::process::ExitCode;

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::from(2)
    })
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let kit = Kit::open(airlatch_kit::AIRLATCH_KIT)?;
    let license = std::env::args_os().nth(1).map(std::fs::read).transpose()?;
    let question = Question {
        license: license.as_deref(),
        version: Some("2.3.1"),
        released: Some("2026-11-30"),
        ..Question::default()
    };
    let answer = kit.check(&question)?;
    if !answer.valid() {
        for reason in answer.reasons() {
            eprintln!("Not licensed: {reason}");
        }
        return Ok(ExitCode::from(1));
    }
    if let Some(name) = answer.product_name() {
        println!("product: {name}");
    }
    if let Some(licensee) = answer.licensee() {
        println!("licensed to: {licensee}");
    }
    if let Some(days) = answer.days_left() {
        println!("days left: {days}");
    }
    for warning in answer.warnings() {
        println!("warning: {warning}");
    }
    println!(
        "export: {}",
        if answer.feature("export").is_some() {
            "yes"
        } else {
            "no"
        }
    );
    Ok(ExitCode::SUCCESS)
}
