//! Scenarios as text: TOML to a checked [`Scenario`] and back, and what is derived from the declarations for people who
//! write such files (schema, templates, explanations, tables).
//!
//! Reading goes from text to a tree in which everything knows its place (`node`), to layers (`layers`), to their joint
//! meaning (`draft`, with a file for each part). Files are reached through [`Files`] only. Nothing stops at the first
//! fault: [`Diagnostics`] holds all of them.
//!
//! ```
//! use jiama::scenario::{Memory, Reader};
//!
//! let files = Memory::default().with("demo.toml", "[cascade]\ncap = 0.2\n");
//! let loaded = Reader::new(&files).set("run.years=2").read("demo.toml")?;
//! assert_eq!(loaded.scenario.parameters().cascade.cap, 0.2);
//! assert_eq!(loaded.scenario.parameters().run.years, 2);
//!
//! let faults = Reader::new(&files).set("cascade.capp=0.2").read("demo.toml").unwrap_err();
//! assert!(faults.to_string().contains("did you mean `cap`?"));
//! # Ok::<(), jiama::scenario::Diagnostics>(())
//! ```

pub(crate) mod country;
pub mod diagnostic;
pub(crate) mod draft;
pub mod explain;
pub mod files;
pub mod keys;
pub(crate) mod layers;
pub(crate) mod node;
pub mod parameters;
mod policies;
pub mod read;
mod record;
pub mod regions;
pub mod schema;
pub mod suggest;
pub mod template;
pub(crate) mod time;
pub(crate) mod typed;
pub mod write;

pub use diagnostic::{Diagnostic, Diagnostics};
pub use files::{Disk, FileFault, Files, Memory};
pub use read::{Loaded, Origin, Reader};
pub use write::{hash, write, write_regions};

use super::{GROUPS, Record, Scenario, forecast, vocabulary};
