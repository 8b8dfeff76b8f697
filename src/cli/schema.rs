//! `jiama schema`: the JSON Schema of scenario files, for editors.

use super::load::vocabulary;
use super::output;
use crate::scenario::text::schema::schema_text;
use std::process::ExitCode;

/// Prints the schema.
pub(crate) fn command() -> ExitCode {
    output::print(&schema_text(vocabulary().measures))
}
