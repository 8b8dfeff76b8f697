//! How places are made: development, size, staff, and the make-up of the people of each office.

use super::hierarchy::{Hierarchy, Region, Shape};
use super::population::Population;
use crate::random::{Luck, Stream, inverse_normal, open_unit};

/// Mean years of schooling at which the declared shares of education hold (census 2020: 9.91 years).
const SCHOOLING: f64 = 9.91;
/// Years of schooling that go with a unit of development in a synthetic country.
const SCHOOLING_BY_DEVELOPMENT: f64 = 5.0;
/// Urban share that goes with a unit of development, between places of one country.
const URBAN_BY_DEVELOPMENT: f64 = 0.6;

/// What is known of an office's territory before people and staff are made.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Development, 0 to 1.
    pub development: f64,
    /// Simulated citizens.
    pub citizens: u32,
    /// Share in towns.
    pub urban: f64,
    /// Shares of the six age bands.
    pub ages: [f64; 6],
    /// Mean years of schooling.
    pub schooling: f64,
}

/// Population of a whole country in real people.
pub fn residents(hierarchy: &Hierarchy, shape: &Shape, p: &Population) -> u64 {
    match shape {
        Shape::FanOut(_) => hierarchy.offices() as u64 * u64::from(p.citizens_per_office),
        Shape::Regions(rows) => rows.iter().map(|r| r.population).sum(),
    }
}

/// The territories of all offices, in order.
pub fn places(hierarchy: &Hierarchy, shape: &Shape, p: &Population, luck: &Luck) -> Vec<Place> {
    let mut all = Vec::with_capacity(hierarchy.offices());
    for unit in hierarchy.of_tier[1].clone() {
        let offices = hierarchy.units[unit as usize].offices.clone();
        let number = hierarchy.units[unit as usize].region as usize;
        let region = region_facts(hierarchy, shape, p, luck, number, offices.len());
        let normals: Vec<[f64; 2]> = offices
            .clone()
            .map(|o| {
                let words = luck.block(Stream::Places, 0, hierarchy.unit_of_office(o), 0);
                [inverse_normal(open_unit(words[0])), inverse_normal(open_unit(words[1]))]
            })
            .collect();
        let weights: Vec<f64> = normals.iter().map(|n| libm::exp(p.size_sd * n[1])).collect();
        for (n, citizens) in normals.iter().zip(apportion(region.citizens, &weights)) {
            let development = (region.development + p.development_sd_office * n[0]).clamp(0.02, 0.98);
            let apart = development - region.development;
            all.push(Place {
                development,
                citizens,
                urban: (region.urban + URBAN_BY_DEVELOPMENT * apart).clamp(0.0, 1.0),
                ages: region.ages,
                schooling: region.schooling + SCHOOLING_BY_DEVELOPMENT * apart,
            });
        }
    }
    all
}

fn region_facts(h: &Hierarchy, shape: &Shape, p: &Population, luck: &Luck, number: usize, offices: usize) -> Place {
    match shape {
        Shape::FanOut(_) => {
            let development = (0.5 + p.development_sd_region * luck.normal(Stream::Places, 0, 1 + number as u32, 1))
                .clamp(0.02, 0.98);
            let people = offices as u64 * u64::from(p.citizens_per_office);
            Place {
                development,
                citizens: sampled(people, p.sample, offices),
                urban: (p.urban + URBAN_BY_DEVELOPMENT * (development - 0.5)).clamp(0.0, 1.0),
                ages: age_shares(p, None),
                schooling: SCHOOLING + SCHOOLING_BY_DEVELOPMENT * (development - 0.5),
            }
        }
        Shape::Regions(rows) => {
            let row = &rows[number];
            debug_assert!(h.of_tier[1].len() == rows.len());
            let z = (standard_score(rows, number, |r| r.urban) + standard_score(rows, number, |r| r.schooling)) / 2.0;
            Place {
                development: (0.5 + p.development_sd_region * z).clamp(0.02, 0.98),
                citizens: sampled(row.population, p.sample, offices),
                urban: row.urban,
                ages: age_shares(p, Some(row.share_60_plus)),
                schooling: row.schooling,
            }
        }
    }
}

fn sampled(people: u64, sample: u32, offices: usize) -> u32 {
    let sample = u64::from(sample);
    ((people + sample / 2) / sample).clamp(offices as u64, u64::from(u32::MAX)) as u32
}

fn standard_score(rows: &[Region], number: usize, of: impl Fn(&Region) -> f64) -> f64 {
    let n = rows.len() as f64;
    let mean = rows.iter().map(&of).sum::<f64>() / n;
    let variance = rows.iter().map(|r| (of(r) - mean) * (of(r) - mean)).sum::<f64>() / n;
    if variance > 0.0 { (of(&rows[number]) - mean) / libm::sqrt(variance) } else { 0.0 }
}

/// Shares of the six age bands; a region's share of those over 60 moves the adult bands.
fn age_shares(p: &Population, share_60_plus: Option<f64>) -> [f64; 6] {
    let adults: f64 = p.ages.iter().sum();
    let mut shares = [0.0; 6];
    shares[0] = p.children;
    for (share, age) in shares[1..].iter_mut().zip(p.ages) {
        *share = (1.0 - p.children) * age / adults;
    }
    if let Some(old) = share_60_plus {
        let (young_now, old_now) = (shares[1] + shares[2] + shares[3], shares[4] + shares[5]);
        let old = old.min(young_now + old_now);
        let scale = |now: f64, wanted: f64| if now > 0.0 { wanted / now } else { 0.0 };
        let (young_scale, old_scale) = (scale(young_now, young_now + old_now - old), scale(old_now, old));
        shares[1..4].iter_mut().for_each(|s| *s *= young_scale);
        shares[4..].iter_mut().for_each(|s| *s *= old_scale);
    }
    shares
}

/// Splits a whole number in proportion to weights, at least 1 each; the parts sum to it exactly.
fn apportion(whole: u32, weights: &[f64]) -> Vec<u32> {
    let total: f64 = weights.iter().sum();
    let rest = f64::from(whole - weights.len() as u32);
    let mut up_to = 0.0;
    let mut given = 0.0;
    weights
        .iter()
        .enumerate()
        .map(|(i, weight)| {
            up_to += weight;
            let end = if i + 1 == weights.len() { rest } else { libm::floor(rest * up_to / total) };
            let part = end - given;
            given = end;
            1 + part as u32
        })
        .collect()
}

/// Shares of education levels of an adult age band at this many years of schooling: each further level is weighted by
/// e^(0.25 × years above the mean).
pub fn education_shares(p: &Population, adult_age: usize, schooling: f64) -> [f64; 4] {
    let tilt = libm::exp(0.25 * (schooling - SCHOOLING));
    let mut factor = 1.0;
    let mut shares = p.education(adult_age).map(|share| {
        let s = share * factor;
        factor *= tilt;
        s
    });
    let sum: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|s| *s /= sum);
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn apportioned_parts_sum_to_the_whole(weights in prop::collection::vec(0.01f64..10.0, 1..40), extra in 0u32..100_000) {
            let whole = weights.len() as u32 + extra;
            let parts = apportion(whole, &weights);
            prop_assert_eq!(parts.iter().sum::<u32>(), whole);
            prop_assert!(parts.iter().all(|&n| n >= 1));
        }
    }

    #[test]
    fn the_share_of_the_old_is_the_regions() {
        let shares = age_shares(&Population::default(), Some(0.2572));
        assert!((shares[4] + shares[5] - 0.2572).abs() < 1e-12);
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}
