//! An open need in eight bytes. A citizen has at most one.

/// An open need: whose it is, since when, and what has been tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Case {
    /// The citizen, as a place among the citizens of the office.
    pub citizen: u32,
    /// Week in which the need arose (from the start of the burn-in).
    pub born: u16,
    /// Failed attempts.
    pub attempts: u8,
    /// Trips and evenings, and the mark of a complex need.
    state: u8,
}

const COMPLEX: u8 = 1;
const SENT_TO_WINDOW: u8 = 2;
const TRIP: u8 = 4;
const TRIPS_MAX: u8 = 63;

impl Case {
    /// A need that has just arisen.
    pub fn new(citizen: u32, week: u32, complex: bool) -> Self {
        Self { citizen, born: week as u16, attempts: 0, state: if complex { COMPLEX } else { 0 } }
    }

    /// Whether the need cannot be finished online.
    #[inline]
    pub fn complex(&self) -> bool {
        self.state & COMPLEX != 0
    }

    /// Whether an attempt online has shown that the window is needed.
    #[inline]
    pub fn sent_to_window(&self) -> bool {
        self.state & SENT_TO_WINDOW != 0
    }

    /// Notes that the window is needed.
    #[inline]
    pub fn send_to_window(&mut self) {
        self.state |= SENT_TO_WINDOW;
    }

    /// Trips and evenings so far; counted up to 63.
    #[inline]
    pub fn trips(&self) -> u32 {
        u32::from(self.state >> 2)
    }

    /// Adds a trip or an evening.
    #[inline]
    pub fn add_trip(&mut self) {
        if self.state >> 2 < TRIPS_MAX {
            self.state += TRIP;
        }
    }

    /// Weeks since the need arose.
    #[inline]
    pub fn age(&self, week: u32) -> u32 {
        week - u32::from(self.born)
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
        assert!(c.complex() && !c.sent_to_window() && c.trips() == 63 && c.age(73) == 3);
        c.send_to_window();
        assert!(c.complex() && c.sent_to_window() && c.trips() == 63);
    }
}
