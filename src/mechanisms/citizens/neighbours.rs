//! What spreads among the citizens of an office: skill, adoption, devices and training.

use super::SupportTarget;
use super::chances::{persuasion, share_16};
use super::giant::{is_giant, shares};
use super::hits::{Stretch, hazard};
use crate::mechanisms::context::OfficeWeek;
use crate::parallel;
use crate::random::{Stream, happens, place_among, threshold};
use crate::world::citizen::{CELLS, Citizen, SKILL_MAX};
use crate::world::clock::YEAR;
use crate::world::tally::{Count, Tally};
use std::hint::select_unpredictable;

/// Marks addresses of a second use of a stream; units have smaller numbers.
const APART: u32 = 1 << 31;
/// Marks addresses of a third use.
const FURTHER_APART: u32 = 1 << 30;

/// Contacts with a neighbour of the same office: an abler one teaches, an adopter brings along (the q of Bass). Trained
/// leaders make contacts more frequent.
pub(super) fn spread(x: &mut OfficeWeek<'_>) {
    let n = x.citizens.len();
    let teach = x.p.citizens.spread;
    let bring = x.p.adoption.neighbours / f64::from(YEAR);
    let contact = teach + bring;
    if contact <= 0.0 || n < 2 || x.off.citizens {
        return;
    }
    let taught = threshold(teach / (teach + bring));
    let gain = share_16(x.p.citizens.spread_gain);
    // Contacts made by trained leaders come on top, with luck of their own: the others stay what they were.
    let usual = (Stream::Neighbours, x.week, x.office.unit);
    let by_leaders = (Stream::Neighbours, x.week, x.office.unit | APART);
    let contacts = Contacts { taught, gain };
    let (citizens, tally) = (&mut *x.citizens, &mut *x.tally);
    let mut make = |at, hazard| {
        let (drawn, bands) = (&mut x.desk.drawn, [(n as u32, hazard)]);
        if is_giant(n) {
            drawn.hits_in_stretches::<4>(x.luck, at, &bands, |stretches| contacts.shared(stretches, citizens, tally));
            return;
        }
        drawn.hits_in_bands(x.luck, at, &bands, |places, [_, others, kinds, roundings]| {
            let counts = tally.late(places.len());
            for (((&i, &other), &kind), &rounding) in places.iter().zip(others).zip(kinds).zip(roundings) {
                let other = citizens[other_of(n, i, other)];
                contacts.meet(&mut citizens[i as usize], other, kind, rounding, |cell, more, adopts| {
                    counts.add(Count::Skill, cell, more as i32);
                    counts.add(Count::Adopted, cell, adopts.into());
                });
            }
        });
    };
    make(usual, hazard(contact));
    if x.p.guides.leaders > 0.0 {
        make(by_leaders, hazard(contact * x.p.guides.leaders));
    }
}

/// Whom the citizen at place `i` of `n` meets: anybody else.
#[inline(always)]
fn other_of(n: usize, i: u32, word: u32) -> usize {
    let other = place_among(n - 1, word);
    other + usize::from(other >= i as usize)
}

/// What contacts have in common in a week.
#[derive(Clone, Copy)]
struct Contacts {
    /// Words below it teach; the others bring along.
    taught: u64,
    gain: u32,
}

impl Contacts {
    /// One citizen meets another.
    #[inline(always)]
    fn meet(
        &self,
        me: &mut Citizen,
        other: Citizen,
        kind: u32,
        rounding: u32,
        mut count: impl FnMut(usize, u32, bool),
    ) {
        // Teaching and bringing along are both worked out, although one at most happens: which, the processor could only
        // guess. Without a gain nothing is left of the difference, whatever it is, nor of what rounds it.
        let teaches = happens(kind, self.taught);
        let gain = select_unpredictable(teaches & (other.skill() > me.skill()), self.gain, 0);
        let more = (other.skill().wrapping_sub(me.skill()).wrapping_mul(gain) + (rounding & 0xffff)) >> 16;
        let adopts = !teaches & other.adopted() & me.device() & !me.adopted();
        count(me.cell(), more, adopts);
        me.set_skill(me.skill() + more);
        *me = me.with(false, false, adopts);
    }

    /// All contacts of some stretches, on all threads. Whoever meets somebody who has met another before waits until that one is
    /// done: so few that one thread does them, in their order.
    fn shared(self, stretches: &mut [Stretch], citizens: &mut [Citizen], tally: &mut Tally) {
        let n = citizens.len();
        let mut met = vec![0_u64; n.div_ceil(64)];
        for place in stretches.iter().flat_map(|stretch| stretch.hits::<4>().0) {
            met[*place as usize / 64] |= 1 << (place % 64);
        }
        let has_met = |place: usize| met[place / 64] >> (place % 64) & 1 == 1;
        parallel::for_each_with_index(stretches, |_, stretch| {
            let (mut seen, mut later) = (std::mem::take(&mut stretch.others), std::mem::take(&mut stretch.later));
            let (places, [_, others, ..]) = stretch.hits::<4>();
            later.clear();
            seen.clear();
            seen.extend((0..).zip(places).zip(others).map(|((k, &i), &word)| {
                let other = other_of(n, i, word);
                if other < i as usize && has_met(other) {
                    later.push(k);
                    // From whom nobody learns anything.
                    return Citizen::default();
                }
                citizens[other]
            }));
            (stretch.others, stretch.later) = (seen, later);
        });
        let counted = parallel::map(shares(stretches, citizens), |share| {
            let (places, [.., kinds, roundings]) = share.stretch.hits::<4>();
            let (mut learned, mut adopted) = ([0_u32; CELLS], [0_u32; CELLS]);
            for (((&i, &other), &kind), &rounding) in places.iter().zip(&share.stretch.others).zip(kinds).zip(roundings)
            {
                let me = &mut share.citizens[(i - share.first) as usize];
                self.meet(me, other, kind, rounding, |cell, more, adopts| {
                    learned[cell % CELLS] += more;
                    adopted[cell % CELLS] += u32::from(adopts);
                });
            }
            (learned, adopted)
        });
        for (learned, adopted) in counted {
            for (cell, (learned, adopted)) in learned.into_iter().zip(adopted).enumerate() {
                tally.add(Count::Skill, cell, learned.into());
                tally.add(Count::Adopted, cell, adopted.into());
            }
        }
        for stretch in stretches {
            let (places, [_, others, kinds, roundings]) = stretch.hits::<4>();
            for k in stretch.later.iter().map(|k| *k as usize) {
                let other = citizens[other_of(n, places[k], others[k])];
                let me = &mut citizens[places[k] as usize];
                self.meet(me, other, kinds[k], roundings[k], |cell, more, adopts| {
                    tally.add(Count::Skill, cell, more.into());
                    tally.add(Count::Adopted, cell, adopts.into());
                });
            }
        }
    }
}

/// Adoption from outside (the p of Bass) and by the persuasion of the office. Drawn at the largest rate there can be and
/// thinned, so that the luck does not depend on the effort of the office.
pub(super) fn adopt(x: &mut OfficeWeek<'_>) {
    let p = &x.p.adoption;
    let most = (p.outside + p.persuasion) / f64::from(YEAR);
    if most <= 0.0 || x.off.citizens {
        return;
    }
    let now = (p.outside + p.persuasion * persuasion(x)) / f64::from(YEAR);
    let taken = threshold(now / most);
    let at = (Stream::Adoption, x.week, x.office.unit);
    let (citizens, tally) = (&mut *x.citizens, &mut *x.tally);
    x.desk.drawn.hits(x.luck, at, citizens.len() as u32, hazard(most), |i, words| {
        let me = &mut citizens[i as usize];
        if me.device() && !me.adopted() && happens(words[0], taken) {
            me.adopt();
            tally.add(Count::Adopted, me.cell(), 1);
        }
    });
}

/// Whether support reaches a citizen; a child's adult is reached where children's households are.
fn reached(target: SupportTarget, citizen: Citizen) -> bool {
    match target {
        SupportTarget::All => true,
        SupportTarget::Rural => citizen.rural(),
        SupportTarget::Old => citizen.age() >= 4,
    }
}

/// Devices bought or given, and training.
pub(super) fn support(x: &mut OfficeWeek<'_>) {
    if x.off.citizens {
        return;
    }
    let year = f64::from(YEAR);
    let target = x.p.guides.target;
    let (citizens, tally) = (&mut *x.citizens, &mut *x.tally);
    let n = citizens.len() as u32;

    let equip = |me: &mut Citizen, tally: &mut Tally| {
        if !me.device() {
            let late = tally.late(2);
            late.stand(*me, -1);
            me.set_device(true);
            late.stand(*me, 1);
        }
    };
    let bought = x.p.adoption.devices / x.p.adoption.price / year;
    x.desk.drawn.hits(x.luck, (Stream::Support, x.week, x.office.unit), n, hazard(bought), |i, _| {
        equip(&mut citizens[i as usize], tally);
    });
    let at = (Stream::Support, x.week, x.office.unit | FURTHER_APART);
    x.desk.drawn.hits(x.luck, at, n, hazard(x.p.guides.device_subsidy / year), |i, _| {
        let me = &mut citizens[i as usize];
        if reached(target, *me) {
            equip(me, tally);
        }
    });

    let gain = share_16(x.p.guides.training_gain);
    let at = (Stream::Support, x.week, x.office.unit | APART);
    x.desk.drawn.hits(x.luck, at, n, hazard(x.p.guides.training / year), |i, words| {
        let me = &mut citizens[i as usize];
        if reached(target, *me) {
            let more = ((SKILL_MAX - me.skill()) * gain + (words[0] & 0xffff)) >> 16;
            tally.add(Count::Skill, me.cell(), i64::from(more));
            me.set_skill(me.skill() + more);
        }
    });
}
