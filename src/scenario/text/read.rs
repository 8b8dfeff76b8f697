//! Reads a scenario: lays its layers over each other and says where each value came from.

use super::diagnostic::{Diagnostic, Diagnostics};
use super::draft::Draft;
use super::files::Files;
use super::layers::{Kind, Layer, Loader};
use super::node::SYNTAX;
use super::vocabulary::Vocabulary;
use super::{Scenario, write};
use std::path::{Path, PathBuf};

/// Reads scenarios.
///
/// Layers, each over the one before: defaults, the chain of `extends`, the file, policy files in their order, values of
/// [`Reader::set`] in their order, seed and replicates.
#[derive(Clone)]
pub struct Reader<'a> {
    files: &'a dyn Files,
    vocabulary: Vocabulary,
    with: Vec<PathBuf>,
    set: Vec<(String, String)>,
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// Nowhere written.
    Default,
    /// A file.
    File {
        /// Its path.
        path: String,
        /// Line, from 1.
        line: usize,
    },
    /// The command line.
    Set(String),
}

/// A value and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Path of the parameter or key.
    pub path: String,
    /// Where its value came from.
    pub from: From,
}

/// A scenario that was read, and what is known about its reading.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// Where each value came from: one entry a number of the flat list, in its order, then the keys that were written.
    pub origins: Vec<Origin>,
    /// Files that were read, with the SHA-256 of their text.
    pub inputs: Vec<(PathBuf, String)>,
    /// Measures in which the policies of `--with` should show.
    pub look_at: Vec<String>,
}

impl<'a> Reader<'a> {
    /// A reader of these files.
    pub fn new(files: &'a dyn Files) -> Self {
        Self { files, vocabulary: Vocabulary::default(), with: Vec::new(), set: Vec::new() }
    }

    /// With the measures and rules of a model.
    #[must_use]
    pub fn vocabulary(mut self, vocabulary: Vocabulary) -> Self {
        self.vocabulary = vocabulary;
        self
    }

    /// Adds a policy file.
    #[must_use]
    pub fn with(mut self, path: impl Into<PathBuf>) -> Self {
        self.with.push(path.into());
        self
    }

    /// Adds a value as written on the command line: `cascade.hedging=0.2`.
    #[must_use]
    pub fn set(mut self, text: impl Into<String>) -> Self {
        self.set.push(("--set".into(), text.into()));
        self
    }

    /// Sets the seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.set.push(("--seed".into(), format!("run.seed={seed}")));
        self
    }

    /// Sets the number of replicates.
    #[must_use]
    pub fn replicates(mut self, replicates: u32) -> Self {
        self.set.push(("--replicates".into(), format!("run.replicates={replicates}")));
        self
    }

    /// Reads a scenario file.
    ///
    /// # Errors
    /// All faults of all layers, by file and place.
    pub fn read(&self, path: impl AsRef<Path>) -> Result<Loaded, Diagnostics> {
        let mut loader = Loader { files: self.files, faults: Diagnostics::default(), inputs: Vec::new() };
        let mut layers = loader.chain(path.as_ref());
        let complete = layers.iter().any(|layer| layer.kind == Kind::Main);
        layers.extend(self.with.iter().filter_map(|path| loader.with(path)));
        layers.extend(self.set.iter().filter_map(|(flag, text)| loader.set(flag, text)));
        let (scenario, draft) = match complete {
            true => {
                let (scenario, draft) = meaning(&layers, &mut loader, &self.vocabulary);
                (Some(scenario), draft)
            }
            false => (None, Draft::default()),
        };
        let Loader { mut faults, inputs, .. } = loader;
        faults.drop_consequences(SYNTAX);
        faults.sort();
        match scenario {
            Some(scenario) if faults.is_empty() => {
                let origins = draft.origins(&scenario, &layers, &faults);
                let inputs = inputs.into_iter().map(|(path, text)| (path, write::sha256(&text))).collect();
                Ok(Loaded { scenario, origins, inputs, look_at: draft.look_at })
            }
            _ => Err(faults),
        }
    }
}

/// The scenario that layers mean, and what was found on the way; faults go to the loader.
pub(crate) fn meaning(layers: &[Layer], loader: &mut Loader<'_>, vocabulary: &Vocabulary) -> (Scenario, Draft) {
    let broken = loader.faults.items().iter().any(|fault| fault.message == SYNTAX);
    let mut draft = Draft::default();
    let scenario = draft.scenario(layers, loader, vocabulary);
    if !broken && draft.sound {
        for fault in (vocabulary.faults)(&scenario) {
            let label = if draft.place(&fault.path).is_some() { "here" } else { "" };
            loader.faults.push(Diagnostic::at(draft.place(&fault.path), fault.message).label(label).help(fault.help));
        }
    }
    (scenario, draft)
}
