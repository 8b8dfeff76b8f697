//! Where the text of scenarios comes from: the disk, or memory for tests and for pages in a browser.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// Why a file could not be read as text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// There is no such file.
    #[error("there is no such file")]
    Missing,
    /// It is a folder.
    #[error("this is a folder, not a file")]
    Folder,
    /// It is not UTF-8.
    #[error("this is not UTF-8 text (first wrong byte at {0}); save the file as UTF-8")]
    NotText(usize),
    /// The system refused.
    #[error("{0}")]
    Refused(String),
}

/// Gives the text of files.
pub trait Files {
    /// The whole text of a file.
    ///
    /// # Errors
    /// Where there is no such file, or where it is not text.
    fn read(&self, path: &Path) -> Result<String, FileFault>;
}

/// Files of the disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> Result<String, FileFault> {
        // A folder opens without complaint on some systems and fails on reading with a vague message.
        if path.is_dir() {
            return Err(FileFault::Folder);
        }
        let bytes = std::fs::read(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => FileFault::Missing,
            _ => FileFault::Refused(error.to_string()),
        })?;
        text_of(bytes)
    }
}

/// Files held in memory, by path.
#[derive(Debug, Clone, Default)]
pub struct Memory(BTreeMap<PathBuf, Vec<u8>>);

impl Memory {
    /// Adds a file.
    #[must_use]
    pub fn with(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.0.insert(clean(Path::new(path)), content.into());
        self
    }
}

impl Files for Memory {
    fn read(&self, path: &Path) -> Result<String, FileFault> {
        let path = clean(path);
        match self.0.get(&path) {
            Some(bytes) => text_of(bytes.clone()),
            None if self.0.keys().any(|known| known.starts_with(&path)) => Err(FileFault::Folder),
            None => Err(FileFault::Missing),
        }
    }
}

/// Bytes as text, without the mark that some editors put in front.
pub fn text_of(bytes: Vec<u8>) -> Result<String, FileFault> {
    let text = String::from_utf8(bytes).map_err(|error| FileFault::NotText(error.utf8_error().valid_up_to()))?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_string(),
        None => text,
    })
}

/// A path without `.` and without `name/..`, so that two ways to write one file compare equal.
pub(super) fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            _ => out.push(part),
        }
    }
    out
}

/// A path written in a file, seen from that file.
pub(super) fn beside(file: &Path, written: &str) -> PathBuf {
    clean(&file.parent().unwrap_or(Path::new("")).join(written))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_seen_from_the_file_that_says_so() {
        assert_eq!(beside(Path::new("a/b/c.toml"), "../d.toml"), Path::new("a/d.toml"));
        assert_eq!(beside(Path::new("c.toml"), "./d.toml"), Path::new("d.toml"));
        assert_eq!(beside(Path::new("c.toml"), "../d.toml"), Path::new("../d.toml"));
        assert_eq!(beside(Path::new("a/c.toml"), "/d.toml"), Path::new("/d.toml"));
    }

    #[test]
    fn what_is_not_text_says_where() {
        let files = Memory::default().with("a", vec![b'x', 0xff]).with("b/c", "\u{feff}y");
        assert_eq!(files.read(Path::new("a")), Err(FileFault::NotText(1)));
        assert_eq!(files.read(Path::new("b")), Err(FileFault::Folder));
        assert_eq!(files.read(Path::new("b/c")).as_deref(), Ok("y"));
        assert_eq!(files.read(Path::new("d")), Err(FileFault::Missing));
    }
}
