//! Scenarios to text: everything resolved, every parameter, numbers in their shortest exact form.

use super::Scenario;
use super::parameters::{bare, row_text};
use super::regions::COLUMNS;
use crate::policy::Policy;
use crate::world::hierarchy::Shape;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Name of the region table beside a written scenario.
pub const REGIONS_FILE: &str = "regions.csv";

/// A scenario as the text of a file; a region table is a second file, [`write_regions`]. Reading it back gives the same
/// scenario to the bit.
pub fn write(scenario: &Scenario) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_all(scenario, &mut out);
    out
}

fn write_all(scenario: &Scenario, out: &mut String) -> std::fmt::Result {
    writeln!(out, "name = {}", quoted(&scenario.name))?;
    writeln!(out, "description = {}", quoted(&scenario.description))?;
    writeln!(out, "\n[hierarchy]\ntiers = {}", list(&scenario.tiers))?;
    match &scenario.shape {
        Shape::FanOut(fan) => writeln!(out, "fan_out = {fan:?}")?,
        Shape::Regions(_) => writeln!(out, "regions = \"{REGIONS_FILE}\"")?,
    }
    writeln!(out, "\n[structure]\nindicators = {}\noff = {}", list(&scenario.indicators), list(&scenario.off))?;
    for (group, _) in scenario.registry.groups() {
        writeln!(out, "\n[{}]", group.split('.').map(bare).collect::<Vec<_>>().join("."))?;
        if group == "run" {
            writeln!(out, "start = {}", scenario.start)?;
        }
        let mut leaf = 0;
        for declaration in scenario.registry.declarations() {
            let values = &scenario.values[leaf..leaf + declaration.default.len()];
            leaf += values.len();
            if declaration.group == *group {
                writeln!(out, "{} = {}", declaration.name, row_text(declaration, values))?;
            }
        }
    }
    for policy in &scenario.policies {
        write_policy(scenario, policy, out)?;
    }
    let record = &scenario.record;
    writeln!(out, "\n[record]\nevery = {}", record.every)?;
    writeln!(out, "tier = {}", quoted(scenario.tiers.get(record.tier).map_or("", String::as_str)))?;
    writeln!(out, "measures = {}\ngroups = {}", list(&record.measures), list(&record.groups))?;
    writeln!(out, "offices = {}", record.offices)
}

fn write_policy(scenario: &Scenario, policy: &Policy, out: &mut String) -> std::fmt::Result {
    let burn_in = i64::from(scenario.parameters().run.burn_in);
    writeln!(out, "\n[[policy]]\nname = {}", quoted(&policy.name))?;
    if !policy.about.is_empty() {
        writeln!(out, "about = {}", quoted(&policy.about))?;
    }
    writeln!(out, "from = {}", i64::from(policy.from) - burn_in)?;
    if let Some(until) = policy.until {
        writeln!(out, "until = {}", i64::from(until) - burn_in)?;
    }
    writeln!(out, "ramp = {}", policy.ramp)?;
    let mut scope = Vec::new();
    if let Some(tier) = policy.tier {
        scope.push(format!("tier = {}", quoted(scenario.tiers.get(tier).map_or("", String::as_str))));
    }
    if !policy.regions.is_empty() {
        scope.push(format!("regions = {}", list(&policy.regions)));
    }
    if !scope.is_empty() {
        writeln!(out, "scope = {{ {} }}", scope.join(", "))?;
    }
    let set = policy.set.iter().map(|&(leaf, value)| {
        let path = &scenario.registry.leaves()[leaf].path;
        format!("{} = {}", quoted(path), scenario.registry.declaration_of(leaf).show(value))
    });
    writeln!(out, "set = {{ {} }}", set.collect::<Vec<_>>().join(", "))
}

/// The region table of a scenario that has one.
pub fn write_regions(scenario: &Scenario) -> Option<String> {
    let Shape::Regions(regions) = &scenario.shape else { return None };
    // Quotes keep a name that begins with `#` from being read as a comment.
    let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::NonNumeric).from_writer(Vec::new());
    let header = COLUMNS.iter().map(|(name, _)| *name).chain(scenario.tiers.iter().skip(2).map(String::as_str));
    writer.write_record(header).ok()?;
    for region in regions {
        let mut row = vec![
            region.name.clone(),
            region.population.to_string(),
            format!("{:?}", region.urban),
            format!("{:?}", region.share_60_plus),
            format!("{:?}", region.schooling),
        ];
        row.extend(region.units.iter().map(ToString::to_string));
        writer.write_record(&row).ok()?;
    }
    String::from_utf8(writer.into_inner().ok()?).ok()
}

/// SHA-256 of a scenario as written, region table included; the first eight digits are its short hash.
pub fn hash(scenario: &Scenario) -> String {
    sha256(&format!("{}{}", write(scenario), write_regions(scenario).unwrap_or_default()))
}

/// SHA-256 of a text in hexadecimal digits.
pub fn sha256(text: &str) -> String {
    sha256_of(text.as_bytes())
}

/// SHA-256 of bytes in hexadecimal digits.
pub fn sha256_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// A text in quotes, as TOML wants it.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|t| quoted(t)).collect::<Vec<_>>().join(", "))
}
