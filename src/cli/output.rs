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

/// Writes sentences and tables to standard output; on a terminal, lines that are too long for it are broken between words.
pub(crate) fn print_text(text: &str) -> ExitCode {
    match std::io::stdout().is_terminal() {
        true => print(&broken(text, textwrap::termwidth())),
        // Whoever searches or cuts the output wants whole lines.
        false => print(text),
    }
}

/// Breaks lines between words; what is left of a line goes under the beginning of its last column.
fn broken(text: &str, width: usize) -> String {
    if width < 40 {
        return text.into();
    }
    let one = |line: &str| {
        let indent = " ".repeat(hang(line));
        let options = textwrap::Options::new(width).subsequent_indent(&indent).break_words(false);
        textwrap::fill(line, options)
    };
    text.split('\n').map(one).collect::<Vec<_>>().join("\n")
}

/// Where the last column of a line begins: after the last gap of two spaces in its left half, or else where the line begins.
fn hang(line: &str) -> usize {
    let begin = line.len() - line.trim_start().len();
    let left: String = line.chars().take(36).collect();
    match left.trim_end().rfind("  ") {
        Some(gap) if gap >= begin => gap + 2,
        _ => begin,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_break_under_their_last_column() {
        let text = "  cap            Largest amplification of a step, whatever the stake.\n\nEverything that a policy may change, in one place.\n";
        let expected = "  cap            Largest amplification of\n                 a step, whatever the\n                 stake.\n\nEverything that a policy may change, in\none place.\n";
        assert_eq!(broken(text, 41), expected);
        assert_eq!(broken(text, 200), text);
        assert_eq!(broken(text, 10), text, "too narrow for anything");
    }
}
