//! Scenario files to start from: runnable, with a comment on everything.

use super::keys;
use super::parameters::row_text;
use crate::mechanisms::{self, MECHANISMS};
use crate::parameter::{Basis, Declaration};
use std::fmt::Write;

/// A template.
#[derive(Debug, Clone, Copy)]
pub struct Template {
    /// Name.
    pub name: &'static str,
    /// What it holds.
    pub sentence: &'static str,
    /// Makes its text.
    pub text: fn() -> String,
}

/// All templates.
pub const TEMPLATES: &[Template] = &[
    Template { name: "minimal", sentence: "A small country, one policy and what most people change.", text: minimal },
    Template {
        name: "full",
        sentence: "Every key and every parameter, each with its sentence, bounds, default and source.",
        text: full,
    },
];

/// First line of a file that names the schema, for editors.
pub const SCHEMA_LINE: &str = "#:schema ../docs/scenario.schema.json";

fn minimal() -> String {
    let text = r#"# A scenario of Jiama. `jiama check FILE` finds faults, `jiama run FILE` simulates it,
# `jiama explain NAME` says what a name means, `jiama init full` shows every parameter.

name        = "my-country"
description = "Trace-heavy evaluation in a small country; results count more from the third year on."

[run]
years   = 5                  # recorded years
burn_in = "2 years"          # runs before recording starts
start   = 2020-01-01         # date of the first recorded week
seed    = 20200101           # all luck follows from it

[hierarchy]
tiers   = ["centre", "province", "prefecture", "county", "township"]
fan_out = [2, 2, 3, 4]       # children of every unit, tier by tier: 48 township offices

[population]
citizens_per_office = 3000   # residents of an office's territory
sample              = 10     # one simulated citizen stands for ten people

[evaluation]                 # what an office's score is made of
weights = { digital = 0.6, results = 0.2, satisfaction = 0.2 }

[cascade]
hedging = 0.4                # how much superiors add when their children fall short
cap     = 0.4                # the most that one tier adds

[[policy]]
name  = "Results over traces"
from  = "2 years"            # a date, or a time after the first recorded week
ramp  = "26 weeks"           # in equal steps over half a year
# scope = { tier = "county", regions = ["province-1"] }
set   = { "evaluation.weights" = { digital = 0.2, results = 0.5, satisfaction = 0.3 } }

[record]
every = "4 weeks"
tier  = "province"
"#;
    format!("{SCHEMA_LINE}\n{text}")
}

fn full() -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_full(&mut out);
    out
}

fn write_full(out: &mut String) -> std::fmt::Result {
    let indicators = mechanisms::standard_indicators();
    let registry = mechanisms::registry(&indicators);
    writeln!(out, "{SCHEMA_LINE}")?;
    writeln!(
        out,
        "# Every key and every parameter of a scenario, with its default. Take away a leading `# ` to change one.\n"
    )?;
    commented(out, "extends", "\"baseline.toml\"")?;
    commented(out, "name", "\"my-country\"")?;
    commented(out, "description", "\"\"")?;
    writeln!(out, "[hierarchy]")?;
    commented(out, "hierarchy.tiers", "[\"prefecture\", \"county\", \"township\"]")?;
    commented(out, "hierarchy.fan_out", "[4, 5]")?;
    commented(out, "hierarchy.regions", "\"regions.csv\"")?;
    writeln!(out, "[structure]")?;
    let names: Vec<String> = indicators.iter().map(|n| format!("\"{n}\"")).collect();
    commented(out, "structure.indicators", &format!("[{}]", names.join(", ")))?;
    commented(out, "structure.off", "[]")?;
    for mechanism in MECHANISMS {
        writeln!(out, "#   {}: {} Off: {}", mechanism.name, mechanism.sentence, mechanism.when_off)?;
    }
    for (group, about) in registry.groups() {
        writeln!(out, "\n# {}\n[{group}]", about.trim())?;
        if group == "run" {
            commented(out, "run.start", "2020-01-01")?;
        }
        for declaration in registry.declarations().iter().filter(|d| d.group == *group) {
            parameter(out, declaration)?;
        }
    }
    writeln!(out, "\n# Policies: as many as wanted, laid over each other in their order.\n# [[policy]]")?;
    commented(out, "policy.name", "\"Results over traces\"")?;
    commented(out, "policy.about", "\"Superiors look at what was solved.\"")?;
    commented(out, "policy.from", "2022-01-01")?;
    commented(out, "policy.until", "2024-01-01")?;
    commented(out, "policy.ramp", "\"26 weeks\"")?;
    for key in ["policy.scope.tier", "policy.scope.regions"] {
        writeln!(out, "# {}", keys::find(key).map_or("", |k| k.sentence))?;
    }
    writeln!(out, "# scope = {{ tier = \"county\", regions = [\"county-1\"] }}")?;
    commented(out, "policy.set", "{ \"evaluation.weights\" = { digital = 0.2, results = 0.5, satisfaction = 0.3 } }")?;
    writeln!(out, "\n[record]")?;
    commented(out, "record.every", "4")?;
    commented(out, "record.tier", "\"county\"")?;
    commented(out, "record.measures", "[\"*\"]")?;
    commented(out, "record.groups", "[\"age\", \"education\", \"residence\", \"device\"]")?;
    commented(out, "record.offices", "true")
}

/// A key with its sentence, commented out.
fn commented(out: &mut String, path: &str, value: &str) -> std::fmt::Result {
    if let Some(key) = keys::find(path) {
        writeln!(out, "# {} ({})", key.sentence, key.form)?;
    }
    writeln!(out, "# {} = {value}\n", path.rsplit('.').next().unwrap_or(path))
}

/// A parameter with all that is known of it, commented out.
fn parameter(out: &mut String, d: &Declaration) -> std::fmt::Result {
    let unit = if d.unit == "1" { String::new() } else { format!(" [{}]", d.unit) };
    writeln!(out, "# {}{unit}", d.sentence)?;
    writeln!(out, "# {}; {}; {}", d.role.word(), d.allowed(), d.source)?;
    writeln!(out, "# {} = {}\n", d.name, row_text(d, &d.default))
}

/// How many parameters rest on what; what every indicator has counts once.
pub fn bases() -> Vec<(Basis, usize)> {
    let registry = mechanisms::registry(&[]);
    let indicators = mechanisms::indicator_declarations();
    let all = || registry.declarations().iter().chain(&indicators);
    Basis::ALL.into_iter().map(|basis| (basis, all().filter(|d| d.basis() == basis).count())).collect()
}

/// Markdown tables of all parameters, for the documentation.
pub fn parameter_tables() -> String {
    let mut out = String::new();
    let _ = write_tables(&mut out);
    out
}

fn write_tables(out: &mut String) -> std::fmt::Result {
    let registry = mechanisms::registry(&[]);
    writeln!(out, "# Parameters\n")?;
    writeln!(out, "Made by `jiama explain --markdown` from the declarations in the source; do not edit.")?;
    writeln!(out, "A policy can change levers; facts, structural choices and settings belong to the scenario.\n")?;
    writeln!(out, "| basis | parameters | what the default rests on |\n|---|---|---|")?;
    for (basis, count) in bases() {
        writeln!(out, "| {} | {count} | {} |", basis.word(), basis.sentence())?;
    }
    writeln!(out)?;
    let all = mechanisms::indicator_declarations();
    let indicators = (
        "indicators.NAME".to_string(),
        "One digital indicator: a table for each name in `structure.indicators`. Defaults are those of a new indicator; the standard six have their own.",
    );
    for (group, about) in registry.groups().iter().chain([&indicators]) {
        writeln!(out, "## `{group}`\n\n{}\n", about.trim())?;
        writeln!(out, "| parameter | default | allowed | unit | role | what it is | basis | source |")?;
        writeln!(out, "|---|---|---|---|---|---|---|---|")?;
        let inside = registry.declarations().iter().filter(|d| d.group == *group);
        let own = all.iter().filter(|_| group.starts_with("indicators."));
        for d in inside.chain(own) {
            let unit = if d.unit == "1" { "" } else { d.unit };
            let cells = [
                format!("`{}`", d.name),
                format!("`{}`", row_text(d, &d.default)),
                d.allowed(),
                unit.into(),
                d.role.word().into(),
                d.sentence.clone(),
                d.basis().word().into(),
                d.origin().into(),
            ];
            let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
            writeln!(out, "| {} |", cells.join(" | "))?;
        }
        writeln!(out)?;
    }
    writeln!(out, "## Keys that are not parameters\n")?;
    writeln!(out, "| key | what may be written | default | what it is |\n|---|---|---|---|")?;
    for key in keys::KEYS {
        writeln!(out, "| `{}` | {} | {} | {} |", key.path, key.form, key.default, key.sentence)?;
    }
    Ok(())
}
