//! Experiment files: TOML to a checked [`Experiment`]. All faults are reported at once, each with its place, as for scenarios.

mod arms;
mod axes;
pub mod keys;
mod read;
pub mod schema;

pub use read::{Over, Read, kind, locate, read};

use super::question::Experiment;
