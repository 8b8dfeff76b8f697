//! `jiama check`: all faults of scenario and experiment files, and what a run of the good ones will take.

use super::load::{OverArgs, ScenarioArgs, complain_all, load, vocabulary};
use super::quantities::{counted, duration, size};
use super::{Color, FAULTY, host, output};
use crate::experiment::file::{self, Over};
use crate::report::figures::plot::grouped;
use crate::scenario::forecast::{Forecast, forecast};
use crate::scenario::{Diagnostics, Disk, hash};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
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
        match looked_at(path, args, threads) {
            Ok((line, mut document)) => {
                lines.push_str(&format!("{name}: good. {line}\n"));
                document["file"] = json!(name);
                documents.push(document);
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

/// What there is to say of a good file, for people and as a document.
fn looked_at(path: &Path, args: &CheckArgs, threads: usize) -> Result<(String, Value), Diagnostics> {
    if let Some(kind) = file::kind(&Disk, path) {
        let over = Over { set: args.over.set.clone(), ..Over::default() };
        let experiment = file::read(&Disk, path, &over, vocabulary())?.experiment;
        let planned = experiment.planned_runs();
        let runs = planned.map_or("as many runs as it takes".into(), |n| counted(n, "run", "runs"));
        let document =
            json!({ "file": "", "good": true, "kind": kind, "name": experiment.name, "runs": planned, "faults": [] });
        return Ok((format!("A {kind}; {runs}"), document));
    }
    let scenario = ScenarioArgs { scenario: path.into(), over: args.over.clone(), seed: None, replicates: None };
    let scenario = load(&scenario)?.scenario;
    let forecast = forecast(&scenario, threads);
    let document = json!({
        "file": "",
        "good": true,
        "name": scenario.name,
        "hash": hash(&scenario),
        "forecast": as_json(&forecast, threads),
        "faults": [],
    });
    Ok((sentence(&forecast, threads), document))
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
