//! Approximate Bayesian computation: which parameters make a model, whose likelihood nobody can write down, resemble
//! what was observed.
//!
//! Points are drawn from a [`Prior`] for each parameter and simulated; those whose outputs lie near the target are a
//! sample of the posterior. [`rejection`] draws once and keeps the nearest; [`sequential`] comes nearer generation by
//! generation and needs far fewer runs. [`posterior`] says what the sample knows.
//!
//! # Equations
//!
//! 1. Distance of outputs s from a target t with scales c: √(mean over i of ((s_i − t_i)/c_i)²). A scale is how far off
//!    still counts as near: the error of the observation, or the spread of the output.
//!
//! # Determinism
//!
//! Proposal i of generation g is a pure function of (seed, g, i) and of the generation before; acceptance goes by i. So
//! the result depends neither on threads nor on the size of batches, as long as a point and its address give the same
//! outputs.
//!
//! # Sources
//!
//! Pritchard et al. 1999 (Mol. Biol. Evol. 16, 1791–1798); Beaumont, Zhang & Balding 2002 (Genetics 162, 2025–2035);
//! Toni, Welch, Strelkowa, Ipsen & Stumpf 2009 (J. R. Soc. Interface 6, 187–202); Beaumont, Cornuet, Marin & Robert
//! 2009 (Biometrika 96, 983–990); Filippi et al. 2013 (Stat. Appl. Genet. Mol. Biol. 12, 87–107).

pub mod posterior;
mod prior;
mod rejection;
mod smc;

pub use prior::{Prior, PriorError};
pub use rejection::{Keep, Rejection, rejection};
pub use smc::{Sequential, sequential};

use super::draws::{Draws, Purpose};

/// What is asked: which parameters, seen through these outputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// What is believed of each parameter beforehand.
    pub priors: Vec<Prior>,
    /// What was observed, one number an output.
    pub target: Vec<f64>,
    /// How far off still counts as near, in the unit of each output.
    pub scale: Vec<f64>,
}

/// One point of the sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Particle {
    /// Number of the proposal in its generation.
    pub index: u32,
    /// The parameters.
    pub point: Vec<f64>,
    /// Its share of the sample; all together are 1.
    pub weight: f64,
    /// Distance of its outputs from the target.
    pub distance: f64,
    /// What its run gave.
    pub outputs: Vec<f64>,
}

/// How a generation went.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Generation {
    /// The largest distance that was accepted.
    pub epsilon: f64,
    /// Proposals up to the last that was needed.
    pub proposed: u32,
    /// Of these, accepted.
    pub accepted: u32,
    /// Of these, without outputs: their run failed or gave something that is not a number.
    pub failed: u32,
    /// Effective sample size of the weights, (Σw)²/Σw²; 0 for a generation that was given up.
    pub effective: f64,
}

impl Generation {
    /// Share of proposals that were accepted.
    pub fn acceptance(&self) -> f64 {
        f64::from(self.accepted) / f64::from(self.proposed.max(1))
    }
}

/// Why there were no more generations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// All that were asked for are done.
    Generations,
    /// Too few proposals were accepted; the particles are those of the generation before, and the last entry of the
    /// generations is the one that was given up.
    Acceptance,
    /// The distance that was aimed for is reached.
    Goal,
    /// No smaller distance is in sight: the nearest particles are all equally far.
    Settled,
}

/// A sample of the posterior.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The particles, in the order of their proposals (sequential) or by distance (rejection).
    pub particles: Vec<Particle>,
    /// The generations, first to last; rejection has one.
    pub generations: Vec<Generation>,
    /// Why it ended.
    pub stopped: Stop,
}

/// Why there is no sample.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AbcError<E> {
    /// The simulations could not go on.
    #[error("{0}")]
    Simulation(E),
    /// A prior makes no sense.
    #[error("prior of parameter {parameter} (counted from 0): {why}")]
    Prior {
        /// Number of the parameter.
        parameter: usize,
        /// What is wrong.
        why: PriorError,
    },
    /// A setting makes no sense.
    #[error("{what} is {value}, but {must}")]
    Setting {
        /// The setting.
        what: &'static str,
        /// Its value.
        value: f64,
        /// What it must be.
        must: &'static str,
    },
    /// Simulations came back in another number than asked, or with another number of outputs than the target has.
    #[error("{found} {what} came back where {expected} belong: return one entry a point, with one number an output")]
    Shape {
        /// What was counted.
        what: &'static str,
        /// How many there must be.
        expected: usize,
        /// How many there were.
        found: usize,
    },
    /// Too few runs from the prior succeeded.
    #[error(
        "{succeeded} of {proposed} runs from the prior gave outputs, {needed} are needed: \
         narrow the priors to points that can be simulated, or ask for fewer particles"
    )]
    TooFew {
        /// Runs with outputs.
        succeeded: u32,
        /// Runs in all.
        proposed: u32,
        /// How many must succeed.
        needed: u32,
    },
    /// No proposal falls inside the priors.
    #[error(
        "proposal {index} of generation {generation} fell outside the priors every time: \
         widen the priors, or ask for fewer generations"
    )]
    Outside {
        /// The generation, from 0.
        generation: u32,
        /// The proposal, from 0.
        index: u32,
    },
}

/// Distance of outputs from a target (equation 1); not a number if an output is none, infinite without outputs.
pub fn distance(simulated: &[f64], target: &[f64], scale: &[f64]) -> f64 {
    let n = simulated.len().min(target.len()).min(scale.len());
    let off = |i: usize| (simulated[i] - target[i]) / scale[i];
    if n == 0 { f64::INFINITY } else { ((0..n).map(|i| off(i) * off(i)).sum::<f64>() / n as f64).sqrt() }
}

/// A proposal that was simulated and gave outputs.
#[derive(Debug, Clone)]
struct Trial {
    index: u32,
    point: Vec<f64>,
    outputs: Vec<f64>,
    distance: f64,
}

impl Trial {
    fn weighing(self, weight: f64) -> Particle {
        Particle { index: self.index, point: self.point, weight, distance: self.distance, outputs: self.outputs }
    }
}

impl Problem {
    /// Checks what does not depend on any simulation.
    fn check<E>(&self) -> Result<(), AbcError<E>> {
        for (parameter, prior) in self.priors.iter().enumerate() {
            prior.check().map_err(|why| AbcError::Prior { parameter, why })?;
        }
        let parameters = self.priors.len();
        setting("number of parameters", parameters as f64, parameters > 0, "at least one is needed")?;
        let of = self.target.len();
        setting("number of outputs of the target", of as f64, of > 0, "at least one is needed")?;
        if self.scale.len() != of {
            return Err(AbcError::Shape { what: "scales", expected: of, found: self.scale.len() });
        }
        for (target, scale) in self.target.iter().zip(&self.scale) {
            setting("target", *target, target.is_finite(), "it must be a number")?;
            setting("scale", *scale, scale.is_finite() && *scale > 0.0, "it must be a number above 0")?;
        }
        Ok(())
    }

    /// A point from the priors.
    fn draw(&self, draws: &Draws, index: u32) -> Vec<f64> {
        self.priors.iter().enumerate().map(|(j, prior)| prior.quantile(draws.uniform(index as usize, j))).collect()
    }

    /// Simulates points, the first of which has the number `first`: for each what came of it, or none if it failed.
    fn simulate<E>(
        &self,
        generation: u32,
        first: u32,
        points: Vec<Vec<f64>>,
        simulate: &mut impl FnMut(u32, u32, &[Vec<f64>]) -> Result<Vec<Option<Vec<f64>>>, E>,
    ) -> Result<Vec<Option<Trial>>, AbcError<E>> {
        let runs = simulate(generation, first, &points).map_err(AbcError::Simulation)?;
        shape("runs", points.len(), runs.len())?;
        let trial = |(index, (point, outputs)): (u32, (Vec<f64>, Option<Vec<f64>>))| {
            let Some(outputs) = outputs else { return Ok(None) };
            shape("outputs", self.target.len(), outputs.len())?;
            let distance = distance(&outputs, &self.target, &self.scale);
            Ok(distance.is_finite().then_some(Trial { index, point, outputs, distance }))
        };
        (first..).zip(points.into_iter().zip(runs)).map(trial).collect()
    }
}

fn shape<E>(what: &'static str, expected: usize, found: usize) -> Result<(), AbcError<E>> {
    if expected == found { Ok(()) } else { Err(AbcError::Shape { what, expected, found }) }
}

fn setting<E>(what: &'static str, value: f64, good: bool, must: &'static str) -> Result<(), AbcError<E>> {
    if good { Ok(()) } else { Err(AbcError::Setting { what, value, must }) }
}

/// Points from the prior for a first generation.
fn prior_draws(seed: u64) -> Draws {
    Draws::new(seed, Purpose::Prior)
}

#[cfg(test)]
mod tests;
