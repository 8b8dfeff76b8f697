//! Every lever moves what its mechanism says, in the direction it says, and moves nothing where the way it works by is cut.
//!
//! One table: levers one by one, then the fifteen rows of levers of the design, each as a policy that begins with the first
//! recorded week, against the same country without it and on the same luck. A new lever without a row fails.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, to give up is to fail")]

use jiama::mechanisms::registry;
use jiama::model::Simulation;
use jiama::observe::{Keep, Recorder};
use jiama::parameter::Role;
use jiama::policy::Policy;
use jiama::scenario::Scenario;
use jiama::world::hierarchy::Shape;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

/// Paired runs of each comparison; the direction must be the same in all of them.
const SEEDS: u32 = 4;
const BURN_IN: u32 = 52;
const UP: f64 = 1.0;
const DOWN: f64 = -1.0;

type Values = Vec<(String, f64)>;

/// Where a lever must have no effect.
#[derive(Debug, Clone)]
struct Null {
    tweaks: Values,
    off: Vec<&'static str>,
    /// What must not move by a bit; empty: nothing in the whole country.
    still: Vec<&'static str>,
}

/// One comparison.
#[derive(Debug, Clone)]
struct Case {
    name: String,
    set: Values,
    tweaks: Values,
    moves: Vec<(&'static str, f64)>,
    nulls: Vec<Null>,
}

fn owned(values: &[(&str, f64)]) -> Values {
    values.iter().map(|(path, value)| ((*path).to_string(), *value)).collect()
}

/// A row of the table for one lever.
fn lever(path: &str, value: f64) -> Case {
    row(path, &[(path, value)])
}

/// A row of the table for several levers that go together.
fn row(name: &str, set: &[(&str, f64)]) -> Case {
    Case { name: name.into(), set: owned(set), tweaks: Vec::new(), moves: Vec::new(), nulls: Vec::new() }
}

impl Case {
    /// What makes the way visible, in every arm.
    fn with(mut self, tweaks: &[(&str, f64)]) -> Self {
        self.tweaks.extend(owned(tweaks));
        self
    }

    /// A measure that must rise: `name@tier group`, where tier and group can be left out, or the difference of two.
    fn raises(mut self, measure: &'static str) -> Self {
        self.moves.push((measure, UP));
        self
    }

    /// A measure that must fall.
    fn lowers(mut self, measure: &'static str) -> Self {
        self.moves.push((measure, DOWN));
        self
    }

    fn null(mut self, tweaks: &[(&str, f64)], off: &[&'static str], still: &[&'static str]) -> Self {
        self.nulls.push(Null { tweaks: owned(tweaks), off: off.to_vec(), still: still.to_vec() });
        self
    }

    /// With these mechanisms off the whole country is the same to the bit.
    fn nothing_without(self, off: &[&'static str]) -> Self {
        self.null(&[], off, &[])
    }

    /// With these values the whole country is the same to the bit.
    fn nothing_where(self, tweaks: &[(&str, f64)]) -> Self {
        self.null(tweaks, &[], &[])
    }

    /// With these values these measures are the same to the bit.
    fn still_where(self, tweaks: &[(&str, f64)], still: &[&'static str]) -> Self {
        self.null(tweaks, &[], still)
    }
}

/// Values under which people are sent from the window, so that there is exclusion.
const ONLINE_ONLY: &[(&str, f64)] = &[("windows.min_mandate", 1.0)];
/// Values under which offices fake and are found out.
const FAKERS: &[(&str, f64)] =
    &[("leaders.integrity", -0.3), ("audit.base", 0.4), ("contest.prize", 2.0), ("audit.naming", 0.0)];
/// Offices are short of staff, so there are late cases to hide; no noise blurs by how many.
const ROOM_TO_INFLATE: &[(&str, f64)] = &[("population.staff_per_1000", 1.2), ("evaluation.results_noise", 0.0)];
/// No platform dies.
const NO_ZOMBIES: &[(&str, f64)] = &[("platforms.zombie_base", 0.0), ("platforms.zombie_neglect", 0.0)];
/// Citizens and hours, on which everything ends.
const ENDS: &[&str] = &["citizens.resolved_in_time", "effort.trace_share", "demands.overload"];
/// Digital indicators count for nothing, and offices do not look at scores that are the same anyway.
const NOT_COUNTED: &[(&str, f64)] = &[("evaluation.weights.digital", 0.0)];

/// Levers one by one.
fn single() -> Vec<Case> {
    let mut cases = vec![
        lever("leaders.service_motivation", 1.5)
            .with(&[("careers.term", 52.0)])
            .raises("citizens.resolved_in_time")
            .nothing_without(&["careers"]),
        lever("leaders.integrity", 2.0)
            .with(&[("careers.term", 52.0)])
            .raises("imitation.integrity@township")
            .lowers("fabrication.faking_offices")
            .nothing_without(&["careers"]),
        lever("evaluation.weights.digital", 0.0).lowers("effort.trace_share").null(
            &[("accountability.process", 1.0)],
            &["contest", "imitation", "careers", "cascade"],
            ENDS,
        ),
        lever("evaluation.weights.results", 1.0).lowers("effort.trace_share").raises("citizens.resolved_in_time").null(
            &[("accountability.process", 1.0)],
            &["contest", "imitation", "careers", "cascade"],
            ENDS,
        ),
        lever("evaluation.weights.satisfaction", 1.0).lowers("effort.trace_share").null(
            &[("accountability.process", 1.0)],
            &["contest", "imitation", "careers", "cascade"],
            ENDS,
        ),
        lever("evaluation.third_party", 1.0)
            .with(ROOM_TO_INFLATE)
            .lowers("score.results_reported - citizens.resolved_in_time")
            .lowers("score.satisfaction_reported")
            .raises("effort.hours activity:checks")
            .null(&[("evaluation.check_hours", 0.0)], &["score"], &[]),
        lever("evaluation.random_evaluators", 1.0)
            .lowers("score.satisfaction_reported")
            .nothing_without(&["score"])
            .nothing_where(&[("evaluation.third_party", 1.0)]),
        lever("evaluation.digital_is_result", 1.0)
            .raises("score.digital_results_correlation")
            .lowers("fabrication.faked_share")
            .lowers("effort.trace_share")
            .still_where(NOT_COUNTED, ENDS),
        lever("contest.prize", 3.0)
            .raises("contest.stake@township")
            .raises("cascade.amplification indicator:ledger")
            .raises("effort.overtime")
            .nothing_without(&["contest"]),
        lever("contest.rankings", 0.0)
            .lowers("contest.stake@township")
            .lowers("cascade.amplification indicator:ledger")
            .lowers("effort.overtime")
            .nothing_without(&["contest"])
            .nothing_where(&[("contest.prize", 0.0)]),
        lever("contest.rewarded_share", 0.5)
            .raises("contest.stake@township")
            .nothing_without(&["contest"])
            .nothing_where(&[("contest.prize", 0.0)]),
        lever("cascade.cap", 0.0)
            .lowers("cascade.target@township indicator:ledger")
            .lowers("demands.overload")
            .nothing_without(&["cascade"])
            .nothing_without(&["contest"]),
        lever("cascade.fixed", 0.4)
            .raises("cascade.amplification indicator:ledger")
            .raises("cascade.target@township indicator:ledger")
            .raises("demands.overload")
            .nothing_without(&["cascade"])
            .nothing_where(&[("cascade.cap", 0.0)]),
        lever("cascade.differentiated", 1.0)
            .lowers("cascade.target@township indicator:ledger")
            .lowers("demands.overload")
            .nothing_without(&["cascade"]),
        lever("cascade.growth", 0.1)
            .raises("cascade.target indicator:ledger")
            .raises("cascade.target@township indicator:ledger")
            .nothing_without(&["cascade"])
            .nothing_where(&[("cascade.move_cap", 0.0)]),
        lever("demands.sharing", 1.0)
            .lowers("demands.copies")
            .lowers("demands.overload")
            .lowers("citizens.bounced")
            .still_where(&[("demands.departments", 1.0), ("citizens.bounce", 0.0)], ENDS),
        lever("demands.staff_portal", 1.0)
            .with(&[("platforms.initial", 8.0)])
            .lowers("demands.copies")
            .nothing_without(&["demands"])
            .nothing_where(&[("demands.platform_copies", 0.0)]),
        lever("demands.directives", 0.0)
            .lowers("effort.hours activity:replies")
            .lowers("demands.overload")
            .nothing_where(&[("indicators.response.target", 0.0)]),
        lever("demands.groups", 0.0)
            .lowers("effort.hours activity:replies")
            .lowers("effort.standby")
            .nothing_where(&[("indicators.response.target", 0.0)]),
        lever("demands.standby", 0.0)
            .lowers("effort.standby")
            .lowers("effort.burnout")
            .nothing_where(&[("indicators.response.target", 0.0)])
            .still_where(&[("effort.burnout_rise", 0.0)], &["effort.burnout", "citizens.resolved_in_time"]),
        lever("demands.staff_training", 1.0)
            .lowers("demands.overload")
            .lowers("effort.hours activity:records")
            .nothing_where(&[("indicators.ledger.target", 0.0)]),
        lever("accountability.process", 2.0)
            .raises("effort.trace_share")
            .raises("effort.hours activity:insurance")
            .lowers("citizens.resolved_in_time")
            .still_where(&[("accountability.insurance_records", 0.0), ("indicators.ledger.target", 0.0)], ENDS),
        lever("accountability.outcome", 3.0)
            .raises("citizens.resolved_in_time")
            .lowers("effort.trace_share")
            .still_where(&[("effort.rule", 3.0)], ENDS),
        lever("platforms.zombies_count", 0.0)
            .lowers("fabrication.gap")
            .raises("platforms.launched")
            .nothing_where(NO_ZOMBIES),
        lever("platforms.routine_closing", 20.0)
            .lowers("platforms.zombies")
            .raises("platforms.closed")
            .nothing_without(&["platforms"])
            .nothing_where(NO_ZOMBIES),
        lever("platforms.clean_up", 1.0)
            .lowers("platforms.zombies")
            .raises("platforms.closed")
            .nothing_without(&["platforms"])
            .nothing_where(NO_ZOMBIES),
        lever("platforms.closure_quota", 2.0)
            .lowers("platforms.live")
            .raises("platforms.closed")
            .raises("platforms.closed_on_paper")
            .nothing_without(&["platforms"])
            .still_where(&[("indicators.platforms.weight", 0.0)], &["platforms.closed_on_paper"]),
        lever("platforms.merge", 0.8)
            .lowers("platforms.live")
            .raises("platforms.closed")
            .raises("platforms.launched")
            .nothing_without(&["platforms"]),
        lever("platforms.unified_entrance", 1.0)
            .with(&[("platforms.initial", 8.0)])
            .lowers("platforms.fragmentation")
            .raises("citizens.online_share_able")
            .still_where(&[("citizens.choice_fragmentation", 0.0), ("citizens.success_fragmentation", 0.0)], ENDS),
        lever("platforms.breach", 0.05)
            .raises("platforms.breaches")
            .raises("platforms.losses")
            .lowers("citizens.online_share_able")
            .nothing_without(&["platforms"]),
        lever("platforms.wariness_fading", 1.0)
            .with(&[("platforms.breach", 0.05)])
            .raises("citizens.online_share_able")
            .nothing_where(&[("platforms.breach", 0.0)])
            .still_where(&[("citizens.choice_wariness", 0.0)], ENDS),
        lever("admission.quality", 1.0)
            .lowers("platforms.launched")
            .lowers("platforms.live")
            .nothing_without(&["platforms"])
            .nothing_where(&[("platforms.launch_rule", 1.0), ("platforms.exogenous_launches", 0.0)]),
        lever("windows.min_mandate", 1.0)
            .raises("mandate.level")
            .raises("mandate.refused")
            .raises("citizens.excluded age:75+")
            .nothing_where(&[("windows.max_mandate", 0.0)]),
        lever("windows.max_mandate", 0.0)
            .with(ONLINE_ONLY)
            .lowers("mandate.level")
            .lowers("mandate.refused")
            .lowers("citizens.excluded")
            .null(&[("windows.min_mandate", 0.0)], &["mandate"], &[]),
        lever("windows.staff", 5.0)
            .with(&[("windows.capacity", 8.0)])
            .lowers("citizens.excluded")
            .raises("citizens.submitted")
            .nothing_where(&[("windows.capacity", 0.0)])
            .still_where(&[("windows.capacity", 1000.0)], ENDS),
        lever("citizens.bounce", 0.0)
            .lowers("citizens.bounced")
            .lowers("citizens.trips")
            .nothing_where(&[("demands.sharing", 1.0)]),
        lever("adoption.price", 0.1)
            .raises("citizens.internet_use")
            .nothing_where(&[("adoption.devices", 0.0)])
            .nothing_without(&["citizens"]),
        lever("guides.assist", 1.0)
            .with(ONLINE_ONLY)
            .lowers("citizens.excluded")
            .lowers("citizens.excluded age:75+")
            .nothing_where(&[("windows.max_mandate", 0.0)]),
        lever("guides.target", 2.0)
            .with(&[("guides.training", 1.0), ("guides.device_subsidy", 0.5)])
            .lowers("citizens.skill age:30-44")
            .lowers("citizens.internet_use age:30-44")
            .nothing_where(&[("guides.training", 0.0), ("guides.device_subsidy", 0.0)]),
        lever("guides.training", 1.0)
            .raises("citizens.skill")
            .raises("citizens.skill age:75+")
            .nothing_where(&[("citizens.learning", 0.012), ("guides.training_gain", 0.0)])
            .nothing_without(&["citizens"]),
        lever("guides.device_subsidy", 1.0)
            .raises("citizens.internet_use age:75+")
            .nothing_where(&[("population.all_skilled", 1.0)])
            .nothing_without(&["citizens"]),
        lever("guides.leaders", 10.0)
            .raises("citizens.skill")
            .raises("citizens.adopted")
            .nothing_where(&[("citizens.spread", 0.0), ("adoption.neighbours", 0.0)]),
        lever("hotline.answered", 0.0)
            .with(ONLINE_ONLY)
            .lowers("citizens.complaints")
            .lowers("audit.audits")
            .nothing_where(&[("hotline.complain", 0.0)]),
        lever("audit.base", 0.9)
            .raises("audit.audits")
            .raises("audit.perceived_risk")
            .lowers("fabrication.faked_share")
            .nothing_without(&["audit"])
            .still_where(&[("audit.detection", 0.0)], &["fabrication.faked_share", "citizens.resolved_in_time"]),
        lever("audit.complaint_led", 5.0)
            .with(ONLINE_ONLY)
            .raises("audit.audits")
            .nothing_without(&["audit"])
            .nothing_where(&[("hotline.complain", 0.0)]),
        lever("audit.detection", 0.0)
            .with(FAKERS)
            .lowers("audit.caught")
            .raises("fabrication.faked_share")
            .nothing_without(&["audit"])
            .nothing_without(&["fabrication"]),
        lever("audit.sanction", 6.0)
            .with(FAKERS)
            .lowers("fabrication.faked_share")
            .nothing_without(&["audit"])
            .nothing_without(&["fabrication"]),
        lever("audit.dismissal", 1.0)
            .with(FAKERS)
            .raises("audit.dismissed")
            .nothing_where(&[("audit.detection", 0.0)])
            .still_where(&[("audit.sanction", 0.0)], ENDS),
        lever("audit.naming", 1.0)
            .with(FAKERS)
            .raises("audit.perceived_risk")
            .lowers("fabrication.faked_share")
            .nothing_where(&[("audit.detection", 0.0)])
            .nothing_where(&[("audit.naming_risk", 0.0)]),
    ];
    cases.extend(of_indicators());
    cases
}

/// Weight, target and manipulability of each standard indicator, with what shows that it pays or asks.
fn of_indicators() -> Vec<Case> {
    // Name, what shows that it pays or asks, and a target that is not attained.
    let shown = [
        ("ledger", "effort.hours activity:records", 20.0),
        ("publicity", "effort.hours activity:display", 6.0),
        ("response", "effort.hours activity:replies", 0.95),
        ("online", "mandate.level", 0.95),
        ("platforms", "platforms.launched", 8.0),
        ("usability", "platforms.quality", 0.95),
    ];
    let mut cases = Vec::new();
    for (name, measure, asked) in shown {
        let of = |field: &str| format!("indicators.{name}.{field}");
        let (weight, target, manipulability) = (of("weight"), of("target"), of("manipulability"));
        cases.push(
            lever(&weight, 1.0)
                .with(&[(&weight, 0.02), (&target, asked)])
                .raises(measure)
                .still_where(NOT_COUNTED, ENDS),
        );
        // With nothing at stake nobody works for a target, but stand-by and improvement of platforms go by it.
        cases.push(lever(&target, asked).with(&[(&weight, 0.3), (&target, asked / 4.0)]).raises(measure).null(
            &[("demands.standby", 0.0), ("demands.improvement_hours", 0.0)],
            &["contest"],
            &["citizens.resolved_in_time", "effort.trace_share", "mandate.level"],
        ));
        let mut case = lever(&manipulability, 0.0)
            .with(FAKERS)
            .with(&[(&weight, 0.5), (&target, asked), (&manipulability, 0.3)])
            .lowers("fabrication.faked_share")
            .nothing_without(&["fabrication"])
            .nothing_without(&["contest"]);
        for (other, ..) in shown.iter().filter(|(other, ..)| *other != name) {
            case = case.with(&[(&format!("indicators.{other}.manipulability"), 0.0)]);
        }
        cases.push(case);
    }
    cases
}

/// The fifteen rows of levers of the design.
fn rows() -> Vec<Case> {
    vec![
        row(
            "results over traces",
            &[
                ("evaluation.weights.digital", 0.2),
                ("evaluation.weights.results", 0.5),
                ("evaluation.weights.satisfaction", 0.3),
            ],
        )
        .lowers("effort.trace_share")
        .lowers("cascade.amplification indicator:ledger")
        .raises("citizens.resolved_in_time")
        .null(&[("accountability.process", 1.0)], &["contest", "imitation", "careers", "cascade"], ENDS),
        row("count what helps", &[("indicators.platforms.weight", 0.0), ("indicators.usability.weight", 0.15)])
            .raises("platforms.quality")
            .lowers("platforms.launched")
            .still_where(NOT_COUNTED, ENDS),
        row("third-party assessment", &[("evaluation.third_party", 0.8), ("evaluation.random_evaluators", 1.0)])
            .with(ROOM_TO_INFLATE)
            .lowers("score.results_reported - citizens.resolved_in_time")
            .lowers("score.satisfaction_reported")
            .null(&[("evaluation.check_hours", 0.0)], &["score"], &[]),
        row(
            "audit and accountability",
            &[
                ("audit.base", 0.5),
                ("audit.complaint_led", 2.0),
                ("audit.sanction", 3.0),
                ("audit.naming", 0.8),
                ("hotline.answered", 0.95),
            ],
        )
        .raises("audit.audits")
        .lowers("fabrication.faked_share")
        .null(&[("hotline.complain", 0.0)], &["audit"], &[]),
        row("fewer contests", &[("contest.rankings", 0.4), ("contest.prize", 0.5)])
            .lowers("contest.stake@township")
            .lowers("effort.overtime")
            .lowers("demands.overload")
            .nothing_without(&["contest"]),
        row("cap on layering", &[("cascade.cap", 0.05), ("cascade.differentiated", 0.5), ("cascade.growth", 0.0)])
            .lowers("cascade.target@township indicator:ledger")
            .lowers("demands.overload")
            .nothing_without(&["cascade"]),
        row("data sharing and standards", &[("demands.sharing", 0.9), ("citizens.bounce", 0.05)])
            .lowers("demands.copies")
            .lowers("citizens.bounced")
            .lowers("demands.overload")
            .null(&[], &["demands", "citizens"], &["demands.copies", "demands.overload", "effort.trace_share"]),
        row(
            "integration and clean-up",
            &[
                ("platforms.merge", 0.3),
                ("platforms.clean_up", 0.6),
                ("admission.quality", 0.6),
                ("platforms.unified_entrance", 1.0),
                ("demands.staff_portal", 1.0),
            ],
        )
        .lowers("platforms.zombies")
        .lowers("platforms.live")
        .lowers("platforms.fragmentation")
        .lowers("demands.copies")
        .null(
            &[
                ("demands.platform_copies", 0.0),
                ("citizens.choice_fragmentation", 0.0),
                ("citizens.success_fragmentation", 0.0),
            ],
            &["platforms"],
            ENDS,
        ),
        row("keep windows", &[("windows.max_mandate", 0.0), ("windows.staff", 0.5)])
            .with(ONLINE_ONLY)
            .lowers("citizens.excluded")
            .lowers("citizens.excluded age:75+")
            .null(&[("windows.min_mandate", 0.0), ("windows.capacity", 1000.0)], &["mandate"], ENDS),
        row(
            "guides and training",
            &[
                ("guides.assist", 0.8),
                ("guides.training", 0.5),
                ("guides.device_subsidy", 0.3),
                ("adoption.price", 0.5),
                ("guides.leaders", 2.0),
            ],
        )
        .with(ONLINE_ONLY)
        .raises("citizens.skill")
        .raises("citizens.internet_use")
        .lowers("citizens.excluded")
        .nothing_without(&["citizens"]),
        row(
            "unforgeable records",
            &[
                ("indicators.ledger.manipulability", 0.0),
                ("indicators.publicity.manipulability", 0.0),
                ("indicators.response.manipulability", 0.0),
                ("indicators.online.manipulability", 0.0),
                ("indicators.platforms.manipulability", 0.0),
                ("indicators.usability.manipulability", 0.0),
            ],
        )
        .lowers("fabrication.faked_share")
        .lowers("fabrication.gap")
        .nothing_without(&["fabrication"]),
        row("staff training", &[("demands.staff_training", 0.5)])
            .lowers("demands.overload")
            .nothing_where(&[("indicators.ledger.target", 0.0)]),
        row("fewer directives", &[("demands.directives", 2.0), ("demands.groups", 1.0), ("demands.standby", 0.0)])
            .lowers("effort.standby")
            .lowers("effort.burnout")
            .lowers("effort.hours activity:replies")
            .nothing_where(&[("indicators.response.target", 0.0)]),
        row("information security", &[("platforms.breach", 0.0), ("platforms.wariness_fading", 0.5)])
            .with(&[("platforms.breach", 0.05)])
            .lowers("platforms.breaches")
            .lowers("platforms.losses")
            .raises("citizens.online_share_able")
            .nothing_where(&[("platforms.breach", 0.0)]),
        row("change of heart", &[("leaders.service_motivation", 1.0), ("leaders.integrity", 1.0)])
            .with(&[("careers.term", 52.0)])
            .raises("citizens.resolved_in_time")
            .lowers("fabrication.faked_share")
            .nothing_without(&["careers"]),
    ]
}

/// A small country of four tiers.
fn country(tweaks: &Values, off: &[&str]) -> Scenario {
    let mut s = Scenario {
        tiers: ["centre", "province", "county", "township"].map(String::from).to_vec(),
        shape: Shape::FanOut(vec![2, 3, 6]),
        off: off.iter().map(ToString::to_string).collect(),
        ..Scenario::default()
    };
    s.record.offices = false;
    s.record.every = 52;
    s.record.tier = 0;
    for (path, value) in [
        ("population.citizens_per_office", 400.0),
        ("run.years", 3.0),
        ("run.burn_in", f64::from(BURN_IN)),
        ("run.seed", 7.0),
    ] {
        assert!(s.set(path, value));
    }
    for (path, value) in tweaks {
        assert!(s.set(path, *value), "there is no parameter `{path}`");
    }
    s
}

/// What is kept of a run: the country at its end, and the mean of every measure over the records after the policy.
struct Run {
    end: Simulation,
    means: BTreeMap<String, f64>,
}

/// Runs a country with the levers set from the first recorded week on.
fn run(tweaks: &Values, off: &[&str], set: &Values, seed: u32) -> Run {
    let mut scenario = country(tweaks, off);
    if !set.is_empty() {
        let leaf = |path: &str| scenario.registry.find(path).unwrap_or_else(|| panic!("there is no `{path}`"));
        let set = set.iter().map(|(path, value)| (leaf(path), *value)).collect();
        let name = "lever".to_string();
        scenario.policies = vec![Policy {
            name,
            about: String::new(),
            from: BURN_IN,
            until: None,
            ramp: 0,
            tier: None,
            regions: Vec::new(),
            set,
        }];
    }
    let mut simulation = Simulation::new(&scenario, seed).unwrap();
    let recorder = Recorder::new(&scenario, simulation.world(), 0);
    let mut kept = Keep::default();
    while !simulation.done() {
        simulation.advance(recorder.most_weeks(simulation.week()), &recorder);
        recorder.flush(simulation.world(), simulation.contest_closed(), &mut kept).unwrap();
    }
    simulation.audit_books().unwrap();
    let names = recorder.names();
    let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for r in &kept.rows {
        let place = &names.places[r.place as usize];
        let tier = if r.place == 0 { String::new() } else { format!("@{}", place.tier) };
        let group = &names.groups[r.group as usize];
        let group = if group == "all" { String::new() } else { format!(" {group}") };
        let name = format!("{}{tier}{group}", names.measures[r.measure as usize].name);
        let sum = sums.entry(name).or_default();
        sum.0 += r.value;
        sum.1 += 1.0;
    }
    Run { end: simulation, means: sums.into_iter().map(|(name, (sum, n))| (name, sum / n)).collect() }
}

/// The country without the levers: many cases ask for the same one.
fn base(tweaks: &Values, off: &[&str], seed: u32) -> Arc<Run> {
    static KNOWN: Mutex<BTreeMap<String, Arc<Run>>> = Mutex::new(BTreeMap::new());
    let name = format!("{tweaks:?} {off:?} {seed}");
    let known = KNOWN.lock().unwrap().get(&name).cloned();
    known.unwrap_or_else(|| {
        let run = Arc::new(run(tweaks, off, &Values::new(), seed));
        KNOWN.lock().unwrap().insert(name, Arc::clone(&run));
        run
    })
}

fn mean(run: &Run, measure: &str, case: &Case) -> f64 {
    if let Some((a, b)) = measure.split_once(" - ") {
        return mean(run, a, case) - mean(run, b, case);
    }
    *run.means.get(measure).unwrap_or_else(|| panic!("{}: nothing is recorded as `{measure}`", case.name))
}

/// What does not hold of a case.
fn complaints(case: &Case) -> Vec<String> {
    let mut wrong = Vec::new();
    let arms: Vec<[Arc<Run>; 2]> = (0..SEEDS)
        .map(|seed| [base(&case.tweaks, &[], seed), Arc::new(run(&case.tweaks, &[], &case.set, seed))])
        .collect();
    for (measure, sign) in &case.moves {
        let pairs: Vec<[f64; 2]> = arms.iter().map(|arm| [0, 1].map(|i| mean(&arm[i], measure, case))).collect();
        if pairs.iter().any(|[without, with]| (with - without) * sign <= 0.0) {
            let way = if *sign > 0.0 { "rise" } else { "fall" };
            wrong.push(format!("{}: {measure} should {way} in every pair, but {pairs:.5?}", case.name));
        }
    }
    for null in &case.nulls {
        let mut tweaks = case.tweaks.clone();
        tweaks.extend(null.tweaks.iter().cloned());
        let (without, with) = (base(&tweaks, &null.off, 0), run(&tweaks, &null.off, &case.set, 0));
        if null.still.is_empty() {
            let [a, b] = [&*without, &with].map(|run| format!("{:?}", run.end.world()));
            if a != b {
                wrong.push(format!("{}: the country should be the same to the bit under {null:?}", case.name));
            }
        } else {
            for measure in &null.still {
                let [a, b] = [&*without, &with].map(|run| mean(run, measure, case));
                if a.to_bits() != b.to_bits() {
                    wrong.push(format!("{}: {measure} should stay, but {a} became {b} under {null:?}", case.name));
                }
            }
        }
    }
    wrong
}

fn check(cases: &[Case]) {
    let wrong: Vec<String> = cases.iter().flat_map(complaints).collect();
    assert!(wrong.is_empty(), "{} things do not hold:\n{}", wrong.len(), wrong.join("\n"));
}

fn part(n: usize) {
    let cases = single();
    let size = cases.len().div_ceil(4);
    check(cases.chunks(size).nth(n).unwrap());
}

#[test]
fn every_lever_alone_part_1() {
    part(0);
}

#[test]
fn every_lever_alone_part_2() {
    part(1);
}

#[test]
fn every_lever_alone_part_3() {
    part(2);
}

#[test]
fn every_lever_alone_part_4() {
    part(3);
}

#[test]
fn every_row_of_levers_of_the_design() {
    check(&rows());
}

#[test]
fn every_lever_has_its_row_and_its_null_arm() {
    let cases = single();
    for case in cases.iter().chain(&rows()) {
        assert!(!case.moves.is_empty() && !case.nulls.is_empty(), "{} shows nothing", case.name);
    }
    let shown: BTreeSet<String> = cases.iter().flat_map(|c| c.set.iter().map(|(path, _)| path.clone())).collect();
    let scenario = Scenario::default();
    let registry = registry(&scenario.indicators);
    let levers: BTreeSet<String> = registry
        .leaves()
        .iter()
        .filter(|leaf| registry.declarations()[leaf.declaration].role == Role::Lever)
        .map(|leaf| leaf.path.clone())
        .collect();
    let missing: Vec<&String> = levers.difference(&shown).collect();
    assert!(missing.is_empty(), "levers without a row in the table: {missing:?}");
    let unknown: Vec<&String> = shown.difference(&levers).collect();
    assert!(unknown.is_empty(), "rows for what is no lever: {unknown:?}");
    assert_eq!(rows().len(), 15);
    let together: BTreeSet<String> =
        rows().iter().flat_map(|c| c.set.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>()).collect();
    assert!(together.is_subset(&levers), "{together:?}");
}

/// Every value that is set is one that the reader of scenario files would admit.
#[test]
fn the_table_stays_within_the_bounds() {
    let registry = Scenario::default().registry;
    for case in single().iter().chain(&rows()) {
        let nulls = case.nulls.iter().flat_map(|n| &n.tweaks);
        for (path, value) in case.set.iter().chain(&case.tweaks).chain(nulls) {
            let leaf = registry.find(path).unwrap_or_else(|| panic!("there is no `{path}`"));
            assert!(registry.declaration_of(leaf).admits(*value), "{path} = {value}");
        }
    }
}
