//! The journal of an experiment: one line a finished run, appended as it ends, so that a stop or a kill loses nothing else.
//!
//! The first line says which experiment and version the runs belong to. A last line without its line break is what a kill
//! left of a write: it is dropped. While a journal is open no other program can open it.

use super::job::Record;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Name of the file.
pub const JOURNAL: &str = "journal.ndjson";
/// Version of the layout of the file.
const LAYOUT: u32 = 2;

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The disk or the rights.
    #[error("cannot {action} {}: {source}", .path.display())]
    Disk {
        /// What was tried.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another program has it open.
    #[error("{} is in use by another run", .0.display())]
    Busy(PathBuf),
    /// It belongs to something else.
    #[error("{} belongs to another experiment or version: {why}", .path.display())]
    Other {
        /// Which file.
        path: PathBuf,
        /// What differs.
        why: String,
    },
    /// A line in the middle cannot be read.
    #[error("{}:{line} cannot be read: {why}", .path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
}

impl JournalError {
    /// What the user can do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Disk { .. } => "check that the folder may be written and the disk has room",
            Self::Busy(_) => "wait until it ends, or write elsewhere with --out DIR",
            Self::Other { .. } => "--force starts again; --out DIR writes elsewhere",
            Self::Damaged { .. } => "delete that line to run its job again, or start again with --force",
        }
    }
}

fn disk(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> JournalError {
    move |source| JournalError::Disk { action, path: path.into(), source }
}

/// An open journal and all that it says.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    header: String,
    records: BTreeMap<String, Record>,
}

fn header(experiment: &str) -> String {
    json!({ "journal": LAYOUT, "jiama_version": env!("CARGO_PKG_VERSION"), "experiment": experiment }).to_string()
}

fn line(id: &str, record: &Record) -> String {
    let mut line = match record {
        Record::Done(values) => {
            // NaN is null in JSON.
            json!({ "id": id, "status": "done", "values": values })
        }
        Record::Failed(reason) => json!({ "id": id, "status": "failed", "reason": reason }),
    }
    .to_string();
    line.push('\n');
    line
}

fn read(text: &str) -> Result<(String, Record), String> {
    let value: Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let id = value["id"].as_str().ok_or("it has no id")?.to_string();
    let record = match value["status"].as_str() {
        Some("done") => {
            let number = |v: &Value| if v.is_null() { Some(f64::NAN) } else { v.as_f64() };
            let values = value["values"].as_array().and_then(|list| list.iter().map(number).collect());
            Record::Done(values.ok_or("its values are not numbers")?)
        }
        Some("failed") => Record::Failed(value["reason"].as_str().ok_or("it has no reason")?.into()),
        _ => return Err("its status is neither done nor failed".into()),
    };
    Ok((id, record))
}

/// Reads a journal's text: its records, and how many bytes of it are whole lines.
fn read_all(path: &Path, text: &str, header: &str) -> Result<(BTreeMap<String, Record>, usize), JournalError> {
    let whole = text.rfind('\n').map_or(0, |at| at + 1);
    let mut records = BTreeMap::new();
    for (i, text) in text[..whole].lines().enumerate() {
        if i == 0 {
            if text != header {
                let why = format!("it begins with {text}, not with {header}");
                return Err(JournalError::Other { path: path.into(), why });
            }
            continue;
        }
        let (id, record) = read(text).map_err(|why| JournalError::Damaged { path: path.into(), line: i + 1, why })?;
        records.insert(id, record);
    }
    Ok((records, whole))
}

impl Journal {
    /// Opens the journal in a folder, or begins one. `experiment` is the hash of what is being asked.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn open(folder: &Path, experiment: &str) -> Result<Self, JournalError> {
        let path = folder.join(JOURNAL);
        let file = OpenOptions::new().read(true).append(true).create(true).open(&path);
        let mut file = file.map_err(disk("open", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(JournalError::Busy(path)),
            // Some file systems have no locks; then nobody watches.
            Err(fs::TryLockError::Error(_)) => {}
        }
        let header = header(experiment);
        let bytes = fs::read(&path).map_err(disk("read", &path))?;
        // What is no text stands in the torn last line, or else is damage that is told with its line.
        let text = String::from_utf8_lossy(&bytes);
        let (records, whole) = read_all(&path, &text, &header)?;
        if whole < bytes.len() {
            // The same bytes as text: the torn end may be longer as text than on disk.
            let whole = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
            file.set_len(whole as u64).map_err(disk("cut the torn last line of", &path))?;
        }
        if whole == 0 {
            file.write_all(format!("{header}\n").as_bytes()).map_err(disk("write", &path))?;
        }
        Ok(Self { path, file, header, records })
    }

    /// Whether another program has the journal of a folder open.
    pub fn is_busy(folder: &Path) -> bool {
        let file = OpenOptions::new().read(true).append(true).open(folder.join(JOURNAL));
        file.is_ok_and(|file| matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)))
    }

    /// Reads a journal without opening it for writing: all its records.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn peek(folder: &Path, experiment: &str) -> Result<BTreeMap<String, Record>, JournalError> {
        let path = folder.join(JOURNAL);
        let bytes = fs::read(&path).map_err(disk("read", &path))?;
        Ok(read_all(&path, &String::from_utf8_lossy(&bytes), &header(experiment))?.0)
    }

    /// What became of a job, if it has been done.
    pub fn find(&self, id: &str) -> Option<&Record> {
        self.records.get(id)
    }

    /// Adds a record and hands it to the system at once.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn add(&mut self, id: String, record: Record) -> Result<(), JournalError> {
        self.file.write_all(line(&id, &record).as_bytes()).map_err(disk("write", &self.path))?;
        self.records.insert(id, record);
        Ok(())
    }

    /// Rewrites the journal in the given order, so that it too does not depend on who finished first.
    ///
    /// # Errors
    /// Where it cannot be written; the old one is then still there.
    pub fn settle(self, order: &[String]) -> Result<(), JournalError> {
        let mut text = format!("{}\n", self.header);
        for id in order {
            if let Some(record) = self.records.get(id) {
                text.push_str(&line(id, record));
            }
        }
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                let rights = self.file.metadata()?.permissions().mode();
                file.as_file().set_permissions(fs::Permissions::from_mode(rights))?;
            }
            Ok(file)
        });
        let file = written.map_err(disk("write beside", &self.path))?;
        file.persist(&self.path).map(drop).map_err(|error| disk("replace", &self.path)(error.error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn done(values: &[f64]) -> Record {
        Record::Done(values.to_vec())
    }

    #[test]
    fn what_was_written_is_there_after_a_kill() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path(), "x").unwrap();
        journal.add("b".into(), done(&[0.1, 2.0])).unwrap();
        journal.add("a".into(), Record::Failed("no \"luck\"\n".into())).unwrap();
        assert!(matches!(Journal::open(folder.path(), "x"), Err(JournalError::Busy(_))));
        drop(journal);
        // A kill in the middle of a line, and of a character.
        let path = folder.path().join(JOURNAL);
        let whole = fs::read(&path).unwrap();
        let mut torn = whole.clone();
        torn.extend_from_slice("{\"id\":\"c\",\"reason\":\"é".as_bytes());
        torn.pop();
        fs::write(&path, &torn).unwrap();
        let mut journal = Journal::open(folder.path(), "x").unwrap();
        assert_eq!(journal.find("b"), Some(&done(&[0.1, 2.0])));
        assert_eq!(journal.find("a"), Some(&Record::Failed("no \"luck\"\n".into())));
        assert_eq!(journal.find("c"), None);
        journal.add("c".into(), done(&[])).unwrap();
        assert_eq!(Journal::peek(folder.path(), "x").unwrap().len(), 3);
        journal.settle(&["a".into(), "c".into(), "b".into()]).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let ids: Vec<usize> = ["\"a\"", "\"c\"", "\"b\""].iter().map(|id| text.find(id).unwrap()).collect();
        assert!(ids.is_sorted(), "{text}");
    }

    #[test]
    fn a_journal_of_something_else_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        drop(Journal::open(folder.path(), "x").unwrap());
        let path = folder.path().join(JOURNAL);
        let before = fs::read(&path).unwrap();
        let error = Journal::open(folder.path(), "y").unwrap_err();
        assert!(matches!(error, JournalError::Other { .. }) && error.help().contains("--force"));
        assert_eq!(fs::read(&path).unwrap(), before);
        fs::write(&path, format!("{}\nnonsense\n", header("x"))).unwrap();
        assert!(matches!(Journal::open(folder.path(), "x"), Err(JournalError::Damaged { line: 2, .. })));
    }

    proptest! {
        #[test]
        fn numbers_come_back_to_the_bit(values in proptest::collection::vec(any::<f64>(), 0..20)) {
            // What is infinite has no place in JSON; runs give finite numbers or NaN.
            let values: Vec<f64> = values.into_iter().map(|v| if v.is_infinite() { f64::NAN } else { v }).collect();
            let (_, record) = read(line("x", &done(&values)).trim_end()).unwrap();
            let Record::Done(back) = record else { panic!("not done") };
            let bits = |v: &[f64]| v.iter().map(|x| if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() }).collect::<Vec<_>>();
            prop_assert_eq!(bits(&back), bits(&values));
        }

        #[test]
        fn no_text_breaks_the_reader(text in ".{0,60}") {
            let _ = read_all(Path::new("x"), &text, "h");
            let _ = read_all(Path::new("x"), &format!("h\n{text}\n"), "h");
        }
    }
}
