//! `docs/sources.md` lists every item of the sources once and in order, and everything that it names exists.
#![allow(clippy::expect_used, reason = "a test that cannot read its files has failed")]

use jiama::mechanisms::{MECHANISMS, registry, standard_indicators};
use jiama::parameter::{Registry, Role};
use std::path::Path;

/// Items of each text.
const ITEMS: [(&str, u32); 5] = [("S0", 48), ("S1", 58), ("S2", 40), ("S3", 28), ("S4", 36)];
/// How a row says that nothing represents its item.
const NOT_MODELLED: &str = "not modelled, because ";

/// One row of the tables.
struct Row {
    id: String,
    says: String,
    kind: String,
    represented: String,
}

impl Row {
    /// What the row names in code ticks, as (type, name).
    fn named(&self) -> Vec<(&str, &str)> {
        let ticked = self.represented.split('`').skip(1).step_by(2);
        ticked.map(|text| text.split_once(':').unwrap_or(("", text))).collect()
    }
}

fn rows() -> Vec<Row> {
    let text = std::fs::read_to_string(root().join("docs/sources.md")).expect("docs/sources.md");
    let rows = text.lines().filter(|line| line.starts_with("| S") && line.contains('-'));
    rows.filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let is_item = cells[0].split_once('-').is_some_and(|(_, n)| n.parse::<u32>().is_ok());
        is_item.then(|| {
            assert_eq!(cells.len(), 4, "{line}");
            let [id, says, kind, represented] = [0, 1, 2, 3].map(|i| cells[i].to_string());
            Row { id, says, kind, represented }
        })
    })
    .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Role of a parameter, or of the parameter that an element such as `evaluation.weights.digital` belongs to.
fn role(registry: &Registry, path: &str) -> Option<Role> {
    let element = || registry.find(path).map(|leaf| registry.declaration_of(leaf));
    registry.declaration(path).or_else(element).map(|d| d.role)
}

#[test]
fn every_item_is_listed_once_and_in_order() {
    let expected: Vec<String> =
        ITEMS.iter().flat_map(|(text, count)| (1..=*count).map(move |n| format!("{text}-{n}"))).collect();
    let found: Vec<String> = rows().into_iter().map(|row| row.id).collect();
    assert_eq!(found, expected);
}

#[test]
fn every_item_has_a_phrase_and_a_known_kind() {
    for row in rows() {
        assert!(!row.says.is_empty(), "{}", row.id);
        for kind in row.kind.split('/') {
            let letter = kind.trim_end_matches(|c: char| c.is_ascii_digit());
            assert!(["G", "H", "C", "R", "F"].contains(&letter), "{}: kind `{kind}`", row.id);
        }
    }
}

#[test]
fn every_item_is_represented_or_says_why_not() {
    for row in rows() {
        match row.represented.split_once(NOT_MODELLED) {
            Some((_, why)) => assert!(!why.trim().is_empty(), "{} gives no reason", row.id),
            None => assert!(!row.named().is_empty(), "{} names nothing", row.id),
        }
    }
}

#[test]
fn everything_named_exists() {
    let registry = registry(&standard_indicators());
    let mut faults = Vec::new();
    for row in rows() {
        for (what, name) in row.named() {
            let exists = match what {
                "parameter" => role(&registry, name).is_some_and(|role| role != Role::Lever),
                "lever" => role(&registry, name) == Some(Role::Lever),
                "mechanism" => MECHANISMS.iter().any(|m| m.name == name),
                "scenario" => root().join("scenarios").join(format!("{name}.toml")).is_file(),
                "measure" => true, // see `every_measure_named_exists`
                _ => false,
            };
            if !exists {
                faults.push(format!("{}: `{what}:{name}`", row.id));
            }
        }
    }
    assert!(faults.is_empty(), "no such thing:\n{}", faults.join("\n"));
}

#[test]
fn every_measure_named_exists() {
    let measures = jiama::observe::measure_names();
    for row in rows() {
        for (what, name) in row.named() {
            assert!(what != "measure" || measures.contains(&name), "{}: no measure `{name}`", row.id);
        }
    }
}

#[test]
fn every_mechanism_and_every_policy_file_is_named() {
    let rows = rows();
    let named: Vec<(&str, &str)> = rows.iter().flat_map(Row::named).collect();
    for mechanism in MECHANISMS {
        assert!(named.contains(&("mechanism", mechanism.name)), "no item names the mechanism {}", mechanism.name);
    }
    for entry in std::fs::read_dir(root().join("scenarios/policies")).expect("scenarios/policies") {
        let path = entry.expect("entry").path();
        let stem = path.file_stem().and_then(|s| s.to_str()).expect("a name");
        let name = format!("policies/{stem}");
        assert!(named.contains(&("scenario", &name)), "no item names {name}");
    }
}
