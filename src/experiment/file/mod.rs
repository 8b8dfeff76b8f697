//! Experiment files: TOML to a checked [`Experiment`]. All faults are reported at once, each with its place, as for scenarios.

pub(crate) mod arms;
mod axes;
pub mod keys;
mod read;
pub mod schema;

pub(crate) use arms::for_means;
pub use read::{Over, Read, kind, locate, other_kind, read};

use super::question::Experiment;
