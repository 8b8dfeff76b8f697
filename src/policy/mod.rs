//! Policies: named, dated, scoped layers over the parameters.

mod timeline;

pub use timeline::Timeline;

/// One policy: what it sets, when, and for whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Name.
    pub name: String,
    /// One sentence about it; may be empty.
    pub about: String,
    /// First week, counted from the start of the burn-in.
    pub from: u32,
    /// First week after its end; none if it stays.
    pub until: Option<u32>,
    /// Weeks over which a value moves in equal steps from what it was to what is set; 0 at once.
    pub ramp: u32,
    /// Units it is for: the tier; none for every tier.
    pub tier: Option<usize>,
    /// Units it is for: those in or below these units, by name; empty for the whole country.
    pub regions: Vec<String>,
    /// Places in the flat list of parameters, and the numbers they get.
    pub set: Vec<(usize, f64)>,
}

/// The most policies of one scenario.
pub const MAX_POLICIES: usize = 64;
