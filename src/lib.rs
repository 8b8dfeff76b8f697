//! Jiama
#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
#[cfg(feature = "cli")]
pub mod cli;
pub mod mechanisms;
pub mod observe;
pub mod parameter;
pub mod policy;
pub mod random;
#[cfg(feature = "files")]
pub mod report;
pub mod scenario;
pub mod world;
