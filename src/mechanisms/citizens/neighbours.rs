//! What spreads among the citizens of an office: skill, adoption, devices and training.

use super::SupportTarget;
use super::chances::{persuasion, share_16};
use super::hits::hazard;
use crate::mechanisms::context::OfficeWeek;
use crate::random::{Stream, happens, place_among, threshold};
use crate::world::citizen::{Citizen, SKILL_MAX};
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
    let (citizens, tally) = (&mut *x.citizens, &mut *x.tally);
    let mut meet = |places: &[u32], [_, others, kinds, roundings]: [&[u32]; 4]| {
        let counts = tally.late(places.len());
        let (n, taught, gain) = (n, taught, gain);
        for (((&i, &other), &kind), rounding) in places.iter().zip(others).zip(kinds).zip(roundings) {
            let other = place_among(n - 1, other);
            let other = citizens[other + usize::from(other >= i as usize)];
            let mut me = citizens[i as usize];
            // Teaching and bringing along are both worked out, although one at most happens: which, the processor could only
            // guess. Without a gain nothing is left of the difference, whatever it is, nor of what rounds it.
            let teaches = happens(kind, taught);
            let gain = select_unpredictable(teaches & (other.skill() > me.skill()), gain, 0);
            let more = (other.skill().wrapping_sub(me.skill()).wrapping_mul(gain) + (rounding & 0xffff)) >> 16;
            let adopts = !teaches & other.adopted() & me.device() & !me.adopted();
            counts.learned(me.cell(), more);
            counts.adopted(me.cell(), adopts);
            me.set_skill(me.skill() + more);
            citizens[i as usize] = me.with(false, false, adopts);
        }
    };
    x.desk.drawn.hits_in_bands(x.luck, usual, &[(n as u32, hazard(contact))], &mut meet);
    if x.p.guides.leaders > 0.0 {
        let more = hazard(contact * x.p.guides.leaders);
        x.desk.drawn.hits_in_bands(x.luck, by_leaders, &[(n as u32, more)], &mut meet);
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
            tally.stand(*me, -1);
            me.set_device(true);
            tally.stand(*me, 1);
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
