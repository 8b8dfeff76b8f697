//! Reads the world, cannot write it: measures, and what is recorded of a run.

pub mod row;

pub use row::{Keep, Names, OfficeRow, Place, Row, Sink, SinkError};
