//! Many runs from one scenario: the loop over replicates, and, with the feature `files`, the designs and estimators of
//! experiments. Those are pure: numbers in, numbers out, and the same numbers for the same seed.
//!
//! | module | what |
//! |---|---|
//! | `design` | which points to run: full factorial, Latin hypercube, scrambled Sobol' points |
//! | `morris` | screening by elementary effects |
//! | `sobol` | shares of variance: first-order and total indices |
//! | `abc` | approximate Bayesian computation: priors, rejection, sequential Monte Carlo, what the posterior says |
//! | `statistics` | paired differences, intervals, adjusted p-values, how many replicates are needed |

#[cfg(feature = "files")]
pub mod abc;
#[cfg(feature = "files")]
pub mod design;
#[cfg(feature = "files")]
mod draws;
#[cfg(feature = "files")]
pub mod morris;
#[cfg(feature = "files")]
pub mod sobol;
#[cfg(feature = "files")]
pub mod statistics;

mod run;
#[cfg(all(test, feature = "files"))]
mod tests;

pub use run::{Outcome, Progress, RunError, run};
