//! Rejection: simulate points from the prior once and keep those nearest to the target (Pritchard et al. 1999).

use super::{AbcError, Generation, Problem, Sample, Stop, Trial, prior_draws, setting};

/// Which points to keep.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Keep {
    /// This share of all points, the nearest first; at least one.
    Share(f64),
    /// All within this distance.
    Within(f64),
}

/// How to sample by rejection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rejection {
    /// Points to simulate.
    pub points: u32,
    /// Which to keep.
    pub keep: Keep,
    /// Points handed over at a time; does not change the result.
    pub batch: u32,
    /// Seed of the points.
    pub seed: u64,
}

/// Samples the posterior by rejection. `simulate` gets the generation (always 0), the number of the first point and the
/// points, and returns the outputs of each, or `None` for one that failed. Kept particles weigh the same and are sorted
/// by distance; there may be none within a given distance.
///
/// # Errors
/// [`AbcError`].
pub fn rejection<E>(
    problem: &Problem,
    options: &Rejection,
    mut simulate: impl FnMut(u32, u32, &[Vec<f64>]) -> Result<Vec<Option<Vec<f64>>>, E>,
) -> Result<Sample, AbcError<E>> {
    problem.check()?;
    setting("number of points", options.points.into(), options.points > 0, "at least one is needed")?;
    setting("batch", options.batch.into(), options.batch > 0, "at least one point must be simulated at a time")?;
    match options.keep {
        Keep::Share(share) => {
            setting("share to keep", share, share > 0.0 && share <= 1.0, "it must be above 0, at most 1")?
        }
        Keep::Within(epsilon) => setting("distance to keep", epsilon, epsilon >= 0.0, "it must be 0 or more")?,
    }
    let draws = prior_draws(options.seed);
    let mut trials: Vec<Trial> = Vec::new();
    let mut first = 0;
    while first < options.points {
        let last = first.saturating_add(options.batch).min(options.points);
        let points = (first..last).map(|i| problem.draw(&draws, i)).collect();
        trials.extend(problem.simulate(0, first, points, &mut simulate)?.into_iter().flatten());
        first = last;
    }
    let failed = options.points - trials.len() as u32;
    if trials.is_empty() {
        return Err(AbcError::TooFew { succeeded: 0, proposed: options.points, needed: 1 });
    }
    trials.sort_by(|a, b| a.distance.total_cmp(&b.distance).then(a.index.cmp(&b.index)));
    match options.keep {
        Keep::Share(share) => trials.truncate((libm::round(share * f64::from(options.points)) as usize).max(1)),
        Keep::Within(epsilon) => trials.retain(|t| t.distance <= epsilon),
    }
    let accepted = trials.len() as u32;
    let epsilon = match options.keep {
        Keep::Within(epsilon) => epsilon,
        Keep::Share(_) => trials.last().map_or(0.0, |t| t.distance),
    };
    let weight = 1.0 / f64::from(accepted.max(1));
    Ok(Sample {
        particles: trials.into_iter().map(|t| t.weighing(weight)).collect(),
        generations: vec![Generation {
            epsilon,
            proposed: options.points,
            accepted,
            failed,
            effective: f64::from(accepted),
        }],
        stopped: Stop::Generations,
    })
}
