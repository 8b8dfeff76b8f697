//! The weekly step of the whole model, with a memory pass over the same citizens beside it.
//!
//! `cargo bench` prints the time of a week for three sizes; the pass reads and writes every citizen once, so the ratio of
//! the two says how far the model is from what memory allows.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark; the macros of criterion are undocumented")]

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jiama::engine::Nobody;
use jiama::model::Simulation;
use jiama::scenario::Scenario;
use jiama::world::citizen::Citizen;
use jiama::world::hierarchy::Shape;
use std::hint::black_box;

fn country(offices: u32, citizens: f64) -> Simulation {
    let mut s = Scenario { shape: Shape::FanOut(vec![4, offices / 4]), ..Scenario::default() };
    s.set("population.citizens_per_office", citizens);
    s.set("run.years", 50.0);
    let mut simulation = Simulation::new(&s, 0).unwrap();
    // Past the first contest, so that queues are filled.
    while simulation.week() < 60 {
        simulation.advance(u32::MAX, &Nobody);
    }
    simulation
}

fn weeks(c: &mut Criterion) {
    let mut group = c.benchmark_group("week");
    group.sample_size(10);
    for (offices, citizens) in [(40, 2_500.0), (400, 2_500.0), (400, 25_000.0)] {
        let mut simulation = country(offices, citizens);
        let n = simulation.world().citizens.len() as u64;
        group.throughput(Throughput::Elements(n));
        group.bench_function(BenchmarkId::new("model", n), |b| {
            b.iter(|| {
                if simulation.done() {
                    simulation = country(offices, citizens);
                }
                simulation.advance(1, &Nobody)
            });
        });
        let citizens = simulation.world().citizens.clone();
        group.bench_function(BenchmarkId::new("memory pass", n), |b| {
            b.iter_batched_ref(
                || citizens.clone(),
                |all| all.iter_mut().for_each(|c: &mut Citizen| c.set_open(!black_box(c.open()))),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, weeks);
criterion_main!(benches);
