//! Draws means over what is varied from made-up numbers, and reads the drawings for what must not happen.

use super::picture::Picture;
use super::plot::{Key, Look};
use super::points::{PointPanel, Points, Scale, Series, Spot};
use super::reading_tests::{apart, read};
use super::shape::{SHAPES, Shape};
use super::style::PALETTE;

fn spot(at: f64, mean: f64, half: f64) -> Spot {
    Spot { at, mean, interval: (half > 0.0).then_some((mean - half, mean + half)) }
}

fn series(i: usize, joined: bool, spots: Vec<Spot>) -> Series {
    Series { colour: PALETTE[i], shape: SHAPES[i], joined, spots }
}

fn panel(name: &str, unit: &str, scale: Scale, series: Vec<Series>) -> PointPanel {
    PointPanel { name: name.into(), unit: unit.into(), scale, series }
}

fn figure(title: &str, panels: Vec<PointPanel>) -> Points {
    let few = panels.first().map_or(&[][..], |p| &p.series);
    let key = |(i, s): (usize, &Series)| Key {
        label: format!("weight of indicators = 0.{i}"),
        colour: s.colour,
        look: Look::Marked(s.shape),
    };
    Points {
        title: title.into(),
        legend: if few.len() > 1 { few.iter().enumerate().map(key).collect() } else { Vec::new() },
        value: "citizens.resolved_in_time".into(),
        unit: "1".into(),
        panels,
        caption: vec!["n = 5 replicates a point; mark: mean, bar: 95 % interval.".into(), "One more line.".into()],
        told: vec!["a = 0.1: 0.9.".into(), "a = 0.2: 0.8.".into()],
        footer: "Jiama 0.1.0 · where-traces-help · 0123456789ab".into(),
    }
}

const AT: [f64; 5] = [0.05, 0.12, 0.2, 0.3, 0.4];

/// One line over a few values.
fn line() -> Points {
    let spots = AT.iter().map(|x| spot(*x, 0.99 - x * x * 3.0, 0.03)).collect();
    figure("One line", vec![panel("effort.slack", "", Scale::Linear, vec![series(0, true, spots)])])
}

/// As many lines as there can be, some through the same values.
fn lines() -> Points {
    let of = |i: usize| {
        let mean = |x: f64| 0.9 - 0.05 * i as f64 * (x - 0.12).max(0.0) * 5.0;
        series(i, true, AT.iter().map(|x| spot(*x, mean(*x), 0.01 + 0.002 * i as f64)).collect())
    };
    figure("Eight lines", vec![panel("demands.case_hours", "h", Scale::Linear, (0..8).map(of).collect())])
}

/// A number that looks like chance.
fn luck(i: usize) -> f64 {
    ((i as f64 * 12.9898).sin() * 43_758.545).fract().abs()
}

/// Dots over so many factors of all kinds.
fn cloud(factors: usize, n: usize) -> Points {
    let of = |f: usize| {
        let names: Vec<String> = ["as it is", "a choice with a long name", "none"].map(Into::into).to_vec();
        let (scale, at): (_, fn(f64) -> f64) = match f % 3 {
            0 => (Scale::Linear, |u| 0.4 * u),
            1 => (Scale::Log, |u| 10f64.powf(4.0 * u - 2.0)),
            _ => (Scale::Names(names), |u| (3.0 * u).floor().min(2.0)),
        };
        let spots = (0..n).map(|i| spot(at(luck(i * 31 + f)), 0.4 + 0.5 * luck(i + 7), 0.0)).collect();
        panel(&format!("mechanism{f}.some_parameter"), "h", scale, vec![series(0, false, spots)])
    };
    figure("A cloud", (0..factors).map(of).collect())
}

/// Values that are none, one, equal or far out, and names that are too long.
fn odd() -> Points {
    let long = "a very long name of something that goes on, and on, and does not end where anyone would expect it to";
    let nan = f64::NAN;
    let of = |title: &str, scale: Scale, spots: Vec<Spot>| panel(title, "", scale, vec![series(0, true, spots)]);
    let names = (0..6).map(|i| format!("{i} {long}")).collect();
    let mut odd = figure(
        &format!("Odd values: {long}"),
        vec![
            of(long, Scale::Linear, vec![spot(0.0, 3.0, 0.0)]),
            of("gap", Scale::Linear, vec![spot(1e-7, 3.0, 0.1), spot(0.2, nan, 0.0), spot(1e6, 4.0, 0.0)]),
            of("narrow", Scale::Log, vec![spot(3.1, 3.0, 0.1), spot(3.2, 3.0, nan)]),
            of("wide", Scale::Log, (0..30).map(|i| spot(10f64.powi(i - 15), 3.0, 0.0)).collect()),
            of("names", Scale::Names(names), vec![spot(4.0, 3.2, 0.0)]),
            of("nothing", Scale::Linear, vec![spot(0.1, nan, 0.0)]),
        ],
    );
    odd.value = long.repeat(3);
    odd
}

fn samples() -> Vec<(&'static str, Points)> {
    let nothing = figure("Nothing", vec![]);
    vec![
        ("line", line()),
        ("lines", lines()),
        ("cloud-1", cloud(1, 40)),
        ("cloud-3", cloud(3, 12)),
        ("cloud-5", cloud(5, 64)),
        ("cloud-12", cloud(12, 500)),
        ("odd", odd()),
        ("nothing", nothing),
    ]
}

#[test]
fn points_are_drawn_on_the_page_and_the_same_each_time() {
    // Set to a folder to look at the figures.
    let kept = std::env::var_os("JIAMA_TEST_FIGURES").map(std::path::PathBuf::from);
    for (name, points) in samples() {
        let folder = tempfile::tempdir().unwrap();
        let figure = Picture::from(points);
        let file = |n: u32, ending: &str| folder.path().join(format!("{name}{n}.{ending}"));
        for n in [1, 2] {
            figure.svg(&file(n, "svg")).unwrap();
            figure.png(&file(n, "png")).unwrap();
        }
        for ending in ["svg", "png"] {
            let bytes = std::fs::read(file(1, ending)).unwrap();
            assert!(bytes == std::fs::read(file(2, ending)).unwrap(), "{name}.{ending}");
            if let Some(kept) = &kept {
                std::fs::write(kept.join(format!("points-{name}.{ending}")), bytes).unwrap();
            }
        }
        let svg = std::fs::read_to_string(file(1, "svg")).unwrap();
        assert!(!svg.contains("NaN") && !svg.contains("inf\""), "{name}");
        apart(name, &read(name, &svg));
    }
}

fn drawn(points: Points) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.svg");
    Picture::from(points).svg(&file).unwrap();
    std::fs::read_to_string(&file).unwrap()
}

#[test]
fn axes_have_names_units_and_the_values_of_the_factor() {
    let figure = lines();
    let svg = drawn(figure.clone());
    let letters = read("lines", &svg);
    let says = |text: &str| letters.iter().any(|l| l.4 == text);
    assert!(says("citizens.resolved_in_time, %") && says("demands.case_hours, h"));
    assert!(AT.iter().all(|x| says(&x.to_string())));
    assert!(says(&figure.title) && says(&figure.footer) && figure.caption.iter().all(|c| says(c)));
    assert!(figure.legend.iter().all(|k| says(&k.label)));
    let desc = "n = 5 replicates a point; mark: mean, bar: 95 % interval. One more line. a = 0.1: 0.9. a = 0.2: 0.8.";
    assert!(svg.contains(&format!("<title>Eight lines</title>\n<desc>{desc}</desc>")));
    // Thousands are marked at powers of ten, names side by side.
    let svg = drawn(cloud(3, 64));
    let letters = read("cloud", &svg);
    let says = |text: &str| letters.iter().any(|l| l.4 == text);
    assert!(says("0.01") && says("100") && says("none") && says("as it is"));
}

#[test]
fn intervals_are_drawn_where_there_are_any_and_gaps_are_not_bridged() {
    // Lines of the plot itself are grey: only coloured ones count.
    let strokes = |points: Points| drawn(points).matches("stroke=\"#0072B2\"").count();
    assert_eq!(strokes(line()), 4 + 5);
    let without = |change: fn(&mut Spot)| {
        let mut line = line();
        change(&mut line.panels[0].series[0].spots[1]);
        line
    };
    assert_eq!(strokes(without(|s| s.interval = None)), 4 + 4);
    assert_eq!(strokes(without(|s| s.mean = f64::NAN)), 2 + 4);
    assert_eq!(strokes(cloud(1, 40)), 0);
    assert_eq!(drawn(figure("Nothing", vec![panel("a", "", Scale::Linear, vec![])])).matches("—").count(), 1);
}

#[test]
fn shapes_differ() {
    let of = |shape: Shape| {
        let mut line = line();
        line.panels[0].series[0].shape = shape;
        drawn(line)
    };
    let all: std::collections::BTreeSet<String> = SHAPES.into_iter().map(of).collect();
    assert_eq!(all.len(), SHAPES.len());
}
