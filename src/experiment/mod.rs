//! Many runs from one scenario.

#[cfg(feature = "files")]
pub mod check;
#[cfg(feature = "files")]
pub mod expression;
mod run;

pub use run::{Outcome, Progress, RunError, run};
