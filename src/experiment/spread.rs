//! How offices differ, as numbers of an experiment: quantiles over the offices of a recorded year, beside the means that the
//! recorder gives.
//!
//! They are kept where a scenario records all measures; a list of measures keeps to what it names.

use super::averages::Window;
use crate::observe::{Column, Names, OfficeRow};
use crate::report::spread::{MEASURES, QUANTILES, quantiles};
use crate::scenario::Scenario;
use crate::world::clock::YEAR;

/// Whether a scenario keeps quantiles over offices.
pub(super) fn kept(scenario: &Scenario) -> bool {
    scenario.record.measures.iter().any(|m| m == "*")
}

/// Adds the groups and their columns to what the recorder gives.
pub(super) fn extend(names: &mut Names, columns: &mut Vec<Column>) {
    let first = names.groups.len() as u16;
    names.groups.extend(QUANTILES.iter().map(|(name, _)| (*name).to_string()));
    names.group_units.extend(QUANTILES.iter().map(|_| ""));
    for (measure, _) in MEASURES {
        let Some(measure) = names.measures.iter().position(|m| m.name == measure) else { continue };
        let column = |q: usize| Column { place: 0, group: first + q as u16, measure: measure as u16 };
        columns.extend((0..QUANTILES.len()).map(column));
    }
    columns.sort_unstable();
}

/// The quantiles of one year: each with its column.
pub(super) fn of_year(names: &Names, rows: &[OfficeRow]) -> Vec<(Column, f64)> {
    let mut found = Vec::new();
    for (measure, column) in MEASURES {
        let at = names.office_columns.iter().position(|c| c.name == column);
        let measure = names.measures.iter().position(|m| m.name == measure);
        let (Some(at), Some(measure)) = (at, measure) else { continue };
        for (name, value) in quantiles(rows.iter().filter_map(|r| r.values.get(at)).copied()) {
            if let Some(group) = names.groups.iter().position(|g| g == name) {
                found.push((Column { place: 0, group: group as u16, measure: measure as u16 }, value));
            }
        }
    }
    found
}

/// Whether a window holds all weeks of a recorded year.
pub(super) fn holds(window: &Window, year: u32) -> bool {
    window.weeks.start <= year * YEAR && (year + 1) * YEAR <= window.weeks.end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_counts_for_windows_that_hold_it() {
        let window = |weeks| Window { name: "w".into(), weeks };
        assert!(holds(&window(52..104), 1) && holds(&window(0..260), 3));
        assert!(!holds(&window(53..104), 1) && !holds(&window(52..104), 0));
    }
}
