//! The shipped patterns, inside the program, so that `jiama validate` needs no files.

use crate::scenario::text::files::text_of;
use crate::scenario::{FileFault, Files};
use std::path::Path;

macro_rules! pattern {
    ($name:literal) => {
        ($name, include_str!(concat!("../../scenarios/validation/", $name)))
    };
}

macro_rules! policy {
    ($name:literal) => {
        ($name, include_str!(concat!("../../scenarios/policies/", $name)))
    };
}

/// The patterns, in order: file and text.
pub(super) const PATTERNS: [(&str, &str); 14] = [
    pattern!("01-layered-quotas.toml"),
    pattern!("02-traces-crowd-out-service.toml"),
    pattern!("03-inverted-u.toml"),
    pattern!("04-stakes.toml"),
    pattern!("05-audits.toml"),
    pattern!("06-data-sharing.toml"),
    pattern!("07-cap-on-layering.toml"),
    pattern!("08-online-only.toml"),
    pattern!("09-platforms.toml"),
    pattern!("10-accountability.toml"),
    pattern!("11-slow-recovery.toml"),
    pattern!("12-selection.toml"),
    pattern!("13-what-is-counted.toml"),
    pattern!("14-levers-together.toml"),
];

/// The country of the patterns.
const COUNTRY: (&str, &str) = pattern!("country.toml");

/// Policies that patterns lay over it.
const POLICIES: [(&str, &str); 3] =
    [policy!("data-sharing.toml"), policy!("results-over-traces.toml"), policy!("fewer-contests.toml")];

/// Shipped files as if they lay in the folder `scenarios`.
pub(super) struct Shipped;

impl Files for Shipped {
    fn read(&self, path: &Path) -> Result<String, FileFault> {
        let in_folder = |folder: &str| path.parent() == Some(&Path::new("scenarios").join(folder));
        let name = path.file_name().unwrap_or_default();
        let found = match () {
            () if in_folder("validation") => PATTERNS.iter().chain([&COUNTRY]).find(|(n, _)| name == *n),
            () if in_folder("policies") => POLICIES.iter().find(|(n, _)| name == *n),
            () => None,
        };
        let (_, text) = found.ok_or(FileFault::Missing)?;
        text_of(text.as_bytes().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::file::{self, Over};

    #[test]
    fn the_list_is_the_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/validation");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .filter(|n| n.starts_with(|c: char| c.is_ascii_digit()))
            .collect();
        names.sort();
        assert_eq!(names, PATTERNS.map(|(name, _)| name));
    }

    #[test]
    fn every_shipped_pattern_can_be_read() {
        for (i, (name, _)) in PATTERNS.iter().enumerate() {
            let path = Path::new("scenarios/validation").join(name);
            let read = file::read(&Shipped, &path, &Over::default(), crate::model::vocabulary());
            let read = read.unwrap_or_else(|faults| panic!("{faults}"));
            let crate::experiment::question::Question::Validation(asked) = read.experiment.question else {
                panic!("{name} is no pattern")
            };
            assert_eq!(asked.patterns[0].number as usize, i + 1, "{name}");
        }
    }
}
