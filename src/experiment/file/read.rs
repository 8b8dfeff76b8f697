//! Reads an experiment file.

use super::arms::{Country, arms, one_arm};
use super::desk::{Desk, text_place};
use super::{Experiment, axes, keys};
use crate::experiment::averages::Window;
use crate::experiment::job::Arm;
use crate::experiment::question::{Check, Comparison, Pattern, Question, Validation};
use crate::scenario::text::country::is_name;
use crate::scenario::text::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::scenario::text::files::beside;
use crate::scenario::text::layers::Loader;
use crate::scenario::text::node::{self, Node, SYNTAX, Table, Value};
use crate::scenario::text::suggest;
use crate::scenario::text::write::sha256;
use crate::scenario::text::{time, typed};
use crate::scenario::{Files, Vocabulary};
use std::path::{Path, PathBuf};

/// The most runs of an experiment: their numbers are held in memory.
const MOST_RUNS: u64 = 2_000_000;

/// What the command line lays over an experiment.
#[derive(Debug, Clone, Default)]
pub struct Over {
    /// Values, as in `cascade.hedging=0.2`; laid over what the file sets for every run.
    pub set: Vec<String>,
    /// Replicates.
    pub replicates: Option<u32>,
    /// Seed of the model.
    pub seed: Option<u64>,
}

/// An experiment that was read.
#[derive(Debug, Clone)]
pub struct Read {
    /// The experiment.
    pub experiment: Experiment,
    /// Files that were read, with the SHA-256 of their text.
    pub inputs: Vec<(PathBuf, String)>,
}

/// The kind of an experiment file; none where the file is something else or cannot be read.
pub fn kind(files: &dyn Files, path: &Path) -> Option<String> {
    let text = files.read(path).ok()?;
    let mut faults = Diagnostics::default();
    let source = faults.add_source(String::new(), text);
    match &node::parse(source, &mut faults).get("kind")?.node.value {
        Value::Text(kind) => Some(kind.clone()),
        _ => Some(String::new()),
    }
}

/// What to say where a file is of another kind than the command is for.
pub fn other_kind(path: &Path, kind: &str) -> String {
    let file = path.display();
    let command = match kind {
        "comparison" => "compare",
        "calibration" => "calibrate",
        "pattern" => "validate",
        "sweep" | "sensitivity" => kind,
        _ => return format!("{file} is no kind of experiment\nhelp: kind = {}", suggest::one_of(keys::KINDS)),
    };
    format!("{file} is a {kind}\nhelp: jiama {command} {file}")
}

/// Reads an experiment file.
///
/// # Errors
/// All faults of the file, of the scenarios and policies that it names and of what is laid over it.
pub fn read(files: &dyn Files, path: &Path, over: &Over, vocabulary: Vocabulary) -> Result<Read, Diagnostics> {
    let mut loader = Loader { files, faults: Diagnostics::default(), inputs: Vec::new() };
    let Some(source) = loader.read(path, None) else { return Err(loader.faults) };
    let table = node::parse(source, &mut loader.faults);
    let top = Place { source, start: 0, end: 0 };
    let mut desk = Desk { loader, vocabulary, path: path.to_path_buf(), source, kind: "comparison" };
    let kind = desk.text(&table, "kind");
    match kind.as_deref().map(|kind| keys::KINDS.iter().find(|k| **k == kind)) {
        Some(Some(kind)) => desk.kind = kind,
        Some(None) => {
            let place = table.get("kind").map_or(top, |entry| entry.node.place);
            let help = suggest::help(kind.as_deref().unwrap_or_default(), keys::KINDS);
            desk.fault(Diagnostic::at(place, "this is not a kind of experiment").help(help));
        }
        None if !table.contains_key("kind") => {
            let fault = Diagnostic::at(top, "this file has no `kind`");
            let help = format!("an experiment says what is asked: kind = {}", suggest::one_of(keys::KINDS));
            desk.fault(fault.help(help).help("for one scenario there is `jiama run`, for two `jiama compare`"));
        }
        None => {}
    }
    let experiment = if desk.loader.faults.is_empty() { experiment(&mut desk, &table, top, over) } else { None };
    let Loader { mut faults, inputs, .. } = desk.loader;
    faults.drop_consequences(SYNTAX);
    faults.sort();
    match experiment {
        Some(experiment) if faults.is_empty() => {
            let inputs = inputs.into_iter().map(|(path, text)| (path, sha256(&text))).collect();
            Ok(Read { experiment, inputs })
        }
        _ => Err(faults),
    }
}

fn experiment(desk: &mut Desk<'_>, table: &Table, top: Place, over: &Over) -> Option<Experiment> {
    let required: &[&str] = match desk.kind {
        "comparison" => &["scenario", "arm"],
        "pattern" => &["scenario", "number", "title", "arm", "check"],
        "calibration" => &["scenario", "design", "factor", "target"],
        _ => &["scenario", "design", "factor", "outcomes"],
    };
    desk.check_keys("", table, required, top);
    let description = desk.text(table, "description").unwrap_or_default().trim().to_string();
    let stem = desk.path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let name = desk.text(table, "name").unwrap_or(stem);
    if !is_name(&name) {
        let place = table.get("name").map_or(top, |entry| entry.node.place);
        let fault = Diagnostic::at(place, format!("`{name}` cannot be the name of an experiment"));
        desk.fault(fault.label("only letters, digits, - and _").help("`description` takes any text"));
    }
    let written = desk.text(table, "scenario")?;
    let scenario = beside(&desk.path, &written);
    let windows = windows(desk, table);
    let replicates = desk.whole(table, "replicates", 1, 10_000);
    let replicates = over.replicates.or(replicates);

    let mut country = Country::new(desk, table, &scenario, over, windows)?;
    let with_arms = matches!(desk.kind, "comparison" | "pattern");
    let named = desk.texts(table, "outcomes");
    let figure = desk.texts(table, "figure");
    let checks = desk.tables(table, "check");
    let values = checks.iter().filter_map(|(check, _)| text_place(check, "value"));
    let targets = desk.tables(table, "target");
    let of_targets = targets.iter().filter_map(|(target, _)| text_place(target, "value"));
    let texts: Vec<(String, Place)> = named.iter().chain(&figure).cloned().chain(values).chain(of_targets).collect();
    // A comparison looks at everything; other questions only at what they name, which is faster.
    let only = (desk.kind != "comparison").then(|| texts.iter().map(|t| t.0.as_str()).collect::<Vec<_>>());
    country.keep(only.as_deref());
    let arms = if with_arms { arms(desk, table, &mut country) } else { one_arm(desk, &mut country) };
    let Some(arms) = arms else {
        // Without countries only the writing can be checked.
        for (text, place) in &texts {
            desk.syntax(text, *place);
        }
        return None;
    };
    if arms.len() < 2 && with_arms {
        let fault = Diagnostic::at(top, "there are fewer than two arms");
        desk.fault(fault.help("write one [[arm]] for each country that is to be compared"));
    }
    let replicates = replicates.unwrap_or_else(|| arms.first().map_or(1, |a| a.scenario.parameters().run.replicates));
    for (text, place) in named.iter().chain(&figure) {
        desk.expression(text, *place, &arms, false);
    }
    for (i, (text, place)) in named.iter().enumerate() {
        if named[..i].iter().any(|(other, _)| other == text) {
            desk.fault(Diagnostic::at(*place, format!("`{text}` is asked for twice")));
        }
    }
    if desk.kind != "comparison" && table.contains_key("outcomes") && named.is_empty() {
        let place = table.get("outcomes").map_or(top, |entry| entry.node.place);
        desk.fault(Diagnostic::at(place, "no outcome is asked for").help("jiama explain lists all measures"));
    }
    let outcomes: Vec<String> = named.into_iter().map(|(text, _)| text).collect();
    let question = match desk.kind {
        "comparison" => {
            let baseline = baseline(desk, table, &arms);
            let look_at = country.look_at;
            Question::Comparison(Comparison { baseline, replicates, until: None, look_at, outcomes })
        }
        "pattern" => {
            let checks = checks.iter().filter_map(|(check, place)| read_check(desk, check, *place, &arms)).collect();
            let pattern = Pattern {
                number: desk.whole(table, "number", 1, 1000)?,
                name: name.clone(),
                title: desk.text(table, "title")?,
                description: description.clone(),
                arms: arms.iter().enumerate().map(|(i, arm)| (arm.name.clone(), i)).collect(),
                replicates,
                figure: figure.into_iter().map(|(text, _)| text).collect(),
                checks,
            };
            Question::Validation(Validation { patterns: vec![pattern] })
        }
        _ => axes::question(desk, table, arms.first()?, replicates, outcomes, &targets, top)?,
    };
    let experiment = Experiment { name, description, arms, question };
    if let Some(runs) = experiment.planned_runs().filter(|runs| *runs > MOST_RUNS) {
        let fault =
            Diagnostic::at(top, format!("this asks for {runs} runs, at most {MOST_RUNS} can be held in memory"));
        desk.fault(fault.help("take fewer points or replicates"));
    }
    Some(experiment)
}

fn windows(desk: &mut Desk<'_>, table: &Table) -> Vec<Window> {
    let mut found = Vec::new();
    let Some(entry) = table.get("windows") else { return found };
    let Some(inner) = typed::table(&entry.node, "windows", &mut desk.loader.faults) else { return found };
    for (name, entry) in inner {
        let taken = matches!(name.as_str(), "first" | "last")
            || name.strip_prefix("year").is_some_and(|n| n.parse::<u32>().is_ok());
        if taken {
            desk.fault(
                Diagnostic::at(entry.key, format!("the window `{name}` is there anyway")).label("take another name"),
            );
            continue;
        }
        let weeks = |node: &Node| match &node.value {
            Value::Text(text) => time::weeks(text),
            Value::Number(n) => Some(*n),
            _ => None,
        };
        let whole = |w: f64| (w.fract() == 0.0 && (0.0..=5200.0).contains(&w)).then_some(w as u32);
        let pair = match &entry.node.value {
            Value::List(list) if list.len() == 2 => {
                weeks(&list[0]).and_then(whole).zip(weeks(&list[1]).and_then(whole)).filter(|(a, b)| a < b)
            }
            _ => None,
        };
        match pair {
            Some((from, until)) => found.push(Window { name: name.clone(), weeks: from..until }),
            None => desk.fault(typed::mismatch(
                &entry.node,
                &format!("windows.{name}"),
                "two times of whole weeks, the first before the second, like [\"1 year\", \"60 weeks\"]",
            )),
        }
    }
    found
}

fn baseline(desk: &mut Desk<'_>, table: &Table, arms: &[Arm]) -> usize {
    let Some(name) = desk.text(table, "baseline") else { return 0 };
    arms.iter().position(|arm| arm.name == name).unwrap_or_else(|| {
        let place = table.get("baseline").map(|entry| entry.node.place);
        let help = suggest::help(&name, arms.iter().map(|a| a.name.as_str()));
        desk.fault(Diagnostic::at(place, format!("there is no arm `{name}`")).help(help));
        0
    })
}

fn read_check(desk: &mut Desk<'_>, table: &Table, place: Place, arms: &[Arm]) -> Option<Check> {
    desk.check_keys("check", table, &["says", "value", "expect"], place);
    let null = match table.get("null") {
        Some(entry) => typed::switch(&entry.node, "null", &mut desk.loader.faults).unwrap_or(false),
        None => false,
    };
    let (value, at) = text_place(table, "value")?;
    desk.expression(&value, at, arms, true);
    let (expect, at) = text_place(table, "expect")?;
    if let Err(fault) = crate::experiment::check::Expectation::parse(&expect) {
        desk.fault(Diagnostic::at(at, fault.message).label("not understood").help(fault.help));
    }
    Some(Check { says: desk.text(table, "says")?, value, expect, null })
}
