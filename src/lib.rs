//! Jiama
#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
#[cfg(feature = "cli")]
pub mod cli;
pub mod engine;
pub mod experiment;
pub mod mechanisms;
pub mod model;
pub mod observe;
pub mod parallel;
pub mod parameter;
pub mod policy;
pub mod random;
#[cfg(feature = "files")]
pub mod report;
pub mod scenario;
pub mod world;
