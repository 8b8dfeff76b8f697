//! Reads tables back that a folder of results holds, as Parquet or CSV.

use crate::report::tidy::{Cells, Tidy};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type, UInt32Type, UInt64Type};
use arrow_array::{Array, ArrayRef, BooleanArray, RecordBatch};
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::BTreeMap;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Reads a table; its format is that of the file's ending.
///
/// # Errors
/// Says what is wrong with the file.
pub(super) fn read(path: &Path, name: &str) -> Result<Tidy, String> {
    match path.extension().is_some_and(|e| e == "csv") {
        true => csv(path, name),
        // A damaged file must be an error, whatever the reader makes of it.
        false => catch_unwind(AssertUnwindSafe(|| parquet(path, name)))
            .unwrap_or_else(|_| Err("it is no whole Parquet file".into())),
    }
}

fn parquet(path: &Path, name: &str) -> Result<Tidy, String> {
    let file = File::open(path).map_err(|e| e.to_string())?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| e.to_string())?;
    let names: Vec<String> = builder.schema().fields().iter().map(|f| f.name().clone()).collect();
    let reader = builder.build().map_err(|e| e.to_string())?;
    let mut columns: Vec<Column> = names.iter().map(|_| Column::default()).collect();
    for batch in reader {
        let batch: RecordBatch = batch.map_err(|e| e.to_string())?;
        for (column, array) in columns.iter_mut().zip(batch.columns()) {
            column.take(array)?;
        }
    }
    let columns = names.into_iter().zip(columns).map(|(name, column)| (name, column.cells())).collect();
    Ok(Tidy { name: name.into(), columns })
}

/// A column that grows batch by batch.
#[derive(Debug, Default)]
struct Column {
    names: Vec<String>,
    known: BTreeMap<String, i32>,
    keys: Vec<i32>,
    whole: Vec<u64>,
    numbers: Vec<f64>,
    switches: Vec<bool>,
}

impl Column {
    fn name(&mut self, text: &str) -> i32 {
        if let Some(key) = self.known.get(text) {
            return *key;
        }
        let key = self.names.len() as i32;
        self.names.push(text.into());
        self.known.insert(text.into(), key);
        key
    }

    fn take(&mut self, array: &ArrayRef) -> Result<(), String> {
        let rows = array.len();
        match array.data_type() {
            DataType::Dictionary(_, _) => {
                let dictionary =
                    array.as_dictionary_opt::<Int32Type>().ok_or("a column of texts has keys of another kind")?;
                let texts = dictionary.values().as_string_opt::<i32>().ok_or("a column of texts holds none")?;
                let names: Vec<i32> = (0..texts.len()).map(|i| self.name(texts.value(i))).collect();
                let keys = dictionary.keys();
                for row in 0..rows {
                    let key = if keys.is_valid(row) { names.get(keys.value(row) as usize).copied() } else { None };
                    // What is missing is an empty text.
                    let key = key.unwrap_or_else(|| self.name(""));
                    self.keys.push(key);
                }
            }
            DataType::Utf8 => {
                let texts = array.as_string::<i32>();
                for row in 0..rows {
                    let key = self.name(if texts.is_valid(row) { texts.value(row) } else { "" });
                    self.keys.push(key);
                }
            }
            DataType::UInt64 => self.whole.extend(array.as_primitive::<UInt64Type>().values().iter().copied()),
            DataType::UInt32 => {
                self.whole.extend(array.as_primitive::<UInt32Type>().values().iter().map(|v| u64::from(*v)));
            }
            DataType::Int32 => {
                self.numbers.extend(array.as_primitive::<Int32Type>().values().iter().map(|v| f64::from(*v)));
            }
            DataType::Date32 => {
                self.numbers.extend(array.as_primitive::<Date32Type>().values().iter().map(|v| f64::from(*v)));
            }
            DataType::Float64 => {
                let values = array.as_primitive::<Float64Type>();
                self.numbers.extend((0..rows).map(|r| if values.is_valid(r) { values.value(r) } else { f64::NAN }));
            }
            DataType::Boolean => {
                let values: &BooleanArray = array.as_boolean();
                self.switches.extend((0..rows).map(|r| values.value(r)));
            }
            other => return Err(format!("a column holds {other}, which is not expected")),
        }
        Ok(())
    }

    fn cells(self) -> Cells {
        match () {
            () if !self.keys.is_empty() => Cells::Text(self.names, self.keys),
            () if !self.whole.is_empty() => Cells::Whole(self.whole),
            () if !self.switches.is_empty() => Cells::Switch(self.switches),
            () => Cells::Number(self.numbers),
        }
    }
}

/// Columns whose texts look like numbers, but are names.
const NAMES: [&str; 12] =
    ["arm", "baseline", "tier", "region", "group", "measure", "unit", "window", "name", "run", "status", "reason"];

fn csv(path: &Path, name: &str) -> Result<Tidy, String> {
    let mut reader = csv::Reader::from_path(path).map_err(|e| e.to_string())?;
    let head: Vec<String> = reader.headers().map_err(|e| e.to_string())?.iter().map(str::to_string).collect();
    let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().map_err(|e| e.to_string())?;
    let mut table = Tidy::new(name);
    for (i, name) in head.iter().enumerate() {
        let cells = || records.iter().map(|r| r.get(i).unwrap_or_default());
        let number = |cell: &str| if cell.is_empty() { Some(f64::NAN) } else { cell.parse::<f64>().ok() };
        let numbers: Option<Vec<f64>> =
            if NAMES.contains(&name.as_str()) { None } else { cells().map(number).collect() };
        table = match numbers {
            Some(numbers) => table.number(name, numbers),
            None => table.text(name, cells()),
        };
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Format;

    fn table() -> Tidy {
        Tidy::new("t").text("arm", ["1", "b, c", "1"]).whole("n", [1, 2, 3]).number("value", [0.1, f64::NAN, -3.0])
    }

    #[test]
    fn both_formats_give_the_table_back() {
        let folder = tempfile::tempdir().unwrap();
        for format in [Format::Parquet, Format::Csv] {
            let path = table().write(folder.path(), format).unwrap();
            let back = read(&path, "t").unwrap();
            assert_eq!(back.columns[0], table().columns[0], "a name that looks like a number is a name");
            let numbers = |name: &'static str| crate::report::page::cube::numbers(&back, name).unwrap();
            assert_eq!(numbers("n"), [1.0, 2.0, 3.0]);
            assert!(numbers("value")[0] == 0.1 && numbers("value")[1].is_nan() && numbers("value")[2] == -3.0);
        }
    }

    #[test]
    fn damage_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = table().write(folder.path(), Format::Parquet).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let mut turned = bytes.clone();
        for byte in &mut turned[4..bytes.len() / 2] {
            *byte ^= 0xff;
        }
        for damaged in [&bytes[..bytes.len() / 2], b"", b"PAR1PAR1", &turned] {
            std::fs::write(&path, damaged).unwrap();
            assert!(read(&path, "t").is_err());
        }
        assert!(read(&folder.path().join("no.parquet"), "no").is_err());
    }
}
