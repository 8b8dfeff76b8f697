//! Which way the seekers of an office try in a week (equations 2 and 3).
//!
//! Done in plain passes over lists: look up what needs a table, decide for many at once, then tell of the few to whom
//! something special happens.

use super::chances::{Coefficients, Line};
use super::desk::{Desk, Pile, Scratch, Way};
use super::giant::put_back;
use super::list::List;
use crate::mechanisms::context::OfficeWeek;
use crate::mechanisms::felt::felt;
use crate::random::{LogisticTable, Stream};
use crate::wide::wide;
use crate::world::case::Case;
use crate::world::citizen::{Citizen, SKILL_MAX};
use crate::world::tally::{Count, Tally};

/// Weight of the newest week in the 13-week means (exponential).
pub(super) const QUARTER: f64 = 1.0 / 13.0;

/// Seekers choose a channel; some are sent from the window. Who tries online is also told whether it works; at the window
/// that depends on how many come. Citizens and luck stay on the desk for the attempt.
pub(super) fn choose(x: &mut OfficeWeek<'_>, coefficients: &Coefficients) {
    let (first, week) = (x.office.citizens.start, x.week);
    let (luck, curve, citizens) = (x.luck, &x.chances.curve, &*x.citizens);
    // Where there are more seekers than skills, what follows from a skill is computed once.
    let by_skill = (x.office.seeking.len() > SKILLS).then(|| BySkill::new(curve, coefficients));
    let by_skill = by_skill.as_ref();
    let counts = x.desk.work(&x.office.seeking, x.tally, |cases, pile, scratch, tally| {
        luck.blocks::<4, _>(Stream::Attempts, week, cases.iter().map(|case| first + case.citizen), &mut pile.blocks);
        pile.look_at(cases, citizens);
        match by_skill {
            Some(table) => look_up(table, pile, scratch),
            None => compute(curve, coefficients, pile, scratch),
        }
        let online = decide(coefficients, pile, scratch);
        scratch.special.become_places(&pile.ways, Way::IS_SENT);
        pile.counts.visits = cases.len() as u64 - online;
        pile.counts.refused = scratch.special.items().len() as u64;
        tell(cases, curve, coefficients, pile, scratch, tally);
    });
    take_over(x.desk, x.citizens);
    let office = &mut *x.office;
    office.week.visits = counts.visits;
    office.week.refused = counts.refused;
    // Expected are the usual comers; how many of them are sent away is known.
    office.comers += QUARTER * ((counts.visits + counts.refused) as f64 - office.comers);
    office.visits = felt(counts.visits as f64, office.comers * (1.0 - office.mandate), office.scatter);
}

/// Number of levels of skill.
const SKILLS: usize = SKILL_MAX as usize + 1;

/// What words must be below for wanting online and for finishing there, by skill.
struct BySkill {
    choice: [u32; SKILLS],
    success: [u32; SKILLS],
}

impl BySkill {
    fn new(curve: &LogisticTable, coefficients: &Coefficients) -> Self {
        let of = |line: Line| std::array::from_fn(|skill| curve.threshold(line.at(skill as u32)));
        Self { choice: of(coefficients.online_choice), success: of(coefficients.online_success) }
    }
}

/// What the words of these citizens must be below.
fn look_up(table: &BySkill, pile: &Pile, scratch: &mut Scratch) {
    let seen = pile.seen.items();
    let [choice, success] = scratch.thresholds.each_mut().map(|list| list.fill(seen.len()));
    for ((seen, choice), success) in seen.iter().zip(choice).zip(success) {
        let skill = seen.skill() as usize % SKILLS;
        (*choice, *success) = (table.choice[skill], table.success[skill]);
    }
}

/// The same without a table.
fn compute(curve: &LogisticTable, coefficients: &Coefficients, pile: &Pile, scratch: &mut Scratch) {
    let (of_choice, of_success) = (coefficients.online_choice, coefficients.online_success);
    let n = pile.seen.items().len();
    wide(
        n,
        #[inline(always)]
        move || {
            let [choice, success] = scratch.thresholds.each_mut().map(|list| list.fill(n));
            for ((seen, choice), success) in pile.seen.lanes().iter().zip(choice).zip(success) {
                *choice = curve.threshold(of_choice.at(seen.skill()));
                *success = curve.threshold(of_success.at(seen.skill()));
            }
        },
    );
}

/// Returns how many try online.
fn decide(coefficients: &Coefficients, pile: &mut Pile, scratch: &Scratch) -> u64 {
    let (refused, assisted) = (coefficients.refused, coefficients.assisted);
    let n = pile.seen.items().len();
    wide(
        n,
        #[inline(always)]
        move || {
            let seen = pile.seen.lanes();
            let [choices, refusals, guides, lucks] = pile.blocks.first(seen.len());
            let ways = pile.ways.fill(n);
            let [choice, success] = scratch.thresholds.each_ref().map(List::lanes);
            let words = choices.iter().zip(refusals).zip(guides).zip(lucks);
            let thresholds = choice.iter().zip(success);
            for ((((way, story), citizen), (choice, success)), (((a, b), c), d)) in
                ways.iter_mut().zip(pile.stories.lanes()).zip(seen).zip(thresholds).zip(words)
            {
                let case = Case::with(0, *story);
                let wants = (a < choice) & citizen.device() & citizen.adopted() & !case.sent_to_window();
                let sent = !wants & refused.happens(*b);
                let guided = sent & assisted.happens(*c);
                let able = citizen.device() | citizen.helper();
                let done = able & !case.complex() & (d < success);
                let online = wants | sent;
                *way = Way::new(online, sent, guided, online & done).0;
            }
            let online: u32 = pile.ways.items().iter().map(|way| u32::from(Way(*way).online())).sum();
            online.into()
        },
    )
}

/// Those who were sent away: some of them adopt, and a guide may change how it ends.
fn tell(
    cases: &[Case],
    curve: &LogisticTable,
    coefficients: &Coefficients,
    pile: &mut Pile,
    scratch: &Scratch,
    tally: &mut Tally,
) {
    let n = cases.len();
    let [choices, _, _, lucks] = pile.blocks.first(n);
    let ways = pile.ways.items_mut();
    let (mut changed, late) = (pile.changed.rewrite(), tally.late(scratch.special.items().len()));
    for &i in scratch.special.items() {
        let i = i as usize;
        let (case, mut citizen) = (cases[i], pile.seen.items()[i]);
        late.add(Count::Refused, citizen.cell(), 1);
        let taught = citizen.device() & !citizen.adopted() & coefficients.taught_by_refusal.happens(choices[i]);
        late.add(Count::Adopted, citizen.cell(), taught.into());
        if Way(ways[i]).guided() {
            let logit = coefficients.online_success.at(citizen.skill()) + coefficients.guide;
            ways[i] = Way::new(true, true, true, !case.complex() & curve.happens(logit, lucks[i])).0;
        }
        if taught {
            citizen.adopt();
            pile.seen.items_mut()[i] = citizen;
        }
        changed.put((case.citizen, citizen), taught);
    }
}

/// Puts back the citizens that have changed otherwise than by being served.
pub(super) fn take_over(desk: &Desk, citizens: &mut [Citizen]) {
    put_back(desk.piles(), citizens, |_, pile| pile.changed.items().iter().copied());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mechanisms::citizens::chances::Odds;

    /// In an office of any size a skill means the same: the table by skill holds what is computed without it.
    #[test]
    fn thresholds_by_skill_are_those_computed() {
        let curve = LogisticTable::new();
        let odds = Odds::new(0.5);
        let coefficients = Coefficients {
            online_choice: Line::new(-1.7, 4.0),
            online_success: Line::new(-1.3, -9.5),
            guide: 0,
            refused: odds,
            assisted: odds,
            taught_by_refusal: odds,
        };
        let (mut pile, mut by_table, mut computed) = (Pile::default(), Scratch::default(), Scratch::default());
        for (seen, skill) in pile.seen.fill(SKILLS).iter_mut().zip(0..) {
            seen.set_skill(skill);
        }
        look_up(&BySkill::new(&curve, &coefficients), &pile, &mut by_table);
        compute(&curve, &coefficients, &pile, &mut computed);
        for (looked_up, computed) in by_table.thresholds.iter().zip(&computed.thresholds) {
            assert_eq!(looked_up.items(), computed.items());
            assert!(looked_up.items().iter().any(|threshold| *threshold != looked_up.items()[0]));
        }
    }
}
