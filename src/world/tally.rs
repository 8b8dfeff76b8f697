//! Counts of what happened to citizens, by cell. Whole numbers, so sums do not depend on order, chunks or threads.

use super::citizen::{CELLS, Citizen};

/// What is counted by cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Count {
    /// Needs that arose.
    Needs,
    /// People at the window who were sent online.
    Refused,
    /// Attempts that failed at the window.
    FailedWindow,
    /// Submissions at the window.
    SubmittedWindow,
    /// Attempts that failed online.
    FailedOnline,
    /// Submissions online.
    SubmittedOnline,
    /// Change of the sum of skill.
    Skill,
    /// Needs resolved.
    Resolved,
    /// Needs resolved within the promised time.
    InTime,
    /// Weeks waited for those resolved.
    Weeks,
    /// Trips and evenings of those resolved or given up.
    Trips,
    /// Change of the sum of satisfaction.
    Satisfaction,
    /// Cases sent back for another document.
    Bounced,
    /// Needs given up.
    Excluded,
    /// Complaints heard by the hotline.
    Complaints,
    /// Change of the number of citizens (a device moves a citizen to another cell).
    Citizens,
    /// Change of the number who have adopted.
    Adopted,
    /// Open needs that citizens bring along or take away when they move to another cell.
    OpenMoved,
}

impl Count {
    /// Where an attempt is counted.
    #[inline]
    pub fn of_attempt(online: bool, done: bool) -> Self {
        match (online, done) {
            (false, false) => Self::FailedWindow,
            (false, true) => Self::SubmittedWindow,
            (true, false) => Self::FailedOnline,
            (true, true) => Self::SubmittedOnline,
        }
    }
}

/// Number of counts.
pub const COUNTS: usize = Count::OpenMoved as usize + 1;
/// Weeks of waiting told apart; the last stands for more.
pub const WAITS: usize = 32;

/// Counts by cell, and resolved needs by weeks waited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    cells: Box<[[i64; COUNTS]; CELLS]>,
    /// Resolved needs by weeks waited.
    pub waits: [i64; WAITS],
}

impl Default for Tally {
    fn default() -> Self {
        Self { cells: Box::new([[0; COUNTS]; CELLS]), waits: [0; WAITS] }
    }
}

impl Tally {
    /// Adds to one count of one cell.
    #[inline]
    pub fn add(&mut self, count: Count, cell: usize, n: i64) {
        self.cells[cell % CELLS][count as usize] += n;
    }

    /// One count of one cell.
    pub fn of(&self, count: Count, cell: usize) -> i64 {
        self.cells[cell][count as usize]
    }

    /// Attempts, at the window or online, of one cell.
    pub fn attempts(&self, cell: usize) -> i64 {
        [Count::FailedWindow, Count::SubmittedWindow, Count::FailedOnline, Count::SubmittedOnline]
            .map(|count| self.of(count, cell))
            .iter()
            .sum()
    }

    /// Change of the number of citizens of one cell who have an open need.
    pub fn open(&self, cell: usize) -> i64 {
        let ended = self.of(Count::Resolved, cell) + self.of(Count::Excluded, cell);
        self.of(Count::Needs, cell) + self.of(Count::OpenMoved, cell) - ended
    }

    /// Sum of one count over the cells that `keep` names.
    pub fn sum(&self, count: Count, keep: impl Fn(usize) -> bool) -> i64 {
        (0..CELLS).filter(|&cell| keep(cell)).map(|cell| self.of(count, cell)).sum()
    }

    /// Counts a citizen's standing; `sign` is 1 to add, -1 to take away.
    pub fn stand(&mut self, citizen: Citizen, sign: i64) {
        let cell = citizen.cell();
        self.add(Count::Citizens, cell, sign);
        self.add(Count::Satisfaction, cell, sign * i64::from(citizen.satisfaction()));
        self.add(Count::Skill, cell, sign * i64::from(citizen.skill()));
        self.add(Count::Adopted, cell, sign * i64::from(citizen.adopted()));
        self.add(Count::OpenMoved, cell, sign * i64::from(citizen.open()));
    }

    /// How these citizens stand.
    pub fn of_standing(citizens: &[Citizen]) -> Self {
        let mut tally = Self::default();
        citizens.iter().for_each(|citizen| tally.stand(*citizen, 1));
        tally
    }

    /// Begins anew.
    pub fn clear(&mut self) {
        self.cells.as_flattened_mut().fill(0);
        self.waits.fill(0);
    }

    /// Adds another tally.
    pub fn merge(&mut self, other: &Self) {
        for (a, b) in self.cells.as_flattened_mut().iter_mut().zip(other.cells.as_flattened()) {
            *a += b;
        }
        for (a, b) in self.waits.iter_mut().zip(&other.waits) {
            *a += b;
        }
    }
}
