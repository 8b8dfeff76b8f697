//! The shipped patterns and comparisons say something that can be calculated: every expression is read, and names arms, measures,
//! tiers and windows that there are.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test, to give up is to fail")]

use jiama::experiment::check::Expectation;
use jiama::experiment::expression::{self, Expression};
use jiama::mechanisms::MECHANISMS;
use std::collections::BTreeSet;
use std::path::PathBuf;
use toml::{Table, Value};

const TIERS: [&str; 5] = ["centre", "province", "prefecture", "county", "township"];

/// Files of a kind, by path.
fn shipped(kind: &str) -> Vec<(PathBuf, Table)> {
    let mut found: Vec<(PathBuf, Table)> = std::fs::read_dir("scenarios/validation")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), std::fs::read_to_string(&path).unwrap().parse().unwrap()))
        .filter(|(_, table): &(PathBuf, Table)| table.get("kind").and_then(Value::as_str) == Some(kind))
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

fn list<'a>(table: &'a Table, key: &str) -> &'a [Value] {
    table.get(key).map_or(&[], |value| value.as_array().unwrap())
}

fn names(table: &Table) -> BTreeSet<String> {
    let found: Vec<String> = list(table, "arm").iter().map(|arm| arm["name"].as_str().unwrap().to_string()).collect();
    let once: BTreeSet<String> = found.iter().cloned().collect();
    assert_eq!(found.len(), once.len(), "an arm comes twice");
    once
}

/// Reads an expression and looks its names up.
fn read(text: &str, table: &Table, path: &std::path::Path, with_arms: bool) -> Expression {
    let measures: BTreeSet<&str> = jiama::model::vocabulary().measures.iter().map(|m| m.name).collect();
    let expression = expression::parse(text).unwrap_or_else(|fault| panic!("{}: {text}: {fault}", path.display()));
    for reference in expression.references() {
        let place = format!("{}: {reference}", path.display());
        assert_eq!(reference.arm.is_some(), with_arms, "{place}");
        assert!(reference.arm.as_ref().is_none_or(|arm| names(table).contains(arm)), "{place}");
        assert!(measures.contains(reference.measure.as_str()), "{place}");
        assert!(reference.tier.as_ref().is_none_or(|tier| TIERS.contains(&tier.as_str())), "{place}");
        let windows = table.get("windows").map(|windows| windows.as_table().unwrap());
        let known = |name: &str| {
            ["first", "last"].contains(&name)
                || name.strip_prefix("year").is_some_and(|year| year.parse::<u32>().is_ok())
                || windows.is_some_and(|windows| windows.contains_key(name))
        };
        assert!(reference.window.as_ref().is_none_or(|window| known(window)), "{place}");
    }
    expression
}

#[test]
fn the_fourteen_patterns_can_be_calculated() {
    let files = shipped("pattern");
    let numbers: Vec<i64> = files.iter().map(|(_, table)| table["number"].as_integer().unwrap()).collect();
    assert_eq!(numbers, (1..=14).collect::<Vec<i64>>());
    for (path, table) in &files {
        let checks = list(table, "check");
        let nulls = checks.iter().filter(|check| check.get("null").is_some_and(|null| null.as_bool() == Some(true)));
        assert_eq!(nulls.count() == 0, table["number"].as_integer() == Some(14), "{}", path.display());
        let mut used = BTreeSet::new();
        for check in checks {
            let text = check["value"].as_str().unwrap();
            used.extend(read(text, table, path, true).references().filter_map(|r| r.arm.clone()));
            let expected = check["expect"].as_str().unwrap();
            Expectation::parse(expected).unwrap_or_else(|fault| panic!("{}: {expected}: {fault}", path.display()));
        }
        assert!(!list(table, "figure").is_empty(), "{}", path.display());
        for text in list(table, "figure") {
            read(text.as_str().unwrap(), table, path, false);
        }
        assert!(used.is_subset(&names(table)));
    }
}

#[test]
fn the_comparisons_can_be_calculated() {
    let files = shipped("comparison");
    for (path, table) in &files {
        assert!(names(table).contains(table["baseline"].as_str().unwrap()), "{}", path.display());
        for text in list(table, "outcomes") {
            read(text.as_str().unwrap(), table, path, false);
        }
    }
    let ablation = files.iter().find(|(_, table)| table["name"].as_str() == Some("ablation")).unwrap();
    let off: BTreeSet<&str> =
        list(&ablation.1, "arm").iter().flat_map(|arm| arm.get("off")).map(|off| off[0].as_str().unwrap()).collect();
    assert_eq!(off, MECHANISMS.iter().map(|mechanism| mechanism.name).collect());
}
