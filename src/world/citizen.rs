//! A citizen in four bytes.
//!
//! | bits | what |
//! |---|---|
//! | 0–2 | age band |
//! | 3–4 | education |
//! | 5 | lives in a village |
//! | 6 | has a device |
//! | 7 | has a helper who does it online |
//! | 8 | has adopted: thinks of the online way |
//! | 9 | has an open need |
//! | 10–17 | digital skill, 0–255 |
//! | 18–24 | satisfaction, 0–127 |
//! | 25–31 | expectation, 0–127 |
//!
//! The lowest seven bits are the citizen's *cell*: the finest group that is recorded.

/// Number of cells (some stay empty).
pub const CELLS: usize = 128;
/// Greatest skill.
pub const SKILL_MAX: u32 = 255;
/// Greatest satisfaction and expectation.
pub const SATISFACTION_MAX: u32 = 127;

/// One simulated citizen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Citizen(u32);

const HELPER: u32 = 1 << 7;
const ADOPTED: u32 = 1 << 8;
const OPEN: u32 = 1 << 9;
const DEVICE: u32 = 1 << 6;

impl Citizen {
    /// A citizen with these facts, no adoption, no open need, skill and satisfaction 0.
    pub fn new(age: usize, education: usize, rural: bool, device: bool, helper: bool) -> Self {
        let bit = |b: bool, mask: u32| if b { mask } else { 0 };
        Self(age as u32 | (education as u32) << 3 | bit(rural, 1 << 5) | bit(device, DEVICE) | bit(helper, HELPER))
    }

    /// The same citizen with a device, a helper and adoption, where there are.
    #[inline(always)]
    pub fn with(self, device: bool, helper: bool, adopted: bool) -> Self {
        Self(self.0 | u32::from(device) << 6 | u32::from(helper) << 7 | u32::from(adopted) << 8)
    }

    /// All that is held of the citizen, as in the table above.
    #[inline(always)]
    pub fn bits(self) -> u32 {
        self.0
    }

    /// The cell: age, education, residence and device together.
    #[inline(always)]
    pub fn cell(self) -> usize {
        (self.0 & 0x7f) as usize
    }

    /// Age band, a place in [`AGES`](super::population::AGES).
    #[inline(always)]
    pub fn age(self) -> usize {
        cell_age(self.cell())
    }

    /// Education, a place in [`EDUCATION`](super::population::EDUCATION).
    #[inline(always)]
    pub fn education(self) -> usize {
        cell_education(self.cell())
    }

    /// Lives in a village.
    #[inline(always)]
    pub fn rural(self) -> bool {
        cell_rural(self.cell())
    }

    /// Has a device.
    #[inline(always)]
    pub fn device(self) -> bool {
        self.0 & DEVICE != 0
    }

    /// Has a helper who does it online.
    #[inline(always)]
    pub fn helper(self) -> bool {
        self.0 & HELPER != 0
    }

    /// Thinks of the online way.
    #[inline(always)]
    pub fn adopted(self) -> bool {
        self.0 & ADOPTED != 0
    }

    /// Has an open need.
    #[inline(always)]
    pub fn open(self) -> bool {
        self.0 & OPEN != 0
    }

    /// Digital skill, 0 to [`SKILL_MAX`].
    #[inline(always)]
    pub fn skill(self) -> u32 {
        self.0 >> 10 & 0xff
    }

    /// Satisfaction, 0 to [`SATISFACTION_MAX`].
    #[inline(always)]
    pub fn satisfaction(self) -> u32 {
        self.0 >> 18 & 0x7f
    }

    /// Expectation, 0 to [`SATISFACTION_MAX`].
    #[inline(always)]
    pub fn expectation(self) -> u32 {
        self.0 >> 25
    }

    /// Gives or takes a device.
    #[inline(always)]
    pub fn set_device(&mut self, device: bool) {
        self.0 = self.0 & !DEVICE | if device { DEVICE } else { 0 };
    }

    /// Makes the citizen think of the online way.
    #[inline(always)]
    pub fn adopt(&mut self) {
        self.0 |= ADOPTED;
    }

    /// Opens or closes a need.
    #[inline(always)]
    pub fn set_open(&mut self, open: bool) {
        self.0 = self.0 & !OPEN | if open { OPEN } else { 0 };
    }

    /// Sets skill; at most [`SKILL_MAX`].
    #[inline(always)]
    pub fn set_skill(&mut self, skill: u32) {
        self.0 = self.0 & !(0xff << 10) | skill.min(SKILL_MAX) << 10;
    }

    /// Sets satisfaction; at most [`SATISFACTION_MAX`].
    #[inline(always)]
    pub fn set_satisfaction(&mut self, satisfaction: u32) {
        self.0 = self.0 & !(0x7f << 18) | satisfaction.min(SATISFACTION_MAX) << 18;
    }

    /// Sets expectation; at most [`SATISFACTION_MAX`].
    #[inline(always)]
    pub fn set_expectation(&mut self, expectation: u32) {
        self.0 = self.0 & !(0x7f << 25) | expectation.min(SATISFACTION_MAX) << 25;
    }
}

/// Age band of a cell.
pub fn cell_age(cell: usize) -> usize {
    cell & 7
}

/// Education of a cell.
pub fn cell_education(cell: usize) -> usize {
    cell >> 3 & 3
}

/// Whether a cell's citizens live in villages.
pub fn cell_rural(cell: usize) -> bool {
    cell >> 5 & 1 == 1
}

/// Whether a cell's citizens have a device.
pub fn cell_device(cell: usize) -> bool {
    cell >> 6 & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_field_is_kept_apart(
            age in 0usize..6, education in 0usize..4, flags in 0u32..32, skill in 0u32..256, s in 0u32..128, e in 0u32..128
        ) {
            let on = |i: u32| flags >> i & 1 == 1;
            let mut c = Citizen::new(age, education, on(0), on(1), on(2));
            c.set_expectation(e);
            c.set_skill(skill);
            c.set_satisfaction(s);
            c.set_open(on(4));
            if on(3) {
                c.adopt();
            }
            prop_assert_eq!((c.age(), c.education(), c.rural(), c.device(), c.helper()), (age, education, on(0), on(1), on(2)));
            prop_assert_eq!((c.skill(), c.satisfaction(), c.expectation()), (skill, s, e));
            prop_assert_eq!((c.adopted(), c.open()), (on(3), on(4)));
        }
    }

    #[test]
    fn a_citizen_takes_four_bytes() {
        assert_eq!(std::mem::size_of::<Citizen>(), 4);
    }
}
