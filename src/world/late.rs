//! Counts of what happens most to citizens, in a form that is written with few additions a case and stays in the innermost
//! cache; [`Tally`](super::tally::Tally) takes them over before a count could overflow.

use super::citizen::CELLS;
use super::tally::{Count, WAITS};
use crate::wide::wide;
use std::ops::AddAssign;

/// The most events that may be counted before the counts are taken over: each moves a count by at most 255.
pub(super) const MOST: u32 = 1 << 23;

/// Weeks and trips of a resolved need that are told apart: 1 to so many of each.
const TOLD_APART: u32 = 4;
/// Kinds of resolved needs in a cell: in time or not, by weeks and by trips.
const KINDS: usize = 2 * (TOLD_APART * TOLD_APART) as usize;
/// Kinds of attempts: at the window or online, in vain or not.
const ATTEMPTS: usize = 4;

/// Late counts, by cell.
#[derive(Debug, Clone)]
pub struct Late {
    needs: [u32; CELLS],
    attempts: [u32; ATTEMPTS * CELLS],
    /// Skill learned.
    skill: [u32; CELLS],
    adopted: [u32; CELLS],
    /// Needs resolved by kind. The second half takes what is not counted here; nobody reads it.
    served: [u32; 2 * KINDS * CELLS],
    /// Change of satisfaction by needs resolved.
    satisfaction: [i32; CELLS],
}

/// An attempt as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attempt(u32);

impl Attempt {
    /// At the window or online, in vain or not.
    #[inline(always)]
    pub fn new(cell: usize, online: bool, done: bool) -> Self {
        Self((cell * ATTEMPTS) as u32 | u32::from(online) << 1 | u32::from(done))
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
        if usual { Self((cell * KINDS) as u32 + kind) } else { Self::ASIDE }
    }
}

impl Late {
    /// No counts.
    pub(super) fn new() -> Box<Self> {
        Box::new(Self {
            needs: [0; CELLS],
            attempts: [0; ATTEMPTS * CELLS],
            skill: [0; CELLS],
            adopted: [0; CELLS],
            served: [0; 2 * KINDS * CELLS],
            satisfaction: [0; CELLS],
        })
    }

    /// Counts a need, if there is one.
    #[inline(always)]
    pub fn need(&mut self, cell: usize, there: bool) {
        self.needs[cell % CELLS] += u32::from(there);
    }

    /// Counts an attempt.
    #[inline(always)]
    pub fn attempt(&mut self, attempt: Attempt) {
        self.attempts[attempt.0 as usize % (ATTEMPTS * CELLS)] += 1;
    }

    /// Counts what has been learned, a skill of at most 255.
    #[inline(always)]
    pub fn learned(&mut self, cell: usize, skill: u32) {
        self.skill[cell % CELLS] += skill;
    }

    /// Counts an adoption, if there is one.
    #[inline(always)]
    pub fn adopted(&mut self, cell: usize, there: bool) {
        self.adopted[cell % CELLS] += u32::from(there);
    }

    /// Counts a served case.
    #[inline(always)]
    pub fn served(&mut self, served: Served) {
        self.served[served.0 as usize % (2 * KINDS * CELLS)] += 1;
    }

    /// Counts how far a resolved need has moved satisfaction.
    #[inline(always)]
    pub fn satisfied(&mut self, cell: usize, change: i32) {
        self.satisfaction[cell % CELLS] += change;
    }

    /// Adds the counts of a cell to those of a tally.
    pub(super) fn add_to(&self, cell: usize, add: &mut impl FnMut(Count, i64), waits: &mut [i64; WAITS]) {
        let attempts = &self.attempts[cell * ATTEMPTS..][..ATTEMPTS];
        let of_attempts = [Count::FailedWindow, Count::SubmittedWindow, Count::FailedOnline, Count::SubmittedOnline];
        of_attempts.iter().zip(attempts).for_each(|(count, n)| add(*count, (*n).into()));
        add(Count::Needs, self.needs[cell].into());
        add(Count::Skill, self.skill[cell].into());
        add(Count::Adopted, self.adopted[cell].into());
        add(Count::Satisfaction, self.satisfaction[cell].into());
        // Kinds are in rows: not in time and in time, each by weeks, and in a row by trips.
        const ROW: usize = TOLD_APART as usize;
        let rows = self.served[cell * KINDS..][..KINDS].as_chunks::<ROW>().0;
        let mut by_trips = [0; ROW];
        for row in rows {
            (0..ROW).for_each(|trips| by_trips[trips] += row[trips]);
        }
        let (late, in_time) = rows.split_at(ROW);
        let of = |row: &[u32; ROW]| row.iter().sum::<u32>();
        let in_time: [u32; ROW] = std::array::from_fn(|weeks| of(&in_time[weeks]));
        let by_weeks: [u32; ROW] = std::array::from_fn(|weeks| in_time[weeks] + of(&late[weeks]));
        let sum = |numbers: [u32; ROW]| numbers.into_iter().map(i64::from).sum();
        let weighted = |numbers: [u32; ROW]| (1..).zip(numbers).map(|(k, n)| k * i64::from(n)).sum();
        add(Count::Resolved, sum(by_weeks));
        add(Count::InTime, sum(in_time));
        add(Count::Weeks, weighted(by_weeks));
        add(Count::Trips, weighted(by_trips));
        waits[1..].iter_mut().zip(by_weeks).for_each(|(wait, n)| *wait += i64::from(n));
    }

    /// Whether nothing was counted of a cell.
    pub(super) fn is_empty(&self, cell: usize) -> bool {
        let kinds = self.served[cell * KINDS..][..KINDS].iter();
        let all = kinds.chain(&self.attempts[cell * ATTEMPTS..][..ATTEMPTS]).fold(0, |any, n| any | n);
        all | self.needs[cell] | self.skill[cell] | self.adopted[cell] == 0 && self.satisfaction[cell] == 0
    }

    /// Adds other late counts.
    pub(super) fn merge(&mut self, other: &Self) {
        let counted = ..KINDS * CELLS;
        add(&mut self.needs, &other.needs);
        add(&mut self.attempts, &other.attempts);
        add(&mut self.skill, &other.skill);
        add(&mut self.adopted, &other.adopted);
        add(&mut self.served[counted], &other.served[counted]);
        add(&mut self.satisfaction, &other.satisfaction);
    }

    /// Begins anew.
    pub(super) fn clear(&mut self) {
        self.needs.fill(0);
        self.attempts.fill(0);
        self.skill.fill(0);
        self.adopted.fill(0);
        self.served[..=Served::ASIDE.0 as usize].fill(0);
        self.satisfaction.fill(0);
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
    use crate::world::tally::{COUNTS, Tally};
    use proptest::prelude::*;

    const ALL: [Count; COUNTS] = [
        Count::Needs,
        Count::Refused,
        Count::FailedWindow,
        Count::SubmittedWindow,
        Count::FailedOnline,
        Count::SubmittedOnline,
        Count::Skill,
        Count::Resolved,
        Count::InTime,
        Count::Weeks,
        Count::Trips,
        Count::Satisfaction,
        Count::Bounced,
        Count::Excluded,
        Count::Complaints,
        Count::Citizens,
        Count::Adopted,
        Count::OpenMoved,
    ];

    fn same(a: &Tally, b: &Tally) {
        assert_eq!(a.waits(), b.waits());
        for (cell, count) in (0..CELLS).flat_map(|cell| ALL.map(|count| (cell, count))) {
            assert_eq!(a.of(count, cell), b.of(count, cell), "{count:?} of cell {cell}");
        }
        let every_third: Vec<usize> = (0..CELLS).step_by(3).collect();
        assert_eq!(a.sums(&every_third), b.sums(&every_third));
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
                late.late(1).need(cell, on(0));
                plain.add(Count::Needs, cell, i64::from(on(0)));

                late.late(1).attempt(Attempt::new(cell, on(1), on(2)));
                let attempt = match (on(1), on(2)) {
                    (false, false) => Count::FailedWindow,
                    (false, true) => Count::SubmittedWindow,
                    (true, false) => Count::FailedOnline,
                    (true, true) => Count::SubmittedOnline,
                };
                plain.add(attempt, cell, 1);

                late.late(1).learned(cell, bits.into());
                plain.add(Count::Skill, cell, bits.into());

                late.late(1).adopted(cell, on(5));
                plain.add(Count::Adopted, cell, on(5).into());

                let (resolved, in_time) = (on(3), on(4) & on(3));
                let served = Served::new(cell, resolved, in_time, weeks, trips);
                late.late(1).served(served);
                late.late(1).satisfied(cell, satisfied);
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
        for round in 0..rounds {
            let late = tally.late(events);
            (0..events).for_each(|_| {
                late.learned(7, 255);
                late.satisfied(7, -127);
            });
            if round == rounds / 3 {
                let copy = tally.clone();
                tally.merge(&copy);
            }
        }
        let n = ((rounds + rounds / 3 + 1) * events) as i64;
        assert_eq!((tally.of(Count::Skill, 7), tally.of(Count::Satisfaction, 7)), (255 * n, -127 * n));
    }
}
