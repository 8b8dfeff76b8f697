//! The two tables as Parquet: written row group by row group, never whole in memory, the same bytes for the same rows.
//!
//! Batches have a fixed number of rows whatever portions the rows come in, so the bytes do not depend on the portions.

use crate::observe::{MeasureName, Names, OfficeRow, Row, SinkError};
use crate::report::writer::{Table, days_since_1970, failed};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, Date32Array, DictionaryArray, Float64Array, Int32Array, RecordBatch, StringArray, UInt32Array,
};
use arrow_schema::{DataType, Field, Schema};
use jiff::civil::Date;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows of a row group.
const ROW_GROUP: usize = 1 << 18;
/// Rows handed to the encoder at once.
const BATCH: usize = 1 << 14;

/// An open Parquet file and the rows that wait for their batch.
pub(super) struct Output {
    path: PathBuf,
    schema: Arc<Schema>,
    writer: ArrowWriter<File>,
}

impl Output {
    /// Numbers go without a dictionary, byte planes apart: that compresses measured values best.
    pub(super) fn create(
        path: &Path,
        fields: Vec<Field>,
        numbers: &[&str],
        metadata: Vec<KeyValue>,
    ) -> Result<Self, SinkError> {
        let file = File::create(path).map_err(|e| failed(path, &e))?;
        let level = ZstdLevel::try_new(3).map_err(|e| failed(path, &e))?;
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_key_value_metadata(Some(metadata));
        for &name in numbers {
            let column = ColumnPath::from(name);
            properties = properties
                .set_column_dictionary_enabled(column.clone(), false)
                .set_column_encoding(column, Encoding::BYTE_STREAM_SPLIT);
        }
        // Every row group has nearly all texts, so the first and the last of them would help nobody to pass over one.
        for text in fields.iter().filter(|f| matches!(f.data_type(), DataType::Utf8 | DataType::Dictionary(..))) {
            let column = ColumnPath::from(text.name().as_str());
            properties = properties.set_column_statistics_enabled(column, EnabledStatistics::None);
        }
        let schema = Arc::new(Schema::new(fields));
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties.build()));
        Ok(Self { path: path.into(), schema, writer: writer.map_err(|e| failed(path, &e))? })
    }

    pub(super) fn write(&mut self, columns: Vec<ArrayRef>) -> Result<(), SinkError> {
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(|e| failed(&self.path, &e))?;
        self.writer.write(&batch).map_err(|e| failed(&self.path, &e))
    }

    pub(super) fn close(mut self) -> Result<(), SinkError> {
        self.writer.finish().map_err(|e| failed(&self.path, &e))?;
        self.writer.inner().sync_all().map_err(|e| failed(&self.path, &e))
    }
}

/// Units of the measures as metadata, sorted by name.
fn units(measures: &[MeasureName]) -> Vec<KeyValue> {
    let mut sorted: Vec<_> = measures.iter().map(|m| (format!("unit:{}", m.name), m.unit.to_string())).collect();
    sorted.sort();
    sorted.into_iter().map(|(name, unit)| KeyValue::new(name, unit)).collect()
}

/// Distinct texts and, for each input, the number of its text.
fn dictionary<'a>(texts: impl Iterator<Item = &'a str>) -> (ArrayRef, Vec<i32>) {
    let mut numbers = std::collections::BTreeMap::new();
    let mut distinct: Vec<&str> = Vec::new();
    let mut keys = Vec::new();
    for text in texts {
        let key = *numbers.entry(text).or_insert_with(|| {
            distinct.push(text);
            distinct.len() as i32 - 1
        });
        keys.push(key);
    }
    (Arc::new(StringArray::from(distinct)), keys)
}

/// `series.parquet`.
pub(super) struct Series {
    output: Output,
    start: Date,
    waiting: Vec<Row>,
    tiers: (ArrayRef, Vec<i32>),
    regions: (ArrayRef, Vec<i32>),
    groups: (ArrayRef, Vec<i32>),
    measures: (ArrayRef, Vec<i32>),
}

impl Series {
    pub(super) fn create(path: &Path, names: &Names, start: Date) -> Result<Self, SinkError> {
        let text = || DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        let fields = vec![
            Field::new("replicate", DataType::UInt32, false),
            Field::new("week", DataType::UInt32, false),
            Field::new("date", DataType::Date32, false),
            Field::new("tier", text(), false),
            Field::new("region", text(), false),
            Field::new("group", text(), false),
            Field::new("measure", text(), false),
            Field::new("value", DataType::Float64, false),
        ];
        Ok(Self {
            output: Output::create(path, fields, &["value"], units(&names.measures))?,
            start,
            waiting: Vec::with_capacity(BATCH),
            tiers: dictionary(names.places.iter().map(|p| p.tier.as_str())),
            regions: dictionary(names.places.iter().map(|p| p.region.as_str())),
            groups: dictionary(names.groups.iter().map(String::as_str)),
            measures: dictionary(names.measures.iter().map(|m| m.name)),
        })
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let rows = &self.waiting;
        let path = &self.output.path;
        let text = |names: &(ArrayRef, Vec<i32>), number: fn(&Row) -> usize| -> Result<ArrayRef, SinkError> {
            let key = |row: &Row| {
                let key = names.1.get(number(row)).copied();
                key.ok_or_else(|| SinkError(format!("a row names a place, group or measure that has no name: {row:?}")))
            };
            let keys: Int32Array = rows.iter().map(key).collect::<Result<Vec<i32>, _>>()?.into();
            let array = DictionaryArray::<Int32Type>::try_new(keys, Arc::clone(&names.0));
            Ok(Arc::new(array.map_err(|e| failed(path, &e))?))
        };
        // Most rows have the week of the one before.
        let mut known = (0, days_since_1970(self.start, 0));
        let day = |row: &Row| {
            if row.week != known.0 {
                known = (row.week, days_since_1970(self.start, row.week));
            }
            known.1
        };
        let columns: Vec<ArrayRef> = vec![
            Arc::new(UInt32Array::from_iter_values(rows.iter().map(|r| r.replicate))),
            Arc::new(UInt32Array::from_iter_values(rows.iter().map(|r| r.week))),
            Arc::new(Date32Array::from_iter_values(rows.iter().map(day))),
            text(&self.tiers, |r| r.place as usize)?,
            text(&self.regions, |r| r.place as usize)?,
            text(&self.groups, |r| usize::from(r.group))?,
            text(&self.measures, |r| usize::from(r.measure))?,
            Arc::new(Float64Array::from_iter_values(rows.iter().map(|r| r.value))),
        ];
        self.output.write(columns)?;
        self.waiting.clear();
        Ok(())
    }
}

impl Table<Row> for Series {
    fn write(&mut self, mut rows: &[Row]) -> Result<(), SinkError> {
        while !rows.is_empty() {
            let (now, later) = rows.split_at(rows.len().min(BATCH - self.waiting.len()));
            self.waiting.extend_from_slice(now);
            rows = later;
            if self.waiting.len() == BATCH {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn close(mut self: Box<Self>) -> Result<(), SinkError> {
        self.flush()?;
        self.output.close()
    }
}

/// `offices.parquet`.
pub(super) struct Offices {
    output: Output,
    columns: usize,
    waiting: Vec<OfficeRow>,
}

impl Offices {
    pub(super) fn create(path: &Path, names: &Names) -> Result<Self, SinkError> {
        let mut fields = vec![
            Field::new("replicate", DataType::UInt32, false),
            Field::new("year", DataType::UInt32, false),
            Field::new("office", DataType::UInt32, false),
            Field::new("name", DataType::Utf8, false),
            Field::new("region", DataType::Utf8, false),
        ];
        let numbers: Vec<&str> = names.office_columns.iter().map(|c| c.name).collect();
        // A measure may have no base in an office, for example a mean over no citizens.
        fields.extend(numbers.iter().map(|name| Field::new(*name, DataType::Float64, true)));
        let output = Output::create(path, fields, &numbers, units(&names.office_columns))?;
        Ok(Self { output, columns: numbers.len(), waiting: Vec::with_capacity(BATCH) })
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let rows = &self.waiting;
        let number =
            |of: fn(&OfficeRow) -> u32| -> ArrayRef { Arc::new(UInt32Array::from_iter_values(rows.iter().map(of))) };
        let mut columns: Vec<ArrayRef> = vec![number(|r| r.replicate), number(|r| r.year), number(|r| r.office)];
        columns.push(Arc::new(StringArray::from_iter_values(rows.iter().map(|r| &*r.name))));
        columns.push(Arc::new(StringArray::from_iter_values(rows.iter().map(|r| &*r.region))));
        for c in 0..self.columns {
            let values = rows.iter().map(|r| r.values.get(c).copied().filter(|v| !v.is_nan()));
            columns.push(Arc::new(values.collect::<Float64Array>()));
        }
        self.output.write(columns)?;
        self.waiting.clear();
        Ok(())
    }
}

impl Table<OfficeRow> for Offices {
    fn write(&mut self, rows: &[OfficeRow]) -> Result<(), SinkError> {
        for row in rows {
            self.waiting.push(row.clone());
            if self.waiting.len() == BATCH {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn close(mut self: Box<Self>) -> Result<(), SinkError> {
        self.flush()?;
        self.output.close()
    }
}
