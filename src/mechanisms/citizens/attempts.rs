//! Attempts of the seekers of an office in a week (equations 4 to 6).

use super::chances::{Coefficients, Experience, learn, share_16, window_success};
use super::channels::{QUARTER, take_over};
use super::desk::{Pile, Way};
use super::service::closed;
use crate::mechanisms::context::OfficeWeek;
use crate::random::{LogisticTable, Luck, Stream, happens, threshold};
use crate::world::case::Case;
use crate::world::citizen::Citizen;
use crate::world::tally::{Count, Tally};

/// What the attempts of an office have in common in a week.
struct Terms<'a> {
    curve: &'a LogisticTable,
    coefficients: &'a Coefficients,
    /// Chance at the window in towns and in villages.
    window: [u64; 2],
    learning: u32,
    experience: Experience,
    complain: u64,
    patience: u8,
    luck: &'a Luck,
    week: u32,
    first: u32,
}

/// Attempts succeed or fail; who has failed too often gives up.
pub(super) fn attempt(x: &mut OfficeWeek<'_>, coefficients: &Coefficients) {
    let in_town = window_success(x);
    let terms = Terms {
        curve: &x.chances.curve,
        coefficients,
        window: [threshold(in_town), threshold(in_town * (1.0 - x.p.citizens.distance))],
        learning: share_16(x.p.citizens.learning),
        experience: Experience::new(&x.p.citizens),
        complain: threshold(x.p.hotline.complain * x.p.hotline.answered),
        patience: x.p.citizens.patience as u8,
        luck: x.luck,
        week: x.week,
        first: x.office.citizens.start,
    };
    let citizens = &*x.citizens;
    let counts = x.desk.work(&x.office.seeking, x.tally, |cases, pile, tally| {
        attempt_some(cases, citizens, &terms, pile, tally);
    });
    take_over(x.desk, x.citizens);

    let office = &mut *x.office;
    office.seeking.clear();
    for pile in x.desk.piles() {
        office.seeking.extend_from_slice(pile.kept.items());
        office.backlog.extend_from_slice(pile.passed.items());
    }
    let through = (counts.online + counts.at_window) as f64;
    if through > 0.0 {
        office.online_share += QUARTER * (counts.online as f64 / through - office.online_share);
    }
    office.inflow += QUARTER * (through - office.inflow);
    office.satisfaction_sum += counts.satisfaction;
    office.week.submitted_online = counts.online;
    office.week.submitted_window = counts.at_window;
    office.week.excluded = counts.excluded;
    office.week.complaints = counts.complaints;
    office.books.excluded += counts.excluded;
    office.period.complaints += counts.complaints;
}

fn attempt_some(cases: &[Case], citizens: &[Citizen], terms: &Terms<'_>, pile: &mut Pile, tally: &mut Tally) {
    let n = cases.len();
    let [_, _, roundings, lucks] = pile.blocks.first(n);
    let mut kept = pile.kept.rewrite(n);
    let mut passed = pile.passed.rewrite(n);
    let mut changed = pile.changed.rewrite(n);
    let counts = &mut pile.counts;
    let coefficients = terms.coefficients;
    for (((case, way), &rounding), &luck) in cases.iter().zip(pile.ways.items()).zip(roundings).zip(lucks) {
        let mut case = *case;
        let citizen = citizens[case.citizen as usize];
        let cell = citizen.cell();
        case.add_trip();
        let (online, guided) = (*way != Way::Window, *way == Way::Guided);
        let able = citizen.device() | citizen.helper() | guided;
        let logit = coefficients.online_success.at(citizen.skill()) + if guided { coefficients.guide } else { 0 };
        let done_online = able & !case.complex() & terms.curve.happens(logit, luck);
        let done_at_window = happens(luck, terms.window[usize::from(citizen.rural())]);
        let done = if online { done_online } else { done_at_window };
        tally.add(Count::of_attempt(online, done), cell, 1);

        // The word of the guide also rounds what is learned: its lower half, of which only the upper half could know.
        let learns = online & done;
        let more = learn(citizen.skill(), terms.learning, rounding);
        let mut learned = citizen;
        learned.set_skill(more);
        changed.put((case.citizen, learned), learns);
        tally.add(Count::Skill, cell, if learns { i64::from(more) - i64::from(citizen.skill()) } else { 0 });
        counts.online += u64::from(learns);
        counts.at_window += u64::from(done & !online);

        passed.put(case, done);
        case.attempts += u8::from(!done);
        if online & case.complex() {
            case.send_to_window();
        }
        let gives_up = !done & (case.attempts >= terms.patience);
        kept.put(case, !done & !gives_up);
        if gives_up {
            counts.excluded += 1;
            tally.add(Count::Excluded, cell, 1);
            tally.add(Count::Trips, cell, i64::from(case.trips()));
            let words = terms.luck.block(Stream::Outcomes, terms.week, terms.first + case.citizen, 0);
            if happens(words[0], terms.complain) {
                counts.complaints += 1;
                tally.add(Count::Complaints, cell, 1);
            }
            let (new, satisfied) = closed(citizen, &terms.experience, 0, words[1]);
            tally.add(Count::Satisfaction, cell, satisfied);
            counts.satisfaction += satisfied;
            changed.put((case.citizen, new), true);
        }
    }
}
