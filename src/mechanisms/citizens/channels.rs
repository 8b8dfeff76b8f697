//! Which way the seekers of an office try in a week (equations 2 and 3).

use super::chances::Coefficients;
use super::desk::{Desk, Pile, Way};
use crate::mechanisms::context::OfficeWeek;
use crate::mechanisms::felt::felt;
use crate::random::{LogisticTable, Stream, happens};
use crate::world::case::Case;
use crate::world::citizen::Citizen;
use crate::world::tally::{Count, Tally};

/// Weight of the newest week in the 13-week means (exponential).
pub(super) const QUARTER: f64 = 1.0 / 13.0;

/// Seekers choose a channel; some are sent from the window. Their luck stays on the desk for the attempt.
pub(super) fn choose(x: &mut OfficeWeek<'_>, coefficients: &Coefficients) {
    let (first, week) = (x.office.citizens.start, x.week);
    let (luck, curve, citizens) = (x.luck, &x.chances.curve, &*x.citizens);
    let counts = x.desk.work(&x.office.seeking, x.tally, |cases, pile, tally| {
        luck.blocks(Stream::Attempts, week, cases.iter().map(|case| first + case.citizen), &mut pile.blocks);
        choose_some(cases, citizens, curve, coefficients, pile, tally);
    });
    take_over(x.desk, x.citizens);
    let office = &mut *x.office;
    office.week.visits = counts.visits;
    office.week.refused = counts.refused;
    // Expected are the usual comers; how many of them are sent away is known.
    office.comers += QUARTER * ((counts.visits + counts.refused) as f64 - office.comers);
    office.visits = felt(counts.visits as f64, office.comers * (1.0 - office.mandate), office.scatter);
}

fn choose_some(
    cases: &[Case],
    citizens: &[Citizen],
    curve: &LogisticTable,
    coefficients: &Coefficients,
    pile: &mut Pile,
    tally: &mut Tally,
) {
    let [choices, refusals, guides, _] = pile.blocks.first(cases.len());
    let mut ways = pile.ways.rewrite(cases.len());
    let mut changed = pile.changed.rewrite(cases.len());
    let (mut at_window, mut refused) = (0, 0);
    for (((case, &choice), &refusal), &guide) in cases.iter().zip(choices).zip(refusals).zip(guides) {
        let citizen = citizens[case.citizen as usize];
        let wants_online = citizen.device()
            & citizen.adopted()
            & !case.sent_to_window()
            & curve.happens(coefficients.online_choice.at(citizen.skill()), choice);
        let sent_online = !wants_online & happens(refusal, coefficients.refused);
        let guided = sent_online & happens(guide, coefficients.assisted);
        let online = if guided { Way::Guided } else { Way::Online };
        ways.put(if wants_online | sent_online { online } else { Way::Window }, true);
        at_window += u64::from(!wants_online);
        if sent_online {
            refused += 1;
            tally.add(Count::Refused, citizen.cell(), 1);
            if citizen.device() && !citizen.adopted() && happens(choice, coefficients.taught_by_refusal) {
                let mut taught = citizen;
                taught.adopt();
                changed.put((case.citizen, taught), true);
                tally.add(Count::Adopted, citizen.cell(), 1);
            }
        }
    }
    pile.counts.visits = at_window - refused;
    pile.counts.refused = refused;
}

/// Puts what has changed of citizens where it belongs.
pub(super) fn take_over(desk: &Desk, citizens: &mut [Citizen]) {
    for (citizen, new) in desk.piles().iter().flat_map(|pile| pile.changed.items()) {
        citizens[*citizen as usize] = *new;
    }
}
