//! The command line: reads arguments, prints, exits. One file a command.

mod check;
mod completions;
mod explain;
mod host;
mod init;
mod load;
mod output;
mod progress;
mod quantities;
mod results;
mod run;
mod schedule;
mod schema;
mod summary;

use clap::{CommandFactory, Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;

/// Done.
pub(crate) const DONE: u8 = 0;
/// It failed although it was asked for rightly, for example on a full disk.
pub(crate) const FAILED: u8 = 1;
/// Wrong use, or a faulty scenario.
pub(crate) const FAULTY: u8 = 2;

const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    failed, for example on a full disk
  2    wrong use or a faulty scenario
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
    /// Find all faults of scenario files, and forecast memory and time of a run.
    Check(check::CheckArgs),
    /// Write a commented scenario file to start from.
    Init(init::InitArgs),
    /// Say what a parameter, mechanism, measure or key means.
    Explain(explain::ExplainArgs),
    /// Print the JSON Schema of scenario files.
    Schema,
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
        Command::Check(args) => check::command(&args, color),
        Command::Init(args) => init::command(&args),
        Command::Explain(args) => explain::command(&args),
        Command::Schema => schema::command(),
        Command::Completions(args) => completions::command(&args, Cli::command()),
        Command::Schedule(args) => schedule::command(&args),
    }
}
