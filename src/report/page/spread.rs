//! Quantiles over offices, from the yearly table of offices of a run.

use super::cube::{Cube, Lacking, numbers};
use crate::report::spread::{MEASURES, quantiles};
use crate::report::tidy::Tidy;
use std::collections::BTreeMap;

/// Adds the quantiles of every year.
///
/// # Errors
/// Where a column is missing.
pub(super) fn add(cube: &mut Cube, arm: usize, offices: &Tidy) -> Result<(), Lacking> {
    let (replicates, years) = (numbers(offices, "replicate")?, numbers(offices, "year")?);
    let Some(country) = cube.places().first().cloned() else { return Ok(()) };
    for (measure, column) in MEASURES {
        if !cube.measures().iter().any(|m| m == measure) {
            continue;
        }
        let values = numbers(offices, column)?;
        let mut yearly: BTreeMap<(u32, usize), Vec<f64>> = BTreeMap::new();
        for (row, value) in values.iter().enumerate() {
            yearly.entry((years[row] as u32, replicates[row] as usize)).or_default().push(*value);
        }
        for ((year, replicate), values) in yearly {
            let window = format!("year{}", year + 1);
            for (group, value) in quantiles(values) {
                let key = cube.key(measure, (&country.0, &country.1), group, &window);
                cube.put(arm, replicate, key, value);
            }
        }
    }
    Ok(())
}
