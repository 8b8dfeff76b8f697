//! Attempts of the seekers of an office in a week (equations 4 to 6).

use super::chances::{Experience, Odds, learn, share_16, window_success};
use super::channels::{QUARTER, take_over};
use super::desk::{Pile, Scratch, Way};
use super::service::luck_of_end;
use crate::mechanisms::context::OfficeWeek;
use crate::random::{Luck, happens, threshold};
use crate::wide::wide;
use crate::world::case::Case;
use crate::world::late::Attempt;
use crate::world::tally::{Count, Tally};

/// What the attempts of an office have in common in a week.
struct Terms<'a> {
    /// Chance at the window in towns and in villages.
    window: [Odds; 2],
    learning: u32,
    experience: Experience,
    complain: u64,
    patience: u32,
    luck: &'a Luck,
    week: u32,
    first: u32,
}

/// Attempts succeed or fail; who has failed too often gives up.
pub(super) fn attempt(x: &mut OfficeWeek<'_>) {
    let in_town = window_success(x);
    let terms = Terms {
        window: [Odds::new(in_town), Odds::new(in_town * (1.0 - x.p.citizens.distance))],
        learning: share_16(x.p.citizens.learning),
        experience: Experience::new(&x.p.citizens),
        complain: threshold(x.p.hotline.complain * x.p.hotline.answered),
        patience: x.p.citizens.patience,
        luck: x.luck,
        week: x.week,
        first: x.office.citizens.start,
    };
    let counts = x.desk.work(&x.office.seeking, x.tally, |cases, pile, scratch, tally| {
        end(&terms, pile, scratch);
        let counts = tally.late(cases.len());
        scratch.attempts.items().iter().for_each(|attempt| counts.attempt(*attempt));
        pile.passed.become_picked(&scratch.after, &pile.ways, Way::IS_DONE);
        pile.kept.become_picked(&scratch.after, &pile.ways, Way::STAYS);
        scratch.special.become_places(&pile.ways, Way::LEAVES);
        leave(&terms, pile, scratch, tally);
        scratch.special.become_places(&pile.ways, Way::HAS_LEARNED);
        learned(&terms, pile, scratch, tally);
        let (done, online) = (pile.passed.items().len() as u64, scratch.special.items().len() as u64);
        (pile.counts.online, pile.counts.at_window) = (online, done - online);
    });
    take_over(x.desk, x.citizens);

    let office = &mut *x.office;
    office.seeking.clear();
    x.desk.each_pile(|pile, joining| {
        office.seeking.extend(pile.kept.items().iter().map(|bits| Case::from_bits(*bits)));
        joining.extend(pile.passed.items().iter().map(|bits| Case::from_bits(*bits)));
    });
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

/// Who is at the window is told whether it works; for all, the case as it is after the attempt.
fn end(terms: &Terms<'_>, pile: &mut Pile, scratch: &mut Scratch) {
    let ([town, village], patience, first) = (terms.window, terms.patience, terms.first);
    let n = pile.seen.items().len();
    wide(
        n,
        #[inline(always)]
        move || {
            let (seen, stories, ways) = (pile.seen.lanes(), pile.stories.lanes(), pile.ways.lanes_mut());
            let [_, _, _, lucks] = pile.blocks.first(seen.len());
            let agents = pile.blocks.agents(seen.len());
            let written = ways.iter_mut().zip(scratch.after.fill(n)).zip(scratch.attempts.fill(n));
            let read = seen.iter().zip(stories).zip(agents).zip(lucks);
            for (((bits, after), attempt), (((citizen, story), agent), &luck)) in written.zip(read) {
                let (rural, mut way) = (citizen.rural(), Way(*bits));
                let works = (rural & village.happens(luck)) | (!rural & town.happens(luck));
                let done = way.done() | (!way.online() & works);
                let mut case = Case::with(agent.wrapping_sub(first), *story);
                case.add_trip();
                case.add_attempt(!done);
                case.send_to_window(way.online() & case.complex());
                *after = case.bits();
                *attempt = Attempt::new(citizen.cell(), way.online(), done);
                way.end(done, !done & (case.failed() >= patience));
                *bits = way.0;
            }
        },
    );
}

/// Those who give up.
fn leave(terms: &Terms<'_>, pile: &mut Pile, scratch: &Scratch, tally: &mut Tally) {
    let mut changed = pile.changed.rewrite();
    let (counts, late) = (&mut pile.counts, tally.late(scratch.special.items().len()));
    for &i in scratch.special.items() {
        let i = i as usize;
        let (case, citizen) = (Case::from_bits(scratch.after.items()[i]), pile.seen.items()[i]);
        let cell = citizen.cell();
        counts.excluded += 1;
        late.add(Count::Excluded, cell, 1);
        late.add(Count::Trips, cell, case.trips() as i32);
        let words = luck_of_end(terms.luck, terms.week, terms.first + case.citizen);
        if happens(words[0], terms.complain) {
            counts.complaints += 1;
            late.add(Count::Complaints, cell, 1);
        }
        let new = terms.experience.close(citizen, 0, words[1]);
        let satisfied = new.satisfaction() as i32 - citizen.satisfaction() as i32;
        late.add(Count::Satisfaction, cell, satisfied);
        counts.satisfaction += i64::from(satisfied);
        changed.put((case.citizen, new), true);
    }
}

/// Who finished online has learned. The word of the guide rounds it: its lower half, of which only the upper half could know.
fn learned(terms: &Terms<'_>, pile: &mut Pile, scratch: &Scratch, tally: &mut Tally) {
    let n = pile.seen.items().len();
    let [_, _, roundings, _] = pile.blocks.first(n);
    let agents = pile.blocks.agents(n);
    let mut changed = pile.changed.go_on();
    let counts = tally.late(scratch.special.items().len());
    for &i in scratch.special.items() {
        let i = i as usize;
        let mut citizen = pile.seen.items()[i];
        let skill = learn(citizen.skill(), terms.learning, roundings[i]);
        counts.add(Count::Skill, citizen.cell(), skill as i32 - citizen.skill() as i32);
        citizen.set_skill(skill);
        changed.put((agents[i] - terms.first, citizen), true);
    }
}
