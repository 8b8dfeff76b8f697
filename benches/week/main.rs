//! What a week of the model costs, and its parts.
//!
//! `cargo bench` prints the time of a week at three sizes beside a pass over memory and a plain loop of a small part of the
//! work, of every step of the week, of building a country, and of a year with and without recording. Times of one run are
//! to be read as ratios to each other: machines are shared and noisy.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark; the macros of criterion are undocumented")]

mod plain;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jiama::engine::Nobody;
use jiama::model::Simulation;
use jiama::model::schedule::WEEK;
use jiama::observe::{Keep, Recorder};
use jiama::parallel;
use jiama::scenario::Scenario;
use jiama::workload::memory_pass;
use jiama::world::clock::YEAR;
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
    s.set("run.years", 1.0);
    s.set("run.burn_in", YEAR.into());
    s
}

/// A country past the first contest, so that queues are filled.
fn country(scenario: &Scenario, clock: Option<fn() -> u64>) -> Simulation {
    let mut simulation = Simulation::with_clock(scenario, 0, clock).unwrap();
    while simulation.week() < YEAR {
        simulation.advance(u32::MAX, &Nobody);
    }
    simulation
}

/// The same country in the same week: what is measured must not depend on how far a benchmark has come.
fn again(simulation: &Simulation) -> Simulation {
    simulation.under(&[]).unwrap()
}

/// Goes through so many weeks of the year after the first, over and over again, and adds up what `spent` says of each time.
fn weeks_of(simulation: &Simulation, weeks: u64, spent: impl Fn(&Simulation, Duration) -> Duration) -> Duration {
    let mut left = weeks;
    let mut all = Duration::ZERO;
    while left > 0 {
        let mut simulation = again(simulation);
        let until = simulation.week() + left.min(YEAR.into()) as u32;
        let start = Instant::now();
        while simulation.week() < until {
            simulation.advance(until - simulation.week(), &Nobody);
        }
        all += spent(&simulation, start.elapsed());
        left -= left.min(YEAR.into());
    }
    all
}

/// A week of all citizens: the model, a pass over memory, and a plain loop of a small part of the work.
fn weeks(c: &mut Criterion) {
    let mut group = c.benchmark_group("week");
    group.sample_size(10);
    for offices in [4, 40, 400] {
        let simulation = country(&scenario(offices, 25_000.0), None);
        let n = simulation.world().citizens.len();
        group.throughput(Throughput::Elements(n as u64));
        group.bench_function(BenchmarkId::new("model", n), |b| {
            b.iter_custom(|weeks| weeks_of(&simulation, weeks, |_, wall| wall));
        });
        group.bench_function(BenchmarkId::new("memory pass", n), |b| {
            b.iter_custom(|times| (0..times).map(|_| Duration::from_nanos(memory_pass(n, 1, clock))).sum());
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
    const OFFICES: u32 = 64;
    let simulation = country(&scenario(OFFICES, 36_000.0), Some(clock));
    for (i, step) in WEEK.iter().enumerate() {
        let of_step = |s: &Simulation, _| Duration::from_secs_f64(s.time_by_step()[i].1 / f64::from(OFFICES));
        group.bench_function(step.name, |b| {
            b.iter_custom(|weeks| {
                parallel::on_threads(1, || weeks_of(&simulation, weeks, of_step)).unwrap().max(Duration::from_nanos(1))
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
    for (offices, citizens) in [(100, 10_000.0), (100, 36_000.0)] {
        let mut group = c.benchmark_group(format!("a year of {offices} offices of {citizens}"));
        group.sample_size(10);
        let names = [("not recorded", None), ("weekly", Some(false)), ("weekly, and all offices", Some(true))];
        for (name, recorded) in names {
            let mut scenario = scenario(offices, citizens);
            scenario.record.every = 1;
            scenario.record.offices = recorded == Some(true);
            let simulation = country(&scenario, None);
            let recorder = recorded.map(|_| Recorder::new(&scenario, simulation.world(), 0));
            let year = |(mut simulation, mut recorder): (Simulation, Option<Recorder>)| {
                while !simulation.done() {
                    if let Some(recorder) = &mut recorder {
                        simulation.advance(recorder.most_weeks(simulation.week()), recorder);
                        recorder.flush(simulation.world(), simulation.contest_closed(), &mut Keep::default()).unwrap();
                    } else {
                        simulation.advance(u32::MAX, &Nobody);
                    }
                }
                simulation
            };
            group.bench_function(name, |b| {
                b.iter_batched(|| (again(&simulation), recorder.clone()), year, BatchSize::PerIteration);
            });
        }
        group.finish();
    }
}

criterion_group!(benches, weeks, steps, building, recording);
criterion_main!(benches);
