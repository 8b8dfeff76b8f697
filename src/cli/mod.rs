//! The command line: reads arguments, prints, exits. One file a command.

use std::ffi::OsString;
use std::process::ExitCode;

/// Runs a command line and says how it ended.
pub fn run(_args: impl IntoIterator<Item = OsString>) -> ExitCode {
    ExitCode::SUCCESS
}
