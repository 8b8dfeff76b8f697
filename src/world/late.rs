//! Counts of what happens to citizens, small enough to stay in the inner caches, where a resolved need is counted with one
//! addition; [`Tally`](super::tally::Tally) takes them over before a count could overflow.

use super::citizen::{CELLS, Citizen};
use super::tally::{COUNTS, Cells, Count, WAITS};
use crate::wide::wide;
use std::ops::AddAssign;

/// The most events that may be counted before the counts are taken over.
pub(super) const MOST: u32 = 1 << 23;
/// The most by which an event may move a count.
pub(super) const STEP: u64 = 255;
/// The most served cases that may be counted before they are added to the other counts.
pub(super) const MOST_SERVED: u32 = u16::MAX as u32;

/// Weeks and trips of a resolved need that are told apart: 1 to so many of each.
const TOLD_APART: u32 = 4;
/// Kinds of resolved needs in a cell: in time or not, by weeks and by trips.
const KINDS: usize = 2 * (TOLD_APART * TOLD_APART) as usize;
/// Counts of attempts, in the order of the bits of an [`Attempt`]: at the window or online, in vain or not.
const ATTEMPTS: std::ops::RangeInclusive<usize> = Count::FailedWindow as usize..=Count::SubmittedOnline as usize;

/// Late counts. Those of one kind lie side by side, so that what happens often takes few lines of the cache.
#[derive(Debug, Clone)]
pub struct Late {
    counts: [[i32; CELLS]; COUNTS],
    /// Needs resolved, by kind and cell; the last takes what is not counted here, and nobody reads it.
    served: [u16; KINDS * CELLS + 1],
}

/// An attempt as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attempt(u32);

impl Attempt {
    /// At the window or online, in vain or not.
    #[inline(always)]
    pub fn new(cell: usize, online: bool, done: bool) -> Self {
        Self((u32::from(online) * 2 + u32::from(done)) * CELLS as u32 + cell as u32)
    }
}

/// A served case as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Served(u32);

impl Served {
    /// Not counted here.
    pub const ASIDE: Self = Self((KINDS * CELLS) as u32);

    /// As bits, so that many are looked at at once.
    #[inline(always)]
    pub fn bits(self) -> u32 {
        self.0
    }

    /// The case with these bits.
    #[inline(always)]
    pub fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// A case that is resolved, or else not. What is not resolved, or has waited or walked more often than most, is
    /// [`Served::ASIDE`].
    #[inline(always)]
    pub fn new(cell: usize, resolved: bool, in_time: bool, weeks: u32, trips: u32) -> Self {
        let (weeks, trips) = (weeks.wrapping_sub(1), trips.wrapping_sub(1));
        let usual = resolved & (weeks < TOLD_APART) & (trips < TOLD_APART);
        // Of what is not usual the kind is not looked at, and may be anything.
        let kind = (u32::from(in_time) * TOLD_APART).wrapping_add(weeks).wrapping_mul(TOLD_APART).wrapping_add(trips);
        if usual { Self(kind.wrapping_mul(CELLS as u32).wrapping_add(cell as u32)) } else { Self::ASIDE }
    }
}

impl Late {
    /// No counts.
    pub(super) fn new() -> Box<Self> {
        Box::new(Self { counts: [[0; CELLS]; COUNTS], served: [0; KINDS * CELLS + 1] })
    }

    /// Adds to one count of one cell, no more either way than an event may.
    #[inline(always)]
    pub fn add(&mut self, count: Count, cell: usize, n: i32) {
        debug_assert!(u64::from(n.unsigned_abs()) <= STEP, "{n} is too much for one event");
        self.counts[count as usize][cell % CELLS] += n;
    }

    /// Counts an attempt.
    #[inline(always)]
    pub fn attempt(&mut self, attempt: Attempt) {
        let attempts = self.counts[ATTEMPTS].as_flattened_mut();
        let n = attempts.len();
        attempts[attempt.0 as usize % n] += 1;
    }

    /// Counts a served case, if it is not to be counted aside.
    #[inline(always)]
    pub fn served(&mut self, served: Served) {
        self.served[(served.0 as usize).min(KINDS * CELLS)] += 1;
    }

    /// Counts a citizen's standing; `sign` is 1 to add, -1 to take away.
    #[inline(always)]
    pub fn stand(&mut self, citizen: Citizen, sign: i32) {
        let cell = citizen.cell();
        self.add(Count::Citizens, cell, sign);
        self.add(Count::Satisfaction, cell, sign * citizen.satisfaction() as i32);
        self.add(Count::Skill, cell, sign * citizen.skill() as i32);
        self.add(Count::Adopted, cell, sign * i32::from(citizen.adopted()));
        self.add(Count::OpenMoved, cell, sign * i32::from(citizen.open()));
    }

    /// Adds resolved needs by kind to the other counts, and to resolved needs by weeks waited.
    pub(super) fn settle(&mut self, waits: &mut [i64; WAITS]) {
        const ROW: usize = TOLD_APART as usize;
        // Kinds are in rows: not in time and in time, each by weeks, and in a row by trips.
        let (mut in_time, mut by_weeks, mut by_trips) = ([0; CELLS], [[0; CELLS]; ROW], [[0; CELLS]; ROW]);
        for (kind, of) in self.served.as_chunks::<CELLS>().0.iter().enumerate() {
            add(&mut by_weeks[kind / ROW % ROW], of);
            add(&mut by_trips[kind % ROW], of);
            if kind >= ROW * ROW {
                add(&mut in_time, of);
            }
        }
        let mut put = |count: Count, of: &[u16; CELLS], times: i32| {
            self.counts[count as usize].iter_mut().zip(of).for_each(|(to, n)| *to += times * i32::from(*n));
        };
        put(Count::InTime, &in_time, 1);
        for (times, (weeks, trips)) in (1..).zip(by_weeks.iter().zip(&by_trips)) {
            put(Count::Resolved, weeks, 1);
            put(Count::Weeks, weeks, times);
            put(Count::Trips, trips, times);
            waits[times as usize] += weeks.iter().map(|n| i64::from(*n)).sum::<i64>();
        }
        self.served.fill(0);
    }

    /// Adds these counts to others, and begins anew.
    pub(super) fn move_to(&mut self, cells: &mut Cells) {
        for (to, from) in cells.as_flattened_mut().iter_mut().zip(self.counts.as_flattened()) {
            *to += i64::from(*from);
        }
        self.counts = [[0; CELLS]; COUNTS];
    }

    /// The sum of one count over some cells; served cases are in it once they are settled.
    pub(super) fn sum_of(&self, count: usize, cells: impl Iterator<Item = usize>) -> i64 {
        cells.map(|cell| i64::from(self.counts[count][cell % CELLS])).sum()
    }

    /// Adds other late counts, with served cases that are not settled or without.
    pub(super) fn merge(&mut self, other: &Self, served: bool) {
        add(self.counts.as_flattened_mut(), other.counts.as_flattened());
        if served {
            add(&mut self.served, &other.served);
        }
    }
}

/// Adds numbers to numbers, many at a time.
pub(super) fn add<N: Copy + AddAssign>(to: &mut [N], from: &[N]) {
    wide(
        from.len(),
        #[inline(always)]
        || {
            for (to, from) in to.iter_mut().zip(from) {
                *to += *from;
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::tally::Tally;
    use proptest::prelude::*;

    fn same(a: &Tally, b: &Tally) {
        assert_eq!(a.waits(), b.waits());
        for cell in 0..CELLS {
            assert_eq!(a.sums(&[cell]), b.sums(&[cell]), "cell {cell}");
        }
        let every_third: Vec<usize> = (0..CELLS).step_by(3).collect();
        assert_eq!(a.sums(&every_third), b.sums(&every_third));
        assert_eq!(a.of(Count::Resolved, 7), b.of(Count::Resolved, 7));
        assert_eq!(a.sum(Count::Trips, |cell| cell > 60), b.sum(Count::Trips, |cell| cell > 60));
    }

    proptest! {
        /// What is counted late is what is counted one by one, before and after it is settled or added up.
        #[test]
        fn late_counts_are_counts(
            events in prop::collection::vec((0usize..CELLS, any::<u8>(), 1u32..8, 1u32..7, -127i32..128), 0..200)
        ) {
            let (mut late, mut plain) = (Tally::default(), Tally::default());
            for &(cell, bits, weeks, trips, satisfied) in &events {
                let on = |bit: u8| bits >> bit & 1 == 1;
                late.late(1).add(Count::Needs, cell, on(0).into());
                plain.add(Count::Needs, cell, i64::from(on(0)));

                late.late(1).attempt(Attempt::new(cell, on(1), on(2)));
                let attempt = match (on(1), on(2)) {
                    (false, false) => Count::FailedWindow,
                    (false, true) => Count::SubmittedWindow,
                    (true, false) => Count::FailedOnline,
                    (true, true) => Count::SubmittedOnline,
                };
                plain.add(attempt, cell, 1);

                late.late(1).add(Count::Skill, cell, bits.into());
                plain.add(Count::Skill, cell, bits.into());

                late.late(1).add(Count::Adopted, cell, on(5).into());
                plain.add(Count::Adopted, cell, on(5).into());

                let (resolved, in_time) = (on(3), on(4) & on(3));
                let served = Served::new(cell, resolved, in_time, weeks, trips);
                late.late_served(1).served(served);
                late.late(1).add(Count::Satisfaction, cell, satisfied);
                plain.add(Count::Satisfaction, cell, satisfied.into());
                let told_apart = resolved && weeks <= TOLD_APART && trips <= TOLD_APART;
                prop_assert_eq!(served == Served::ASIDE, !told_apart);
                if told_apart {
                    plain.add(Count::Resolved, cell, 1);
                    plain.add(Count::InTime, cell, in_time.into());
                    plain.add(Count::Weeks, cell, weeks.into());
                    plain.add(Count::Trips, cell, trips.into());
                    plain.add_wait(weeks);
                }
            }
            same(&late, &plain);
            let (mut twice, mut twice_plain) = (late.clone(), plain.clone());
            twice.merge(&late);
            twice_plain.merge(&plain);
            same(&twice, &twice_plain);
            late.settle();
            same(&late, &plain);
        }
    }

    /// Counts are taken over before one of them could overflow, also where all events are of one kind and two are added up.
    #[test]
    fn no_late_count_overflows() {
        let mut tally = Tally::default();
        let events = Tally::AT_A_TIME;
        let rounds = 2 * MOST as usize / events + 1;
        let kind = Served::new(7, true, true, TOLD_APART, TOLD_APART);
        for round in 0..rounds {
            let late = tally.late_served(events);
            (0..events).for_each(|_| {
                late.served(kind);
                late.add(Count::Skill, 7, 255);
                late.add(Count::Satisfaction, 7, -127);
            });
            if round == rounds / 3 {
                let copy = tally.clone();
                tally.merge(&copy);
            }
        }
        let n = ((rounds + rounds / 3 + 1) * events) as i64;
        let counts = [Count::Skill, Count::Satisfaction, Count::Resolved, Count::InTime, Count::Weeks, Count::Trips];
        assert_eq!(counts.map(|count| tally.of(count, 7)), [255, -127, 1, 1, 4, 4].map(|times| times * n));
        assert_eq!(tally.waits()[4], n);
    }

    /// What is added at once may be large.
    #[test]
    fn large_numbers_are_added_whole() {
        let mut tally = Tally::default();
        for n in [1, 255, 256, -300, 1 << 40] {
            tally.add(Count::Needs, 3, n);
        }
        assert_eq!(tally.of(Count::Needs, 3), 212 + (1 << 40));
    }
}
