//! The same bits: however a run is cut up, with and without threads, recording and features. This file needs no feature,
//! and CI runs it with all and with none.

use jiama::engine::Nobody;
use jiama::experiment::{Progress, RunError, run};
use jiama::model::Simulation;
use jiama::observe::{Keep, Recorder};
use jiama::scenario::Scenario;
use jiama::world::hierarchy::Shape;
use std::cell::Cell;
use std::fmt::Debug;

fn small() -> Scenario {
    let mut s = Scenario::default();
    s.set("population.citizens_per_office", 400.0);
    s.set("run.years", 3.0);
    s.set("run.burn_in", 26.0);
    s
}

fn state(s: &Simulation) -> String {
    format!("{:?}", s.world())
}

/// FNV-1a over a debug text: every bit of every number shows in it.
fn digest(of: &impl Debug) -> u64 {
    format!("{of:?}").bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn stepping_week_by_week_is_running_to_the_contest() {
    let scenario = small();
    let mut a = Simulation::new(&scenario, 0).unwrap();
    let mut b = Simulation::new(&scenario, 0).unwrap();
    while !a.done() {
        a.step();
        a.audit_books().unwrap();
    }
    while !b.done() {
        b.advance(u32::MAX, &Nobody);
    }
    assert_eq!(state(&a), state(&b));
}

#[test]
fn recording_changes_nothing_and_does_not_depend_on_how_weeks_are_cut() {
    let scenario = small();
    let rows = |most: u32| {
        let mut simulation = Simulation::new(&scenario, 0).unwrap();
        let recorder = Recorder::new(&scenario, simulation.world(), 0);
        let mut keep = Keep::default();
        while !simulation.done() {
            let weeks = recorder.most_weeks(simulation.week()).min(most);
            simulation.advance(weeks, &recorder);
            recorder.flush(simulation.world(), simulation.contest_closed(), &mut keep).unwrap();
        }
        (keep.rows, state(&simulation))
    };
    let (by_year, recorded) = rows(u32::MAX);
    assert_eq!(by_year, rows(3).0);
    let mut plain = Simulation::new(&scenario, 0).unwrap();
    while !plain.done() {
        plain.step();
    }
    assert_eq!(state(&plain), recorded);
}

/// A change of this number is a change of results: say so in the changelog.
#[test]
fn golden_run() {
    let mut scenario = small();
    scenario.set("run.replicates", 2.0);
    let mut keep = Keep::default();
    let mut progress = Progress { on_weeks: &mut |_| {}, cancelled: &|| false, clock: None };
    run(&scenario, &mut keep, &mut progress).unwrap();
    assert_eq!(digest(&keep.rows), GOLDEN, "results have changed");
}

/// Rows are written while the next weeks are simulated; those of the weeks that are done are not lost.
#[test]
fn a_run_that_is_stopped_has_given_out_the_rows_of_its_weeks() {
    let scenario = small();
    let mut all = Keep::default();
    run(&scenario, &mut all, &mut Progress { on_weeks: &mut |_| {}, cancelled: &|| false, clock: None }).unwrap();
    let (burn_in, done) = (u64::from(scenario.parameters().run.burn_in), Cell::new(0));
    let mut keep = Keep::default();
    let mut progress =
        Progress { on_weeks: &mut |weeks| done.set(weeks), cancelled: &|| done.get() > burn_in + 20, clock: None };
    let stopped = run(&scenario, &mut keep, &mut progress);
    assert!(matches!(stopped, Err(RunError::Cancelled)), "{stopped:?}");
    let recorded = done.get() - burn_in;
    assert!(recorded < 100 && !keep.rows.is_empty());
    assert_eq!(keep.rows, all.rows.into_iter().filter(|row| u64::from(row.week) < recorded).collect::<Vec<_>>());
}

const GOLDEN: u64 = 18_242_437_528_383_359_865;

/// One office so large that its cases, draws and citizens are shared out, and so many small ones that each thread has some.
#[test]
fn no_number_of_threads_changes_a_bit() {
    let digest = |fan: &[u32], citizens: f64, weeks: u32, threads: usize| {
        let mut scenario = Scenario { shape: Shape::FanOut(fan.to_vec()), ..Scenario::default() };
        scenario.tiers = (0..=fan.len()).map(|tier| format!("tier-{tier}")).collect();
        scenario.set("population.citizens_per_office", citizens);
        scenario.set("evaluation.period", 8.0);
        // Then contacts come from two rows of draws.
        scenario.set("guides.leaders", 0.5);
        let run = || {
            let mut simulation = Simulation::new(&scenario, 0).unwrap();
            while simulation.week() < weeks {
                simulation.advance(weeks - simulation.week(), &Nobody);
            }
            simulation.audit_books().unwrap();
            simulation.world().digest()
        };
        jiama::parallel::on_threads(threads, run).unwrap()
    };
    for (fan, citizens, weeks) in [(&[1][..], 600_000.0, 12), (&[31, 10, 25][..], 12.0, 20)] {
        let one = digest(fan, citizens, weeks, 1);
        for threads in [2, 3, 8] {
            assert_eq!(digest(fan, citizens, weeks, threads), one, "{fan:?} on {threads} threads");
        }
    }
}
