//! `jiama run`: one scenario, its tables, figures and manifest in a new folder, its answer on the screen.

use super::check::sentence;
use super::host::{self, INTERRUPTED};
use super::load::{ScenarioArgs, complain_all, load};
use super::output::{complain, print, print_text};
use super::progress::Display;
use super::quantities::size;
use super::{Color, FAILED, FAULTY, report, results, summary};
use crate::experiment::{self, Outcome, Progress, RunError, file};
use crate::observe::{Sink, SinkError};
use crate::parallel;
use crate::report::manifest::Manifest;
use crate::report::{FileSink, Folder, FolderError, Format, Summary};
use crate::scenario::forecast::{Forecast, forecast};
use crate::scenario::{Disk, Loaded, Scenario, hash};
use crate::world::clock::YEAR;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `jiama run`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Threads; all cores unless given. The results do not depend on it.
    #[arg(long, value_name = "T", env = "JIAMA_THREADS", value_parser = threads, allow_hyphen_values = true)]
    threads: Option<u16>,
    /// Folder in which the folder of results is made; Ctrl-C leaves nothing half-written in it.
    #[arg(long, value_name = "DIR", env = "JIAMA_OUT", default_value = "output")]
    out: PathBuf,
    /// Format of the tables.
    #[arg(long, value_enum, default_value_t = FormatArg::Parquet)]
    format: FormatArg,
    /// Print the summary as one JSON document.
    #[arg(long)]
    json: bool,
    /// Say nothing but the result.
    #[arg(long, short)]
    quiet: bool,
    /// Replace the folder of an earlier run of the same scenario.
    #[arg(long)]
    force: bool,
    /// Print the time by step of the week.
    #[arg(long)]
    steps: bool,
    #[command(flatten)]
    report: report::WithReport,
}

pub(super) fn threads(text: &str) -> Result<u16, String> {
    let number = text.parse().ok().filter(|n| (1..=1024).contains(n));
    number.ok_or_else(|| "it must be a whole number from 1 to 1024".into())
}

/// Format of the tables on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum FormatArg {
    /// Compressed columns.
    Parquet,
    /// Text.
    Csv,
}

impl FormatArg {
    pub(super) fn format(self) -> Format {
        match self {
            Self::Parquet => Format::Parquet,
            Self::Csv => Format::Csv,
        }
    }
}

/// Why a run has no results; each has its exit code.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0}\nhelp: {help}", help = .0.help())]
    Folder(#[from] FolderError),
    #[error(
        "the run needs about {} of memory and {} are free\nhelp: {help}",
        size(*.needed),
        size(*.free)
    )]
    Memory { needed: u64, free: u64, help: String },
    #[error("{0}")]
    Threads(String),
    #[error("{0}\nhelp: check that the disk has room, or write elsewhere with --out DIR")]
    Tables(SinkError),
    #[error("{0}")]
    Run(RunError),
    #[error("{0}")]
    Results(#[from] results::Unwritten),
    #[error("{0}")]
    Report(#[from] report::NoReport),
    #[error("interrupted; nothing was written")]
    Interrupted,
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Cancelled => Self::Interrupted,
            RunError::Sink(error) => Self::Tables(error),
            error => Self::Run(error),
        }
    }
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Self::Folder(FolderError::Exists(_)) | Self::Memory { .. } => FAULTY,
            Self::Interrupted => INTERRUPTED,
            _ => FAILED,
        }
    }
}

/// What runs a scenario; given, so that the command can be tested without waiting for a country.
type Simulate = fn(&Scenario, &mut dyn Sink, &mut Progress<'_>) -> Result<Outcome, RunError>;

/// What there is after a run.
struct Done {
    summary: Summary,
    manifest: Manifest,
    folder: PathBuf,
}

/// Runs the command.
pub(crate) fn command(args: &RunArgs, color: Color) -> ExitCode {
    if let Some(kind) = file::kind(&Disk, &args.scenario.scenario) {
        complain(&format!("error: {}", file::other_kind(&args.scenario.scenario, &kind)));
        return ExitCode::from(FAULTY);
    }
    let loaded = match load(&args.scenario) {
        Ok(loaded) => loaded,
        Err(faults) => {
            complain_all(&faults, color);
            return ExitCode::from(FAULTY);
        }
    };
    host::watch_for_interrupt();
    match execute(&loaded, args, experiment::run, host::memory().map(|m| m.1)) {
        Ok(done) => show(&done, args),
        Err(failure) => {
            // Whatever else goes wrong while it stops is a consequence.
            let failure = if host::interrupted() { Failure::Interrupted } else { failure };
            complain(&format!("error: {failure}"));
            ExitCode::from(failure.code())
        }
    }
}

/// Everything between reading the scenario and showing the answer. The memory that is free is given, so that it can be tested.
fn execute(loaded: &Loaded, args: &RunArgs, simulate: Simulate, free: Option<u64>) -> Result<Done, Failure> {
    let scenario = &loaded.scenario;
    let threads = args.threads.map_or_else(host::cores, usize::from);
    let expected = forecast(scenario, threads);
    check_memory(scenario, &expected, free)?;
    let hash = hash(scenario);
    let short: String = hash.chars().take(8).collect();
    let folder = Folder::prepare(&args.out, &format!("{}-{short}", scenario.name), args.force)?;
    host::set_unfinished(folder.unfinished());

    let run = scenario.parameters().run;
    let mut sink = FileSink::new(folder.path(), args.format.format(), scenario.start, run.years * YEAR);
    let weeks = u64::from(expected.weeks) * u64::from(run.replicates);
    if !args.quiet {
        complain(&format!("{}: {}", scenario.name, sentence(&expected, threads)));
    }
    let started = host::clock();
    let shown = || simulate_shown(scenario, &mut sink, simulate, weeks, args.quiet);
    let outcome = parallel::on_threads(threads, shown).map_err(Failure::Threads)??;
    let tables = sink.finish(&outcome.names).map_err(Failure::Tables)?;
    let seconds = (host::clock() - started) as f64 / 1e9;

    let cost = results::cost(&outcome, threads, seconds, run.replicates);
    let parts = results::Parts { loaded, hash: &hash, outcome: &outcome, tables, cost };
    // The figures are drawn on no more threads than were asked for.
    let written = parallel::on_threads(threads, || results::write(folder.path(), parts));
    let (summary, manifest) = written.map_err(Failure::Threads)??;
    if let Some(lang) = args.report.lang() {
        report::write_into(folder.path(), lang)?;
    }
    if host::interrupted() {
        return Err(Failure::Interrupted);
    }
    host::set_unfinished(Vec::new());
    Ok(Done { summary, manifest, folder: folder.complete()? })
}

fn simulate_shown(
    scenario: &Scenario,
    sink: &mut FileSink,
    simulate: Simulate,
    weeks: u64,
    quiet: bool,
) -> Result<Outcome, RunError> {
    let mut display = Display::new(weeks, quiet);
    let mut on_weeks = |done| display.show(done);
    let mut progress = Progress { on_weeks: &mut on_weeks, cancelled: &host::interrupted, clock: Some(host::clock) };
    let outcome = simulate(scenario, sink, &mut progress);
    display.end();
    outcome
}

/// Refuses a run that will not fit, and names the sample that would.
fn check_memory(scenario: &Scenario, expected: &Forecast, free: Option<u64>) -> Result<(), Failure> {
    let Some(free) = free.filter(|free| expected.bytes > *free) else { return Ok(()) };
    let bytes = |sample: u32| {
        let mut smaller = scenario.clone();
        smaller.set("population.sample", sample.into());
        forecast(&smaller, 1).bytes
    };
    // The smallest sample that fits lies between one that does not and one that does.
    let (mut too_much, mut fits) = (scenario.parameters().population.sample, 1_000_000);
    let help = if bytes(fits) > free {
        "no population.sample is small enough; take fewer offices".to_string()
    } else {
        while fits - too_much > 1 {
            let middle = too_much + (fits - too_much) / 2;
            *(if bytes(middle) > free { &mut too_much } else { &mut fits }) = middle;
        }
        format!("--set population.sample={fits} would fit")
    };
    Err(Failure::Memory { needed: expected.bytes, free, help })
}

fn show(done: &Done, args: &RunArgs) -> ExitCode {
    let steps = if args.steps { steps(&done.manifest) } else { String::new() };
    if args.json {
        if args.steps {
            complain(steps.trim_end());
        }
        let mut document = done.summary.to_json();
        document["folder"] = done.folder.display().to_string().into();
        return print(&format!("{document:#}"));
    }
    print_text(&format!("{steps}{}", summary::text(&done.summary, &done.folder, done.manifest.cost.seconds)))
}

/// The time of each step of the week as a table.
fn steps(manifest: &Manifest) -> String {
    let mut table = summary::empty(&["Step", "Seconds", "Share"]);
    let all: f64 = manifest.cost.steps.iter().map(|s| s.seconds).sum();
    for step in &manifest.cost.steps {
        let share = if all > 0.0 { 100.0 * step.seconds / all } else { 0.0 };
        table.add_row([step.step.clone(), format!("{:.3}", step.seconds), format!("{share:.1} %")]);
    }
    summary::align_right(&mut table, &[1, 2]);
    format!("Seconds by step, summed over threads\n{}\n\n", table.trim_fmt())
}

#[cfg(test)]
mod tests;
