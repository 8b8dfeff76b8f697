//! What is drawn of made-up sweeps, one for each way to draw them.

use super::figures::{View, figures, view};
use super::{Cell, Found};
use crate::experiment::averages::years;
use crate::experiment::design::factorial;
use crate::experiment::job::Arm;
use crate::experiment::question::{Factor, Sweep};
use crate::report::figures::dots::Dots;
use crate::report::figures::picture::Picture;
use crate::report::figures::points::{Points, Scale};
use crate::scenario::Scenario;

const SLACK: &str = "effort.slack";
const HOURS: &str = "demands.case_hours";

/// A factor over a parameter.
fn number(name: &str, parameter: &str) -> Factor {
    let (name, parameters) = (name.into(), vec![parameter.into()]);
    Factor { name, parameters, range: [0.0, 1.0], log: false, whole: false, choices: Vec::new(), normal: None }
}

fn choice(name: &str, choices: &[&str]) -> Factor {
    Factor { choices: choices.iter().map(|c| (*c).into()).collect(), whole: true, ..number(name, SLACK) }
}

fn sweep(method: &str, factors: Vec<Factor>, points: Vec<Vec<f64>>, replicates: u32) -> Sweep {
    Sweep { method: method.into(), factors, points, replicates, outcomes: vec!["citizens.excluded".into()] }
}

/// All combinations of so many values of each factor: 0, 0.1, 0.2, …, or choices.
fn grid(factors: Vec<Factor>, lengths: &[usize], replicates: u32) -> Sweep {
    let value = |(f, i): (&Factor, &usize)| if f.choices.is_empty() { *i as f64 / 10.0 } else { *i as f64 };
    let point = |row: &Vec<usize>| factors.iter().zip(row).map(value).collect();
    let points = factorial(lengths).iter().map(point).collect();
    sweep("factorial", factors, points, replicates)
}

fn arm() -> Arm {
    let scenario = Scenario::default();
    let windows = years(&scenario);
    Arm::new("base", "", scenario, &windows)
}

/// Values that differ by point and replicate.
fn found(asked: &Sweep) -> Found {
    let value = |i: usize, r: u32| 0.1 + 0.05 * i as f64 + 0.01 * f64::from(r);
    let cell = |i: usize| Cell::new((0..asked.replicates).map(|r| value(i, r)));
    Found { text: "citizens.excluded".into(), unit: "1".into(), cells: (0..asked.points.len()).map(cell).collect() }
}

fn one(asked: &Sweep, found: Found) -> Picture {
    let (name, picture) = figures(asked, &arm(), &[found], "footer").remove(0);
    assert_eq!(name, "citizens.excluded");
    picture
}

fn points(asked: &Sweep) -> Points {
    match one(asked, found(asked)) {
        Picture::Points(points) => points,
        Picture::Dots(dots) => panic!("{dots:?}"),
    }
}

fn dots(asked: &Sweep) -> Dots {
    match one(asked, found(asked)) {
        Picture::Dots(dots) => dots,
        Picture::Points(points) => panic!("{points:?}"),
    }
}

#[test]
fn one_number_is_a_line_with_intervals() {
    let asked = grid(vec![number("case", HOURS)], &[4], 3);
    let drawn = points(&asked);
    assert_eq!((drawn.title.as_str(), drawn.value.as_str()), ("citizens.excluded over case", "citizens.excluded"));
    assert_eq!((drawn.unit.as_str(), drawn.legend.len(), drawn.panels.len()), ("1", 0, 1));
    let panel = &drawn.panels[0];
    assert_eq!((panel.name.as_str(), panel.scale.clone()), ("case", Scale::Linear));
    assert_eq!(panel.unit, "h");
    let [line] = &panel.series[..] else { panic!("{panel:?}") };
    assert!(line.joined && line.spots.len() == 4);
    // t = 4.302 653 for two degrees of freedom, sd 0.01.
    let half = 4.302_653 * 0.01 / 3f64.sqrt();
    for (i, spot) in line.spots.iter().enumerate() {
        let mean = 0.11 + 0.05 * i as f64;
        let (low, high) = spot.interval.unwrap();
        assert!((spot.mean - mean).abs() < 1e-12 && (spot.at - i as f64 / 10.0).abs() < 1e-12);
        assert!((low - mean + half).abs() < 1e-6 && (high - mean - half).abs() < 1e-6);
    }
    assert!(drawn.caption[0].starts_with("n = 3 replicates a point"));
    assert!(drawn.caption[0].contains("95 % interval of the mean (Student t over replicates)"));
    assert_eq!(drawn.told[1], "case = 0.1 h: 0.160 (0.135 … 0.185).");
}

#[test]
fn one_replicate_has_no_interval() {
    let drawn = points(&grid(vec![number("a", SLACK)], &[4], 1));
    assert!(drawn.panels[0].spots().all(|s| s.interval.is_none()));
    assert_eq!(drawn.panels[0].unit, "");
    assert!(drawn.caption[0].contains("no interval: one replicate"));
    assert_eq!(drawn.told[0], "a = 0: 0.100.");
    let drawn = dots(&grid(vec![choice("c", &["x", "y"])], &[2], 1));
    assert!(drawn.panels[0].rows.iter().all(|r| r.dots[0].interval.is_none() && r.dots[0].seeds.is_empty()));
    assert!(drawn.caption.iter().all(|line| !line.contains("aint")));
}

#[test]
fn two_factors_are_a_line_for_each_value_of_the_one_with_fewer() {
    let labels = |asked: &Sweep| points(asked).legend.iter().map(|k| k.label.clone()).collect::<Vec<_>>();
    let two = || vec![number("a", SLACK), number("b", HOURS)];
    assert_eq!(labels(&grid(two(), &[3, 5], 2)), ["a = 0", "a = 0.1", "a = 0.2"]);
    assert_eq!(labels(&grid(two(), &[5, 3], 2)), ["b = 0 h", "b = 0.1 h", "b = 0.2 h"]);
    let drawn = points(&grid(two(), &[3, 5], 2));
    assert_eq!(drawn.title, "citizens.excluded over b, by a");
    let series = &drawn.panels[0].series;
    assert_eq!(series.iter().map(|s| s.spots.len()).collect::<Vec<_>>(), [5, 5, 5]);
    assert!(drawn.panels[0].spots().all(|s| s.interval.is_some()));
    // Point 7 is the third of the second line.
    assert!((series[1].spots[2].mean - 0.455).abs() < 1e-12);
    for (i, a) in series.iter().enumerate() {
        assert!(series[..i].iter().all(|b| a.colour != b.colour && a.shape != b.shape));
    }
    assert!(drawn.caption.iter().any(|line| line.contains("to the side")));

    // Numbers lie along the axis, also where there are fewer of them.
    let mixed = grid(vec![number("a", SLACK), choice("c", &["x", "y", "z"])], &[2, 3], 2);
    assert_eq!(labels(&mixed), ["c = x", "c = y", "c = z"]);
    assert_eq!(view(&grid(two(), &[8, 9], 2)), View::Lines { along: 1, by: Some(0) });
    assert_eq!(view(&grid(two(), &[9, 9], 2)), View::Cloud);
}

#[test]
fn choices_are_rows_of_dots() {
    let drawn = dots(&grid(vec![choice("rule", &["x", "y", "z"])], &[3], 3));
    assert_eq!((drawn.title.as_str(), drawn.legend.len()), ("citizens.excluded by rule", 0));
    let rows = &drawn.panels[0].rows;
    assert_eq!(rows.iter().map(|r| r.label.as_str()).collect::<Vec<_>>(), ["x", "y", "z"]);
    assert!(rows.iter().all(|r| r.dots.len() == 1 && r.dots[0].interval.is_some() && r.dots[0].seeds.len() == 3));
    assert!(drawn.caption.iter().any(|line| line == "Faint dots: single runs."));
    assert!(drawn.told[1].starts_with("rule = y: 0.160 ("));

    let both = vec![choice("rule", &["x", "y", "z"]), choice("form", &["p", "q"])];
    let drawn = dots(&grid(both, &[3, 2], 3));
    assert_eq!(drawn.title, "citizens.excluded by rule and form");
    assert_eq!(drawn.legend.iter().map(|k| k.label.as_str()).collect::<Vec<_>>(), ["form = p", "form = q"]);
    assert!(drawn.panels[0].rows.iter().all(|r| r.dots.len() == 2));
}

#[test]
fn everything_else_is_a_cloud_over_each_factor() {
    let three = vec![number("a", SLACK), number("b", HOURS), choice("c", &["x", "y"])];
    let drawn = points(&grid(three, &[2, 3, 2], 2));
    assert_eq!(drawn.title, "citizens.excluded at 12 points");
    assert_eq!(drawn.panels.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(drawn.panels[2].scale, Scale::Names(vec!["x".into(), "y".into()]));
    assert!(drawn.panels.iter().all(|p| p.spots().count() == 12 && !p.series[0].joined));
    assert!(drawn.panels.iter().all(|p| p.spots().all(|s| s.interval.is_none())));
    assert!(drawn.caption[0].contains("n = 12 points (factorial), replicates of each: 2"));

    let spread = |factors: Vec<Factor>| {
        let points: Vec<Vec<f64>> = (0..70).map(|i| vec![f64::from(i) / 70.0; factors.len()]).collect();
        sweep("sobol", factors, points, 2)
    };
    let log = Factor { log: true, ..number("a", SLACK) };
    let drawn = points(&spread(vec![log]));
    assert_eq!((drawn.panels.len(), &drawn.panels[0].scale), (1, &Scale::Log));
    // Too many to be told one by one.
    assert!(drawn.told.len() == 2 && drawn.told[0].starts_with("Lowest at a = 0: 0.105 ("));
    let many = (0..14).map(|i| number(&i.to_string(), SLACK)).collect();
    let drawn = points(&spread(many));
    assert_eq!(drawn.panels.len(), 12);
    assert!(drawn.caption.iter().any(|line| line == "The first 12 of 14 factors are drawn."));

    // A list side by side has no lines.
    let two = vec![number("a", SLACK), number("b", HOURS)];
    assert_eq!(view(&sweep("list", two, vec![vec![0.1, 1.0], vec![0.2, 2.0]], 2)), View::Cloud);
}

#[test]
fn runs_that_failed_are_left_out_and_said() {
    let asked = grid(vec![number("a", SLACK)], &[3], 3);
    let mut found = found(&asked);
    found.cells[0] = Cell::new([0.5, f64::NAN, f64::NAN].into_iter());
    found.cells[1] = Cell::new([f64::NAN; 3].into_iter());
    let Picture::Points(drawn) = one(&asked, found) else { panic!() };
    let spots = &drawn.panels[0].series[0].spots;
    assert_eq!((spots[0].mean, spots[0].interval), (0.5, None));
    assert!(spots[1].mean.is_nan() && spots[2].interval.is_some());
    let said = "5 of 9 runs failed or have no value here and are left out; one point is left with none.";
    assert_eq!(drawn.caption[1], said);
    assert_eq!(drawn.told[1], "a = 0.1: —.");
}

#[test]
fn files_have_names_of_their_own_and_are_not_too_many() {
    let asked = grid(vec![number("a", SLACK)], &[3], 2);
    let named = |text: &str| Found { text: text.into(), ..found(&asked) };
    let names: Vec<String> =
        figures(&asked, &arm(), &["a + b", "a * b"].map(named), "").into_iter().map(|f| f.0).collect();
    assert_eq!(names, ["a---b", "a---b-2"]);
    let long = named(&"citizens.excluded[age:75+] + ".repeat(9));
    assert!(figures(&asked, &arm(), &[long], "")[0].0.starts_with("citizens.excluded-age"));
    let many: Vec<Found> = (0..20).map(|i| named(&i.to_string())).collect();
    assert_eq!(figures(&asked, &arm(), &many, "").len(), 12);
}
