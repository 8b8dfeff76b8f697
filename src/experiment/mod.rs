//! Many runs from one scenario.

#[cfg(feature = "files")]
pub mod averages;
#[cfg(feature = "files")]
pub mod check;
#[cfg(feature = "files")]
pub mod expression;
#[cfg(feature = "files")]
pub mod job;
#[cfg(feature = "files")]
pub mod journal;
#[cfg(feature = "files")]
pub mod question;
mod run;
#[cfg(feature = "files")]
pub mod runner;

pub use run::{Outcome, Progress, RunError, replicate, run};
