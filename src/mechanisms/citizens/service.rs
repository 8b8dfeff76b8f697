//! Cases served by an office in a week (equations 7 and 8).

use super::chances::{Experience, Odds};
use super::channels::take_over;
use super::desk::{Pile, make_room};
use crate::mechanisms::context::OfficeWeek;
use crate::random::{Luck, Stream, round_at_random};
use crate::wide::wide;
use crate::world::case::Case;
use crate::world::citizen::Citizen;
use crate::world::office::SERVICE;
use crate::world::tally::{Count, Tally, WAITS};

/// What the cases served by an office have in common in a week.
struct Terms {
    experience: Experience,
    bounce: Odds,
    promised: u32,
    week: u32,
}

/// Cases are served, oldest submission first; then those submitted this week join the backlog, and last those that have
/// bounced.
pub(super) fn serve(x: &mut OfficeWeek<'_>) {
    let ready = x.office.backlog.len();
    let served = x.office.week.coverage[SERVICE];
    let word = x.luck.block(Stream::Capacity, x.week, x.office.unit, 0)[0];
    let capacity = round_at_random(served * ready as f64, word).min(ready as u64);
    let bounces = x.p.citizens.bounce * (1.0 - x.office.sharing);
    let terms = Terms {
        experience: Experience::new(&x.p.citizens),
        bounce: Odds::new(bounces),
        promised: x.p.citizens.promised,
        week: x.week,
    };
    let (first, week, luck, citizens) = (x.office.citizens.start, x.week, x.luck, &*x.citizens);
    let counts = x.desk.work(&x.office.backlog[..capacity as usize], x.tally, |cases, pile, tally| {
        luck.blocks(Stream::Outcomes, week, cases.iter().map(|case| first + case.citizen), &mut pile.blocks);
        close(cases, citizens, &terms, pile);
        note(cases, &terms, pile, tally);
    });
    take_over(x.desk, x.citizens);

    let office = &mut *x.office;
    office.backlog.drain(..capacity as usize);
    x.desk.each_pile(|pile, joining| joining.extend_from_slice(pile.passed.items()));
    let joining = x.desk.joining();
    make_room(&mut office.backlog, joining.len());
    office.backlog.append(joining);
    // The same queue without chance: what is served leaves it, unless it bounces, and the usual inflow joins it.
    office.expected_backlog += office.inflow - served * (1.0 - bounces) * office.expected_backlog;
    office.satisfaction_sum += counts.satisfaction;
    office.week.capacity = capacity;
    office.week.resolved = counts.resolved;
    office.week.in_time = counts.in_time;
    office.week.bounced = counts.bounced;
    office.books.resolved += counts.resolved;
    office.period.in_time += counts.in_time;
}

/// The luck with which the need of one citizen ends this week: given up or, many at a time above, served.
pub(super) fn luck_of_end(luck: &Luck, week: u32, citizen: u32) -> [u32; 4] {
    luck.block(Stream::Outcomes, week, citizen, 0)
}

/// How the citizens would be if all cases ended.
fn close(cases: &[Case], citizens: &[Citizen], terms: &Terms, pile: &mut Pile) {
    let n = cases.len();
    let [_, roundings, _, _] = pile.blocks.first(n);
    let seen = pile.seen.fill(n);
    for (case, seen) in cases.iter().zip(&mut *seen) {
        *seen = citizens[case.citizen as usize];
    }
    let (seen, new) = (&*seen, pile.new.fill(n));
    let (experience, week) = (terms.experience, terms.week);
    wide(
        #[inline(always)]
        || {
            for (((new, case), citizen), &rounding) in new.iter_mut().zip(cases).zip(seen).zip(roundings) {
                let felt = experience.of(case.age(week), case.trips());
                *new = experience.close(*citizen, felt, rounding);
            }
        },
    );
}

/// Which cases end and which bounce.
fn note(cases: &[Case], terms: &Terms, pile: &mut Pile, tally: &mut Tally) {
    let n = cases.len();
    let [bounces, _, _, _] = pile.blocks.first(n);
    let mut passed = pile.passed.rewrite(n);
    let mut changed = pile.changed.rewrite(n);
    let mut counts = pile.counts;
    let citizens = pile.seen.items().iter().zip(pile.new.items());
    for ((case, &bounce), (citizen, new)) in cases.iter().zip(bounces).zip(citizens) {
        let cell = citizen.cell();
        if terms.bounce.happens(bounce) {
            let mut case = *case;
            case.add_trip();
            passed.put(case, true);
            counts.bounced += 1;
            tally.add(Count::Bounced, cell, 1);
            continue;
        }
        let weeks = case.age(terms.week);
        let in_time = weeks <= terms.promised;
        let satisfied = i64::from(new.satisfaction()) - i64::from(citizen.satisfaction());
        changed.put((case.citizen, *new), true);
        counts.resolved += 1;
        counts.in_time += u64::from(in_time);
        counts.satisfaction += satisfied;
        tally.add(Count::Resolved, cell, 1);
        tally.add(Count::InTime, cell, i64::from(in_time));
        tally.add(Count::Weeks, cell, i64::from(weeks));
        tally.add(Count::Trips, cell, i64::from(case.trips()));
        tally.add(Count::Satisfaction, cell, satisfied);
        tally.waits[(weeks as usize).min(WAITS - 1)] += 1;
    }
    pile.counts = counts;
}
