//! How offices differ: which measures, and which quantiles over the offices of a recorded year. They are groups of the same
//! measures, as in `citizens.resolved_in_time[offices:p10]`.

/// Measures, and the columns of the yearly table of offices that say them of one office.
pub const MEASURES: [(&str, &str); 3] = [
    ("citizens.resolved_in_time", "resolved_in_time"),
    ("effort.trace_share", "trace_share"),
    ("fabrication.faked_share", "faked_share"),
];
/// Groups, and the shares of offices that lie below.
pub const QUANTILES: [(&str, f64); 5] =
    [("offices:p10", 0.10), ("offices:p25", 0.25), ("offices:p50", 0.50), ("offices:p75", 0.75), ("offices:p90", 0.90)];

/// Whether a group is one of offices.
pub fn is_of_offices(group: &str) -> bool {
    QUANTILES.iter().any(|(name, _)| *name == group)
}

/// All quantiles of what some offices have, each with its group; an office without a value does not count.
pub fn quantiles(values: impl IntoIterator<Item = f64>) -> Vec<(&'static str, f64)> {
    let mut values: Vec<f64> = values.into_iter().filter(|v| v.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    QUANTILES.iter().filter_map(|(group, share)| Some((*group, quantile(&values, *share)?))).collect()
}

/// Quantile of sorted values, linear between them; none of none.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let at = share * (sorted.len().checked_sub(1)?) as f64;
    let (below, above) = (sorted.get(at.floor() as usize)?, sorted.get(at.ceil() as usize)?);
    Some(below + (above - below) * at.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_other_programs() {
        // numpy.quantile([1, 2, 4, 8], [0.1, 0.5, 0.75]) gives 1.3, 3, 5.
        let sorted = [1.0, 2.0, 4.0, 8.0];
        let found = [0.1, 0.5, 0.75].map(|q| quantile(&sorted, q).unwrap());
        assert!((found[0] - 1.3).abs() < 1e-12 && found[1] == 3.0 && found[2] == 5.0, "{found:?}");
        assert_eq!((quantile(&[], 0.5), quantile(&[2.0], 0.9)), (None, Some(2.0)));
        // In any order, and without the offices that have no value.
        let found = quantiles([8.0, f64::NAN, 1.0, 4.0, 2.0]);
        assert_eq!((found.len(), found[2]), (5, ("offices:p50", 3.0)));
        assert!(quantiles([f64::NAN]).is_empty());
    }

    #[test]
    fn every_column_and_measure_is_there() {
        for (measure, column) in MEASURES {
            assert!(crate::observe::MEASURES.iter().any(|m| m.name == measure), "{measure}");
            assert!(crate::observe::OFFICE_COLUMNS.iter().any(|c| c.0 == column), "{column}");
        }
    }
}
