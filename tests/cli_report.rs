//! The report as users type it: from all kinds of results, in both languages, and what bad folders get.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use assert_cmd::Command;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

const COUNTRY: &str = r#"
name = "tiny"
description = "<script>alert('x')</script>"
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
name = "<i>Results</i>"
about = "Results count, traces do not."
from = "1 year"
scope = { tier = "county" }
set = { "evaluation.weights" = { digital = 0.2, results = 0.6, satisfaction = 0.2 } }
[[policy]]
name = "Fewer contests"
from = "1 year"
set = { "contest.rankings" = 0.1, "evaluation.third_party" = 0.9 }
"#;

const SWEEP: &str = r#"
kind = "sweep"
scenario = "tiny.toml"
replicates = 2
outcomes = ["citizens.resolved_in_time", "effort.trace_share@first"]
[design]
method = "factorial"
[[factor]]
parameter = "effort.slack"
values = [0.05, 0.1]
[[factor]]
parameter = "cascade.rule"
values = ["multiplicative", "additive"]
"#;

const SENSITIVITY: &str = r#"
kind = "sensitivity"
scenario = "tiny.toml"
replicates = 1
outcomes = ["effort.trace_share"]
[design]
method = "morris"
trajectories = 2
[[factor]]
parameter = "effort.slack"
range = [0.05, 0.3]
[[factor]]
parameter = "cascade.hedging"
range = [0.0, 0.8]
"#;

const CALIBRATION: &str = r#"
kind = "calibration"
scenario = "tiny.toml"
replicates = 1
[design]
method = "rejection"
points = 10
keep = 0.5
[[factor]]
parameter = "effort.slack"
range = [0.0, 0.4]
[[target]]
name = "traces"
value = "effort.trace_share"
published = 0.2
tolerance = 0.05
source = "made up for this test"
"#;

struct Place {
    root: TempDir,
}

impl Place {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("tiny.toml", COUNTRY),
            ("policy.toml", POLICY),
            ("sweep.toml", SWEEP),
            ("sensitivity.toml", SENSITIVITY),
            ("calibration.toml", CALIBRATION),
        ] {
            fs::write(root.path().join(name), text).unwrap();
        }
        Self { root }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn jiama(&self, line: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jiama"));
        command.current_dir(self.root.path()).env_remove("JIAMA_OUT").env_remove("JIAMA_THREADS");
        command.args(line.split_whitespace()).output().unwrap()
    }

    fn works(&self, line: &str) -> Output {
        let output = self.jiama(line);
        assert!(output.status.success(), "jiama {line}\n{}", String::from_utf8_lossy(&output.stderr));
        output
    }

    /// What a command complains of, and its code.
    fn refused(&self, line: &str) -> (i32, String) {
        let output = self.jiama(line);
        (output.status.code().unwrap(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// The only folder in a folder.
    fn only(&self, name: &str) -> PathBuf {
        let mut folders: Vec<PathBuf> = fs::read_dir(self.path(name)).unwrap().map(|e| e.unwrap().path()).collect();
        assert_eq!(folders.len(), 1, "{folders:?}");
        folders.remove(0)
    }
}

fn compared(place: &Place, more: &str) -> PathBuf {
    place.works(&format!("compare tiny.toml --with policy.toml --replicates 3 --quiet --out out {more}"));
    place.only("out")
}

/// All files of a folder with what they hold.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => all.extend(contents(&path)),
            false => {
                all.insert(path.clone(), fs::read(&path).unwrap());
            }
        }
    }
    all
}

/// Everything that a page refers to by address: attributes, and `url()` in styles.
fn references(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for attribute in ["src=\"", "href=\"", "xlink:href=\"", "action=\"", "poster=\"", "srcset=\"", "data=\""] {
        for (at, _) in html.match_indices(attribute) {
            found.push(html[at + attribute.len()..].chars().take_while(|c| *c != '"').collect());
        }
    }
    for (at, _) in html.match_indices("url(") {
        found.push(html[at + 4..].chars().take_while(|c| *c != ')').collect());
    }
    assert!(
        !html.contains("@import") && !html.contains("<link") && !html.contains("<iframe") && !html.contains("fetch(")
    );
    found
}

/// What every page must be, whatever it is of.
fn check(html: &str) {
    assert!(html.starts_with("<!doctype html>") && html.trim_end().ends_with("</html>"));
    assert!(html.len() < 1_000_000, "{} bytes", html.len());
    let outside: Vec<String> = references(html).into_iter().filter(|r| !r.starts_with('#')).collect();
    assert!(outside.is_empty(), "{outside:?}");
    assert!(!html.contains("<i>Results</i>") && !html.contains("<script>alert"));
    let figures = html.matches("<figure class=\"plot\"").count();
    assert_eq!(html.matches("<svg role=\"img\" aria-labelledby=").count(), figures);
    for figure in html.split("<figure class=\"plot\"").skip(1) {
        let figure = figure.split("</figure>").next().unwrap();
        let inside = |open: &str, close: &str| {
            let text = figure.split(open).nth(1).unwrap_or_else(|| panic!("no {open} in {figure}"));
            text.split(close).next().unwrap().to_string()
        };
        assert!(
            inside("<figcaption>", "</figcaption>").contains("n = "),
            "{}",
            inside("<figcaption>", "</figcaption>")
        );
        assert!(!inside("-t\">", "</title>").is_empty() && !inside("-d\">", "</desc>").is_empty());
        assert!(figure.contains("class=\"axis\"") && figure.contains("class=\"unit\""), "axes and units");
        assert!(figure.contains("<table>"));
    }
}

/// A share as the page writes it in per cent.
fn rounded(value: f64, sign: bool) -> String {
    let value = 100.0 * value;
    let size = value.abs();
    let digits = match size {
        s if s >= 10.0 => 1,
        s if s >= 0.1 => 2,
        s if s >= 0.01 => 3,
        _ => 5,
    };
    let text = if size == 0.0 { "0".to_string() } else { format!("{size:.digits$}") };
    match value {
        v if v < 0.0 => format!("−{text}"),
        v if v > 0.0 && sign => format!("+{text}"),
        _ => text,
    }
}

#[test]
fn a_comparison_ends_in_a_report() {
    let place = Place::new();
    let folder = compared(&place, "--report");
    let html = fs::read_to_string(folder.join("report.html")).unwrap();
    check(&html);
    assert!(html.matches("<figure class=\"plot\"").count() >= 8);
    // The policy in a plain sentence, from the text of the scenarios.
    assert!(html.contains("tier “County”: Weight of digital indicators 0.5 → 0.2"), "{}", &html[..9000]);
    // In the order that is promised.
    let order =
        ["answer", "compared", "who", "hours", "reported", "cascade", "platforms", "offices", "limits", "again"];
    let places: Vec<usize> = order.iter().map(|id| html.find(&format!("<section id=\"{id}\"")).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
    // Every number of the summary stands in the page as it is rounded there.
    let summary: Value = serde_json::from_str(&fs::read_to_string(folder.join("summary.json")).unwrap()).unwrap();
    let mut seen = 0;
    for entry in summary["arms"][0]["differences"].as_array().unwrap() {
        let share = ["citizens.resolved_in_time", "citizens.excluded", "effort.trace_share", "fabrication.gap"];
        if !share.contains(&entry["measure"].as_str().unwrap()) {
            continue;
        }
        let number = |v: &Value| v.as_f64().unwrap();
        let difference = format!(
            "{} percentage points (95 % interval {} to {})",
            rounded(number(&entry["difference"]), true),
            rounded(number(&entry["interval"][0]), true),
            rounded(number(&entry["interval"][1]), true)
        );
        assert!(html.contains(&difference), "{}: {difference}", entry["measure"]);
        assert!(html.contains(&format!("{} %", rounded(number(&entry["baseline"]), false))));
        seen += 1;
    }
    assert_eq!(seen, 4);
    assert!(html.contains(summary["hash"].as_str().unwrap()));
    assert!(html.contains("jiama compare tiny.toml --with policy.toml --replicates 3"));
    // It is not a part of what the manifest vouches for, and `--resume` makes it anew.
    let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap();
    assert!(!manifest.contains("report.html\""));
    compared(&place, "--report --lang zh --resume");
    let html = fs::read_to_string(folder.join("report.html")).unwrap();
    check(&html);
    assert!(html.contains("<html lang=\"zh-CN\">") && html.contains("谁受益，谁受损"));
}

#[test]
fn nothing_is_overwritten_unless_asked_and_results_stay_as_they_are() {
    let place = Place::new();
    let folder = compared(&place, "");
    let before = contents(&folder);
    let dir = folder.strip_prefix(place.root.path()).unwrap().display().to_string();
    let dir = dir.as_str();
    let said = place.works(&format!("report {dir}"));
    assert!(String::from_utf8_lossy(&said.stdout).contains("report.html"));
    let first = fs::read_to_string(folder.join("report.html")).unwrap();
    check(&first);
    let (code, why) = place.refused(&format!("report {dir} --lang zh"));
    assert!(code == 2 && why.contains("exists already") && why.contains("--force"), "{why}");
    assert_eq!(fs::read_to_string(folder.join("report.html")).unwrap(), first);
    place.works(&format!("report {dir} --lang zh --force"));
    assert!(fs::read_to_string(folder.join("report.html")).unwrap().contains("zh-CN"));
    // To standard output, to another file, into a folder that is not there.
    let printed = place.works(&format!("report {dir} --out -"));
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), first);
    place.works(&format!("report {dir} --out mine.html"));
    assert_eq!(fs::read_to_string(place.path("mine.html")).unwrap(), first);
    let (code, why) = place.refused(&format!("report {dir} --out no/such/place.html"));
    assert!(code == 1 && why.contains("cannot write"), "{why}");
    let (code, why) = place.refused(&format!("report {dir} --out out"));
    assert!(code == 2 && why.contains("is a folder"), "{why}");
    fs::remove_file(folder.join("report.html")).unwrap();
    assert_eq!(contents(&folder), before);
}

#[test]
fn every_kind_of_results_has_a_report() {
    let place = Place::new();
    place.works("run tiny.toml --replicates 2 --quiet --out run --report");
    place.works("sweep sweep.toml --quiet --out sweep --report");
    place.works("sensitivity sensitivity.toml --quiet --out sensitivity --report --lang zh");
    place.works("calibrate calibration.toml --quiet --out calibration --report");
    let kinds = ["run", "sweep", "sensitivity", "calibration"];
    let mut line = String::from("report --out all.html");
    for kind in kinds {
        let folder = place.only(kind);
        let html = fs::read_to_string(folder.join("report.html")).unwrap();
        check(&html);
        assert!(html.matches("<figure class=\"plot\"").count() >= 1, "{kind}");
        assert!(html.contains("class=\"answer\""));
        line.push_str(&format!(" {}", folder.display()));
    }
    // Of all of them, one page with a part for each.
    place.works(&line);
    let html = fs::read_to_string(place.path("all.html")).unwrap();
    check(&html);
    assert_eq!(html.matches("<h2 class=\"part\"").count(), 4);
    let run = fs::read_to_string(place.only("run").join("report.html")).unwrap();
    let summary: Value =
        serde_json::from_str(&fs::read_to_string(place.only("run").join("summary.json")).unwrap()).unwrap();
    let entry = summary["measures"].as_array().unwrap().iter().find(|m| m["measure"] == "effort.trace_share").unwrap();
    let mean = 100.0 * entry["mean"].as_f64().unwrap();
    assert!(run.contains(&format!("Trace share of hours {mean:.1} %")), "{mean}");
}

#[test]
fn runs_on_the_same_seeds_become_a_comparison() {
    let place = Place::new();
    place.works("run tiny.toml --replicates 3 --quiet --out one");
    place.works("run tiny.toml --with policy.toml --replicates 3 --quiet --out two --format csv");
    place.works("run tiny.toml --replicates 3 --seed 9 --quiet --out three");
    let [one, two, three] = ["one", "two", "three"].map(|name| place.only(name).display().to_string());
    place.works(&format!("report {one} {two}"));
    let html = fs::read_to_string(place.path("report.html")).unwrap();
    check(&html);
    assert!(html.contains("<section id=\"who\"") && html.contains("3 pairs of runs"));
    // The same numbers as a comparison that was asked for as such.
    let folder = compared(&place, "");
    let summary: Value = serde_json::from_str(&fs::read_to_string(folder.join("summary.json")).unwrap()).unwrap();
    let entry = &summary["arms"][0]["differences"][0];
    assert_eq!(entry["measure"], "citizens.resolved_in_time");
    let shown = rounded(entry["difference"].as_f64().unwrap(), true);
    assert!(html.contains(&format!("{shown} percentage points")), "{shown}");
    // On other seeds they are two reports.
    place.works(&format!("report {one} {three} --force"));
    let html = fs::read_to_string(place.path("report.html")).unwrap();
    assert_eq!(html.matches("<h2 class=\"part\"").count(), 2);
}

#[test]
fn bad_folders_are_told_and_left_alone() {
    let place = Place::new();
    let folder = compared(&place, "");
    let line = format!("report {}", folder.display());
    let whole = contents(&folder);
    let (code, why) = place.refused("report nowhere");
    assert!(code == 2 && why.contains("there is no folder nowhere") && why.contains("help:"), "{why}");
    fs::create_dir(place.path("empty")).unwrap();
    let (code, why) = place.refused("report empty");
    assert!(code == 2 && why.contains("not a folder of results"), "{why}");
    let refuses = |file: &str, bytes: Option<&[u8]>, wanted: i32, word: &str| {
        let path = folder.join(file);
        match bytes {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let left = contents(&folder);
        let (code, why) = place.refused(&line);
        assert!(code == wanted && why.contains(word) && why.contains("help:"), "{file}: {code} {why}");
        assert_eq!(contents(&folder), left, "{file}");
        fs::write(&path, &whole[&path]).unwrap();
    };
    refuses("manifest.json", None, 5, "not complete");
    refuses("summary.json", None, 1, "is missing");
    refuses("values.parquet", None, 1, "values.parquet is missing");
    refuses("plan.json", None, 1, "plan.json is missing");
    refuses("manifest.json", Some(b"{"), 1, "cannot read");
    refuses("summary.json", Some(br#"{"schema_version": 2}"#), 2, "layout 2");
    refuses("plan.json", Some(br#"{"schema_version": 1, "arms": []}"#), 1, "no arms");
    let parquet = &whole[&folder.join("differences.parquet")];
    refuses("differences.parquet", Some(&parquet[..parquet.len() / 2]), 1, "differences.parquet");
    refuses("differences.parquet", Some(b""), 1, "differences.parquet");
    // A table of something else.
    let runs = whole[&folder.join("runs.parquet")].clone();
    refuses("values.parquet", Some(&runs), 1, "no column");
    assert_eq!(contents(&folder), whole);
    let (code, why) = place.refused(&format!("{line} --lang fr"));
    assert!(code == 2 && why.contains("fr"), "{why}");
    let (code, _) = place.refused("run tiny.toml --lang zh");
    assert_eq!(code, 2, "--lang is of the report");
}
