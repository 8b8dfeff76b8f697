//! The `jiama` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    jiama::cli::run(std::env::args_os())
}
