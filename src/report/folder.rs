//! The output folder: written beside its final place and renamed when complete, so nothing half-written looks whole.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Beginning of the names of folders that are being written; what a killed run leaves can be deleted.
pub const TEMPORARY: &str = ".jiama-";

/// Why an output folder could not be made.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It is there already.
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    /// The disk, the rights or a file in the way.
    #[error("cannot {action} {}: {source}", .path.display())]
    Disk {
        /// What was tried.
        action: &'static str,
        /// On which path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl FolderError {
    /// What the user can do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Exists(_) => "--force replaces it; --out DIR writes elsewhere",
            Self::Disk { .. } => {
                "check that the folder may be written and the disk has room, or write elsewhere with --out DIR"
            }
        }
    }
}

fn disk(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    move |source| FolderError::Disk { action, path: path.into(), source }
}

/// An output folder that is being written.
#[derive(Debug)]
pub struct Folder {
    // Declared, and so dropped, before `made`: the temporary folder has to be gone before its parents can go.
    temporary: Option<TempDir>,
    made: Made,
    target: PathBuf,
    force: bool,
}

/// Folders made on the way to the target; removed again, where they are empty, if the run does not complete.
#[derive(Debug, Default)]
struct Made(Vec<PathBuf>);

impl Drop for Made {
    fn drop(&mut self) {
        for path in &self.0 {
            let _ = fs::remove_dir(path);
        }
    }
}

impl Folder {
    /// Makes the temporary folder for `parent/name` and proves that it can be written. To be called before a long run.
    ///
    /// # Errors
    /// Where the target exists and is not to be replaced, or the disk does not allow it.
    pub fn prepare(parent: &Path, name: &str, force: bool) -> Result<Self, FolderError> {
        let target = parent.join(file_name(name));
        if !force && target.symlink_metadata().is_ok() {
            return Err(FolderError::Exists(target));
        }
        let mut made = Made::default();
        // Children first, so that dropping can remove them in this order.
        made.0.extend(parent.ancestors().filter(|p| !p.as_os_str().is_empty() && !p.exists()).map(Path::to_path_buf));
        fs::create_dir_all(parent).map_err(disk("make the folder", parent))?;
        let temporary = temporary_in(parent)?;
        let probe = temporary.path().join("probe");
        let written = fs::File::create(&probe).and_then(|mut f| f.write_all(b"jiama").and_then(|()| f.sync_all()));
        written.and_then(|()| fs::remove_file(&probe)).map_err(disk("write in", parent))?;
        Ok(Self { temporary: Some(temporary), made, target, force })
    }

    /// Where to write for now.
    pub fn path(&self) -> &Path {
        self.temporary.as_ref().map_or(&self.target, |t| t.path())
    }

    /// What to remove where the program has to end without dropping this: the temporary folder with all that is in it, then
    /// the folders that were made on the way to it, as far as they are empty.
    pub fn unfinished(&self) -> Vec<PathBuf> {
        self.temporary.iter().map(|t| t.path().to_path_buf()).chain(self.made.0.iter().cloned()).collect()
    }

    /// Where it will be once complete.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Moves the folder to its place. An older one, if it is to be replaced, is deleted only after the new one is there.
    ///
    /// # Errors
    /// Where the older folder or the new one cannot be moved; the older one is then back in its place.
    pub fn complete(mut self) -> Result<PathBuf, FolderError> {
        let target = std::mem::take(&mut self.target);
        let Some(temporary) = self.temporary.take() else { return Ok(target) };
        let exists = target.symlink_metadata().is_ok();
        if exists && !self.force {
            return Err(FolderError::Exists(target));
        }
        if exists {
            let parent = target.parent().unwrap_or(Path::new("."));
            let aside = temporary_in(parent)?;
            let old = aside.path().join("old");
            fs::rename(&target, &old).map_err(disk("move aside", &target))?;
            if let Err(error) = fs::rename(temporary.path(), &target) {
                if fs::rename(&old, &target).is_err() {
                    // The old folder must survive even this: keep it where it is.
                    let _ = aside.keep();
                }
                return Err(disk("move the results to", &target)(error));
            }
        } else {
            fs::rename(temporary.path(), &target).map_err(disk("move the results to", &target))?;
        }
        // The folder has moved: there is nothing left to remove, and what was made for it stays.
        let _ = temporary.keep();
        self.made.0.clear();
        Ok(target)
    }
}

fn temporary_in(parent: &Path) -> Result<TempDir, FolderError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    {
        // Results are for colleagues too: the usual rights (less the umask), not the private ones of a temporary folder.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    builder.tempdir_in(parent).map_err(disk("write in", parent))
}

/// A name that is safe as one part of a path: letters, digits, `-`, `_` and `.`, not hidden, not too long.
pub fn file_name(name: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let name: String = name.trim_start_matches('.').chars().map(safe).collect();
    // 255 bytes is the limit of common file systems; a character has at most four. The hash stands at the end: keep it.
    let skip = name.chars().count().saturating_sub(60);
    let name: String = name.chars().skip(skip).collect();
    if name.is_empty() { "run".into() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(path: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(path).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_complete_folder_takes_its_place() {
        let root = tempfile::tempdir().unwrap();
        let parent = root.path().join("a/b");
        let folder = Folder::prepare(&parent, "demo-1", false).unwrap();
        fs::write(folder.path().join("x"), "new").unwrap();
        assert!(!parent.join("demo-1").exists());
        assert_eq!(folder.complete().unwrap(), parent.join("demo-1"));
        assert_eq!(entries(&parent), ["demo-1"]);
        assert_eq!(entries(&parent.join("demo-1")), ["x"]);
    }

    #[test]
    fn a_stopped_run_leaves_nothing() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::prepare(&root.path().join("a/b"), "demo-1", false).unwrap();
        fs::write(folder.path().join("x"), "half").unwrap();
        drop(folder);
        assert!(entries(root.path()).is_empty());
    }

    #[test]
    fn nothing_is_overwritten_without_force() {
        let root = tempfile::tempdir().unwrap();
        let old = root.path().join("demo-1");
        fs::create_dir(&old).unwrap();
        fs::write(old.join("x"), "old").unwrap();
        let error = Folder::prepare(root.path(), "demo-1", false).unwrap_err();
        assert!(matches!(error, FolderError::Exists(_)) && error.help().contains("--force"));
        assert_eq!(entries(root.path()), ["demo-1"]);

        let folder = Folder::prepare(root.path(), "demo-1", true).unwrap();
        fs::write(folder.path().join("y"), "new").unwrap();
        drop(folder);
        assert_eq!(entries(&old), ["x"], "a failed run with --force keeps the old results");

        let folder = Folder::prepare(root.path(), "demo-1", true).unwrap();
        fs::write(folder.path().join("y"), "new").unwrap();
        folder.complete().unwrap();
        assert_eq!(entries(&old), ["y"]);
        assert_eq!(entries(root.path()), ["demo-1"]);
    }

    #[test]
    fn a_folder_that_appears_meanwhile_is_kept() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::prepare(root.path(), "demo-1", false).unwrap();
        fs::create_dir(root.path().join("demo-1")).unwrap();
        assert!(matches!(folder.complete(), Err(FolderError::Exists(_))));
        assert_eq!(entries(root.path()), ["demo-1"]);
    }

    #[test]
    fn a_file_in_the_way_is_a_clear_error() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("f");
        fs::write(&file, "").unwrap();
        let error = Folder::prepare(&file, "demo-1", false).unwrap_err();
        assert!(error.to_string().contains("cannot make the folder"), "{error}");
    }

    #[test]
    fn names_are_safe() {
        assert_eq!(file_name("../../etc/x y-12ab"), "-..-etc-x-y-12ab");
        assert_eq!(file_name("试点-1"), "试点-1");
        assert_eq!(file_name(".."), "run");
        assert!(file_name(&"a".repeat(500)).len() <= 60);
    }
}
