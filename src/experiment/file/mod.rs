//! Experiment files: TOML to a checked [`Experiment`]. All faults are reported at once, each with its place, as for scenarios.

pub(crate) mod arms;
mod axes;
mod desk;
pub mod keys;
mod read;
pub mod schema;

pub(crate) use arms::for_means;
pub use desk::locate;
pub use read::{Over, Read, kind, other_kind, read};

use super::question::Experiment;
