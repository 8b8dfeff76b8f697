//! The one declaration of a parameter, and what is derived from it.
//!
//! A parameter is declared once, with `parameters!`, in the file of the mechanism that uses it: type, default, unit,
//! bounds, role, source and a sentence. A source begins with the word of its [`Basis`]. The macro makes a plain struct with public fields (what the mechanism reads) and
//! a list of [`Declaration`]s (what everything else reads: scenario files, JSON Schema, templates, `explain`, `--set`,
//! policies and the tables of the documentation).
//!
//! Every parameter is one number or a fixed, labelled row of numbers, so a whole setting is a flat list of `f64`,
//! [`Registry`] says which place is which, and a policy is a change of a few places at a date.

mod declaration;
mod registry;

pub use declaration::{Basis, Declaration, Field, Kind, ParameterGroup, Role};
pub(crate) use declaration::{choices, parameters};
pub use registry::{Leaf, Reader, Registry};
