//! What a report is made from: plain texts and numbers. A folder of results gives it, and so does whoever has tables in memory.

use super::changes::{self, Change};
use super::cube::{Cube, Lacking};
use crate::report::tidy::Tidy;
use jiff::civil::Date;
use serde_json::Value;

/// What was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What happens in one country.
    Run,
    /// What differs between arms.
    Comparison,
    /// What comes out at points of a design.
    Sweep,
    /// Which parameters matter.
    Sensitivity,
    /// Which values of facts fit published figures.
    Calibration,
}

impl Kind {
    /// The word of `manifest.json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Comparison => "comparison",
            Self::Sweep => "sweep",
            Self::Sensitivity => "sensitivity",
            Self::Calibration => "calibration",
        }
    }

    /// The kind with this word.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Run, Self::Comparison, Self::Sweep, Self::Sensitivity, Self::Calibration]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// What the results say about themselves.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct About {
    /// Short name of the scenario or experiment.
    pub name: String,
    /// What it is about, in the words of its file.
    pub description: String,
    /// Version of Jiama that made the results.
    pub version: String,
    /// Hash of the plan or of the resolved scenario.
    pub hash: String,
    /// Seed of the first replicate; replicate r runs on seed + r.
    pub seed: u64,
    /// Replicates of every arm or point.
    pub replicates: u32,
    /// All runs.
    pub runs: u64,
    /// Of these, failed.
    pub failed: u64,
    /// How it was called; empty where nobody knows.
    pub command: Vec<String>,
    /// Files it was read from, with their SHA-256.
    pub inputs: Vec<(String, String)>,
    /// Tables of the results, with their SHA-256.
    pub files: Vec<(String, String)>,
}

/// A country that was simulated.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Arm {
    /// Its name; the tables call it so.
    pub name: String,
    /// What it is, in the words of its file.
    pub about: String,
    /// What distinguishes it from the baseline; of the baseline, its own policies.
    pub changes: Vec<Change>,
}

/// The country that all arms begin with.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Country {
    /// First recorded day.
    pub start: Option<Date>,
    /// Recorded years.
    pub years: u64,
    /// Names of its tiers, the highest first.
    pub tiers: Vec<String>,
    /// Units of each tier, as far as they are known.
    pub units: Vec<u64>,
    /// Names of its indicators.
    pub indicators: Vec<String>,
    /// Citizens simulated in one replicate.
    pub citizens: Option<u64>,
    /// Real people that one simulated citizen stands for.
    pub sample: u64,
}

impl Country {
    /// Read from the text of a resolved scenario. What is not said there stays empty.
    pub fn of(scenario: &str) -> Self {
        let Ok(table) = scenario.parse::<toml::Table>() else { return Self::default() };
        let whole = |group: &str, key: &str| {
            let value = table.get(group)?.get(key)?;
            value.as_integer().and_then(|v| u64::try_from(v).ok())
        };
        let list = |group: &str, key: &str| -> Option<&Vec<toml::Value>> { table.get(group)?.get(key)?.as_array() };
        let texts = |group: &str, key: &str| -> Vec<String> {
            let all = list(group, key).into_iter().flatten();
            all.filter_map(|v| v.as_str().map(str::to_string)).collect()
        };
        let mut units = Vec::new();
        if let Some(fan_out) = list("hierarchy", "fan_out") {
            let mut n = 1;
            units.push(n);
            for fan in fan_out {
                n *= fan.as_integer().and_then(|v| u64::try_from(v).ok()).unwrap_or(0);
                units.push(n);
            }
        }
        let sample = whole("population", "sample").unwrap_or(1);
        let each = whole("population", "citizens_per_office").filter(|_| !units.is_empty());
        Self {
            start: changes::start(&table),
            years: whole("run", "years").unwrap_or(0),
            tiers: texts("hierarchy", "tiers"),
            citizens: each.zip(units.last().copied()).map(|(each, offices)| each * offices / sample.max(1)),
            units,
            indicators: texts("structure", "indicators"),
            sample,
        }
    }
}

/// What a sweep, a sensitivity or a calibration found: its question as planned, its answer as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// The question, as `plan.json` has it.
    pub question: Value,
    /// The answer, as `summary.json` has it.
    pub answer: Value,
}

/// Values of one measure and group over the recorded weeks of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Measure.
    pub measure: String,
    /// Group.
    pub group: String,
    /// By arm: the end of each record in weeks, with a value a replicate.
    pub weeks: Vec<Vec<(f64, Vec<f64>)>>,
}

/// What a report is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Material {
    /// What was asked.
    pub kind: Kind,
    /// What the results say about themselves.
    pub about: About,
    /// The country.
    pub country: Country,
    /// The arms; one for all but a comparison.
    pub arms: Vec<Arm>,
    /// The arm with which the others are compared.
    pub baseline: usize,
    /// The numbers of runs and comparisons.
    pub cube: Cube,
    /// National series by record, of runs; empty where only means over years are kept.
    pub courses: Vec<Course>,
    /// What a study found.
    pub study: Option<Study>,
}

impl Material {
    /// A comparison from tables in memory: `values` and `differences` as a comparison writes them.
    ///
    /// # Errors
    /// Where a table lacks a column.
    pub fn comparison(
        about: About,
        country: Country,
        arms: Vec<Arm>,
        baseline: usize,
        values: &Tidy,
        differences: &Tidy,
    ) -> Result<Self, Lacking> {
        let names: Vec<String> = arms.iter().map(|a| a.name.clone()).collect();
        let mut cube = Cube::new(arms.len());
        cube.add_values(values, &names)?;
        cube.add_differences(differences, &names)?;
        let (courses, study) = (Vec::new(), None);
        Ok(Self { kind: Kind::Comparison, about, country, arms, baseline, cube, courses, study })
    }

    /// The last recorded year, which most figures are of.
    pub fn last(&self) -> &str {
        self.cube.years().last().copied().unwrap_or("year1")
    }

    /// The arms that are compared with the baseline.
    pub fn others(&self) -> Vec<usize> {
        (0..self.arms.len()).filter(|a| *a != self.baseline).collect()
    }

    /// The arms in the order in which figures show them: the baseline first.
    pub fn shown(&self) -> Vec<usize> {
        std::iter::once(self.baseline).chain(self.others()).filter(|a| *a < self.arms.len()).collect()
    }
}
