//! How offices divide their hours: the limits of Holmström and Milgrom, and when traces give more service than they take.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, to give up is to fail")]

mod country;

use country::{country, draws, weekly, without};
use jiama::mechanisms::effort::{self, Effort, divide};
use jiama::scenario::Scenario;
use jiama::world::office::{Activity, DEMANDS, Office, SERVICE};
use proptest::prelude::*;

// ---------------------------------------------------------------------------------------------------------------------
// The division of hours (Holmström & Milgrom 1991)

// In Holmström and Milgrom's linear model with efforts that are substitutes in cost, paying more for one task takes effort
// from the others, and a task that is paid for by nothing gets nothing. With perfect substitutes everything goes to the
// best-paid task. The model's rule is smoother: coverage f = min(1, a/c, μ·a), μ the largest number for which Σ d·f fits
// the hours H. Where the hours bind and no demand is met in full, f = μ·a with μ = H/Σ d·a, so demand i gets the share
// d_i·a_i/Σ d·a of the hours.

fn spent(demands: &[f64; DEMANDS], coverage: &[f64; DEMANDS]) -> f64 {
    demands.iter().zip(coverage).map(|(d, f)| d * f).sum()
}

fn positive(most: f64) -> impl Strategy<Value = [f64; DEMANDS]> {
    prop::array::uniform12(0.05..most)
}

proptest! {
    #![proptest_config(draws(300))]
    /// A task that nothing pays for gets nothing, however many hours there are.
    #[test]
    fn without_an_incentive_for_service_there_is_none(d in positive(20.0), mut a in positive(5.0), hours in 0.0f64..500.0) {
        a[SERVICE] = 0.0;
        prop_assert_eq!(divide(&d, &a, 0.3, hours)[SERVICE], 0.0);
    }

    /// Equal incentives, hours that bind: equal coverage H/Σ d, whatever the demands and however high the incentive.
    #[test]
    fn equal_incentives_give_equal_coverage(d in positive(20.0), a in 0.3f64..9.0, share in 0.01f64..0.99) {
        let hours = share * d.iter().sum::<f64>();
        for f in divide(&d, &[a; DEMANDS], 0.3, hours) {
            prop_assert!((f - share).abs() < 1e-12, "{f} {share}");
        }
    }

    /// When one task stops paying, its hours go to the others: they get no less, and all hours are still used.
    #[test]
    fn hours_of_a_task_that_stops_paying_go_to_the_others(
        d in positive(20.0), a in positive(5.0), which in 0..DEMANDS, share in 0.01f64..0.99,
    ) {
        let mut without = a;
        without[which] = 0.0;
        let most: f64 = (0..DEMANDS).map(|i| d[i] * (without[i] / 0.3).min(1.0)).sum();
        let hours = share * most;
        let (before, after) = (divide(&d, &a, 0.3, hours), divide(&d, &without, 0.3, hours));
        prop_assert_eq!(after[which], 0.0);
        prop_assert!((spent(&d, &before) - hours).abs() < 1e-9 && (spent(&d, &after) - hours).abs() < 1e-9);
        prop_assert!((0..DEMANDS).all(|i| i == which || after[i] >= before[i] - 1e-12));
        // And the limit is not a jump.
        without[which] = 1e-12;
        let nearly = divide(&d, &without, 0.3, hours);
        prop_assert!((0..DEMANDS).all(|i| (nearly[i] - after[i]).abs() < 1e-6));
    }

    /// Hours that do not bind: every demand is met as far as it pays, min(1, a/c), and the rest is left.
    #[test]
    fn unbinding_hours_meet_every_demand_as_far_as_it_pays(
        d in positive(20.0), a in positive(1.0), cost in 0.05f64..2.0, spare in 0.001f64..50.0,
    ) {
        let asked: f64 = (0..DEMANDS).map(|i| d[i] * (a[i] / cost).min(1.0)).sum();
        let f = divide(&d, &a, cost, asked + spare);
        prop_assert!((0..DEMANDS).all(|i| f[i] == (a[i] / cost).min(1.0)));
        prop_assert!((spent(&d, &f) - asked).abs() < 1e-9);
    }

    /// Binding, and nothing met in full: the share of a demand in the hours is d·a/Σ d·a. So only relative incentives
    /// matter, and the slope of service hours in another task's incentive is −H·d_s·a_s·d_t/(Σ d·a)².
    #[test]
    fn binding_hours_go_to_demands_in_proportion_to_what_they_pay(d in positive(20.0), a in positive(5.0), share in 0.01f64..0.99) {
        let paid: f64 = d.iter().zip(&a).map(|(d, a)| d * a).sum();
        let highest = a.iter().copied().fold(0.0, f64::max);
        // The largest hours at which the best-paid demand is not yet met in full, and none reaches a/c.
        let hours = share * paid * (1.0 / highest).min(1.0 / 0.3);
        let f = divide(&d, &a, 0.3, hours);
        for i in 0..DEMANDS {
            prop_assert!((d[i] * f[i] - hours * d[i] * a[i] / paid).abs() < 1e-9);
        }
        let cheaper = divide(&d, &a.map(|a| a * 0.9), 0.27, hours);
        prop_assert!((0..DEMANDS).all(|i| (cheaper[i] - f[i]).abs() < 1e-12));
        let step = 1e-5;
        let service = |by: f64| {
            let mut a = a;
            a[0] += by;
            // Few enough hours for both: the same formula holds on either side.
            d[SERVICE] * divide(&d, &a, 0.01, 0.9 * hours)[SERVICE]
        };
        let slope = (service(step) - service(-step)) / (2.0 * step);
        let expected = -0.9 * hours * d[SERVICE] * a[SERVICE] * d[0] / (paid * paid);
        prop_assert!((slope - expected).abs() < 1e-4 * expected.abs() + 1e-9, "{slope} {expected}");
    }

    /// A higher incentive for traces never gives service more hours; it takes some exactly where the hours bind and traces
    /// can still get more.
    #[test]
    fn paying_more_for_traces_takes_service_hours_iff_hours_bind(
        d in positive(20.0), a in positive(2.0), more in 1.1f64..5.0, share in 0.05f64..2.0,
    ) {
        let most: f64 = (0..DEMANDS).map(|i| d[i] * (a[i] / 0.3).min(1.0)).sum();
        let hours = share * most;
        let mut raised = a;
        raised[0] *= more;
        let (before, after) = (divide(&d, &a, 0.3, hours), divide(&d, &raised, 0.3, hours));
        let limit = |a: f64| (a / 0.3).min(1.0);
        let (spare, wanted) = (hours - spent(&d, &before), d[0] * (limit(raised[0]) - before[0]));
        if wanted <= spare {
            prop_assert!((after[SERVICE] - before[SERVICE]).abs() < 1e-12);
        } else if wanted > spare + 1e-6 && after[SERVICE] < limit(a[SERVICE]) - 1e-9 {
            prop_assert!(after[SERVICE] < before[SERVICE]);
        } else {
            // Service that is still met as far as it pays gives way last.
            prop_assert!(after[SERVICE] <= before[SERVICE] + 1e-12);
        }
    }
}

/// A country of two demands: the ledger, and service. No slack, no overtime, no burnout, one luck.
fn two_tasks(values: &[(&str, f64)]) -> Scenario {
    let mut all = vec![
        ("run.burn_in", 0.0),
        ("run.years", 1.0),
        ("effort.slack", 0.0),
        ("effort.overtime_gain", 0.0),
        ("effort.burnout_rise", 0.0),
        ("effort.burnout_trace", 0.0),
        ("effort.crowding", 0.0),
        ("demands.platform_copies", 0.0),
        ("population.staff_skill_development", 0.0),
        ("leaders.service_motivation_sd", 0.0),
        ("leaders.career_concern_sd", 0.0),
        ("leaders.zeal_sd", 0.0),
        ("cascade.cap", 0.0),
        ("indicators.ledger.weight", 1.0),
    ];
    let others = ["publicity", "response", "online", "platforms", "usability"];
    let paths: Vec<String> =
        others.iter().flat_map(|i| [format!("indicators.{i}.target"), format!("indicators.{i}.weight")]).collect();
    all.extend(paths.iter().map(|path| (path.as_str(), 0.0)));
    all.extend(values);
    without(country(&[2, 3], &all), &["platforms", "fabrication"])
}

/// What is seen of every office in every week of the first half of the year, in which stakes are the first ones.
fn half_a_year<T>(scenario: &Scenario, see: impl Fn(&Office) -> T) -> Vec<T> {
    let mut seen = Vec::new();
    weekly(scenario, |s| {
        if s.week() <= 26 {
            seen.extend(s.offices().iter().map(&see));
        }
    });
    seen
}

fn service(office: &Office) -> f64 {
    office.week.hours[Activity::Service as usize]
}

/// Only traces count, and nobody wants to serve for nothing: no case is served, however much time there is.
#[test]
fn a_country_that_pays_for_traces_only_serves_nobody() {
    let only_traces = [
        ("evaluation.weights.results", 0.0),
        ("evaluation.weights.satisfaction", 0.0),
        ("leaders.service_motivation", 0.0),
    ];
    let seen =
        half_a_year(&two_tasks(&only_traces), |o| (service(o), o.books.resolved, o.week.coverage[0], o.week.unused));
    assert!(seen.iter().all(|(hours, resolved, _, _)| *hours == 0.0 && *resolved == 0));
    assert!(seen.iter().all(|(_, _, traces, unused)| *traces == 1.0 && *unused > 0.0));
}

/// With time to spare coverage is min(1, a/c), and what is left is reported as unused.
#[test]
fn hours_that_nobody_needs_are_reported_as_unused() {
    let rich = [("population.staff_per_1000", 30.0), ("leaders.service_motivation", 0.05)];
    for (asked, available, unused) in half_a_year(&two_tasks(&rich), |o| {
        let week = &o.week;
        let as_it_pays = week.incentives.map(|a| (a / 0.3).min(1.0));
        assert_eq!(week.coverage, as_it_pays);
        (spent(&week.demanded, &as_it_pays), week.available, week.unused)
    }) {
        assert!(asked < available);
        assert!((unused - (available - asked)).abs() < 1e-9);
    }
}

/// Raising the weight of traces takes hours from service where the hours bind. Where they do not, it takes none as long
/// as service pays for itself (a ≥ c); below that, coverage is a/c, and a weight that is taken from results lowers it
/// without any shortage of time. So "iff the time budget binds" holds in the model for service that pays.
#[test]
fn a_higher_weight_of_traces_takes_service_hours_iff_time_binds() {
    let rich = ("population.staff_per_1000", 30.0);
    let busy = ("demands.case_hours", 3.0);
    let hours = |weight: f64, values: &[(&str, f64)]| {
        let mut all = values.to_vec();
        all.extend([
            ("evaluation.weights.digital", weight),
            ("evaluation.weights.results", 0.5 * (1.0 - weight)),
            ("evaluation.weights.satisfaction", 0.5 * (1.0 - weight)),
        ]);
        half_a_year(&two_tasks(&all), |o| (service(o), o.week.unused))
    };
    let willing = ("leaders.service_motivation", 0.35);
    let (low, high) = (hours(0.2, &[rich, willing]), hours(0.8, &[rich, willing]));
    assert!(low.iter().chain(&high).all(|(_, unused)| *unused > 0.0));
    assert_eq!(low.iter().map(|o| o.0).collect::<Vec<_>>(), high.iter().map(|o| o.0).collect::<Vec<_>>());
    assert!(low.iter().any(|o| o.0 > 0.0));

    // The first weeks have no backlog yet.
    let settled = |all: Vec<(f64, f64)>| all[6 * 4..].to_vec();
    let (low, high) = (settled(hours(0.2, &[busy, willing])), settled(hours(0.8, &[busy, willing])));
    assert!(low.iter().chain(&high).all(|(_, unused)| *unused < 1e-9));
    assert!(low.iter().zip(&high).all(|(low, high)| high.0 < low.0));

    let unwilling = ("leaders.service_motivation", 0.0);
    let sum = |all: &[(f64, f64)]| all.iter().map(|o| o.0).sum::<f64>();
    let (low, high) = (hours(0.2, &[rich, unwilling]), hours(0.8, &[rich, unwilling]));
    assert!(low.iter().chain(&high).all(|(_, unused)| *unused > 0.0) && sum(&high) < sum(&low));
}

// ---------------------------------------------------------------------------------------------------------------------
// When traces help: monitoring against the time they take

// Honest service in the literature's form (after Duflo, Hanna & Ryan 2012): with a share k of the hours for traces, a share
// σ·e^(−a·k) of the others idle, output is (1 − k)(1 − σ·e^(−a·k)). Its slope at k = 0 is σ(1 + a) − 1: the first trace
// helps iff σ(1 + a) > 1.
//
// In the model idleness is a share of all hours, and traces take theirs from what is left: with T records kept a
// staff-week, at h hours each, service gets H(1 − σ·e^(−m·T/s)) − h·T (m `effort.monitoring`, s its scale). In shares,
// k = h·T/H and a = m·H/(s·h), that is 1 − σ·e^(−a·k) − k: the first record helps iff σ·a > 1, a little more strictly,
// and the best number is T* = (s/m)·ln(σ·a). With the defaults σ·a is about 2.5: the first three or four records help.

const HOURS: f64 = 40.0;
const SCALE: f64 = 8.0;

/// One country of this kind: slack, monitoring, hours a record.
#[derive(Debug, Clone, Copy)]
struct Seen {
    slack: f64,
    monitoring: f64,
    record: f64,
}

impl Seen {
    /// Monitoring in shares of the hours.
    fn a(self) -> f64 {
        self.monitoring * HOURS / (SCALE * self.record)
    }

    /// Hours left for service when `kept` records are known of and `target` are made.
    fn left(self, kept: f64, target: f64) -> f64 {
        HOURS * (1.0 - self.slack * (-self.monitoring * kept / SCALE).exp()) - target * self.record
    }

    /// Hours of service by week of an office that must keep `target` records. Traces pay so much that they are always made
    /// in full, and there are always more cases than time.
    fn service(self, target: f64) -> Vec<f64> {
        let copies = 2.4; // 1 + 5·0.8·0.35
        let values = [
            ("effort.slack", self.slack),
            ("effort.monitoring", self.monitoring),
            ("indicators.ledger.productivity", copies / self.record),
            ("indicators.ledger.target", target),
            ("evaluation.weights.results", 0.0),
            ("evaluation.weights.satisfaction", 0.0),
            ("contest.prize", 10.0),
            ("contest.cap", 100.0),
            ("effort.indicator_power", 20.0),
            ("demands.case_hours", 5.0),
        ];
        let seen = half_a_year(&two_tasks(&values), |o| (o.number, service(o), o.week.unused, o.week.slack));
        let first: Vec<_> = seen.into_iter().filter(|o| o.0 == 0).collect();
        let mut hours = Vec::new();
        // Nobody has handed anything in before the first week.
        for (week, (_, service, unused, slack)) in first.into_iter().enumerate().skip(2) {
            // The running mean of records kept, with a quarter for the newest week.
            let kept = target * (1.0 - 0.75f64.powi(week as i32));
            let p = Effort { slack: self.slack, monitoring: self.monitoring, ..Effort::default() };
            assert!((slack - effort::slack(&p, kept)).abs() < 1e-12);
            assert!(unused < 1e-9, "time must bind");
            assert!((service - self.left(kept, target)).abs() < 1e-9, "{self:?} {target} week {week}: {service}");
            hours.push(service);
        }
        hours
    }

    /// Hours of service once what is kept is known of.
    fn settled(self, target: f64) -> f64 {
        self.service(target).last().copied().unwrap()
    }
}

#[test]
fn the_first_traces_help_iff_what_they_show_is_worth_more_than_they_take() {
    let helps = [
        Seen { slack: 0.3, monitoring: 5.0, record: 1.0 },
        Seen { slack: 0.12, monitoring: 2.0, record: 2.4 / 5.0 }, // the defaults
        Seen { slack: 0.5, monitoring: 1.0, record: 2.0 },
    ];
    let harms = [
        Seen { slack: 0.05, monitoring: 1.0, record: 1.0 },
        Seen { slack: 0.0, monitoring: 10.0, record: 0.5 },
        Seen { slack: 0.3, monitoring: 0.0, record: 0.5 },
        Seen { slack: 0.5, monitoring: 1.0, record: 4.0 },
    ];
    for seen in helps {
        assert!(seen.slack * seen.a() > 1.0);
        let best = SCALE / seen.monitoring * (seen.slack * seen.a()).ln();
        assert!(seen.settled(0.2) > seen.settled(0.0), "{seen:?}");
        // An inverted U with its top where the closed form says.
        let [less, top, more] = [0.6 * best, best, 1.5 * best].map(|target| seen.settled(target));
        assert!(top > less && top > more, "{seen:?}: {less} {top} {more}");
        assert!(seen.settled(4.0 * best) < top);
    }
    for seen in harms {
        assert!(seen.slack * seen.a() <= 1.0);
        let falling = [0.0, 0.2, 1.0, 3.0].map(|target| seen.settled(target));
        assert!(falling.windows(2).all(|pair| pair[1] < pair[0]), "{seen:?}: {falling:?}");
    }
}

/// Between the two conditions, σ·a < 1 < σ(1 + a), the literature's form gains from the first trace and the model does not.
#[test]
fn the_models_condition_is_a_little_stricter_than_the_literatures() {
    let between = Seen { slack: 0.3, monitoring: 1.0, record: 5.0 / 3.0 };
    let (sigma, a) = (between.slack, between.a());
    assert!(sigma * a < 1.0 && sigma * (1.0 + a) > 1.0);
    let honest = |k: f64| (1.0 - k) * (1.0 - sigma * (-a * k).exp());
    assert!(honest(0.01) > honest(0.0));
    assert!(between.settled(0.24) < between.settled(0.0), "0.24 records are a share of 0.01");
}
