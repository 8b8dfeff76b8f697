//! What must follow from the mechanisms whatever the numbers: loops that stay bounded, extreme values, countries of odd
//! shapes, and the same bits. Closed forms are in `theory_forms.rs` and `theory_effort.rs`, what must be conserved in
//! `theory_invariants.rs`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, to give up is to fail")]

mod country;

use country::{NO_RATCHET, assert_finite, country, recorded, state, weekly, without};
use jiama::mechanisms::MECHANISMS;
use jiama::model::{Nobody, Simulation};
use jiama::observe::{Keep, Recorder, Row};
use jiama::parameter::{Kind, Role};
use jiama::policy::Policy;
use jiama::scenario::Scenario;
use jiama::world::hierarchy::{Region, Shape};
use proptest::prelude::*;
use std::collections::BTreeMap;

// ---------------------------------------------------------------------------------------------------------------------
// Each loop that feeds itself, alone, for twenty years

/// Runs twenty years; the country stays finite and its targets below `most` times the first ones (shares below 1).
fn bounded(values: &[(&str, f64)], off: &[&str], most: f64) -> Simulation {
    let mut all = vec![("run.years", 20.0), ("population.citizens_per_office", 80.0)];
    all.extend(values);
    let scenario = without(country(&[2, 3, 3], &all), off);
    let indicators = scenario.parameters().indicators;
    let cap = scenario.parameters().contest.cap;
    let mut simulation = Simulation::new(&scenario, 0).unwrap();
    while !simulation.done() {
        simulation.advance(u32::MAX, &Nobody);
        simulation.audit_books().unwrap();
        for seat in &simulation.world().jurisdictions {
            assert!((0.0..=cap).contains(&seat.stake), "stake {}", seat.stake);
            for (target, indicator) in seat.targets.iter().zip(&indicators) {
                let most = if indicator.kind.is_share() { 1.0 } else { indicator.target * most };
                assert!(*target <= most * (1.0 + 1e-9), "{target} is above {most}");
            }
        }
    }
    assert_finite(&simulation, "a loop");
    simulation
}

/// Who gets less asks for more: at worst every step is the cap.
#[test]
fn hedging_against_a_shortfall_that_it_makes_itself_is_bounded() {
    let mut values = NO_RATCHET.to_vec();
    values.extend([
        ("cascade.hedging", 2.0),
        ("cascade.hedging_pace", 1.0),
        ("cascade.sibling_weight", 0.0),
        ("indicators.ledger.target", 40.0),
        ("contest.prize", 5.0),
    ]);
    let end = bounded(&values, &["imitation", "careers"], 1.4f64.powi(3));
    // The loop did turn.
    assert!(end.world().jurisdictions.iter().any(|j| j.amplification[0] == 0.4));
}

/// Siblings who look at each other, just short of ν(1 + a) = 1.
#[test]
fn siblings_who_outbid_each_other_are_bounded() {
    let (a, nu) = (0.4, 0.70);
    let step = (1.0 + a) * (1.0 - nu) / (1.0 - nu * (1.0 + a));
    let mut values = NO_RATCHET.to_vec();
    values.extend([("cascade.fixed", a), ("cascade.sibling_weight", nu)]);
    // The centre has no siblings, so its step is 1 + a only.
    bounded(&values, &[], (1.0 + a) * step * step);
    let mut beyond = country(&[2, 2], &values);
    beyond.set("cascade.sibling_weight", 0.72);
    assert!(Simulation::new(&beyond, 0).is_err(), "what cannot converge is refused");
}

/// Layering makes upper units look good against their own, lower targets, and the ratchet takes them at their word.
#[test]
fn layering_that_feeds_the_ratchet_is_bounded_by_its_largest_move() {
    let values = [
        ("cascade.ratchet_up", 1.0),
        ("cascade.ratchet_down", 0.0),
        ("cascade.growth", 0.0),
        ("cascade.fixed", 0.4),
        ("cascade.sibling_weight", 0.0),
    ];
    let contests = (26.0 + 20.0 * 52.0) / 52.0_f64;
    let end = bounded(&values, &[], 1.1f64.powf(contests.floor()) * 1.4f64.powi(3));
    assert!(end.world().jurisdictions[0].targets[0] > 10.0 * 1.05, "the ratchet did turn");
}

/// All fake, scores come closer, stakes rise, all fake more.
#[test]
fn stakes_that_rise_as_scores_come_closer_are_bounded() {
    let values = [
        ("contest.sd_floor", 0.001),
        ("contest.sd_shrink", 0.0),
        ("contest.prize", 10.0),
        ("contest.cap", 100.0),
        ("contest.pace", 1.0),
        ("evaluation.results_noise", 0.0),
        ("evaluation.satisfaction_noise", 0.0),
        ("leaders.integrity", -1.0),
        ("audit.base", 0.0),
    ];
    let most = 1.1f64.powi(21) * 10.0;
    let end = bounded(&values, &["audit"], most);
    assert!(end.offices().iter().all(|o| o.faking.iter().any(|f| *f)), "the loop did turn");
}

/// All of it at once.
#[test]
fn all_loops_together_stay_finite() {
    let values = [
        ("cascade.hedging", 2.0),
        ("cascade.sibling_weight", 0.7),
        ("cascade.ratchet_up", 1.0),
        ("cascade.growth", 0.1),
        ("contest.sd_floor", 0.001),
        ("contest.prize", 10.0),
        ("contest.cap", 100.0),
        ("leaders.integrity", -1.0),
        ("accountability.process", 3.0),
    ];
    bounded(&values, &[], 1e6);
}

/// A coarser sample is noisier, and no worse served: 36 citizens an office against 360.
#[test]
fn the_same_country_comes_out_at_a_small_sample_as_at_a_large_one() {
    let means = |sample: f64| {
        let mut sums = [0.0; 3];
        for seed in 0..6 {
            let mut scenario = country(
                &[3, 4, 5],
                &[
                    ("population.citizens_per_office", 36_000.0),
                    ("population.sample", sample),
                    ("run.seed", f64::from(seed)),
                    ("run.years", 2.0),
                ],
            );
            scenario.record.every = 104;
            let (_, rows, names) = recorded(&scenario);
            for (sum, name) in
                sums.iter_mut().zip(["citizens.resolved_in_time", "citizens.excluded", "demands.overload"])
            {
                let whole = |r: &&Row| names.measures[r.measure as usize].name == name && r.place == 0 && r.group == 0;
                *sum += rows.iter().find(whole).unwrap().value / 6.0;
            }
        }
        sums
    };
    let (small, large) = (means(1000.0), means(100.0));
    for ((small, large), most) in small.iter().zip(large).zip([0.015, 0.003, 0.015]) {
        assert!((small - large).abs() < most, "{small} at 1:1000, {large} at 1:100");
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Extreme values, mechanisms off, odd shapes: nothing breaks

/// Where a value of a parameter comes from.
#[derive(Debug, Clone, Copy)]
enum Draw {
    Default,
    Lowest,
    Highest,
    Between(f64),
}

fn draw() -> impl Strategy<Value = Draw> {
    prop_oneof![
        5 => Just(Draw::Default),
        1 => Just(Draw::Lowest),
        1 => Just(Draw::Highest),
        3 => (0.0..1.0f64).prop_map(Draw::Between),
    ]
}

fn shape() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(1u32..4, 1..5)
}

/// Values drawn inside the bounds, of one parameter in `every`; the size of the country, of the run and what an indicator is stay.
fn drawn(scenario: &mut Scenario, draws: &[Draw], from: usize, every: usize) {
    let fixed = ["population.citizens_per_office", "population.sample"];
    for (leaf, draw) in draws.iter().enumerate().skip(from).step_by(every) {
        let d = scenario.registry.declaration_of(leaf);
        let path = &scenario.registry.leaves()[leaf].path;
        if d.role == Role::Setting || fixed.contains(&path.as_str()) || path.ends_with(".kind") {
            continue;
        }
        let (low, high) = match d.kind {
            Kind::Choice(names) => (0.0, names.len() as f64 - 1.0),
            _ => (d.lowest, d.highest),
        };
        let value = match draw {
            Draw::Default => continue,
            Draw::Lowest => low,
            Draw::Highest => high,
            Draw::Between(u) => {
                let value = low + u * (high - low);
                if matches!(d.kind, Kind::Real) { value } else { value.round() }
            }
        };
        assert!(d.admits(value), "{path} = {value}");
        scenario.values[leaf] = value;
    }
}

fn longest() -> usize {
    Scenario::default().values.len()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn nothing_breaks_inside_the_bounds(
        draws in prop::collection::vec(draw(), longest()),
        by_policy in prop::bool::ANY,
        every in prop::sample::select(vec![1usize, 2, 5, 11]),
        fan_out in shape(),
        off in prop::collection::vec(prop::bool::weighted(0.15), MECHANISMS.len()),
        people in 1u32..40,
        seed in 0u32..1_000_000,
    ) {
        let mut scenario = country(&fan_out, &[]);
        drawn(&mut scenario, &draws, seed as usize % every, every);
        if by_policy {
            // The levers are at their defaults first and move in the middle of the run.
            let plain = country(&fan_out, &[]).values;
            let moved = |leaf: &usize| scenario.registry.declaration_of(*leaf).role == Role::Lever;
            let set: Vec<(usize, f64)> =
                (0..plain.len()).filter(moved).map(|leaf| (leaf, scenario.values[leaf])).collect();
            set.iter().for_each(|(leaf, _)| scenario.values[*leaf] = plain[*leaf]);
            let tier = Some(seed as usize % 7).filter(|t| *t < scenario.tiers.len());
            let until = Some(70).filter(|_| seed % 2 == 0);
            let name = "moved".to_string();
            scenario.policies = vec![Policy { name, about: String::new(), from: 30, until, ramp: 0, tier, regions: Vec::new(), set }];
        }
        // Kept within what a scenario may say, so that few are refused.
        let caps = scenario.policies.iter().flat_map(|p| &p.set).chain([&(0, 0.0)]).map(|(leaf, value)| {
            if scenario.registry.leaves()[*leaf].path == "cascade.cap" { *value } else { 0.0 }
        });
        let cap = caps.fold(scenario.parameters().cascade.cap, f64::max);
        let weight = scenario.parameters().cascade.sibling_weight.min(0.99 / (1.0 + cap));
        prop_assert!(scenario.set("cascade.sibling_weight", weight));
        scenario.off = MECHANISMS.iter().zip(&off).filter(|(_, off)| **off).map(|(m, _)| m.name.to_string()).collect();
        scenario.record.every = 1 + seed % 13;
        scenario.record.tier = seed as usize % 3;
        scenario.record.offices = true;
        let sample = 1 + 4 * (seed % 3);
        for (path, value) in [
            ("population.citizens_per_office", f64::from(people * sample)),
            ("population.sample", f64::from(sample)),
            ("run.years", 1.0),
            ("run.burn_in", f64::from(seed % 60)),
            ("run.seed", f64::from(seed)),
        ] {
            prop_assert!(scenario.set(path, value));
        }
        // A few are refused, with a reason; the others must run.
        if !jiama::scenario::faults(&scenario).is_empty() {
            prop_assert!(Simulation::new(&scenario, 0).is_err());
            return Ok(());
        }
        let mut simulation = Simulation::new(&scenario, 0).unwrap();
        let recorder = Recorder::new(&scenario, simulation.world(), 0);
        let mut kept = Keep::default();
        while !simulation.done() {
            simulation.advance(1, &recorder);
            recorder.flush(simulation.world(), simulation.contest_closed(), &mut kept).unwrap();
            if let Err(fault) = simulation.audit_books() {
                prop_assert!(false, "{fault}");
            }
        }
        assert_finite(&simulation, "inside the bounds");
        prop_assert!(kept.rows.iter().all(|row| row.value.is_finite()));
        prop_assert!(!kept.rows.is_empty());
    }
}

/// One level lower: each parameter alone at both ends of its bounds.
#[test]
fn every_parameter_can_stand_at_both_ends_of_its_bounds() {
    let plain =
        country(&[2, 2], &[("population.citizens_per_office", 15.0), ("run.years", 1.0), ("run.burn_in", 53.0)]);
    for (leaf, path) in plain.registry.leaves().iter().enumerate() {
        let d = plain.registry.declaration_of(leaf);
        let large =
            ["population.citizens_per_office", "population.sample", "run.replicates", "run.years", "run.burn_in"];
        if large.contains(&path.path.as_str()) {
            continue;
        }
        for end in [d.lowest, d.highest] {
            let mut scenario = plain.clone();
            scenario.values[leaf] = end;
            if !jiama::scenario::faults(&scenario).is_empty() {
                continue;
            }
            let mut simulation = Simulation::new(&scenario, 0).unwrap();
            while !simulation.done() {
                simulation.advance(u32::MAX, &Nobody);
                simulation.audit_books().unwrap_or_else(|fault| panic!("{} = {end}: {fault}", path.path));
            }
            assert_finite(&simulation, &format!("{} = {end}", path.path));
        }
    }
}

/// Ends of several bounds together ask for more hours than a record of 64 bits could add up.
#[test]
fn the_largest_demands_can_be_recorded() {
    let mut scenario = country(
        &[1],
        &[
            ("population.staff_per_1000", 100.0),
            ("demands.reply_hours", 10.0),
            ("demands.directives", 1000.0),
            ("demands.groups", 100.0),
            ("demands.case_hours", 100.0),
            ("demands.hours", 1.0),
            ("demands.platform_copies", 1.0),
            ("demands.departments", 100.0),
            ("demands.form_overlap", 1.0),
            ("demands.sharing", 0.0),
            ("platforms.initial", 100.0),
            ("effort.slack", 0.9),
            ("indicators.ledger.target", 1000.0),
            ("indicators.ledger.productivity", 0.001),
        ],
    );
    scenario.record.every = 52;
    let (_, rows, names) = recorded(&scenario);
    let overload = |r: &&Row| names.measures[r.measure as usize].name == "demands.overload" && r.place == 0;
    let most = rows.iter().filter(overload).map(|r| r.value).fold(0.0, f64::max);
    let mut seen: f64 = 0.0;
    weekly(&scenario, |s| seen = seen.max(s.offices()[0].week.overload));
    assert!(most > 1e9 && most <= seen * (1.0 + 1e-6), "{most} {seen}");
}

fn region(name: &str, population: u64, units: &[u32]) -> Region {
    Region { name: name.into(), population, urban: 0.6, share_60_plus: 0.2, schooling: 9.9, units: units.to_vec() }
}

#[test]
fn odd_countries_run() {
    let mut missing = country(&[2, 2, 2], &[]);
    missing.shape = Shape::Regions(vec![
        region("whole", 900, &[2, 5]),
        region("without counties", 300, &[0, 3]),
        region("small", 1, &[1, 1]),
    ]);
    let odd = [
        ("one unit alone at every tier", country(&[1, 1, 1], &[])),
        ("one unit alone in the middle", country(&[2, 1, 3], &[])),
        ("one centre, one office", country(&[1], &[])),
        ("a single child of each", country(&[3, 1], &[])),
        ("offices of a single citizen", country(&[2, 3], &[("population.citizens_per_office", 1.0)])),
        ("a missing tier", missing),
        ("one giant office", country(&[1], &[("population.citizens_per_office", 20_000.0)])),
        ("one person for many", country(&[2, 2], &[("population.sample", 50.0)])),
    ];
    for (name, mut scenario) in odd {
        scenario.record.tier = 9;
        scenario.record.offices = true;
        let (_, rows, _) = recorded(&scenario);
        assert!(!rows.is_empty() && rows.iter().all(|r| r.value.is_finite()), "{name}");
        let mut simulation = Simulation::new(&scenario, 0).unwrap();
        while !simulation.done() {
            simulation.advance(u32::MAX, &Nobody);
        }
        assert_finite(&simulation, name);
        let people: u64 = simulation.offices().iter().map(|o| o.citizens.len() as u64).sum();
        assert_eq!(people, simulation.world().citizens.len() as u64, "{name}");
    }
}

/// Who has no siblings has no contest, and nothing to copy from.
#[test]
fn a_unit_alone_has_nothing_at_stake() {
    weekly(&country(&[2, 1, 3], &[]), |s| {
        let world = s.world();
        for unit in 1..world.jurisdictions.len() as u32 {
            let alone = world.hierarchy.siblings(unit).len() == 1;
            assert_eq!(world.jurisdictions[unit as usize].stake == 0.0, alone);
        }
    });
}

// ---------------------------------------------------------------------------------------------------------------------
// The same bits

fn lever_policy(scenario: &Scenario, from: u32, ramp: u32) -> Policy {
    // Every lever that is a number, halfway to the other end of its bounds.
    let set = (0..scenario.values.len())
        .filter_map(|leaf| {
            let d = scenario.registry.declaration_of(leaf);
            let is_number = d.role == Role::Lever && d.kind == Kind::Real && d.name != "fixed";
            let now = scenario.values[leaf];
            let end = if now - d.lowest > d.highest - now { d.lowest } else { d.highest.min(3.0) };
            is_number.then_some((leaf, 0.5 * (now + end)))
        })
        .collect();
    Policy { name: "all".into(), about: String::new(), from, until: None, ramp, tier: None, regions: Vec::new(), set }
}

#[test]
fn before_a_policy_begins_nothing_is_different() {
    let plain = country(&[2, 2, 3], &[]);
    for (from, ramp, tier) in
        [(0, 0, None), (1, 0, None), (51, 0, Some(3)), (52, 0, None), (90, 26, None), (104, 0, Some(1))]
    {
        let mut with = plain.clone();
        with.policies = vec![Policy { tier, ..lever_policy(&plain, from, ramp) }];
        let (mut a, mut b) = (Simulation::new(&plain, 0).unwrap(), Simulation::new(&with, 0).unwrap());
        for week in 0..from {
            a.step();
            b.step();
            assert_eq!(state(&a), state(&b), "a policy from week {from} shows after week {week}");
        }
        while !a.done() {
            a.step();
            b.step();
        }
        b.audit_books().unwrap();
        assert_ne!(state(&a), state(&b), "a policy from week {from} does nothing");
        // And in what is recorded.
        let mut fine = [plain.clone(), with];
        fine.iter_mut().for_each(|s| s.record.every = 1);
        let [(_, a, _), (_, b, _)] = fine.map(|s| recorded(&s));
        let early = |rows: &[Row]| rows.iter().filter(|r| r.week + 26 < from).copied().collect::<Vec<Row>>();
        assert_eq!(early(&a), early(&b));
    }
}

#[test]
fn a_policy_that_ends_gives_its_values_back() {
    let plain = country(&[2, 2], &[]);
    let mut with = plain.clone();
    with.policies = vec![Policy { until: Some(60), ..lever_policy(&plain, 30, 0) }];
    let simulation = Simulation::new(&with, 0).unwrap();
    let start = plain.parameters();
    for unit in 0..simulation.world().jurisdictions.len() as u32 {
        for week in [0, 29, 60, 100] {
            assert_eq!(simulation.parameters(week, unit), &start);
        }
        assert_ne!(simulation.parameters(30, unit), &start);
        assert_ne!(simulation.parameters(59, unit), &start);
    }
}

/// Rows of the whole country, by week, group and measure, as bits.
fn of_country(rows: &[Row]) -> BTreeMap<(u32, u16, u16), u64> {
    rows.iter().filter(|r| r.place == 0).map(|r| ((r.week, r.group, r.measure), r.value.to_bits())).collect()
}

#[test]
fn recording_changes_nothing() {
    let plain = country(&[2, 2, 3], &[]);
    let mut alone = Simulation::new(&plain, 0).unwrap();
    while !alone.done() {
        alone.advance(u32::MAX, &Nobody);
    }
    let mut seen: BTreeMap<u32, BTreeMap<(u32, u16, u16), u64>> = BTreeMap::new();
    for (tier, every, offices) in
        [(0, 4, false), (1, 4, true), (3, 4, false), (2, 1, true), (9, 13, false), (0, 1, true)]
    {
        let mut scenario = plain.clone();
        scenario.record.tier = tier;
        scenario.record.every = every;
        scenario.record.offices = offices;
        let (end, rows, _) = recorded(&scenario);
        assert_eq!(end, state(&alone), "recording tier {tier} every {every} weeks changes the country");
        let rows = of_country(&rows);
        assert_eq!(seen.entry(every).or_insert_with(|| rows.clone()), &rows, "tier {tier}, every {every}");
    }
    let mut few = plain.clone();
    few.record.measures = vec!["citizens.excluded".into()];
    few.record.groups = Vec::new();
    assert_eq!(recorded(&few).0, state(&alone));
}

#[cfg(feature = "parallel")]
#[test]
fn one_thread_and_several_give_the_same_bits() {
    // More offices than one piece of work holds.
    let mut scenario = country(&[3, 4, 5], &[("run.years", 2.0)]);
    scenario.record.tier = 2;
    let runs = [1, 2, 5].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| recorded(&scenario))
    });
    for other in &runs[1..] {
        assert_eq!(other.0, runs[0].0);
        assert_eq!(other.1, runs[0].1);
    }
}
