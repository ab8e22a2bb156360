//! A program that runs only with a valid license: the one that `airlatch install` keeps on this computer, or the file that
//! it is given. airlatch_kit.rs, made by `airlatch-vendor kit --format rs`, has the vendor's kit: the kit decides who is
//! trusted, so it must be inside the program, never a file beside it. docs/guides/native-rust.md shows how to build this.

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
        ..Question::default()
    };
    let answer = kit.check(&question)?;
    if !answer.valid() {
        for reason in answer.reasons() {
            eprintln!("This license is not valid here: {reason}");
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
