//! Experiments as users type them: what they answer, that a kill loses nothing, that shares join to the byte, and what they refuse.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use assert_cmd::Command;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;

const JIAMA: &str = env!("CARGO_BIN_EXE_jiama");

const COUNTRY: &str = r#"
name = "tiny"
[run]
years = 2
burn_in = 8
[hierarchy]
tiers = ["province", "county", "township"]
fan_out = [2, 3]
[population]
citizens_per_office = 100
"#;

const POLICY: &str = r#"
[[policy]]
name = "Results"
about = "Results count, traces do not."
from = "1 year"
set = { "evaluation.weights" = { digital = 0.0, results = 0.6, satisfaction = 0.4 } }
"#;

const SWEEP: &str = r#"
kind = "sweep"
scenario = "tiny.toml"
replicates = 4
outcomes = ["citizens.resolved_in_time", "effort.trace_share@first"]
[design]
method = "factorial"
[[factor]]
parameter = "effort.slack"
values = [0.05, 0.1, 0.2]
[[factor]]
name = "mine"
parameter = ["cascade.hedging", "cascade.cap"]
values = [0.0, 0.4]
"#;

struct Place {
    root: TempDir,
}

impl Place {
    fn new(files: &[(&str, &str)]) -> Self {
        let root = tempfile::tempdir().unwrap();
        for (name, text) in [("tiny.toml", COUNTRY), ("policy.toml", POLICY)].iter().chain(files) {
            fs::write(root.path().join(name), text).unwrap();
        }
        Self { root }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(JIAMA)
            .current_dir(self.root.path())
            .env_remove("JIAMA_OUT")
            .env_remove("JIAMA_THREADS")
            .args(args)
            .timeout(Duration::from_secs(120))
            .output()
            .unwrap()
    }

    fn done(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", err(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    fn refused(&self, args: &[&str], code: i32, says: &[&str]) {
        let output = self.run(args);
        let text = err(&output);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {text}");
        for part in says {
            assert!(text.contains(part), "{args:?} does not say {part:?}: {text}");
        }
    }

    /// The only folder of results below `out`.
    fn result(&self, out: &str) -> PathBuf {
        let mut folders: Vec<PathBuf> = fs::read_dir(self.path(out)).unwrap().map(|e| e.unwrap().path()).collect();
        assert_eq!(folders.len(), 1, "{folders:?}");
        folders.remove(0)
    }
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// All files below a folder but the manifest, which says how long it took.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, prefix: &str, all: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &format!("{name}/"), all);
            } else if name != "manifest.json" {
                all.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut all = BTreeMap::new();
    walk(folder, "", &mut all);
    all
}

fn same(a: &Path, b: &Path) {
    let (a, b) = (files(a), files(b));
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    for (name, bytes) in &a {
        assert!(b[name] == *bytes, "{name} differs");
    }
}

/// Rows of a CSV file by column name.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv_reader(path);
    let head: Vec<String> = reader.remove(0);
    reader.into_iter().map(|row| head.iter().cloned().zip(row).collect()).collect()
}

/// Fields of a CSV file whose texts hold no line breaks.
fn csv_reader(path: &Path) -> Vec<Vec<String>> {
    let split = |line: &str| {
        let (mut fields, mut quoted) = (vec![String::new()], false);
        for c in line.chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(String::new()),
                c => fields.last_mut().unwrap().push(c),
            }
        }
        fields
    };
    fs::read_to_string(path).unwrap().lines().map(split).collect()
}

#[test]
fn a_comparison_answers_and_the_past_is_the_same_to_the_bit() {
    let place = Place::new(&[]);
    let args = ["compare", "tiny.toml", "--with", "policy.toml", "--replicates", "6", "--format", "csv", "--quiet"];
    let text = place.done(&args);
    for part in [
        "policy against tiny",
        "citizens.resolved_in_time",
        "95 % interval",
        "6 replicates",
        "Pairing by seed",
        "For whom",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let folder = place.result("output");
    let all = rows(&folder.join("differences.csv"));
    let (mut before, mut after) = (0, 0);
    for row in &all {
        let difference: f64 = row["difference"].parse().unwrap();
        if row["window"] == "year1" {
            assert_eq!(difference, 0.0, "{row:?}");
            before += 1;
        } else {
            after += usize::from(difference != 0.0);
        }
    }
    assert!(before > 100 && after > 100, "{before} {after}");
    // Every way in which people and places are told apart.
    for (column, value) in
        [("tier", "township"), ("region", "county-1"), ("group", "age:75+"), ("group", "residence:rural")]
    {
        assert!(all.iter().any(|row| row[column] == value), "{column} {value}: {:?}", all[0]);
    }
    assert!(folder.join("figures/differences.svg").is_file() && folder.join("figures/groups.png").is_file());
    // The arms can be run alone.
    place.done(&["check", folder.join("arms/policy/scenario.toml").to_str().unwrap()]);

    // The other way round: the same differences with the other sign.
    let turned = [
        "compare",
        "tiny.toml",
        "--with",
        "policy.toml",
        "--replicates",
        "6",
        "--json",
        "--baseline",
        "policy",
        "--out",
        "turned",
        "--quiet",
    ];
    let turned: Value = serde_json::from_str(&place.done(&turned)).unwrap();
    let there: Value = serde_json::from_slice(&fs::read(folder.join("summary.json")).unwrap()).unwrap();
    let first = |document: &Value| document["arms"][0]["differences"][0].clone();
    let (a, b) = (first(&there), first(&turned));
    assert_eq!(a["difference"].as_f64().unwrap(), -b["difference"].as_f64().unwrap());
    assert_eq!((turned["baseline"].as_str(), turned["replicates"].as_u64()), (Some("policy"), Some(6)));
    assert_eq!(a["interval"][0].as_f64().unwrap(), -b["interval"][1].as_f64().unwrap());
}

#[test]
fn replicates_are_added_until_an_interval_is_narrow() {
    let place = Place::new(&[]);
    let base = ["compare", "tiny.toml", "--with", "policy.toml", "--replicates", "5", "--json", "--quiet"];
    let wide: Value = serde_json::from_str(&place.done(&base)).unwrap();
    let half = |d: &Value| {
        let of = d["arms"][0]["differences"].as_array().unwrap();
        let one = of.iter().find(|x| x["measure"] == "citizens.resolved_in_time").unwrap();
        (one["interval"][1].as_f64().unwrap() - one["interval"][0].as_f64().unwrap()) / 2.0
    };
    let goal = half(&wide) / 2.0;
    let until = format!("half-width={goal}");
    let args = [&base[..], &["--until", &until, "--out", "until"]].concat();
    let narrow: Value = serde_json::from_str(&place.done(&args)).unwrap();
    assert!(half(&narrow) <= goal, "{} {goal}", half(&narrow));
    assert!(narrow["replicates"].as_u64().unwrap() > 5);
    let few = [&base[..], &["--until", "half-width=1e-9", "--at-most", "7", "--out", "few"]].concat();
    let few: Value = serde_json::from_str(&place.done(&few)).unwrap();
    assert_eq!(few["replicates"].as_u64(), Some(7));
    place.refused(&[&base[..], &["--until", "half-width=0"]].concat(), 2, &["half-width=X"]);
    place.refused(
        &[&base[..], &["--until", "half-width=1", "--measure", "citizens.resolved_in_tim", "--out", "x"]].concat(),
        2,
        &["there is no measure", "resolved_in_time"],
    );
}

#[test]
fn a_killed_sweep_goes_on_and_is_the_same_to_the_byte() {
    let place = Place::new(&[("sweep.toml", SWEEP)]);
    place.done(&["sweep", "sweep.toml", "--out", "whole", "--quiet"]);
    let whole = place.result("whole");
    assert_eq!(files(&whole).keys().filter(|n| n.starts_with("runs")).count(), 1);
    for figure in ["citizens.resolved_in_time", "effort.trace_share-first"] {
        let drawn = |ending: &str| files(&whole).contains_key(&format!("figures/{figure}.{ending}"));
        assert!(drawn("svg") && drawn("png"), "{figure}");
    }

    // Kills at several moments, each in the middle of things; then it is left alone.
    for round in 0..3 {
        let mut child = std::process::Command::new(JIAMA)
            .current_dir(place.root.path())
            .args(["sweep", "sweep.toml", "--out", "killed", "--quiet", "--resume", "--threads", "1"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let journal = || {
            let folder = fs::read_dir(place.path("killed")).ok()?.next()?.ok()?.path();
            Some(fs::read_to_string(folder.join("journal.ndjson")).ok()?.lines().count())
        };
        let enough = 3 + 4 * round;
        while journal().is_none_or(|lines| lines < enough) && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let lines = fs::read_to_string(place.result("killed").join("journal.ndjson")).unwrap().lines().count();
    assert!((4..25).contains(&lines), "nothing was interrupted: {lines} lines");
    assert!(!place.result("killed").join("manifest.json").exists());
    place.done(&["sweep", "sweep.toml", "--out", "killed", "--quiet", "--resume", "--threads", "2"]);
    same(&whole, &place.result("killed"));
    // Once more changes nothing either.
    place.done(&["sweep", "sweep.toml", "--out", "killed", "--quiet", "--resume"]);
    same(&whole, &place.result("killed"));
}

#[test]
fn shares_join_to_the_byte() {
    let place = Place::new(&[("sweep.toml", SWEEP)]);
    place.done(&["sweep", "sweep.toml", "--out", "whole", "--quiet"]);
    let mut folders = Vec::new();
    for part in 1..=4 {
        let (shard, out) = (format!("{part}/4"), format!("part-{part}"));
        place.done(&["sweep", "sweep.toml", "--shard", &shard, "--out", &out, "--quiet"]);
        folders.push(place.result(&out).to_str().unwrap().to_string());
    }
    let three: Vec<&str> = folders[..3].iter().map(String::as_str).collect();
    place.refused(&[&["merge"], &three[..], &["--out", "three", "--quiet"]].concat(), 5, &["6 runs are missing"]);
    assert!(!place.path("three").exists(), "nothing is begun that cannot be ended");
    let four: Vec<&str> = folders.iter().map(String::as_str).collect();
    place.done(&[&["merge"], &four[..], &["--out", "joined", "--quiet"]].concat());
    same(&place.result("whole"), &place.result("joined"));
    place.refused(&["merge", "."], 2, &["is not a folder of an experiment"]);
    for wrong in ["0/4", "5/4", "1", "a/b"] {
        place.refused(&["sweep", "sweep.toml", "--shard", wrong], 2, &["k/n"]);
    }
}

#[test]
fn failed_runs_are_told_and_the_others_go_on() {
    let sweep = SWEEP.replace("\"cascade.cap\"]", "\"cascade.sibling_weight\"]").replace("[0.0, 0.4]", "[0.1, 0.9]");
    let place = Place::new(&[("sweep.toml", &sweep)]);
    let output = place.run(&["sweep", "sweep.toml", "--format", "csv", "--quiet"]);
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("12 runs failed"), "{text}");
    let all = rows(&place.result("output").join("runs.csv"));
    let failed: Vec<_> = all.iter().filter(|r| r["status"] == "failed").collect();
    assert_eq!((all.len(), failed.len()), (24, 12));
    for row in &all {
        assert_eq!(row["status"] == "failed", row["mine"] == "0.9", "{row:?}");
        assert_eq!(row["citizens.resolved_in_time"].is_empty(), row["status"] == "failed");
        assert_eq!(row["reason"].is_empty(), row["status"] == "done");
    }
}

#[test]
fn what_is_there_is_not_overwritten() {
    let place = Place::new(&[("sweep.toml", SWEEP)]);
    let args = ["sweep", "sweep.toml", "--quiet"];
    place.done(&args);
    let folder = place.result("output");
    let before = files(&folder);
    place.refused(&args, 2, &["exists already", "--resume", "--force"]);
    assert_eq!(files(&folder), before);
    place.done(&[&args[..], &["--force"]].concat());
    same(&folder, &place.result("output"));
    assert_eq!(files(&folder), before);
    assert_eq!(
        fs::read_dir(place.path("output")).unwrap().count(),
        1,
        "the earlier folder is gone once the new one is whole"
    );
    fs::write(folder.join("plan.json"), "{}").unwrap();
    place.refused(&[&args[..], &["--resume"]].concat(), 2, &["another experiment"]);
}

#[test]
fn which_parameters_matter_and_which_values_fit() {
    let head = "scenario = \"tiny.toml\"\nreplicates = 1\n";
    let factors = "[[factor]]\nname = \"idleness\"\nparameter = \"effort.slack\"\nrange = [0.0, 0.5]\n[[factor]]\nparameter = \"platforms.loss\"\nrange = [1000, 5000]\n";
    let outcomes = "outcomes = [\"effort.slack\"]\n";
    let morris =
        format!("kind = \"sensitivity\"\n{head}{outcomes}[design]\nmethod = \"morris\"\ntrajectories = 3\n{factors}");
    let sobol = format!("kind = \"sensitivity\"\n{head}{outcomes}[design]\nmethod = \"sobol\"\npoints = 8\n{factors}");
    // Copies follow the overlap of forms with hardly any luck.
    let facts = factors.replace("effort.slack", "demands.form_overlap").replace("[0.0, 0.5]", "[0.0, 1.0]");
    let target = |fit| {
        format!(
            "[[target]]\nname = \"copies {fit}\"\nvalue = \"demands.copies\"\npublished = 2.5\ntolerance = 0.1\nfit = {fit}\nsource = \"made up\"\n"
        )
    };
    let abc = |design: &str| {
        format!(
            "kind = \"calibration\"\n{head}[design]\npredictive = 10\n{design}\n{facts}{}{}",
            target(true),
            target(false)
        )
    };
    let (rejection, smc) = (
        abc("method = \"rejection\"\npoints = 40\nkeep = 0.25"),
        abc("method = \"smc\"\nparticles = 10\ngenerations = 3"),
    );
    let place = Place::new(&[
        ("morris.toml", &morris),
        ("sobol.toml", &sobol),
        ("rejection.toml", &rejection),
        ("smc.toml", &smc),
    ]);
    for file in ["morris.toml", "sobol.toml"] {
        let document: Value = serde_json::from_str(&place.done(&["sensitivity", file, "--json", "--quiet"])).unwrap();
        let of = |factor: &str| {
            let mut all = document["indices"].as_array().unwrap().iter();
            all.find(|i| i["factor"] == factor).unwrap()["value"].as_f64().unwrap()
        };
        // What a victim loses moves nothing but losses.
        assert!(of("idleness") > 0.01 && of("platforms.loss").abs() < 1e-9, "{file}: {document}");
    }
    for file in ["rejection.toml", "smc.toml"] {
        let document: Value = serde_json::from_str(&place.done(&["calibrate", file, "--json", "--quiet"])).unwrap();
        let overlap = &document["facts"][0];
        assert!(overlap["contraction"].as_f64().unwrap() > 0.5, "{file}: {document}");
        let model = document["figures"][0]["model"].as_f64().unwrap();
        assert!((model - 2.5).abs() < 0.6, "{file}: {model}");
        assert_eq!(document["figures"][1]["fit"], false);
    }
    // What is run next depends on what came before: nothing to share out.
    place.refused(&["calibrate", "smc.toml", "--shard", "1/2", "--out", "x"], 2, &["cannot be shared out"]);
    place.refused(&["sweep", "morris.toml"], 2, &["is a sensitivity", "jiama sensitivity morris.toml"]);
}

#[test]
fn patterns_are_looked_for_and_told() {
    let place = Place::new(&[]);
    let small = ["--set", "hierarchy.fan_out=[2, 2, 2, 2]", "--set", "population.sample=30", "--replicates", "2"];
    let output = place.run(
        &[&["validate", "layered-quotas", "5", "--json", "--quiet", "--page", "docs/validation.md"], &small[..]]
            .concat(),
    );
    let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", err(&output)));
    let patterns = document["patterns"].as_array().unwrap();
    assert_eq!(patterns.iter().map(|p| p["number"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 5]);
    let mut all_hold = true;
    for pattern in patterns {
        for key in ["name", "expected", "seen", "verdict"] {
            assert!(pattern[key].as_str().is_some_and(|t| !t.is_empty()), "{key}: {pattern}");
        }
        let verdict = pattern["verdict"].as_str().unwrap();
        assert!(["holds", "fails", "undecided"].contains(&verdict));
        all_hold &= verdict == "holds";
        assert!((0.0..=1.0).contains(&pattern["agree"].as_f64().unwrap()));
    }
    assert_eq!(output.status.code(), Some(i32::from(!all_hold)));
    let page = fs::read_to_string(place.path("docs/validation.md")).unwrap();
    assert!(page.contains("| 1 |") && page.contains("(images/validation/layered-quotas.svg)"), "{page}");
    assert!(place.path("docs/images/validation/layered-quotas.svg").is_file());
    place.refused(&["validate", "layered-quota"], 2, &["there is no pattern", "layered-quotas"]);
}

/// The figures of a comparison of arms that record different things are of the measure they name.
#[test]
fn arms_with_other_records_are_matched_by_name() {
    let with = |name: &str, measures: &str| {
        format!("extends = \"tiny.toml\"\nname = \"{name}\"\n[record]\nmeasures = {measures}\n")
    };
    let a = with("a", "[\"effort.burnout\", \"platforms.zombie_share\"]");
    let b = with("b", "[\"effort.trace_share\", \"effort.burnout\"]") + "[cascade]\ncap = 0.0\n";
    let c = with("c", "[\"effort.burnout\"]") + "[cascade]\ncap = 0.0\n";
    let place = Place::new(&[("a.toml", &a), ("b.toml", &b), ("c.toml", &c)]);
    let of = |other: &str| -> Value {
        let out = format!("out-{other}");
        let text = place.done(&["compare", "a.toml", other, "--replicates", "6", "--json", "--quiet", "--out", &out]);
        let document: Value = serde_json::from_str(&text).unwrap();
        document["arms"][0]["differences"]
            .as_array()
            .unwrap()
            .iter()
            .find(|d| d["measure"] == "effort.burnout")
            .unwrap()
            .clone()
    };
    assert_eq!(of("b.toml"), of("c.toml"));
}

/// Every proposal of a calibration has luck of its own.
#[test]
fn a_calibration_is_not_fitted_to_one_seed() {
    let file = "kind = \"calibration\"\nscenario = \"tiny.toml\"\nreplicates = 2\n[design]\nmethod = \"rejection\"\npoints = 12\nkeep = 0.5\npredictive = 10\n[[factor]]\nparameter = \"citizens.patience\"\nrange = [1, 3]\n[[target]]\nname = \"x\"\nvalue = \"citizens.excluded\"\npublished = 0.02\ntolerance = 0.01\nsource = \"made up\"\n";
    let place = Place::new(&[("abc.toml", file)]);
    place.done(&["calibrate", "abc.toml", "--quiet"]);
    let journal = fs::read_to_string(place.result("output").join("journal.ndjson")).unwrap();
    // The header, two replicates of twelve points, ten predictions: nobody shares a seed and so a run.
    assert_eq!(journal.lines().count(), 1 + 24 + 10);
}

/// Every fault at once, each with its place and what to do.
#[test]
fn faults_of_experiment_files_are_told_together() {
    let faulty = SWEEP
        .replace("replicates = 4", "replicates = 0\nsed = 1")
        .replace("effort.trace_share@first", "effort.trace_shar@first")
        .replace("values = [0.05, 0.1, 0.2]", "values = [0.05, 9.0]")
        .replace("\"cascade.cap\"]", "\"cascade.capp\"]");
    let place = Place::new(&[
        ("faulty.toml", &faulty),
        (
            "lever.toml",
            "kind = \"calibration\"\nscenario = \"tiny.toml\"\n[design]\nmethod = \"smc\"\n[[factor]]\nparameter = \"cascade.cap\"\nrange = [0.1, 0.4]\n[[target]]\nname = \"x\"\nvalue = \"effort.slack[age:75+]\"\npublished = 1\ntolerance = 1\nsource = \"x\"\n",
        ),
        (
            "arms.toml",
            "kind = \"comparison\"\nscenario = \"tiny.toml\"\nbaseline = \"c\"\n[[arm]]\nname = \"a\"\n[[arm]]\nname = \"a\"\nset = { \"effort.slak\" = 0.1 }\noff = [\"imitatio\"]\n",
        ),
        (
            "pattern.toml",
            "kind = \"pattern\"\nscenario = \"tiny.toml\"\nnumber = 1\ntitle = \"x\"\n[[arm]]\nname = \"a\"\n[[check]]\nsays = \"x\"\nvalue = \"b:effort.slack - effort.slack\"\nexpect = \"about 3\"\n",
        ),
        ("none.toml", "scenario = \"tiny.toml\"\n"),
    ]);
    place.refused(
        &["sweep", "faulty.toml"],
        2,
        &[
            "unknown key `sed`",
            "`replicates` must be a whole number in 1..=10000",
            "effort.slack",
            "cascade.capp",
            "did you mean `cap`?",
            "faulty.toml:4:",
        ],
    );
    place.refused(&["calibrate", "lever.toml"], 2, &["not a fact", "`effort.slack[age:75+]` is not measured"]);
    place.refused(&["compare", "arms.toml"], 2, &["there are two arms `a`", "effort.slak", "imitatio"]);
    place.refused(
        &["validate", "pattern.toml"],
        2,
        &["there is no arm `b`", "names no arm", "this is not an expectation"],
    );
    place.refused(&["validate", "faulty.toml"], 2, &["unknown key `sed`"]);
    let twice = SWEEP
        .replace("name = \"mine\"", "name = \"effort.slack\"")
        .replace("\"cascade.hedging\", ", "\"effort.slack\", ");
    fs::write(place.path("twice.toml"), twice).unwrap();
    place.refused(
        &["sweep", "twice.toml"],
        2,
        &["there are two factors `effort.slack`", "two factors move `effort.slack`"],
    );
    fs::write(place.path("sweep.toml"), SWEEP).unwrap();
    place.refused(&["validate", "sweep.toml"], 2, &["sweep.toml is a sweep", "jiama sweep"]);
    let seeded = "kind = \"comparison\"\nscenario = \"tiny.toml\"\n[[arm]]\nname = \"a\"\n[[arm]]\nname = \"b\"\nset = { \"run.seed\" = 7 }\n";
    fs::write(place.path("seeded.toml"), seeded).unwrap();
    place.refused(&["compare", "seeded.toml"], 2, &["an arm cannot set the run"]);
    fs::write(place.path("named.toml"), SWEEP.replace("kind", "name = \"../x\"\nkind")).unwrap();
    place.refused(&["sweep", "named.toml"], 2, &["cannot be the name of an experiment"]);
    place.refused(&["run", "sweep.toml"], 2, &["sweep.toml is a sweep", "jiama sweep sweep.toml"]);
    place.refused(&["check", "faulty.toml"], 2, &["unknown key `sed`"]);
    assert!(place.done(&["check", "sweep.toml"]).contains("good. A sweep; 24 runs"));
    place.refused(&["sweep", "none.toml"], 2, &["has no `kind`"]);
    place.refused(&["sweep", "missing.toml"], 2, &["there is no such file"]);
    place.refused(&["compare", "tiny.toml"], 2, &["there is only one arm"]);
}
