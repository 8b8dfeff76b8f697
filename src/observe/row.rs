//! What a run gives out: rows of numbers with names, handed to a sink as the run goes on.

use std::sync::Arc;

/// One number of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Replicate, from 0.
    pub replicate: u32,
    /// Recorded week in which the interval ends, from 0.
    pub week: u32,
    /// Place in [`Names::places`].
    pub place: u32,
    /// Place in [`Names::groups`]; 0 is everybody.
    pub group: u16,
    /// Place in [`Names::measures`].
    pub measure: u16,
    /// The value; never NaN (a measure without a base has no row).
    pub value: f64,
}

/// A recorded unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Name of its tier.
    pub tier: String,
    /// Name of the unit; place 0 is the whole country.
    pub region: String,
}

/// A measure as it appears in results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureName {
    /// Name, for example `citizens.resolved_in_time`.
    pub name: &'static str,
    /// Unit; `1` for a share.
    pub unit: &'static str,
}

/// The names behind the numbers of [`Row`]; the same for the whole run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// Recorded units; the first is the whole country.
    pub places: Vec<Place>,
    /// Groups; the first is `all`, then `age:0-17`, `indicator:ledger`, `activity:service`, …
    pub groups: Vec<String>,
    /// Unit of what is measured `of the kind`, for the groups that are indicators; empty for the others.
    pub group_units: Vec<&'static str>,
    /// Measures.
    pub measures: Vec<MeasureName>,
    /// Columns of the yearly table of offices, with units.
    pub office_columns: Vec<MeasureName>,
}

/// One office in one year.
#[derive(Debug, Clone, PartialEq)]
pub struct OfficeRow {
    /// Replicate, from 0.
    pub replicate: u32,
    /// Recorded year, from 0.
    pub year: u32,
    /// Number of the office.
    pub office: u32,
    /// Name of the office.
    pub name: Arc<str>,
    /// Name of the region it lies in.
    pub region: Arc<str>,
    /// Values in the order of [`Names::office_columns`].
    pub values: Vec<f64>,
}

/// Why a sink could not take rows.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SinkError(pub String);

/// Takes what a run gives out, in order of time; perhaps on another thread, while the run goes on.
pub trait Sink: Send {
    /// Takes rows of the series.
    ///
    /// # Errors
    /// Where they cannot be kept, for example on a full disk; the run then stops.
    fn rows(&mut self, names: &Names, rows: &[Row]) -> Result<(), SinkError>;

    /// Takes rows of the yearly table of offices.
    ///
    /// # Errors
    /// As [`Sink::rows`].
    fn offices(&mut self, names: &Names, rows: &[OfficeRow]) -> Result<(), SinkError>;
}

/// A sink that keeps all rows of the series in memory and drops the table of offices.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Keep {
    /// All rows so far.
    pub rows: Vec<Row>,
}

impl Sink for Keep {
    fn rows(&mut self, _names: &Names, rows: &[Row]) -> Result<(), SinkError> {
        self.rows.extend_from_slice(rows);
        Ok(())
    }

    fn offices(&mut self, _names: &Names, _rows: &[OfficeRow]) -> Result<(), SinkError> {
        Ok(())
    }
}
