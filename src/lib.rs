//! Jiama (加码, "adding weight") simulates *digital bureaucracy*, agent by agent.
//!
//! Governments at several tiers hand down targets for digital indicators and raise them at every step; units of one tier
//! compete on them; grassroots offices split fixed hours between citizens and traces, and fake part of what they cannot
//! do; platforms multiply; citizens who cannot go online are sent from the window. Change the evaluation policy and see
//! what happens to trace-keeping, to service, and to whom. The model is described in `docs/model.md`, experiments in
//! `docs/experiments.md`.
//!
//! ```
//! use jiama::model::Simulation;
//! use jiama::scenario::Scenario;
//!
//! # fn main() -> Result<(), jiama::model::Faulty> {
//! let mut scenario = Scenario::default();              // a prefecture of 20 townships
//! scenario.set("population.citizens_per_office", 500.0);
//! scenario.set("run.burn_in", 0.0);
//! scenario.set("run.years", 1.0);
//!
//! let mut country = Simulation::new(&scenario, 0)?;    // replicate 0
//! while !country.done() {
//!     country.step();                                  // one week
//!     for office in country.offices() {
//!         // Every quantity of the week is there to be read.
//!         assert_eq!(office.books.needs, office.books.resolved + office.books.excluded + office.open());
//!         assert!(office.week.worked() <= office.week.available + 1e-9);
//!     }
//! }
//! let traces: f64 = country.offices().iter().map(|o| o.week.trace_share()).sum();
//! println!("share of hours for traces: {:.2}", traces / country.offices().len() as f64);
//! # Ok(())
//! # }
//! ```
//!
//! # Map
//!
//! | module | what |
//! |---|---|
//! | [`scenario`] | what a run is made from; with the feature `scenario`: TOML in and out, diagnostics, schema |
//! | [`parameter`] | the one declaration of a parameter, and what is derived from it |
//! | [`policy`] | named, dated, scoped layers over parameters |
//! | [`world`] | state only: hierarchy, offices, leaders, citizens |
//! | [`mechanisms`] | the twelve mechanisms, one file each |
//! | [`random`] | addressed draws: (seed, stream, week, agent, n) to a number |
//! | [`engine`], [`model`] | steps, their order, and the wiring: [`model::Simulation`] |
//! | [`observe`] | measures and the recorder; reads the world, cannot write it |
//! | [`experiment`] | all replicates of a scenario, with rows given to a sink; with the feature `files`: comparisons, sweeps, sensitivity, calibration and patterns, with a journal |
//! | [`workload`] | fixed countries for those who measure: speed, and the digest of what comes out |
//! | `terms` | the catalogue of terms: labels and sentences in English and Chinese (feature `scenario`) |
//! | `workshop` | a page on which one person or a class turns the levers of a small country (feature `workshop`) |
//! | `report`, `cli` | files, figures and the `jiama` command (features `files`, `cli`) |
//!
//! # Features
//!
//! `parallel` uses all cores, `scenario` reads files' text, `files` writes results, `workshop` serves the page,
//! `cli` is the command. Without any
//! (`default-features = false`) world, mechanisms, engine and measures build without threads, files or clock, and give the
//! same bits.
//!
//! # What it cannot do
//!
//! It makes no forecasts for named places: it explores mechanisms, bounded by published stylised facts. Citizens are not
//! born, do not move or die; an office has no inner hierarchy; money is not modelled.

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
#[cfg(feature = "scenario")]
pub mod terms;
mod wide;
pub mod workload;
#[cfg(feature = "workshop")]
pub mod workshop;
pub mod world;
