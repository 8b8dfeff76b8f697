//! The order of a week and of a contest. This is the one place where it is written down.
//!
//! Policies come first: parameters are looked up by week before an office's steps run. Measures are recorded after the
//! office's steps, before a contest.

use crate::engine::Step;
use crate::mechanisms::context::{ContestWeek, OfficeWeek};
use crate::mechanisms::{
    audit, careers, cascade, citizens, contest, demands, effort, fabrication, imitation, mandate, platforms, score,
};
use crate::world::office::Period;

/// Steps of an office in a week, in order.
pub const WEEK: [Step<fn(&mut OfficeWeek<'_>)>; 6] = [
    Step {
        name: "demands",
        mechanism: "demands",
        sentence: "Targets, directives, platforms and citizens become demands on hours.",
        reads: &[
            "seat.targets",
            "office.kept",
            "office.platforms",
            "office.online_share",
            "office.backlog",
            "office.expected_backlog",
            "office.visits",
            "office.inflow",
            "office.faking",
            "office.siblings_stock",
        ],
        writes: &[
            "office.sharing",
            "week.demanded",
            "week.copies",
            "week.case_hours",
            "week.wanted",
            "week.standby",
            "week.slack",
            "week.overload",
        ],
        run: demands::step,
    },
    Step {
        name: "effort",
        mechanism: "effort",
        sentence: "The office divides its hours; burnout and motivation follow.",
        reads: &[
            "seat.stake",
            "seat.leader",
            "week.demanded",
            "week.slack",
            "week.overload",
            "week.standby",
            "office.kept",
            "office.faking",
            "office.routine",
            "office.burnout",
            "office.motivation",
        ],
        writes: &[
            "office.routine",
            "office.burnout",
            "office.motivation",
            "week.incentives",
            "week.coverage",
            "week.hours",
            "week.available",
            "week.unused",
            "week.overtime",
        ],
        run: effort::step,
    },
    Step {
        name: "attainment",
        mechanism: "fabrication",
        sentence: "Attainment, true and reported.",
        reads: &["seat.targets", "week.coverage", "office.platforms", "office.online_share", "office.faking"],
        writes: &["office.kept", "office.period", "week.genuine", "week.reported", "week.faked"],
        run: fabrication::attain,
    },
    Step {
        name: "platforms",
        mechanism: "platforms",
        sentence: "Platforms are built, kept up, decay, turn into zombies, are closed and breached.",
        reads: &["week.coverage", "week.incentives", "week.wanted", "week.hours"],
        writes: &[
            "office.platforms",
            "week.launched",
            "week.closed",
            "week.closed_on_paper",
            "week.fragmentation",
            "week.breaches",
            "week.victims",
        ],
        run: platforms::step,
    },
    Step {
        name: "mandate",
        mechanism: "mandate",
        sentence: "The online mandate and the capacity of windows move.",
        reads: &["seat.targets", "office.online_share", "office.mandate", "week.incentives"],
        writes: &["office.mandate", "week.window_capacity"],
        run: mandate::step,
    },
    Step {
        name: "citizens",
        mechanism: "citizens",
        sentence: "Needs arise, channels are chosen, attempts succeed or fail, cases are served, satisfaction moves, skill spreads.",
        reads: &[
            "office.mandate",
            "office.platforms",
            "office.sharing",
            "week.coverage",
            "week.window_capacity",
            "week.fragmentation",
        ],
        writes: &[
            "citizens",
            "office.seeking",
            "office.backlog",
            "office.books",
            "office.period",
            "office.comers",
            "office.visits",
            "office.inflow",
            "office.expected_backlog",
            "office.needs_left",
            "office.online_share",
            "office.satisfaction_sum",
            "week.counts",
        ],
        run: citizens::step,
    },
];

/// Steps of a contest, in order, after the last week of a period.
pub const CONTEST: [Step<fn(&mut ContestWeek<'_>)>; 13] = [
    Step {
        name: "faking-noted",
        mechanism: "fabrication",
        sentence: "What was faked in the period is noted.",
        reads: &["office.faking", "office.period"],
        writes: &["standing.faking", "standing.faked"],
        run: fabrication::note,
    },
    Step {
        name: "audits",
        mechanism: "audit",
        sentence: "Some offices are audited; some are caught, some leaders dismissed.",
        reads: &["office.period"],
        writes: &["standing.audited", "standing.caught", "standing.dismissed"],
        run: audit::step,
    },
    Step {
        name: "scores",
        mechanism: "score",
        sentence: "Results are observed and scores made, from the offices upwards.",
        reads: &["office.period", "office.satisfaction_sum", "standing.caught", "standing.faking", "seat.targets"],
        writes: &[
            "standing.reported",
            "standing.genuine",
            "standing.results",
            "standing.satisfaction",
            "standing.score",
        ],
        run: score::step,
    },
    Step {
        name: "ranks",
        mechanism: "contest",
        sentence: "Siblings are ranked.",
        reads: &["standing.score"],
        writes: &["standing.rank"],
        run: contest::rank,
    },
    Step {
        name: "stakes",
        mechanism: "contest",
        sentence: "The spread of scores sets what a better one is worth.",
        reads: &["standing.score", "seat.leader"],
        writes: &["seat.stake"],
        run: contest::stakes,
    },
    Step {
        name: "risk",
        mechanism: "audit",
        sentence: "Offices learn of the risk from their own audits and their siblings'.",
        reads: &["standing.audited", "standing.caught"],
        writes: &["office.risk"],
        run: audit::learn,
    },
    Step {
        name: "imitation",
        mechanism: "imitation",
        sentence: "Units copy better-scoring siblings.",
        reads: &["standing.score", "seat.leader", "office.routine"],
        writes: &["seat.leader", "office.routine"],
        run: imitation::step,
    },
    Step {
        name: "careers",
        mechanism: "careers",
        sentence: "Leaders leave and move up, from the top down.",
        reads: &["standing.rank", "standing.results", "standing.dismissed", "office.period"],
        writes: &["seat.leader", "standing.promoted", "standing.promotions", "standing.selection", "office.motivation"],
        run: careers::step,
    },
    Step {
        name: "shortfall",
        mechanism: "cascade",
        sentence: "Superiors learn of the shortfall of their children.",
        reads: &["standing.reported"],
        writes: &["seat.shortfall"],
        run: cascade::hedge,
    },
    Step {
        name: "centre",
        mechanism: "cascade",
        sentence: "The centre moves its targets.",
        reads: &["standing.reported"],
        writes: &["seat.targets"],
        run: cascade::centre,
    },
    Step {
        name: "cascade",
        mechanism: "cascade",
        sentence: "Targets go down the tree.",
        reads: &["seat.targets", "seat.stake", "seat.leader", "seat.shortfall", "seat.handed_down"],
        writes: &["seat.targets", "seat.handed_down", "seat.amplification"],
        run: cascade::step,
    },
    Step {
        name: "faking",
        mechanism: "fabrication",
        sentence: "Offices decide what to fake in the next period.",
        reads: &["office.period", "office.risk", "seat.stake", "seat.leader"],
        writes: &["office.faking"],
        run: fabrication::decide,
    },
    Step {
        name: "new-period",
        mechanism: "engine",
        sentence: "The siblings' platforms are looked at and the sums of the period start again.",
        reads: &["office.platforms"],
        writes: &["office.siblings_stock", "office.period"],
        run: new_period,
    },
];

/// Looks at the siblings' stock of platforms and starts the sums of a new period.
pub(super) fn new_period(x: &mut ContestWeek<'_>) {
    look_at_siblings(x);
    for office in &mut x.world.offices {
        office.period = Period::default();
    }
}

/// What each office knows of its siblings' platforms until the next contest: their mean, itself excluded.
pub(super) fn look_at_siblings(x: &mut ContestWeek<'_>) {
    let first = x.world.hierarchy.unit_of_office(0);
    let zombies_count = |unit: u32| x.timeline.at(x.week, unit).platforms.zombies_count;
    let stock: Vec<f64> =
        x.world.offices.iter().map(|o| o.platforms.live + zombies_count(o.unit) * o.platforms.zombies).collect();
    for (o, own) in stock.iter().enumerate() {
        let siblings = x.world.hierarchy.siblings(first + o as u32);
        let others = siblings.len() as f64 - 1.0;
        let sum: f64 = siblings.map(|s| stock[(s - first) as usize]).sum();
        x.world.offices[o].siblings_stock = if others > 0.0 { (sum - own) / others } else { *own };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mechanisms::MECHANISMS;
    use std::collections::BTreeSet;

    #[test]
    fn every_mechanism_has_a_step_and_every_step_a_mechanism() {
        let of_steps: BTreeSet<&str> = WEEK
            .iter()
            .map(|s| s.mechanism)
            .chain(CONTEST.iter().map(|s| s.mechanism))
            .filter(|m| *m != "engine")
            .collect();
        let declared: BTreeSet<&str> = MECHANISMS.iter().map(|m| m.name).collect();
        assert_eq!(of_steps, declared);
    }

    #[test]
    fn names_of_steps_are_unique_and_what_is_read_is_written_somewhere() {
        let names: BTreeSet<&str> = WEEK.iter().map(|s| s.name).chain(CONTEST.iter().map(|s| s.name)).collect();
        assert_eq!(names.len(), WEEK.len() + CONTEST.len());
        let written: BTreeSet<&str> =
            WEEK.iter().flat_map(|s| s.writes).chain(CONTEST.iter().flat_map(|s| s.writes)).copied().collect();
        for read in WEEK.iter().flat_map(|s| s.reads).chain(CONTEST.iter().flat_map(|s| s.reads)) {
            assert!(written.contains(read), "{read} is read but never written");
        }
    }
}
