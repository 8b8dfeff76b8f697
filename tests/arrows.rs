//! The arrows between the folders of `src`, read from the source: who may use whom, and rules that hold for every file.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, to give up is to fail")]

use jiama::mechanisms::MECHANISMS;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What each folder (or file) of `src` may use of the others: exactly this, in code that is not a test.
const ARROWS: [(&str, &[&str]); 18] = [
    ("parameter", &[]),
    ("parallel", &[]),
    ("wide", &[]),
    ("random", &["wide"]),
    ("world", &["parameter", "parallel", "random", "wide"]),
    ("policy", &["world"]),
    ("engine", &["world"]),
    ("mechanisms", &["parameter", "parallel", "wide", "random", "world", "policy"]),
    ("scenario", &["parameter", "world", "policy", "mechanisms"]),
    ("observe", &["parallel", "world", "engine", "scenario"]),
    ("terms", &["parameter", "mechanisms", "observe"]),
    ("report", &["parallel", "world", "observe", "terms"]),
    ("model", &["random", "parallel", "world", "policy", "engine", "mechanisms", "scenario", "observe"]),
    ("workload", &["parallel", "world", "engine", "scenario", "model"]),
    (
        "experiment",
        &["parameter", "random", "parallel", "world", "policy", "engine", "scenario", "observe", "report", "model"],
    ),
    (
        "workshop",
        &[
            "parallel",
            "parameter",
            "world",
            "policy",
            "mechanisms",
            "scenario",
            "observe",
            "terms",
            "report",
            "model",
            "experiment",
        ],
    ),
    (
        "cli",
        &["workshop", "parallel", "world", "scenario", "observe", "terms", "report", "model", "workload", "experiment"],
    ),
    ("main", &["cli"]),
];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// All source files, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = entries.into_iter().partition(|p| p.is_dir());
    let mut all: Vec<PathBuf> = files.into_iter().filter(|p| p.extension().is_some_and(|e| e == "rs")).collect();
    all.extend(folders.iter().flat_map(|f| self::files(f)));
    all
}

/// The folder of `src` that a file is in, or its own name where it lies in `src` itself.
fn folder_of(file: &Path) -> String {
    let inside = file.strip_prefix(src()).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_string()
}

/// Whether a whole file is a test module.
fn is_test_file(file: &Path) -> bool {
    file.file_stem().is_some_and(|s| s == "tests" || s.to_string_lossy().ends_with("_tests"))
}

/// The lines of code of a file with their numbers: no comments, and nothing of its test module, which comes last.
fn code(file: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(file).unwrap();
    let mut lines = Vec::new();
    let mut all = text.lines().enumerate().peekable();
    while let Some((i, line)) = all.next() {
        let starts_tests = line == "#[cfg(test)]" && all.peek().is_some_and(|(_, next)| next.starts_with("mod "));
        if starts_tests && all.peek().is_some_and(|(_, next)| next.ends_with('{')) {
            break;
        }
        if !line.trim_start().starts_with("//") {
            lines.push((i + 1, line.to_string()));
        }
    }
    lines
}

/// The folders that a line names after `crate::`, also in braces.
fn named(line: &str) -> Vec<String> {
    let word = |s: &str| s.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    line.match_indices("crate::")
        .flat_map(|(at, key)| {
            let rest = &line[at + key.len()..];
            match rest.strip_prefix('{') {
                Some(list) => list.split(',').map(|part| word(part.trim_start())).collect(),
                None => vec![word(rest)],
            }
        })
        .filter(|w| !w.is_empty())
        .collect()
}

/// The arrows that there are, with one place in the source for each.
fn found() -> BTreeMap<(String, String), String> {
    let mut arrows = BTreeMap::new();
    for file in files(&src()) {
        let from = folder_of(&file);
        if from == "lib" || is_test_file(&file) {
            continue;
        }
        for (number, line) in code(&file) {
            // The program sees the library from outside.
            let line = if from == "main" { line.replace("jiama::", "crate::") } else { line };
            for to in named(&line) {
                if to != from {
                    let place = format!("{}:{number}", file.strip_prefix(src()).unwrap().display());
                    arrows.entry((from.clone(), to)).or_insert(place);
                }
            }
        }
    }
    arrows
}

#[test]
fn the_arrows_are_those_of_the_table() {
    let allowed: BTreeSet<(String, String)> =
        ARROWS.iter().flat_map(|(from, to)| to.iter().map(|to| ((*from).to_string(), (*to).to_string()))).collect();
    let found = found();
    for (arrow, place) in &found {
        assert!(allowed.contains(arrow), "`{}` must not use `{}`, but does at {place}", arrow.0, arrow.1);
    }
    for arrow in &allowed {
        assert!(found.contains_key(arrow), "`{}` no longer uses `{}`: take the arrow out", arrow.0, arrow.1);
    }
}

#[test]
fn the_table_goes_up_only_and_has_every_folder() {
    let place = |name: &str| ARROWS.iter().position(|(n, _)| *n == name);
    for (i, (from, to)) in ARROWS.iter().enumerate() {
        for to in *to {
            assert!(place(to).is_some_and(|j| j < i), "`{from}` uses `{to}`, which does not stand before it");
        }
    }
    let folders: BTreeSet<String> = files(&src()).iter().map(|f| folder_of(f)).filter(|f| f != "lib").collect();
    let listed: BTreeSet<String> = ARROWS.iter().map(|(n, _)| (*n).to_string()).collect();
    assert_eq!(folders, listed);
}

#[test]
fn mechanisms_do_not_use_each_other_in_a_circle() {
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for mechanism in &MECHANISMS {
        let mut files = vec![src().join(format!("mechanisms/{}.rs", mechanism.name))];
        if !files[0].exists() {
            files = self::files(&src().join("mechanisms").join(mechanism.name));
        }
        for file in files {
            for (_, line) in code(&file).into_iter().filter(|(_, l)| l.trim_start().starts_with("use ")) {
                for other in MECHANISMS.iter().filter(|o| o.name != mechanism.name) {
                    let words: BTreeSet<&str> = line.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
                    if words.contains(other.name) && words.contains("super") {
                        uses.entry(mechanism.name.into()).or_default().insert(other.name.into());
                    }
                }
            }
        }
    }
    // Take away who uses nobody that is left, until none is left.
    let mut left: BTreeSet<String> = MECHANISMS.iter().map(|m| m.name.to_string()).collect();
    loop {
        let free: Vec<String> =
            left.iter().filter(|m| uses.get(*m).is_none_or(|u| u.is_disjoint(&left))).cloned().collect();
        if free.is_empty() {
            break;
        }
        free.iter().for_each(|m| {
            left.remove(m);
        });
    }
    assert!(left.is_empty(), "in a circle: {left:?}, {uses:?}");
}

#[test]
fn every_file_of_a_mechanism_is_in_the_index() {
    let not_mechanisms = ["mod", "context", "felt"];
    let folder = src().join("mechanisms");
    let names: BTreeSet<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|name| !not_mechanisms.contains(&name.as_str()))
        .collect();
    let listed: BTreeSet<String> = MECHANISMS.iter().map(|m| m.name.to_string()).collect();
    assert_eq!(names, listed);
}

#[test]
fn every_file_begins_by_saying_what_it_is() {
    for file in files(&src()) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{} does not begin with `//! `", file.display());
    }
}

/// The command talks to people; the library does not, and nothing gives up by panicking.
#[test]
fn nothing_unwraps_or_prints_outside_tests() {
    for file in files(&src()).into_iter().filter(|f| !is_test_file(f)) {
        for (number, line) in code(&file) {
            for forbidden in [".unwrap()", ".unwrap_err()", ".expect(", "println!", "dbg!", "todo!", "unimplemented!"] {
                assert!(!line.contains(forbidden), "{}:{number}: {forbidden}", file.display());
            }
        }
    }
}
