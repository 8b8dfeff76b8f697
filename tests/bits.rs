//! The same bits, however a run is cut up; and what must always hold.

use jiama::model::{Nobody, Simulation};
use jiama::scenario::Scenario;

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
