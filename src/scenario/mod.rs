//! Scenarios: what a run is made from.
//!
//! [`Scenario`] is the resolved meaning, free of text and files; [`faults`] are the rules it must keep, [`forecast`] says
//! what its run will take. The module `text` (feature `scenario`) turns TOML into scenarios and back, and derives schema,
//! templates and explanations from the declarations.

mod checks;
pub mod forecast;
#[cfg(feature = "scenario")]
pub mod text;
pub mod vocabulary;

pub use checks::faults;
#[cfg(feature = "scenario")]
pub use text::{
    Diagnostic, Diagnostics, Disk, FileFault, Files, Loaded, Memory, Origin, Reader, hash, write, write_regions,
};
pub use vocabulary::{Fault, MeasureInfo, Vocabulary};

use crate::mechanisms::{self, Parameters};
use crate::parameter::Registry;
use crate::policy::Policy;
use crate::world::hierarchy::Shape;
use jiff::civil::{Date, date};

/// A complete scenario.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Short name; part of the name of the output folder.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// Date on which the first recorded week begins.
    pub start: Date,
    /// Tier names from the centre down to the offices.
    pub tiers: Vec<String>,
    /// The tree.
    pub shape: Shape,
    /// Names of the indicators, in order.
    pub indicators: Vec<String>,
    /// Declarations of all parameters of this scenario.
    pub registry: Registry,
    /// Their values, in the registry's order.
    pub values: Vec<f64>,
    /// Policies, in the order in which they are laid over the values.
    pub policies: Vec<Policy>,
    /// Mechanisms switched off, by name.
    pub off: Vec<String>,
    /// What is recorded.
    pub record: Record,
}

/// What is recorded of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Weeks between two records; flows are summed over them.
    pub every: u32,
    /// Deepest tier whose units are recorded one by one (0 is the whole country only).
    pub tier: usize,
    /// Measures by name; `citizens.*` stands for all with that beginning.
    pub measures: Vec<String>,
    /// Citizen groups: `age`, `education`, `residence`, `device`.
    pub groups: Vec<String>,
    /// Whether a yearly table of offices is written.
    pub offices: bool,
}

/// Groups of citizens that can be recorded.
pub const GROUPS: [&str; 4] = ["age", "education", "residence", "device"];

impl Default for Record {
    fn default() -> Self {
        Self { every: 4, tier: 1, measures: vec!["*".into()], groups: GROUPS.map(String::from).to_vec(), offices: true }
    }
}

impl Record {
    /// Whether a measure of this name is recorded.
    pub fn wants(&self, measure: &str) -> bool {
        self.measures.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(beginning) => measure.starts_with(beginning),
            None => pattern == measure,
        })
    }
}

impl Default for Scenario {
    /// A synthetic prefecture of 20 offices with every default.
    fn default() -> Self {
        let indicators = mechanisms::standard_indicators();
        let registry = mechanisms::registry(&indicators);
        let values = registry.defaults();
        Self {
            name: "default".into(),
            description: String::new(),
            start: date(2020, 1, 1),
            tiers: ["prefecture", "county", "township"].map(String::from).to_vec(),
            shape: Shape::FanOut(vec![4, 5]),
            indicators,
            registry,
            values,
            policies: Vec::new(),
            off: Vec::new(),
            record: Record::default(),
        }
    }
}

impl Scenario {
    /// Sets a parameter by path, unchecked against its bounds. Returns whether there is such a parameter.
    pub fn set(&mut self, path: &str, value: f64) -> bool {
        match self.registry.find(path) {
            Some(leaf) => {
                self.values[leaf] = value;
                true
            }
            None => false,
        }
    }

    /// The parameters before any policy.
    pub fn parameters(&self) -> Parameters {
        Parameters::from_values(&self.values)
    }

    /// Whether a mechanism is switched off.
    pub fn is_off(&self, mechanism: &str) -> bool {
        self.off.iter().any(|name| name == mechanism)
    }
}
