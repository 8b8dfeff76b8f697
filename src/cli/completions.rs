//! `jiama completions`: completion of commands and flags for a shell.

use super::output;
use clap_complete::Shell;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArgs {
    /// Shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the completions of a command line.
pub(crate) fn command(args: &CompletionsArgs, mut command: clap::Command) -> ExitCode {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut command, "jiama", &mut text);
    output::print(&String::from_utf8_lossy(&text))
}
