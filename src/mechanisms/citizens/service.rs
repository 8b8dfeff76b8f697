//! Attempts and cases of one office in one week.

use super::chances::{Coefficients, Experience, learn, share_16, window_success};
use crate::mechanisms::context::OfficeWeek;
use crate::mechanisms::felt::felt;
use crate::random::{Stream, happens, round_at_random, threshold};
use crate::world::citizen::Citizen;
use crate::world::office::SERVICE;
use crate::world::tally::{Count, Tally, WAITS};

/// Weight of the newest week in the 13-week means (exponential).
const QUARTER: f64 = 1.0 / 13.0;

/// What a seeker does this week.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    way: Way,
    luck: u32,
    /// The word of the guide: its lower half rounds what is learned, which only its upper half could know of.
    rounding: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Online,
    SentOnline,
    Guided,
    Window,
}

/// Changes a citizen and the counts of where citizens stand.
#[inline]
fn change(tally: &mut Tally, satisfaction_sum: &mut i64, citizen: &mut Citizen, new: Citizen) {
    let cell = citizen.cell();
    let satisfied = i64::from(new.satisfaction()) - i64::from(citizen.satisfaction());
    *satisfaction_sum += satisfied;
    tally.add(Count::Satisfaction, cell, satisfied);
    tally.add(Count::Skill, cell, i64::from(new.skill()) - i64::from(citizen.skill()));
    tally.add(Count::Open, cell, i64::from(new.open()) - i64::from(citizen.open()));
    *citizen = new;
}

/// Seekers choose a channel; some are sent from the window (equations 2 and 3).
pub(super) fn choose(x: &mut OfficeWeek<'_>, coefficients: &Coefficients) {
    let curve = &x.chances.curve;
    let first = x.office.citizens.start;
    let (mut visits, mut refused) = (0, 0);
    x.scratch.clear();
    for case in &x.office.seeking {
        let citizen = &mut x.citizens[case.citizen as usize];
        let [choice, refusal, guide, success] = x.luck.block(Stream::Attempts, x.week, first + case.citizen, 0);
        let wants_online = citizen.device()
            && citizen.adopted()
            && !case.sent_to_window()
            && curve.happens(coefficients.online_choice.at(citizen.skill()), choice);
        let way = if wants_online {
            Way::Online
        } else if happens(refusal, coefficients.refused) {
            refused += 1;
            x.tally.add(Count::Refused, citizen.cell(), 1);
            if citizen.device() && !citizen.adopted() && happens(choice, coefficients.taught_by_refusal) {
                citizen.adopt();
                x.tally.add(Count::Adopted, citizen.cell(), 1);
            }
            if happens(guide, coefficients.assisted) { Way::Guided } else { Way::SentOnline }
        } else {
            visits += 1;
            Way::Window
        };
        x.scratch.push(Plan { way, luck: success, rounding: guide });
    }
    let office = &mut *x.office;
    office.week.visits = visits;
    office.week.refused = refused;
    // Expected are the usual comers; how many of them are sent away is known.
    office.comers += QUARTER * ((visits + refused) as f64 - office.comers);
    office.visits = felt(visits as f64, office.comers * (1.0 - office.mandate), office.scatter);
}

/// Attempts succeed or fail; who has failed too often gives up (equations 4 to 6).
pub(super) fn attempt(x: &mut OfficeWeek<'_>, coefficients: &Coefficients) {
    let curve = &x.chances.curve;
    let in_town = window_success(x);
    let window = [threshold(in_town), threshold(in_town * (1.0 - x.p.citizens.distance))];
    let learning = share_16(x.p.citizens.learning);
    let experience = Experience::new(&x.p.citizens);
    let complain = threshold(x.p.hotline.complain * x.p.hotline.answered);
    let patience = x.p.citizens.patience as u8;
    let first = x.office.citizens.start;
    let (mut online, mut at_window, mut excluded, mut complaints) = (0, 0, 0, 0);

    let mut seeking = std::mem::take(&mut x.office.seeking);
    let mut kept = 0;
    for i in 0..seeking.len() {
        let mut case = seeking[i];
        let plan = x.scratch[i];
        let citizen = &mut x.citizens[case.citizen as usize];
        let cell = citizen.cell();
        x.tally.add(Count::Attempts, cell, 1);
        case.add_trip();
        let done = match plan.way {
            Way::Window => happens(plan.luck, window[usize::from(citizen.rural())]),
            way => {
                let guided = way == Way::Guided;
                let able = citizen.device() || citizen.helper() || guided;
                let logit =
                    coefficients.online_success.at(citizen.skill()) + if guided { coefficients.guide } else { 0 };
                able && !case.complex() && curve.happens(logit, plan.luck)
            }
        };
        if done {
            if plan.way == Way::Window {
                at_window += 1;
                x.tally.add(Count::SubmittedWindow, cell, 1);
            } else {
                online += 1;
                x.tally.add(Count::SubmittedOnline, cell, 1);
                let mut learned = *citizen;
                learned.set_skill(learn(citizen.skill(), learning, plan.rounding));
                change(x.tally, &mut x.office.satisfaction_sum, citizen, learned);
            }
            x.office.backlog.push(case);
            continue;
        }
        case.attempts += 1;
        if plan.way != Way::Window {
            x.tally.add(Count::FailedOnline, cell, 1);
            if case.complex() {
                case.send_to_window();
            }
        }
        if case.attempts >= patience {
            excluded += 1;
            x.tally.add(Count::Excluded, cell, 1);
            x.tally.add(Count::Trips, cell, i64::from(case.trips()));
            let words = x.luck.block(Stream::Outcomes, x.week, first + case.citizen, 0);
            if happens(words[0], complain) {
                complaints += 1;
                x.tally.add(Count::Complaints, cell, 1);
            }
            let (s, e) = experience.after(0, citizen.satisfaction(), citizen.expectation(), words[1]);
            close(x.tally, &mut x.office.satisfaction_sum, citizen, s, e);
            continue;
        }
        seeking[kept] = case;
        kept += 1;
    }
    seeking.truncate(kept);
    x.office.seeking = seeking;

    let office = &mut *x.office;
    let through = (online + at_window) as f64;
    if through > 0.0 {
        office.online_share += QUARTER * (online as f64 / through - office.online_share);
    }
    office.inflow += QUARTER * (through - office.inflow);
    office.week.submitted_online = online;
    office.week.submitted_window = at_window;
    office.week.excluded = excluded;
    office.week.complaints = complaints;
    office.books.excluded += excluded;
    office.period.complaints += complaints;
}

fn close(tally: &mut Tally, satisfaction_sum: &mut i64, citizen: &mut Citizen, satisfaction: u32, expectation: u32) {
    let mut new = *citizen;
    new.set_open(false);
    new.set_satisfaction(satisfaction);
    new.set_expectation(expectation);
    change(tally, satisfaction_sum, citizen, new);
}

/// Cases are served, oldest submission first (equations 7 and 8). `ready` is the backlog at the start of the week.
pub(super) fn serve(x: &mut OfficeWeek<'_>, ready: usize) {
    let office = &mut *x.office;
    let served = office.week.coverage[SERVICE];
    let word = x.luck.block(Stream::Capacity, x.week, office.unit, 0)[0];
    let capacity = round_at_random(served * ready as f64, word).min(ready as u64);
    let bounces = x.p.citizens.bounce * (1.0 - office.sharing);
    let bounce = threshold(bounces);
    let experience = Experience::new(&x.p.citizens);
    let (mut resolved, mut in_time, mut bounced) = (0, 0, 0);
    for i in 0..capacity as usize {
        let mut case = office.backlog[i];
        let citizen = &mut x.citizens[case.citizen as usize];
        let cell = citizen.cell();
        let words = x.luck.block(Stream::Outcomes, x.week, office.citizens.start + case.citizen, 0);
        if happens(words[0], bounce) {
            case.add_trip();
            office.backlog.push(case);
            bounced += 1;
            x.tally.add(Count::Bounced, cell, 1);
            continue;
        }
        let weeks = case.age(x.week);
        resolved += 1;
        x.tally.add(Count::Resolved, cell, 1);
        x.tally.add(Count::Weeks, cell, i64::from(weeks));
        x.tally.add(Count::Trips, cell, i64::from(case.trips()));
        x.tally.waits[(weeks as usize).min(WAITS - 1)] += 1;
        if weeks <= x.p.citizens.promised {
            in_time += 1;
            x.tally.add(Count::InTime, cell, 1);
        }
        let felt = experience.of(weeks, case.trips());
        let (s, e) = experience.after(felt, citizen.satisfaction(), citizen.expectation(), words[1]);
        close(x.tally, &mut office.satisfaction_sum, citizen, s, e);
    }
    office.backlog.drain(..capacity as usize);
    // The same queue without chance: what is served leaves it, unless it bounces, and the usual inflow joins it.
    office.expected_backlog += office.inflow - served * (1.0 - bounces) * office.expected_backlog;
    office.week.capacity = capacity;
    office.week.resolved = resolved;
    office.week.in_time = in_time;
    office.week.bounced = bounced;
    office.books.resolved += resolved;
    office.period.in_time += in_time;
}
