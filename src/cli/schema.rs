//! `jiama schema`: the JSON Schema of scenario and experiment files, for editors.

use super::load::vocabulary;
use super::output;
use crate::experiment::file::schema as experiment;
use crate::scenario::text::schema::schema_text;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub(crate) struct SchemaArgs {
    /// The schema of experiment files.
    #[arg(long)]
    experiment: bool,
}

/// Prints a schema.
pub(crate) fn command(args: &SchemaArgs) -> ExitCode {
    output::print(&match args.experiment {
        true => experiment::schema_text(),
        false => schema_text(vocabulary().measures),
    })
}
