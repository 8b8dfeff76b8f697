//! Counts of what happened to citizens, by cell. Whole numbers, so sums do not depend on order, chunks or threads.

use super::citizen::{CELLS, Citizen};
use super::late::{Late, MOST, MOST_SERVED, STEP, add};
use std::borrow::Cow;

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

/// Counts by count and cell.
pub(super) type Cells = [[i64; CELLS]; COUNTS];

/// Counts by cell, and resolved needs by weeks waited.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// None before there are too many for late counts.
    cells: Option<Box<Cells>>,
    waits: [i64; WAITS],
    /// What is not yet added to the others.
    late: Option<Box<Late>>,
    /// Events in there.
    events: u32,
    /// Served cases in there that are not settled.
    served: u32,
}

impl Tally {
    /// The most events for one call of [`Tally::late`].
    pub const AT_A_TIME: usize = 1 << 15;

    /// To count so many events.
    #[inline]
    pub fn late(&mut self, events: usize) -> &mut Late {
        debug_assert!(events <= Self::AT_A_TIME, "{events} events are too many at a time");
        self.room(events as u32, 0)
    }

    /// To count so many served cases.
    #[inline]
    pub fn late_served(&mut self, cases: usize) -> &mut Late {
        debug_assert!(cases <= Self::AT_A_TIME, "{cases} cases are too many at a time");
        self.room(cases as u32, cases as u32)
    }

    /// Late counts with room for so many more.
    #[inline]
    fn room(&mut self, events: u32, served: u32) -> &mut Late {
        if self.events + events > MOST {
            self.carry();
        }
        if self.served + served > MOST_SERVED {
            self.settle();
        }
        self.events += events;
        self.served += served;
        self.late.get_or_insert_with(Late::new)
    }

    /// Adds late counts to the others.
    fn carry(&mut self) {
        self.settle();
        if let Some(late) = &mut self.late {
            late.move_to(self.cells.get_or_insert_with(zero));
        }
        self.events = 0;
    }

    /// Adds served cases to the other counts. What is read is the same before and after; after it is read faster.
    pub fn settle(&mut self) {
        if let Some(late) = self.late.as_mut().filter(|_| self.served > 0) {
            late.settle(&mut self.waits);
        }
        self.served = 0;
    }

    /// With all served cases among the other counts.
    fn settled(&self) -> Cow<'_, Self> {
        let mut all = Cow::Borrowed(self);
        if self.served > 0 {
            all.to_mut().settle();
        }
        all
    }

    /// Of what is settled, the sum of one count over some cells.
    fn sum_of(&self, count: usize, cells: impl Iterator<Item = usize> + Clone) -> i64 {
        let many = |of: &Cells| cells.clone().map(|cell| of[count][cell % CELLS]).sum::<i64>();
        self.cells.as_deref().map_or(0, many) + self.late.as_deref().map_or(0, |late| late.sum_of(count, cells))
    }

    /// Resolved needs by weeks waited; the last stands for more.
    pub fn waits(&self) -> [i64; WAITS] {
        self.settled().waits
    }

    /// Adds a need resolved after so many weeks to [`Tally::waits`].
    pub fn add_wait(&mut self, weeks: u32) {
        self.waits[(weeks as usize).min(WAITS - 1)] += 1;
    }

    /// Adds to one count of one cell.
    #[inline]
    pub fn add(&mut self, count: Count, cell: usize, n: i64) {
        if n.unsigned_abs() <= STEP {
            self.late(1).add(count, cell, n as i32);
        } else {
            self.cells.get_or_insert_with(zero)[count as usize][cell % CELLS] += n;
        }
    }

    /// One count of one cell.
    pub fn of(&self, count: Count, cell: usize) -> i64 {
        self.settled().sum_of(count as usize, std::iter::once(cell))
    }

    /// Sums of all counts over some cells.
    pub fn sums(&self, cells: &[usize]) -> Counted {
        let settled = self.settled();
        Counted(std::array::from_fn(|count| settled.sum_of(count, cells.iter().copied())))
    }

    /// Sum of one count over the cells that `keep` names.
    pub fn sum(&self, count: Count, keep: impl Fn(usize) -> bool + Copy) -> i64 {
        self.settled().sum_of(count as usize, (0..CELLS).filter(|&cell| keep(cell)))
    }

    /// How these citizens stand.
    pub fn of_standing(citizens: &[Citizen]) -> Self {
        let mut tally = Self::default();
        for some in citizens.chunks(Self::AT_A_TIME) {
            let late = tally.late(some.len());
            some.iter().for_each(|citizen| late.stand(*citizen, 1));
        }
        tally
    }

    /// Adds another tally.
    pub fn merge(&mut self, other: &Self) {
        if let Some(theirs) = &other.cells {
            let mine = self.cells.get_or_insert_with(zero);
            add(mine.as_flattened_mut(), theirs.as_flattened());
        }
        add(&mut self.waits, &other.waits);
        if let Some(late) = &other.late {
            self.room(other.events, other.served).merge(late, other.served > 0);
        }
    }
}

fn zero() -> Box<Cells> {
    Box::new([[0; CELLS]; COUNTS])
}
