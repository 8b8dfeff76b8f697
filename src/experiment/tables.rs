//! Tables that every experiment has: its runs, and all numbers that they gave.

use super::job::{Arm, Job, Record, identity};
use crate::observe::{Column, Names};
use crate::report::Tidy;

/// The unit of a column.
pub(super) fn unit_of<'a>(names: &'a Names, column: &Column) -> &'a str {
    let unit = names.measures[usize::from(column.measure)].unit;
    match (unit, names.group_units.get(usize::from(column.group))) {
        ("of the kind", Some(unit)) => unit,
        (unit, _) => unit,
    }
}

/// `runs` of a comparison: one row a run.
pub(super) fn runs(arms: &[Arm], runs: &[Vec<Record>]) -> Tidy {
    let all = || {
        arms.iter().enumerate().zip(runs).flat_map(|((a, arm), records)| {
            records.iter().enumerate().map(move |(r, record)| (a, arm, r as u32, record))
        })
    };
    let id =
        |(a, arm, r, _): (usize, &Arm, u32, &Record)| identity(arm, &Job { arm: a, set: Vec::new(), replicate: r });
    Tidy::new("runs")
        .text("run", all().map(id))
        .text("arm", all().map(|(_, arm, _, _)| &arm.name))
        .whole("replicate", all().map(|(_, _, r, _)| r.into()))
        .whole("seed", all().map(|(_, arm, r, _)| arm.seed(r)))
        .text("status", all().map(|(_, _, _, record)| status(record).0))
        .text("reason", all().map(|(_, _, _, record)| status(record).1))
}

/// What became of a run, in a word and with its reason.
pub(super) fn status(record: &Record) -> (&'static str, &str) {
    match record {
        Record::Done(_) => ("done", ""),
        Record::Failed(reason) => ("failed", reason),
    }
}

/// `values` of a comparison: every number of every run.
pub(super) fn values(arms: &[Arm], runs: &[Vec<Record>]) -> Tidy {
    let rows = || {
        arms.iter().zip(runs).flat_map(|(arm, records)| {
            records.iter().enumerate().filter_map(|(r, record)| Some((r, record.values()?))).flat_map(
                move |(r, values)| {
                    let columns = arm.grid.columns.len();
                    let numbers = values.iter().enumerate().filter(|(_, v)| v.is_finite());
                    numbers.map(move |(i, v)| (arm, r as u32, i / columns, &arm.grid.columns[i % columns], *v))
                },
            )
        })
    };
    let place =
        |(arm, _, _, c, _): (&'_ Arm, u32, usize, &Column, f64)| arm.grid.names.places[c.place as usize].clone();
    Tidy::new("values")
        .text("arm", rows().map(|r| &r.0.name))
        .whole("replicate", rows().map(|r| r.1.into()))
        .whole("seed", rows().map(|r| r.0.seed(r.1)))
        .text("tier", rows().map(|r| place(r).tier))
        .text("region", rows().map(|r| place(r).region))
        .text("group", rows().map(|r| &r.0.grid.names.groups[usize::from(r.3.group)]))
        .text("measure", rows().map(|r| r.0.grid.names.measures[usize::from(r.3.measure)].name))
        .text("unit", rows().map(|r| unit_of(&r.0.grid.names, r.3)))
        .text("window", rows().map(|r| &r.0.grid.windows[r.2].name))
        .number("value", rows().map(|r| r.4))
}
