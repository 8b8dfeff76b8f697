//! `jiama bench`: fixed workloads, their speed beside a pass over memory, and a digest that must not depend on threads.

use super::host;
use super::output::{complain, print, print_text};
use super::quantities::{counted, size};
use super::{FAILED, FAULTY, run, summary};
use crate::parallel;
use crate::workload::{Measured, WORKLOADS, Workload, memory_pass};
use serde_json::{Value, json};
use std::process::ExitCode;

/// Passes over memory of which the best counts.
const PASSES: u32 = 5;
/// What is measured where nothing is named: XL takes a minute, tiny is for tests.
const USUAL: [&str; 5] = ["S", "M", "L", "many", "giant"];

/// Arguments of `jiama bench`.
#[derive(Debug, clap::Args)]
pub(crate) struct BenchArgs {
    /// Workloads: S, M, L, XL, many, giant, tiny; all but the largest and the tiniest unless given.
    #[arg(value_name = "WORKLOAD")]
    workloads: Vec<String>,
    /// Numbers of threads; one and all cores unless given.
    #[arg(long, value_name = "T,T", value_delimiter = ',', value_parser = run::threads, allow_hyphen_values = true)]
    threads: Vec<u16>,
    /// How often each is measured; the fastest counts.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=1000))]
    repeat: u32,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// One workload on one number of threads.
struct Row {
    workload: &'static Workload,
    threads: u16,
    /// The fastest run.
    best: Measured,
    /// The runs have one digest.
    equal: bool,
    /// Nanoseconds of a pass over as many records of four bytes.
    pass: u64,
}

impl Row {
    fn citizen_weeks(&self) -> f64 {
        self.best.citizens as f64 * f64::from(self.best.weeks)
    }

    fn nanoseconds(&self) -> f64 {
        self.best.simulating as f64 / self.citizen_weeks()
    }

    fn pass_a_citizen(&self) -> f64 {
        self.pass as f64 / self.best.citizens as f64
    }

    fn ratio(&self) -> f64 {
        self.nanoseconds() / self.pass_a_citizen()
    }

    fn bytes_a_citizen(&self) -> f64 {
        self.best.bytes as f64 / self.best.citizens as f64
    }
}

/// Runs the command.
pub(crate) fn command(args: &BenchArgs) -> ExitCode {
    let names: Vec<&str> = match args.workloads.is_empty() {
        true => USUAL.to_vec(),
        false => args.workloads.iter().map(String::as_str).collect(),
    };
    let mut workloads = Vec::new();
    for name in names {
        let Some(workload) = Workload::named(name) else {
            let known: Vec<&str> = WORKLOADS.iter().map(|w| w.name).collect();
            complain(&format!("error: there is no workload `{name}`\nhelp: there are {}", known.join(", ")));
            return ExitCode::from(FAULTY);
        };
        workloads.push(workload);
    }
    let mut threads = args.threads.clone();
    if threads.is_empty() {
        threads.extend([1, u16::try_from(host::cores()).unwrap_or(u16::MAX)]);
    }
    threads.sort_unstable();
    threads.dedup();

    let mut rows: Vec<Row> = Vec::new();
    for workload in workloads {
        for &threads in &threads {
            complain(&format!(
                "{}: {}, {} …",
                workload.name,
                workload.about,
                counted(threads.into(), "thread", "threads")
            ));
            match measure(workload, threads, args.repeat) {
                Ok(row) => rows.push(row),
                Err(error) => {
                    complain(&format!("error: {error}"));
                    return ExitCode::from(FAILED);
                }
            }
        }
    }
    let shown = match args.json {
        true => print(&format!("{:#}", document(&rows, args.repeat))),
        false => print_text(&text(&rows)),
    };
    let differing = rows.iter().find(|row| !row.equal || first(&rows, row).best.digest != row.best.digest);
    if let Some(row) = differing {
        complain(&format!("error: the results of {} are not the same in every run", row.workload.name));
        complain("help: this is a fault of the program or of the machine; please report it with the output of --json");
        return ExitCode::from(FAILED);
    }
    shown
}

fn measure(workload: &'static Workload, threads: u16, repeat: u32) -> Result<Row, String> {
    parallel::on_threads(threads.into(), || {
        let runs: Vec<Measured> =
            (0..repeat).map(|_| workload.measure(host::clock)).collect::<Result<_, _>>().map_err(|e| e.to_string())?;
        let best = *runs.iter().min_by_key(|m| m.simulating).ok_or("nothing was measured")?;
        let equal = runs.iter().all(|m| m.digest == best.digest);
        let pass = memory_pass(best.citizens as usize, PASSES, host::clock);
        Ok(Row { workload, threads, best, equal, pass })
    })?
}

/// The row of the same workload on the fewest threads.
fn first<'a>(rows: &'a [Row], row: &'a Row) -> &'a Row {
    rows.iter().find(|other| other.workload == row.workload).unwrap_or(row)
}

fn text(rows: &[Row]) -> String {
    let head = [
        "Workload", "Citizens", "Offices", "Weeks", "Threads", "Seconds", "ns", "Pass", "Ratio", "Speed-up", "Bytes",
        "Digest",
    ];
    let mut table = summary::empty(&head);
    for row in rows {
        let speed_up = first(rows, row).best.simulating as f64 / row.best.simulating as f64;
        table.add_row([
            row.workload.name.to_string(),
            crate::report::figures::plot::grouped(row.best.citizens),
            crate::report::figures::plot::grouped(row.best.offices),
            row.best.weeks.to_string(),
            row.threads.to_string(),
            format!("{:.2}", row.best.simulating as f64 * 1e-9),
            format!("{:.2}", row.nanoseconds()),
            format!("{:.2}", row.pass_a_citizen()),
            format!("{:.1}", row.ratio()),
            format!("{speed_up:.2}"),
            format!("{:.1}", row.bytes_a_citizen()),
            format!("{:016x}", row.best.digest),
        ]);
    }
    summary::align_right(&mut table, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    let host = host::host();
    let memory = host.memory_bytes.map_or_else(String::new, |bytes| format!(", {} of memory", size(bytes)));
    format!(
        "{}\n\nns: wall time of a citizen in a week, contests included, without building and files. Pass: reading and writing\n\
         four bytes a citizen in place, on the same threads; Ratio is ns over Pass. Bytes: state a citizen, with open needs.\n\
         The same digest means the same state to the bit. {} {}, {}{memory}.\n",
        table.trim_fmt(),
        host.os,
        host.arch,
        counted(host.cores as u64, "core", "cores"),
    )
}

fn document(rows: &[Row], repeat: u32) -> Value {
    let host = host::host();
    let one = |row: &Row| {
        json!({
            "workload": row.workload.name,
            "about": row.workload.about,
            "threads": row.threads,
            "citizens": row.best.citizens,
            "offices": row.best.offices,
            "weeks": row.best.weeks,
            "building_seconds": row.best.building as f64 * 1e-9,
            "seconds": row.best.simulating as f64 * 1e-9,
            "nanoseconds_per_citizen_week": row.nanoseconds(),
            "memory_pass_nanoseconds_per_citizen": row.pass_a_citizen(),
            "ratio_to_memory_pass": row.ratio(),
            "speed_up": first(rows, row).best.simulating as f64 / row.best.simulating as f64,
            "state_bytes_per_citizen": row.bytes_a_citizen(),
            "digest": format!("{:016x}", row.best.digest),
        })
    };
    json!({
        "schema_version": 1,
        "jiama_version": env!("CARGO_PKG_VERSION"),
        "host": { "os": host.os, "arch": host.arch, "cores": host.cores, "memory_bytes": host.memory_bytes },
        "repeat": repeat,
        "peak_memory_bytes": host::peak_memory(),
        "rows": rows.iter().map(one).collect::<Vec<_>>(),
    })
}
