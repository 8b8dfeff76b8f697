//! What distinguishes an arm from the baseline, read from the text of the two resolved scenarios: policies with their dates,
//! places and values before and after, other values, mechanisms switched off.

use crate::world::clock::date_of;
use jiff::civil::Date;
use toml::{Table, Value};

/// One thing that is different.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A dated layer over values.
    Policy(Policy),
    /// A policy of the baseline that the arm has not.
    Without(String),
    /// A value that differs from the first week on.
    Set(Setting),
    /// A mechanism that is switched off.
    Off(String),
    /// A mechanism that is on again.
    On(String),
}

/// A policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Its name, as its file gives it.
    pub name: String,
    /// What it does, in the words of its file.
    pub about: String,
    /// First day; none where it is there from the beginning.
    pub from: Option<String>,
    /// Last day; none where it stays.
    pub until: Option<String>,
    /// Weeks in which it grows to its full size.
    pub ramp: u32,
    /// The tier that it is for; none for all.
    pub tier: Option<String>,
    /// The regions that it is for; empty for all.
    pub regions: Vec<String>,
    /// What it sets.
    pub set: Vec<Setting>,
}

/// A value before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Path of the parameter.
    pub path: String,
    /// What it was; none where the baseline has no such value.
    pub before: Option<String>,
    /// What it is.
    pub after: String,
}

/// Tables and keys that say nothing about the country itself.
const ASIDE: [&str; 5] = ["name", "description", "policy", "record", "structure"];
/// Values that say how it is run, not what it is.
const RUN: [&str; 2] = ["run.seed", "run.replicates"];

/// What an arm changes; without a baseline, the policies that the country has itself.
///
/// # Errors
/// Where one of the texts is no TOML.
pub fn changes(arm: &str, baseline: Option<&str>) -> Result<Vec<Change>, String> {
    let parse = |text: &str| text.parse::<Table>().map_err(|e| e.message().to_string());
    let arm = parse(arm)?;
    let base = baseline.map(parse).transpose()?;
    let mut found = Vec::new();
    if let Some(base) = &base {
        let off = |table: &Table| list(table.get("structure").and_then(|s| s.get("off")));
        let (mine, theirs) = (off(&arm), off(base));
        found.extend(mine.iter().filter(|m| !theirs.contains(m)).cloned().map(Change::Off));
        found.extend(theirs.into_iter().filter(|m| !mine.contains(m)).map(Change::On));
        found.extend(settings(&arm, base).into_iter().map(Change::Set));
        let kept = policies(&arm);
        let gone = policies(base).into_iter().filter(|p| !kept.contains(p));
        found.extend(gone.filter_map(|p| Some(Change::Without(text(p.get("name"))?))));
    }
    let known: Vec<&Table> = base.as_ref().map(policies).unwrap_or_default();
    let start = start(&arm);
    let mut so_far: Vec<(i64, &Table)> = Vec::new();
    let mut own: Vec<&Table> = policies(&arm);
    own.sort_by_key(|p| week(p.get("from")));
    for policy in own {
        if !known.contains(&policy) {
            found.push(Change::Policy(read(policy, &arm, &so_far, start)));
        }
        so_far.push((week(policy.get("from")).unwrap_or(i64::MIN), policy));
    }
    Ok(found)
}

/// First recorded day of a scenario.
pub fn start(scenario: &Table) -> Option<Date> {
    let start = scenario.get("run")?.get("start")?;
    start.to_string().parse().ok()
}

fn week(value: Option<&Value>) -> Option<i64> {
    value.and_then(Value::as_integer)
}

fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(str::to_string)
}

fn list(value: Option<&Value>) -> Vec<String> {
    let all = value.and_then(Value::as_array);
    all.map(|all| all.iter().filter_map(|v| text(Some(v))).collect()).unwrap_or_default()
}

fn policies(scenario: &Table) -> Vec<&Table> {
    let all = scenario.get("policy").and_then(Value::as_array);
    all.map(|all| all.iter().filter_map(Value::as_table).collect()).unwrap_or_default()
}

/// A value as people read it.
pub fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Float(number) => number.to_string(),
        other => other.to_string(),
    }
}

/// The value of a path as `evaluation.weights.digital`.
fn at<'a>(scenario: &'a Table, path: &str) -> Option<&'a Value> {
    let mut parts = path.split('.');
    let mut value = scenario.get(parts.next()?)?;
    for part in parts {
        value = value.get(part)?;
    }
    Some(value)
}

fn read(policy: &Table, scenario: &Table, earlier: &[(i64, &Table)], start: Option<Date>) -> Policy {
    let from = week(policy.get("from"));
    let day = |week: Option<i64>| {
        let week = i32::try_from(week?).ok()?;
        Some(date_of(start?, week).to_string())
    };
    let scope = policy.get("scope");
    let before = |path: &str| {
        let set = |p: &&(i64, &Table)| p.1.get("set").and_then(|s| s.get(path)).is_some();
        let last = earlier.iter().rev().find(set);
        let value = last.and_then(|p| p.1.get("set")).and_then(|s| s.get(path)).or_else(|| at(scenario, path));
        value.map(shown)
    };
    let set = policy.get("set").and_then(Value::as_table);
    let set = set.into_iter().flatten().map(|(path, value)| Setting {
        path: path.clone(),
        before: before(path),
        after: shown(value),
    });
    Policy {
        name: text(policy.get("name")).unwrap_or_default(),
        about: text(policy.get("about")).unwrap_or_default(),
        from: day(from.filter(|week| *week > 0)),
        until: day(week(policy.get("until"))),
        ramp: week(policy.get("ramp")).and_then(|w| u32::try_from(w).ok()).unwrap_or(0),
        tier: text(scope.and_then(|s| s.get("tier"))),
        regions: list(scope.and_then(|s| s.get("regions"))),
        set: set.collect(),
    }
}

/// Values of an arm that are not those of the baseline.
fn settings(arm: &Table, base: &Table) -> Vec<Setting> {
    let mut found = Vec::new();
    for (key, value) in arm.iter().filter(|(key, _)| !ASIDE.contains(&key.as_str())) {
        differ(key, value, base.get(key), &mut found);
    }
    found.retain(|s| !RUN.contains(&s.path.as_str()));
    found
}

fn differ(path: &str, value: &Value, before: Option<&Value>, found: &mut Vec<Setting>) {
    if before == Some(value) {
        return;
    }
    match value {
        Value::Table(table) => {
            for (key, value) in table {
                differ(&format!("{path}.{key}"), value, before.and_then(|b| b.get(key)), found);
            }
        }
        _ => found.push(Setting { path: path.into(), before: before.map(shown), after: shown(value) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = r#"
name = "a"
[structure]
off = ["audit"]
[run]
start = 2020-01-01
seed = 1
[evaluation]
weights = { digital = 0.5, results = 0.5 }
[contest]
rankings = 1.0
[[policy]]
name = "Old"
from = -10
ramp = 0
set = { "contest.rankings" = 0.5 }
"#;

    #[test]
    fn a_policy_says_when_where_and_from_what() {
        let arm = format!(
            "{BASE}\n[[policy]]\nname = \"New\"\nabout = \"It.\"\nfrom = 104\nuntil = 156\nramp = 26\nscope = {{ tier = \"county\", regions = [\"p-2\"] }}\nset = {{ \"evaluation.weights.digital\" = 0.2, \"contest.rankings\" = 0.0 }}\n"
        );
        let found = changes(&arm, Some(BASE)).unwrap();
        let [Change::Policy(policy)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((policy.name.as_str(), policy.about.as_str(), policy.ramp), ("New", "It.", 26));
        assert_eq!((policy.from.as_deref(), policy.until.as_deref()), (Some("2021-12-29"), Some("2022-12-28")));
        assert_eq!((policy.tier.as_deref(), policy.regions.as_slice()), (Some("county"), &["p-2".to_string()][..]));
        let shown: Vec<_> =
            policy.set.iter().map(|s| (s.path.as_str(), s.before.as_deref(), s.after.as_str())).collect();
        // The earlier policy had set it already; numbers are as people write them.
        assert_eq!(shown, [("contest.rankings", Some("0.5"), "0"), ("evaluation.weights.digital", Some("0.5"), "0.2")]);
        // Alone, the country's own policies are told; one that was there from the start has no date.
        let own = changes(BASE, None).unwrap();
        assert!(matches!(own.as_slice(), [Change::Policy(p)] if p.name == "Old" && p.from.is_none()), "{own:?}");
    }

    #[test]
    fn other_values_and_mechanisms_are_found() {
        let arm = BASE.replace("digital = 0.5", "digital = 0.9").replace("[\"audit\"]", "[\"careers\"]");
        let arm = arm.replace("seed = 1", "seed = 2").replace("\"Old\"", "\"Other\"");
        let found = changes(&arm, Some(BASE)).unwrap();
        assert_eq!(found[0], Change::Off("careers".into()));
        assert_eq!(found[1], Change::On("audit".into()));
        let set =
            Setting { path: "evaluation.weights.digital".into(), before: Some("0.5".into()), after: "0.9".into() };
        assert_eq!(found[2], Change::Set(set));
        assert_eq!(found[3], Change::Without("Old".into()));
        assert!(matches!(&found[4], Change::Policy(p) if p.name == "Other"));
        assert_eq!(found.len(), 5);
        assert_eq!(changes(BASE, Some(BASE)).unwrap(), []);
        assert!(changes("= ", None).is_err());
    }
}
