//! `jiama init`: a commented scenario file to start from.

use super::output::{self, complain};
use super::{DONE, FAILED, FAULTY};
use crate::scenario::text::suggest;
use crate::scenario::text::template::{TEMPLATES, Template};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub(crate) struct InitArgs {
    /// Template: minimal (what most people change) or full (every parameter).
    #[arg(default_value = "minimal", value_name = "TEMPLATE")]
    template: String,
    /// File to write; without it the template goes to standard output.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write over a file that is there already.
    #[arg(long)]
    force: bool,
}

/// Writes a template.
pub(crate) fn command(args: &InitArgs) -> ExitCode {
    let Some(template) = TEMPLATES.iter().find(|t| t.name == args.template) else {
        complain(&format!("error: there is no template `{}`", args.template));
        let names = TEMPLATES.iter().map(|t| t.name);
        match suggest::nearest(&args.template, names.clone()) {
            Some(name) => complain(&format!("help: did you mean `{name}`?")),
            None => complain(&format!("help: there is {}", suggest::one_of(names))),
        }
        return ExitCode::from(FAULTY);
    };
    match args.out.as_deref() {
        None => output::print(&(template.text)()),
        Some(path) if path == Path::new("-") => output::print(&(template.text)()),
        Some(path) => write(template, path, args.force),
    }
}

fn write(template: &Template, path: &Path, force: bool) -> ExitCode {
    // `create_new` makes looking and writing one step, so nothing that was there is lost.
    let mut options = std::fs::OpenOptions::new();
    options.write(true);
    let file = if force { options.create(true).truncate(true).open(path) } else { options.create_new(true).open(path) };
    match file.and_then(|mut file| file.write_all((template.text)().as_bytes())) {
        Ok(()) => {
            complain(&format!("wrote {}; next: jiama check {}", path.display(), path.display()));
            ExitCode::from(DONE)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            complain(&format!("error: `{}` is there already\nhelp: --force writes over it", path.display()));
            ExitCode::from(FAULTY)
        }
        Err(error) => {
            complain(&format!("error: cannot write `{}`: {error}", path.display()));
            ExitCode::from(FAILED)
        }
    }
}
