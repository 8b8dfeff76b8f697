//! Writing to the two streams without a panic where nobody reads any more.

use super::{Color, DONE, FAILED};
use std::io::{ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

/// Writes a text to standard output, and says how the command ended. A closed pipe is a reader who has seen enough.
pub(crate) fn print(text: &str) -> ExitCode {
    match write_all(text) {
        Ok(()) => ExitCode::from(DONE),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::from(DONE),
        Err(error) => {
            complain(&format!("error: cannot write to standard output: {error}"));
            ExitCode::from(FAILED)
        }
    }
}

fn write_all(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// Writes a line to standard error; there is nowhere to say that this failed.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Whether messages on standard error are coloured.
pub(crate) fn colored(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            !unwanted && std::io::stderr().is_terminal()
        }
    }
}
