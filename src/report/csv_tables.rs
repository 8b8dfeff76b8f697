//! The two tables as CSV, for readers without Parquet. Numbers have as many digits as it takes to read the same bits back.

use crate::observe::{Names, OfficeRow, Row, SinkError};
use crate::report::writer::{Table, failed};
use crate::world::clock::date_of;
use csv::Writer;
use jiff::civil::Date;
use std::fs::File;
use std::path::{Path, PathBuf};

fn close(writer: Writer<File>, path: &Path) -> Result<(), SinkError> {
    let file = writer.into_inner().map_err(|e| failed(path, &e.into_error()))?;
    file.sync_all().map_err(|e| failed(path, &e))
}

/// `series.csv`.
pub(super) struct Series {
    path: PathBuf,
    writer: Writer<File>,
    names: Names,
    start: Date,
}

impl Series {
    pub(super) fn create(path: &Path, names: &Names, start: Date) -> Result<Self, SinkError> {
        let mut writer = Writer::from_path(path).map_err(|e| failed(path, &e))?;
        let header = ["replicate", "week", "date", "tier", "region", "group", "measure", "value"];
        writer.write_record(header).map_err(|e| failed(path, &e))?;
        Ok(Self { path: path.into(), writer, names: names.clone(), start })
    }
}

impl Table<Row> for Series {
    fn write(&mut self, rows: &[Row]) -> Result<(), SinkError> {
        for row in rows {
            let place = self.names.places.get(row.place as usize);
            let group = self.names.groups.get(usize::from(row.group));
            let measure = self.names.measures.get(usize::from(row.measure));
            let (Some(place), Some(group), Some(measure)) = (place, group, measure) else {
                return Err(SinkError(format!("a row names a place, group or measure that has no name: {row:?}")));
            };
            let record = [
                &row.replicate.to_string(),
                &row.week.to_string(),
                &date_of(self.start, row.week as i32).to_string(),
                place.tier.as_str(),
                place.region.as_str(),
                group,
                measure.name,
                &row.value.to_string(),
            ];
            self.writer.write_record(record).map_err(|e| failed(&self.path, &e))?;
        }
        Ok(())
    }

    fn close(self: Box<Self>) -> Result<(), SinkError> {
        close(self.writer, &self.path)
    }
}

/// `offices.csv`.
pub(super) struct Offices {
    path: PathBuf,
    writer: Writer<File>,
}

impl Offices {
    pub(super) fn create(path: &Path, names: &Names) -> Result<Self, SinkError> {
        let mut writer = Writer::from_path(path).map_err(|e| failed(path, &e))?;
        let fixed = ["replicate", "year", "office", "name", "region"];
        let header = fixed.into_iter().chain(names.office_columns.iter().map(|c| c.name));
        writer.write_record(header).map_err(|e| failed(path, &e))?;
        Ok(Self { path: path.into(), writer })
    }
}

impl Table<OfficeRow> for Offices {
    fn write(&mut self, rows: &[OfficeRow]) -> Result<(), SinkError> {
        for row in rows {
            let mut record = vec![row.replicate.to_string(), row.year.to_string(), row.office.to_string()];
            record.extend([row.name.to_string(), row.region.to_string()]);
            // An empty cell where a measure has no base.
            record.extend(row.values.iter().map(|v| if v.is_nan() { String::new() } else { v.to_string() }));
            self.writer.write_record(&record).map_err(|e| failed(&self.path, &e))?;
        }
        Ok(())
    }

    fn close(self: Box<Self>) -> Result<(), SinkError> {
        close(self.writer, &self.path)
    }
}
