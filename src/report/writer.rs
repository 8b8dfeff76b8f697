//! The sink of a run: streams both tables to disk and keeps only what the summary and the figures need.

use crate::observe::{Names, OfficeRow, Row, Sink, SinkError};
use crate::report::curves::Curves;
use crate::report::summary::{LastYear, SummaryEntry};
use crate::report::{csv_tables, figures, parquet_tables};
use crate::world::clock::date_of;
use jiff::civil::Date;
use std::error::Error;
use std::path::{Path, PathBuf};

/// Format of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Columns, compressed; for Python, R, Julia, DuckDB.
    #[default]
    Parquet,
    /// Text; for everything else.
    Csv,
}

impl Format {
    /// Ending of the file names, without the dot.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
        }
    }
}

/// A table that takes rows one after the other.
pub(super) trait Table<T>: Send {
    fn write(&mut self, rows: &[T]) -> Result<(), SinkError>;
    fn close(self: Box<Self>) -> Result<(), SinkError>;
}

/// What is left in memory once the tables are written.
#[derive(Debug, Clone, PartialEq)]
pub struct Tables {
    /// National curves for the figures.
    pub curves: Curves,
    /// Means over the last recorded year, for the summary.
    pub measures: Vec<SummaryEntry>,
}

/// Writes `series` and `offices` into a folder as the rows come.
pub struct FileSink {
    folder: PathBuf,
    format: Format,
    start: Date,
    weeks: u32,
    series: Option<Box<dyn Table<Row>>>,
    offices: Option<Box<dyn Table<OfficeRow>>>,
    kept: Option<(Curves, LastYear)>,
}

impl std::fmt::Debug for FileSink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileSink").field("folder", &self.folder).field("format", &self.format).finish_non_exhaustive()
    }
}

impl FileSink {
    /// A sink for a run of so many recorded weeks from `start` on. The folder exists; files in it are made at the first row.
    pub fn new(folder: &Path, format: Format, start: Date, weeks: u32) -> Self {
        Self { folder: folder.into(), format, start, weeks, series: None, offices: None, kept: None }
    }

    fn path(&self, table: &str) -> PathBuf {
        self.folder.join(format!("{table}.{}", self.format.ending()))
    }

    fn open_series(&self, names: &Names) -> Result<Box<dyn Table<Row>>, SinkError> {
        let path = self.path("series");
        Ok(match self.format {
            Format::Parquet => Box::new(parquet_tables::Series::create(&path, names, self.start)?),
            Format::Csv => Box::new(csv_tables::Series::create(&path, names, self.start)?),
        })
    }

    fn open_offices(&self, names: &Names) -> Result<Box<dyn Table<OfficeRow>>, SinkError> {
        let path = self.path("offices");
        Ok(match self.format {
            Format::Parquet => Box::new(parquet_tables::Offices::create(&path, names)?),
            Format::Csv => Box::new(csv_tables::Offices::create(&path, names)?),
        })
    }

    /// Completes the files. A run without rows leaves an empty series; without rows of offices there is no such file.
    ///
    /// # Errors
    /// Where the last rows cannot be written.
    pub fn finish(mut self, names: &Names) -> Result<Tables, SinkError> {
        self.rows(names, &[])?;
        if let Some(series) = self.series.take() {
            series.close()?;
        }
        if let Some(offices) = self.offices.take() {
            offices.close()?;
        }
        let weeks = self.weeks;
        let (curves, year) =
            self.kept.unwrap_or_else(|| (Curves::new(names, &figures::measures()), LastYear::new(names, weeks)));
        Ok(Tables { curves, measures: year.entries(names) })
    }
}

impl Sink for FileSink {
    fn rows(&mut self, names: &Names, rows: &[Row]) -> Result<(), SinkError> {
        if self.series.is_none() {
            self.series = Some(self.open_series(names)?);
        }
        let weeks = self.weeks;
        let (curves, year) =
            self.kept.get_or_insert_with(|| (Curves::new(names, &figures::measures()), LastYear::new(names, weeks)));
        for row in rows {
            curves.take(row);
            year.take(row);
        }
        self.series.as_mut().map_or(Ok(()), |series| series.write(rows))
    }

    fn offices(&mut self, names: &Names, rows: &[OfficeRow]) -> Result<(), SinkError> {
        if self.offices.is_none() && !rows.is_empty() {
            self.offices = Some(self.open_offices(names)?);
        }
        self.offices.as_mut().map_or(Ok(()), |offices| offices.write(rows))
    }
}

/// The date of a recorded week as Parquet counts dates.
pub(super) fn days_since_1970(start: Date, week: u32) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.until(date_of(start, week as i32)).map_or(0, |span| span.get_days())
}

/// A failure with the file it happened to, and with its first cause: what is said on the way from there is for programmers.
pub(super) fn failed(path: &Path, why: &(dyn Error + 'static)) -> SinkError {
    let mut cause = why;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    SinkError(format!("cannot write {}: {cause}", path.display()))
}
