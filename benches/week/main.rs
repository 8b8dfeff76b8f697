//! What a week of the model costs, and its parts.
//!
//! `cargo bench` prints the time of a week at three sizes beside a pass over memory and a plain loop of a small part of the
//! work, of every step of the week, of building a country, and of a year with and without recording. Times of one run are
//! to be read as ratios to each other: machines are shared and noisy.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark; the macros of criterion are undocumented")]

mod plain;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jiama::engine::Nobody;
use jiama::model::Simulation;
use jiama::model::schedule::WEEK;
use jiama::observe::{Keep, Recorder};
use jiama::parallel;
use jiama::scenario::Scenario;
use jiama::workload::memory_pass;
use jiama::world::hierarchy::Shape;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

fn clock() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

fn scenario(offices: u32, citizens: f64) -> Scenario {
    let mut s = Scenario { shape: Shape::FanOut(vec![4, offices / 4]), ..Scenario::default() };
    s.set("population.citizens_per_office", citizens);
    s.set("run.years", 60.0);
    s.set("run.burn_in", 52.0);
    s
}

/// A country past the first contest, so that queues are filled.
fn country(scenario: &Scenario, clock: Option<fn() -> u64>) -> Simulation {
    let mut simulation = Simulation::with_clock(scenario, 0, clock).unwrap();
    while simulation.week() < 52 {
        simulation.advance(u32::MAX, &Nobody);
    }
    simulation
}

/// Time of so many weeks, from one contest to the next; begins anew where the country has come to its end.
fn weeks_of(simulation: &mut Simulation, scenario: &Scenario, weeks: u64) -> Duration {
    let mut spent = Duration::ZERO;
    let mut left = weeks as u32;
    while left > 0 {
        if simulation.done() {
            *simulation = country(scenario, None);
        }
        let start = Instant::now();
        left -= simulation.advance(left, &Nobody);
        spent += start.elapsed();
    }
    spent
}

/// A week of all citizens: the model, a pass over memory, and a plain loop of a small part of the work.
fn weeks(c: &mut Criterion) {
    let mut group = c.benchmark_group("week");
    group.sample_size(10);
    for (offices, citizens) in [(40, 2_500.0), (100, 10_000.0), (280, 36_000.0)] {
        let scenario = scenario(offices, citizens);
        let mut simulation = country(&scenario, None);
        let n = simulation.world().citizens.len();
        group.throughput(Throughput::Elements(n as u64));
        group.bench_function(BenchmarkId::new("model", n), |b| {
            b.iter_custom(|weeks| weeks_of(&mut simulation, &scenario, weeks));
        });
        group.bench_function(BenchmarkId::new("memory pass", n), |b| {
            b.iter_custom(|times| Duration::from_nanos(memory_pass(n, 3, clock) * times));
        });
        let mut people = plain::People::new(n);
        group.bench_function(BenchmarkId::new("plain loop of a part", n), |b| b.iter(|| people.week()));
    }
    group.finish();
}

/// Every step of the week, an office at a time, as the run itself measures it.
fn steps(c: &mut Criterion) {
    let mut group = c.benchmark_group("step, one office of 36,000 in a week");
    group.sample_size(10);
    let scenario = scenario(64, 36_000.0);
    for (i, step) in WEEK.iter().enumerate() {
        let mut simulation = country(&scenario, Some(clock));
        group.bench_function(step.name, |b| {
            b.iter_custom(|weeks| {
                let before = simulation.time_by_step()[i].1;
                parallel::on_threads(1, || weeks_of(&mut simulation, &scenario, weeks)).unwrap();
                let spent = simulation.time_by_step()[i].1 - before;
                Duration::from_secs_f64((spent / 64.0).max(1e-9))
            });
        });
    }
    group.finish();
}

fn building(c: &mut Criterion) {
    let mut group = c.benchmark_group("building");
    group.sample_size(10);
    let scenario = scenario(100, 10_000.0);
    group.throughput(Throughput::Elements(1_000_000));
    group.bench_function("a country of a million", |b| b.iter(|| Simulation::new(&scenario, 0).unwrap()));
    group.finish();
}

/// A year of the same country: not recorded; recorded every week for the country and its regions; with the table of offices.
fn recording(c: &mut Criterion) {
    let mut group = c.benchmark_group("a year of 100 offices of 10,000");
    group.sample_size(10);
    for (name, recorded, offices) in
        [("not recorded", false, false), ("weekly", true, false), ("weekly, and all offices", true, true)]
    {
        let mut scenario = scenario(100, 10_000.0);
        scenario.record.every = 1;
        scenario.record.offices = offices;
        let mut simulation = country(&scenario, None);
        let mut recorder = Recorder::new(&scenario, simulation.world(), 0);
        group.bench_function(name, |b| {
            b.iter(|| {
                let until = simulation.week() + 52;
                while simulation.week() < until {
                    if recorded {
                        simulation.advance(recorder.most_weeks(simulation.week()), &recorder);
                        recorder.flush(simulation.world(), simulation.contest_closed(), &mut Keep::default()).unwrap();
                    } else {
                        simulation.advance(u32::MAX, &Nobody);
                    }
                }
                if simulation.done() {
                    simulation = country(&scenario, None);
                    recorder = Recorder::new(&scenario, simulation.world(), 0);
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, weeks, steps, building, recording);
criterion_main!(benches);
