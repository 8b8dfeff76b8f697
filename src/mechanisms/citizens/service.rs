//! Cases served by an office in a week (equations 7 and 8).

use super::chances::{Experience, Odds};
use super::desk::{Pile, Scratch, make_room};
use super::giant::put_back;
use super::list::PILE;
use crate::mechanisms::context::OfficeWeek;
use crate::random::{Luck, Stream, round_at_random};
use crate::wide::pick::Flag;
use crate::wide::wide;
use crate::world::case::Case;
use crate::world::late::Served;
use crate::world::office::SERVICE;
use crate::world::tally::{Count, Tally};

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
    let counts = x.desk.work(&x.office.backlog[..capacity as usize], x.tally, |cases, pile, scratch, tally| {
        luck.blocks::<2, _>(Stream::Outcomes, week, cases.iter().map(|case| first + case.citizen), &mut pile.blocks);
        pile.look_at(cases, citizens);
        close(&terms, pile, scratch);
        note(cases, &terms, pile, scratch, tally);
    });
    let office = &mut *x.office;
    let cases = &office.backlog[..capacity as usize];
    put_back(x.desk.piles(), x.citizens, |i, pile| {
        cases[i * PILE..].iter().zip(pile.closed.items()).map(|(case, closed)| (case.citizen, *closed))
    });
    office.backlog.drain(..capacity as usize);
    x.desk.each_pile(|pile, joining| joining.extend(pile.passed.items().iter().map(|bits| Case::from_bits(*bits))));
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

/// How the citizens are after their cases, and what is counted of them.
fn close(terms: &Terms, pile: &mut Pile, scratch: &mut Scratch) {
    let (experience, bounce, promised, week) = (terms.experience, terms.bounce, terms.promised, terms.week);
    let n = pile.seen.items().len();
    wide(
        n,
        #[inline(always)]
        move || {
            let (seen, stories) = (pile.seen.lanes(), pile.stories.lanes());
            let [bounces, roundings] = pile.blocks.first(seen.len());
            let written = pile.closed.fill(n).iter_mut().zip(scratch.served.fill(n)).zip(scratch.satisfied.fill(n));
            let read = stories.iter().zip(seen).zip(bounces).zip(roundings);
            for (((closed, served), satisfied), (((story, citizen), &word), &rounding)) in written.zip(read) {
                let case = Case::with(0, *story);
                let (weeks, trips) = (case.age(week), case.trips());
                let resolved = !bounce.happens(word);
                let in_time = resolved & (weeks <= promised);
                let after = experience.close(*citizen, experience.of(weeks, trips), rounding);
                let after = if resolved { after } else { *citizen };
                *closed = after;
                *satisfied = after.satisfaction() as i32 - citizen.satisfaction() as i32;
                *served = Served::new(citizen.cell(), resolved, in_time, weeks, trips).bits();
            }
            // Added up apart: what is left over in the last lanes is not to be counted.
            let (mut resolved_all, mut in_time_all) = (0_u32, 0_u32);
            for (story, &word) in pile.stories.items().iter().zip(bounces) {
                let resolved = !bounce.happens(word);
                resolved_all += u32::from(resolved);
                in_time_all += u32::from(resolved & (Case::with(0, *story).age(week) <= promised));
            }
            let counts = &mut pile.counts;
            (counts.resolved, counts.in_time) = (resolved_all.into(), in_time_all.into());
            counts.bounced = n as u64 - counts.resolved;
            counts.satisfaction = scratch.satisfied.items().iter().sum::<i32>().into();
        },
    );
}

/// Counts the cases, and notes which of them bounce.
fn note(cases: &[Case], terms: &Terms, pile: &mut Pile, scratch: &mut Scratch, tally: &mut Tally) {
    let served = scratch.served.items();
    let [bounces, _] = pile.blocks.first(served.len());
    let counts = tally.late_served(served.len());
    for ((citizen, &served), &satisfied) in pile.seen.items().iter().zip(served).zip(scratch.satisfied.items()) {
        counts.served(Served::from_bits(served));
        counts.add(Count::Satisfaction, citizen.cell(), satisfied);
    }
    scratch.special.become_places(&scratch.served, Flag { mask: u32::MAX, value: Served::ASIDE.bits() });
    let mut passed = pile.passed.rewrite();
    for &i in scratch.special.items() {
        let i = i as usize;
        let (mut case, cell) = (cases[i], pile.seen.items()[i].cell());
        if terms.bounce.happens(bounces[i]) {
            case.add_trip();
            passed.put(case.bits(), true);
            tally.add(Count::Bounced, cell, 1);
            continue;
        }
        let weeks = case.age(terms.week);
        tally.add(Count::Resolved, cell, 1);
        tally.add(Count::InTime, cell, i64::from(weeks <= terms.promised));
        tally.add(Count::Weeks, cell, i64::from(weeks));
        tally.add(Count::Trips, cell, i64::from(case.trips()));
        tally.add_wait(weeks);
    }
}
