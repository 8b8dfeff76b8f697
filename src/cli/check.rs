//! `jiama check`: all faults of scenario and experiment files, and what a run of the good ones will take.

use super::load::{OverArgs, ScenarioArgs, complain_all, load, vocabulary};
use super::quantities::{counted, duration, size};
use super::{Color, FAULTY, host, output};
use crate::experiment::file::{self, Over};
use crate::report::figures::plot::grouped;
use crate::scenario::forecast::{Forecast, forecast};
use crate::scenario::{Diagnostics, Disk, hash};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    /// Scenario or experiment files; - reads a scenario from standard input.
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
    let threads = host::cores();
    let mut lines = String::new();
    let mut documents = Vec::new();
    let mut all_good = true;
    for path in &args.files {
        let name = path.display().to_string();
        if let Some(kind) = file::kind(&Disk, path) {
            match file::read(&Disk, path, &Over { set: args.over.set.clone(), ..Over::default() }, vocabulary()) {
                Ok(read) => {
                    let runs = read.experiment.planned_runs();
                    let runs = runs.map_or("as many runs as it takes".into(), |n| counted(n, "run", "runs"));
                    lines.push_str(&format!("{name}: good. A {kind}; {runs}\n"));
                    documents.push(json!({
                        "file": name,
                        "good": true,
                        "kind": kind,
                        "name": read.experiment.name,
                        "runs": read.experiment.planned_runs(),
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
            continue;
        }
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
    let written = match args.json {
        true => output::print(&text),
        false if text.is_empty() => ExitCode::SUCCESS,
        false => output::print_text(&text),
    };
    if all_good { written } else { ExitCode::from(FAULTY) }
}

/// How large a run is and what it takes, in a sentence.
pub(crate) fn sentence(f: &Forecast, threads: usize) -> String {
    let replicates =
        if f.replicates == 1 { String::new() } else { format!(" x {} replicates", grouped(f.replicates.into())) };
    format!(
        "{}, {}, about {}, {}{replicates}; about {} of memory and {} on {}",
        counted(f.jurisdictions, "jurisdiction", "jurisdictions"),
        counted(f.offices, "office", "offices"),
        counted(f.citizens, "simulated citizen", "simulated citizens"),
        counted(f.weeks.into(), "week", "weeks"),
        size(f.bytes),
        duration(f.seconds),
        counted(threads as u64, "thread", "threads"),
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
