//! Working space of one thread, and how the cases of one office are shared out.
//!
//! What happens to a case depends on its own citizen and on coefficients of the office's week, and on no other case. So the
//! steps read citizens and cases, note on *piles* of neighbouring cases what has become of them, and only then is it put into
//! the office, in the order of the cases. Piles are small, for the cache; those of a giant office are shared out over threads.

use super::hits::Drawn;
use super::list::{List, PILE, ROOM};
use crate::parallel;
use crate::random::Blocks;
use crate::wide::pick::Flag;
use crate::world::case::Case;
use crate::world::citizen::Citizen;
use crate::world::late::Attempt;
use crate::world::tally::Tally;

/// Piles that one thread does; an office with more of them shares them out. Results depend on neither.
const ALONE: usize = 128;

/// Working space, kept from office to office to save allocations.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// Draws of events among citizens.
    pub(super) drawn: Drawn,
    /// Needs as they arise.
    pub(super) arising: Vec<Case>,
    scratch: Box<Scratch>,
    piles: Vec<Pile>,
    used: usize,
    /// Cases on their way to the backlog.
    joining: Vec<Case>,
}

/// What has become of neighbouring cases, as far as it is needed when all piles are done.
#[derive(Debug, Clone, Default)]
pub(super) struct Pile {
    /// Luck of the cases.
    pub(super) blocks: Blocks<ROOM>,
    /// What the cases have in their [`Case::story`].
    pub(super) stories: List<u32>,
    /// Their citizens.
    pub(super) seen: List<Citizen>,
    /// How each of them tries this week: the bits of a [`Way`].
    pub(super) ways: List<u32>,
    /// Those that go to the end of the backlog, as [`Case::bits`].
    pub(super) passed: List<u64>,
    /// Those that stay where they are, as [`Case::bits`].
    pub(super) kept: List<u64>,
    /// Their citizens after the cases were served.
    pub(super) closed: List<Citizen>,
    /// Citizens that have changed otherwise, as places in the office.
    pub(super) changed: List<(u32, Citizen)>,
    /// Counts.
    pub(super) counts: Counts,
}

/// What is needed while one pile is done; the next writes over it, while it is in the innermost cache.
#[derive(Debug, Clone, Default)]
pub(super) struct Scratch {
    /// What words must be below for wanting online, and for finishing there.
    pub(super) thresholds: [List<u32>; 2],
    /// Places in the pile of those to whom something special happens.
    pub(super) special: List<u32>,
    /// The cases after this week's attempt, as [`Case::bits`].
    pub(super) after: List<u64>,
    /// What is counted of the attempts.
    pub(super) attempts: List<Attempt>,
    /// What is counted of the cases served: the bits of a `Served`.
    pub(super) served: List<u32>,
    /// How far they have moved satisfaction.
    pub(super) satisfied: List<i32>,
}

impl Pile {
    /// Notes what there is to know of these cases and of their citizens.
    #[inline]
    pub(super) fn look_at(&mut self, cases: &[Case], citizens: &[Citizen]) {
        let (stories, seen) = (self.stories.fill(cases.len()), self.seen.fill(cases.len()));
        for ((case, story), seen) in cases.iter().zip(stories).zip(seen) {
            *story = case.story();
            *seen = citizens[case.citizen as usize];
        }
    }
}

/// How a seeker tries and whether it works, as bits, so that many are decided at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Way(pub(super) u32);

impl Way {
    const ONLINE: u32 = 1;
    const SENT: u32 = 1 << 1;
    const GUIDED: u32 = 1 << 2;
    const DONE: u32 = 1 << 3;
    const GIVES_UP: u32 = 1 << 4;

    /// Sent from the window to try online.
    pub(super) const IS_SENT: Flag = Flag { mask: Self::SENT, value: Self::SENT };
    /// Finished.
    pub(super) const IS_DONE: Flag = Flag { mask: Self::DONE, value: Self::DONE };
    /// Finished online.
    pub(super) const HAS_LEARNED: Flag = Flag { mask: Self::ONLINE | Self::DONE, value: Self::ONLINE | Self::DONE };
    /// Neither finished nor given up.
    pub(super) const STAYS: Flag = Flag { mask: Self::DONE | Self::GIVES_UP, value: 0 };
    /// Failed once too often.
    pub(super) const LEAVES: Flag = Flag { mask: Self::GIVES_UP, value: Self::GIVES_UP };

    #[inline(always)]
    pub(super) fn new(online: bool, sent: bool, guided: bool, done: bool) -> Self {
        Self(bit(online, Self::ONLINE) | bit(sent, Self::SENT) | bit(guided, Self::GUIDED) | bit(done, Self::DONE))
    }

    /// Online, wanted or sent.
    #[inline(always)]
    pub(super) fn online(self) -> bool {
        self.0 & Self::ONLINE != 0
    }

    /// With a guide.
    #[inline(always)]
    pub(super) fn guided(self) -> bool {
        self.0 & Self::GUIDED != 0
    }

    /// Notes whether it works, or else whether it was the last attempt.
    #[inline(always)]
    pub(super) fn end(&mut self, done: bool, gives_up: bool) {
        self.0 |= bit(done, Self::DONE) | bit(gives_up, Self::GIVES_UP);
    }

    /// Finished.
    #[inline(always)]
    pub(super) fn done(self) -> bool {
        self.0 & Self::DONE != 0
    }
}

/// The bit, if it is there.
#[inline(always)]
fn bit(there: bool, bit: u32) -> u32 {
    if there { bit } else { 0 }
}

/// What is counted over the cases of an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    pub(super) visits: u64,
    pub(super) refused: u64,
    pub(super) online: u64,
    pub(super) at_window: u64,
    pub(super) excluded: u64,
    pub(super) complaints: u64,
    pub(super) bounced: u64,
    pub(super) resolved: u64,
    pub(super) in_time: u64,
    pub(super) satisfaction: i64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.visits += other.visits;
        self.refused += other.refused;
        self.online += other.online;
        self.at_window += other.at_window;
        self.excluded += other.excluded;
        self.complaints += other.complaints;
        self.bounced += other.bounced;
        self.resolved += other.resolved;
        self.in_time += other.in_time;
        self.satisfaction += other.satisfaction;
    }
}

impl Desk {
    /// Does work on cases, pile by pile, and adds up what it counts. Piles keep their cases until the next call, so a second
    /// round of work on as many cases finds what the first has noted.
    pub(super) fn work(
        &mut self,
        cases: &[Case],
        tally: &mut Tally,
        work: impl Fn(&[Case], &mut Pile, &mut Scratch, &mut Tally) + Sync + Send,
    ) -> Counts {
        self.used = cases.len().div_ceil(PILE).max(1);
        if self.piles.len() < self.used {
            self.piles.resize_with(self.used, Pile::default);
        }
        let piles = &mut self.piles[..self.used];
        let all = |from: usize, piles: &mut [Pile], scratch: &mut Scratch, tally: &mut Tally| {
            for (i, pile) in piles.iter_mut().enumerate() {
                let from = from + i * PILE;
                pile.counts = Counts::default();
                work(&cases[from..cases.len().min(from + PILE)], pile, scratch, tally);
            }
        };
        if piles.len() <= ALONE {
            all(0, piles, &mut self.scratch, tally);
        } else {
            let shares = piles.chunks_mut(ALONE).enumerate().collect();
            let tallies = parallel::map(shares, |(i, piles)| {
                let mut apart = Tally::default();
                all(i * ALONE * PILE, piles, &mut Scratch::default(), &mut apart);
                apart
            });
            tallies.iter().for_each(|apart| tally.merge(apart));
        }
        let mut counts = Counts::default();
        piles.iter().for_each(|pile| counts += pile.counts);
        counts
    }

    /// Looks at the piles of the last call of [`Desk::work`], in the order of the cases, beside those that will join the
    /// backlog.
    pub(super) fn each_pile(&mut self, mut look: impl FnMut(&Pile, &mut Vec<Case>)) {
        self.piles[..self.used].iter().for_each(|pile| look(pile, &mut self.joining));
    }

    /// Cases that join the backlog.
    pub(super) fn joining(&mut self) -> &mut Vec<Case> {
        &mut self.joining
    }

    /// The piles of the last call of [`Desk::work`], in the order of the cases.
    pub(super) fn piles(&self) -> &[Pile] {
        &self.piles[..self.used]
    }
}

/// Makes room for more cases, and little beyond: an office's lists swing within narrow bounds for years, and a country has
/// many of them.
pub(super) fn make_room(list: &mut Vec<Case>, more: usize) {
    let wanted = list.len() + more;
    if list.capacity() < wanted {
        list.reserve_exact(more + wanted / 8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::tally::Count;

    #[test]
    fn piles_are_done_once_each_and_kept_in_order() {
        for n in [0, 1, PILE, PILE + 1, 3 * PILE + 7] {
            let cases: Vec<Case> = (0..n as u32).map(|i| Case::new(i, 0, false)).collect();
            let (mut desk, mut tally) = (Desk::default(), Tally::default());
            for round in 1..3 {
                let counts = desk.work(&cases, &mut tally, |cases, pile, _, tally| {
                    let mut kept = pile.kept.rewrite();
                    for case in cases {
                        kept.put(case.bits(), case.citizen % 3 == 0);
                        tally.add(Count::Needs, 5, 1);
                        pile.counts.visits += 1;
                    }
                });
                assert_eq!(counts.visits, n as u64);
                assert_eq!(tally.of(Count::Needs, 5), round * n as i64);
                let kept: Vec<u32> = desk.piles().iter().flat_map(|p| p.kept.items()).map(|c| *c as u32).collect();
                assert_eq!(kept, (0..n as u32).filter(|i| i % 3 == 0).collect::<Vec<_>>());
            }
        }
    }
}
