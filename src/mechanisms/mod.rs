//! The twelve mechanisms, one file each, and the index of what they declare.

pub mod audit;
pub mod careers;
pub mod cascade;
pub mod citizens;
pub mod contest;
pub mod context;
pub mod demands;
pub mod effort;
pub mod fabrication;
pub mod felt;
pub mod imitation;
pub mod mandate;
pub mod platforms;
pub mod score;

use crate::parameter::{Declaration, ParameterGroup, Reader, Registry};
use crate::world::clock::Run;
use crate::world::indicator::{self, Indicator};
use crate::world::leader::Leaders;
use crate::world::population::Population;

/// A mechanism that can be switched off by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mechanism {
    /// Name: its file and its name in `structure.off`.
    pub name: &'static str,
    /// What it does.
    pub sentence: &'static str,
    /// What happens instead when it is off.
    pub when_off: &'static str,
    /// Parameter groups that it owns.
    pub groups: &'static [&'static str],
}

/// The twelve mechanisms in the order of the model's description.
pub const MECHANISMS: [Mechanism; 12] = [
    cascade::MECHANISM,
    contest::MECHANISM,
    score::MECHANISM,
    demands::MECHANISM,
    effort::MECHANISM,
    fabrication::MECHANISM,
    platforms::MECHANISM,
    mandate::MECHANISM,
    citizens::MECHANISM,
    audit::MECHANISM,
    imitation::MECHANISM,
    careers::MECHANISM,
];

macro_rules! groups {
    ($($field:ident: $Group:ty,)+) => {
        /// Every parameter of the model, for one unit in one week.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Parameters {
            $( #[doc = concat!("Group `", stringify!($field), "`.")] pub $field: $Group, )+
            /// The indicators of the scenario, in its order.
            pub indicators: Vec<Indicator>,
        }

        impl Parameters {
            /// From the flat list that belongs to the registry made by [`registry`].
            pub fn from_values(values: &[f64]) -> Self {
                let mut reader = Reader::new(values);
                $( let $field = reader.group::<$Group>(); )+
                let used: usize = 0 $( + <$Group as ParameterGroup>::LENGTH )+;
                let count = (values.len() - used) / <Indicator as ParameterGroup>::LENGTH;
                let indicators = (0..count).map(|_| reader.group::<Indicator>()).collect();
                Self { $( $field, )+ indicators }
            }
        }

        /// The registry of all parameters for a scenario with these indicators.
        pub fn registry(indicators: &[String]) -> Registry {
            let mut registry = Registry::default();
            $( registry.add::<$Group>(); )+
            let standard = indicator::standard();
            for name in indicators {
                let known = standard.iter().find(|(n, _)| n == name).map(|(_, i)| i.clone()).unwrap_or_default();
                registry.add_named::<Indicator>(&format!("indicators.{name}"), &indicator_values(&known));
            }
            registry
        }
    };
}

groups! {
    run: Run,
    population: Population,
    leaders: Leaders,
    evaluation: score::Evaluation,
    contest: contest::Contest,
    cascade: cascade::Cascade,
    demands: demands::Demands,
    effort: effort::Effort,
    accountability: effort::Accountability,
    fabrication: fabrication::Fabrication,
    platforms: platforms::Platforms,
    admission: platforms::Admission,
    mandate: mandate::Mandate,
    windows: mandate::Windows,
    citizens: citizens::Citizens,
    adoption: citizens::Adoption,
    guides: citizens::Guides,
    hotline: citizens::Hotline,
    audit: audit::Audit,
    imitation: imitation::Imitation,
    careers: careers::Careers,
}

fn indicator_values(indicator: &Indicator) -> Vec<f64> {
    use crate::parameter::Field;
    let mut values = indicator.kind.values();
    values.extend([indicator.weight, indicator.target, indicator.productivity, indicator.manipulability]);
    debug_assert_eq!(values.len(), <Indicator as ParameterGroup>::LENGTH);
    values
}

/// Names of the six standard indicators.
pub fn standard_indicators() -> Vec<String> {
    indicator::standard().into_iter().map(|(name, _)| name.to_string()).collect()
}

/// Declarations that every indicator has, under the group name `indicators`.
pub fn indicator_declarations() -> Vec<Declaration> {
    Indicator::declarations()
}
