//! Rules between parameters, which no bounds of a single one can say.

use super::Scenario;
use super::vocabulary::Fault;
use crate::mechanisms::Parameters;
use crate::parameter::{Field, Kind};
use crate::world::indicator::IndicatorKind;

/// The rules that a scenario breaks, before any policy and under its policies.
pub fn faults(scenario: &Scenario) -> Vec<Fault> {
    let mut found = Vec::new();
    let plain = scenario.parameters();
    people(&plain, &mut found);
    indicators(scenario, &plain, &mut found);
    weights(scenario, &plain, None, &mut found);
    // Each policy alone, and all up to it together.
    let mut together = scenario.values.clone();
    for (i, policy) in scenario.policies.iter().enumerate() {
        ramps(scenario, i, &mut found);
        let mut values = scenario.values.clone();
        for &(leaf, value) in &policy.set {
            values[leaf] = value;
            together[leaf] = value;
        }
        let mut here = Vec::new();
        weights(scenario, &Parameters::from_values(&values), Some(i), &mut here);
        weights(scenario, &Parameters::from_values(&together), Some(i), &mut here);
        here.dedup();
        // What is at fault without the policy is told once.
        here.retain(|fault| !found.iter().any(|known| known.message == fault.message));
        found.extend(here);
    }
    found
}

/// Only numbers can move in steps; a choice or a switch has nothing in between.
fn ramps(scenario: &Scenario, number: usize, found: &mut Vec<Fault>) {
    let policy = &scenario.policies[number];
    for &(leaf, _) in policy.set.iter().filter(|_| policy.ramp > 0) {
        let declaration = scenario.registry.declaration_of(leaf);
        if matches!(declaration.kind, Kind::Switch | Kind::Choice(_)) {
            let path = &scenario.registry.leaves()[leaf].path;
            let message = format!("`{path}` cannot move in steps: it is {}", declaration.allowed());
            found.push(fault(format!("policy.{number}.{path}"), message, "set it in a policy without `ramp`"));
        }
    }
}

fn fault(path: impl Into<String>, message: impl Into<String>, help: impl Into<String>) -> Fault {
    Fault { path: path.into(), message: message.into(), help: help.into() }
}

/// Shares that are drawn from must not all be zero.
fn people(p: &Parameters, found: &mut Vec<Fault>) {
    let people = &p.population;
    let rows: [(&str, &[f64]); 6] = [
        ("ages", &people.ages),
        ("education_18_29", &people.education_18_29),
        ("education_30_44", &people.education_30_44),
        ("education_45_59", &people.education_45_59),
        ("education_60_74", &people.education_60_74),
        ("education_75", &people.education_75),
    ];
    for (name, row) in rows {
        if row.iter().all(|share| *share <= 0.0) {
            let path = format!("population.{name}");
            let message = format!("the shares of `{path}` are all zero");
            found.push(fault(path, message, "at least one must be above zero; they are normalised to sum to 1"));
        }
    }
}

/// The three kinds that measure a stock of the office can occur once.
fn indicators(scenario: &Scenario, p: &Parameters, found: &mut Vec<Fault>) {
    for kind in [IndicatorKind::OnlineShare, IndicatorKind::PlatformCount, IndicatorKind::PlatformQuality] {
        let names: Vec<&String> = scenario
            .indicators
            .iter()
            .zip(&p.indicators)
            .filter(|(_, i)| i.kind == kind)
            .map(|(name, _)| name)
            .collect();
        if let [first, second, ..] = names.as_slice() {
            let place = kind.values().first().map_or(0, |at| *at as usize);
            let word = match IndicatorKind::KIND {
                crate::parameter::Kind::Choice(words) => words[place],
                _ => "",
            };
            found.push(fault(
                format!("indicators.{second}.kind"),
                format!("the indicators `{first}` and `{second}` are both of the kind \"{word}\""),
                "a scenario can have one of this kind; records, displays and replies may occur several times",
            ));
        }
    }
}

/// Weights that are normalised must not all be zero, and layering must converge.
fn weights(scenario: &Scenario, p: &Parameters, policy: Option<usize>, found: &mut Vec<Fault>) {
    let at = |path: &str| match policy {
        Some(i) => format!("policy.{i}.{path}"),
        None => path.to_string(),
    };
    let under = match policy {
        Some(i) => format!(" under the policy `{}`", scenario.policies[i].name),
        None => String::new(),
    };
    if p.evaluation.weights.iter().all(|w| *w <= 0.0) {
        found.push(fault(
            at("evaluation.weights"),
            format!("the weights of the evaluation are all zero{under}"),
            "at least one of digital, results and satisfaction must be above zero",
        ));
    }
    if p.evaluation.weights[0] > 0.0 && p.indicators.iter().all(|i| i.weight <= 0.0) {
        let path =
            scenario.indicators.first().map_or("structure.indicators".into(), |n| format!("indicators.{n}.weight"));
        found.push(fault(
            at(&path),
            format!(
                "the weights of the indicators are all zero{under}, but digital indicators count in the evaluation"
            ),
            "give one indicator a weight above zero, or set `evaluation.weights.digital` to 0",
        ));
    }
    let gain = p.cascade.sibling_weight * (1.0 + p.cascade.cap);
    if gain >= 1.0 {
        let path = if policy.is_some() { at("cascade.cap") } else { "cascade.sibling_weight".into() };
        found.push(fault(
            path,
            format!("targets would grow without end{under}: `cascade.sibling_weight` x (1 + `cascade.cap`) is {gain:.3}, and must be below 1"),
            "lower `cascade.sibling_weight` or `cascade.cap`",
        ));
    }
}
