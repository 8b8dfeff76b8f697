//! Tidy tables of any shape: one row an observation, one column a quantity, as Parquet or CSV. The same bytes for the same rows.

use crate::observe::SinkError;
use crate::report::parquet_tables::Output;
use crate::report::writer::{Format, failed};
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int32Array, StringArray, UInt64Array};
use arrow_schema::{ArrowError, DataType, Field};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// Texts: the distinct ones, and which of them each row has.
    Text(Vec<String>, Vec<i32>),
    /// Whole numbers.
    Whole(Vec<u64>),
    /// Numbers; NaN is a missing value.
    Number(Vec<f64>),
    /// Yes or no.
    Switch(Vec<bool>),
}

impl Cells {
    fn len(&self) -> usize {
        match self {
            Self::Text(_, keys) => keys.len(),
            Self::Whole(v) => v.len(),
            Self::Number(v) => v.len(),
            Self::Switch(v) => v.len(),
        }
    }

    /// The cells of these rows.
    fn at(&self, rows: &[usize]) -> Self {
        match self {
            Self::Text(names, keys) => Self::Text(names.clone(), rows.iter().map(|r| keys[*r]).collect()),
            Self::Whole(v) => Self::Whole(rows.iter().map(|r| v[*r]).collect()),
            Self::Number(v) => Self::Number(rows.iter().map(|r| v[*r]).collect()),
            Self::Switch(v) => Self::Switch(rows.iter().map(|r| v[*r]).collect()),
        }
    }

    fn text(&self, row: usize) -> String {
        match self {
            Self::Text(names, keys) => names[keys[row] as usize].clone(),
            Self::Whole(v) => v[row].to_string(),
            Self::Number(v) if !v[row].is_finite() => String::new(),
            Self::Number(v) => v[row].to_string(),
            Self::Switch(v) => v[row].to_string(),
        }
    }

    fn array(&self) -> Result<(DataType, ArrayRef), ArrowError> {
        Ok(match self {
            Self::Text(names, keys) => {
                let names: ArrayRef = Arc::new(StringArray::from_iter_values(names));
                let array = DictionaryArray::<Int32Type>::try_new(Int32Array::from(keys.clone()), names)?;
                (array.data_type().clone(), Arc::new(array))
            }
            Self::Whole(v) => (DataType::UInt64, Arc::new(UInt64Array::from_iter_values(v.iter().copied()))),
            Self::Number(v) => {
                let cells = v.iter().map(|x| x.is_finite().then_some(*x));
                (DataType::Float64, Arc::new(cells.collect::<Float64Array>()))
            }
            Self::Switch(v) => (DataType::Boolean, Arc::new(BooleanArray::from(v.clone()))),
        })
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tidy {
    /// File name without its ending.
    pub name: String,
    /// Columns with their names; all of the same length.
    pub columns: Vec<(String, Cells)>,
}

impl Tidy {
    /// A table without columns.
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), columns: Vec::new() }
    }

    /// With a column of texts.
    #[must_use]
    pub fn text(mut self, name: &str, values: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let (mut names, mut keys, mut known) = (Vec::new(), Vec::new(), BTreeMap::new());
        for value in values {
            let key = match known.get(value.as_ref()) {
                Some(key) => *key,
                None => {
                    let key = names.len() as i32;
                    names.push(value.as_ref().to_string());
                    known.insert(value.as_ref().to_string(), key);
                    key
                }
            };
            keys.push(key);
        }
        self.columns.push((name.into(), Cells::Text(names, keys)));
        self
    }

    /// With a column of whole numbers.
    #[must_use]
    pub fn whole(mut self, name: &str, values: impl IntoIterator<Item = u64>) -> Self {
        self.columns.push((name.into(), Cells::Whole(values.into_iter().collect())));
        self
    }

    /// With a column of numbers; NaN is a missing value.
    #[must_use]
    pub fn number(mut self, name: &str, values: impl IntoIterator<Item = f64>) -> Self {
        self.columns.push((name.into(), Cells::Number(values.into_iter().collect())));
        self
    }

    /// With a column of yes and no.
    #[must_use]
    pub fn switch(mut self, name: &str, values: impl IntoIterator<Item = bool>) -> Self {
        self.columns.push((name.into(), Cells::Switch(values.into_iter().collect())));
        self
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |c| c.1.len())
    }

    /// Writes the table into a folder; gives the path of the file.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write(&self, folder: &Path, format: Format) -> Result<PathBuf, SinkError> {
        let path = folder.join(format!("{}.{}", self.name, format.ending()));
        match format {
            Format::Parquet => self.parquet(&path),
            Format::Csv => self.csv(&path),
        }?;
        Ok(path)
    }

    fn parquet(&self, path: &Path) -> Result<(), SinkError> {
        let (mut fields, mut arrays) = (Vec::new(), Vec::new());
        for (name, cells) in &self.columns {
            let (kind, array) = cells.array().map_err(|e| failed(path, &e))?;
            fields.push(Field::new(name, kind, matches!(cells, Cells::Number(_))));
            arrays.push(array);
        }
        let numbers: Vec<&str> = self
            .columns
            .iter()
            .filter(|(_, cells)| matches!(cells, Cells::Number(_)))
            .map(|(name, _)| name.as_str())
            .collect();
        let mut output = Output::create(path, fields, &numbers, Vec::new())?;
        output.write(arrays)?;
        output.close()
    }

    /// The table as the text of a CSV file.
    ///
    /// # Errors
    /// Where a row has not as many cells as there are columns.
    pub fn csv_text(&self) -> Result<String, SinkError> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let said = |why: String| SinkError(format!("cannot write {}: {why}", self.name));
        self.write_csv(&mut writer).map_err(|e| said(e.to_string()))?;
        let bytes = writer.into_inner().map_err(|e| said(e.to_string()))?;
        String::from_utf8(bytes).map_err(|e| said(e.to_string()))
    }

    /// The rows for which this holds.
    #[must_use]
    pub fn only(&self, holds: impl Fn(usize) -> bool) -> Self {
        let rows: Vec<usize> = (0..self.rows()).filter(|row| holds(*row)).collect();
        let columns = self.columns.iter().map(|(name, cells)| (name.clone(), cells.at(&rows)));
        Self { name: self.name.clone(), columns: columns.collect() }
    }

    fn write_csv<W: std::io::Write>(&self, writer: &mut csv::Writer<W>) -> csv::Result<()> {
        writer.write_record(self.columns.iter().map(|(name, _)| name))?;
        for row in 0..self.rows() {
            writer.write_record(self.columns.iter().map(|(_, c)| c.text(row)))?;
        }
        Ok(())
    }

    fn csv(&self, path: &Path) -> Result<(), SinkError> {
        let mut writer = csv::Writer::from_path(path).map_err(|e| failed(path, &e))?;
        self.write_csv(&mut writer).map_err(|e| failed(path, &e))?;
        let file = writer.into_inner().map_err(|e| failed(path, &e.into_error()))?;
        file.sync_all().map_err(|e| failed(path, &e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_written_with_its_gaps() {
        let folder = tempfile::tempdir().unwrap();
        let table = Tidy::new("t")
            .text("name", ["a, b", "c"])
            .whole("n", [1, 2])
            .number("value", [0.1, f64::NAN])
            .switch("null", [true, false]);
        let path = table.write(folder.path(), Format::Csv).unwrap();
        assert_eq!(std::fs::read_to_string(path).unwrap(), "name,n,value,null\n\"a, b\",1,0.1,true\nc,2,,false\n");
        assert_eq!(table.only(|row| row == 1).csv_text().unwrap(), "name,n,value,null\nc,2,,false\n");
        let path = table.write(folder.path(), Format::Parquet).unwrap();
        let first = std::fs::read(&path).unwrap();
        table.write(folder.path(), Format::Parquet).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), first);
        let file = std::fs::File::open(&path).unwrap();
        let mut reader = parquet::arrow::arrow_reader::ParquetRecordBatchReader::try_new(file, 10).unwrap();
        let batch = reader.next().unwrap().unwrap();
        assert_eq!((batch.num_rows(), batch.num_columns()), (2, 4));
        assert_eq!(batch.column(2).null_count(), 1);
    }
}
