//! What is kept of a replicate for an answer: means by year, the course of what is drawn, and the hierarchy.

use super::country::Country;
use super::measures::is_drawn;
use super::picture::Picture;
use crate::experiment::averages::Averages;
use crate::observe::{Column, Names, OfficeRow, Row, Sink, SinkError};
use std::collections::BTreeMap;

/// Which numbers of a run are kept week by week.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// The columns, in order.
    pub columns: Vec<Column>,
    places: BTreeMap<Column, usize>,
    every: u32,
    records: usize,
}

impl Drawn {
    /// Those that answers show of this country.
    pub fn new(country: &Country) -> Self {
        let (grid, every) = (&country.grid, country.scenario.record.every);
        let columns: Vec<Column> = grid.columns.iter().copied().filter(|c| is_drawn(&grid.names, c)).collect();
        let places = columns.iter().enumerate().map(|(i, c)| (*c, i)).collect();
        Self { columns, places, every, records: (country.weeks() / every) as usize }
    }

    /// Records of a run; a country of the workshop has whole ones.
    pub fn records(&self) -> usize {
        self.records
    }

    /// The recorded weeks in which records end.
    pub fn weeks(&self) -> Vec<u32> {
        (1..=self.records as u32).map(|n| n * self.every - 1).collect()
    }
}

/// What is kept of a replicate.
#[derive(Debug, Clone, PartialEq)]
pub struct Replicate {
    /// Means over the recorded years, in the order of the grid.
    pub values: Vec<f64>,
    /// Records of what is drawn, column by column; NaN where there is none.
    pub course: Vec<f64>,
    /// The hierarchy over time; of the first replicate only.
    pub picture: Option<Picture>,
}

impl Replicate {
    /// Bytes that it takes, about.
    pub fn bytes(&self) -> usize {
        8 * (self.values.len() + self.course.len()) + self.picture.as_ref().map_or(0, Picture::bytes)
    }
}

/// Takes the rows of a replicate.
pub struct Kept<'a> {
    /// Adds them up by year.
    pub averages: Averages<'a>,
    /// What is drawn.
    pub drawn: &'a Drawn,
    /// Its records so far.
    pub course: Vec<f64>,
}

impl Sink for Kept<'_> {
    fn rows(&mut self, names: &Names, rows: &[Row]) -> Result<(), SinkError> {
        for row in rows {
            let column = Column { place: row.place, group: row.group, measure: row.measure };
            let record = (row.week / self.drawn.every) as usize;
            if let Some(&at) = self.drawn.places.get(&column)
                && let Some(cell) = self.course.get_mut(at * self.drawn.records + record)
            {
                *cell = row.value;
            }
        }
        self.averages.rows(names, rows)
    }

    fn offices(&mut self, names: &Names, rows: &[OfficeRow]) -> Result<(), SinkError> {
        self.averages.offices(names, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Memory, Reader};
    use crate::workshop::tests::SMALL;

    #[test]
    fn records_are_whole_whatever_a_scenario_records() {
        for (asked, records) in [(4, 26), (5, 26), (13, 8), (60, 2)] {
            let files = Memory::default().with("a.toml", SMALL);
            let loaded = Reader::new(&files).set(format!("record.every={asked}")).read("a.toml").unwrap();
            let country = Country::new(&loaded).unwrap();
            let drawn = Drawn::new(&country);
            assert_eq!((country.weeks(), drawn.records()), (104, records), "{asked}");
            assert_eq!(drawn.weeks().last(), Some(&103), "no week is left over");
        }
    }
}
