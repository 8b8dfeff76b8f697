//! State of the country, and how it is made. No rules of behaviour, no input or output.

pub mod case;
pub mod citizen;
pub mod clock;
mod digest;
pub mod hierarchy;
pub mod indicator;
pub mod jurisdiction;
pub mod late;
pub mod leader;
pub mod office;
pub mod people;
pub mod places;
pub mod population;
pub mod tally;

use citizen::Citizen;
use hierarchy::Hierarchy;
use jurisdiction::Jurisdiction;
use office::{ByIndicator, Office};

/// The whole state of a country.
#[derive(Debug, Clone)]
pub struct World {
    /// The tree.
    pub hierarchy: Hierarchy,
    /// State of every unit, in the order of the tree.
    pub jurisdictions: Vec<Jurisdiction>,
    /// Offices, in order; office `o` is unit `hierarchy.unit_of_office(o)`.
    pub offices: Vec<Office>,
    /// Citizens of all offices, office by office, in each by age.
    pub citizens: Vec<Citizen>,
    /// Week about to be simulated, from the start of the burn-in.
    pub week: u32,
    /// Real people for one simulated citizen.
    pub sample: u32,
    /// What the centre's targets were declared as when they were last set; a policy that changes one moves its target.
    pub declared_targets: ByIndicator,
    /// Reported attainment at the centre at the contest before.
    pub reported_before: Option<ByIndicator>,
}

impl World {
    /// Each office with its citizens, in order.
    pub fn offices_with_citizens(&mut self) -> Vec<(&mut Office, &mut [Citizen])> {
        let mut rest = self.citizens.as_mut_slice();
        self.offices
            .iter_mut()
            .map(|office| {
                let (mine, others) = std::mem::take(&mut rest).split_at_mut(office.citizens.len());
                rest = others;
                (office, mine)
            })
            .collect()
    }
}
