//! Prints all that an answer has, for test/native/languages.ts:
//!
//!     show FILE|- [home=DIR] [workload=NAME] [version=V] [released=DAY] [features=A,B] [search=MILLISECONDS]

mod airlatch_kit;

use airlatch::{Answer, Feature, Kit, Question};
use airlatch_kit::AIRLATCH_KIT;
use std::path::Path;
use std::thread;
use std::time::{Duration, SystemTime};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let license = (arguments[0] != "-").then(|| std::fs::read(&arguments[0]).unwrap());
    let value = |name: &str| {
        arguments[1..]
            .iter()
            .find_map(|one| one.strip_prefix(name)?.strip_prefix('='))
    };
    let features: Vec<&str> = value("features").map_or(vec![], |names| names.split(',').collect());
    let milliseconds = |text: &str| text.parse::<i64>().unwrap().try_into().unwrap_or(0);
    let question = Question {
        license: license.as_deref(),
        home: value("home").map(Path::new),
        workload: value("workload"),
        version: value("version"),
        released: value("released"),
        features: &features,
        search: value("search").map(|text| Duration::from_millis(milliseconds(text))),
    };
    let kit = Kit::open(AIRLATCH_KIT).unwrap();
    let answer = kit.check(&question).unwrap();
    line("changed kit", changed_kit());
    line("zero in the version", zero_in_the_version(&kit));
    line("feature without a name", feature_without_a_name(&kit));
    line("same in 8 threads", same_in_threads(&kit, question, &lines(&answer)));
    drop(kit);
    line("after closing", "closed");
    print!("{}", lines(&answer));
}

fn changed_kit() -> &'static str {
    let mut kit = AIRLATCH_KIT.to_vec();
    *kit.last_mut().unwrap() ^= 1;
    Kit::open(&kit).map_or_else(|error| error.code(), |_| "opened")
}

fn zero_in_the_version(kit: &Kit) -> &'static str {
    let version = Question { version: Some("2.3.1\0x"), ..Question::default() };
    let features = Question { features: &["export\0x"], ..Question::default() };
    if kit.check(&version).is_err() && kit.check(&features).is_err() {
        "refused"
    } else {
        "taken"
    }
}

fn feature_without_a_name(kit: &Kit) -> &'static str {
    let question = Question { features: &["", "nothing"], ..Question::default() };
    match kit.check(&question).unwrap().reasons()[..] {
        ["invalid-value"] => "refused",
        _ => "taken",
    }
}

fn same_in_threads(kit: &Kit, question: Question<'_>, first: &str) -> usize {
    let count = || (0..125).filter(|_| lines(&kit.check(&question).unwrap()) == first).count();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(count)).collect();
        threads.into_iter().map(|one| one.join().unwrap()).sum()
    })
}

fn line(label: &str, value: impl std::fmt::Display) {
    println!("{label}: {value}");
}

fn hex(bytes: Option<&[u8]>) -> String {
    bytes.map_or("none".into(), |all| all.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// RFC 3339, by the days of each 400 years.
fn day(time: SystemTime) -> String {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() as i64;
    let (days, rest) = (seconds.div_euclid(86_400) + 719_468, seconds.rem_euclid(86_400));
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    let date = of_year - (153 * march + 2) / 5 + 1;
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}Z")
}

fn feature(answer: &Answer, name: &str) -> String {
    match answer.feature(name) {
        None => "none".into(),
        Some(Feature::Flag) => "flag".into(),
        Some(Feature::Integer(number)) => format!("integer {number}"),
        Some(Feature::Text(text)) => format!("text {text}"),
    }
}

fn lines(answer: &Answer) -> String {
    let or_none = |text: Option<&str>| text.unwrap_or("none").to_string();
    let names = answer.feature_names();
    let text = match answer.feature("projects") {
        Some(Feature::Text(text)) => text,
        _ => "none",
    };
    let days = answer.days_left().map_or("none".into(), |days| days.to_string());
    let source = answer.source().map(|path| path.display().to_string());
    let mut all = vec![
        ("valid".to_string(), if answer.valid() { "yes" } else { "no" }.to_string()),
        ("reasons".into(), answer.reasons().join(" ")),
        ("warnings".into(), answer.warnings().join(" ")),
        ("ends at".into(), answer.ends_at().map_or("none".into(), day)),
        ("runs until".into(), answer.runs_until().map_or("none".into(), day)),
        ("days left".into(), days),
        ("features".into(), names.join(" ")),
    ];
    all.extend(names.iter().map(|name| (format!("feature {name}"), feature(answer, name))));
    all.extend([
        ("number of edition or -1".into(), answer.number("edition", -1).to_string()),
        ("number of projects or -1".into(), answer.number("projects", -1).to_string()),
        ("text of projects".into(), text.into()),
        ("type of nothing".into(), feature(answer, "nothing")),
        ("type of export with a zero after it".into(), feature(answer, "export\0x")),
        ("product".into(), or_none(answer.product_name())),
        ("contact".into(), or_none(answer.contact())),
        ("computer".into(), or_none(answer.computer_id())),
        ("source".into(), or_none(source.as_deref())),
        ("key".into(), or_none(answer.key_id())),
        ("activation".into(), or_none(answer.activation_id())),
        ("licensee".into(), or_none(answer.licensee())),
        ("version".into(), or_none(answer.licensed_version())),
        ("user data".into(), hex(answer.user_data().map(str::as_bytes))),
        ("license".into(), hex(answer.license_bytes())),
    ]);
    all.into_iter().map(|(label, value)| format!("{label}: {value}\n")).collect()
}
