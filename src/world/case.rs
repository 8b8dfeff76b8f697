//! An open need in eight bytes. A citizen has at most one.
//!
//! | bits of the second half | what |
//! |---|---|
//! | 0 | complex: cannot be finished online |
//! | 1 | an attempt online has shown that the window is needed |
//! | 2–7 | trips and evenings, 0–63 |
//! | 8–15 | failed attempts |
//! | 16–31 | week in which the need arose, from the start of the burn-in |

/// An open need: whose it is, since when, and what has been tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Case {
    /// The citizen, as a place among the citizens of the office.
    pub citizen: u32,
    story: u32,
}

const COMPLEX: u32 = 1;
const SENT_TO_WINDOW: u32 = 1 << 1;
const TRIP: u32 = 1 << 2;
const TRIPS_MAX: u32 = 63;
const ATTEMPT: u32 = 1 << 8;
const BORN: u32 = 16;

impl Case {
    /// A need that has just arisen.
    #[inline(always)]
    pub fn new(citizen: u32, week: u32, complex: bool) -> Self {
        Self { citizen, story: week << BORN | u32::from(complex) }
    }

    /// All that is held of the need: the citizen below, the story above.
    #[inline(always)]
    pub fn bits(self) -> u64 {
        u64::from(self.citizen) | u64::from(self.story) << 32
    }

    /// The need of which this is held.
    #[inline(always)]
    pub fn from_bits(bits: u64) -> Self {
        Self { citizen: bits as u32, story: (bits >> 32) as u32 }
    }

    /// All but whose it is, as in the table above.
    #[inline(always)]
    pub fn story(self) -> u32 {
        self.story
    }

    /// The need of a citizen with this story.
    #[inline(always)]
    pub fn with(citizen: u32, story: u32) -> Self {
        Self { citizen, story }
    }

    /// Whether the need cannot be finished online.
    #[inline(always)]
    pub fn complex(&self) -> bool {
        self.story & COMPLEX != 0
    }

    /// Whether an attempt online has shown that the window is needed.
    #[inline(always)]
    pub fn sent_to_window(&self) -> bool {
        self.story & SENT_TO_WINDOW != 0
    }

    /// Notes whether the window is needed; what was noted before stays.
    #[inline(always)]
    pub fn send_to_window(&mut self, needed: bool) {
        self.story |= if needed { SENT_TO_WINDOW } else { 0 };
    }

    /// Trips and evenings so far; counted up to 63.
    #[inline(always)]
    pub fn trips(&self) -> u32 {
        (self.story / TRIP) & TRIPS_MAX
    }

    /// Adds a trip or an evening.
    #[inline(always)]
    pub fn add_trip(&mut self) {
        self.story += if self.trips() < TRIPS_MAX { TRIP } else { 0 };
    }

    /// Failed attempts so far.
    #[inline(always)]
    pub fn failed(&self) -> u32 {
        (self.story / ATTEMPT) & 0xff
    }

    /// Adds a failed attempt, if it has failed. Patience ends long before the count does.
    #[inline(always)]
    pub fn add_attempt(&mut self, failed: bool) {
        self.story += if failed { ATTEMPT } else { 0 };
    }

    /// Weeks since the need arose.
    #[inline(always)]
    pub fn age(&self, week: u32) -> u32 {
        week - (self.story >> BORN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_takes_eight_bytes_and_keeps_its_marks() {
        assert_eq!(std::mem::size_of::<Case>(), 8);
        let mut c = Case::new(5, 70, true);
        (0..100).for_each(|_| c.add_trip());
        assert!(c.complex() && !c.sent_to_window() && c.trips() == 63 && c.age(73) == 3 && c.failed() == 0);
        c.send_to_window(true);
        c.send_to_window(false);
        c.add_attempt(true);
        c.add_attempt(false);
        assert!(c.complex() && c.sent_to_window() && c.trips() == 63 && c.age(73) == 3 && c.failed() == 1);
        assert_eq!(c.citizen, 5);
    }
}
