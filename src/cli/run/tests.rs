//! The command with a simulation that only makes up rows.

use super::*;
use crate::observe::{MeasureName, Names, OfficeRow, Place, Row, Sink};
use crate::scenario::{Memory, Reader};
use clap::Parser;
use std::fs;
use std::path::Path;

#[derive(Debug, Parser)]
struct Line {
    #[command(flatten)]
    run: RunArgs,
}

fn args(out: &Path, more: &[&str]) -> RunArgs {
    let out = out.to_str().unwrap();
    let line = ["jiama", "demo.toml", "--quiet", "--threads", "1", "--out", out].into_iter();
    Line::try_parse_from(line.chain(more.iter().copied())).unwrap().run
}

fn loaded() -> Loaded {
    let text = "name = \"demo\"\n[run]\nyears = 1\nreplicates = 2\n";
    Reader::new(&Memory::default().with("demo.toml", text)).read("demo.toml").unwrap()
}

fn names() -> Names {
    Names {
        places: vec![Place { tier: "country".into(), region: "All".into() }],
        groups: vec!["all".into()],
        measures: ["citizens.resolved_in_time", "platforms.live", "platforms.zombies"]
            .map(|name| MeasureName { name, unit: "1" })
            .to_vec(),
        group_units: Vec::new(),
        office_columns: vec![MeasureName { name: "service", unit: "1" }],
    }
}

fn made_up(scenario: &Scenario, sink: &mut dyn Sink, progress: &mut Progress<'_>) -> Result<Outcome, RunError> {
    let names = names();
    let run = scenario.parameters().run;
    for replicate in 0..run.replicates {
        for week in 0..run.years * YEAR {
            let row = |measure| Row {
                replicate,
                week,
                place: 0,
                group: 0,
                measure,
                value: 0.8 + 0.1 * f64::from(replicate) + 1e-4 * f64::from(week),
            };
            sink.rows(&names, &[row(0), row(1), row(2)])?;
            (progress.on_weeks)(u64::from(week));
        }
        let office =
            OfficeRow { replicate, year: 0, office: 0, name: "A".into(), region: "All".into(), values: vec![f64::NAN] };
        sink.offices(&names, &[office])?;
    }
    Ok(Outcome {
        names,
        offices: 20,
        jurisdictions: 25,
        citizens: 60_000,
        weeks: 156,
        steps: vec![("serve".into(), 0.5)],
    })
}

fn stopped(_: &Scenario, sink: &mut dyn Sink, _: &mut Progress<'_>) -> Result<Outcome, RunError> {
    sink.rows(&names(), &[])?;
    Err(RunError::Cancelled)
}

fn entries(path: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(path).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_run_leaves_a_complete_folder() {
    let root = tempfile::tempdir().unwrap();
    let done = execute(&loaded(), &args(root.path(), &[]), made_up, None).unwrap();
    assert_eq!(entries(root.path()).len(), 1);
    let expected = ["figures", "manifest.json", "offices.parquet", "scenario.toml", "series.parquet", "summary.json"];
    assert_eq!(entries(&done.folder), expected);
    assert_eq!(entries(&done.folder.join("figures")), ["platforms.png", "platforms.svg"]);
    let read =
        |file| -> serde_json::Value { serde_json::from_slice(&fs::read(done.folder.join(file)).unwrap()).unwrap() };
    let manifest = read("manifest.json");
    assert_eq!(manifest["skipped_figures"].as_array().unwrap().len(), 4);
    assert_eq!(manifest["origins"]["run.years"], "demo.toml:3");
    assert_eq!(manifest["files"].as_array().unwrap().len(), 6);
    assert_eq!(manifest["cost"]["steps"][0]["step"], "serve");
    let summary = read("summary.json");
    assert_eq!(summary["replicates"], 2);
    let entry = &summary["measures"][0];
    assert!((entry["mean"].as_f64().unwrap() - 0.85255).abs() < 1e-9 && entry["n"] == 2, "{entry}");
    assert!(entry["interval"][0].as_f64().unwrap() < entry["mean"].as_f64().unwrap());
}

#[test]
fn two_runs_give_the_same_bytes() {
    for format in ["parquet", "csv"] {
        let root = tempfile::tempdir().unwrap();
        let run = |out: &str| {
            execute(&loaded(), &args(&root.path().join(out), &["--format", format]), made_up, None).unwrap().folder
        };
        let (one, two) = (run("a"), run("b"));
        for file in [format!("series.{format}"), format!("offices.{format}"), "summary.json".into()] {
            assert!(fs::read(one.join(&file)).unwrap() == fs::read(two.join(&file)).unwrap(), "{file}");
        }
    }
}

#[test]
fn csv_says_the_same() {
    let root = tempfile::tempdir().unwrap();
    let done = execute(&loaded(), &args(root.path(), &["--format", "csv"]), made_up, None).unwrap();
    let series = fs::read_to_string(done.folder.join("series.csv")).unwrap();
    let mut lines = series.lines();
    assert_eq!(lines.next(), Some("replicate,week,date,tier,region,group,measure,value"));
    assert_eq!(lines.next(), Some("0,0,2020-01-01,country,All,all,citizens.resolved_in_time,0.8"));
    assert_eq!(series.lines().count(), 1 + 2 * 52 * 3);
    let offices = fs::read_to_string(done.folder.join("offices.csv")).unwrap();
    assert_eq!(offices, "replicate,year,office,name,region,service\n0,0,0,A,All,\n1,0,0,A,All,\n");
}

#[test]
fn what_was_there_is_kept_unless_forced() {
    let root = tempfile::tempdir().unwrap();
    let first = execute(&loaded(), &args(root.path(), &[]), made_up, None).unwrap();
    let again = execute(&loaded(), &args(root.path(), &[]), made_up, None).err().unwrap();
    assert_eq!(again.code(), FAULTY);
    assert!(again.to_string().contains("--force"), "{again}");
    fs::write(first.folder.join("mark"), "").unwrap();
    execute(&loaded(), &args(root.path(), &["--force"]), made_up, None).unwrap();
    assert!(!first.folder.join("mark").exists());
}

#[test]
fn a_stopped_run_leaves_nothing() {
    let root = tempfile::tempdir().unwrap();
    let failure = execute(&loaded(), &args(&root.path().join("new"), &[]), stopped, None).err().unwrap();
    assert_eq!(failure.code(), INTERRUPTED);
    assert!(entries(root.path()).is_empty());
}

#[test]
fn a_run_that_does_not_fit_names_the_sample_that_does() {
    let root = tempfile::tempdir().unwrap();
    let mut big = loaded();
    assert!(big.scenario.set("population.citizens_per_office", 1e7));
    let full = forecast(&big.scenario, 1).bytes;
    let failure = execute(&big, &args(root.path(), &[]), made_up, Some(full / 3)).err().unwrap();
    assert_eq!(failure.code(), FAULTY);
    let text = failure.to_string();
    let sample: u32 = text.split("sample=").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    big.scenario.set("population.sample", f64::from(sample));
    assert!(forecast(&big.scenario, 1).bytes <= full / 3);
    big.scenario.set("population.sample", f64::from(sample - 1));
    assert!(forecast(&big.scenario, 1).bytes > full / 3);
    let failure = execute(&big, &args(root.path(), &[]), made_up, Some(1)).err().unwrap();
    assert!(failure.to_string().contains("fewer offices"), "{failure}");
    assert!(entries(root.path()).is_empty());
}

#[test]
fn numbers_of_threads_have_bounds() {
    for threads in ["0", "1025", "-1", "two"] {
        let error = Line::try_parse_from(["jiama", "demo.toml", "--threads", threads]).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{threads}");
    }
}
