//! `jiama check`: all faults of scenario files, and what a run of the good ones will take.

use super::load::{OverArgs, ScenarioArgs, complain_all, load};
use super::{Color, FAULTY, output};
use crate::scenario::forecast::{Forecast, forecast};
use crate::scenario::{Diagnostics, hash};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    /// Scenario files; - reads one from standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    over: OverArgs,
    /// Print one JSON document on standard output, faults included.
    #[arg(long)]
    json: bool,
}

/// Checks files.
pub(crate) fn command(args: &CheckArgs, color: Color) -> ExitCode {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut lines = String::new();
    let mut documents = Vec::new();
    let mut all_good = true;
    for path in &args.files {
        let name = path.display().to_string();
        let scenario = ScenarioArgs { scenario: path.clone(), over: args.over.clone(), seed: None, replicates: None };
        match load(&scenario) {
            Ok(loaded) => {
                let forecast = forecast(&loaded.scenario, threads);
                lines.push_str(&format!("{name}: good. {}\n", sentence(&forecast, threads)));
                documents.push(json!({
                    "file": name,
                    "good": true,
                    "name": loaded.scenario.name,
                    "hash": hash(&loaded.scenario),
                    "forecast": as_json(&forecast, threads),
                    "faults": [],
                }));
            }
            Err(faults) => {
                all_good = false;
                if !args.json {
                    complain_all(&faults, color);
                }
                documents.push(json!({ "file": name, "good": false, "faults": faults_as_json(&faults) }));
            }
        }
    }
    let text = match args.json {
        true => format!("{:#}", json!({ "schema_version": 1, "good": all_good, "files": documents })),
        false => lines,
    };
    let written = if text.is_empty() { ExitCode::SUCCESS } else { output::print(&text) };
    if all_good { written } else { ExitCode::from(FAULTY) }
}

fn sentence(f: &Forecast, threads: usize) -> String {
    let threads = if threads == 1 { "1 thread".into() } else { format!("{threads} threads") };
    let replicates = if f.replicates == 1 { String::new() } else { format!(" x {} replicates", f.replicates) };
    format!(
        "{} jurisdictions, {} offices, about {} simulated citizens, {} weeks{replicates}; about {} of memory and {} on {threads}",
        grouped(f.jurisdictions),
        grouped(f.offices),
        grouped(f.citizens),
        f.weeks,
        bytes(f.bytes),
        duration(f.seconds),
    )
}

fn as_json(f: &Forecast, threads: usize) -> Value {
    json!({
        "jurisdictions": f.jurisdictions,
        "offices": f.offices,
        "citizens": f.citizens,
        "weeks": f.weeks,
        "replicates": f.replicates,
        "memory_bytes": f.bytes,
        "seconds": f.seconds,
        "threads": threads,
    })
}

fn faults_as_json(faults: &Diagnostics) -> Value {
    let one = |fault: &crate::scenario::Diagnostic| {
        let (file, line, column) = match fault.place {
            Some(place) => {
                let (file, line, column) = faults.position(place);
                (json!(file), json!(line), json!(column))
            }
            None => (Value::Null, Value::Null, Value::Null),
        };
        json!({
            "message": fault.message,
            "file": file,
            "line": line,
            "column": column,
            "label": fault.label,
            "help": fault.help,
        })
    };
    faults.items().iter().map(one).collect()
}

/// A whole number with its thousands set apart.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn bytes(n: u64) -> String {
    match n as f64 / f64::from(1 << 20) {
        mb if mb < 1024.0 => format!("{mb:.0} MB"),
        mb => format!("{:.1} GB", mb / 1024.0),
    }
}

fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => "less than a second".into(),
        s if s < 90.0 => format!("{s:.0} seconds"),
        s if s < 5400.0 => format!("{:.0} minutes", s / 60.0),
        s => format!("{:.1} hours", s / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_readable() {
        assert_eq!(grouped(41950), "41,950");
        assert_eq!(grouped(999), "999");
        assert_eq!(bytes(64 << 20), "64 MB");
        assert_eq!(bytes(3 << 30), "3.0 GB");
        assert_eq!(duration(0.2), "less than a second");
        assert_eq!(duration(600.0), "10 minutes");
    }
}
