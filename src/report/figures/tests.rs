//! Draws all figures from made-up curves that look like a run's.

use super::*;
use crate::observe::{MeasureName, Names, Place, Row};
use jiff::civil::date;

const TIERS: [&str; 5] = ["country", "province", "prefecture", "county", "township"];
const INDICATORS: [&str; 6] = ["ledger", "publicity", "response", "online", "platforms", "usability"];
const ACTIVITIES: [&str; 9] =
    ["ledger", "publicity", "response", "online", "building", "upkeep", "usability", "service", "faking"];
const AGES: [&str; 6] = ["0-17", "18-29", "30-44", "45-59", "60-74", "75+"];

fn names() -> Names {
    let group = |kind: &'static str| move |name: &&str| format!("{kind}:{name}");
    let mut groups = vec!["all".to_string()];
    groups.extend(INDICATORS.iter().map(group("indicator")));
    groups.extend(ACTIVITIES.iter().map(group("activity")));
    groups.extend(AGES.iter().map(group("age")));
    let units = ["of the kind", "h/staff-week", "1", "1", "1", "1", "1/office", "1/office"];
    Names {
        places: TIERS.iter().map(|t| Place { tier: (*t).into(), region: "China".into() }).collect(),
        groups,
        measures: measures().into_iter().zip(units).map(|(name, unit)| MeasureName { name, unit }).collect(),
        group_units: Vec::new(),
        office_columns: Vec::new(),
    }
}

fn curves(replicates: u32, every: usize) -> Curves {
    let names = names();
    let mut curves = Curves::new(&names, &measures());
    let group = |name: String| names.groups.iter().position(|g| *g == name).unwrap() as u16;
    for replicate in 0..replicates {
        for week in (3..260u32).step_by(every) {
            let t = f64::from(week) / 260.0;
            let luck =
                0.03 * (f64::from(replicate) * 1.7 + f64::from(week) * 0.3).sin() + 0.02 * f64::from(replicate % 5);
            let mut take = |measure: u16, place: u32, group: u16, value: f64| {
                curves.take(&Row { replicate, week, place, group, measure, value });
            };
            for (i, name) in INDICATORS.iter().enumerate() {
                let g = group(format!("indicator:{name}"));
                let base = [8.0, 3.0, 0.7, 0.4, 2.0, 0.5][i] * (1.0 + 0.2 * t + 0.2 * luck);
                for tier in 0..TIERS.len() {
                    let step = 1.0f64 + if i == 0 || i == 1 || i == 4 { 0.15 } else { 0.05 };
                    take(0, tier as u32, g, base * step.powi(tier as i32));
                }
                take(2, 0, g, 0.92 + 0.05 * t - 0.02 * i as f64 + luck);
                take(3, 0, g, 0.75 - 0.1 * t - 0.03 * i as f64 + luck);
            }
            for (i, name) in ACTIVITIES.iter().enumerate() {
                let hours = [7.0, 1.5, 2.0, 1.4, 0.6, 0.8, 0.5, 21.0 - 3.0 * t, 0.6][i];
                take(1, 0, group(format!("activity:{name}")), hours * (1.0 + luck));
            }
            for (i, name) in AGES.iter().enumerate() {
                let g = group(format!("age:{name}"));
                take(4, 0, g, 0.86 - 0.03 * i as f64 - 0.1 * t + luck);
                take(5, 0, g, 0.012 + 0.009 * i as f64 + 0.02 * t + 0.1 * luck.abs());
            }
            take(6, 0, 0, 2.0 + 2.5 * t + luck);
            take(7, 0, 0, 0.2 + 0.9 * t * t + 0.5 * luck);
        }
    }
    curves
}

fn about(replicates: u32) -> About {
    About {
        scenario: "china-2020".into(),
        hash: "0123456789abcdef0123".into(),
        start: date(2020, 1, 1),
        offices: 41_950 - 31,
        citizens: 14_117_800,
        replicates,
    }
}

#[test]
fn all_figures_are_drawn_the_same_each_time() {
    // Set to a folder to look at the figures.
    let kept = std::env::var_os("JIAMA_TEST_FIGURES").map(std::path::PathBuf::from);
    for replicates in [1, 12] {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let curves = curves(replicates, 4);
        for folder in [one.path(), two.path()] {
            assert!(write_all(folder, &curves, &about(replicates)).unwrap().is_empty());
        }
        for figure in FIGURES {
            for ending in ["svg", "png"] {
                let file = format!("{}.{ending}", figure.name);
                let bytes = std::fs::read(one.path().join(&file)).unwrap();
                assert!(bytes.len() > 2000, "{file}");
                assert!(bytes == std::fs::read(two.path().join(&file)).unwrap(), "{file}");
                if let Some(kept) = &kept {
                    std::fs::write(kept.join(format!("{replicates}-{file}")), bytes).unwrap();
                }
            }
            let svg = std::fs::read_to_string(one.path().join(format!("{}.svg", figure.name))).unwrap();
            assert!(svg.contains("n = 41,919 offices") && svg.contains("0123456789ab"), "{}", figure.name);
            assert_eq!(svg.contains("no band: one replicate"), replicates == 1);
        }
    }
}

#[test]
fn figures_without_their_measures_are_skipped_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let empty = Curves::new(&names(), &measures());
    let skipped = write_all(folder.path(), &empty, &about(1)).unwrap();
    assert_eq!(skipped.len(), FIGURES.len());
    assert_eq!(skipped[0].reason, "cascade.target was not recorded by indicator");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_single_record_can_be_drawn() {
    let folder = tempfile::tempdir().unwrap();
    assert!(write_all(folder.path(), &curves(1, 1000), &about(1)).unwrap().is_empty());
}
