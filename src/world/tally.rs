//! Counts of what happened to citizens, by cell. Whole numbers, so sums do not depend on order, chunks or threads.

use super::citizen::{CELLS, Citizen};
use super::late::{Late, MOST, add};

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

/// Number of counts.
pub const COUNTS: usize = Count::OpenMoved as usize + 1;
/// Weeks of waiting told apart; the last stands for more.
pub const WAITS: usize = 32;

/// All counts, of one cell or added up over several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted([i64; COUNTS]);

impl Counted {
    /// One count.
    pub fn of(&self, count: Count) -> i64 {
        self.0[count as usize]
    }

    /// Attempts, at the window or online.
    pub fn attempts(&self) -> i64 {
        let window = self.of(Count::FailedWindow) + self.of(Count::SubmittedWindow);
        window + self.of(Count::FailedOnline) + self.of(Count::SubmittedOnline)
    }

    /// Change of the number of citizens who have an open need.
    pub fn open(&self) -> i64 {
        self.of(Count::Needs) + self.of(Count::OpenMoved) - self.of(Count::Resolved) - self.of(Count::Excluded)
    }
}

/// Counts by cell, and resolved needs by weeks waited.
#[derive(Debug, Clone)]
pub struct Tally {
    cells: Box<[[i64; COUNTS]; CELLS]>,
    waits: [i64; WAITS],
    /// What happens most, not yet added to the others.
    late: Option<Box<Late>>,
    /// Events in there.
    events: u32,
}

impl Default for Tally {
    fn default() -> Self {
        Self { cells: Box::new([[0; COUNTS]; CELLS]), waits: [0; WAITS], late: None, events: 0 }
    }
}

impl Tally {
    /// The most events for one call of [`Tally::late`].
    pub const AT_A_TIME: usize = 1 << 15;

    /// To count so many events of those that happen most.
    #[inline]
    pub fn late(&mut self, events: usize) -> &mut Late {
        debug_assert!(events <= Self::AT_A_TIME, "{events} events are too many at a time");
        if self.events + events as u32 > MOST {
            self.settle();
        }
        self.events += events as u32;
        self.late.get_or_insert_with(Late::new)
    }

    /// Adds late counts to the others. What is read is the same before and after; after it is read faster.
    pub fn settle(&mut self) {
        let Some(late) = self.late.as_mut().filter(|_| self.events > 0) else { return };
        for (cell, counts) in self.cells.iter_mut().enumerate().filter(|(cell, _)| !late.is_empty(*cell)) {
            late.add_to(cell, &mut |count, n| counts[count as usize] += n, &mut self.waits);
        }
        late.clear();
        self.events = 0;
    }

    /// The late counts, where there are any.
    fn unsettled(&self) -> Option<&Late> {
        self.late.as_deref().filter(|_| self.events > 0)
    }

    /// Resolved needs by weeks waited; the last stands for more.
    pub fn waits(&self) -> [i64; WAITS] {
        let mut waits = self.waits;
        if let Some(late) = self.unsettled() {
            (0..CELLS).for_each(|cell| late.add_to(cell, &mut |_, _| (), &mut waits));
        }
        waits
    }

    /// Adds a need resolved after so many weeks to [`Tally::waits`].
    pub fn add_wait(&mut self, weeks: u32) {
        self.waits[(weeks as usize).min(WAITS - 1)] += 1;
    }

    /// Adds to one count of one cell.
    #[inline]
    pub fn add(&mut self, count: Count, cell: usize, n: i64) {
        self.cells[cell % CELLS][count as usize] += n;
    }

    /// One count of one cell.
    pub fn of(&self, count: Count, cell: usize) -> i64 {
        let mut n = self.cells[cell][count as usize];
        if let Some(late) = self.unsettled() {
            late.add_to(cell, &mut |of, more| n += if of == count { more } else { 0 }, &mut [0; WAITS]);
        }
        n
    }

    /// Sums of all counts over some cells.
    pub fn sums(&self, cells: &[usize]) -> Counted {
        let mut sums = [0; COUNTS];
        for &cell in cells {
            sums.iter_mut().zip(&self.cells[cell]).for_each(|(sum, n)| *sum += n);
            if let Some(late) = self.unsettled() {
                late.add_to(cell, &mut |count, n| sums[count as usize] += n, &mut [0; WAITS]);
            }
        }
        Counted(sums)
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

    /// Adds another tally.
    pub fn merge(&mut self, other: &Self) {
        add(self.cells.as_flattened_mut(), other.cells.as_flattened());
        add(&mut self.waits, &other.waits);
        if let Some(late) = other.unsettled() {
            self.late.get_or_insert_with(Late::new).merge(late);
            self.events += other.events;
            // Each holds at most half of what a count can.
            if self.events > MOST {
                self.settle();
            }
        }
    }
}
