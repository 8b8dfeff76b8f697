//! What an experiment asks, resolved: countries, points, replicates and what is to be computed from them. Written as
//! `plan.json`, it is all that is needed to go on after a stop or to join shares.

use super::averages::Window;
use super::job::{Arm, Job};
use crate::scenario::text::write::{REGIONS_FILE, sha256};
use crate::scenario::{self, Memory, Reader, Vocabulary};
use serde::{Deserialize, Serialize};

/// Version of the layout of `plan.json`.
pub const SCHEMA_VERSION: u32 = 1;
/// Name of the file.
pub const PLAN: &str = "plan.json";

/// An experiment, ready to run.
#[derive(Debug, Clone)]
pub struct Experiment {
    /// Short name; the folder of results begins with it.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// The countries.
    pub arms: Vec<Arm>,
    /// What is asked of them.
    pub question: Question,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Question {
    /// What differs between arms.
    Comparison(Comparison),
    /// What comes out at points of a design.
    Sweep(Sweep),
    /// Which parameters matter.
    Sensitivity(Sensitivity),
    /// Which values of facts fit published figures.
    Calibration(Calibration),
    /// Which patterns show.
    Validation(Validation),
}

/// Arms against one of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The arm that the others are compared with.
    pub baseline: usize,
    /// Replicates of every arm.
    pub replicates: u32,
    /// Whether replicates are added until an interval is narrow enough.
    pub until: Option<Until>,
    /// Measures to show first.
    pub look_at: Vec<String>,
    /// Values to tabulate, beside all measures: expressions without an arm.
    pub outcomes: Vec<String>,
}

/// When enough replicates have been run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Until {
    /// Whose difference: an expression without an arm.
    pub outcome: String,
    /// Half the width of the 95 % interval that is narrow enough.
    pub half_width: f64,
    /// The most replicates.
    pub at_most: u32,
}

/// One axis of a design: parameters that move together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Factor {
    /// Name.
    pub name: String,
    /// Paths of the parameters that get the value.
    pub parameters: Vec<String>,
    /// Lowest and highest value.
    pub range: [f64; 2],
    /// Whether equal steps are equal ratios.
    pub log: bool,
    /// Whether only whole numbers are possible.
    pub whole: bool,
    /// The names of the values, where these are choices.
    pub choices: Vec<String>,
    /// Mean and standard deviation of a normal prior, cut at the range; else it is uniform on the scale.
    pub normal: Option<[f64; 2]>,
}

impl Factor {
    /// The value at a place between 0 and 1.
    pub fn at(&self, u: f64) -> f64 {
        let [low, high] = self.range;
        if self.whole {
            // Every whole number has the same share.
            return (low + libm::floor(u * (high - low + 1.0))).min(high);
        }
        match self.log {
            true => libm::exp(libm::log(low) + u * (libm::log(high) - libm::log(low))).clamp(low, high),
            false => low + u * (high - low),
        }
    }

    /// The value as people write it.
    pub fn show(&self, value: f64) -> String {
        match self.choices.get(value as usize) {
            Some(name) => name.clone(),
            None => value.to_string(),
        }
    }
}

/// Points of a design, each with replicates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sweep {
    /// How the points were chosen.
    pub method: String,
    /// The axes.
    pub factors: Vec<Factor>,
    /// One row a point, one value a factor.
    pub points: Vec<Vec<f64>>,
    /// Replicates of every point.
    pub replicates: u32,
    /// Values to tabulate: expressions without an arm.
    pub outcomes: Vec<String>,
}

/// How sensitivity is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "kebab-case")]
pub enum Screening {
    /// Elementary effects.
    Morris {
        /// Trajectories.
        trajectories: usize,
        /// Levels of the grid.
        levels: usize,
    },
    /// First- and total-order indices.
    Sobol {
        /// Base points N; N(d + 2) points are run.
        points: usize,
    },
}

/// Which parameters matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sensitivity {
    /// How.
    pub screening: Screening,
    /// The axes.
    pub factors: Vec<Factor>,
    /// Replicates of every point; their mean is looked at.
    pub replicates: u32,
    /// Values to explain: expressions without an arm.
    pub outcomes: Vec<String>,
    /// Resamples of the bootstrap.
    pub resamples: usize,
    /// Seed of design and bootstrap.
    pub seed: u64,
}

/// How facts are fitted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "kebab-case")]
pub enum Fitting {
    /// Draw from the prior, keep the nearest.
    Rejection {
        /// Draws.
        draws: usize,
        /// Share that is kept.
        keep: f64,
    },
    /// Sequential Monte Carlo.
    Smc {
        /// Particles.
        particles: usize,
        /// Generations.
        generations: usize,
        /// Quantile of the distances that is the next tolerance.
        quantile: f64,
    },
}

/// A published figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// Name.
    pub name: String,
    /// What of the model stands for it: an expression without an arm.
    pub value: String,
    /// The figure.
    pub published: f64,
    /// The distance that counts as one.
    pub tolerance: f64,
    /// Whether it is fitted; else only checked afterwards.
    pub fit: bool,
    /// Where it is from.
    pub source: String,
}

/// Which values of facts fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// How.
    pub fitting: Fitting,
    /// The facts, with their priors.
    pub factors: Vec<Factor>,
    /// Replicates of every point; their mean is looked at.
    pub replicates: u32,
    /// The figures.
    pub targets: Vec<Target>,
    /// Draws of the posterior-predictive check.
    pub predictive: usize,
    /// Seed of proposals.
    pub seed: u64,
}

/// Patterns, each with its arms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Validation {
    /// The patterns.
    pub patterns: Vec<Pattern>,
}

/// A pattern and how it is looked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pattern {
    /// Number.
    pub number: u32,
    /// Short name.
    pub name: String,
    /// Title.
    pub title: String,
    /// What is tried and why.
    pub description: String,
    /// Names of the arms inside this pattern, and which arms of the experiment they are.
    pub arms: Vec<(String, usize)>,
    /// Replicates of every arm.
    pub replicates: u32,
    /// Expressions without an arm that are drawn by arm.
    pub figure: Vec<String>,
    /// What is checked.
    pub checks: Vec<Check>,
}

/// One check of a pattern.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// What it says.
    pub says: String,
    /// An expression over the arms of the pattern.
    pub value: String,
    /// What is expected of it.
    pub expect: String,
    /// Whether it is about the null arm.
    pub null: bool,
}

impl Question {
    /// The word of experiment files.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Comparison(_) => "comparison",
            Self::Sweep(_) => "sweep",
            Self::Sensitivity(_) => "sensitivity",
            Self::Calibration(_) => "calibration",
            Self::Validation(_) => "validation",
        }
    }

    /// Whether all jobs are known before the first one is run, so that they can be shared out.
    pub fn is_fixed(&self) -> bool {
        match self {
            Self::Comparison(c) => c.until.is_none(),
            Self::Calibration(_) => false,
            Self::Sweep(_) | Self::Sensitivity(_) | Self::Validation(_) => true,
        }
    }
}

/// An arm as text.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Written {
    name: String,
    about: String,
    scenario: String,
    regions: Option<String>,
    windows: Vec<Window>,
}

/// `plan.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Plan {
    schema_version: u32,
    jiama_version: String,
    name: String,
    description: String,
    arms: Vec<Written>,
    question: Question,
}

/// Why a plan cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(String);

impl Experiment {
    /// The experiment as the text of `plan.json`.
    ///
    /// # Errors
    /// Where it holds a number that JSON does not have.
    pub fn plan(&self) -> Result<String, Unreadable> {
        let written = |arm: &Arm| Written {
            name: arm.name.clone(),
            about: arm.about.clone(),
            scenario: scenario::write(&arm.scenario),
            regions: scenario::write_regions(&arm.scenario),
            windows: arm.grid.windows.clone(),
        };
        let plan = Plan {
            schema_version: SCHEMA_VERSION,
            jiama_version: env!("CARGO_PKG_VERSION").into(),
            name: self.name.clone(),
            description: self.description.clone(),
            arms: self.arms.iter().map(written).collect(),
            question: self.question.clone(),
        };
        let text = serde_json::to_string_pretty(&plan).map_err(|e| Unreadable(e.to_string()))?;
        Ok(format!("{text}\n"))
    }

    /// Reads `plan.json` back.
    ///
    /// # Errors
    /// Where it is not a plan, or one of another version.
    pub fn from_plan(text: &str, vocabulary: Vocabulary) -> Result<Self, Unreadable> {
        let plan: Plan = serde_json::from_str(text).map_err(|e| Unreadable(format!("this is not a plan: {e}")))?;
        if plan.schema_version != SCHEMA_VERSION || plan.jiama_version != env!("CARGO_PKG_VERSION") {
            let (theirs, ours) = (&plan.jiama_version, env!("CARGO_PKG_VERSION"));
            return Err(Unreadable(format!("this plan was made by Jiama {theirs}; this is {ours}")));
        }
        let read = |arm: &Written| {
            let mut files = Memory::default().with("scenario.toml", arm.scenario.as_str());
            if let Some(regions) = &arm.regions {
                files = files.with(REGIONS_FILE, regions.as_str());
            }
            let loaded = Reader::new(&files).vocabulary(vocabulary).read("scenario.toml");
            let scenario = loaded.map_err(|faults| Unreadable(format!("arm {}: {faults}", arm.name)))?.scenario;
            Ok(Arm::new(&arm.name, &arm.about, scenario, &arm.windows))
        };
        let arms: Vec<Arm> = plan.arms.iter().map(read).collect::<Result<_, Unreadable>>()?;
        Ok(Self { name: plan.name, description: plan.description, arms, question: plan.question })
    }

    /// Hash of the plan: two experiments with the same one have the same results.
    ///
    /// # Errors
    /// As [`Experiment::plan`].
    pub fn hash(&self) -> Result<String, Unreadable> {
        Ok(sha256(&self.plan()?))
    }

    /// Runs, where they are known before the first one.
    pub fn planned_runs(&self) -> Option<u64> {
        let arms = self.arms.len() as u64;
        match &self.question {
            Question::Comparison(c) => c.until.is_none().then(|| arms * u64::from(c.replicates)),
            Question::Sweep(s) => Some(s.points.len() as u64 * u64::from(s.replicates)),
            Question::Sensitivity(s) => {
                let d = s.factors.len() as u64;
                let points = match s.screening {
                    Screening::Morris { trajectories, .. } => trajectories as u64 * (d + 1),
                    Screening::Sobol { points } => points as u64 * (d + 2),
                };
                Some(points * u64::from(s.replicates))
            }
            Question::Calibration(c) => match c.fitting {
                Fitting::Rejection { draws, .. } => Some(draws as u64 * u64::from(c.replicates) + c.predictive as u64),
                Fitting::Smc { .. } => None,
            },
            Question::Validation(v) => {
                Some(v.patterns.iter().map(|p| p.arms.len() as u64 * u64::from(p.replicates)).sum())
            }
        }
    }

    /// The jobs of all replicates of a point of an arm.
    pub fn jobs(&self, arm: usize, factors: &[Factor], point: &[f64], replicates: u32) -> Vec<Job> {
        let registry = &self.arms[arm].scenario.registry;
        let leaves = factors.iter().zip(point).flat_map(|(factor, value)| {
            factor.parameters.iter().filter_map(move |path| Some((registry.find(path)?, *value)))
        });
        let set: Vec<(usize, f64)> = leaves.collect();
        (0..replicates).map(|replicate| Job { arm, set: set.clone(), replicate }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::averages::years;
    use crate::scenario::Scenario;

    fn factor(range: [f64; 2], log: bool, whole: bool) -> Factor {
        let (name, parameters) = ("x".into(), vec!["effort.slack".into()]);
        Factor { name, parameters, range, log, whole, choices: Vec::new(), normal: None }
    }

    #[test]
    fn a_factor_covers_its_range() {
        assert_eq!(factor([1.0, 3.0], false, false).at(0.25), 1.5);
        assert!((factor([0.01, 1.0], true, false).at(0.5) - 0.1).abs() < 1e-12);
        let whole = factor([2.0, 4.0], false, true);
        assert_eq!([0.0, 0.3, 0.34, 0.67, 1.0].map(|u| whole.at(u)), [2.0, 2.0, 3.0, 4.0, 4.0]);
    }

    #[test]
    fn a_plan_comes_back_with_the_same_hash() {
        let scenario = Scenario::default();
        let windows = years(&scenario);
        let arms = vec![Arm::new("base", "as it is", scenario, &windows)];
        let question = Question::Sweep(Sweep {
            method: "list".into(),
            factors: vec![factor([0.1, 0.3], false, false)],
            points: vec![vec![0.1], vec![0.30000000000000004]],
            replicates: 2,
            outcomes: vec!["effort.slack".into()],
        });
        let experiment = Experiment { name: "x".into(), description: "é\n".into(), arms, question };
        let text = experiment.plan().unwrap();
        let back = Experiment::from_plan(&text, crate::model::vocabulary()).unwrap();
        assert_eq!(back.plan().unwrap(), text);
        assert_eq!(back.question, experiment.question);
        assert!(Experiment::from_plan("{}", crate::model::vocabulary()).is_err());
    }
}
