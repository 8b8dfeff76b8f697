//! Where the text of scenarios comes from: the disk, or memory for tests and for pages in a browser.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// The most bytes that are read of a file. Some files never end.
pub const MOST: u64 = 100_000_000;

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
    /// It is larger than [`MOST`].
    #[error("this is larger than {} MB, which no scenario needs", MOST / 1_000_000)]
    TooLarge,
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
        let file = std::fs::File::open(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => FileFault::Missing,
            _ => FileFault::Refused(error.to_string()),
        })?;
        read_text(file)
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

/// Reads all of a file as text.
///
/// # Errors
/// Where it cannot be read, is too large, or is not text.
pub fn read_text(from: impl Read) -> Result<String, FileFault> {
    let mut bytes = Vec::new();
    from.take(MOST + 1).read_to_end(&mut bytes).map_err(|error| FileFault::Refused(error.to_string()))?;
    if bytes.len() as u64 > MOST {
        return Err(FileFault::TooLarge);
    }
    text_of(bytes)
}

/// Bytes as text, without the mark that some editors put in front.
pub fn text_of(bytes: Vec<u8>) -> Result<String, FileFault> {
    let text = String::from_utf8(bytes).map_err(|error| FileFault::NotText(error.utf8_error().valid_up_to()))?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_string(),
        None => text,
    })
}

/// A path without `.` (unless that is all of it) and without `name/..`, so that two ways to write one file compare equal.
pub(crate) fn clean(path: &Path) -> PathBuf {
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
    if out.as_os_str().is_empty() && !path.as_os_str().is_empty() { PathBuf::from(".") } else { out }
}

/// A path written in a file, seen from that file.
pub(crate) fn beside(file: &Path, written: &str) -> PathBuf {
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
        assert_eq!(beside(Path::new("a/c.toml"), ".."), Path::new("."));
        assert_eq!(clean(Path::new("./.")), Path::new("."));
    }

    #[test]
    fn what_is_not_text_says_where() {
        let files = Memory::default().with("a", vec![b'x', 0xff]).with("b/c", "\u{feff}y");
        assert_eq!(files.read(Path::new("a")), Err(FileFault::NotText(1)));
        assert_eq!(files.read(Path::new("b")), Err(FileFault::Folder));
        assert_eq!(files.read(Path::new("b/c")).as_deref(), Ok("y"));
        assert_eq!(files.read(Path::new("d")), Err(FileFault::Missing));
        assert_eq!(read_text(std::io::repeat(b' ')), Err(FileFault::TooLarge));
    }
}
