//! Many runs from one scenario.

mod run;

pub use run::{Outcome, Progress, RunError, run};
