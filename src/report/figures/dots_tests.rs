//! Draws means with intervals from made-up numbers, and reads the drawings for what must not happen.

use super::dots::{self, Dot, DotPanel, DotRow, Dots};
use super::plot::{Key, Look};
use super::reading_tests::{apart, read};
use super::style::PALETTE;

/// A number between -1 and 1 that looks like chance.
fn luck(i: usize) -> f64 {
    ((i as f64 * 12.9898).sin() * 43_758.545).fract()
}

fn dot(colour: usize, mean: f64, half: f64, seeds: usize) -> Dot {
    let seeds = (0..seeds).map(|i| mean + 2.2 * half * luck(i * 7 + (mean.abs() * 1e4) as usize)).collect();
    Dot { colour: PALETTE[colour], mean, interval: Some((mean - half, mean + half)), seeds }
}

fn key(label: &str, colour: usize) -> Key {
    Key { label: label.into(), colour: PALETTE[colour], look: Look::Dot }
}

fn figure(title: &str, legend: Vec<Key>, panels: Vec<DotPanel>, caption: &[&str]) -> Dots {
    Dots {
        title: title.into(),
        legend,
        panels,
        caption: caption.iter().map(|c| (*c).to_string()).collect(),
        told: Vec::new(),
        footer: "Jiama 0.1.0 · scenario china-2020 · 0123456789ab".into(),
    }
}

const ARMS: [&str; 3] = ["fewer indicators", "merged platforms", "no audits below the county"];

/// Differences of three arms from the base in nine measures.
fn differences() -> Dots {
    let measures = [
        ("Target passed down", "of the kind", 0.42),
        ("Hours of formal work", "h/staff-week", 3.1),
        ("Reported above true performance", "1", 0.11),
        ("Trust of citizens", "1", 0.024),
        ("Contacts left unanswered", "1/citizen-year", 0.0061),
        ("Platforms in use", "1/office", 0.93),
        ("Staff on ledger work", "1", 0.083),
        ("Leaders promoted", "1/year", 0.0014),
        ("Cost of reporting", "CNY/office-year", 41_250.0),
    ];
    let panel = |(i, (title, unit, size)): (usize, &(&str, &str, f64))| {
        let row = |(j, arm): (usize, &&str)| {
            let mean = size * (luck(i * 3 + j) - 0.2);
            DotRow { label: (*arm).into(), dots: vec![dot(j, mean, size * (0.12 + 0.1 * luck(i + j).abs()), 12)] }
        };
        let rows = ARMS.iter().enumerate().map(row).collect();
        DotPanel { title: (*title).into(), unit: (*unit).into(), zero: true, rows }
    };
    figure(
        "What the arms change against the base",
        ARMS.iter().enumerate().map(|(i, arm)| key(arm, i)).collect(),
        measures.iter().enumerate().map(panel).collect(),
        &[
            "n = 12 seeds, the same in all arms; year 2029; difference from the base on the same seed.",
            "Dot: mean, line: 95 % interval of the mean, pale points: seeds.",
        ],
    )
}

/// Two arms in fifteen groups of citizens.
fn groups() -> Dots {
    let names = [
        "all",
        "age:0-17",
        "age:18-29",
        "age:30-44",
        "age:45-59",
        "age:60-74",
        "age:75+",
        "residence:urban",
        "residence:rural",
        "hukou:local",
        "hukou:elsewhere",
        "smartphone:yes",
        "smartphone:no",
        "disability:yes",
        "education:primary or less",
    ];
    let panel = |title: &str, size: f64, unit: &str| {
        let row = |(i, name): (usize, &&str)| {
            let mean = |arm: usize| size * (0.6 + 0.3 * luck(i * 2 + arm) - 0.1 * arm as f64);
            DotRow { label: (*name).into(), dots: (0..2).map(|a| dot(a, mean(a), 0.05 * size, 8)).collect() }
        };
        let rows = names.iter().enumerate().map(row).collect();
        DotPanel { title: title.into(), unit: unit.into(), zero: false, rows }
    };
    figure(
        "Who is reached, by group of citizens",
        vec![key("base", 0), key("merged platforms", 1)],
        vec![panel("Needs met within the week", 0.9, "1"), panel("Hours spent on contacts", 3.4, "h/citizen-year")],
        &["n = 8 seeds; mean over 2029; line: 95 % interval of the mean, pale points: seeds."],
    )
}

/// Two indices of sixteen factors.
fn factors() -> Dots {
    let names = [
        "cascade.amplification.county",
        "cascade.amplification.township",
        "contest.strength",
        "score.weight.ledger",
        "demands.rate.elderly",
        "effort.hours.staff",
        "fabrication.ease",
        "fabrication.detection.probability",
        "platforms.entry.rate",
        "mandate.share",
        "citizens.patience.weeks",
        "audit.share.township",
        "imitation.radius",
        "careers.turnover.leaders",
        "facts.township.staff.count",
        "citizens.access.smartphone.share.of.those.aged.75.and.over.in.rural.townships.of.the.western.provinces",
    ];
    let row = |(i, name): (usize, &&str)| {
        let total = 0.62 * 0.75f64.powi(i as i32);
        let dots = vec![dot(0, total * 0.7, 0.02 + 0.05 * total, 0), dot(1, total, 0.02 + 0.06 * total, 0)];
        DotRow { label: (*name).into(), dots }
    };
    let rows = names.iter().enumerate().map(row).collect();
    figure(
        "What the reported share above true performance depends on",
        vec![key("first order", 0), key("total", 1)],
        vec![DotPanel { title: "Part of the variance".into(), unit: "1".into(), zero: true, rows }],
        &["Sobol indices of 16 factors, 1,024 base points; line: 95 % interval of 1,000 bootstrap samples."],
    )
}

/// As many and as long as there can be.
fn crowded(panels: usize, rows: usize, dots: usize, same: bool) -> Dots {
    let long = "a very long name of something that goes on, and on, and does not end where anyone would expect it to ";
    let panel = |p: usize| {
        let row = |r: usize| DotRow {
            label: format!("{} {long}", if same { r } else { p * rows + r }),
            dots: (0..dots).map(|d| dot(d, 1e5 * luck(p + r * 17 + d), 8e3, 5)).collect(),
        };
        DotPanel {
            title: format!("{p} {long}"),
            unit: "things per thing and year".into(),
            zero: p.is_multiple_of(2),
            rows: (0..rows).map(row).collect(),
        }
    };
    let keys = (0..dots).map(|d| key(&format!("{d} {long}"), d)).collect();
    let caption = long.repeat(4);
    // All of it at once leaves no room for many rows.
    let lines = [&*caption, &"x".repeat(300), &caption];
    let lines = if same { &lines[..1] } else { &lines };
    figure(&long.repeat(if same { 1 } else { 3 }), keys, (0..panels).map(panel).collect(), lines)
}

/// Values that are none, one, equal or far out.
fn odd() -> Dots {
    let single = |mean: f64, interval| Dot { colour: PALETTE[0], mean, interval, seeds: vec![] };
    let (nan, inf) = (f64::NAN, f64::INFINITY);
    let panel = |title: &str, unit: &str, zero: bool, rows: Vec<Vec<Dot>>| DotPanel {
        title: title.into(),
        unit: unit.into(),
        zero,
        rows: rows.into_iter().enumerate().map(|(i, dots)| DotRow { label: format!("row {i}"), dots }).collect(),
    };
    let panels = vec![
        panel("One value <&>", "1", false, vec![vec![single(0.3, None)]]),
        panel("All equal", "h", true, vec![vec![single(7.0, Some((7.0, 7.0)))]; 4]),
        panel(
            "Not a number",
            "1",
            true,
            vec![vec![single(nan, Some((nan, inf)))], vec![single(0.1, Some((nan, 0.2)))]],
        ),
        panel("No number at all", "1", true, vec![vec![], vec![single(inf, None)]]),
        panel("No rows", "1", true, vec![]),
        panel("All zero", "", false, vec![vec![single(0.0, Some((0.0, 0.0)))]; 2]),
        panel("Far out", "1", true, vec![vec![single(-1e80, None)], vec![single(1e-12, None), single(2e79, None)]]),
        panel("Tiny", "x", false, vec![vec![single(1e-9, None)], vec![single(2.5e-9, Some((3e-9, 2e-9)))]]),
        panel("Close", "x", false, vec![vec![single(1_000_000.25, None)], vec![single(1_000_001.0, None)]]),
    ];
    figure("Odd values\u{7} & < \"title\"", vec![], panels, &[])
}

fn samples() -> Vec<(&'static str, Dots)> {
    vec![
        ("differences", differences()),
        ("groups", groups()),
        ("factors", factors()),
        ("odd", odd()),
        ("crowded-same", crowded(9, 16, 6, true)),
        ("crowded", crowded(9, 12, 3, false)),
        ("one", crowded(1, 1, 1, true)),
        ("five", crowded(5, 4, 2, false)),
    ]
}

#[test]
fn dots_are_drawn_on_the_page_and_the_same_each_time() {
    // Set to a folder to look at the figures.
    let kept = std::env::var_os("JIAMA_TEST_FIGURES").map(std::path::PathBuf::from);
    for (name, figure) in samples() {
        let folder = tempfile::tempdir().unwrap();
        let file = |n: u32, ending: &str| folder.path().join(format!("{name}{n}.{ending}"));
        for n in [1, 2] {
            dots::svg(&figure, &file(n, "svg")).unwrap();
            dots::png(&figure, &file(n, "png")).unwrap();
        }
        for ending in ["svg", "png"] {
            let bytes = std::fs::read(file(1, ending)).unwrap();
            assert!(bytes == std::fs::read(file(2, ending)).unwrap(), "{name}.{ending}");
            if let Some(kept) = &kept {
                std::fs::write(kept.join(format!("dots-{name}.{ending}")), bytes).unwrap();
            }
        }
        let svg = std::fs::read_to_string(file(1, "svg")).unwrap();
        assert!(!svg.contains("NaN") && !svg.contains("inf\""), "{name}");
        let letters = read(name, &svg);
        apart(name, &letters);
    }
}

#[test]
fn everything_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.svg");
    for (name, figure) in samples().into_iter().take(3) {
        dots::svg(&figure, &file).unwrap();
        let letters = read(name, &std::fs::read_to_string(&file).unwrap());
        let says = |text: &str| letters.iter().any(|l| l.4 == text);
        assert!(says(&figure.title) && says(&figure.footer) && figure.caption.iter().all(|c| says(c)));
        assert!(figure.legend.iter().all(|k| says(&k.label)));
        for panel in &figure.panels {
            assert!(says(&panel.title) && says(panel.unit_label()), "{name}: {}", panel.title);
            for row in panel.rows.iter().filter(|r| r.label.len() < 60) {
                assert!(says(&row.label), "{name}: {}", row.label);
            }
        }
    }
}

#[test]
fn odd_values_are_said_to_be_missing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.svg");
    dots::svg(&odd(), &file).unwrap();
    let svg = std::fs::read_to_string(&file).unwrap();
    // A row without a number in one panel, two in another, and a panel without rows.
    assert_eq!(read("odd", &svg).iter().filter(|l| l.4 == "—").count(), 4);
    assert!(svg.contains("role=\"img\">\n<title>Odd values  &amp; &lt; \"title\"</title>\n"));
    assert!(!svg.contains("<desc>"));

    dots::svg(&figure("Nothing", vec![], vec![], &["a", "b"]), &file).unwrap();
    let svg = std::fs::read_to_string(&file).unwrap();
    assert!(svg.contains("<title>Nothing</title>\n<desc>a b</desc>\n"));
    read("nothing", &svg);
}
