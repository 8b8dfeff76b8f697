//! The command line: reads arguments, prints, exits. One file a command.

mod arguments;
mod bench;
mod check;
mod compare;
mod completions;
mod explain;
mod host;
mod init;
mod load;
mod merge;
mod output;
mod patterns;
mod progress;
mod quantities;
mod report;
mod results;
mod run;
mod schedule;
mod schema;
mod study;
mod summary;
mod validate;
mod work;
mod workshop;

use clap::{CommandFactory, Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;

/// Done.
pub(crate) const DONE: u8 = 0;
/// It failed although it was asked for rightly, for example on a full disk.
pub(crate) const FAILED: u8 = 1;
/// Wrong use, or a faulty scenario.
pub(crate) const FAULTY: u8 = 2;

/// Finished, but some runs of an experiment failed.
pub(crate) const SOME_FAILED: u8 = 3;
/// Runs of an experiment are missing.
pub(crate) const INCOMPLETE: u8 = 5;

const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    failed, for example on a full disk, or a pattern does not hold
  2    wrong use or a faulty scenario
  3    finished, but some runs of an experiment failed
  5    runs of an experiment are missing
  130  interrupted

Data goes to standard output, everything else to standard error.";

/// Jiama (加码): simulates a digital bureaucracy, agent by agent, from a scenario file.
#[derive(Debug, Parser)]
#[command(name = "jiama", version, after_help = EXIT_CODES, arg_required_else_help = true)]
struct Cli {
    /// Colour: auto (on a terminal, unless NO_COLOR is set), always or never.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    #[arg(hide_possible_values = true, hide_default_value = true, display_order = 900)]
    color: Color,
    #[command(subcommand)]
    command: Command,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a scenario: tables, figures and a summary in a new folder.
    Run(run::RunArgs),
    /// Compare scenarios and policies on the same luck: what differs, by how much, for whom.
    Compare(compare::CompareArgs),
    /// Run a scenario at the points of a design.
    Sweep(study::StudyArgs),
    /// Find out which parameters matter.
    Sensitivity(study::StudyArgs),
    /// Fit facts to published figures.
    Calibrate(study::StudyArgs),
    /// Look for the patterns that the model must show, and for their absence in null arms.
    Validate(validate::ValidateArgs),
    /// Join the shares of an experiment.
    Merge(merge::MergeArgs),
    /// Make one page of results for people, in English or Chinese.
    Report(report::ReportArgs),
    /// Serve a page on which one person or a class turns the levers of a small country.
    Workshop(workshop::WorkshopArgs),
    /// Measure fixed workloads: speed beside a pass over memory, and whether results are the same on any threads.
    Bench(bench::BenchArgs),
    /// Find all faults of scenario files, and forecast memory and time of a run.
    Check(check::CheckArgs),
    /// Write a commented scenario file to start from.
    Init(init::InitArgs),
    /// Say what a parameter, mechanism, measure or key means.
    Explain(explain::ExplainArgs),
    /// Print the JSON Schema of scenario files, or of experiment files.
    Schema(schema::SchemaArgs),
    /// Print the order of a week and of a contest, with what each step reads and writes.
    Schedule(schedule::ScheduleArgs),
    /// Print completions for a shell.
    Completions(completions::CompletionsArgs),
}

/// Runs a command line and says how it ended.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come as errors too, with code 0; a closed pipe is nobody's fault.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(FAULTY));
        }
    };
    let color = cli.color;
    match cli.command {
        Command::Run(args) => run::command(&args, color),
        Command::Compare(args) => compare::command(&args, color),
        Command::Sweep(args) => study::command(&args, "sweep", color),
        Command::Sensitivity(args) => study::command(&args, "sensitivity", color),
        Command::Calibrate(args) => study::command(&args, "calibration", color),
        Command::Validate(args) => validate::command(&args, color),
        Command::Merge(args) => merge::command(&args, color),
        Command::Report(args) => report::command(&args),
        Command::Workshop(args) => workshop::command(&args, color),
        Command::Bench(args) => bench::command(&args),
        Command::Check(args) => check::command(&args, color),
        Command::Init(args) => init::command(&args),
        Command::Explain(args) => explain::command(&args),
        Command::Schema(args) => schema::command(&args),
        Command::Completions(args) => completions::command(&args, Cli::command()),
        Command::Schedule(args) => schedule::command(&args),
    }
}
