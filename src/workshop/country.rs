//! The country of a workshop, and what a visitor lays over it: a policy, checked as that of a scenario file.

use crate::experiment::averages::{Grid, Window, years};
use crate::experiment::file;
use crate::model::vocabulary;
use crate::parameter::{Kind, Role};
use crate::scenario::forecast::forecast;
use crate::scenario::text::write::quoted;
use crate::scenario::{Loaded, Memory, Reader, Scenario, hash, write, write_regions};
use crate::terms::policy_files;
use crate::world::clock::YEAR;
use crate::world::hierarchy::Hierarchy;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Name of the country among the files in memory.
const COUNTRY: &str = "country.toml";
/// Name of the setting among them.
const SETTING: &str = "setting.toml";
/// Lines before the first lever of a written setting.
const HEAD: usize = 6;
/// Name of the policy of a visitor.
const POLICY: &str = "workshop";
/// The most characters of a written value.
const LONGEST: usize = 100;
/// The most citizen-weeks of a run with all its replicates: about ten seconds of one core.
const MOST_CITIZEN_WEEKS: u64 = 2_000_000_000;
/// The most office-weeks.
const MOST_OFFICE_WEEKS: u64 = 2_000_000;

/// A country that visitors lay policies over.
#[derive(Debug)]
pub struct Country {
    /// The country as it is.
    pub scenario: Scenario,
    /// Numbers that a run of it gives.
    pub grid: Grid,
    /// The stretches of time of these numbers.
    pub windows: Vec<Window>,
    /// Its tree.
    pub hierarchy: Hierarchy,
    /// Its hash.
    pub hash: String,
    /// A policy that is shipped with Jiama, as values of levers.
    pub presets: Vec<Preset>,
    files: Memory,
    levers: BTreeMap<String, usize>,
}

/// A shipped policy as values of levers.
#[derive(Debug, Clone, PartialEq)]
pub struct Preset {
    /// Its file name without an ending.
    pub key: String,
    /// Weeks over which values move to what is set.
    pub ramp: u32,
    /// Levers and values, as places in the flat list.
    pub set: Vec<(usize, f64)>,
}

/// What a visitor asks for, not yet checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wish {
    /// Levers and their values.
    pub set: Map<String, Value>,
    /// Recorded week with which it begins; the second recorded year unless said.
    pub from: Option<u32>,
    /// Weeks over which values move to what is set.
    pub ramp: u32,
}

/// What a visitor has set.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Levers and their values, without those that are as in the country itself.
    pub set: BTreeMap<usize, f64>,
    /// Recorded week with which it begins.
    pub from: u32,
    /// Weeks over which values move to what is set.
    pub ramp: u32,
    /// The country with the policy.
    pub scenario: Scenario,
    /// Its hash.
    pub hash: String,
}

/// What is wrong with a setting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Faults {
    /// A word for programs.
    pub code: &'static str,
    /// What.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Which lever.
    pub lever: Option<String>,
}

impl Country {
    /// Takes a scenario as the country of a workshop.
    ///
    /// # Errors
    /// Where a run would take too long for people who wait; the text says what to do.
    pub fn new(loaded: &Loaded) -> Result<Self, String> {
        let mut scenario = loaded.scenario.clone();
        file::for_means(&mut scenario);
        // How offices differ comes from their yearly table.
        scenario.record.offices = true;
        let size = forecast(&scenario, 1);
        let times = u64::from(size.weeks) * u64::from(size.replicates);
        let (citizens, offices) = (size.citizens.saturating_mul(times), size.offices.saturating_mul(times));
        if citizens > MOST_CITIZEN_WEEKS || offices > MOST_OFFICE_WEEKS {
            return Err(format!(
                "a run of `{}` is too long for a workshop: {} citizens in {} offices, {} weeks, {} replicates\nhelp: take \
                 fewer offices, a greater population.sample, fewer run.years or fewer run.replicates; a run may have \
                 {MOST_CITIZEN_WEEKS} citizen-weeks and {MOST_OFFICE_WEEKS} office-weeks",
                scenario.name, size.citizens, size.offices, size.weeks, size.replicates
            ));
        }
        if scenario.parameters().run.years < 2 {
            return Err(format!(
                "`{}` has one recorded year, and a policy begins with the second\nhelp: set run.years to 2 or more",
                scenario.name
            ));
        }
        let windows = years(&scenario);
        let mut files = Memory::default().with(COUNTRY, write(&scenario));
        if let Some(regions) = write_regions(&scenario) {
            files = files.with(crate::scenario::text::write::REGIONS_FILE, regions);
        }
        let registry = &scenario.registry;
        let levers = registry.leaves().iter().enumerate();
        let levers = levers.filter(|(at, _)| registry.declaration_of(*at).role == Role::Lever);
        let levers = levers.map(|(at, leaf)| (leaf.path.clone(), at)).collect();
        let mut country = Self {
            grid: Grid::new(&scenario, &windows),
            hierarchy: Hierarchy::new(&scenario.tiers, &scenario.shape),
            hash: hash(&scenario),
            windows,
            presets: Vec::new(),
            files,
            levers,
            scenario,
        };
        country.presets = policy_files().iter().filter_map(|(key, text)| country.preset(key, text)).collect();
        Ok(country)
    }

    /// A shipped policy; none where this country has not what it sets.
    fn preset(&self, key: &str, text: &str) -> Option<Preset> {
        let files = self.files.clone().with(SETTING, text);
        let read = Reader::new(&files).vocabulary(vocabulary()).with(SETTING).read(COUNTRY).ok()?;
        let own = &read.scenario.policies[self.scenario.policies.len()..];
        let set: BTreeMap<usize, f64> = own.iter().flat_map(|p| p.set.iter().copied()).collect();
        let first = own.first()?;
        Some(Preset { key: key.to_string(), ramp: first.ramp, set: set.into_iter().collect() })
    }

    /// Levers by path, with their places in the flat list.
    pub fn levers(&self) -> &BTreeMap<String, usize> {
        &self.levers
    }

    /// First recorded week of a policy unless a visitor says otherwise: the second recorded year.
    pub fn first_week(&self) -> u32 {
        YEAR
    }

    /// Recorded weeks.
    pub fn weeks(&self) -> u32 {
        self.scenario.parameters().run.years * YEAR
    }

    /// The country as it is, as a setting.
    pub fn untouched(&self) -> Setting {
        Setting {
            set: BTreeMap::new(),
            from: self.first_week(),
            ramp: 0,
            scenario: self.scenario.clone(),
            hash: self.hash.clone(),
        }
    }

    /// Reads what a visitor has set, with the reader of scenario files.
    ///
    /// # Errors
    /// The first fault: an unknown lever, a value that is not allowed, rules between levers.
    pub fn setting(&self, wish: &Wish) -> Result<Setting, Faults> {
        let (set, ramp) = (&wish.set, wish.ramp);
        let from = wish.from.unwrap_or_else(|| self.first_week());
        // For each that is none the reader looks for the nearest name, which takes its time.
        if set.len() > self.levers.len() {
            return Err(Faults {
                code: "unknown_lever",
                message: format!("the country has {} levers, and {} are set", self.levers.len(), set.len()),
                help: String::new(),
                lever: None,
            });
        }
        let mut text = format!("[[policy]]\nname = \"{POLICY}\"\nfrom = {from}\nramp = {ramp}\n\n[policy.set]\n");
        let mut paths = Vec::new();
        for (path, value) in set {
            let fault = |message: String, help: &str| Faults {
                code: "value",
                message,
                help: help.into(),
                lever: Some(path.chars().take(LONGEST).collect()),
            };
            let written = match value {
                Value::Number(n) => n.to_string(),
                Value::Bool(on) => on.to_string(),
                Value::String(word) if word.chars().count() <= LONGEST => quoted(word),
                Value::String(_) => return Err(fault("a value of a lever is a number or a short word".into(), "")),
                _ => {
                    let what = "a value of a lever is a number, true, false or a word";
                    return Err(fault(
                        what.into(),
                        "an element of a row is a lever of its own, as in evaluation.weights.digital",
                    ));
                }
            };
            if path.chars().count() > LONGEST {
                return Err(Faults { code: "unknown_lever", ..fault("no lever has a name so long".into(), "") });
            }
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{} = {}", quoted(path), written);
            paths.push(path.as_str());
        }
        if set.is_empty() {
            return Ok(self.untouched());
        }
        let files = self.files.clone().with(SETTING, text);
        let read = Reader::new(&files).vocabulary(vocabulary()).with(SETTING).read(COUNTRY);
        let mut scenario = read.map_err(|faults| self.told(&faults, &paths))?.scenario;
        let Some(policy) = scenario.policies.last_mut() else {
            return Ok(self.untouched());
        };
        policy.set.retain(|&(at, value)| self.scenario.values[at] != value || !self.scenario.policies.is_empty());
        if policy.set.is_empty() {
            return Ok(self.untouched());
        }
        let set = policy.set.iter().copied().collect();
        Ok(Setting { set, from, ramp, hash: hash(&scenario), scenario })
    }

    /// The first fault of a written setting, with the lever whose line it points to.
    fn told(&self, faults: &crate::scenario::Diagnostics, paths: &[&str]) -> Faults {
        let Some(first) = faults.items().first() else {
            return Faults {
                code: "value",
                message: "the setting cannot be read".into(),
                help: String::new(),
                lever: None,
            };
        };
        let line = first.place.map(|place| faults.position(place)).filter(|(path, _, _)| *path == SETTING);
        let lever = line.and_then(|(_, line, _)| paths.get(line.checked_sub(HEAD + 1)?)).map(|p| (*p).to_string());
        let code = match &lever {
            Some(lever) if !self.levers.contains_key(lever) => "unknown_lever",
            Some(_) if first.message.contains(" must be ") || first.message.contains(" cannot be ") => "value",
            _ => "rule",
        };
        Faults { code, message: first.message.clone(), help: first.help.join("; "), lever }
    }

    /// A value of a lever as a visitor would write it.
    pub fn shown(&self, at: usize, value: f64) -> Value {
        match self.scenario.registry.declaration_of(at).kind {
            Kind::Real => value.into(),
            Kind::Whole => (value as i64).into(),
            Kind::Switch => (value != 0.0).into(),
            Kind::Choice(names) => names.get(value as usize).copied().into(),
        }
    }

    /// Levers and values as a visitor would write them.
    pub fn shown_set<'a>(&self, set: impl IntoIterator<Item = (&'a usize, &'a f64)>) -> Map<String, Value> {
        let leaves = self.scenario.registry.leaves();
        set.into_iter().map(|(&at, &value)| (leaves[at].path.clone(), self.shown(at, value))).collect()
    }
}
