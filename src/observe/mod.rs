//! Reads the world, cannot write it: measures, and what is recorded of a run.

mod interval;
mod layout;
mod measure;
mod measures;
mod recorder;
mod row;
mod year;

pub use interval::{Interval, Sum};
pub use layout::{Column, Layout};
pub use measure::{AtContest, By, Measure, Value, Weeks};
pub use measures::{MEASURES, measure_names, measure_tables};
pub use recorder::{Complete, Recorder};
pub use row::{Keep, MeasureName, Names, OfficeRow, Place, Row, Sink, SinkError};
pub use year::OFFICE_COLUMNS;
